"""What the store knows of a contract's months: their states, their manual lines, their documents."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vmo import calendars
from vmo.money import plain
from vmo.price import MANUAL
from vmo.records import Attainment, Document, Line, State
from vmo.store import Adjustment, Attained, DocumentRow
from vmo.terms import Contract
from vmo.trail import record

HISTORY_MONTHS = 24
STATE_ORDER: tuple[State, ...] = ("breach", "no_data", "amber", "met")


def history(session: Session, contract: Contract, period: str) -> dict[str, list[State]]:
    """Each measure's states in the months before, latest first, up to the first month that is not recorded (M7, M8)."""
    found: dict[str, list[State]] = {}
    for before in calendars.months_before(period, HISTORY_MONTHS):
        rows = session.scalars(
            select(Attained).where(Attained.contract == contract.id, Attained.period == before)
        ).all()
        if not rows:
            break
        for measure in {row.measure for row in rows}:
            found.setdefault(measure, []).append(_of_month([row.state for row in rows if row.measure == measure]))
    return found


def with_states(history: dict[str, list[State]], settled: Sequence[Document]) -> dict[str, list[State]]:
    """The states before a month if these documents, in the order of their months, were those of the months just before it."""
    found = {name: states[len(settled) :] for name, states in history.items()}
    for document in settled:
        for name in dict.fromkeys(one.id for one in document.attainments):
            own = [one.state for one in document.attainments if one.id == name]
            found[name] = [_of_month(own), *found.get(name, [])]
    return found


def _of_month(states: Sequence[str]) -> State:
    """The parts of a month are one step of every counter: missed if one is missed (M8)."""
    return next((state for state in STATE_ORDER if state in states), cast("State", states[0]))


def adjustments(session: Session, contract: Contract, period: str, first: date, last: date) -> tuple[Line, ...]:
    """The manual lines of a month, in the order of their ids."""
    rows = session.scalars(
        select(Adjustment)
        .where(Adjustment.contract == contract.id, Adjustment.period == period)
        .order_by(Adjustment.id)
    )
    return tuple(
        Line(
            row.id,
            MANUAL,
            first,
            last,
            f"{row.text} ({row.why}; by {row.by})",
            Decimal(1),
            "one",
            Decimal(row.amount),
            Decimal(row.amount),
            "manual adjustment",
        )
        for row in rows
    )


def keep(session: Session, document: Document, rendered: dict[str, bytes]) -> None:
    """Record the month's states and its document; the same document again changes nothing."""
    key = (document.contract, document.period)
    session.execute(delete(Attained).where(Attained.contract == key[0], Attained.period == key[1]))
    session.add_all(_attained(document, one) for one in document.attainments)
    content = "\n".join(f"{sha256(rendered[name]).hexdigest()}  {name}" for name in sorted(rendered))
    known = session.get(DocumentRow, (*key, document.version))
    if known and known.content == content:
        return
    if known:
        session.delete(known)
        session.flush()
    session.add(
        DocumentRow(
            contract=key[0],
            period=key[1],
            version=document.version,
            status=document.status,
            net=plain(document.totals.net),
            currency=document.currency,
            content=content,
            published_at=datetime.now(UTC),
        )
    )
    record(
        session,
        "publish",
        document.id,
        {"status": document.status, "net": plain(document.totals.net), "files": content},
    )


def _attained(document: Document, one: Attainment) -> Attained:
    number: Any = lambda value: None if value is None else plain(value)  # noqa: E731
    return Attained(
        contract=document.contract,
        period=document.period,
        measure=one.id,
        first=one.first,
        state=one.state,
        numerator=number(one.numerator),
        denominator=number(one.denominator),
    )
