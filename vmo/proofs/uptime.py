"""Uptime, second calculation, from domain.md 1.7 and decision Q4.

>>> told = {"type": "outage", "opened_at": datetime(2026, 6, 1, 10), "restored_at": datetime(2026, 6, 1, 10, 20)}
>>> [f"{at:%H:%M} {row['edge']}" for row, at in placed([told])]
['10:00 1', '10:15 1', '10:20 -1']
>>> measure([{**told, "edge": 1, "users_affected": 50, "users_total": 200}])
Ratio(numerator=50, denominator=0)
>>> attain([], open_s=3600, maintenance_hours={"sunday": "02:00-04:00"})
Traceback (most recent call last):
vmo.records.RefusedError: maintenance_hours: found 'sunday', expected a weekday, as sun, or a range, as sat-sun
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from vmo.proofs._rows import EVERYONE, Population, Row, cell, within
from vmo.records import Cell, Ratio, RefusedError

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
A_QUARTER = timedelta(minutes=15)


def placed(rows: Iterable[Row]) -> Iterator[tuple[Row, datetime]]:
    """Each outage in the quarter-hours that it touches: with `edge` 1 where it begins in one, -1 where it ends inside one."""
    for row in rows:
        begin, end = cell(row, "opened_at"), cell(row, "restored_at")
        if cell(row, "type") != "outage" or row.get("status") == "cancelled" or end is None or end <= begin:
            continue
        at = begin
        while at < end:
            yield {**row, "edge": 1}, at
            at = _floor(at) + A_QUARTER
        if end != _floor(end):
            yield {**row, "edge": -1}, end


def measure(rows: Iterable[Row], *, population: Population = EVERYONE) -> Ratio:
    """Users lost, less those won back: by unplanned and by planned outages."""
    lost = {False: 0, True: 0}
    for row in within(rows, population):
        told = row.get("users_total")
        users = 1 if told is None else told if row.get("users_affected") is None else row["users_affected"]
        lost[bool(row.get("planned"))] += users * cell(row, "edge")
    return Ratio(lost[False], lost[True])


def attain(
    cells: Sequence[Cell], *, open_s: int, maintenance_hours: Mapping[str, str] | None = None, systems: Any = "together"
) -> Ratio:
    """Seconds up over agreed seconds: of all outages together, of a chain of systems, or of systems side by side."""
    windows = [
        (_days(days), part.strip()) for days, text in (maintenance_hours or {}).items() for part in text.split(",")
    ]
    if systems == "together":
        lost, excused = _lost(cells, windows)
        return Ratio(open_s - excused - lost, open_s - excused)
    by_system: dict[str | None, list[Cell]] = {}
    for one in cells:
        by_system.setdefault(one.dimensions.get("system"), []).append(one)
    if systems == "serial":
        up = Fraction(1)
        for own in by_system.values():
            up *= _uptime(own, windows, open_s)
        return Ratio(up * open_s, open_s)
    if (
        not isinstance(systems, Mapping)
        or not systems
        or not all(type(users) is int and users > 0 for users in systems.values())
    ):
        raise RefusedError([f"systems: found {systems!r}, expected together, serial, or the users of each system"])
    of_each, everybody = by_system.get(None, []), sum(systems.values())
    up = sum(
        (
            Fraction(users, everybody) * _uptime([*by_system.get(name, []), *of_each], windows, open_s)
            for name, users in systems.items()
        ),
        Fraction(0),
    )
    return Ratio(up * open_s, open_s)


def _uptime(cells: Sequence[Cell], windows: list[tuple[list[int], str]], open_s: int) -> Fraction:
    lost, excused = _lost(cells, windows)
    return 1 - Fraction(lost) / (open_s - excused) if open_s > excused else Fraction(1)


def _lost(cells: Sequence[Cell], windows: list[tuple[list[int], str]]) -> tuple[Fraction, Fraction]:
    """Seconds lost, and seconds excused by maintenance: instant by instant, from all that began and ended before it in its
    quarter-hour.
    """
    by_quarter: dict[datetime, list[Cell]] = {}
    for one in cells:
        by_quarter.setdefault(_floor(one.at), []).append(one)
    excused = lost = Fraction(0)
    for quarter, edges in by_quarter.items():
        borders = sorted({*(one.at for one in edges), quarter + A_QUARTER})
        agreed_maintenance = any(_inside(_floor(edges[0].local), days, hours) for days, hours in windows)
        for begin, end in pairwise(borders):
            so_far = [one for one in edges if one.at <= begin]
            broken = sum((_share(one, one.ratio.numerator) for one in so_far), Fraction(0))
            announced = sum((_share(one, one.ratio.denominator) for one in so_far), Fraction(0))
            length = Fraction((end - begin).total_seconds()).limit_denominator(10**6)
            if agreed_maintenance:
                left = max(Fraction(0), 1 - announced)
                excused += length * (1 - left)
                lost += length * min(left, broken)
            else:
                lost += length * min(Fraction(1), broken + announced)
    return lost, excused


def _share(one: Cell, users: int) -> Fraction:
    total = one.dimensions.get("users_total")
    return Fraction(int(users), 1 if total is None else int(total))


def _inside(local: datetime, days: list[int], hours: str) -> bool:
    start, _, end = hours.partition("-")
    now = f"{local:%H:%M}"
    if start < end:
        return local.weekday() in days and start <= now < end
    return (local.weekday() in days and now >= start) or ((local.weekday() - 1) % 7 in days and now < end)


def _days(text: str) -> list[int]:
    first, _, last = text.partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        raise RefusedError([f"maintenance_hours: found {text!r}, expected a weekday, as sun, or a range, as sat-sun"])
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return [day % 7 for day in range(begin, end + 1 + (7 if end < begin else 0))]


def _floor(at: datetime) -> datetime:
    return at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
