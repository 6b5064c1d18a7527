"""Close: a person accepts that a day of a feed is missing, with the reason; the month no longer waits for it."""

from datetime import UTC, date, datetime
from typing import Any

from vmo import calendars
from vmo.pipeline.house import House
from vmo.records import RefusedError
from vmo.store import Closure
from vmo.trail import record


def close(house: House, month: str, missing: str, *, by: str, why: str) -> dict[str, Any]:
    """`missing` is FEED:DAY or PARTNER.FEED:DAY. Raises RefusedError when it names no feed, or a day outside the month."""
    name, _, day_text = missing.rpartition(":")
    partner, feed = _feed(house, name)
    day = _day(day_text)
    months = [calendars.month(month), *(contract.month(month) for contract in house.contracts_of(partner))]
    if not any(first <= day <= last for first, last in months):
        raise RefusedError([f"--accept-missing {missing}: {day} is not a day of {month}"])
    with house.store.transaction() as session:
        known = session.get(Closure, (partner, feed, day))
        if known is None:
            session.add(Closure(partner=partner, feed=feed, day=day, by=by, why=why, at=datetime.now(UTC)))
            record(session, "close", f"{partner}.{feed}:{day}", {"by": by, "why": why})
    return {
        "closed": f"{partner}.{feed}:{day}",
        "text": f"{partner}.{feed}:{day} is accepted as missing by {by}: {why}",
    }


def _feed(house: House, name: str) -> tuple[str, str]:
    feeds = [(partner, feed) for partner, feed, _ in house.portfolio.feeds()]
    found = [one for one in feeds if name in (one[1], ".".join(one))]
    if len(found) != 1:
        known = ", ".join(".".join(one) for one in feeds)
        raise RefusedError(
            [f"--accept-missing: {name!r} names {len(found)} feeds, expected one of {known}, as acme.calls:2026-10-05"]
        )
    return found[0]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError([f"--accept-missing: {text!r} is not a day; write it as acme.calls:2026-10-05"]) from None
