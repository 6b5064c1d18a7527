"""Conformed rows for tests, written as a small table in the test itself."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from cases import TYPES

from vmo import validate
from vmo.kinds import kind as kind_of
from vmo.partner import Override
from vmo.validate import Judgement

ARRIVED = datetime(2026, 1, 6, 4, 0, tzinfo=UTC)
READ: dict[str, Callable[[str], Any]] = {
    "seconds": Decimal,
    "number": Decimal,
    "count": int,
    "flag": lambda word: word == "yes",
}


def write(path: Path, kind: str, table: str) -> Path:
    """A table of the kind's columns, one row a line; `-` is null. `excluded` may stand in it."""
    header, *lines = [line.split() for line in table.strip().splitlines()]
    cells = [dict(zip(header, line, strict=True)) for line in lines]
    columns: dict[str, pa.Array] = {
        "record": pa.array(range(1, len(cells) + 1), pa.int64()),
        "line": pa.array(range(2, len(cells) + 2), pa.int64()),
        "credited_on": pa.array([datetime(2026, 1, 5, tzinfo=UTC).date()] * len(cells), pa.date32()),
        "excluded": pa.array([_read("text", c.get("excluded", "-")) for c in cells], pa.string()),
    }
    for name in header:
        if name != "excluded":
            told = kind_of(kind).columns[name].type
            columns[name] = pa.array([_read(told, c[name]) for c in cells], TYPES[told])
    pq.write_table(pa.table(columns), path)
    return path


def _read(told: str, cell: str) -> Any:
    if cell == "-":
        return None
    if told == "instant":
        return datetime.fromisoformat(cell if "T" in cell else f"2026-01-05T{cell}")
    return READ.get(told, str)(cell)


def judge(folder: Path, kind: str, table: str, *, aside: Path | None = None, **overrides: Override) -> Judgement:
    """The judgement of a table that arrived on 6 January 2026, 04:00 UTC."""
    return validate.judge_rows(
        write(folder / "rows.parquet", kind, table),
        kind,
        overrides=overrides,
        arrived_at=ARRIVED,
        where="calls.csv",
        into=folder / "failures.parquet",
        temporary=folder.parent / "spill",
        aside=aside,
    )


def failures(judgement: Judgement) -> list[tuple[int, str, str, str]]:
    """(record, rule, column, value) of every failure, as the file holds them."""
    rows = pq.read_table(judgement.failures).to_pylist()
    return [(row["record"], row["rule"], row["column_name"], row["value"]) for row in rows]
