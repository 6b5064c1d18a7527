"""Close: a person accepts that a day of a feed is missing, with the reason; the month no longer waits for it."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from vmo import calendars
from vmo.deliveries.dues import missing, owed
from vmo.pipeline.house import House, closed_days
from vmo.records import RefusedError
from vmo.store import Closure
from vmo.trail import record


def close(house: House, month: str, what: str, *, by: str, why: str) -> dict[str, Any]:
    """`what` is FEED:DAY, or FEED:DAY..DAY for all that is owed in that time and has not come; the feed as PARTNER.FEED
    where its name alone does not tell it.

    Raises RefusedError when it names no feed, a day outside the month, or a time in which nothing is missing.
    """
    name, _, text = what.rpartition(":")
    partner, feed = _feed(house, name)
    first, last = _span(text)
    months = [calendars.month(month), *(contract.month(month) for contract in house.contracts_of(partner))]
    for day in (first, last):
        if not any(begin <= day <= end for begin, end in months):
            raise RefusedError([f"--accept-missing {what}: {day} is not a day of {month}"])
    with house.store.transaction() as session:
        again = first == last and first in closed_days(session, partner, feed)
        days = [first] if again else _lost(house, session, partner, feed, (first, last))
        for day in days:
            if session.get(Closure, (partner, feed, day)) is None:
                session.add(Closure(partner=partner, feed=feed, day=day, by=by, why=why, at=datetime.now(UTC)))
                record(session, "close", f"{partner}.{feed}:{day}", {"by": by, "why": why})
    closed = f"{partner}.{feed}:{text}"
    told = f"{closed} is" if len(days) == 1 else f"{closed}, {len(days)} days that are owed, are"
    return {"closed": closed, "days": [str(day) for day in days], "text": f"{told} accepted as missing by {by}: {why}"}


def _lost(house: House, session: Session, partner: str, name: str, span: tuple[date, date]) -> list[date]:
    """The days that are owed and have not come."""
    feed = house.portfolio.partners[partner].feeds[name]
    standing = {day for one in house.deliveries(session, partner, name, feed) for day in one.standing}
    found = [
        one.day for one in missing(owed(partner, name, feed, *span), standing, closed_days(session, partner, name))
    ]
    if not found:
        when = f"on {span[0]}" if span[0] == span[1] else f"from {span[0]} to {span[1]}"
        raise RefusedError([f"{partner}.{name}: {when} nothing is owed that has not come; see vmo status"])
    return found


def _feed(house: House, name: str) -> tuple[str, str]:
    feeds = [(partner, feed) for partner, feed, _ in house.portfolio.feeds()]
    found = [one for one in feeds if name in (one[1], ".".join(one))]
    if len(found) != 1:
        known = ", ".join(".".join(one) for one in feeds)
        raise RefusedError(
            [f"--accept-missing: {name!r} names {len(found)} feeds, expected one of {known}, as acme.calls:2026-10-05"]
        )
    return found[0]


def _span(text: str) -> tuple[date, date]:
    """The days that a person wrote, as 2026-10-05 or 2026-10-05..2026-10-09."""
    first, _, last = text.partition("..")
    try:
        span = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        expected = "write it as acme.calls:2026-10-05, or acme.calls:2026-10-05..2026-10-09"
        raise RefusedError([f"--accept-missing: {text!r} is not a day; {expected}"]) from None
    if span[1] < span[0]:
        raise RefusedError([f"--accept-missing: {text}: the last day lies before the first; turn them round"])
    return span
