"""Passage: one pass over an export, batch by batch, so that memory does not grow with the file.

The rows of each batch are numbered, parted into readable and not, and written as they come.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from vmo.conforming import clock, parquet
from vmo.conforming.columns import quoted
from vmo.conforming.opening import stopped
from vmo.conforming.rows import OWN, Query, plain_seconds, query
from vmo.partner import Feed

PROBED = 1000
NEAR = datetime(2026, 1, 1)  # noqa: DTZ001  where a file has no readable time; it only orders the pieces of a clock

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Run:
    """One conforming: its engine, its feed, and the Parquet files it writes in the staging folder."""

    connection: duckdb.DuckDBPyConnection
    name: str
    feed: Feed
    staging: Path
    key: str

    @property
    def draft(self) -> Path:
        """The rows before the times of a second pass are set right."""
        return self.staging / f"{self.key}.draft.parquet"

    @property
    def rows(self) -> Path:
        return self.staging / f"{self.key}.rows.parquet"

    @property
    def unreadable(self) -> Path:
        return self.staging / f"{self.key}.unreadable.parquet"

    @property
    def aside(self) -> Path:
        """The duplicates."""
        return self.staging / f"{self.key}.aside.parquet"

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer of the engine; `rows` and `unreadable` are the files of the run."""
        for name, path in (("rows", self.rows), ("unreadable", self.unreadable)):
            self.connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet({quoted(str(path))})"
            )
        told: list[tuple[Any, ...]] = self.connection.execute(sql).fetchall()
        return told


@dataclass
class Passed:
    """What one pass over the rows found. `empty`: our columns without a single value; `states`: (row of the file written,
    state bits) of rows beside a clock change.
    """

    read: int = 0
    unreadable: int = 0
    empty: list[str] = field(default_factory=list)
    hashes: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    states: list[tuple[Numbers, Numbers]] = field(default_factory=list)

    @property
    def written(self) -> int:
        return self.read - self.unreadable


def passage(run: Run, export: Any) -> tuple[Any, Query, Passed]:
    """The export read as it stands, or record by record where it is not whole; numbers of seconds as numbers while
    they are some.
    """
    ways = [True, False] if export.seconds else [False]
    for exactly in ways:
        try:
            asked, passed = _pass(run, export, exactly=exactly)
        except duckdb.Error as error:
            if exactly or export.mended:
                continue
            raise stopped(error, run.name, run.feed) from None
        if export.exact is None or export.exact(passed.read):
            return export, asked, passed
        break
    export = export.mended()
    try:
        return export, *_pass(run, export)
    except duckdb.Error as error:
        raise stopped(error, run.name, run.feed) from None


def _pass(run: Run, export: Any, *, exactly: bool = False) -> tuple[Query, Passed]:
    """Read through with the clock of the years nearby; where a time lies beyond them, again with that of all."""
    asked, passed = _read_through(run, export, everywhere=False, exactly=exactly)
    if _far(asked, passed):
        return _read_through(run, export, everywhere=True, exactly=exactly)
    return asked, passed


def _read_through(run: Run, export: Any, *, everywhere: bool, exactly: bool) -> tuple[Query, Passed]:
    asked = _query(run, export, everywhere=everywhere, exactly=exactly)
    passed = Passed(empty=list(asked.ours))
    stream = run.connection.sql(asked.sql).to_arrow_reader(parquet.BATCH)
    schema = _schema(stream.schema, asked)
    rows, unreadable = parquet.Writer(run.draft, schema), parquet.Writer(run.unreadable, parquet.QUARANTINE)
    unread = [_unread(one) for one in export.unread]
    if unread:
        unreadable.write(parquet.quarantine(unread))
    for batch in stream:
        records, lines = export.places.at(np.arange(passed.read, passed.read + batch.num_rows))
        passed.read += batch.num_rows
        numbers = pa.array(records), pa.array(lines)
        faults = batch.column("faults")
        if faults.null_count < batch.num_rows:
            bad = pc.is_valid(faults)
            unreadable.write(_entries(batch.filter(bad), *(one.filter(bad) for one in numbers)))
            passed.unreadable += int(pc.sum(bad).as_py())
            good = pc.invert(bad)
            batch, numbers = batch.filter(good), tuple(one.filter(good) for one in numbers)  # noqa: PLW2901  the readable part
        _note(batch, passed)
        rows.write(_written(batch, schema, asked, *numbers))
    rows.close()
    unreadable.close()
    return asked, passed


def _note(batch: pa.RecordBatch, passed: Passed) -> None:
    passed.empty = [name for name in passed.empty if batch.column(name).null_count == batch.num_rows]
    begun = sum(map(len, passed.hashes))
    passed.hashes.append(batch.column("hashed").to_numpy().copy())  # a view would keep the whole batch
    states = batch.column("states").to_numpy()
    if states.any():
        at = np.flatnonzero(states)
        passed.states.append((at + begun, states[at].astype(np.int64)))


def _query(run: Run, export: Any, *, everywhere: bool, exactly: bool) -> Query:
    """The query, with the pieces of the clock ordered by a look at the first rows."""
    numbers = plain_seconds(run.feed, export.header) if exactly else []
    whole = export.seconds(numbers) if exactly else export.scan

    def told(near: datetime, scan: str) -> Query:
        return query(
            run.feed,
            export.header,
            scan,
            near=near,
            everywhere=everywhere,
            typed=export.typed,
            padded=export.padded,
            numbers=numbers,
            broken=export.fault,
            shown=export.shown,
        )

    first = f"(SELECT * FROM {whole} LIMIT {PROBED})"
    probe = run.connection.execute(f"SELECT median({run.feed.credited}) FROM ({told(NEAR, first).sql})").fetchall()
    return told(probe[0][0] or NEAR, whole)


def _far(asked: Query, passed: Passed) -> bool:
    """Whether a time lay beyond the years whose clock was told."""
    offsets = range(len(asked.clocks) + 1)
    return any(
        ((states >> 2 * i) & (clock.STATES - 1) == clock.FAR).any() for _, states in passed.states for i in offsets
    )


def _schema(told: pa.Schema, asked: Query) -> pa.Schema:
    """Columns of the rows file, in order."""
    placed = [pa.field("record", pa.int64()), pa.field("line", pa.int64())]
    own = [pa.field(name, pa.string()) if name == "identity" else told.field(name) for name in OWN]
    return pa.schema([*placed, *own, *(told.field(name) for name in [*asked.ours, *asked.digits])])


def _written(
    batch: pa.RecordBatch, schema: pa.Schema, asked: Query, records: pa.Array, lines: pa.Array
) -> pa.RecordBatch:
    made = {"record": records, "line": lines}
    if asked.same:
        identity = batch.column(asked.same)
        made["identity"] = pc.fill_null(identity, "") if identity.null_count else identity
    return pa.RecordBatch.from_arrays(
        [made[name] if name in made else batch.column(name) for name in schema.names], schema=schema
    )


def _entries(batch: pa.RecordBatch, records: pa.Array, lines: pa.Array) -> pa.RecordBatch:
    """One row of quarantine for each fault of each row."""
    faults = batch.column("faults")
    parent = pc.list_parent_indices(faults)
    entry = pc.list_flatten(faults)
    told = {name: pc.struct_field(entry, name) for name in ("rule", "column_name", "value", "reason")}
    told |= {"record": records.take(parent), "line": lines.take(parent)}
    told["releasable"] = pa.array(np.zeros(len(entry), dtype=bool))
    told["credited_on"] = pa.nulls(len(entry), pa.date32())
    return pa.RecordBatch.from_arrays(
        [told[name].cast(kind.type) for name, kind in zip(parquet.QUARANTINE.names, parquet.QUARANTINE, strict=True)],
        schema=parquet.QUARANTINE,
    )


def _unread(one: Any) -> dict[str, Any]:
    return {
        "record": one.record,
        "line": one.line,
        "rule": one.rule,
        "column_name": "",
        "value": one.value,
        "reason": one.reason,
        "releasable": False,
        "credited_on": None,
    }
