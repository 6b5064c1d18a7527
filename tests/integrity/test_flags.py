"""Five flags of every measure: what is missing, stopped, late or not usable in a month, by the command and in scoring."""

import json
import os
from datetime import UTC, datetime

import pytest
import small
from sqlalchemy import select, update

from vmo.cli import DONE, ERRORS, REFUSED
from vmo.pipeline.basis import gather
from vmo.pipeline.house import open_house
from vmo.pipeline.integrity import gated
from vmo.store import DocumentRow, FindingRow

HELD, LOST, UNDECIDED = "held", "lost", "not decided"
pytestmark = pytest.mark.slow


def integrity(vmo, folder, code=ERRORS):
    vmo("night", folder)
    said = vmo("integrity", folder, "--month", small.MONTH, "--json")
    assert said.code == code, said.out
    return said.json


def metrics(told) -> dict[str, dict]:
    return {one["measure"].partition(".")[2]: one for feed in told["feeds"] for one in feed["metrics"]}


def rules_of(told, severity="error") -> set[str]:
    """The rules that the findings of the feeds serve."""
    return {one["serves"] for feed in told["feeds"] for one in feed["findings"] if one["severity"] == severity}


OWNED = "owner: vendor desk, reviewed: 2025-10-31"


def with_targets(folder):
    """The measures that are only reported have targets too, and all have an owner: nothing is wrong with the month."""
    path = folder / "contracts/acme-care.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("    class: critical\n", f"    class: critical\n    {OWNED.replace(', ', chr(10) + '    ')}\n")
    path.write_text(text.replace("{metric: call_volume}", f"{{metric: call_volume, {OWNED}}}"), encoding="utf-8")
    for name, target in (("aht", 90), ("volume", None)):
        if target:
            old = f"  {name}: {{metric: call_{name}}}"
            level = f'{{2026-01-01: {{value: {{expected: {target}}}, ref: "B 4"}}}}'
            new = f"  {name}: {{metric: call_{name}, target: {level}, {OWNED}}}"
            small.change(folder / "contracts/acme-care.yaml", old, new)
    return folder


def test_a_month_with_nothing_wrong_holds_what_can_be_decided(vmo, folder):
    told = metrics(integrity(vmo, with_targets(folder), DONE))
    assert {name: one["score"] for name, one in told.items()} == {"sl": 4, "abandon": 4, "aht": 5, "volume": 5}
    assert told["aht"]["flags"] == dict.fromkeys("CUIKA", HELD)
    assert told["sl"]["flags"] == {**dict.fromkeys("CUIK", HELD), "A": UNDECIDED}  # it missed; no action is on record
    assert all(one["can_be_met"] for one in told.values())


def test_a_measure_without_a_target_is_not_usable_and_one_without_direction_needs_none(vmo, folder):
    told = metrics(integrity(vmo, folder))
    assert (told["aht"]["flags"]["U"], told["aht"]["lost_by"][0]["rule"]) == (LOST, "U1")
    assert told["volume"]["flags"]["U"] == HELD
    assert told["aht"]["can_be_met"]


COUNTED = """\
partner: acme
feeds:
  counts:
    kind: intervals
    source: "{inbox}/acme/*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [At]
    columns:
      interval_at: {from: At, format: iso}
      offered: Offered
      answered: Answered
      program: {value: care}
"""
ON_COUNTS = """\
contract: acme-care
parties: {supplier: acme, customer: north}
currency: EUR
time_zone: Europe/Berlin
calendar: {owner: customer, service_hours: {mon-fri: "08:00-18:00"}}
scope: {partner: [acme], program: [care]}
measures:
  answered: {metric: call_answer_rate, target: {2026-01-01: {value: {expected: 90}, ref: "B 2"}}}
"""


def test_one_count_a_day_cannot_be_cut_to_service_hours_or_each_hour_and_two_can(vmo, tmp_path):
    folder = small.build(tmp_path)
    for path in (folder / "inbox/acme").iterdir():
        path.unlink()
    (folder / "partners/acme.yaml").write_text(COUNTED, encoding="utf-8")
    (folder / "contracts/acme-care.yaml").write_text(ON_COUNTS, encoding="utf-8")
    days = [f"{day}T09:00:00,10,9" for day in small.DAYS]
    export = folder / "inbox/acme/october.csv"
    export.write_text("\n".join(["At,Offered,Answered", *days, ""]), encoding="utf-8")
    told = metrics(integrity(vmo, folder))["answered"]
    assert (told["flags"]["U"], [(one["rule"], one["expected"]) for one in told["lost_by"]]) == (
        LOST,
        [("U3", "service hours")],
    )
    each = '{each: {2026-01-01: {value: {interval: hour, level: 90}, ref: "B 2"}}, metric: call_answer_rate'
    small.change(folder / "contracts/acme-care.yaml", "{metric: call_answer_rate", each)
    small.change(folder / "contracts/acme-care.yaml", ', service_hours: {mon-fri: "08:00-18:00"}', "")
    (lost,) = metrics(integrity(vmo, folder))["answered"]["lost_by"]
    assert (lost["rule"], lost["found"], lost["expected"]) == ("U3", "one count a day", "one each hour")
    halves = [one.replace("T09:00", "T09:30") for one in days]
    export.write_text("\n".join(["At,Offered,Answered", *days, *halves, ""]), encoding="utf-8")
    assert metrics(integrity(vmo, folder, DONE))["answered"]["flags"]["U"] == HELD


def test_who_owns_a_definition_and_when_it_was_looked_at_is_asked_of_every_measure(vmo, folder):
    """Twelve months before 31 October 2026 is 31 October 2025; a day earlier is too long ago."""
    assert metrics(integrity(vmo, folder))["sl"]["flags"]["K"] == UNDECIDED
    small.change(with_targets(folder) / "contracts/acme-care.yaml", f"call_volume, {OWNED}", "call_volume, owner: desk")
    told = metrics(integrity(vmo, folder, DONE))
    assert {name: one["flags"]["K"] for name, one in told.items()} == {
        **dict.fromkeys(("sl", "abandon", "aht"), HELD),
        "volume": UNDECIDED,
    }
    small.change(folder / "contracts/acme-care.yaml", "owner: desk", OWNED.replace("31", "30"))
    told = metrics(integrity(vmo, folder))
    assert (told["volume"]["flags"]["K"], told["volume"]["can_be_met"]) == (LOST, True)
    assert told["volume"]["lost_by"][0]["rule"] == "K3"


EVALUATIONS = """\
  evaluations:
    kind: quality
    source: "{inbox}/acme/evaluations_*.csv"
    format: csv
    options: {delimiter: ";"}
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [ID, Criterion]
    columns:
      evaluation_id: ID
      evaluated_at: {from: At, format: iso}
      method: How
      process: {value: call}
      criterion_id: Criterion
      severity: {value: customer_critical}
      applicable: {from: Applies}
      passed: Passed
      stratum_size: {value: 60}
      program: {value: care}
"""


def test_fewer_evaluations_than_the_contract_wants_are_not_collected(vmo, folder):
    """Three evaluations of two criteria each, two of them random; a targeted one is none of the sample."""
    partner, contract = folder / "partners/acme.yaml", with_targets(folder) / "contracts/acme-care.yaml"
    partner.write_text(partner.read_text(encoding="utf-8") + EVALUATIONS, encoding="utf-8")
    measure = (
        f'  accuracy: {{metric: call_cc_accuracy, {OWNED}, sample: {{2026-01-01: {{value: 3, ref: "B 9"}}}}, target: '
    )
    target = '{2026-01-01: {value: {expected: 50}, ref: "B 9"}}}\ncharges:\n'
    small.change(contract, "charges:\n", measure + target)
    rows = [
        f"e{n};{small.DAYS[0]}T12:00:00;{how};{c};1;1"
        for n, how in enumerate(("random", "random", "targeted"))
        for c in "ab"
    ]
    small.send(folder, small.DAYS[0], rows, header="ID;At;How;Criterion;Applies;Passed", name="evaluations_1.csv")
    told = metrics(integrity(vmo, folder))["accuracy"]
    assert (told["flags"]["C"], told["can_be_met"]) == (LOST, False)
    assert [(one["rule"], one["found"], one["expected"]) for one in told["lost_by"]] == [("C5", "2", "at least 3")]
    small.change(contract, "{value: 3, ref", "{value: 2, ref")
    assert metrics(integrity(vmo, folder, DONE))["accuracy"]["flags"]["C"] == HELD


def test_a_sample_of_what_is_no_sample_is_refused(vmo, folder):
    small.change(
        folder / "contracts/acme-care.yaml",
        "{metric: call_aht}",
        '{metric: call_aht, sample: {2026-01-01: {value: 3, ref: "B"}}}',
    )
    said = vmo("lint", folder)
    assert said.code == REFUSED
    assert "call_aht is counted on no sample (quality, surveys); take it out" in said.err


def test_a_day_that_is_owed_and_missing_loses_collected(vmo, tmp_path):
    folder = with_targets(small.build(tmp_path / "p", due=small.MONDAYS))
    small.change(folder / "contracts/acme-care.yaml", 'ref: "B 1"}}\n', 'ref: "B 1"}}\non_no_data: miss\n')
    told = integrity(vmo, folder)
    assert metrics(told)["sl"]["flags"]["C"] == LOST
    assert not metrics(told)["sl"]["can_be_met"]
    (lost,) = metrics(told)["sl"]["lost_by"]
    assert lost["where"] == "acme.calls:2026-10-12..2026-10-26"  # three Mondays


def test_a_missing_day_that_a_person_accepted_does_not(vmo, tmp_path):
    folder = with_targets(small.build(tmp_path / "p", due=small.MONDAYS))
    for day in (12, 19, 26):
        where = ("--month", small.MONTH, "--accept-missing", f"acme.calls:2026-10-{day}")
        vmo("close", folder, *where, "--by", "controller", "--why", "power cut")
    told = integrity(vmo, folder, DONE)
    assert metrics(told)["sl"]["flags"]["C"] == HELD
    assert rules_of(told, "warning") >= {"C1"}


def test_a_file_after_its_cut_off_is_told_with_its_days(vmo, tmp_path):
    """Due on 6 October 06:00 (04:00 UTC) and there on the 9th at 09:00 UTC: three days late."""
    folder = with_targets(small.build(tmp_path / "p", due='{daily: "06:00", days: [tue]}'))
    at = datetime(2026, 10, 10, 9, tzinfo=UTC).timestamp()
    os.utime(folder / "inbox/acme/calls_2026-10-06.csv", (at, at))
    for day in (13, 20, 27):
        where = ("--month", small.MONTH, "--accept-missing", f"acme.calls:2026-10-{day}")
        vmo("close", folder, *where, "--by", "controller", "--why", "power cut")
    told = integrity(vmo, folder, DONE)
    assert rules_of(told, "warning") >= {"C2", "U5"}
    said = [one["what"] for feed in told["feeds"] for one in feed["findings"] if one["serves"] == "U5"]
    assert said == ["the latest came 3 days after its days of grace"]


def test_a_stopped_file_that_nothing_replaced_loses_collected(vmo, folder):
    small.send(folder, small.DAYS[0], small.lines(small.DAYS[0]), header=small.HEADER + ";New", name="calls_again.csv")
    told = integrity(vmo, with_targets(folder))
    assert metrics(told)["sl"]["flags"]["C"] == LOST
    small.send(folder, small.DAYS[0], small.lines(small.DAYS[0])[:-1], name="calls_again.csv")
    told = integrity(vmo, folder)
    assert metrics(told)["sl"]["flags"]["C"] == HELD  # the same name came again, and could be read


def test_a_document_that_is_blocked_loses_integrity(vmo, folder):
    integrity(vmo, with_targets(folder), DONE)
    vmo("month", folder, "--month", small.MONTH)
    house = open_house(folder)
    with house.store.transaction() as session:
        session.execute(update(DocumentRow).values(status="blocked"))
    told = metrics(integrity(vmo, folder))
    assert {one["lost_by"][0]["rule"] for one in told.values()} == {"blocked"}
    assert all(one["flags"]["I"] == LOST for one in told.values())


def test_a_closed_day_that_comes_again_otherwise_is_told_and_once_issued_loses_integrity(vmo, folder):
    vmo("month", with_targets(folder), "--month", small.MONTH)
    small.send(folder, small.DAYS[0], small.lines(small.DAYS[0])[:-1], name="calls_re-export.csv")
    os.utime(folder / "inbox/acme/calls_re-export.csv")
    told = integrity(vmo, folder, DONE)
    (found,) = told["forensics"]["acme"]["findings"]
    assert (found["rule"], found["severity"], found["found"]) == ("I9", "warning", "1 rows gone, 0 new, 0 changed")
    house = open_house(folder)
    with house.store.transaction() as session:
        session.execute(update(DocumentRow).values(status="issued"))
    told = integrity(vmo, folder)
    assert metrics(told)["sl"]["flags"]["I"] == LOST
    assert set(gated(house, gather(house, house.portfolio.contracts["acme-care"], small.MONTH)).lost) == set(
        metrics(told)
    )


def test_a_day_that_comes_again_takes_nothing_from_a_month_that_only_another_contract_has_issued(vmo, folder):
    own = with_targets(folder) / "contracts/acme-care.yaml"
    own.with_stem("acme-mail").write_text(own.read_text("utf-8").replace("acme-care", "acme-mail"), "utf-8")
    vmo("month", folder, "--month", small.MONTH)
    house = open_house(folder)
    with house.store.transaction() as session:
        session.execute(update(DocumentRow).where(DocumentRow.contract == "acme-mail").values(status="issued"))
    small.send(folder, small.DAYS[0], small.lines(small.DAYS[0])[:-1], name="calls_re-export.csv")
    os.utime(folder / "inbox/acme/calls_re-export.csv")
    vmo("night", folder)
    lost = {one: gated(house, gather(house, told, small.MONTH)).lost for one, told in house.portfolio.contracts.items()}
    assert lost["acme-care"] == {}
    assert "sl" in lost["acme-mail"]


def test_the_same_day_delivered_again_with_the_same_rows_says_nothing(vmo, folder):
    vmo("month", with_targets(folder), "--month", small.MONTH)
    small.send(folder, small.DAYS[0], reversed(small.lines(small.DAYS[0])), name="calls_re-export.csv")
    os.utime(folder / "inbox/acme/calls_re-export.csv")
    told = integrity(vmo, folder, DONE)
    assert told["forensics"]["acme"]["findings"] == []
    assert "I9" in told["forensics"]["acme"]["run"]


def test_nothing_fails_before_a_month_is_judged_where_nothing_is_wrong(vmo, folder):
    integrity(vmo, folder)
    house = open_house(folder)
    assert gated(house, gather(house, house.portfolio.contracts["acme-care"], small.MONTH)).lost == {}


def test_manual_lines_above_five_percent_of_the_charges_are_told(vmo, folder):
    """45.12 are charged: 2.25 is within five percent, 2.26 is not."""
    signed = ("--by", "controller", "--why", "agreed by phone", "--text", "goodwill")
    vmo("adjust", with_targets(folder), "--contract", "acme-care", "--month", small.MONTH, "--amount", "-2.25", *signed)
    assert integrity(vmo, folder, DONE)["findings"] == []
    vmo("adjust", folder, "--contract", "acme-care", "--month", small.MONTH, "--amount", "-0.01", *signed)
    (found,) = integrity(vmo, folder, DONE)["findings"]
    assert (found["rule"], found["found"]) == ("I14", "2 lines, 2.26 EUR")


def test_a_month_end_records_what_cannot_be_met_and_takes_it_back(vmo, tmp_path):
    folder = with_targets(small.build(tmp_path / "p", due=small.MONDAYS))
    small.change(folder / "contracts/acme-care.yaml", 'ref: "B 1"}}\n', 'ref: "B 1"}}\non_no_data: miss\n')
    vmo("month", folder, "--month", small.MONTH)
    house = open_house(folder)
    subjects = select(FindingRow.subject).distinct().where(FindingRow.subject.startswith("integrity:"))
    with house.store.transaction() as session:
        assert set(session.scalars(subjects)) == {
            f"integrity:acme-care/2026-10:{name}" for name in ("sl", "abandon", "aht", "volume")
        }
    for day in (12, 19, 26):
        where = ("--month", small.MONTH, "--accept-missing", f"acme.calls:2026-10-{day}")
        vmo("close", folder, *where, "--by", "controller", "--why", "power cut")
    vmo("month", folder, "--month", small.MONTH)
    with house.store.transaction() as session:
        assert set(session.scalars(subjects)) == set()


def test_scoring_takes_no_metric_as_met_that_lost_collected(vmo, tmp_path):
    """64.69 s meets the target of 90 s; with three owed days missing the month is not judged."""
    folder = with_targets(small.build(tmp_path / "p", due=small.MONDAYS))
    small.change(folder / "contracts/acme-care.yaml", 'ref: "B 1"}}\n', 'ref: "B 1"}}\non_no_data: miss\n')
    block = "copc: {level: last_month, programs: {care: {metrics: [call_aht]}}}\n"
    (folder / "portfolio.yaml").write_text(small.PORTFOLIO + block, encoding="utf-8")
    scored = ("copc", folder, "--program", "care", "--as-of", small.MONTH, "--json")
    vmo("month", folder, "--month", small.MONTH)
    row = vmo(*scored).json["metrics"][0]
    assert row["result"] == "no_data"
    assert "C1: acme.calls:2026-10-12" in json.dumps(row)
    for day in (12, 19, 26):
        where = ("--month", small.MONTH, "--accept-missing", f"acme.calls:2026-10-{day}")
        vmo("close", folder, *where, "--by", "controller", "--why", "power cut")
    vmo("month", folder, "--month", small.MONTH)
    row = vmo(*scored).json["metrics"][0]
    assert (row["id"], row["result"]) == ("call_aht", "met")


def test_an_unknown_partner_is_refused(vmo, folder):
    refused = vmo("integrity", folder, "--month", small.MONTH, "--partner", "beta")
    assert (refused.code, refused.err) == (REFUSED, "--partner beta: no such partner; known: acme\n")


@pytest.mark.parametrize("partner", [(), ("--partner", "acme")])
def test_the_text_names_each_measure_and_what_it_lost(vmo, folder, partner):
    vmo("night", folder)
    said = vmo("integrity", folder, "--month", small.MONTH, *partner).out
    assert "  acme-care.aht      + - + ? +  3/5    Average handling time" in said
    assert "    U1: acme-care.aht: has no target" in said
