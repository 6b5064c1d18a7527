"""Chargeback: what each business unit of the client bears of the invoice."""

from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from vmo.records import Document
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._words import money

BOOK = "invoice"
PLACE = 20
FIGURES = ("charges", "credits", "bonus", "net", "tax", "gross")


def applies(document: Document) -> bool:
    """Whether there is anything to show."""
    return bool(document.chargeback)


def write(sheet: Worksheet, document: Document) -> None:
    with Page(sheet, document, "Chargeback to business units") as page:
        page.freeze(page.row)
        columns = [Column("business unit", 60), *(Column(f"{name} ({document.currency})") for name in FIGURES)]
        rows: list[list[Value]] = [
            [one.unit or "not told", *(money(getattr(one, name), document) for name in FIGURES)]
            for one in document.chargeback
        ]
        sums = [sum((getattr(one, name) for one in document.chargeback), Decimal(0)) for name in FIGURES]
        total: list[Value] = ["the invoice", *(money(one, document) for one in sums)]
        page.table(columns, rows, total=total)
        page.sentence(
            "Every amount is shared on its own, by largest remainder: the sums are the invoice, to the minor unit."
        )
