"""A sampled measure tells its sample: in the attainment, in result.json; any other measure tells none."""

import json
from datetime import date
from decimal import Decimal

import pytest

from vmo.attain import Window, attain
from vmo.counting.asks import ask
from vmo.documents.result import attainment
from vmo.records import Ratio
from vmo.tallies import Tally
from vmo.terms import read_contract

CONTRACT = """contract: acme-care
parties: {supplier: acme, customer: northwind}
currency: USD
time_zone: America/New_York
scope: {partner: [acme]}
measures:
  accuracy:
    metric: call_cc_accuracy
    target:
      2026-01-01: {value: {expected: 95}, ref: "Annex B 1"}
  score:
    metric: call_quality_score
"""
DAY = date(2026, 1, 5)
KIND_OF = {"measures.accuracy": "quality", "measures.score": "quality"}


@pytest.fixture
def attained(tmp_path):
    (tmp_path / "acme-care.yaml").write_text(CONTRACT, encoding="utf-8")
    contract = read_contract(tmp_path / "acme-care.yaml")

    def run(hits, n):
        numbers = {
            ask("measure", metric, "quality", {}).key: Ratio(Decimal(hits), Decimal(n))
            for metric in ("call_cc_accuracy", "call_quality_score")
        }
        tally = Tally(DAY, True, {"partner": "acme"}, n, numbers)
        window = Window(date(2026, 1, 1), date(2026, 1, 31), [tally], frozenset({DAY}))
        return {one.id: one for one in attain(contract, window, kind_of=KIND_OF, past=())}

    return run


def test_sixty_of_sixty_meet_95_percent_and_do_not_prove_it(attained):
    found = attained(60, 60)["accuracy"]
    assert (found.state, found.sampled.word, found.sampled.n) == ("met", "indistinguishable", 60)
    told = json.loads(json.dumps(attainment(found)))["sampled"]
    assert told == {
        "n": 60, "effective_n": "60.000000", "size": None, "standard_error": None,
        "low": "93.982607", "high": "100.000000", "word": "indistinguishable", "method": "wilson",
        "confidence": 95, "side": "two-sided",
    }  # fmt: skip


def test_a_miss_of_the_point_may_prove_nothing(attained):
    found = attained(56, 60)["accuracy"]  # 93.3 %
    assert (found.state, found.sampled.word) == ("breach", "indistinguishable")


def test_points_are_no_sample_of_yes_and_no(attained):
    assert attained(60, 60)["score"].sampled is None


def test_without_an_evaluation_there_is_no_sample(attained):
    found = attained(0, 0)["accuracy"]
    assert (found.state, found.sampled) == ("no_volume", None)
