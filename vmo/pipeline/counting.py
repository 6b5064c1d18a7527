"""Counting: what the contracts of a partner ask of a delivery and is not counted yet, in one scan."""

from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import windows
from vmo.calendars import month
from vmo.counting.asks import Ask, asked, looks, of_delivery
from vmo.deliveries import Delivery
from vmo.deliveries.giving_way import refused
from vmo.kinds import CREDITED
from vmo.measure import Counted, count
from vmo.pipeline.following import Following
from vmo.pipeline.house import House, keep_findings
from vmo.ratios_alone import shown_only
from vmo.records import Finding
from vmo.schema import TermNotInForceError
from vmo.store import CountsRow
from vmo.terms import Contract

YEAR = 12


def uncounted(house: House, one: Delivery, following: Following) -> list[Ask]:
    """What the contracts of the partner ask of the delivery's kind in its months, less what is counted."""
    months = sorted({f"{day:%Y-%m}" for day in one.days})
    asks: list[Ask] = []
    feed = house.portfolio.partners[one.partner].feeds[one.feed]
    for contract in house.contracts_of(one.partner):
        kind_of = house.portfolio.kind_of(contract)
        later = looks(contract, kind_of).get(one.conforming.kind, set()) - {CREDITED}
        back = windows.later_months(contract.told.measures.values())
        for text in _around(months, YEAR if later else max(1, back)):
            found = _asked(house, contract, text, kind_of)
            shown = shown_only(contract.told, kind_of, found, one.partner, feed)
            asks += [ask for ask in found if ask not in shown]
    with house.store.transaction() as session:
        done = set(
            session.scalars(
                select(CountsRow.ask).where(CountsRow.conforming == one.key, CountsRow.acceptance == one.acceptance)
            )
        )
    own = of_delivery(
        (ask for ask in asks if ask.kind == one.conforming.kind), one.partner, one.days, following.of(one)
    )
    return [ask for ask in own if ask.key not in done]


def _asked(house: House, contract: Contract, period: str, kind_of: dict[str, str]) -> list[Ask]:
    """What a contract asks in a month; every delivery of it is asked the same, so it is made once."""
    remembered = house.portfolio.remembered
    key = ("asked", id(contract), period, *kind_of.items())
    if key not in remembered:
        try:
            remembered[key] = contract, asked(contract, *contract.month(period), kind_of)
        except TermNotInForceError:
            remembered[key] = contract, []  # not in force in that month; its month end would say so
    return list(remembered[key][1])


def _around(months: list[str], after: int) -> list[str]:
    """The months, the one before and so many after: a contract in another zone may see a row in the month beside, and what
    is counted at several moments may be due in a later one.
    """
    firsts = [month(text)[0] for text in months]
    near = {f"{day + timedelta(step):%Y-%m}" for day in firsts for step in (-1, 0, *range(32, after * 31 + 2, 31))}
    return sorted(near)


def counted(house: House, one: Delivery, asks: list[Ask]) -> list[Finding]:
    """Count them in one scan and keep the counts; what the rows cannot answer is found."""
    with house.lake.staging() as staging:
        rows, gone = house.lake.rows(one.key), house.lake.quarantine(refused(one))
        answer = scanned(house, one, asks, rows, staging / "counts.parquet", refused=gone, released=one.released)
        path = placed(house, one.acceptance, [ask.key for ask in asks], answer)
    with house.store.transaction() as session:
        keep(session, one.key, one.acceptance, path, answer)
        keep_findings(session, f"counts:{one.key}", answer.findings)
    return list(answer.findings)


def scanned(
    house: House,
    one: Delivery,
    asks: Collection[Ask],
    rows: Path,
    into: Path,
    *,
    refused: Path | None,
    released: Collection[str],
) -> Counted:
    """What is asked of a delivery, counted in one scan of rows of it; what they cannot answer is found."""
    return count(
        rows,
        refused,
        released,
        one.conforming.kind,
        asks,
        into,
        house.lake,
        feed=f"{one.partner}.{one.feed}: {one.landing.name}",
        credited=house.portfolio.partners[one.partner].feeds[one.feed].credited,
        partner=one.partner,
        engine=house.portfolio.told.engine,
    )


def placed(house: House, acceptance: str, asks: Collection[str], answer: Counted) -> str:
    """Put the counts of an accepted set of rows in their place; gives the path in the state folder."""
    final = house.lake.counts(f"{acceptance}-{next(iter(asks)) if len(asks) == 1 else _together(asks)}")
    house.lake.put(answer.path, final)
    return str(final.relative_to(house.lake.state))


def keep(session: Session, conforming: str, acceptance: str, path: str, answer: Counted) -> None:
    """Record where each ask's counts lie."""
    for ask, (numerator, denominator) in answer.columns.items():
        session.merge(
            CountsRow(
                conforming=conforming,
                acceptance=acceptance,
                ask=ask,
                path=path,
                numerator=numerator,
                denominator=denominator,
            )
        )


def _together(asks: Collection[str]) -> str:
    return sha256("".join(sorted(asks)).encode()).hexdigest()[:24]
