"""Each command as a person runs it, good and bad, on a portfolio that can be done by hand (tests/small.py).

What people decide (close, release, adjust) and its like is in tests/test_decisions.py.
"""

import json

import pytest
import small

from vmo.cli import DONE, ERRORS, REFUSED

pytestmark = pytest.mark.slow

FIRST = small.DAYS[0]


# init, lint, schema


def test_what_init_writes_passes_lint(vmo, tmp_path):
    written = vmo("init", tmp_path / "new")
    assert written.code == DONE
    assert (tmp_path / "new/portfolio.yaml").exists()
    linted = vmo("lint", tmp_path / "new")
    assert (linted.code, linted.err) == (DONE, "")


def test_init_overwrites_nothing(vmo, folder):
    before = (folder / "portfolio.yaml").read_text()
    refused = vmo("init", folder)
    assert refused.code == REFUSED
    assert f"{folder}/portfolio.yaml: exists already" in refused.err
    assert (folder / "portfolio.yaml").read_text() == before


def test_lint_tells_what_the_portfolio_holds(vmo, folder):
    linted = vmo("lint", folder, "--json")
    assert linted.code == DONE
    assert linted.json["contracts"] == ["acme-care"]
    assert linted.json["partners"] == ["acme"]


def test_lint_names_file_and_line_of_every_fault_at_once(vmo, folder):
    small.change(
        folder / "contracts/acme-care.yaml", "  volume: {metric: call_volume}", "  volume: {metric: call_volum}"
    )
    small.change(folder / "partners/acme.yaml", "resend: replaces_days", "resent: replaces_days")
    refused = vmo("lint", folder)
    assert refused.code == REFUSED
    assert f"{folder}/contracts/acme-care.yaml:24: measures.volume.metric: 'call_volum' is not a metric" in refused.err
    assert f"{folder}/partners/acme.yaml:9: unknown key 'feeds.calls.resent'; did you mean 'resend'?" in refused.err
    assert "'acme' has no file" not in refused.err  # it has one, whose faults are told


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("value: sl_excl_short", "value: sl_banana", "measures.sl.terms: variant: found 'sl_banana', expected one of"),
        ("value: 20, ref", "value: -20, ref", "measures.sl.terms: threshold_s: found -20, expected 0 s or more"),
        ("value: 6, ref", "value: 0, ref", "charges.voice.terms: increment_s: found 0, expected more than 0 s"),
        ("value: 0.80, ref", "value: much, ref", "charges.voice: rate: found 'much', expected a number"),
        ("floor: 80", "floor: low", "the floor is 'low'; expected a number"),
    ],
    ids=["a word", "a negative time", "nothing", "a price in words", "a floor in words"],
)
def test_lint_tries_the_value_of_every_term(vmo, folder, old, new, says):
    small.change(folder / "contracts/acme-care.yaml", old, new)
    refused = vmo("lint", folder)
    assert refused.code == REFUSED
    assert f"{folder}/contracts/acme-care.yaml:" in refused.err
    assert says in refused.err
    assert "unexpected" not in refused.err


def test_a_refusal_is_json_too(vmo, tmp_path):
    refused = vmo("lint", tmp_path, "--json")
    assert refused.code == REFUSED
    (reason,) = refused.json["refused"]
    assert f"{tmp_path}: there is no portfolio.yaml in it" in reason
    assert reason in refused.err


@pytest.mark.parametrize(
    "shape", ["contract", "contract-tests", "partner", "portfolio", "parties", "calendar", "actions"]
)
def test_schema_prints_the_json_schema_of_a_yaml(vmo, shape):
    printed = vmo("schema", shape)
    assert printed.code == DONE
    assert printed.json["type"] == "object"
    assert printed.json["additionalProperties"] is False


def test_schema_of_what_nobody_writes_is_refused(vmo):
    refused = vmo("schema", "invoice")
    assert refused.code == REFUSED
    assert "contract" in refused.err


# preview, night, status


def test_preview_shows_rows_and_keeps_nothing(vmo, folder):
    small.with_rows(folder, small.call(98, wait=15000))
    file = folder / f"inbox/acme/calls_{FIRST}.csv"
    shown = vmo("preview", folder, "acme", "calls", file, "--rows", 2)
    assert shown.code == ERRORS
    assert "31 rows in, 31 conformed, 1 would be quarantined" in shown.out
    assert "line 32: I3: wait_s is impossible" in shown.out
    assert "offered_at=2026-10-05 07:00:00" in shown.out  # nine o'clock in Berlin
    assert vmo("status", folder, "--json").json["feeds"][0]["files"] == 0


def test_preview_of_an_unknown_feed_names_those_there_are(vmo, folder):
    refused = vmo("preview", folder, "acme", "mails", folder / "portfolio.yaml")
    assert refused.code == REFUSED
    assert "acme mails: no such partner and feed; known: acme calls" in refused.err


def test_a_night_takes_everything_once(vmo, folder):
    first = vmo("night", folder, "--json")
    assert first.code == DONE
    land, conform, measure = first.json["receipts"]
    assert [len(one["outputs"]) for one in (land, conform, measure)] == [2, 2, 2]
    assert (conform["rows_in"], conform["accepted"]) == (60, 60)
    again = vmo("night", folder, "--json").json["receipts"]
    assert [one["outputs"] for one in again] == [[], [], []]


def test_a_night_sees_only_what_had_arrived(vmo, folder):
    told = vmo("night", folder, "--as-of", "2026-10-06T12:00:00Z", "--json")
    assert len(told.json["receipts"][0]["outputs"]) == 1


def test_a_row_that_cannot_be_read_is_named_by_file_and_line(vmo, folder):
    small.with_rows(folder, small.call(99, status="XXX"))
    told = vmo("night", folder)
    assert told.code == ERRORS
    assert f"calls_{FIRST}.csv:32: 1 row quarantined, outcome: Status is none of the known codes" in told.out
    assert "'XXX' (1); add the codes to `codes`" in told.out


def test_an_undeclared_column_stops_the_file_and_the_status_says_what_to_do(vmo, folder):
    small.send(folder, FIRST, [f"{line};x" for line in small.lines(FIRST)], header=small.HEADER + ";Mood")
    assert vmo("night", folder).code == ERRORS
    told = vmo("status", folder)
    assert f"stopped: acme/calls_{FIRST}.csv" in told.out
    assert "column not declared: found 'Mood'" in told.out
    assert "1 files, 30 rows in, 30 accepted" in told.out


def test_a_stopped_file_is_told_when_no_other_came(vmo, folder):
    (folder / f"inbox/acme/calls_{small.DAYS[1]}.csv").unlink()
    small.send(folder, FIRST, [f"{line};x" for line in small.lines(FIRST)], header=small.HEADER + ";Mood")
    vmo("night", folder)
    assert f"stopped: acme/calls_{FIRST}.csv" in vmo("status", folder).out


def test_a_night_of_an_unknown_partner_names_those_there_are(vmo, folder):
    refused = vmo("night", folder, "--partner", "nobody")
    assert refused.code == REFUSED
    assert "--partner nobody: no such partner; known: acme" in refused.err


def test_a_partner_who_never_sent_a_file_is_late(vmo, tmp_path):
    folder = small.build(tmp_path, due=small.MONDAYS)
    for path in (folder / "inbox/acme").iterdir():
        path.unlink()
    told = vmo("night", folder, "--day", "2026-10-13")
    assert "acme.calls:2026-10-05: the file is late: found nothing, expected a file by 2026-10-06 04:00 UTC" in told.out


def test_what_was_due_and_has_not_come_is_told(vmo, tmp_path):
    folder = small.build(tmp_path, due=small.MONDAYS)
    told = vmo("night", folder, "--day", "2026-10-13")
    assert "acme.calls:2026-10-12: the file is late" in told.out
    assert "missing: acme.calls:2026-10-12" not in vmo("status", folder).out  # nothing after the last day that came
    assert "missing: acme.calls:2026-10-12" in vmo("status", folder, "--month", "2026-10").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("night", "--day", "yesterday"), "'yesterday' is not a day; write it as 2026-10-05"),
        (("night", "--as-of", "noon"), "'noon' is not an instant"),
        (("month", "--month", "2026-13"), "'2026-13' is not a month; write it as 2026-10"),
        (("attain", "--month", "10/2026"), "'10/2026' is not a month"),
        (("status", "--month", "october"), "'october' is not a month"),
        (("month",), "--month"),
    ],
)
def test_a_word_that_cannot_be_read_is_refused(vmo, folder, words, says):
    command, *rest = words
    refused = vmo(command, folder, *rest)
    assert refused.code == REFUSED
    assert says in refused.err


# attain, month


def test_the_measures_of_the_month_are_those_done_by_hand(vmo, folder):
    vmo("night", folder)
    rows = {row["id"]: row for row in vmo("attain", folder, "--month", small.MONTH, "--json").json["attainment"]}
    found = {name: (row["numerator"], row["denominator"], row["value"], row["state"]) for name, row in rows.items()}
    assert found == {
        "sl": ("48", "56", "85.714286", "breach"),
        "abandon": ("4", "58", "6.896552", "breach"),
        "aht": ("3364", "52", "64.692308", "no_target"),
        "volume": ("60", "1", "60.000000", "no_target"),
    }


def test_by_day_a_day_without_data_has_no_value(vmo, folder):
    vmo("night", folder)
    told = vmo("attain", folder, "--month", small.MONTH, "--by", "day", "--json").json["attainment"]
    days = {row["from"]: (row["numerator"], row["denominator"]) for row in told if row["id"] == "sl"}
    assert days.pop("2026-10-05") == days.pop("2026-10-06") == ("24", "28")  # half the month each
    assert set(days.values()) == {(None, None)}
    assert "2026-10-04  n/a" in vmo("attain", folder, "--month", small.MONTH, "--by", "day").out


def test_by_interval_the_quarter_hours_add_up_to_the_month(vmo, folder):
    vmo("night", folder)
    told = vmo("attain", folder, "--month", small.MONTH, "--by", "interval", "--json").json["attainment"]
    assert sum(int(row["numerator"]) for row in told if row["id"] == "sl") == 48
    assert told[0]["from"] == "2026-10-05T07:00:00Z"


def test_the_month_is_priced_as_done_by_hand(vmo, folder):
    told = vmo("month", folder, "--month", small.MONTH)
    assert (told.code, told.err) == (DONE, "")
    assert "acme-care/2026-10/1: draft, net 40.93 EUR, credits 4.19, sl breach, abandon breach" in told.out
    result = json.loads((folder / "out/2026-10/acme-care/result.json").read_text())
    assert result["totals"] == {
        "charges": "45.12", "at_risk": "4.51", "credits": "4.19", "bonus": "0.00",
        "net": "40.93", "tax": "0.00", "gross": "40.93",
    }  # fmt: skip
    assert [(one["quantity"], one["unit"], one["rate"]) for one in result["lines"]] == [("56.4", "min", "0.80")]
    assert [(one["measure"], one["amount"]) for one in result["credits"]] == [("sl", "1.93"), ("abandon", "2.26")]
    assert {path.name for path in (folder / "out/2026-10/acme-care").iterdir()} == {
        "scorecard.xlsx", "invoice.xlsx", "invoice.pdf", "journal.csv", "journal.xlsx", "trail.json", "result.json",
    }  # fmt: skip


def test_the_same_month_again_gives_the_same_bytes(vmo, folder):
    out = folder / "out/2026-10/acme-care"
    vmo("month", folder, "--month", small.MONTH)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    vmo("month", folder, "--month", small.MONTH)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_state_and_out_lie_where_they_are_told(vmo, folder, tmp_path):
    told = vmo("month", folder, "--month", small.MONTH, "--state", tmp_path / "s", "--out", tmp_path / "o")
    assert told.code == DONE
    assert (tmp_path / "o/2026-10/acme-care/result.json").exists()
    assert (tmp_path / "s/store.db").exists()
    assert not (folder / "state").exists()
    assert not (folder / "out").exists()


def test_a_month_without_data_is_refused_with_what_to_do(vmo, folder):
    refused = vmo("month", folder, "--month", "2026-09")
    assert refused.code == REFUSED
    assert "acme-care: acme.calls has no row in 2026-09; ask the partner, or vmo close" in refused.err
    assert not (folder / "out").exists()


def test_a_month_before_the_contract_is_refused_with_the_line_of_the_term(vmo, folder):
    for path in (folder / "inbox/acme").iterdir():
        path.unlink()
    day = FIRST.replace(year=2025)
    small.send(folder, day, small.lines(day))
    refused = vmo("month", folder, "--month", "2025-10")
    assert refused.code == REFUSED
    assert "contracts/acme-care.yaml:" in refused.err
    assert "found no value before 2026-01-01" in refused.err


def test_an_unknown_contract_names_those_there_are(vmo, folder):
    refused = vmo("month", folder, "--month", small.MONTH, "--contract", "acme-sales")
    assert refused.code == REFUSED
    assert "--contract acme-sales: no such contract; known: acme-care" in refused.err
