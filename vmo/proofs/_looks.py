"""Looks: at which instants a proof counts a row that an arrangement moves, by the name of the look (domain.md 1.0, 1.8)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from vmo.proofs._deferred import in_force
from vmo.proofs._rows import Row

Placed = Iterator[tuple[Row, datetime]]
YEAR = 366
DAY = timedelta(days=1)
SENT = {"due_issue_at": "issued_at", "due_at": "delivered_at"}


def day_end(rows: Iterable[Row]) -> Placed:
    """Of each day and site, the rows of the last snapshot."""
    every = list(rows)
    last: dict[Any, datetime] = {}
    for row in every:
        place = row.get("credited_on") or row["snapshot_at"].date(), row.get("site")
        last[place] = max(last.get(place, row["snapshot_at"]), row["snapshot_at"])
    for row in every:
        if row["snapshot_at"] == last[row.get("credited_on") or row["snapshot_at"].date(), row.get("site")]:
            yield row, row["snapshot_at"]


def date_in_force(rows: Iterable[Row]) -> Placed:
    """Each milestone at the date of the last plan approved in time."""
    for row in rows:
        if (at := in_force(row)) is not None:
            yield row, at


def overdue(rows: Iterable[Row]) -> Placed:
    """Each row at every midnight, up to a year, at which it is due and not sent; the day before is the one it closes."""
    for row in rows:
        due, sent = next(
            ((row[due], row[sent]) for due, sent in SENT.items() if due in row and sent in row), (None, None)
        )
        if due is None or row.get("cancelled"):
            continue
        midnight = datetime(due.year, due.month, due.day)  # noqa: DTZ001  the lake keeps UTC without a zone
        for _ in range(YEAR):
            midnight += DAY
            if sent is not None and sent <= midnight:
                break
            yield {**row, "snapshot_at": midnight}, midnight - timedelta(minutes=15)
