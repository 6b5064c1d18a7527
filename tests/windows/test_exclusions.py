"""Exclusions: approved windows leave numerator and denominator, to the second, once each (domain.md 3.4).

The portfolio of tests/small.py: thirty calls a day, one every ten minutes from 09:00 to 13:50 in Berlin, in this order:

    09:00 … 12:10  answered after 10      12:20 … 12:50  answered after 20      13:00, 13:10  answered after 21
    13:20  abandoned after 3              13:30, 13:40   abandoned after 40     13:50  left for a callback

so a day counts 24 in time of 28; the month 48 of 56.
"""

import json
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from openpyxl import load_workbook

from vmo import attain
from vmo.cli import DONE, REFUSED, main
from vmo.counting.asks import ask
from vmo.measure import count
from vmo.proofs import relief as again
from vmo.relief import Away, united
from vmo.settlement import relief

EASY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
OUT = f"out/{small.MONTH}/acme-care"
FIRST = small.DAYS[0]
ONE = {
    "type": "carrier_outage",
    "from": f"{FIRST}T13:00+02:00",
    "to": f"{FIRST}T13:45+02:00",
    "evidence": "ticket 4711 of the carrier",
    "requested_by": "Acme",
    "requested_on": f"{FIRST + timedelta(1)}",
    "status": "approved",
    "approved_by": "North",
    "approved_on": f"{FIRST + timedelta(2)}",
    "ref": "Annex E 2",
}
PENDING = {"status": "pending", "approved_by": None, "approved_on": None}


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """The portfolio after its nights."""
    folder = small.build(tmp_path_factory.mktemp("exclusions") / "small")
    assert main(["night", str(folder)]) == DONE
    return folder


@pytest.fixture
def folder(read, tmp_path):
    return shutil.copytree(read, tmp_path / "small")


def excluding(folder, *told, **named):
    """Write the exclusions of the contract: each `told` is what differs from ONE."""
    exclusions = {f"e{n}": {**ONE, **one} for n, one in enumerate(told, 1)} | named
    kept = {id_: {key: value for key, value in one.items() if value is not None} for id_, one in exclusions.items()}
    for one in kept.values():
        days = ("requested_on", "approved_on")
        assert all(isinstance(one.get(day, ""), str) for day in days)
    lines = ["contract: acme-care", "exclusions:"]
    for id_, one in kept.items():
        written = ", ".join(
            f"{key}: {value if key in ('requested_on', 'approved_on') else json.dumps(value)}"
            for key, value in one.items()
        )
        lines.append(f"  {id_}: {{{written}}}")
    (folder / "exclusions").mkdir(exist_ok=True)
    (folder / "exclusions/acme-care.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")


def closed(folder):
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    return json.loads((folder / OUT / "result.json").read_text())


def sl(result):
    (one,) = [one for one in result["attainment"] if one["id"] == "sl"]
    return one


def counted(one):
    return one["numerator"], one["denominator"], one["state"]


def test_approved_rows_leave_both_numbers_and_the_removed_ones_are_told(folder):
    # 13:00 to before 13:45: two answered late, one abandoned short (never counted), two abandoned long: 0 of 4 leave
    excluding(folder, {})
    result = closed(folder)
    level = sl(result)
    assert counted(level) == ("48", "52", "met")  # 92.3 %
    assert level["relief"]["removed"] == {"numerator": "0", "denominator": "4"}
    assert counted(level["relief"]["without"]) == ("48", "56", "breach")
    assert level["relief"]["with_pending"] is None
    assert level["relief"]["applied"] == ["e1"]
    assert [one["measure"] for one in result["credits"]] == []  # 2 of 54 abandoned: 3.7 %
    assert result["exclusions"][0]["word"] == "applied"


def test_a_charge_is_not_relieved(folder):
    excluding(folder, {})
    assert closed(folder)["totals"]["charges"] == "45.12"


@pytest.mark.parametrize(
    ("begins", "ends", "left"),
    [
        ("13:00:00", "13:10:00", ("48", "55")),  # the call of 13:00; that of 13:10 is at the end, which is out of it
        ("13:00:01", "13:10:00.000001", ("48", "55")),  # now that of 13:10 alone
        ("13:00:00.000001", "13:10:00", ("48", "56")),  # between the two
        ("13:10:00", "13:10:00.000001", ("48", "55")),  # one moment, inside a quarter-hour
        ("12:50:00", "13:00:00.000001", ("47", "54")),  # one in time and one late
    ],
)
def test_a_window_cuts_a_quarter_hour_at_its_instant(folder, begins, ends, left):
    excluding(folder, {"from": f"{FIRST}T{begins}+02:00", "to": f"{FIRST}T{ends}+02:00"})
    level = sl(closed(folder))
    assert (level["numerator"], level["denominator"]) == left


def test_a_window_in_another_offset_is_the_same_window(folder):
    excluding(folder, {"from": f"{FIRST}T11:00:00Z", "to": f"{FIRST}T07:45:00-04:00"})
    assert counted(sl(closed(folder))) == ("48", "52", "met")


def test_overlapping_windows_take_a_row_out_once(folder):
    excluding(
        folder,
        {"to": f"{FIRST}T13:31+02:00"},
        {"from": f"{FIRST}T13:05+02:00"},
        {"from": f"{FIRST}T13:40+02:00", "to": f"{FIRST}T13:45+02:00", "scope": {"program": ["care"]}},
    )
    level = sl(closed(folder))
    assert counted(level) == ("48", "52", "met")
    assert level["relief"]["applied"] == ["e1", "e2", "e3"]


def test_what_is_pending_is_shown_as_what_it_would_change_to(folder, vmo):
    excluding(folder, {"to": f"{FIRST}T13:05+02:00"}, PENDING)
    level = sl(closed(folder))
    assert counted(level) == ("48", "55", "breach")
    assert counted(level["relief"]["without"]) == ("48", "56", "breach")
    assert counted(level["relief"]["with_pending"]) == ("48", "52", "met")
    assert (level["relief"]["applied"], level["relief"]["pending"]) == (["e1"], ["e2"])
    said = vmo("attain", folder, "--month", small.MONTH).out
    assert "without relief 48 / 56 = 85.714286 % breach; e2 would change it to 48 / 52 = 92.307692 % met" in said


@pytest.mark.parametrize(("word", "said"), [("without", "without relief"), ("hoped", "with what is pending")])
def test_a_wrong_figure_beside_the_relieved_one_blocks_the_document(folder, vmo, monkeypatch, word, said):
    excluding(folder, {"to": f"{FIRST}T13:05+02:00"}, PENDING)
    right = relief.told_with_relief

    def one_more(*told, **beside):
        wrong = [replace(one, numerator=one.numerator and one.numerator + 1) for one in beside[word]]
        return right(*told, **{**beside, word: wrong})

    monkeypatch.setattr(attain, "told_with_relief", one_more)
    out = vmo("month", folder, "--month", small.MONTH)
    assert f"sl from {small.MONTH}-01, {said}: the second calculation differs" in out.out + out.err


@pytest.mark.parametrize("status", ["pending", "rejected"])
def test_what_nobody_approved_changes_nothing(folder, status):
    excluding(folder, {**PENDING, "status": status})
    assert counted(sl(closed(folder))) == ("48", "56", "breach")


def test_a_window_of_another_program_or_measure_takes_nothing(folder):
    excluding(folder, {"scope": {"program": ["sales"]}}, {"measures": ["abandon"]})
    result = closed(folder)
    assert counted(sl(result)) == ("48", "56", "breach")
    (abandon,) = [one for one in result["attainment"] if one["id"] == "abandon"]
    assert counted(abandon) == ("2", "54", "met")  # 4 of 58 less two of 13:30 and 13:40, and less two answered late


RELIEF = "relief: {2026-01-01: {value: {types: [carrier_outage], deadline_business_days: 2}, ref: E 1}}\n"


@pytest.mark.parametrize(
    ("asked", "word"),
    [("2026-10-07", "applied"), ("2026-10-08", "late")],  # a Monday: two business days after it is Wednesday
)
def test_what_is_asked_for_after_the_deadline_relieves_nothing(folder, asked, word):
    small.change(folder / "contracts/acme-care.yaml", "scope: {", f"{RELIEF}scope: {{")
    excluding(folder, {"requested_on": asked})
    result = closed(folder)
    assert result["exclusions"][0]["word"] == word
    assert result["exclusions"][0]["deadline"] == "2026-10-07"
    assert counted(sl(result)) == (("48", "52", "met") if word == "applied" else ("48", "56", "breach"))


def test_a_later_approval_counts_the_same_rows_again(folder):
    excluding(folder, PENDING)
    assert counted(sl(closed(folder))) == ("48", "56", "breach")
    excluding(folder, {})
    assert counted(sl(closed(folder))) == ("48", "52", "met")


def test_each_day_is_relieved_in_the_mean_of_days_and_in_the_trend(folder, vmo):
    small.change(
        folder / "contracts/acme-care.yaml",
        "metric: call_service_level\n",
        "metric: call_service_level\n    agg: mean_of_daily\n",
    )
    excluding(folder, {})
    level = sl(closed(folder))
    assert (level["numerator"], level["denominator"]) == ("13", "14")  # (24/24 + 24/28) / 2
    vmo("status", folder)
    days = json.loads(vmo("attain", folder, "--month", small.MONTH, "--by", "day", "--json").out)["attainment"]
    assert [
        (one["numerator"], one["denominator"]) for one in days if one["id"] == "sl" and one["from"] == str(FIRST)
    ] == [("24", "24")]


def test_the_scorecard_has_a_sheet_of_it(folder):
    excluding(folder, {}, PENDING | {"from": f"{FIRST}T12:00+02:00"})
    closed(folder)
    sheet = load_workbook(folder / OUT / "scorecard.xlsx")["relief"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for told in (
        "e1",
        "carrier outage",
        "ticket 4711 of the carrier",
        "applied",
        "pending",
        "Annex E 2",
        "breach",
        "met",
    ):
        assert told in cells, told


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"to": f"{FIRST}T12:00+02:00"}, "expected an instant after"),
        ({"from": f"{FIRST}T13:00"}, "an instant with its offset"),
        ({"approved_by": None}, "approved, but approved_by is missing"),
        ({"status": "pending"}, "the status is pending; only what is approved has one"),
        ({"measures": ["speed"]}, "'speed' is not a measure of acme-care; known: sl, abandon, aht, volume"),
        ({"scope": {"weather": ["a"]}}, "not a dimension of the counts; known: partner, "),
        ({"type": "bad_luck"}, "'force_majeure'"),
        ({"evidence": " "}, "should not be empty"),
        (
            {"type": "test_traffic"},
            "acme-care grants no relief for test_traffic on 2026-10-05; it grants carrier_outage",
        ),
    ],
)
def test_what_cannot_be_an_exclusion_is_refused_with_its_line(folder, capsys, told, says):
    small.change(folder / "contracts/acme-care.yaml", "scope: {", f"{RELIEF}scope: {{")
    excluding(folder, told)
    assert main(["lint", str(folder)]) == REFUSED
    said = capsys.readouterr().err
    assert says in said
    assert "exclusions/acme-care.yaml:3" in said


def test_exclusions_of_a_contract_that_is_not_there_are_refused(folder, capsys):
    excluding(folder, {})
    path = folder / "exclusions/acme-care.yaml"
    path.write_text(path.read_text().replace("contract: acme-care", "contract: acme-mail"))
    assert main(["lint", str(folder)]) == REFUSED
    assert "'acme-mail' is not a contract without a fault; known: acme-care" in capsys.readouterr().err


AT = datetime(2026, 10, 5, 9)  # noqa: DTZ001  the lake keeps UTC without a zone
windows = some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60)), max_size=6)


@EASY
@given(told=windows)
def test_the_union_of_overlapping_windows_is_one_window(told):
    minute = timedelta(minutes=1)
    given_windows = [Away(AT + a * minute, AT + b * minute) for a, b in told]
    joined = united(given_windows)
    for n in range(61):
        at = AT + n * minute
        within = any(one.begin <= at < one.end for one in given_windows)
        assert sum(one.begin <= at < one.end for one in joined) == within
        assert again.taken_out(at, {}, [(one.begin, one.end, {}) for one in given_windows]) == within


@EASY
@given(
    ended=some.dates(date(2026, 1, 1), date(2026, 12, 31)),
    later=some.integers(-3, 40),
    days=some.integers(0, 12),
)
def test_both_calculations_know_the_deadline(ended, later, days):
    asked, left, last = ended + timedelta(later), days, ended
    while left:
        last += timedelta(1)
        left -= last.weekday() < 5
    assert again.applies("approved", asked, ended, days) == (asked <= last)


def test_all_is_counted_in_one_scan_and_a_file_of_other_days_is_not_counted_again(folder, monkeypatch):
    # the 5th and, since its zone may see them so, the 6th have new asks; the 8th has none
    small.send(folder, date(2026, 10, 8), small.lines(date(2026, 10, 8)))
    closed(folder)
    asked = {}

    def watched(*given, **told):
        assert told["feed"] not in asked
        asked[told["feed"]] = given[4]
        return count(*given, **told)

    monkeypatch.setattr("vmo.pipeline.counting.count", watched)
    excluding(folder, {})
    closed(folder)
    assert sorted(asked) == [f"acme.calls: acme/calls_2026-10-0{day}.csv" for day in (5, 6)]
    assert all(one.without for asks in asked.values() for one in asks)


def test_two_texts_of_one_relief_share_their_counts():
    # windows that meet are one, so two texts of one relief share their counts
    near = [Away(AT, AT + timedelta(hours=1)), Away(AT + timedelta(hours=1), AT + timedelta(hours=2))]
    one = united(near)
    terms = {"variant": "ab_all"}
    keys = {ask("measure", "call_abandon_rate", "contacts", terms, united(told)).key for told in (near, one)}
    assert len(keys) == 1
    assert ask("measure", "call_abandon_rate", "contacts", terms).key not in keys
