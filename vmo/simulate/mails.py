"""Partner B, customer care by e-mail: it comes at all hours and is answered in batches.

A German CSV of each open day says what was closed on it, whenever it came.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from vmo.simulate.arrivals import arrivals
from vmo.simulate.care import MONTH, SATURDAY, ZONE, is_open
from vmo.simulate.chance import around, stream
from vmo.simulate.export import Export, comma, german
from vmo.simulate.local_day import LocalDay

HEADER = "Vorgang;Eingang;Erledigt;Bearbeitungszeit;Sachgebiet;Status"
WRITTEN = (2, 1, 1, 0.5, 0.5, 1, 2, 4, 7, 9, 9, 8, 7, 7, 7, 7, 7, 7, 8, 9, 10, 9, 6, 4)
WEEKDAYS = (1.15, 1.05, 1.0, 1.0, 0.95, 0.5, 0.55)
SUBJECTS = ("Lieferung", "Rechnung", "Retoure", "Konto")
# Minutes after midnight at which the clerks turn to the mail, and how many they are.
BATCHES = (8 * 60 + 15, 10 * 60 + 30, 13 * 60, 15 * 60 + 30, 17 * 60 + 15)
SATURDAY_BATCHES = (9 * 60 + 15, 11 * 60, 13 * 60)
CLERKS = 5


@dataclass(frozen=True)
class Mail:
    """`received` is an instant in UTC."""

    id: str
    received: datetime
    handle_s: float
    subject: str
    status: str


@dataclass(frozen=True)
class Answer:
    """A mail, by which clerk (counted from 0) and when it was closed."""

    mail: Mail
    clerk: int
    closed: datetime


def exports(day: date, seed: int) -> Iterator[Export]:
    """The e-mails closed on the day; on a closed day there is no file."""
    if not is_open(day):
        return
    local = LocalDay(day, ZONE)
    rows = [_row(one.mail, one.closed) for one in answered(day, seed)]
    arrived_at = local.morning_after("04:50", stream(seed, "mails", day, "arrival").uniform(0, 40))
    yield Export(f"boreal/mails_{day:%Y%m%d}.csv", german([HEADER, *rows]), arrived_at)


@lru_cache(maxsize=MONTH)
def answered(day: date, seed: int) -> tuple[Answer, ...]:
    """The mails closed on an open day."""
    return tuple(_closed(LocalDay(day, ZONE), seed))


def _closed(local: LocalDay, seed: int) -> Iterator[Answer]:
    """What lies there when a batch begins is answered in order, each by the clerk who is free first."""
    waiting = iter(_since_last_work(local, seed))
    mail = next(waiting, None)
    free_at = [local.start] * CLERKS
    for minutes in batches(local.day):
        begin = local.instant(minutes * 60)
        free_at = [max(free, begin) for free in free_at]
        while mail and mail.received < begin:
            clerk = min(range(CLERKS), key=lambda one: free_at[one])
            free_at[clerk] += timedelta(seconds=mail.handle_s)
            yield Answer(mail, clerk, free_at[clerk])
            mail = next(waiting, None)


def _since_last_work(local: LocalDay, seed: int) -> list[Mail]:
    """Mail received after the last batch of the working day before."""
    earlier = local.day - timedelta(1)
    while not is_open(earlier):
        earlier -= timedelta(1)
    since = LocalDay(earlier, ZONE).instant(batches(earlier)[-1] * 60)
    days = [earlier + timedelta(n) for n in range((local.day - earlier).days + 1)]
    return [mail for day in days for mail in received(day, seed) if mail.received >= since]


def received(day: date, seed: int) -> Iterator[Mail]:
    """The mails that come on a day, open or not."""
    local, chance = LocalDay(day, ZONE), stream(seed, "mails", day)
    busy = WEEKDAYS[local.day.weekday()]
    per_hour = [WRITTEN[local.hour(n)] * busy for n in range(local.hours)]
    for number, at in enumerate(arrivals(chance, per_hour), 1):
        status = "weitergeleitet" if chance.random() < 0.02 else "beantwortet"
        handle_s, subject = around(chance, 190, 0.5), chance.choice(SUBJECTS)
        yield Mail(f"M{local.day:%y%m%d}{number:04}", local.instant(at), handle_s, subject, status)


def batches(day: date) -> tuple[int, ...]:
    """Minutes after midnight at which the clerks turn to the mail."""
    return SATURDAY_BATCHES if day.weekday() == SATURDAY else BATCHES


def _row(mail: Mail, closed: datetime) -> str:
    instants = f"{_wall(mail.received)};{_wall(closed)}"
    return f"{mail.id};{instants};{comma(mail.handle_s)};{mail.subject};{mail.status}"


def _wall(instant: datetime) -> str:
    return f"{instant.astimezone(ZONE):%d.%m.%Y %H:%M:%S}"
