"""The bank's two real months, equal to figures that were counted independently, per month and per day."""

import json
from decimal import Decimal

import pytest
from months import EXAMPLES, Example, inbox, ratios

MONTHS = {"1999-01": "january", "1999-02": "february"}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    return Example(EXAMPLES / "anonymous_bank", inbox("anonymous_bank"), tmp_path_factory.mktemp("bank"), "bank")


@pytest.fixture(scope="module")
def expected(bank):
    return json.loads((bank.inbox / "expected.json").read_text())


def figures(told: dict[str, int]) -> dict[str, tuple[str, str]]:
    """The contract's measures out of the independent counts of a month or a day."""
    answered, offered, within = told["answered"], told["offered"], told["answered_within_20s"]
    counted = {
        "sl_answered": (within, answered),
        "sl_offered": (within, offered),
        "sl_ignore_aband_in_T": (within, answered + told["abandoned"] - told["abandoned_within_20s"]),
        "sl_aband_positive": (within + told["abandoned_within_20s"], offered),
        "abandon": (told["abandoned"], offered),
        "asa": (told["answered_wait_s"], answered),
        "aht": (told["answered_service_s"], answered),
        "volume": (offered, 1),
    }
    return {name: (str(numerator), str(denominator)) for name, (numerator, denominator) in counted.items()}


@pytest.mark.parametrize("month", MONTHS)
def test_every_figure_of_the_month_is_the_independent_one(bank, expected, month):
    told = expected[MONTHS[month]]
    result = bank.month(month)
    assert ratios(result) == figures(told)
    assert result["status"] == "draft"
    assert result["proven"] == "1"


@pytest.mark.parametrize("month", MONTHS)
def test_every_row_of_the_file_is_accounted_for(bank, expected, month):
    told = expected[MONTHS[month]]
    result = bank.month(month)
    assert result["data"] == {
        "rows_in": told["rows"],
        "accepted": told["offered"] + told["vru_hang"],
        "quarantined": told["malformed"],
        "excluded": told["phantom"],
        "duplicates": 0,
        "superseded": 0,
        "out_of_scope": 0,
        "out_of_period": 0,
    }
    assert [source["file"] for source in result["sources"]] == [f"{MONTHS[month]}.txt"]


@pytest.mark.parametrize("month", MONTHS)
def test_the_handled_seconds_are_what_is_billed(bank, expected, month):
    (line,) = bank.month(month)["lines"]
    seconds = {"s": 1, "min": 60}[line["unit"]]  # a sum that makes tenths of a minute is told in minutes
    assert int(Decimal(line["quantity"]) * seconds) == expected[MONTHS[month]]["answered_service_s"]
    assert seconds * int(line["per"]) == 60


@pytest.mark.parametrize("month", MONTHS)
def test_every_figure_of_every_day_is_the_independent_one(bank, expected, month):
    told = expected[MONTHS[month]]["by_day"]
    bank.month(month)
    code, said = bank.run("attain", "--month", month, "--by", "day")
    assert code == 0
    found = {}
    for row in said["attainment"]:
        found.setdefault(row["from"][2:].replace("-", ""), {})[row["id"]] = (row["numerator"], row["denominator"])
    silent = {day for day, one in found.items() if set(one.values()) == {(None, None)}}  # no call at all: no figure
    assert silent == found.keys() - told.keys()
    assert {day: one for day, one in found.items() if day in told} == {day: figures(one) for day, one in told.items()}


def test_the_quarter_hours_of_a_month_add_up_to_it(bank, expected):
    bank.month("1999-01")
    _, said = bank.run("attain", "--month", "1999-01", "--by", "interval")
    offered = sum(int(row["numerator"]) for row in said["attainment"] if row["id"] == "volume")
    assert offered == expected["january"]["offered"]


def test_implausible_values_stay_and_are_named(bank):
    warnings = [one for one in bank.month("1999-01")["findings"] if one["severity"] == "warning"]
    assert any(one["rule"] == "I3" for one in warnings)
