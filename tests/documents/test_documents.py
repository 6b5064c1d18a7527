"""result.json and trail.json of the month that is done by hand in tests/small.py."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
import small

from vmo.cli import DONE, main

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = small.build(tmp_path_factory.mktemp("small"))
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    return folder / "out/2026-10/acme-care"


@pytest.fixture(scope="module")
def result(out):
    return json.loads((out / "result.json").read_text(encoding="utf-8"), parse_float=pytest.fail)


@pytest.fixture(scope="module")
def trail(out):
    return json.loads((out / "trail.json").read_text(encoding="utf-8"), parse_float=pytest.fail)


def test_the_result_has_the_keys_that_readers_rely_on(result):
    assert list(result)[:4] == ["version", "contract", "period", "status"]
    assert {
        "currency",
        "attainment",
        "lines",
        "credits",
        "totals",
        "document",
        "copc",
        "data",
        "sources",
        "findings",
    } <= set(result)
    assert (result["version"], result["contract"], result["period"], result["status"]) == (
        1,
        "acme-care",
        "2026-10",
        "draft",
    )
    assert result["document"] == {
        "id": "acme-care/2026-10/1",
        "number": None,
        "type": "shadow",
        "kind": "invoice",
        "corrects": None,
    }


def test_a_measure_tells_its_numbers_exactly_and_its_terms_and_clause(result):
    (one,) = [one for one in result["attainment"] if one["id"] == "sl"]
    assert (one["numerator"], one["denominator"], one["value"], one["unit"]) == ("48", "56", "85.714286", "%")
    assert (one["expected"], one["minimum"], one["state"], one["evidence"]) == ("90", "85", "breach", "A")
    assert one["terms"] == {"variant": "sl_excl_short", "threshold_s": "20", "short_s": "5"}
    assert one["clause"] == "B 2"
    assert Fraction(one["severity"]).limit_denominator(10) == Fraction(3, 7)


def test_a_line_is_quantity_times_rate_under_a_clause(result):
    (line,) = result["lines"]
    exact = Fraction(line["quantity"]) * Fraction(line["rate"]) / int(line["per"])
    assert exact == Fraction("45.12") == Fraction(line["amount"])
    assert line["clause"] == "C 1; C 2"


def test_every_row_of_every_file_has_its_place(result):
    assert result["data"] == {
        "rows_in": 60, "accepted": 60, "quarantined": 0, "excluded": 0, "duplicates": 0, "superseded": 0,
        "out_of_scope": 0, "out_of_period": 0,
    }  # fmt: skip
    assert [one["file"] for one in result["sources"]] == ["acme/calls_2026-10-05.csv", "acme/calls_2026-10-06.csv"]
    assert result["proven"] == "1"


def test_the_trail_leads_from_the_net_to_amounts_and_files(trail, result):
    amounts = [Decimal(one["amount"]) for one in trail["amounts"]]
    assert sum(amounts) == Decimal(trail["net"]) == Decimal("40.93")
    assert [one["sum"] for one in trail["amounts"]][:1] == ["56.4 min × 0.80"]
    assert all(one["clause"] for one in trail["amounts"])
    assert {one["sha256"] for one in trail["files"]} == {one["sha256"] for one in result["sources"]}


def test_a_credit_tells_the_sum_that_made_it(trail):
    (one,) = [one for one in trail["amounts"] if one.get("measure") == "sl"]
    assert one["sum"] == "at-risk amount 564/125 × 1 × 31/31 days × severity 3/7 × multiplier 1"
    assert (one["amount"], one["numerator"], one["denominator"]) == ("-1.93", "48", "56")
