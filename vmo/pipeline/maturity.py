"""Maturity: measures that later days still change, and the day whose data settles them (domain.md 1.9, fcr).

A contact of the last day may be repeated until so many days later. Until every day that the feeds owe up to then is there,
or a person accepted it as missing, the value is provisional. A feed that owes nothing has to have data of the last of
those days, or of a later one.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vmo.counting.asks import ahead, measure_segments
from vmo.deliveries.dues import missing, owed
from vmo.partner import Feed
from vmo.pipeline.drawn import days_elsewhere
from vmo.pipeline.house import House, closed_days
from vmo.records import Finding
from vmo.terms import Contract, scope_of

RULE = "provisional"
Provisional = Mapping[tuple[str, date], date]


def provisional(
    house: House, session: Session, contract: Contract, first: date, last: date, kind_of: Mapping[str, str]
) -> dict[tuple[str, date], date]:
    """Measure and first day of its segment → the day whose data is awaited, for those that are not settled yet."""
    found = {}
    for name, measure in contract.told.measures.items():
        term = ahead("measure", measure.metric)
        if term is None:
            continue
        partners, kind = scope_of(contract.told, measure.scope)["partner"], kind_of[f"measures.{name}"]
        feeds = [one for one in house.feeds_of(contract) if one[0] in partners and one[2].kind == kind]
        for segment in measure_segments(measure, first, last):
            settled = segment.last + timedelta(int(segment.terms[term]))
            after = segment.last + timedelta(1), settled
            if any(_awaited(house, session, contract, *one, after) for one in feeds):
                found[name, segment.first] = settled
    return found


def findings(contract: Contract, awaited: Provisional) -> Iterator[Finding]:
    """A warning for each."""
    for (name, first), day in awaited.items():
        yield Finding(
            RULE,
            "warning",
            contract.where("measures", name),
            f"{name} from {first} on is provisional: a contact may still be repeated in days whose data is not there",
            expected=f"the data of every day to {day}",
            action="close the month again when it is there, before the document is issued",
        )


def until(awaited: Provisional, name: str, first: date) -> str:
    """What a reader is told beside the value; nothing where it is settled."""
    day = awaited.get((name, first))
    return "" if day is None else f"provisional until the data of {day} is there"


def _awaited(
    house: House,
    session: Session,
    contract: Contract,
    partner: str,
    name: str,
    feed: Feed,
    after: tuple[date, date],
) -> bool:
    begin, end = days_elsewhere(*after, ZoneInfo(contract.told.time_zone), feed.zone)
    there = _there(house, session, partner, name, feed)
    if feed.due is None:
        return max(there, default=date.min) < end
    return bool(missing(owed(partner, name, feed, begin, end), there, ()))


def _there(house: House, session: Session, partner: str, name: str, feed: Feed) -> Iterable[date]:
    standing = {day for one in house.deliveries(session, partner, name, feed) for day in one.standing}
    return standing | closed_days(session, partner, name)
