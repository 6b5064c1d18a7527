"""Uptime: agreed seconds less those of unplanned outages, out of agreed seconds (domain.md 1.7, decision Q4)

At each instant an outage weighs the share of the users that it leaves without service, and several together no more than
all of them. An outage that does not tell how many of how many users it concerned weighs all of them.

Agreed are the seconds in which the service was open, without announced maintenance inside the contract's maintenance
hours: that takes its share out of both counts. Announced maintenance outside them counts as an outage.

`systems`: `together`, all outages on one clock; `serial`, systems of which each must be up: the product of their uptimes; or
system → users, systems side by side: the mean of theirs, each weighing its users. There an outage of a system that is not named
is left out, and one that names none is of each.

Counted are the users lost or won back at each edge of an outage (`vmo/arrangements/outage_edges.py`): unplanned in the
numerator, planned in the denominator. `attain` adds them up to each instant.

>>> from dataclasses import replace
>>> from datetime import UTC, datetime
>>> from vmo.records import Cell
>>> at = datetime(2026, 6, 7, 10, 5)
>>> cell = Cell(at, at.replace(tzinfo=UTC), {"users_total": "200"}, Ratio(50, 0))
>>> attain([cell], open_s=3600)
Ratio(numerator=Fraction(3450, 1), denominator=Fraction(3600, 1))
>>> of_acd = replace(cell, dimensions={"users_total": "200", "system": "acd"})
>>> attain([of_acd], open_s=3600, systems={"acd": 100, "crm": 300}).value
Fraction(95, 96)
>>> attain([], open_s=3600, maintenance_hours={"sun": "2-4"})
Traceback (most recent call last):
vmo.records.RefusedError: maintenance_hours: found '2-4' of sun, expected times on a quarter-hour, as 02:00-04:00
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby
from math import prod
from typing import Any, Literal

import ibis

from vmo.metrics._deferred import flagged
from vmo.metrics._tallies import column
from vmo.records import Cell, Ratio, RefusedError

Systems = Literal["together", "serial"] | Mapping[str, int]
WHOLE = Fraction(1)
QUARTER = timedelta(minutes=15)
DAY_MIN = 24 * 60
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = re.compile(r"([01]\d|2[0-3]):(00|15|30|45)-([01]\d|2[0-4]):(00|15|30|45)")


def measure(rows: Any) -> Ratio:
    """Users lost at the edges of unplanned outages, and of planned ones: integers. Raises UnmappedColumnError."""
    whole = rows.users_total if "users_total" in rows.columns else ibis.null("int64")
    hit = rows.users_affected if "users_affected" in rows.columns else ibis.null("int64")
    users = ibis.coalesce(ibis.ifelse(whole.isnull(), 1, hit), whole) * column(rows, "edge")
    planned = flagged(rows, "planned")
    return Ratio(_sum(users, ~planned), _sum(users, planned))


def attain(
    cells: Sequence[Cell],
    *,
    open_s: int,
    maintenance_hours: Mapping[str, str] | None = None,
    systems: Systems = "together",
) -> Ratio:
    """Seconds up over seconds agreed, exact; `maintenance_hours` tells weekday → times on the contract's clock.

    Raises RefusedError for strange terms.
    """
    announced = _minutes(maintenance_hours or {})
    if systems == "together":
        return _up(cells, open_s, announced)
    if systems == "serial":
        links = {one.dimensions.get("system") for one in cells}
        each = [
            _up([one for one in cells if one.dimensions.get("system") == link], open_s, announced) for link in links
        ]
        return _of(prod((_share(one) for one in each), start=WHOLE), open_s)
    users = _weights(systems)
    beside = {
        name: _up([one for one in cells if one.dimensions.get("system") in (name, None)], open_s, announced)
        for name in users
    }
    weighed = sum((_share(beside[name]) * weight for name, weight in users.items()), Fraction(0))
    return _of(Fraction(weighed) / sum(users.values()), open_s)


def _up(cells: Iterable[Cell], open_s: int, announced: set[tuple[int, int]]) -> Ratio:
    agreed, down = Fraction(open_s), Fraction(0)
    for quarter, inside in groupby(sorted(cells, key=lambda one: one.at), key=lambda one: _quarter(one.at)):
        edges = list(inside)
        local = edges[0].local
        in_hours = (local.weekday(), local.hour * 60 + local.minute // 15 * 15) in announced
        for seconds, unplanned, planned in _pieces(edges, quarter + QUARTER):
            away = min(planned, WHOLE) if in_hours else Fraction(0)
            agreed -= seconds * away
            down += seconds * min(unplanned if in_hours else unplanned + planned, WHOLE - away)
    return Ratio(agreed - down, agreed)


def _share(up: Ratio) -> Fraction:
    """The uptime of one system; of one that was never due it is whole, and takes nothing from the others."""
    return WHOLE if up.value is None else up.value


def _of(share: Fraction, open_s: int) -> Ratio:
    return Ratio(share * open_s, Fraction(open_s))


def _weights(systems: Mapping[str, int]) -> Mapping[str, int]:
    told = systems if isinstance(systems, Mapping) else {}
    if not told or any(isinstance(users, bool) or not isinstance(users, int) or users <= 0 for users in told.values()):
        raise RefusedError(
            [f"systems: found {systems!r}, expected together, serial, or system → users, as {{crm: 300}}"]
        )
    return told


def _pieces(edges: Iterable[Cell], end: datetime) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    """The seconds between edges, with the shares of users lost to unplanned and to planned outages in them."""
    unplanned = planned = Fraction(0)
    steps = [(at, list(same)) for at, same in groupby(edges, key=lambda one: one.at)]
    for (at, same), after in zip(steps, [*(at for at, _ in steps[1:]), end], strict=True):
        unplanned += sum(Fraction(one.ratio.numerator) / _users(one) for one in same)
        planned += sum(Fraction(one.ratio.denominator) / _users(one) for one in same)
        yield Fraction((after - at) // timedelta(microseconds=1), 10**6), unplanned, planned


def _users(cell: Cell) -> int:
    """The users of the system; of an outage that does not tell them it is one, the whole."""
    return int(cell.dimensions.get("users_total") or 1)


def _minutes(hours: Mapping[str, str]) -> set[tuple[int, int]]:
    """Weekday and minute of the day of each quarter-hour in the hours; what runs past midnight ends on the next day."""
    found = set()
    for days, text in hours.items():
        for day in _weekdays(days):
            for part in text.split(","):
                match = HOURS.fullmatch(part.strip())
                if not match:
                    expected = "expected times on a quarter-hour, as 02:00-04:00"
                    raise RefusedError([f"maintenance_hours: found {part.strip()!r} of {days}, {expected}"])
                from_hour, from_minute, to_hour, to_minute = map(int, match.groups())
                start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
                for minute in range(start, end if end > start else end + DAY_MIN, 15):
                    found.add(((day + minute // DAY_MIN) % 7, minute % DAY_MIN))
    return found


def _weekdays(text: str) -> list[int]:
    names = text.split("-")
    if len(names) > 2 or not set(names) <= set(WEEK):
        raise RefusedError([f"maintenance_hours: found {text!r}, expected a weekday or a range, as sat-sun"])
    first, last = WEEK.index(names[0]), WEEK.index(names[-1])
    return [day % 7 for day in range(first, (last if last >= first else last + 7) + 1)]


def _quarter(at: datetime) -> datetime:
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)


def _sum(users: Any, where: Any) -> Any:
    return users.sum(where=where).cast("int64").fill_null(0)
