"""Partner B, backlog: what lay open at each evening's close; a German CSV a week."""

from collections.abc import Iterator
from datetime import date

from vmo.simulate.back_office import CYCLE_H, items
from vmo.simulate.care import ZONE
from vmo.simulate.chance import stream
from vmo.simulate.export import Export, german, money
from vmo.simulate.local_day import LocalDay
from vmo.simulate.open_days import CLOSES_S, at, open_days, wall
from vmo.simulate.periods import calendar_week, week
from vmo.simulate.work_items import WORDS

HEADER = "Stand;Vorgang;Art;Eingang;Fällig;Ziel h;Betrag;Währung"


def exports(day: date, seed: int) -> Iterator[Export]:
    """The snapshots of the week's open days, on the day on which a week ends."""
    rows = [row for one in open_days(week(day)) for row in _snapshot(one, seed)]
    if rows:
        arrived_at = LocalDay(day, ZONE).morning_after("05:05", stream(seed, "backlog", day).uniform(0, 20))
        yield Export(f"boreal/bestand_{calendar_week(day)}.csv", german([HEADER, *rows]), arrived_at)


def _snapshot(day: date, seed: int) -> Iterator[str]:
    now = at(day, CLOSES_S)
    for one in items(day.year, day.month, seed):
        if one.received <= now and not one.cancelled and (one.completed is None or one.completed > now):
            amount = [money(one.cents), "EUR" if one.cents is not None else ""]
            told = [wall(now), one.id, WORDS[one.process], wall(one.received), wall(one.due)]
            yield ";".join([*told, str(CYCLE_H[one.process]), *amount])
