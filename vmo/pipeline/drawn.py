"""What a contract's window draws on: a feed's days are local to the partner, the contract's to its own zone (domain.md 1.0)."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from vmo import kinds
from vmo.calendars import days, midnight
from vmo.counting.asks import days_back
from vmo.deliveries import Delivery
from vmo.kinds import Span
from vmo.partner import Feed
from vmo.pipeline.house import House

MOMENT = timedelta(microseconds=1)


def days_elsewhere(first: date, last: date, here: ZoneInfo, there: ZoneInfo) -> tuple[date, date]:
    """The days of another zone on which the days first to last of this one lie.

    >>> days_elsewhere(date(2026, 10, 1), date(2026, 10, 31), ZoneInfo("America/New_York"), ZoneInfo("Asia/Manila"))
    (datetime.date(2026, 10, 1), datetime.date(2026, 11, 1))
    """
    begin, end = midnight(first, here), midnight(last + timedelta(1), here) - MOMENT
    return _day(begin, there), _day(end, there)


def drawn_on(
    house: House,
    found: Iterable[Delivery],
    first: date,
    last: date,
    contract: ZoneInfo,
    feed: Feed,
    looks: Collection[str] = (),
) -> list[Delivery]:
    """The deliveries that have a row in the contract's days first to last, standing or replaced: credited there, or found
    there by one of the `looks`, at another of its moments or in the time that it covers.
    """
    begun, ended = days_elsewhere(first, last, contract, feed.zone)
    begin, end = midnight(first, contract), midnight(last + timedelta(1), contract)
    kind = kinds.kind(feed.kind)
    instants, span = kind.instants(looks), kind.span(looks)
    if instants or span:
        earliest = begin - timedelta(days_back(looks))
        return [one for one in found if _has_row(house, one, earliest, end, ["quarter_at", *instants], span)]
    near, surely = set(days(begun, ended)), set(days(begun + timedelta(1), ended - timedelta(1)))
    if (begin, end) == (midnight(begun, feed.zone), midnight(ended + timedelta(1), feed.zone)):
        surely = near
    return [
        one
        for one in found
        if surely & one.days.keys() or (near & one.days.keys() and _has_row(house, one, begin, end, ["quarter_at"]))
    ]


def days_with_data(standing: Iterable[date], contract: ZoneInfo, feed: ZoneInfo) -> set[date]:
    """The contract's days on which a feed's days lie."""
    return {there for day in standing for there in days_elsewhere(day, day, feed, contract)}


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.replace(tzinfo=UTC).astimezone(zone).date()


def _has_row(
    house: House, one: Delivery, begin: datetime, end: datetime, instants: Collection[str], span: Span | None = None
) -> bool:
    """Whether a row has one of the instants from begin to before end, or lasts through a part of that time or all of it."""
    rows = f"read_parquet('{house.lake.rows(one.key)}')"
    with house.lake.connect() as engine:
        mapped = {name for name, *_ in engine.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()}
        within = [f"({name} >= $1 AND {name} < $2)" for name in instants if name in mapped]
        if span and {span.start, span.end} <= mapped:
            within.append(f"({span.start} < $2 AND {span.end} > $1)")
        asked = f"SELECT 1 FROM {rows} WHERE {' OR '.join(within)} LIMIT 1"
        return engine.execute(asked, [begin, end]).fetchone() is not None
