"""What the store knows of a contract's past: each month's attainments and money, read for the months to come, kept at the end."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vmo import calendars
from vmo.money import plain
from vmo.past import PastCredit, PastMonth, PastPart, by_charge, past_month
from vmo.records import Document, State
from vmo.store import Attained, Charged, Credited, Settled

ZERO = Decimal(0)


def past(session: Session, contract: str, period: str) -> tuple[PastMonth, ...]:
    """Every recorded month before a period, the latest first."""

    def rows(table: Any, *order: Any) -> list[Any]:
        told = select(table).where(table.contract == contract, table.period < period)
        return list(session.scalars(told.order_by(table.period, *order)).all())

    parts: dict[str, dict[str, list[Attained]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(Attained, Attained.measure, Attained.first):
        parts[row.period][row.measure].append(row)
    credits_: dict[str, list[PastCredit]] = defaultdict(list)
    for row in rows(Credited, Credited.ordinal):
        amounts = (Decimal(row.uncapped), Decimal(row.amount), Decimal(row.carried))
        credits_[row.period].append(PastCredit(row.measure, row.first, *amounts, row.clause, row.under_caps))
    settled: dict[str, Settled] = {row.period: row for row in rows(Settled)}
    charged: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in rows(Charged):
        charged[row.period][row.charge] = Decimal(row.amount)
    found = []
    for one in sorted({*parts, *charged}, reverse=True):
        money = settled.get(one)
        found.append(
            PastMonth(
                one,
                {measure: _parts(one, own) for measure, own in parts[one].items()},
                tuple(credits_[one]),
                Decimal(money.base) if money else ZERO,
                Decimal(money.cap) if money and money.cap is not None else None,
                Decimal(money.bonus) if money else ZERO,
                Decimal(money.returned) if money else ZERO,
                charged.get(one),
            )
        )
    return tuple(found)


def with_documents(past: Sequence[PastMonth], settled: Sequence[Document]) -> tuple[PastMonth, ...]:
    """The past if these documents were what was recorded of their months."""
    others = {
        one.period: past_month(
            one.period,
            one.attainments,
            one.credits,
            base=one.at_risk_base or ZERO,
            caps=one.caps,
            bonus=one.totals.bonus,
            lines=one.lines,
            returned=one.returned,
        )
        for one in settled
    }
    every = {**{one.period: one for one in past}, **others}
    return tuple(every[period] for period in sorted(every, reverse=True))


def keep(session: Session, document: Document) -> None:
    """Record the month in place of what was recorded of it."""
    for table in (Attained, Charged, Credited, Settled):
        session.execute(delete(table).where(table.contract == document.contract, table.period == document.period))
    key = {"contract": document.contract, "period": document.period}
    session.add_all(
        Attained(
            **key,
            measure=one.id,
            first=one.first,
            last=one.last,
            state=one.state,
            numerator=_number(one.numerator),
            denominator=_number(one.denominator),
        )
        for one in document.attainments
    )
    session.add_all(
        Credited(
            **key,
            ordinal=n,
            measure=one.measure,
            first=one.first,
            uncapped=plain(one.uncapped),
            amount=plain(one.amount),
            carried=plain(one.carried),
            under_caps=one.capped,
            clause=one.clause,
        )
        for n, one in enumerate(document.credits, 1)
    )
    session.add_all(
        Charged(**key, charge=charge, amount=plain(amount)) for charge, amount in by_charge(document.lines).items()
    )
    session.add(
        Settled(
            **key,
            base=plain(document.at_risk_base or ZERO),
            cap=_number(document.month_cap),
            bonus=plain(document.totals.bonus),
            returned=plain(document.returned),
        )
    )


def _parts(period: str, rows: list[Attained]) -> tuple[PastPart, ...]:
    """A measure's parts; months that were recorded without their last days end where the next part begins."""
    _, last = calendars.month(period)
    ends: list[date] = [*(row.first - timedelta(1) for row in rows[1:]), last]
    return tuple(
        PastPart(row.first, row.last or end, cast("State", row.state), _read(row.numerator), _read(row.denominator))
        for row, end in zip(rows, ends, strict=True)
    )


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _read(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
