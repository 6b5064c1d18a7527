"""Money that looks back, through the whole line: recorded months decide, and one that is restated decides anew."""

import json
from datetime import date

import pytest
import small

from vmo.cli import DONE

pytestmark = pytest.mark.slow

OCTOBER, NOVEMBER = "2026-10", "2026-11"
IN_NOVEMBER = (date(2026, 11, 2), date(2026, 11, 3))
TWICE = '  repeat: {2026-01-01: {value: {1: 1, 2: 2}, ref: "D 4"}}\n'
BACK = '  earn_back: {2026-01-01: {value: {percent: 50, months: 1}, ref: "D 5"}}\n'


@pytest.fixture
def folder(counted_folder):
    return counted_folder


@pytest.fixture
def contract(folder):
    """Add terms to the credits of the contract of small.py."""

    def add(terms: str) -> None:
        small.change(folder / "contracts/acme-care.yaml", "credits:\n", "credits:\n" + terms)

    return add


def prompt(day: date) -> list[str]:
    """A day on which every call was answered at once."""
    return [f"{day:%m%d}-{n:02};{day} {9 + n // 6:02}:{n % 6}0:00;ANS;10;60;CARE" for n in range(30)]


def result(folder, month: str) -> dict:
    return json.loads((folder / f"out/{month}/acme-care/result.json").read_text(encoding="utf-8"))


def amounts(told: dict, key: str) -> dict[str, str]:
    return {one.get("measure") or one["id"]: one["amount"] for one in told[key]}


def test_a_second_miss_costs_double_until_the_first_is_restated(vmo, folder, contract):
    contract(TWICE)
    for day in IN_NOVEMBER:
        small.send(folder, day, small.lines(day))
    assert vmo("month", folder, "--month", OCTOBER).code == DONE
    assert vmo("month", folder, "--month", NOVEMBER).code == DONE
    once, twice = (result(folder, month) for month in (OCTOBER, NOVEMBER))
    assert amounts(once, "credits") == {"sl": "1.93", "abandon": "2.26"}
    assert [one["multiplier"] for one in twice["attainment"] if one["id"] in ("sl", "abandon")] == ["2", "2"]
    # 1.9337 and 2.256 twice are 3.87 and 4.51, capped at 4.51
    assert twice["totals"]["credits"] == "4.51"
    assert [one["count"] for one in twice["counters"]] == [2, 2]

    for day in small.DAYS:
        small.send(folder, day, prompt(day), name=f"calls_{day}_again.csv")
    assert vmo("month", folder, "--month", OCTOBER).code == DONE
    assert vmo("month", folder, "--month", NOVEMBER).code == DONE
    assert result(folder, OCTOBER)["totals"]["credits"] == "0.00"
    assert amounts(result(folder, NOVEMBER), "credits") == {"sl": "1.93", "abandon": "2.26"}


def test_half_of_a_credit_returns_after_a_month_that_was_met(vmo, folder, contract):
    contract(BACK)
    for day in IN_NOVEMBER:
        small.send(folder, day, prompt(day))
    assert vmo("month", folder, "--month", OCTOBER).code == DONE
    assert result(folder, OCTOBER)["earn_back"] == []
    assert vmo("month", folder, "--month", NOVEMBER).code == DONE
    told = result(folder, NOVEMBER)
    assert amounts(told, "lines") == {
        "voice": "48.00",  # 60 calls of a minute
        "earn_back.sl.2026-10": "0.97",  # half of 1.93
        "earn_back.abandon.2026-10": "1.13",
    }
    assert (told["totals"]["at_risk"], told["totals"]["net"]) == ("4.80", "50.10")
    assert [(one["measure"], one["state"]) for one in told["earn_back"]] == [
        ("sl", "released"),
        ("abandon", "released"),
    ]
