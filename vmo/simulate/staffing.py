"""Partner B, staff: positions, training classes, headcount, and the agents of each half-hour; four German CSVs a month."""

from collections.abc import Iterator
from datetime import date, timedelta

from vmo.simulate.care import LINES, OPENS_AT, ZONE, hours, worked
from vmo.simulate.chance import stream
from vmo.simulate.export import Export, german
from vmo.simulate.local_day import LocalDay
from vmo.simulate.open_days import at, open_days, wall
from vmo.simulate.periods import ends_month, month

POSITIONS = "Stelle;Eröffnet;Benötigt;Besetzt;Zurückgezogen;Aufgabe"
CLASSES = "Kurs;Beginn;Ende;Teilnehmer;Bestanden"
HEADCOUNT = "Stichtag;Köpfe;Abgänge;Bereich"
STAFFED = "Intervall;Benötigt;Besetzt;Bereich"
HALF_HOUR_S = 1800
STAFF = {"private": 19, "business": 5}


def exports(day: date, seed: int) -> Iterator[Export]:
    """The month's four files, on the day on which it ends."""
    if not ends_month(day):
        return
    tables = {
        "stellen": [POSITIONS, *_positions(day)],
        "kurse": [CLASSES, *_classes(day)],
        "koepfe": [HEADCOUNT, *_headcount(day, seed)],
        "besetzung": [STAFFED, *_staffed(day, seed)],
    }
    for nth, (name, rows) in enumerate(tables.items()):
        arrived_at = LocalDay(day, ZONE).morning_after("05:40", nth)
        yield Export(f"boreal/{name}_{day:%Y-%m}.csv", german(rows), arrived_at)


def _positions(last: date) -> Iterator[str]:
    """Six for the day on which the second class ends; one was filled a week late, one given up."""
    needed = last.replace(day=19)
    for n in range(1, 7):
        filled = needed - timedelta(10 - n) if n < 5 else needed + timedelta(7)
        told = [f"P{last:%y%m}-{n}", f"{needed - timedelta(60):%d.%m.%Y}", f"{needed:%d.%m.%Y}"]
        gone = n == 6
        yield ";".join([*told, "" if gone else f"{filled:%d.%m.%Y}", "ja" if gone else "nein", "Telefonberatung"])


def _classes(last: date) -> Iterator[str]:
    """Two classes of three weeks."""
    for n, (ends, starters, graduates) in enumerate(((9, 6, 6), (23, 5, 4)), 1):
        end = last.replace(day=ends)
        yield f"K{last:%y%m}-{n};{end - timedelta(18):%d.%m.%Y};{end:%d.%m.%Y};{starters};{graduates}"


def _headcount(last: date, seed: int) -> Iterator[str]:
    """The staff of each Monday."""
    chance = stream(seed, "headcount", f"{last:%Y-%m}")
    staff = dict(STAFF)
    for day in month(last):
        for area in STAFF if day.weekday() == 0 else ():
            left = 1 if chance.random() < 0.15 else 0
            staff[area] -= left
            yield f"{day:%d.%m.%Y};{staff[area]};{left};{area}"


def _staffed(last: date, seed: int) -> Iterator[str]:
    """Agents that the roster wants and those who came."""
    for day in open_days(month(last)):
        for line in LINES:
            came = worked(line, day, seed)[0]
            for begin in range(hours(day).start * 3600, hours(day).stop * 3600, HALF_HOUR_S):
                hour = begin // 3600
                yield f"{wall(at(day, begin))};{line.agents[hour - OPENS_AT]};{came[hour]};{line.program}"
