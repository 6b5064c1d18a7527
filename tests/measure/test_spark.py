"""Spark: every metric of the catalogue counts the same numerators and denominators there as on DuckDB."""

import os
import shutil
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import cases
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vmo import kinds
from vmo.counting.asks import ask
from vmo.counting.beside import Beside
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
QUANTITIES = {
    name: [one for one in cases.read(cases.HERE / f"pricing/{name}.yaml") if one.rows and "error" not in one.expect]
    for name in ("per_minute", "locked_handling")
}
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


@pytest.mark.parametrize(("name", "kind"), [("per_minute", "contacts"), ("locked_handling", "forecasts")])
def test_minutes_count_the_same_whole_and_cut_and_as_they_were_forecast(name, kind, tmp_path):
    agree(QUANTITIES[name], kind, tmp_path)


def agree(told, kind, tmp_path):
    columns = kinds.kind(kind).columns
    own = {"record": pa.int64(), "credited_on": pa.date32(), "quarter_at": pa.timestamp("us"), "excluded": pa.string()}
    schema = pa.schema([*own.items(), *((name, cases.TYPES[one.type]) for name, one in columns.items())])
    place = {"credited_on": date(2026, 1, 31), "quarter_at": NOON, "excluded": None}
    rows = [place | {"record": n} | row for n, row in enumerate((row for case in told for row in case.rows), 1)]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), tmp_path / "rows.parquet")
    verb = "quantity" if told[0].folder == "pricing" else "measure"
    asks = list(dict.fromkeys(ask(verb, case.function, kind, case.asked) for case in told))

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


def test_repeats_in_other_files_count_the_same(tmp_path):
    """Two files of one lake: within a day of a contact there is one of the same customer, in scope, on a day that stands."""
    lake = Lake(tmp_path / "lake")
    for name, day in (("first", 1), ("next", 2)):
        at = datetime(2026, 2, day, 9)  # noqa: DTZ001  the lake keeps UTC without a zone
        rows = [
            _contact(1, at, "k1", "care"),
            _contact(2, at, "k2", "care" if name == "first" else "sales"),
            _contact(3, at + timedelta(seconds=day - 1), "k3", "care"),
            _contact(4, at + timedelta(days=1), "k4", "care") | {"credited_on": (at + timedelta(1)).date()},
        ]
        rows = [row | {"contact_id": f"{name}{row['record']}"} for row in rows]
        for folder in ("rows", "quarantine"):
            (lake.state / "lake" / folder).mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows, schema=CONTACTS), lake.rows(name))
        pq.write_table(pa.Table.from_pylist([], schema=HELD), lake.quarantine(name))
    beside = [Beside("first", "first", (), (date(2026, 2, 1),)), Beside("next", "next", (), (date(2026, 2, 2),))]
    terms = {"within_days": 1, "same": "customer"}
    whole = ask("measure", "fcr_repeat", "contacts", terms, scope={"partner": ["acme"], "program": ["care"]})
    one = whole.near("acme", [date(2026, 2, 1)], lambda _: tuple(beside))
    counted = {}
    for engine in ("duckdb", "pyspark"):
        into = tmp_path / f"{engine}.parquet"
        found = count(lake.rows("first"), None, (), "contacts", [one], into, lake, feed="calls", engine=engine)
        numerator, denominator = found.columns[one.key]
        counted[engine] = (
            pq.read_table(into).group_by("credited_on").aggregate([(numerator, "sum"), (denominator, "sum")])
        )
    assert counted["duckdb"].sort_by("credited_on").to_pylist() == counted["pyspark"].sort_by("credited_on").to_pylist()
    told = {tuple(row.values()) for row in counted["duckdb"].to_pylist()}
    # Of the first day k1 came back at the last instant; k2 in another program, k3 a second too late. Of the second day the
    # rows of this file do not stand, so that nobody's repeat is among them.
    assert told == {(date(2026, 2, 1), 2, 3), (date(2026, 2, 2), 1, 1)}


CONTACTS = pa.schema(
    {
        "record": pa.int64(), "credited_on": pa.date32(), "quarter_at": pa.timestamp("us"), "excluded": pa.string(),
        "contact_id": pa.string(), "offered_at": pa.timestamp("us"), "outcome": pa.string(), "direction": pa.string(),
        "customer_id": pa.string(), "program": pa.string(),
    }
)  # fmt: skip
HELD = pa.schema({"record": pa.int64(), "rule": pa.string(), "releasable": pa.bool_()})


def _contact(record, at, customer, program):
    told = {"record": record, "credited_on": at.date(), "quarter_at": at.replace(minute=0, second=0), "excluded": None}
    told |= {"offered_at": at, "outcome": "answered", "direction": "inbound"}
    return told | {"customer_id": customer, "program": program}
