"""Entries: a journal's file read back by the columns of its portfolio, and what a document has to book."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO

from vmo.records import Document

ZERO = Decimal(0)
Row = dict[str, str]


def rows_of(document: Document, content: bytes) -> list[Row]:
    """The entries of a file, by our names of its columns."""
    theirs = dict(document.booking.columns)
    read = csv.DictReader(StringIO(content.decode()))
    return [{ours: row[name] for ours, name in theirs.items()} for row in read]


def amount(row: Row, column: str) -> Decimal:
    return Decimal(row.get(column) or 0)


def summed(rows: Iterable[Row], column: str) -> Decimal:
    return sum((amount(row, column) for row in rows), ZERO)


def unbalanced(document: Document, rows: list[Row]) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Each currency whose debits are not its credits, with both."""
    for currency, of in ((document.currency, ""), (document.booking.home, "home_")):
        debits, credits_ = summed(rows, f"{of}debit"), summed(rows, f"{of}credit")
        if debits != credits_:
            yield currency, debits, credits_


def differing(rows: list[Row], expected: dict[str, Decimal]) -> Iterator[tuple[str, Decimal, Decimal]]:
    """What is booked otherwise than expected, or not at all, by its reference: debits less credits, found and expected."""
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row["reference"]] = found.get(row["reference"], ZERO) + amount(row, "debit") - amount(row, "credit")
    for name in dict.fromkeys([*expected, *found]):
        booked, owed = found.get(name, ZERO), expected.get(name, ZERO)
        if booked != owed:
            yield name, booked, owed


def to_book(document: Document, *others: tuple[str, Decimal]) -> dict[str, Decimal]:
    """Debits less credits of charges, credits, bonuses and others, by what they are of: where we buy a charge is a debit; where
    we sell, or under a credit note, a credit.
    """
    amounts: dict[str, Decimal] = {}
    told = [
        *((line.id, line.amount) for line in document.lines),
        *((f"credit:{one.measure}", -one.amount) for one in document.credits),
        *((f"bonus:{one.measure}", one.amount) for one in document.bonuses),
        *others,
    ]
    turned = (document.type == "supplier") != (document.kind == "credit_note")
    for name, owed in told:
        amounts[name] = amounts.get(name, ZERO) + (-owed if turned else owed)
    return amounts
