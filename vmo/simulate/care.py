"""Partner B, customer care by telephone: two queues, each with its agents; a German CSV of each open day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
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
HEADER = f"Vorgang;Warteschlange;{TIMES};Ergebnis;Agent"
WORDS = {"answered": "angenommen", "abandoned": "aufgelegt", "flowout_callback": "Rückruf"}
CALLBACK = Offer(after_s=90, share=0.25, outcome="flowout_callback")
SATURDAY = 5


@dataclass(frozen=True)
class Line:
    """One queue: expected calls and agents rostered for each hour from opening on.

    `later` multiplies the calls from mid-month on; `talk_s` is the median.
    """

    queue: str
    letter: str
    calls: tuple[float, ...]
    agents: tuple[int, ...]
    later: float
    talk_s: float


# From 8 to 20. The roster peaks before noon, the callers at 10 and at 17, and from mid-month there are more.
PRIVATE = Line(
    queue="Privat",
    letter="P",
    calls=(32, 44, 52, 50, 44, 38, 38, 42, 50, 54, 42, 28),
    agents=(5, 6, 7, 7, 7, 6, 6, 6, 6, 7, 6, 5),
    later=1.12,
    talk_s=230,
)
# Two agents short of what the contract promises.
BUSINESS = Line(
    queue="Geschäft",
    letter="G",
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


def is_open(day: date) -> bool:
    """Monday to Saturday, but not on German Unity Day."""
    return day.weekday() <= SATURDAY and (day.month, day.day) != UNITY_DAY


def exports(day: date, seed: int) -> Iterator[Export]:
    """The day's calls; on a closed day there is no file."""
    if not is_open(day):
        return
    local = LocalDay(day, ZONE)
    visits = [visit for line in LINES for visit in _visits(line, local, seed)]
    visits.sort(key=lambda one: one.caller.at)
    rows = [_row(n, visit, local) for n, visit in enumerate(visits, 1)]
    arrived_at = local.morning_after("04:40", stream(seed, "care", day, "arrival").uniform(0, 40))
    yield Export(f"boreal/anrufe_{day:%Y%m%d}.csv", german([HEADER, *rows]), arrived_at)


def _visits(line: Line, local: LocalDay, seed: int) -> Iterator[Visit]:
    chance = stream(seed, "care", local.day, line.queue)
    staff = [0] * OPENS_AT + [max(2, agents - (chance.random() < 0.1)) for agents in line.agents]
    calls = [0.0] * OPENS_AT + [calls * _load(line, local.day) for calls in line.calls]
    if local.day.weekday() == SATURDAY:
        calls = [n if SATURDAY_FROM <= hour < SATURDAY_TO else 0.0 for hour, n in enumerate(calls)]
    yield from serve(_callers(chance, line, calls), staff)


def _load(line: Line, day: date) -> float:
    return WEEKDAYS[day.weekday()] * (line.later if day.day >= MID_MONTH else 1.0)


def _callers(chance: Random, line: Line, calls: list[float]) -> Iterator[Caller]:
    for at in arrivals(chance, calls):
        leaves_after_s, leaves_as = leaves(chance, patience_s=220, at_once=0.03, offer=CALLBACK)
        hold_s = around(chance, 40, 0.7) if chance.random() < 0.3 else 0.0
        queue = "TEST" if chance.random() < 0.004 else line.queue
        talk_s, acw_s = around(chance, line.talk_s, 0.6), around(chance, 55, 0.5)
        yield Caller(float(int(at)), leaves_after_s, leaves_as, talk_s, hold_s, acw_s, queue)


def _row(number: int, visit: Visit, local: LocalDay) -> str:
    caller, wait_s = visit.caller, visit.wait_s
    begun, left = caller.at, caller.at + wait_s
    row = [f"B{local.day:%y%m%d}{number:04}", caller.queue, _wall(local, begun)]
    if visit.agent is None:
        row += ["", _wall(local, left), comma(wait_s), "", "", "", WORDS[visit.outcome], ""]
    else:
        ended = left + caller.talk_s + caller.hold_s
        row += [_wall(local, left), _wall(local, ended), comma(wait_s)]
        row += [comma(part) for part in (caller.talk_s, caller.hold_s, caller.acw_s)]
        row += [WORDS[visit.outcome], f"{_letter(visit)}{visit.agent + 1:02}"]
    return ";".join(row)


def _wall(local: LocalDay, elapsed_s: float) -> str:
    return f"{local.wall(elapsed_s):%d.%m.%Y %H:%M:%S}"


def _letter(visit: Visit) -> str:
    return next((line.letter for line in LINES if line.queue == visit.caller.queue), "X")
