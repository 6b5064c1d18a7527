"""Statement: what one business unit of the client bears of an invoice, amount by amount."""

import re
from collections.abc import Sequence
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from vmo.records import Borne, Document
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._words import money

BOOK = "statements"
PLACE = 10
NOT_TOLD = "not told"
LONGEST = 31
UNFIT = re.compile(r"[\[\]:*?/\\']")
Rows = list[list[Value]]


def applies(document: Document) -> bool:
    """Whether there is anything to show."""
    return document.borne is not None


def parts(document: Document) -> list[tuple[str, int]]:
    """A sheet for each unit: its title, and where it stands among the units."""
    told = document.borne.units if document.borne else ()
    return [(UNFIT.sub(" ", unit or NOT_TOLD).strip()[:LONGEST] or str(nth), nth) for nth, unit in enumerate(told)]


def write(sheet: Worksheet, document: Document, nth: int) -> None:
    told = document.borne
    assert told is not None
    with Page(sheet, document, f"Chargeback to {told.units[nth] or 'rows that name no business unit'}") as page:
        page.pairs(_about(document))
        amounts = [Column(f"invoice ({document.currency})"), Column(f"borne ({document.currency})")]
        for title, rows in _sections(document, told, nth):
            if rows:
                page.section(title)
                page.table([Column("", 20), Column("", 60), *amounts], rows, total=_sum(rows, document))
        charges, credits_, bonus, tax = (_borne(of, nth) for of in (told.lines, told.credits, told.bonuses, told.taxes))
        net = charges - credits_ + bonus
        sums = [("net", net, False), ("tax", tax, False), ("to bear", net + tax, True)]
        page.sums([(name, money(amount, document), strong) for name, amount, strong in sums], label=2, figure=4)
        page.sentence(
            "Every amount of the invoice is shared on its own, by largest remainder: the statements of all units are the invoice."
        )


def _about(document: Document) -> list[tuple[str, Value]]:
    first, last = document.days or (None, None)
    told: list[tuple[str, Value]] = [("invoice", document.number or f"{document.id}, a draft")]
    if document.issued_on:
        told.append(("issued on", document.issued_on))
    if first and last:
        told.append(("days", f"{first} to {last}"))
    return told


def _sections(document: Document, told: Borne, nth: int) -> list[tuple[str, Rows]]:
    def rows(of: Sequence[tuple[str, str, Decimal]], parts_: Sequence[Sequence[Decimal]]) -> Rows:
        return [
            [name, text, money(amount, document), money(own[nth], document)]
            for (name, text, amount), own in zip(of, parts_, strict=True)
        ]

    lines = [(one.id, f"{one.text}, {one.first} to {one.last}", one.amount) for one in document.lines]
    credits_ = [(one.measure, f"service-level credit, {one.clause}", one.amount) for one in document.credits]
    bonuses = [(one.measure, f"bonus, {one.clause}", one.amount) for one in document.bonuses]
    taxes = [(one.category, f"{one.rate:f} % of {one.base:,f}", one.amount) for one in document.taxes]
    return [
        ("Charges", rows(lines, told.lines)),
        ("Credits, which reduce them", rows(credits_, told.credits)),
        ("Bonus", rows(bonuses, told.bonuses)),
        ("Tax", rows(taxes, told.taxes)),
    ]


def _sum(rows: Rows, document: Document) -> list[Value]:
    figures = [sum((_number(row[column]) for row in rows), Decimal(0)) for column in (2, 3)]
    return ["together", "", *(money(amount, document) for amount in figures)]


def _number(value: Value) -> Decimal:
    return Decimal(getattr(value, "number", 0))


def _borne(of: Sequence[Sequence[Decimal]], nth: int) -> Decimal:
    return sum((own[nth] for own in of), Decimal(0))
