"""Looks: at which instants a proof counts a row that an arrangement moves, by the name of the look (domain.md 1.0, 1.8)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from vmo.proofs._deferred import in_force
from vmo.proofs._rows import Row
from vmo.proofs._window import quarters_of

Placed = Iterator[tuple[Row, datetime]]
YEAR = 366
DAY, QUARTER, MILLI = timedelta(days=1), timedelta(minutes=15), timedelta(milliseconds=1)
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


def handling_time(rows: Iterable[Row]) -> Placed:
    """Each handled contact in every quarter-hour from its wait to its end; beyond two days it is left in its first one."""
    for row in rows:
        if row.get("outcome") != "answered":
            continue
        answered = answer(row)
        begin, end = answered - _long(row, "wait_s"), answered + handled(row)
        quarters = [at for at, _ in quarters_of(begin, end)]
        if end - begin > 2 * DAY:
            yield {**row, "piece_from": begin, "piece_to": end}, quarters[0]
            continue
        for at in quarters:
            yield {**row, "piece_from": max(begin, at), "piece_to": min(end, at + QUARTER)}, at


def answer(row: Row) -> datetime:
    """When a contact was answered: as told, else after its wait, else when it is credited; whole milliseconds."""
    told: datetime | None = row.get("answered_at")
    if told is None and row.get("offered_at") is not None:
        offered: datetime = row["offered_at"]
        return _to_ms(offered) + _long(row, "wait_s")
    return _to_ms(told or row["quarter_at"])


def handled(row: Row) -> timedelta:
    """How long a contact was worked on: what is told of its parts, or of the whole where that is more."""
    parts = sum((_long(row, name) for name in ("talk_s", "hold_s", "acw_s")), timedelta())
    return max(parts, _long(row, "handle_s"))


def _long(row: Row, name: str) -> timedelta:
    return int(Decimal(row.get(name) or 0) * 1000) * MILLI


def _to_ms(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
