"""Spark: every metric of the catalogue counts the same numerators and denominators there as on DuckDB."""

import os
import shutil
import sys
from datetime import date, datetime
from pathlib import Path

import cases
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vmo import kinds
from vmo.asks import ask
from vmo.lake import Lake
from vmo.measure import count

APART = Path(sys.prefix) / "spark"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and there is none"),
    pytest.mark.skipif(not APART.is_dir(), reason="pyspark is not installed: make test installs it"),
]
NOON = datetime(2026, 1, 31, 12)  # noqa: DTZ001  the lake keeps UTC without a zone
METRICS = sorted((cases.HERE / "metrics").glob("*.yaml"))
EVERY = [case for path in METRICS for case in cases.read(path) if "error" not in case.expect]
CASES = [case for case in EVERY if "clock" not in case.terms]
SAID = (
    "each site",
    "back has nine",
    "empty is computed",
    "same clock",
    "report is late",
    "first priority",
)  # one of each kind
ON_A_CLOCK = [case for case in EVERY if "clock" in case.terms and any(words in case.name for words in SAID)]


@pytest.fixture(scope="module", autouse=True)
def spark():
    """Spark on the path of this module alone, and of the processes that it starts."""
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(APART)
        patched.setenv("PYTHONPATH", f"{APART}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
        yield


@pytest.mark.parametrize("kind", sorted({case.kind for case in CASES}))
def test_the_rows_of_every_case_count_the_same(kind, tmp_path):
    agree([case for case in CASES if case.kind == kind], kind, tmp_path)


@pytest.mark.parametrize("kind", sorted({case.kind for case in ON_A_CLOCK}))
def test_a_clock_that_stands_while_the_service_is_closed_shows_the_same(kind, tmp_path):
    agree([case for case in ON_A_CLOCK if case.kind == kind], kind, tmp_path)


def agree(told, kind, tmp_path):
    columns = kinds.kind(kind).columns
    own = {"record": pa.int64(), "credited_on": pa.date32(), "quarter_at": pa.timestamp("us"), "excluded": pa.string()}
    schema = pa.schema([*own.items(), *((name, cases.TYPES[one.type]) for name, one in columns.items())])
    place = {"credited_on": date(2026, 1, 31), "quarter_at": NOON, "excluded": None}
    rows = [place | {"record": n} | row for n, row in enumerate((row for case in told for row in case.rows), 1)]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), tmp_path / "rows.parquet")
    asks = list(dict.fromkeys(ask("measure", case.function, kind, case.asked) for case in told))

    found = {
        engine: count(
            tmp_path / "rows.parquet",
            None,
            (),
            kind,
            asks,
            tmp_path / f"{engine}.parquet",
            Lake(tmp_path / engine),
            feed="all",
            engine=engine,
        )
        for engine in ("duckdb", "pyspark")
    }

    duckdb, spark = (pq.read_table(one.path) for one in found.values())
    assert found["duckdb"].columns == found["pyspark"].columns
    assert len(found["duckdb"].columns) + len(found["duckdb"].findings) >= len(asks)
    assert duckdb.to_pylist() == spark.to_pylist()
