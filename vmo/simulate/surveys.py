"""Partner B, surveys: one caller in twelve is asked three questions, and one in three of those answers; a German CSV a week.

In the middle of the month the client's managers are asked as well.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from vmo.simulate.care import ZONE, Call, calls
from vmo.simulate.chance import stream
from vmo.simulate.export import Export, german
from vmo.simulate.local_day import LocalDay
from vmo.simulate.open_days import at, open_days, wall
from vmo.simulate.periods import calendar_week, week

HEADER = "Befragung;Gefragt;Geantwortet;Frage;Vorgang;Agent;Von;Bis;Antwort;Eingeladen;Bereich"
SCALES = {"Zufriedenheit": (1, 5), "Weiterempfehlung": (0, 10), "Gelöst": (0, 1)}
# How often each answer of the scale is given, from its lower end on.
ANSWERS = {
    "Zufriedenheit": (5, 6, 13, 38, 38),
    "Weiterempfehlung": (3, 1, 1, 2, 2, 6, 6, 14, 24, 21, 20),
    "Gelöst": (19, 81),
}
CLIENT, MANAGERS, MID_MONTH = "Auftraggeber", 6, 15
WAITED_LONG_S = 90


def exports(day: date, seed: int) -> Iterator[Export]:
    """The week's questions, on the day on which a week ends."""
    rows = [row for one in open_days(week(day)) for row in _day(one, seed)]
    if rows:
        arrived_at = LocalDay(day, ZONE).morning_after("05:10", stream(seed, "surveys", day).uniform(0, 20))
        yield Export(f"boreal/umfragen_{calendar_week(day)}.csv", german([HEADER, *rows]), arrived_at)


def _day(day: date, seed: int) -> Iterator[str]:
    chance = stream(seed, "surveys", day, "answers")
    for call in calls(day, seed):
        if call.agent and call.visit.caller.queue == call.line.queue and chance.random() < 1 / 12:
            yield from _questions(day, call, chance)
    if day.day == MID_MONTH:
        for n in range(1, MANAGERS + 1):
            asked = at(day, 10 * 3600)
            score, answered = chance.choices(range(1, 6), (0, 1, 3, 8, 4))[0], asked + timedelta(hours=n)
            told = [f"A{day:%y%m}-{n}", wall(asked), wall(answered), CLIENT, "", "", "1", "5", str(score), "ja"]
            yield ";".join([*told, "private"])


def _questions(day: date, call: Call, chance: Random) -> Iterator[str]:
    visit = call.visit
    asked = at(day, int(visit.caller.at + visit.wait_s + visit.caller.talk_s + visit.caller.hold_s + 60))
    answers = chance.random() < 1 / 3
    answered = wall(asked + timedelta(seconds=chance.randrange(20, 400))) if answers else ""
    for question, (low, high) in SCALES.items():
        score = ""
        if answers:
            weights = list(ANSWERS[question])
            if visit.wait_s > WAITED_LONG_S:
                weights = [weight * (high - low - place) + weight for place, weight in enumerate(weights)]
            score = str(chance.choices(range(low, high + 1), weights)[0])
        told = [f"U{call.id}", wall(asked), answered, question, call.id, call.agent or "", str(low), str(high), score]
        yield ";".join([*told, "ja", call.line.program])
