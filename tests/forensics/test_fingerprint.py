"""The fingerprint: which variant makes a partner's own percentage, by judged cells and from the partner's files."""

from datetime import date
from decimal import Decimal

import pytest
import small

from vmo.cli import DONE
from vmo.forensics import fingerprint

# domain.md 1.2, ICMI's example: A=1000, B=60, A_T=860, B_T=20, B_S=10, nothing flowed out.
ICMI = {
    "feed": "totals",
    "source": "counts",
    "agreed": ["sl_excl_short (20 s lte, short 5 s)"],
    "counts": {"O": 1060, "A": 1000, "B": 60, "F": 0},
    "within": [{"threshold_s": Decimal(20), "threshold_op": "lte", "A_T": 860, "B_T": 20}],
    "short": [{"short_s": Decimal(5), "B_S": 10}],
}


def judged(*values: str, figure: str = "service_level_percent", digits: int = 2, **other):
    cells = [{**ICMI, "figure": figure, "value": Decimal(value), "digits": digits, **other} for value in values]
    (found,) = fingerprint.judge(cells, where="acme")
    return found


@pytest.mark.parametrize(
    ("wrote", "variants"),
    [
        ("81.13", "sl_offered (20 s lte) or sl_ans_plus_aband (20 s lte) or sl_with_flowouts (20 s lte)"),
        ("81.90", "sl_excl_short (20 s lte, short 5 s)"),
        ("82.69", "sl_ignore_aband_in_T (20 s lte)"),
        ("83.02", "sl_aband_positive (20 s lte)"),
        ("86.00", "sl_answered (20 s lte)"),
    ],
)
def test_each_variant_of_the_worked_example_is_named_by_what_it_comes_to(wrote, variants):
    found = judged(wrote)
    assert found.found == f"{variants}, rounded half up, 1 of 1"
    assert found.severity == ("info" if wrote == "81.90" else "warning")


def test_a_percentage_is_compared_at_the_digits_that_the_partner_wrote():
    """860/1060 = 81.1320754… %: that is 81.13 with two digits and no 81.130 with three."""
    assert "1 of 1" in judged("81.13").found
    assert "1 of 1" in judged("81.132", digits=3).found
    assert judged("81.13", digits=3).found == "0 of 1 by any variant"


def test_a_percentage_that_is_cut_off_is_told_so():
    """860/1040 = 82.692… %: half up 82.7, cut off 82.6."""
    assert judged("82.6", digits=1).found == "sl_ignore_aband_in_T (20 s lte), cut off, 1 of 1"
    assert judged("82.7", digits=1).found == "sl_ignore_aband_in_T (20 s lte), rounded half up, 1 of 1"


def test_ties_to_the_even_digit_are_told_so():
    """1/8 = 12.5 and 3/8 = 37.5 %: half up 13 and 38, half even 12 and 38, cut off 12 and 37."""
    eight = {"O": 8, "A": 8, "B": 0, "F": 0}
    within = [{**ICMI["within"][0], "A_T": n, "B_T": 0} for n in (1, 3)]
    cell = {**ICMI, "figure": "service_level_percent", "digits": 0, "counts": eight}
    for wrote, rounding in (
        (("13", "38"), "rounded half up"),
        (("12", "38"), "rounded half even"),
        (("12", "37"), "cut off"),
    ):
        cells = [{**cell, "value": Decimal(one), "within": [told]} for one, told in zip(wrote, within, strict=True)]
        (found,) = fingerprint.judge(cells, where="acme")
        assert found.found.endswith(f"{rounding}, 2 of 2")


def test_a_percentage_that_no_variant_makes_is_told_with_the_nearest():
    found = judged("81.90", "81.90", "84.00")
    assert (found.severity, found.what) == (
        "warning",
        "no way of counting makes service_level_percent, by the counts beside it",
    )
    assert found.found == "sl_excl_short (20 s lte, short 5 s), rounded half up, 2 of 3"
    assert found.rows == 1


def test_a_row_in_which_nothing_can_be_divided_is_not_compared():
    nothing = {
        "counts": {"O": 0, "A": 0, "B": 0, "F": 0},
        "within": [{**ICMI["within"][0], "A_T": 0, "B_T": 0}],
        "short": [{"short_s": Decimal(5), "B_S": 0}],
    }
    cell = {**ICMI, "figure": "service_level_percent", "value": Decimal(100), "digits": 0, **nothing}
    assert fingerprint.judge([cell], where="acme") == []


@pytest.mark.parametrize(
    ("wrote", "variant"), [("5.66", "ab_all"), ("4.76", "ab_excl_short"), ("4.72", "ab_excl_short_num")]
)
def test_abandonment_is_told_by_its_variant(wrote, variant):
    """domain.md 1.3, on the same data: 60/1060, 50/1050, 50/1060."""
    assert judged(wrote, figure="abandon_percent").found.startswith(variant)


HALF_HOURS = """\
  half_hours:
    kind: intervals
    source: "{inbox}/acme/intervals_*.csv"
    format: csv
    options: {delimiter: ";"}
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [Start]
    columns:
      interval_at: {from: Start, format: "%Y-%m-%d %H:%M:%S"}
      service_level_percent: SL
      asa_s: {from: ASA, unit: "hh:mm:ss"}
      program: {value: care}
    unused: ["*"]
"""


def looked_at(vmo, folder, rows, *, feed=HALF_HOURS, header="Start;SL;ASA"):
    """Findings of the fingerprint over a month whose intervals tell these rows: figure and source → finding."""
    path = folder / "partners/acme.yaml"
    path.write_text(path.read_text(encoding="utf-8") + feed, encoding="utf-8")
    small.send(folder, small.DAYS[1], rows, header=header, name="intervals_1.csv")
    assert vmo("night", folder).code == DONE
    told = vmo("integrity", folder, "--month", small.MONTH, "--json").json["forensics"]["acme"]
    assert "fingerprint" in told["run"]
    found = [one for one in told["findings"] if one["rule"] == "fingerprint"]
    return {one["what"].partition("_")[0].rpartition(" ")[2]: one for one in found}


@pytest.mark.slow
def test_a_days_own_percentage_is_told_by_the_rows_of_the_day(vmo, folder):
    """Of a day's thirty calls 24 of 26 answered within 20 s: 24/26 = 92.3 %; by the contract's variant 24/28 = 85.7 %.

    Waits of answered: 20 x 10 + 4 x 20 + 2 x 21 = 322 s, 322/26 = 12.4 s.
    """
    rows = [f"{day} 00:00:00;92.3;00:12" for day in small.DAYS]
    told = looked_at(vmo, folder, rows)
    assert told["service"]["severity"] == "warning"
    assert told["service"]["found"].startswith("sl_answered (20 s lte)")
    assert told["service"]["expected"] == "sl_excl_short (20 s lte, short 5 s)"
    assert told["asa"]["severity"] == "info"
    assert told["asa"]["found"] == "waits of answered per answered, rounded half up, 2 of 2"


@pytest.mark.slow
def test_a_months_own_percentage_is_told_by_the_rows_of_the_month_at_its_digits(vmo, folder):
    """48/56 = 85.714 %: written with two digits 85.71 is the contract's variant; 85.70 is none, though it reads as 85.7."""
    told = looked_at(vmo, folder, [f"{small.MONTH}-01 00:00:00;85.71;00:12"])
    assert (told["service"]["severity"], told["service"]["found"].partition(",")[0]) == (
        "info",
        "sl_excl_short (20 s lte",
    )
    again = [f"{small.MONTH}-01 00:00:00;85.70;00:12"]
    small.send(folder, date(2026, 10, 7), again, header="Start;SL;ASA", name="intervals_2.csv")
    vmo("night", folder)
    found = vmo("integrity", folder, "--month", small.MONTH, "--json").json["forensics"]["acme"]["findings"]
    (one,) = [one for one in found if "service_level" in one["what"]]
    assert one["found"] == "0 of 1 by any variant"


@pytest.mark.slow
def test_a_half_hours_percentage_is_told_by_the_rows_of_the_half_hour(vmo, folder):
    """Calls come every ten minutes from nine, three a half-hour; the ninth has two answered after 21 s and a short abandon.

    2 of 3 are 66.7 % under a threshold of 30 s, and none under one of 20 s.
    """
    rows = [f"{small.DAYS[0]} {9 + n // 2:02}:{30 * (n % 2):02}:00;{100 if n < 8 else 66.7};00:10" for n in range(9)]
    told = looked_at(vmo, folder, rows)
    assert told["service"]["found"].startswith("sl_offered (30 s lte)")
    assert told["service"]["found"].endswith("9 of 9")


@pytest.mark.slow
def test_a_percentage_is_told_by_the_counts_beside_it(vmo, folder):
    """24/(26 + 3) = 82.76 %, the flow-out left out; the contract leaves out short abandons too: 24/28 = 85.71 %."""
    counted = HALF_HOURS.replace(
        '      asa_s: {from: ASA, unit: "hh:mm:ss"}\n',
        "      offered: O\n      answered: A\n      abandoned: B\n      flowouts: F\n      answered_in_threshold: AT\n"
        "      abandoned_short: BS\n      threshold_s: {value: 20}\n      short_s: {value: 5}\n",
    )
    rows = [f"{day} 00:00:00;82.76;30;26;3;1;24;1" for day in small.DAYS]
    path = folder / "partners/acme.yaml"
    path.write_text(path.read_text(encoding="utf-8") + counted, encoding="utf-8")
    small.send(folder, small.DAYS[1], rows, header="Start;SL;O;A;B;F;AT;BS", name="intervals_1.csv")
    assert vmo("night", folder).code == DONE
    said = vmo("integrity", folder, "--month", small.MONTH).out
    for by in ("the counts beside it", "the rows of its time"):
        what = f"service_level_percent is counted in a way that no contract agreed on, by {by}"
        assert f"warning: fingerprint: acme.half_hours: {what}: found sl_ans_plus_aband (20 s lte)" in said
