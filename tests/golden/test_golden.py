"""Domain.md 4.1 and its variant to the cent, from exports to the invoice, through every verb of the line."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import june
import openpyxl
import pytest

from vmo.cli import main

CONTRACT = (Path(__file__).parents[1] / "settlement/golden.yaml").read_text(encoding="utf-8")
OUT = f"out/{june.JUNE}/golden"

pytestmark = pytest.mark.slow


def closed(folder, **told):
    june.build(folder, CONTRACT, **told)
    for month in (june.MAY, june.JUNE):
        assert main(["month", str(folder), "--month", month]) == 0
    return folder


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    return closed(tmp_path_factory.mktemp("golden"))


@pytest.fixture(scope="module")
def variant(tmp_path_factory):
    return closed(tmp_path_factory.mktemp("variant"), abandoned=250, in_time=965)


def result(folder):
    return json.loads((folder / OUT / "result.json").read_text(encoding="utf-8"), parse_float=str)


def test_every_line_is_to_the_cent(golden):
    amounts: dict[str, Decimal] = {}
    for line in result(golden)["lines"]:
        charge = line["id"].partition(".")[0]
        amounts[charge] = amounts.get(charge, Decimal(0)) + Decimal(line["amount"])
    assert {name: str(amount) for name, amount in amounts.items()} == {
        "inbound": "85000.00",
        "emails": "14625.00",
        "staff": "24725.00",
        "night": "680.00",
        "telecom": "3412.37",
    }


def test_the_credits_are_those_of_two_missed_levels(golden):
    told = result(golden)
    assert {one["measure"]: one["amount"] for one in told["credits"]} == {"sl": "2100.50", "email": "9377.25"}
    by_id = {one["measure"]: one for one in told["credits"]}
    assert (by_id["sl"]["severity"], by_id["email"]["multiplier"]) == ("0.28", "1.5")
    assert {one["id"]: one["state"] for one in told["attainment"]} == {
        "sl": "breach",
        "abandon": "met",
        "accuracy": "met",
        "email": "breach",
    }


def test_the_totals_are_those_of_the_specification(golden):
    totals = result(golden)["totals"]
    assert {name: totals[name] for name in ("charges", "at_risk", "credits", "net", "tax", "gross")} == {
        "charges": "128442.37",
        "at_risk": "12503.00",
        "credits": "11477.75",
        "net": "116964.62",
        "tax": "0.00",
        "gross": "116964.62",
    }


def test_the_variant_reaches_the_cap_and_is_split_to_the_cent(variant):
    told = result(variant)
    assert {one["measure"]: one["uncapped"] for one in told["credits"]} == {
        "sl": "2100.50",
        "abandon": "3750.90",
        "email": "9377.25",
    }
    assert sum(Decimal(one["amount"]) for one in told["credits"]) == Decimal("12503.00")
    assert (told["totals"]["credits"], told["totals"]["net"]) == ("12503.00", "115939.37")


@pytest.mark.parametrize("month", ["golden", "variant"])
def test_both_calculations_agree_and_nothing_blocks(month, request):
    told = result(request.getfixturevalue(month))
    assert told["status"] == "draft"
    assert told["proven"] == "1"
    assert not [one for one in told["findings"] if one["severity"] == "error"]


def test_the_invoice_that_finance_opens_says_the_same(golden):
    book = openpyxl.load_workbook(golden / OUT / "invoice.xlsx")
    values = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"128442.37", "116964.62"} <= values


def test_each_amount_is_explained_from_the_lake_and_its_rows_add_up(golden, tmp_path, capsys):
    path = tmp_path / "rows.csv"
    assert main(["explain", str(golden), f"golden/{june.JUNE}", "email", "--rows", str(path)]) == 0
    told = capsys.readouterr().out
    assert "credit email 9,377.25 USD from the lake = 9,377.25 as published" in told
    assert "at risk 12,503 × share 0.5 × 30/30 days × severity 1 × multiplier 1.5" in told
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    counted = [sum(Decimal(row[name]) for row in rows) for name in ("in_numerator", "in_denominator")]
    assert counted == [june.ITEMS - june.LATE_ITEMS, june.ITEMS]
    assert main(["explain", str(golden), f"golden/{june.JUNE}", "charges", "--rows", str(path)]) == 0
    assert "charges 128,442.37 USD from the lake = 128,442.37 as published" in capsys.readouterr().out
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["counted_for"] == "night"]
    assert len(rows) == june.NIGHT_CALLS  # on the clock of the site, after 22 o'clock
    assert sum(Decimal(row["in_numerator"]) for row in rows) == 8_000 * 60


def test_the_journal_books_what_is_passed_through_apart(golden):
    with (golden / OUT / "journal.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    booked: dict[str, Decimal] = {}
    for row in rows:
        booked[row["role"]] = (
            booked.get(row["role"], Decimal(0)) + Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
        )
    assert booked == {
        "expense": Decimal("113552.25"),  # 125,030.00 of charges, less 11,477.75 of credits
        "pass_through": Decimal("3412.37"),
        "payable": Decimal("-116964.62"),
    }
