"""The bench measures the line on rows that are counted here once more, from the file, by another hand."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[1]
ROWS = 20_000
PARTS = ("numerator", "denominator")
PROMISED = {
    *("rows", "floor_s", "line_s", "import_s", "month_s", "ratio", "peak_rss_mb"),
    *("pandas_s", "pandas_rss_mb", "prove_rows", "contract_months", "contract_month_ms"),
    *("documents", "document_lines", "documents_per_s", "documents_per_cpu_s"),
}

# From the CSV alone, as the contract reads: test calls out, a contact once, impossible waits refused.
COUNTED = """
WITH calls AS (
    SELECT * FROM read_csv('{path}', all_varchar = true) WHERE Queue <> 'TEST'
    QUALIFY row_number() OVER (PARTITION BY CallID ORDER BY Start) = 1
), accepted AS (
    SELECT Direction = 'I' AS inbound, Status AS status, "Wait"::DECIMAL(12,3) AS waited,
        Talk::INT AS talk, Hold::INT AS hold, Wrapup::INT AS wrapup, Talk::INT + Hold::INT + Wrapup::INT AS handled
    FROM calls WHERE "Wait"::DECIMAL(12,3) >= 0
)
SELECT
    count(*) FILTER (inbound AND status = 'ANS' AND waited <= 20) AS within_20,
    count(*) FILTER (inbound AND (status = 'ANS' OR (status = 'ABN' AND waited >= 5))) AS judged,
    count(*) FILTER (inbound AND status = 'ANS' AND waited <= 30) AS within_30,
    count(*) FILTER (inbound AND status = 'ABN' AND waited >= 5) AS abandoned,
    count(*) FILTER (inbound AND NOT (status = 'ABN' AND waited < 5)) AS stayed,
    count(*) FILTER (inbound) AS offered,
    count(*) FILTER (inbound AND status = 'ANS') AS answered,
    sum(waited) FILTER (inbound AND status = 'ANS') AS waited,
    count(*) FILTER (status = 'ANS') AS handled,
    sum(handled) FILTER (status = 'ANS') AS handle,
    sum(talk) FILTER (status = 'ANS') AS talk,
    sum(hold) FILTER (status = 'ANS') AS hold,
    sum(wrapup) FILTER (status = 'ANS') AS wrapup,
    sum(greatest(ceil(handled / 6)::INT * 6, 30)) FILTER (status = 'ANS') AS billed,
    count(*) AS accepted, 1 AS one
FROM accepted
"""


@pytest.fixture(scope="module")
def export_and_result(tmp_path_factory):
    from bench import export, line

    folder = tmp_path_factory.mktemp("bench")
    csv = export.written(ROWS, folder)
    house = line.opened(csv, folder)
    told = line.night_of(house)
    line.close_month(house, house.portfolio.contracts[line.CONTRACT], export.MONTH)
    result = json.loads((house.portfolio.out / export.MONTH / line.CONTRACT / "result.json").read_text())
    return csv, told, result


@pytest.mark.slow
def test_every_figure_of_the_line_is_what_a_query_of_the_file_counts(export_and_result):
    csv, told, result = export_and_result
    (counted,) = duckdb.sql(COUNTED.format(path=csv)).to_arrow_table().to_pylist()
    ratios = {
        "sl": ("within_20", "judged"),
        "sl_offered": ("within_30", "offered"),
        "abandon": ("abandoned", "stayed"),
        "asa": ("waited", "answered"),
        "aht": ("handle", "handled"),
        "att": ("talk", "handled"),
        "hold": ("hold", "handled"),
        "acw": ("wrapup", "handled"),
        "volume": ("offered", "one"),
        "answered": ("answered", "one"),
    }
    assert counted["within_20"] > 10_000  # a file of test calls would agree as well
    assert told["accepted"] == result["data"]["accepted"] == counted["accepted"] < ROWS
    expected = {name: tuple(Decimal(counted[number]) for number in pair) for name, pair in ratios.items()}
    found = {one["id"]: tuple(Decimal(one[part]) for part in PARTS) for one in result["attainment"]}
    assert found == expected
    assert Decimal(result["lines"][0]["quantity"]) * 60 == counted["billed"]


@pytest.mark.slow
def test_the_bench_prints_one_json_line_with_what_it_promises(tmp_path):
    arguments = [sys.executable, "-m", "bench", "--rows", str(ROWS), "--cache", str(tmp_path), "--times", "1"]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    (told,) = [json.loads(text) for text in done.stdout.splitlines()]
    assert told.keys() >= PROMISED
    assert told["rows"] == ROWS
    assert all(told[name] > 0 for name in PROMISED)
    unitless = [name for name, value in told.items() if isinstance(value, float) and not name.endswith(("_s", "_ms"))]
    assert unitless == ["all_to_four", "ordered_to_four", "ratio"]
    assert list(tmp_path.glob("tmp*")) == []  # the state of a run is taken away


@pytest.mark.slow
def test_the_file_is_the_same_for_the_same_rows(tmp_path):
    from bench import export

    first, second = (export.written(1_000, tmp_path / name).read_bytes() for name in ("one", "two"))
    assert first == second
    assert first.count(b"\n") == 1_001
