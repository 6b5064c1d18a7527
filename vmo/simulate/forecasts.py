"""Partner B, the client's forecast of calls: each queue's half-hours, a draft and the version that was locked before the month.

Who forecast it knew the hours and the weekdays, but not that more would call from mid-month on.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from vmo.simulate.care import LINES, OPENS_AT, WEEKDAYS, ZONE, Line, hours
from vmo.simulate.chance import stream
from vmo.simulate.export import Export, german
from vmo.simulate.local_day import LocalDay
from vmo.simulate.open_days import at, open_days, wall

HEADER = "Version;Intervall;Warteschlange;Erstellt;Festgeschrieben;Anrufe;Bearbeitungszeit;Bereich"
ISSUED = {"Entwurf": 24, "Plan": 12}  # days before the month
LOCKED = {"Plan": 10}
NOISE = {"Entwurf": 0.15, "Plan": 0.06}
HALF_HOUR_S, WRAP_UP_S = 1800, 75


def exports(day: date, seed: int) -> Iterator[Export]:
    """The month's forecast, told of its first day; it came before."""
    if day.day != 1:
        return
    last = (day + timedelta(31)).replace(day=1) - timedelta(1)
    days = open_days([day + timedelta(n) for n in range(last.day)])
    rows = [row for version in ISSUED for one in days for line in LINES for row in _rows(version, day, one, line, seed)]
    arrived_at = LocalDay(day - timedelta(8), ZONE).morning_after("09:00", 0)
    yield Export(f"boreal/prognose_{day:%Y-%m}.csv", german([HEADER, *rows]), arrived_at)


def _rows(version: str, first: date, day: date, line: Line, seed: int) -> Iterator[str]:
    chance = stream(seed, "forecasts", version, day, line.queue)
    issued = wall(at(first - timedelta(ISSUED[version]), 12 * 3600))
    locked = wall(at(first - timedelta(LOCKED[version]), 12 * 3600)) if version in LOCKED else ""
    for begin in range(hours(day).start * 3600, hours(day).stop * 3600, HALF_HOUR_S):
        calls = line.calls[begin // 3600 - OPENS_AT] * WEEKDAYS[day.weekday()]
        tenths = int(calls * 5 * chance.gauss(1, NOISE[version]))
        told = [version, wall(at(day, begin)), line.queue, issued, locked, f"{tenths // 10},{tenths % 10}"]
        yield ";".join([*told, str(int(line.talk_s * 1.2) + WRAP_UP_S), line.program])
