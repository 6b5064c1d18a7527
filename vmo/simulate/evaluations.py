"""Partner B, evaluations: random calls and items listened to or read again, criterion by criterion; a German CSV a month.

Every tenth is chosen with a purpose or scored by both sides, and says so: those do not tell the level.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import TypeVar

from vmo.simulate.back_office import items
from vmo.simulate.care import LINES, ZONE, calls
from vmo.simulate.chance import stream
from vmo.simulate.export import Export, german
from vmo.simulate.local_day import LocalDay
from vmo.simulate.open_days import after, at, open_days, wall
from vmo.simulate.periods import ends_month, month
from vmo.simulate.work_items import WORDS

Found = TypeVar("Found")

HEADER = (
    "Bewertung;Bewertet;Vorgang;Vorgang vom;Agent;Bewerter;Teamleitung;Auswahl;Art;Bereich;Gruppe;Gruppengröße;"
    "Kriterium;Gewicht;Zutreffend;Fehler;Gelegenheiten;Punkte;Höchstpunkte"
)
CALLS_EVALUATED = {"Privat": 150, "Geschäft": 90}
ITEMS_EVALUATED = 40
# Criterion, weight, and the share of errors in each of its chances; how many chances.
CRITERIA = (
    ("Auskunft", "kundenkritisch", 0.04, 1),
    ("Buchung", "geschäftskritisch", 0.03, 1),
    ("Datenschutz", "rechtskritisch", 0.01, 1),
    ("Gesprächsführung", "unkritisch", 0.05, 4),
)
HURRIED = 4  # so many times as many wrong bookings where two agents are too few
EVALUATORS, LEADS = ("Q1", "Q2"), ("L1", "L2")
METHODS = ("Zufall",) * 9 + ("Anlass", "Abgleich")
POINTS = 5


@dataclass(frozen=True)
class Drawn:
    """One contact or item to evaluate, and the whole that it was drawn from."""

    id: str
    at: datetime
    agent: str
    kind: str
    area: str
    group: str
    size: int


def exports(day: date, seed: int) -> Iterator[Export]:
    """The month's evaluations, on the day on which it ends."""
    if not ends_month(day):
        return
    chance = stream(seed, "evaluations", f"{day:%Y-%m}")
    drawn = [*_calls(day, seed, chance), *_items(day, seed, chance)]
    rows = [row for n, one in enumerate(drawn, 1) for row in _rows(f"Q{day:%y%m}{n:04}", one, day, chance)]
    arrived_at = LocalDay(day, ZONE).morning_after("05:30", chance.uniform(0, 20))
    yield Export(f"boreal/bewertungen_{day:%Y-%m}.csv", german([HEADER, *rows]), arrived_at)


def _calls(day: date, seed: int, chance: Random) -> Iterator[Drawn]:
    for line in LINES:
        answered = [
            (at(one, call.visit.caller.at), call)
            for one in open_days(month(day))
            for call in calls(one, seed)
            if call.line is line and call.agent and not call.agent.startswith("X")
        ]
        for begun, call in _some(answered, CALLS_EVALUATED[line.queue], chance):
            yield Drawn(call.id, begun, call.agent or "", "Anruf", line.program, line.queue, len(answered))


def _items(day: date, seed: int, chance: Random) -> Iterator[Drawn]:
    for process, word in WORDS.items():
        done = [
            (one.completed, one)
            for one in items(day.year, day.month, seed)
            if one.process == process and one.completed and one.completed.month == day.month
        ]
        for completed, one in _some(done, ITEMS_EVALUATED, chance):
            yield Drawn(one.id, completed, one.clerk, word, "private", word, len(done))


def _some(whole: Sequence[Found], number: int, chance: Random) -> list[Found]:
    return [whole[n] for n in sorted(chance.sample(range(len(whole)), min(number, len(whole))))]


def _rows(name: str, one: Drawn, last: date, chance: Random) -> Iterator[str]:
    method, evaluator = chance.choice(METHODS), chance.choice(EVALUATORS)
    evaluated = at(min(after(one.at.astimezone(ZONE).date()), last), 19 * 3600 + chance.randrange(3000))
    evaluated = max(evaluated, one.at)
    lead = LEADS[sum(map(ord, one.agent)) % len(LEADS)]
    told = [name, wall(evaluated), one.id, wall(one.at), one.agent, evaluator, lead]
    told += [method, one.kind, one.area, one.group, str(one.size)]
    for criterion, weight, share, chances in CRITERIA:
        likely = share * (HURRIED if one.group == "Geschäft" and criterion == "Buchung" else 1)
        applies = criterion != "Buchung" or chance.random() < 0.8
        errors = sum(chance.random() < likely for _ in range(chances))
        if applies:
            points = [str(POINTS * (chances - errors)), str(POINTS * chances)]
            yield ";".join([*told, criterion, weight, "ja", str(errors), str(chances), *points])
        else:
            yield ";".join([*told, criterion, weight, "nein", "", "", "", ""])
