"""Conform: a partner's bytes → our columns, clock, units and codes, in one pass; what cannot be read is told apart.

The format says what to scan; one query of the engine reads, converts and judges every row; its batches are numbered, parted
and written as they come, so that memory does not grow with the file. Only what the whole file must tell comes after: which
rows are duplicates, and which times of a repeated hour belong to its second pass.

Order of disposition: unreadable → quarantine; then excluded; then duplicate. Of a row that an `exclude` names nothing is read
but its credited day, where it has one: its codes need not be known, and a line of totals needs no day.
"""

import hashlib
import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from vmo import clock, duplicates, folds, header, kinds, parquet, plugins
from vmo.columns import quoted
from vmo.duplicates import Duplicates
from vmo.lake import Lake
from vmo.partner import Feed
from vmo.records import Finding, Landing, RefusedFeedError
from vmo.rows import OWN, Query, query
from vmo.staging import Plain, made_plain, refused

VERSION = 1
EXAMPLES = 5
WORTH_A_WORD = 20
BATCH = 122_880
WRONG_ENCODING = 100
PROBED = 1000
AROUND = timedelta(hours=3)
NEAR = datetime(2026, 1, 1)  # noqa: DTZ001  where a file has no readable time; it only orders the pieces of a clock
NOT_READ = {"source", "due", "control", "retention"}
Numbers = npt.NDArray[np.int64]

__all__ = ["Conformed", "RefusedFeedError", "conform", "reading"]


@dataclass(frozen=True)
class Conformed:
    """One file, conformed. `rows` and `unreadable` are Parquet in the staging folder, in record order.

    rows_in = unreadable_rows + Σ excluded + duplicates + what remains to be judged. `facts` describes the export.
    """

    rows: Path
    unreadable: Path
    rows_in: int
    unreadable_rows: int
    excluded: dict[str, int]
    duplicates: int
    findings: tuple[Finding, ...]
    facts: dict[str, Any]


def reading(feed: Feed) -> str:
    """A hash of all that decides how the feed's bytes are read and judged: its text, its kind, this code's version."""
    told = feed.model_dump(mode="json", by_alias=True, exclude=NOT_READ)
    text = json.dumps(
        [VERSION, told, kinds.kind(feed.kind).model_dump(mode="json")], sort_keys=True, ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def conform(landing: Landing, feed: Feed, *, lake: Lake, staging: Path, key: str) -> Conformed:
    """Read one landed file under its feed. Raises RefusedFeedError where the file must stop its feed."""
    name = safe_name(landing.name)
    with lake.connect() as connection:
        connection.execute(
            "SET disabled_optimizers = 'in_clause'"
        )  # it makes a join of a list, and a join forgets the order
        source = _plain(landing, name, feed, lake, staging, connection)
        export = _read(source, feed)
        faults = list(header.faults(export.header, feed, f"{name}:{export.header_line}", optional=export.optional))
        if faults:
            raise RefusedFeedError(faults)
        return _Conforming(connection, name, feed, staging, key).run(export)


def safe_name(name: str) -> str:
    r"""The name for people: no way upwards, no unprintable characters.

    >>> safe_name("../../acme/calls\n.csv")
    'acme/calls_.csv'
    """
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "".join(letter if letter.isprintable() else "_" for letter in "/".join(parts)) or "file"


def _plain(
    landing: Landing, name: str, feed: Feed, lake: Lake, staging: Path, connection: duckdb.DuckDBPyConnection
) -> Plain:
    text = getattr(plugins.find("formats", feed.format), "TEXT", False)
    return made_plain(lake.landed(landing.sha256), name, feed.options.encoding if text else None, staging, connection)


def _read(source: Plain, feed: Feed) -> Any:
    """The format's export; it gets the options that its signature names."""
    module = plugins.find("formats", feed.format)
    with source.stream() as stream:
        head = stream.read(512)
    if not module.recognise(head):
        raise refused(
            f"{source.name}:1",
            "wrong format",
            rule="format",
            found=_looks(head),
            expected=feed.format,
            action="set `format`, or ask for the export again",
        )
    wanted = inspect.signature(module.read).parameters
    told = {name: value for name, value in feed.options.model_dump().items() if name in wanted}
    if "columns" in wanted:
        told["columns"] = header.read(feed)
    if "unused" in wanted:
        told["unused"] = feed.unused
    try:
        return module.read(source, **told)
    except duckdb.Error as error:
        raise _stopped(error, source.name, feed) from None


def _stopped(error: duckdb.Error, name: str, feed: Feed) -> RefusedFeedError:
    """What the engine says of a file that it cannot read, without the places of our folders."""
    told = re.sub(r"/\S*/", "", str(error).partition("\n")[0])[:300]
    return refused(
        f"{name}:1",
        "the file cannot be read",
        rule="format",
        found=told,
        expected=feed.format,
        action="ask for it again",
    )


def _looks(head: bytes) -> str:
    for name in plugins.names("formats"):
        if plugins.find("formats", name).recognise(head):
            return f"what may be {name}"
    return f"bytes {head[:8].hex(' ')}"


@dataclass
class _Passed:
    """What one pass over the rows found; `states` are (row of the file written, state bits) of rows beside a clock change."""

    read: int = 0
    unreadable: int = 0
    hashes: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    states: list[tuple[Numbers, Numbers]] = field(default_factory=list)

    @property
    def written(self) -> int:
        return self.read - self.unreadable


def _far(asked: Query, passed: _Passed) -> bool:
    """Whether a time lay beyond the years whose clock was told."""
    offsets = range(len(asked.clocks) + 1)
    return any(
        ((states >> 2 * i) & (clock.STATES - 1) == clock.FAR).any() for _, states in passed.states for i in offsets
    )


class _Conforming:
    """One run over one export."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str, feed: Feed, staging: Path, key: str) -> None:
        self.connection, self.name, self.feed = connection, name, feed
        self.rows, self.unreadable = staging / f"{key}.rows.parquet", staging / f"{key}.unreadable.parquet"
        self.draft = staging / f"{key}.draft.parquet"

    def run(self, export: Any) -> Conformed:
        export, asked, passed = self._passed(export)
        self._refuse_hopeless(export, passed)
        hashes = _joined(passed.hashes)
        last = self.feed.resend == "updates_by_identity"
        twice = duplicates.found(self.connection, self.draft, hashes, asked.ours, keep_last=last)
        del hashes
        changes, folded = self._second_pass(asked, passed)
        if len(twice.rows):
            changes["duplicate"] = (twice.rows, np.ones(len(twice.rows), dtype=bool))
        if changes:
            parquet.patched(self.draft, self.rows, changes)
        else:
            self.draft.replace(self.rows)
        excluded = dict(
            self._ask("SELECT excluded, count(*) FROM rows WHERE excluded IS NOT NULL GROUP BY 1 ORDER BY 1")
        )
        days = self._ask("SELECT min(credited_on), max(credited_on) FROM rows")[0]
        unreadable = passed.unreadable + len(export.unread)
        findings = [
            *self._unreadable_findings(),
            *self._clock_findings(asked, passed, folded),
            *self._duplicate_findings(twice),
            *self._empty_findings(passed.written),
        ]
        facts = {
            "file": self.name,
            "columns": tuple(export.header),
            "rows": passed.read + len(export.unread),
            "unreadable": unreadable,
            "first_day": days[0],
            "last_day": days[1],
            "conflicting": twice.conflicting,
        }
        return Conformed(
            rows=self.rows,
            unreadable=self.unreadable,
            rows_in=passed.read + len(export.unread),
            unreadable_rows=unreadable,
            excluded=excluded,
            duplicates=len(twice.rows),
            findings=tuple(findings),
            facts=facts,
        )

    def _passed(self, export: Any) -> tuple[Any, Query, _Passed]:
        """The export read as it stands, or record by record where it is not whole."""
        try:
            asked, passed = self._pass(export)
            if export.exact is None or export.exact(passed.read):
                return export, asked, passed
        except duckdb.Error as error:
            if export.mended is None:
                raise _stopped(error, self.name, self.feed) from None
        export = export.mended()
        try:
            return export, *self._pass(export)
        except duckdb.Error as error:
            raise _stopped(error, self.name, self.feed) from None

    def _pass(self, export: Any) -> tuple[Query, _Passed]:
        """Read through with the clock of the years nearby; where a time lies beyond them, again with that of all."""
        asked, passed = self._read_through(export, everywhere=False)
        return self._read_through(export, everywhere=True) if _far(asked, passed) else (asked, passed)

    def _read_through(self, export: Any, *, everywhere: bool) -> tuple[Query, _Passed]:
        asked = self._query(export, everywhere=everywhere)
        passed = _Passed()
        stream = self.connection.sql(asked.sql).to_arrow_reader(BATCH)
        schema = _schema(stream.schema, asked.ours)
        rows, unreadable = parquet.Writer(self.draft, schema), parquet.Writer(self.unreadable, parquet.QUARANTINE)
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
            self._note(batch, passed)
            rows.write(_written(batch, schema, *numbers))
        rows.close()
        unreadable.close()
        return asked, passed

    def _note(self, batch: pa.RecordBatch, passed: _Passed) -> None:
        begun = sum(map(len, passed.hashes))
        passed.hashes.append(batch.column("hashed").to_numpy().copy())  # a view would keep the whole batch
        states = batch.column("states").to_numpy()
        if states.any():
            at = np.flatnonzero(states)
            passed.states.append((at + begun, states[at].astype(np.int64)))

    def _query(self, export: Any, *, everywhere: bool) -> Query:
        """The query, with the pieces of the clock ordered by a look at the first rows."""

        def told(near: datetime, scan: str) -> Query:
            return query(
                self.feed,
                export.header,
                scan,
                near=near,
                everywhere=everywhere,
                typed=export.typed,
                padded=export.padded,
                broken=export.fault,
                shown=export.shown,
            )

        first = f"(SELECT * FROM {export.scan} LIMIT {PROBED})"
        probe = self.connection.execute(
            f"SELECT median({self.feed.credited}) FROM ({told(NEAR, first).sql})"
        ).fetchall()
        return told(probe[0][0] or NEAR, export.scan)

    def _refuse_hopeless(self, export: Any, passed: _Passed) -> None:
        records = passed.read + len(export.unread)
        if not records:
            where = f"{self.name}:{export.header_line}"
            raise refused(
                where,
                "the file has a header and no rows",
                rule="empty",
                expected="rows",
                action="ask for it again, or accept the day as missing",
            )
        strange = [one for one in export.unread if one.rule == "encoding"]
        if len(strange) * WRONG_ENCODING > records:
            lines = ", ".join(str(one.line) for one in strange[:EXAMPLES])
            raise refused(
                f"{self.name}:{strange[0].line}",
                f"wrong encoding: {len(strange):,} of {records:,} records have bytes that are not "
                f"{self.feed.options.encoding} (lines {lines})",
                rule="encoding",
                found=strange[0].value[:80],
                action="set `encoding` to that of the export",
            )

    def _second_pass(self, asked: Query, passed: _Passed) -> tuple[dict[str, tuple[Any, Any]], dict[str, int]]:
        """Column → (rows of the draft, new instants) for times of a second pass; and how many times lie in a repeated hour."""
        changed: dict[str, tuple[Any, Any]] = {}
        folded: dict[str, int] = {}
        if not passed.states:
            return changed, folded
        rows, states = (np.concatenate(part) for part in zip(*passed.states, strict=True))
        for i, name in enumerate(asked.clocks):
            inside = rows[(states >> 2 * i) & (clock.STATES - 1) == clock.FOLD]
            if len(inside):
                folded[name] = len(inside)
                changed |= self._moved(name, inside)
        return changed, folded

    def _moved(self, name: str, inside: Numbers) -> dict[str, tuple[Any, Any]]:
        draft = f"read_parquet({quoted(str(self.draft))}, file_row_number = true)"
        places: list[int] = []
        instants: list[int] = []
        for change in clock.changes(self.feed.clock.time_zone):
            if change.after > change.before:
                continue
            begin, end = (
                clock.moment(change.at - (change.before - change.after)) - AROUND,
                clock.moment(change.at) + AROUND,
            )
            near = self.connection.execute(
                f"SELECT file_row_number AS place, epoch_us({name}) AS instant FROM {draft} "
                f"WHERE {name} BETWEEN ? AND ? ORDER BY file_row_number",
                [begin, end],
            ).fetchnumpy()
            row, instant = near["place"], near["instant"]
            known = np.isin(row, inside)
            offset = np.where(instant < change.at, change.before, change.after)
            second = folds.second_pass(
                zip(row.tolist(), (instant + offset).tolist(), known.tolist(), strict=True), change
            )
            by_row = dict(zip(row.tolist(), instant.tolist(), strict=True))
            places += second
            instants += [by_row[one] + change.before - change.after for one in second]
        order = np.argsort(places)
        at = np.asarray(places, dtype=np.int64)[order]
        moved = np.asarray(instants, dtype="datetime64[us]")[order]
        told = {name: (at, moved)} if len(at) else {}
        if told and name == self.feed.credited:
            quarter = np.timedelta64(15, "m")
            told["quarter_at"] = (at, moved - (moved - np.datetime64(0, "us")) % quarter)
        return told

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        for name, path in (("rows", self.rows), ("unreadable", self.unreadable)):
            self.connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet({quoted(str(path))})"
            )
        told: list[tuple[Any, ...]] = self.connection.execute(sql).fetchall()
        return told

    def _unreadable_findings(self) -> Iterator[Finding]:
        """One finding for each rule and column; examples by line, the table holds all."""
        groups = self._ask(
            f"""
            SELECT rule, column_name, min(line), count(*),
                list(DISTINCT value ORDER BY value)[:{EXAMPLES}], list(line ORDER BY line)[:{EXAMPLES}], min(reason)
            FROM unreadable GROUP BY rule, column_name ORDER BY rule, column_name
            """
        )
        for rule, column, line, rows, values, lines, reason in groups:
            counted, places = ("1 row", "line") if rows == 1 else (f"{rows:,} rows", "lines")
            what = f"{counted} quarantined, {column or 'record'}: {reason} ({places} {', '.join(map(str, lines))})"
            found = (
                self._codes(column) if rule == "unknown_code" else ", ".join(repr(value) for value in values if value)
            )
            action = ACTIONS.get(rule, "ask the partner to correct it and send the file again")
            yield Finding(rule, "error", f"{self.name}:{line}", what, found[:500], "", action, rows)

    def _codes(self, column: str) -> str:
        told = self._ask(
            f"""
            SELECT value, count(*) FROM unreadable WHERE rule = 'unknown_code' AND column_name = {quoted(column)}
            GROUP BY value ORDER BY count(*) DESC, value LIMIT {EXAMPLES * 4}
            """
        )
        return ", ".join(f"{value!r} ({rows:,})" for value, rows in told)

    def _clock_findings(self, asked: Query, passed: _Passed, folded: dict[str, int]) -> Iterator[Finding]:
        zone = self.feed.clock.time_zone
        for name, rows in folded.items():
            what = f"{rows:,} times of {name} lie in the hour that {zone} repeats; the order of the file decided on their pass"
            yield Finding(
                "dst_fold",
                "warning",
                self.name,
                what,
                action="ask the partner for times in UTC or with their offset",
                rows=rows,
            )
        for i, name in enumerate(asked.clocks):
            rows = sum(int(((states >> 2 * i) & (clock.STATES - 1) == clock.GAP).sum()) for _, states in passed.states)
            if rows:
                severity = self.feed.severity["dst_gap"].severity
                what = f"{rows:,} times of {name} lie in the hour that {zone} skips; they were moved forward by the gap"
                yield Finding(
                    "dst_gap", severity, self.name, what, action="ask the partner how its clock is set", rows=rows
                )

    def _empty_findings(self, rows: int) -> Iterator[Finding]:
        """Columns that the feed maps and that no row fills: nothing stops there, but what is counted on them has no data."""
        empty = parquet.empty_columns(self.rows) if rows >= WORTH_A_WORD else []
        for ours in empty:
            theirs = " + ".join(self.feed.columns[ours].theirs) if ours in self.feed.columns else ""
            if theirs:
                what = f"{theirs}, mapped to {ours}, is empty in all {rows:,} rows"
                action = "ask the partner whether it left the column out"
                yield Finding("empty_column", "warning", self.name, what, action=action, rows=rows)

    def _duplicate_findings(self, twice: Duplicates) -> Iterator[Finding]:
        if not len(twice.rows):
            return
        examples = "; ".join(f"{identity} on line {line}, kept line {kept}" for line, kept, identity in twice.examples)
        what = f"{len(twice.rows):,} duplicate rows set aside: {twice.identical:,} identical, {twice.conflicting:,} conflicting"
        action = "ask the partner which row is right" if twice.conflicting else "none needed; tell the partner"
        yield Finding(
            "I4",
            "warning",
            f"{self.name}:{twice.examples[0][0]}",
            what,
            examples,
            "each identity once",
            action,
            len(twice.rows),
        )


def _joined(parts: list[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    """The parts as one; each is let go as it is taken, for twice their memory would show."""
    whole = np.empty(sum(map(len, parts)), dtype=np.uint64)
    at = len(whole)
    while parts:
        part = parts.pop()
        whole[at - len(part) : at] = part
        at -= len(part)
    return whole


ACTIONS = {
    "unknown_code": "add the codes to `codes`, then replay the file",
    "unreadable": "correct the format or unit in the YAML and replay, or ask the partner",
    "resolution": "set the unit that the export uses, or ask the partner for milliseconds",
    "dst_gap": "check the time zone; to move such times forward set `severity: {dst_gap: warning}` with a reason",
}


def _schema(told: pa.Schema, ours: list[str]) -> pa.Schema:
    """Columns of the rows file, in order."""
    own = [told.field(name) for name in OWN]
    placed = [pa.field("record", pa.int64()), pa.field("line", pa.int64())]
    return pa.schema([*placed, *own, pa.field("duplicate", pa.bool_()), *(told.field(name) for name in ours)])


def _written(batch: pa.RecordBatch, schema: pa.Schema, records: pa.Array, lines: pa.Array) -> pa.RecordBatch:
    made = {"record": records, "line": lines, "duplicate": pa.array(np.zeros(batch.num_rows, dtype=bool))}
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
