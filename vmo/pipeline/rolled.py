"""What rolls into a month: small differences of issued months before it, each a line of its own kind that names the original."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import calculations
from vmo.money import plain
from vmo.past import CORRECTION
from vmo.records import Document, Line
from vmo.store import IssuedRow
from vmo.terms import Contract

ZERO = Decimal(0)
ONE = Decimal(1)


def lines(session: Session, contract: Contract, period: str, first: date, last: date) -> tuple[Line, ...]:
    """The lines of a month that correct earlier ones, in the order of these; outside what is at risk."""
    found = []
    for of, before, after in calculations.rolled_into(session, contract.id, period):
        old, new = before.document, after.document
        named = _named(session, contract, of, after.ordinal)
        clause = _clause(contract, of)
        for charge, amount in parts(contract, first, old, new).items():
            name = f"correction-{of}-{after.ordinal}"
            was, now = plain(old.totals.net), plain(new.totals.net)
            text = f"Correction of {named}: its month came to {was} as issued, and comes to {now} now"
            line = Line(
                f"{charge}.{name}" if charge else name,
                CORRECTION,
                first,
                last,
                text,
                ONE if amount > 0 else -ONE,
                "one",
                abs(amount),
                amount,
                clause,
            )
            found.append(line)
    return tuple(found)


def parts(contract: Contract, first: date, before: Document, after: Document) -> dict[str, Decimal]:
    """The difference in net by the charge whose tax it bears; that of the contract's own tax has no charge.

    Raises KeyError where a tax of the differences has no charge under the terms of the later month, and where damages reduce no
    tax: such a difference takes a document of its own.
    """
    net = after.totals.net - before.totals.net
    if contract.told.invoice.tax is None:
        return {"": net} if net else {}
    told = contract.told.invoice.tax.on(first)
    charge_of = {(one.category, one.rate): name for name, one in reversed(told.charges.items())}
    charge_of[told.category, told.rate] = ""
    found: dict[str, Decimal] = {}
    for kind, base in _bases(before, after):
        if base:
            found[charge_of[kind]] = base
    if sum(found.values(), ZERO) != net:
        raise KeyError("damages")
    return found


def _bases(before: Document, after: Document) -> Iterator[tuple[tuple[str, Decimal], Decimal]]:
    sums: dict[tuple[str, Decimal], Decimal] = {}
    for sign, document in ((1, after), (-1, before)):
        for tax in document.taxes:
            kind = tax.category, tax.rate
            sums[kind] = sums.get(kind, ZERO) + sign * tax.base
    yield from sums.items()


def _named(session: Session, contract: Contract, period: str, ordinal: int) -> str:
    """The number of the document of a month that stood when a difference rolled."""
    known = [one for one in calculations.of(session, contract.id, period) if one.ordinal < ordinal]
    version = calculations.standing_versions(known)[-1]
    rows = select(IssuedRow.number).where(
        IssuedRow.contract == contract.id, IssuedRow.period == period, IssuedRow.version == version
    )
    return session.scalars(rows).one()


def _clause(contract: Contract, period: str) -> str:
    history = contract.told.invoice.corrections
    return history.entry(contract.month(period)[0]).ref if history else ""
