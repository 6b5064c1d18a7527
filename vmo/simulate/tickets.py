"""Partner B, tickets of telephone and computers: requests, problems, outages; a German CSV a month.

No outage falls into the calls: one takes two seats for an hour, the others are at night.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from vmo.simulate.care import ZONE
from vmo.simulate.chance import around, stream
from vmo.simulate.export import Export, german
from vmo.simulate.local_day import LocalDay
from vmo.simulate.open_days import at, open_days, wall
from vmo.simulate.periods import ends_month, month

TIMES = "Eröffnet;Reaktion bis;Reagiert;Lösung bis;Gelöst;Geschlossen"
HEADER = f"Ticket;Art;Dienst;System;Priorität;{TIMES};Stand;Angekündigt;Betroffen;Nutzer;Wartezeit Min;SLA erfüllt"
SYSTEMS = {"Telefonie": ("ACD", "Leitung"), "IT": ("CRM", "Arbeitsplatz")}
# Hours to respond and to resolve.
TARGETS_H = {"P1": (1, 4), "P2": (4, 24), "P3": (8, 72)}
SEATS = 16


def exports(day: date, seed: int) -> Iterator[Export]:
    """The month's tickets, on the day on which it ends."""
    if not ends_month(day):
        return
    chance = stream(seed, "tickets", f"{day:%Y-%m}")
    days, end = month(day), at(day, 24 * 3600)
    told = [*_tickets(open_days(days), chance), *_outages(days)]
    told.sort(key=lambda one: one[0])
    rows = [f"T{day:%y%m}-{n:03};{row}" for n, (opened, row) in enumerate(told, 1) if opened < end]
    arrived_at = LocalDay(day, ZONE).morning_after("05:20", chance.uniform(0, 20))
    yield Export(f"boreal/tickets_{day:%Y-%m}.csv", german([HEADER, *rows]), arrived_at)


def _tickets(days: list[date], chance: Random) -> Iterator[tuple[datetime, str]]:
    for day in days[:-2]:
        for _ in range(chance.randrange(1, 5)):
            service = chance.choice(list(SYSTEMS))
            kind, priority = chance.choice(("Anfrage", "Anfrage", "Problem")), chance.choice(("P1", "P2", "P2", "P3"))
            opened = at(day, 8 * 3600 + chance.randrange(10 * 3600))
            respond, resolve = (opened + timedelta(hours=hours) for hours in TARGETS_H[priority])
            responded = _after(opened, TARGETS_H[priority][0] * 0.45, chance)
            solved = max(responded, _after(opened, TARGETS_H[priority][1] * 0.4, chance))
            waiting = chance.randrange(20, 90) if chance.random() < 0.1 else 0
            silent = chance.random() < 0.02
            told = [kind, service, chance.choice(SYSTEMS[service]), priority, wall(opened), wall(respond)]
            told += ["" if silent else wall(responded), wall(resolve), wall(solved), wall(solved), "geschlossen"]
            yield opened, ";".join([*told, "", "", str(SEATS), str(waiting), "ja" if solved <= resolve else "nein"])


def _after(begin: datetime, hours: float, chance: Random) -> datetime:
    return begin + timedelta(seconds=int(around(chance, hours * 3600, 0.7)))


def _outages(days: list[date]) -> Iterator[tuple[datetime, str]]:
    """Two seats without a line on a working day, the computers down on a night, and maintenance on two Sundays."""
    working = [day for day in open_days(days) if day.weekday() < 5]
    sundays = [day for day in days if day.weekday() == 6]
    yield _outage("Telefonie", "Leitung", working[4], (14 * 60 + 10, 15 * 60 + 2), 2, "nein")
    yield _outage("IT", "CRM", working[9], (21 * 60 + 30, 23 * 60 + 17), SEATS, "nein")
    yield _outage("IT", "CRM", working[9], (22 * 60 + 45, 23 * 60 + 40), 5, "nein")
    for system, sunday in zip(("ACD", "CRM"), sundays, strict=False):
        yield _outage("Telefonie" if system == "ACD" else "IT", system, sunday, (2 * 60, 4 * 60), SEATS, "ja")


def _outage(
    service: str, system: str, day: date, minutes: tuple[int, int], seats: int, announced: str
) -> tuple[datetime, str]:
    begun, ended = (at(day, 60 * one) for one in minutes)
    told = ["Ausfall", service, system, "P1", wall(begun), "", "", "", wall(ended), wall(ended), "geschlossen"]
    return begun, ";".join([*told, announced, str(seats), str(SEATS), "0", ""])
