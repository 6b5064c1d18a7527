"""Partner B, the report of the switch: each queue's half-hours, a German CSV a week.

It adds up the calls that the daily export tells one by one, test calls apart, and knows what that does not: the calls that
met a busy line. The percentage is the partner's own: of the calls answered, which flatters.
"""

from collections.abc import Iterator
from datetime import date

from vmo.simulate.care import LINES, ZONE, Call, Line, calls, hours
from vmo.simulate.chance import stream
from vmo.simulate.export import Export, german
from vmo.simulate.local_day import LocalDay
from vmo.simulate.open_days import open_days
from vmo.simulate.periods import calendar_week, week

HEADER = (
    "Intervall;Warteschlange;Angeboten;Angenommen;In 20 s;Aufgelegt;Aufgelegt in 20 s;Aufgelegt vor 5 s;Rückrufe;"
    "Abgewiesen;Wartezeit;Gesprächszeit;Haltezeit;Nacharbeit;Servicelevel"
)
HALF_HOUR_S, THRESHOLD_S, SHORT_S = 1800, 20, 5


def exports(day: date, seed: int) -> Iterator[Export]:
    """The week's half-hours, on the day on which a week ends."""
    rows = [row for one in open_days(week(day)) for row in _day(one, seed)]
    if rows:
        arrived_at = LocalDay(day, ZONE).morning_after("04:55", stream(seed, "switch", day).uniform(0, 20))
        yield Export(f"boreal/anlage_{calendar_week(day)}.csv", german([HEADER, *rows]), arrived_at)


def _day(day: date, seed: int) -> Iterator[str]:
    local, chance = LocalDay(day, ZONE), stream(seed, "switch", day, "blocked")
    for line in LINES:
        for begin in range(hours(day).start * 3600, hours(day).stop * 3600, HALF_HOUR_S):
            own = [one for one in calls(day, seed) if _belongs(one, line, begin)]
            blocked = sum(chance.random() < 0.01 for _ in own)
            start = f"{local.wall(begin):%d.%m.%Y %H:%M}"
            yield ";".join([start, line.queue, *map(str, _counts(own)), str(blocked), *_sums(own)])


def _belongs(call: Call, line: Line, begin: int) -> bool:
    caller = call.visit.caller
    return caller.queue == line.queue and begin <= caller.at < begin + HALF_HOUR_S


def _counts(own: list[Call]) -> list[int]:
    by = {name: [one for one in own if one.visit.outcome == name] for name in ("answered", "abandoned")}
    answered, abandoned = by["answered"], by["abandoned"]
    return [
        len(own),
        len(answered),
        _in_time(answered),
        len(abandoned),
        _in_time(abandoned),
        sum(one.visit.wait_s < SHORT_S for one in abandoned),
        len(own) - len(answered) - len(abandoned),
    ]


def _in_time(some: list[Call]) -> int:
    return sum(int(one.visit.wait_s * 10) <= THRESHOLD_S * 10 for one in some)


def _sums(own: list[Call]) -> list[str]:
    """Sums of the tenths of a second that the daily export tells; then the percentage."""
    answered = [one.visit for one in own if one.visit.agent is not None]
    parts = [[one.wait_s for one in answered]]
    parts += [[getattr(one.caller, name) for one in answered] for name in ("talk_s", "hold_s", "acw_s")]
    tenths = [sum(int(second * 10) for second in part) for part in parts]
    in_time = sum(int(one.wait_s * 10) <= THRESHOLD_S * 10 for one in answered)
    percent = f"{in_time * 100 // len(answered)}" if answered else ""
    return [*(f"{one // 10},{one % 10}" for one in tenths), percent]
