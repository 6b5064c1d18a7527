"""Partner B, customer care by telephone: two queues, each with its agents; a German CSV of each open day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from vmo.simulate.arrivals import arrivals
from vmo.simulate.chance import around, stream
from vmo.simulate.export import Export, comma, german
from vmo.simulate.local_day import LocalDay
from vmo.simulate.queueing import Caller, Offer, Visit, leaves, serve

ZONE = ZoneInfo("Europe/Berlin")
UNITY_DAY = (10, 3)
TIMES = "Beginn;Annahme;Ende;Wartezeit;Gesprächszeit;Haltezeit;Nacharbeit"
HEADER = (
    f"Vorgang;Warteschlange;{TIMES};Ergebnis;Agent;Weitergeleitet;Lösbar;Gelöst;Rückruf bis;Rückruf um;Kunde;Anliegen"
)
WORDS = {"answered": "angenommen", "abandoned": "aufgelegt", "flowout_callback": "Rückruf"}
CALLBACK = Offer(after_s=90, share=0.25, outcome="flowout_callback")
CALLED_BACK_WITHIN_S = 5400
CUSTOMERS = 20_000
REASONS = ("Rechnung", "Tarif", "Umzug", "Zähler", "Störung")
SATURDAY = 5
MONTH = 40  # days and lines kept, so that whoever tells of the same calls need not draw them again


@dataclass(frozen=True)
class Line:
    """One queue: expected calls and agents rostered for each hour from opening on.

    `later` multiplies the calls from mid-month on; `talk_s` is the median.
    """

    queue: str
    letter: str
    program: str
    calls: tuple[float, ...]
    agents: tuple[int, ...]
    later: float
    talk_s: float

    def agent(self, number: int) -> str:
        """The id of an agent who counts from 0."""
        return f"{self.letter}{number + 1:02}"


# From 8 to 20. The roster peaks before noon, the callers at 10 and at 17, and from mid-month there are more.
PRIVATE = Line(
    queue="Privat",
    letter="P",
    program="private",
    calls=(32, 44, 52, 50, 44, 38, 38, 42, 50, 54, 42, 28),
    agents=(5, 6, 7, 7, 7, 6, 6, 6, 6, 7, 6, 5),
    later=1.12,
    talk_s=230,
)
# Two agents short of what the contract promises.
BUSINESS = Line(
    queue="Geschäft",
    letter="G",
    program="business",
    calls=(11, 15, 16, 14, 10, 9, 12, 14, 13, 10, 6, 4),
    agents=(2,) * 12,
    later=1.0,
    talk_s=290,
)
LINES = (PRIVATE, BUSINESS)
OPENS_AT = 8
SATURDAY_FROM, SATURDAY_TO = 9, 16
SATURDAY_LOAD = 0.7
MID_MONTH = 16
WEEKDAYS = (1.14, 1.02, 0.97, 0.96, 0.95, SATURDAY_LOAD)


@dataclass(frozen=True, slots=True)
class Call:
    """A call under its number, and the line whose agents answer it."""

    id: str
    line: Line
    visit: Visit

    @property
    def agent(self) -> str | None:
        """Who answered, as the switch names agents; test calls are told apart by an X."""
        visit = self.visit
        if visit.agent is None:
            return None
        return self.line.agent(visit.agent) if visit.caller.queue == self.line.queue else f"X{visit.agent + 1:02}"


def is_open(day: date) -> bool:
    """Monday to Saturday, but not on German Unity Day."""
    return day.weekday() <= SATURDAY and (day.month, day.day) != UNITY_DAY


def exports(day: date, seed: int) -> Iterator[Export]:
    """The day's calls; on a closed day there is no file."""
    if not is_open(day):
        return
    local = LocalDay(day, ZONE)
    chance = stream(seed, "care", day, "outcomes")
    who = stream(seed, "care", day, "customers")
    rows = [f"{_row(call, local, chance)};{_customer(who)}" for call in calls(day, seed)]
    arrived_at = local.morning_after("04:40", stream(seed, "care", day, "arrival").uniform(0, 40))
    yield Export(f"boreal/anrufe_{day:%Y%m%d}.csv", german([HEADER, *rows]), arrived_at)


@lru_cache(maxsize=MONTH)
def calls(day: date, seed: int) -> tuple[Call, ...]:
    """The calls of an open day in the order in which they came."""
    came = [(visit, line) for line in LINES for visit in worked(line, day, seed)[1]]
    came.sort(key=lambda one: one[0].caller.at)
    return tuple(Call(f"B{day:%y%m%d}{n:04}", line, visit) for n, (visit, line) in enumerate(came, 1))


def hours(day: date) -> range:
    """The hours on the wall in which the lines are open."""
    if day.weekday() == SATURDAY:
        return range(SATURDAY_FROM, SATURDAY_TO)
    return range(OPENS_AT, OPENS_AT + len(PRIVATE.calls))


def expected(line: Line, day: date) -> list[float]:
    """Calls expected in each hour of the day."""
    load = _load(line, day)
    return [line.calls[hour - OPENS_AT] * load if hour in hours(day) else 0.0 for hour in range(hours(day).stop)]


@lru_cache(maxsize=2 * MONTH)
def worked(line: Line, day: date, seed: int) -> tuple[tuple[int, ...], tuple[Visit, ...]]:
    """The agents who came in each hour of the day, and what became of the callers."""
    chance = stream(seed, "care", day, line.queue)
    staff = [0] * OPENS_AT + [max(2, agents - (chance.random() < 0.1)) for agents in line.agents]
    return tuple(staff), tuple(serve(_callers(chance, line, expected(line, day)), staff))


def _load(line: Line, day: date) -> float:
    return WEEKDAYS[day.weekday()] * (line.later if day.day >= MID_MONTH else 1.0)


def _callers(chance: Random, line: Line, calls: list[float]) -> Iterator[Caller]:
    for at in arrivals(chance, calls):
        leaves_after_s, leaves_as = leaves(chance, patience_s=220, at_once=0.03, offer=CALLBACK)
        hold_s = around(chance, 40, 0.7) if chance.random() < 0.3 else 0.0
        queue = "TEST" if chance.random() < 0.004 else line.queue
        talk_s, acw_s = around(chance, line.talk_s, 0.6), around(chance, 55, 0.5)
        yield Caller(float(int(at)), leaves_after_s, leaves_as, talk_s, hold_s, acw_s, queue)


def _row(call: Call, local: LocalDay, chance: Random) -> str:
    visit, caller, wait_s = call.visit, call.visit.caller, call.visit.wait_s
    begun, left = caller.at, caller.at + wait_s
    row = [call.id, caller.queue, _wall(local, begun)]
    if call.agent is None:
        row += ["", _wall(local, left), comma(wait_s), "", "", "", WORDS[visit.outcome], "", "", "", ""]
        row += _called_back(visit, local, chance)
    else:
        ended = left + caller.talk_s + caller.hold_s
        row += [_wall(local, left), _wall(local, ended), comma(wait_s)]
        row += [comma(part) for part in (caller.talk_s, caller.hold_s, caller.acw_s)]
        row += [WORDS[visit.outcome], call.agent, *_settled(chance), "", ""]
    return ";".join(row)


def _settled(chance: Random) -> list[str]:
    """Whether the agent passed the call on, whether it could be resolved, whether it was."""
    passed_on, resolvable, resolved = chance.random() < 0.06, chance.random() < 0.9, chance.random() < 0.78
    return [_word(passed_on), _word(resolvable), _word(resolvable and resolved and not passed_on)]


def _customer(chance: Random) -> str:
    """Who calls, and what about: most have one matter, so that who calls again mostly calls about the same."""
    number = chance.randrange(CUSTOMERS)
    matter = number if chance.random() < 0.8 else chance.randrange(len(REASONS))
    return f"K{number:05};{REASONS[matter % len(REASONS)]}"


def _called_back(visit: Visit, local: LocalDay, chance: Random) -> list[str]:
    """By when a callback was promised, and when it was tried; a few are forgotten."""
    if visit.outcome != CALLBACK.outcome:
        return ["", ""]
    left = visit.caller.at + visit.wait_s
    tried = left + around(chance, 2400, 0.5)
    forgotten = chance.random() < 0.04
    return [_wall(local, left + CALLED_BACK_WITHIN_S), "" if forgotten else _wall(local, tried)]


def _word(flag: bool) -> str:
    return "ja" if flag else "nein"


def _wall(local: LocalDay, elapsed_s: float) -> str:
    return f"{local.wall(elapsed_s):%d.%m.%Y %H:%M:%S}"
