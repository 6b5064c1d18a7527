"""Partner B, time of agents: a German CSV a week with the word of the switch, the sessions, the schedule and the payroll.

The agents are those who took the calls and closed the items; a gap in their work is time in which they were ready. Seconds
are cut to whole ones, all alike, so that one span begins where another ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

from vmo.simulate import back_office, mails
from vmo.simulate.care import LINES, OPENS_AT, ZONE, Line, calls, hours, worked
from vmo.simulate.chance import stream
from vmo.simulate.export import Export, german
from vmo.simulate.local_day import LocalDay
from vmo.simulate.open_days import open_days
from vmo.simulate.periods import calendar_week, week
from vmo.simulate.work_items import WORDS

HEADER = "Agent;Quelle;Zustand;Beginn;Ende;Bereich;Art"
ACD, SESSION, SCHEDULE, PAYROLL = "ACD", "Anmeldung", "Dienstplan", "Lohn"
BUSY, WRAP_UP, READY, BREAK, COACHING, PRIVATE, MISSING = (
    "Bearbeitung", "Nacharbeit", "Bereit", "Pause", "Schulung", "Privat", "Fehlt",
)  # fmt: skip
CALL = "Anruf"
HOUR, QUARTER, MAIL_BLOCK_S = 3600, 900, 3600
LONG_SHIFT_S, BREAK_S, COACHED_S, COACHING_DAY = 4 * HOUR, 15 * 60, 20 * 60, 1

Block = tuple[int, int]


@dataclass
class Shift:
    """An agent's day: blocks rostered and come to, and the work done: begin, begin of wrap-up, end, process."""

    area: str
    process: str
    rostered: list[Block] = field(default_factory=list)
    present: list[Block] = field(default_factory=list)
    work: list[tuple[int, int, int, str]] = field(default_factory=list)
    coached: bool = False

    @property
    def sessions(self) -> list[Block]:
        """From login to logout: who is on a call when the shift ends stays until it is done."""
        return _joined([*self.present, *((begin, end) for begin, _, end, _ in self.work)])


def exports(day: date, seed: int) -> Iterator[Export]:
    """The week's spans, on the day on which a week ends."""
    rows = [row for one in open_days(week(day)) for row in _day(one, seed)]
    if rows:
        arrived_at = LocalDay(day, ZONE).morning_after("04:45", stream(seed, "states", day).uniform(0, 20))
        yield Export(f"boreal/zustaende_{calendar_week(day)}.csv", german([HEADER, *rows]), arrived_at)


def _day(day: date, seed: int) -> Iterator[str]:
    local, chance = LocalDay(day, ZONE), stream(seed, "states", day, "gaps")
    shifts = {**_agents(day, seed), **_clerks(local, seed)}
    for agent, shift in sorted(shifts.items()):
        for source, state, begin, end, process in _spans(shift, chance):
            if begin < end:
                walls = ";".join(f"{local.wall(second):%d.%m.%Y %H:%M:%S}" for second in (begin, end))
                yield f"{agent};{source};{state};{walls};{shift.area};{process}"


def _agents(day: date, seed: int) -> dict[str, Shift]:
    """Those who take calls: an hour in which the roster has one more than came is an absence."""
    found: dict[str, Shift] = {}
    for line in LINES:
        staff = worked(line, day, seed)[0]
        for number in range(max(line.agents)):
            rostered = [hour for hour in hours(day) if _planned(line, hour) > number]
            present = [hour for hour in rostered if staff[hour] > number]
            shift = Shift(line.program, CALL, _hours(rostered), _hours(present))
            shift.coached = day.weekday() == COACHING_DAY and present[:1] == rostered[:1] == [hours(day)[0]]
            found[line.agent(number)] = shift
    for call in calls(day, seed):
        caller, visit = call.visit.caller, call.visit
        if visit.agent is not None:
            begin = caller.at + visit.wait_s
            wrap_up = begin + caller.talk_s + caller.hold_s
            one = (int(begin), int(wrap_up), int(wrap_up + caller.acw_s), CALL)
            found[call.line.agent(visit.agent)].work.append(one)
    return found


def _planned(line: Line, hour: int) -> int:
    return line.agents[hour - OPENS_AT]


def _clerks(local: LocalDay, seed: int) -> dict[str, Shift]:
    """Those who close mails, in blocks from each batch on, and those of the back office."""
    day = local.day
    found: dict[str, Shift] = defaultdict(lambda: Shift("private", WORDS["electronic"]))
    for answer in mails.answered(day, seed):
        one = (*_between(local, answer.closed, answer.mail.handle_s), WORDS["electronic"])
        found[f"M{answer.clerk + 1:02}"].work.append(one)
    for shift in found.values():
        blocks = [(60 * minutes, 60 * minutes + MAIL_BLOCK_S) for minutes in mails.batches(day)]
        shift.rostered, shift.present = blocks, list(blocks)
    for clerk in back_office.CLERKS:
        block = back_office.opens(day)
        present = [block] if clerk in back_office.clerks(day) else []
        found[clerk] = Shift("private", WORDS["payment"], [block], present)
    for item in back_office.items(day.year, day.month, seed):
        if item.clerk in back_office.CLERKS and item.completed and item.completed.astimezone(ZONE).date() == day:
            one = (*_between(local, item.completed, item.handle_s), WORDS[item.process])
            found[item.clerk].work.append(one)
    return dict(found)


def _between(local: LocalDay, done: datetime, handle_s: float) -> tuple[int, int, int]:
    """When work that was done then had begun, and its end, twice: nothing is wrapped up."""
    begun = done - timedelta(seconds=handle_s)
    start, end = (int((one - local.start).total_seconds()) for one in (begun, done))
    return start, end, end


def _spans(shift: Shift, chance: Random) -> Iterator[tuple[str, str, int, int, str]]:
    """Source, state, begin, end, process."""
    for begin, end in shift.rostered:
        middle = (begin + end) // 2 // QUARTER * QUARTER
        rest = BREAK_S if end - begin >= LONG_SHIFT_S else 0
        yield SCHEDULE, READY, begin, middle, shift.process
        yield SCHEDULE, BREAK, middle, middle + rest, shift.process
        yield SCHEDULE, READY, middle + rest, end, shift.process
        for missed in _outside((begin, end), shift.sessions):
            yield ACD, MISSING, *missed, shift.process
    sessions, before = shift.sessions, COACHED_S if shift.coached else 0
    for nth, (begin, end) in enumerate(sessions):
        early = begin - (before if nth == 0 else 0)
        yield ACD, COACHING, early, begin, shift.process
        yield SESSION, "", early, end, shift.process
        yield PAYROLL, "", *_paid(early, end, sessions[nth + 1 : nth + 2]), shift.process
        yield from _states(shift, begin, end, chance)


def _states(shift: Shift, begin: int, end: int, chance: Random) -> Iterator[tuple[str, str, int, int, str]]:
    """What the switch saw in one session. In a long one, the longest gap is when the agent took the break."""
    inside = sorted(one for one in shift.work if begin <= one[0] < end)
    gaps = [(one[2], after[0], one[3]) for one, after in pairwise(inside)]
    gaps += [(begin, inside[0][0], inside[0][3]), (inside[-1][2], end, inside[-1][3])] if inside else []
    gaps += [] if inside else [(begin, end, shift.process)]
    longest = max(gaps, key=lambda one: one[1] - one[0])
    for start, wrap_up, done, process in inside:
        yield ACD, BUSY, start, wrap_up, process
        yield ACD, WRAP_UP, wrap_up, done, process
    for gap in gaps:
        start, stop, process = gap
        if gap is longest and end - begin >= LONG_SHIFT_S:
            rest = min(BREAK_S, stop - start)
            yield ACD, BREAK, start, start + rest, process
        else:
            rest = chance.randrange(60, 180) if stop - start > 300 and chance.random() < 0.08 else 0
            yield ACD, PRIVATE, start, start + rest, process
        yield ACD, READY, start + rest, stop, process


def _paid(begin: int, end: int, following: list[Block]) -> Block:
    """Whole quarter-hours, and not what is paid as the next session."""
    latest = following[0][0] // QUARTER * QUARTER if following else 24 * HOUR
    return begin // QUARTER * QUARTER, max(min(-(-end // QUARTER) * QUARTER, latest), end)


def _hours(numbers: Iterable[int]) -> list[Block]:
    return _joined([(number * HOUR, (number + 1) * HOUR) for number in numbers])


def _joined(blocks: list[Block]) -> list[Block]:
    """Blocks that touch or overlap, as one.

    >>> _joined([(0, 5), (9, 12), (5, 7)])
    [(0, 7), (9, 12)]
    """
    found: list[Block] = []
    for begin, end in sorted(blocks):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _outside(whole: Block, parts: list[Block]) -> list[Block]:
    """What of a block lies in none of the parts.

    >>> _outside((0, 10), [(2, 4), (6, 10)])
    [(0, 2), (4, 6)]
    """
    at, found = whole[0], []
    for begin, end in _joined(parts):
        if begin > at and begin < whole[1]:
            found.append((at, begin))
        at = max(at, end)
    return [*found, (at, whole[1])] if at < whole[1] else found
