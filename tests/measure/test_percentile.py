"""A percentile of a month is made of all its values, over files and days, and never of other percentiles."""

import json
from pathlib import Path

import pytest
import small

from vmo import pipeline
from vmo.pipeline.house import open_house
from vmo.portfolio import load
from vmo.yaml12 import FaultyTextError

# Each of the two days answers 20 calls after 10 s, 4 after 20 s, 2 after 21 s: 40, 8 and 4 of 52 in all.
MEASURES = """\
  volume: {metric: call_volume}
  p90: {metric: call_wait_percentile, terms: {percent: {2026-01-01: {value: 90, ref: "B 4"}}}}
  p95: {metric: call_wait_percentile, terms: {percent: {2026-01-01: {value: 95, ref: "B 4"}}}}
"""


def portfolio(tmp_path: Path, measures: str = MEASURES) -> Path:
    small.build(tmp_path)
    small.change(tmp_path / "contracts/acme-care.yaml", "  volume: {metric: call_volume}\n", measures)
    return tmp_path


def closed(tmp_path: Path) -> dict[str, tuple[str, str]]:
    house = open_house(tmp_path)
    pipeline.nightly(house, None)
    told = pipeline.month_end(house, small.MONTH)
    assert told["documents"][0]["status"] == "draft", told["text"]  # both calculations agree
    result = json.loads((tmp_path / f"out/{small.MONTH}/acme-care/result.json").read_text("utf-8"))
    return {one["id"]: (one["numerator"], one["denominator"]) for one in result["attainment"]}


@pytest.mark.parametrize("prove_rows", [5_000_000, 30, 0])
def test_the_percentile_of_a_month_over_two_files(tmp_path, prove_rows):
    with (portfolio(tmp_path) / "portfolio.yaml").open("a", encoding="utf-8") as text:
        text.write(f"prove_rows: {prove_rows}\n")
    found = closed(tmp_path)
    assert found["p90"] == ("20", "1")  # k = ceil(46.8) = 47, the seventh of the eight after 20 s
    assert found["p95"] == ("21", "1")  # k = ceil(49.4) = 50, the second of the four after 21 s
    assert found["volume"] == ("60", "1")  # counts beside it stay as they are


def test_a_day_and_a_quarter_hour_have_percentiles_of_their_own(tmp_path):
    small.send(portfolio(tmp_path), small.DAYS[1], [f"0;{small.DAYS[1]} 09:00:00;ANS;99;10;CARE"])
    house = open_house(tmp_path)
    days = pipeline.attained(house, small.MONTH, by="day")["attainment"]
    told = {row["from"]: row["numerator"] for row in days if row["id"] == "p95" and row["denominator"] == "1"}
    assert told == {"2026-10-05": "21", "2026-10-06": "99"}  # k = ceil(24.7) = 25 of 26; the only one
    quarters = pipeline.attained(house, small.MONTH, by="interval")["attainment"]
    first = next(row for row in quarters if row["id"] == "p90" and row["from"].startswith("2026-10-06"))
    assert (first["from"], first["numerator"]) == ("2026-10-06T07:00:00Z", "99")


def test_the_mean_of_the_days_percentiles_is_refused(tmp_path):
    measure = '  p: {metric: call_wait_percentile, agg: mean_of_daily, terms: {percent: {2026-01-01: {value: 9, ref: "B"}}}}\n'
    with pytest.raises(FaultyTextError, match=r"made of all values of the window, never of its days' results"):
        load(portfolio(tmp_path, measure))


def test_a_feed_without_waits_says_so(tmp_path):
    small.change(portfolio(tmp_path) / "partners/acme.yaml", "      wait_s: Wait\n", "")
    small.change(tmp_path / "partners/acme.yaml", "unused: [Skill]", "unused: [Skill, Wait]")
    told = pipeline.nightly(open_house(tmp_path), None)
    assert "call_wait_percentile (percent 90) cannot be counted: needs the column wait_s" in told["text"]
