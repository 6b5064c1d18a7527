"""First contact, second calculation, from domain.md 1.9 (fcr): no repeat, same customer, same reason, within W days.

The customer's contacts are gone through one by one: `among` are the rows of which one may be the repeat.

>>> at = datetime(2026, 10, 5, 9)
>>> call = {"outcome": "answered", "direction": "inbound", "customer_id": "k1", "reason": "bill"}
>>> calls = [{**call, "contact_id": "a", "offered_at": at}, {**call, "contact_id": "b", "offered_at": at + timedelta(days=7)}]
>>> measure(calls, within_days=7, same="reason"), measure(calls, within_days=6, same="reason")
(Ratio(numerator=1, denominator=2), Ratio(numerator=2, denominator=2))
>>> measure([{"outcome": "answered", "offered_at": at}], within_days=7, same="reason")
Traceback (most recent call last):
vmo.records.RefusedError: customer_id: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Ratio, RefusedError

YEAR = 366
KEYS = {"customer": ("customer_id",), "reason": ("customer_id", "reason")}


def measure(
    rows: Iterable[Row],
    *,
    within_days: Decimal | int,
    same: str,
    unidentified: str = "unknown",
    among: Iterable[Row] | None = None,
    population: Population = EVERYONE,
) -> Ratio:
    """Contacts without a repeat, and all that are resolvable. Raises RefusedError."""
    if same not in KEYS or unidentified not in ("unknown", "left_out"):
        raise RefusedError([f"same: found {same!r}, unidentified: found {unidentified!r}, expected none of these"])
    if within_days not in range(1, YEAR + 1):
        raise RefusedError([f"within_days: found {within_days}, expected whole days from 1 to {YEAR}"])
    every = list(rows)
    resolvable = [
        row
        for row in within(every, population)
        if cell(row, "outcome") == "answered" and row.get("resolvable") is not False
    ]
    identified = [row for row in resolvable if None not in _who(row, same)]
    if len(identified) < len(resolvable) and unidentified == "unknown":
        return Ratio(None)
    coming_back = _begun(every if among is None else among, same)
    limit = timedelta(days=int(within_days))
    repeated = sum(
        any(
            timedelta(0) < begin - _instant(row) <= limit
            for contact, begin in coming_back[_who(row, same)].items()
            if contact != cell(row, "contact_id")
        )
        for row in identified
    )
    return Ratio(len(identified) - repeated, len(identified))


def _begun(rows: Iterable[Row], same: str) -> dict[tuple[Any, ...], dict[str, datetime]]:
    """When each contact that a customer began was first in the queue, by whose it was and what about."""
    found: defaultdict[tuple[Any, ...], dict[str, datetime]] = defaultdict(dict)
    for row in rows:
        who = tuple(row.get(name) for name in KEYS[same])
        queued = row.get("direction", "inbound") == "inbound" and row["outcome"] not in ("busy", "vru_hang")
        if queued and None not in (*who, row.get("contact_id"), row.get("offered_at")):
            at = _instant(row)
            found[who][row["contact_id"]] = min(at, found[who].get(row["contact_id"], at))
    return found


def _who(row: Row, same: str) -> tuple[Any, ...]:
    return tuple(cell(row, name) for name in KEYS[same])


def _instant(row: Row) -> datetime:
    at: datetime = cell(row, "offered_at")
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
