"""Partner B, the back office: letters, web forms, bulk orders, payments and exceptions, done by two clerks in order.

What came and was not done lies over to the next day, so a month is drawn as a whole, from some days before it begins.
"""

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random

from vmo.simulate import mails
from vmo.simulate.arrivals import arrivals
from vmo.simulate.care import SATURDAY, is_open
from vmo.simulate.chance import around, stream
from vmo.simulate.open_days import at, due

CLERKS = ("S01", "S02")
FROM_S, TO_S, SATURDAY_TO_S = 8 * 3600, 18 * 3600, 15 * 3600
POST_S, BULK_S = 8 * 3600, 6 * 3600 + 1800
ILL = range(12, 15)  # the days of the month on which one of the two stays away
MISLAID, FOUND_AFTER = 0.02, timedelta(5)
WARMING_UP = 6  # days before the month, so that it does not begin with empty trays
CYCLE_H = {"non_electronic": 48, "electronic": 24, "bulk": 72, "payment": 24, "exception": 24}
WAITED_FOR = "Kunde"


@dataclass(frozen=True, order=True)
class Item:
    """One item of deferred work. Instants are UTC; `cents` is the value of a payment."""

    received: datetime
    id: str
    process: str
    due: datetime
    handle_s: float
    channel: str = ""
    cents: int | None = None
    misposted: int = 0
    parent: str = ""
    batch: str = ""
    cancelled: bool = False
    rework: bool = False
    waits: bool = False
    mislaid: bool = False
    clerk: str = ""
    completed: datetime | None = None
    reopened: datetime | None = None

    @property
    def paused_s(self) -> int:
        """A third of the time that a letter took, where it waited for the customer."""
        return int((self.completed - self.received).total_seconds() / 3) if self.waits and self.completed else 0


@lru_cache(maxsize=4)
def items(year: int, month: int, seed: int) -> tuple[Item, ...]:
    """Every item that came or lay there in the month, as it ended, in order of receipt; the mails among them."""
    first = date(year, month, 1)
    days = [first - timedelta(WARMING_UP)]
    while days[-1] < first or days[-1].month == month:
        days.append(days[-1] + timedelta(1))
    days.pop()
    done = [*_mails(days, seed), *_worked(days, seed)]
    begin = at(first, 0)
    return tuple(sorted(one for one in done if one.received >= begin or not one.completed or one.completed >= begin))


def opens(day: date) -> tuple[int, int]:
    """From when to when the clerks are there, in seconds after midnight."""
    return FROM_S, SATURDAY_TO_S if day.weekday() == SATURDAY else TO_S


def clerks(day: date) -> tuple[str, ...]:
    """Who came."""
    return CLERKS[:-1] if day.day in ILL else CLERKS


def _worked(days: list[date], seed: int) -> Iterator[Item]:
    """First come, first served, each by the clerk who is free first; what an item raises joins the line."""
    waiting: list[Item] = []
    lying: list[Item] = []  # under something else, until somebody finds them
    for day in days:
        chance = stream(seed, "back office", day)
        waiting += _received(day, chance)
        lying += [one for one in waiting if one.mislaid]
        found = [one for one in lying if one.received + FOUND_AFTER < at(day, FROM_S)]
        lying = [one for one in lying if one not in found]
        waiting = sorted(
            [*(one for one in waiting if not one.mislaid), *(replace(one, mislaid=False) for one in found)]
        )
        if not is_open(day):
            continue
        free_at, close = [at(day, opens(day)[0])] * len(clerks(day)), at(day, opens(day)[1])
        while waiting:
            clerk = min(range(len(free_at)), key=lambda one: free_at[one])
            begin = max(free_at[clerk], waiting[0].received)
            if begin >= close:
                break
            item = waiting.pop(0)
            if item.cancelled:
                yield item
                continue
            free_at[clerk] = begin + timedelta(seconds=item.handle_s)
            done = replace(item, clerk=CLERKS[clerk], completed=free_at[clerk])
            raised = _raised(done, chance)
            if raised and raised.mislaid:
                lying.append(raised)
            elif raised:
                insort(waiting, raised)
            if chance.random() < 0.01:
                done = replace(done, reopened=free_at[clerk] - timedelta(seconds=item.handle_s / 2))
            yield done
    yield from (*waiting, *lying)


def _received(day: date, chance: Random) -> Iterator[Item]:
    if not is_open(day):
        return
    for n, second in enumerate(arrivals(chance, [0.0] * 8 + [11.0] * 12), 1):
        cents = int(around(chance, 4900, 0.8)) + 100
        wrong = cents if chance.random() < 0.012 else 0
        one = _item(f"Z{day:%y%m%d}{n:04}", "payment", at(day, int(second)), around(chance, 140, 0.5))
        yield replace(one, cents=cents, misposted=wrong)
    for n, second in enumerate(arrivals(chance, [1.0] * 24), 1):
        one = _item(f"W{day:%y%m%d}{n:04}", "electronic", at(day, int(second)), around(chance, 140, 0.5))
        yield replace(one, channel="web", mislaid=chance.random() < MISLAID)
    for n in range(1, int(chance.gauss(38, 6)) + 1):
        second, channel = POST_S + chance.randrange(7200), "fax" if chance.random() < 0.2 else "mail"
        one = _item(f"B{day:%y%m%d}{n:04}-P", "non_electronic", at(day, second), around(chance, 460, 0.6))
        waits, cancelled, rework = chance.random() < 0.05, chance.random() < 0.01, chance.random() < 0.01
        mislaid = chance.random() < MISLAID
        yield replace(one, channel=channel, waits=waits, cancelled=cancelled, rework=rework, mislaid=mislaid)
    if day.weekday() != SATURDAY:
        batch = f"S{day:%y%m%d}"
        for n in range(1, chance.randrange(20, 60)):
            one = _item(f"{batch}-{n:03}", "bulk", at(day, BULK_S), around(chance, 70, 0.4))
            yield replace(one, batch=batch, mislaid=chance.random() < MISLAID / 2)


def _item(name: str, process: str, received: datetime, handle_s: float) -> Item:
    return Item(received, name, process, due(received, CYCLE_H[process] // 24), handle_s)


def _raised(done: Item, chance: Random) -> Item | None:
    """The exception that a payment or a letter raises now and then, from when it was seen."""
    if done.process not in ("payment", "non_electronic") or chance.random() > 0.03 or not done.completed:
        return None
    one = _item(f"K{done.id}", "exception", done.completed.replace(microsecond=0), around(chance, 600, 0.5))
    return replace(one, parent=done.id, mislaid=chance.random() < 3 * MISLAID)


def _mails(days: list[date], seed: int) -> Iterator[Item]:
    """The mails, which clerks of their own answer in batches."""
    done = {one.mail.id: one for day in days if is_open(day) for one in mails.answered(day, seed)}
    for day in days:
        for mail in mails.received(day, seed):
            one = _item(mail.id, "electronic", mail.received, mail.handle_s)
            answer = done.get(mail.id)
            clerk, closed = (f"M{answer.clerk + 1:02}", answer.closed) if answer else ("", None)
            yield replace(one, channel="email", clerk=clerk, completed=closed)
