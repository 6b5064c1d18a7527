r"""Journal: the balanced entries of a document for the general ledger, in the columns of the portfolio

>>> from datetime import date
>>> from vmo.records import Booking, JournalEntry
>>> booking = Booking(columns=(("account", "Konto"), ("debit", "Soll"), ("credit", "Haben"), ("business_unit", "BU")))
>>> entries = (JournalEntry("expense", "6300", Decimal("9.50"), None, "voice", "x", unit="=1+1"),)
>>> one = Journal("n", "b", "draft", date(2026, 10, 31), "2026-10", "EUR", "acme", "n", None, "r", entries, booking)
>>> text([one]).decode().split("\n")
['Konto,Soll,Haben,BU', "6300,9.50,,'=1+1", '']
>>> text([])
b''
"""

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

from vmo.documents._harmless import harmless
from vmo.money import plain
from vmo.records import Document, Journal, JournalEntry

FILE = "journal.csv"


def write(document: Document) -> bytes | None:
    """journal.csv; None where nothing is booked."""
    return text([document.journal]) if document.journal else None


def text(journals: Sequence[Journal]) -> bytes:
    """Journals of one portfolio under one header."""
    written = StringIO()
    sheet = csv.writer(written, lineterminator="\n")
    for journal in journals[:1]:
        sheet.writerow([theirs for _, theirs in journal.booking.columns])
    for journal in journals:
        for nth, entry in enumerate(journal.entries, 1):
            told = _told(journal, entry, nth)
            sheet.writerow([told[ours] for ours, _ in journal.booking.columns])
    return written.getvalue().encode()


def _told(journal: Journal, entry: JournalEntry, nth: int) -> dict[str, str]:
    """Every column of an entry as text."""
    booking = journal.booking
    rated = journal.rate is not None
    words = {
        "ledger": booking.ledger,
        "source": booking.source,
        "category": booking.category,
        "batch": journal.batch,
        "journal": journal.id,
        "status": journal.status,
        "period": journal.period,
        "account": entry.account,
        "role": entry.role,
        "business_unit": entry.unit,
        "currency": journal.currency,
        "home_currency": booking.home,
        "rate_type": booking.exchange.kind if rated and booking.exchange else "",
        "tax_code": entry.tax_code,
        "party": journal.party,
        "document": journal.document,
        "reference": entry.reference,
        "run": journal.run,
        "description": entry.description,
        **{one.name: value for one, value in zip(booking.dimensions, entry.dimensions, strict=True)},
    }
    numbers = {
        "debit": entry.debit,
        "credit": entry.credit,
        "home_debit": entry.home_debit,
        "home_credit": entry.home_credit,
        "rate": journal.rate,
    }
    days = {
        "accounting_date": journal.accounting_date,
        "rate_date": journal.rate_date,
        "document_date": journal.document_date,
        "reverses_on": journal.reverses_on,
    }
    return {
        "line": str(nth),
        **{name: harmless(word) for name, word in words.items()},
        **{name: _number(number) for name, number in numbers.items()},
        **{name: _day(day) for name, day in days.items()},
    }


def _number(number: Decimal | None) -> str:
    return "" if number is None else plain(number)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
