"""Conform: a partner's bytes → our columns, clock, units and codes, in one pass; what cannot be read is told apart.

The format says what to scan; one query of the engine reads, converts and judges every row; its batches are numbered, parted
and written as they come, so that memory does not grow with the file. Only what the whole file must tell comes after: which
rows are duplicates, and which times of a repeated hour belong to its second pass.

Order of disposition: unreadable → quarantine; then excluded; then duplicate. Of a row that an `exclude` names nothing is read
but its credited day, where it has one: its codes need not be known, and a line of totals needs no day.
"""

import hashlib
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from vmo import kinds
from vmo.conforming import duplicates, findings, folds, parquet
from vmo.conforming.opening import opened, safe_name
from vmo.conforming.passage import Run, passage
from vmo.deliveries.arrival import Landing
from vmo.lake import Lake
from vmo.partner import Feed
from vmo.records import Finding, RefusedFeedError

NOT_READ = {"source", "due", "control", "retention"}

__all__ = ["Conformed", "RefusedFeedError", "conform", "reading"]


@dataclass(frozen=True)
class Conformed:
    """One file, conformed. `rows`, `unreadable` and `aside` (the duplicates) are Parquet in the staging
    folder, in record order; the last two have the quarantine's shape.

    rows_in = unreadable_rows + Σ excluded + duplicates + what remains to be judged. `facts` describes the export.
    """

    rows: Path
    unreadable: Path
    aside: Path
    rows_in: int
    unreadable_rows: int
    excluded: dict[str, int]
    duplicates: int
    findings: tuple[Finding, ...]
    facts: dict[str, Any]


def reading(feed: Feed) -> str:
    """A hash of what the feed's text and its kind say of how the bytes are read and judged."""
    told = feed.model_dump(mode="json", by_alias=True, exclude=NOT_READ)
    text = json.dumps([told, kinds.kind(feed.kind).model_dump(mode="json")], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def conform(landing: Landing, feed: Feed, *, lake: Lake, staging: Path, key: str) -> Conformed:
    """Read one landed file under its feed. Raises RefusedFeedError where the file must stop its feed."""
    with lake.connect(long_lists=False) as connection:
        # The engine reads ahead while a batch is written.
        connection.execute("SET streaming_buffer_size = '64MB'")
        export = opened(landing, feed, lake=lake, staging=staging, connection=connection)
        return _conformed(Run(connection, safe_name(landing.name), feed, staging, key), export)


def _conformed(run: Run, export: Any) -> Conformed:
    export, asked, passed = passage(run, export)
    findings.refuse_hopeless(run, export, passed)
    last = run.feed.resend == "updates_by_identity"
    twice = duplicates.set_aside(run.connection, run.draft, passed.hashes, asked.ours, run.aside, keep_last=last)
    moved, folded = folds.moved_times(run, asked, passed)
    if moved:
        parquet.patched(run.draft, run.rows, moved)
    else:
        run.draft.replace(run.rows)
    excluded = dict(run.ask("SELECT excluded, count(*) FROM rows WHERE excluded IS NOT NULL GROUP BY 1 ORDER BY 1"))
    ((first_day, last_day),) = run.ask("SELECT min(credited_on), max(credited_on) FROM rows")
    rows_in = passed.read + len(export.unread)
    return Conformed(
        rows=run.rows,
        unreadable=run.unreadable,
        aside=run.aside,
        rows_in=rows_in,
        unreadable_rows=passed.unreadable + len(export.unread),
        excluded=excluded,
        duplicates=twice.rows,
        findings=(
            *findings.of_unreadable(run),
            *findings.of_clocks(run, asked, passed, folded),
            *findings.of_duplicates(run, twice),
            *findings.of_empty_columns(run, passed),
        ),
        facts={
            "first_day": first_day,
            "last_day": last_day,
            "conflicting": twice.conflicting,
            "sums": _sums(run),
        },
    )


def _sums(run: Run) -> dict[str, Fraction]:
    """The sums of the whole file that its control file is to tell, by our columns."""
    names = list(run.feed.control.sums) if run.feed.control else []
    if not names:
        return {}
    (told,) = run.ask(f"SELECT {', '.join(f'sum({name})' for name in names)} FROM rows")
    return {name: Fraction(total or 0) for name, total in zip(names, told, strict=True)}
