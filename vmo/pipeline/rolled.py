"""What rolls into a month: small differences of issued months before it, each a line of its own kind that names the original."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo.correction import companion
from vmo.life import calculations
from vmo.life.calculations import Calculated
from vmo.life.thawed import thawed
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
            was, now = plain(old.totals.net), plain(new.totals.net)
            text = f"Rolled from {of}, correction of {named}: its month came to {was} as issued, and comes to {now} now"
            line = Line(
                named_by(charge, of, after),
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


def named_by(charge: str, period: str, after: Calculated) -> str:
    """The id of a line: the month that it rolls from and its calculation, after the charge whose tax it bears."""
    name = f"correction-{period}-{after.ordinal}"
    return f"{charge}.{name}" if charge else name


def parts(contract: Contract, first: date, before: Document, after: Document) -> dict[str, Decimal]:
    """The difference in net by the charge whose tax it bears; that of the contract's own tax has no charge.

    Raises KeyError where a tax of the differences has no charge under the terms of the later month, where damages reduce no tax,
    and where it is what stands beside the invoice that differs: such a difference takes a document of its own.
    """
    net = after.totals.net - before.totals.net
    if contract.told.invoice.tax is None:
        return {"": net} if net else {}
    charges = _charges(contract, first)
    found: dict[str, Decimal] = {}
    for kind, base in _bases(before, after):
        if base and kind[0] == companion.UNTAXABLE and companion.is_apart(before, after):
            raise KeyError(companion.UNTAXABLE)
        if base:
            found[charges[kind]] = base
    if sum(found.values(), ZERO) != net:
        raise KeyError("damages")
    return found


def charge_of(contract: Contract, first: date, line: Line) -> str:
    """The charge whose tax a difference bears; differences of a tax that no charge bears leave nothing of each other."""
    return "" if line.vat is None else _charges(contract, first).get((line.vat.code, line.vat.rate or ZERO), "")


def _charges(contract: Contract, first: date) -> dict[tuple[str, Decimal], str]:
    """Each tax of a contract → a charge that bears it; that of the contract's own has no charge."""
    if contract.told.invoice.tax is None:
        return {}
    told = contract.told.invoice.tax.on(first)
    found = {(one.category, one.rate): name for name, one in reversed(told.charges.items())}
    return {**found, (told.category, told.rate): ""}


def _bases(before: Document, after: Document) -> Iterator[tuple[tuple[str, Decimal], Decimal]]:
    sums: dict[tuple[str, Decimal], Decimal] = {}
    for sign, document in ((1, after), (-1, before)):
        for tax in document.taxes:
            kind = tax.category, tax.rate
            sums[kind] = sums.get(kind, ZERO) + sign * tax.base
    yield from sums.items()


def _named(session: Session, contract: Contract, period: str, ordinal: int) -> str:
    """The number of the document that stood when a difference rolled: the invoice, for what stands beside it never rolls."""
    known = [one for one in calculations.of(session, contract.id, period) if one.ordinal < ordinal]
    rows = select(IssuedRow).where(
        IssuedRow.contract == contract.id,
        IssuedRow.period == period,
        IssuedRow.version.in_(calculations.standing_versions(known)),
    )
    standing = [thawed(row.frozen) for row in session.scalars(rows.order_by(IssuedRow.version))]
    return companion.last_of(standing, untaxed=False).number or ""


def _clause(contract: Contract, period: str) -> str:
    history = contract.told.invoice.corrections
    return history.entry(contract.month(period)[0]).ref if history else ""
