"""Journal: what is booked of the document, debits and credits, balanced in each currency."""

from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from vmo.money import minor_unit_places
from vmo.records import Document, Journal, JournalEntry
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._style import Figure

BOOK = "journal"
PLACE = 10


def write(sheet: Worksheet, document: Document) -> None:
    journal = document.journal
    assert journal is not None
    with Page(sheet, document, "Journal") as page:
        page.pairs(_about(journal, document))
        accounted = any(one.home_debit or one.home_credit for one in journal.entries)
        home = journal.booking.home if accounted and journal.booking.home != journal.currency else ""
        columns = [Column(name, widest) for name, widest in _columns(journal, home)]
        page.freeze(page.row + 1)
        page.table(columns, [_row(journal, one, home) for one in journal.entries], total=_total(journal, home))
        page.sentence(_state(journal))


def _about(journal: Journal, document: Document) -> list[tuple[str, Value]]:
    told: list[tuple[str, Value]] = [
        ("journal", journal.id),
        ("accounting date", journal.accounting_date),
        ("party", journal.party),
        ("document", f"{journal.document}, {document.kind.replace('_', ' ')}"),
        ("run", journal.run),
    ]
    if journal.rate is not None and journal.booking.exchange:
        pair = (journal.currency, journal.booking.home)
        quote = " per ".join(pair if journal.booking.exchange.per_home else reversed(pair))
        told.append(("rate", f"{journal.rate:f} {quote}, {journal.booking.exchange.kind}, of {journal.rate_date}"))
    return told


def _columns(journal: Journal, home: str) -> list[tuple[str, int]]:
    units = [("business unit", 24)] if any(one.unit for one in journal.entries) else []
    segments = [(one.name.replace("_", " "), 20) for one in journal.booking.dimensions]
    amounts = [(f"debit ({journal.currency})", 20), (f"credit ({journal.currency})", 20)]
    amounts += [(f"debit ({home})", 20), (f"credit ({home})", 20)] if home else []
    return [("account", 24), *units, *segments, *amounts, ("tax", 12), ("of", 28), ("text", 60)]


def _row(journal: Journal, one: JournalEntry, home: str) -> list[Value]:
    units: list[Value] = [one.unit] if any(entry.unit for entry in journal.entries) else []
    amounts = [_figure(one.debit, journal.currency), _figure(one.credit, journal.currency)]
    amounts += [_figure(one.home_debit, home), _figure(one.home_credit, home)] if home else []
    return [one.account, *units, *one.dimensions, *amounts, one.tax_code, one.reference, one.description]


def _total(journal: Journal, home: str) -> list[Value]:
    units = [""] if any(one.unit for one in journal.entries) else []
    sums = [("debit", journal.currency), ("credit", journal.currency)]
    sums += [("home_debit", home), ("home_credit", home)] if home else []
    figures = [
        _figure(sum((getattr(one, name) or Decimal(0) for one in journal.entries), Decimal(0)), currency)
        for name, currency in sums
    ]
    return ["together", *units, *("" for _ in journal.booking.dimensions), *figures, "", "", ""]


def _figure(amount: Decimal | None, currency: str) -> Value:
    return "" if amount is None else Figure(amount, minor_unit_places(currency))


def _state(journal: Journal) -> str:
    if journal.status == "draft":
        return "A draft: book nothing of it. What is issued is booked on its day, and until then its month is accrued."
    return "Every amount stands in journal.csv as well, in the columns of the ledger."
