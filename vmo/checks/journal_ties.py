r"""Journal ties: what is booked balances in each currency and is the document, amount by amount, to the minor unit

>>> from types import SimpleNamespace as A
>>> from vmo.records import Booking, Totals
>>> columns = tuple((name, name) for name in ("journal", "account", "currency", "debit", "credit", "reference"))
>>> totals = Totals(*map(Decimal, ("9.50", "0", "0", "0", "9.50", "0", "9.50")))
>>> line = A(id="voice", amount=Decimal("9.50"))
>>> document = A(id="x/2026-10/1", type="shadow", kind="invoice", status="draft", currency="EUR", lines=[line], credits=[], bonuses=[],
...     taxes=[], totals=totals, booking=Booking(columns=columns))
>>> head = "journal,account,currency,debit,credit,reference\n"
>>> good = head + "n,6300,EUR,9.50,,voice\nn,1600,EUR,,9.50,document:gross\n"
>>> list(check(document, rendered={"journal.csv": good.encode()}))
[]
>>> bad = good.replace("9.50,,voice", "9.05,,voice")
>>> [str(one).partition(";")[0] for one in check(document, rendered={"journal.csv": bad.encode()})]
['x/2026-10/1: the journal does not balance in EUR: found 9.05 of debits, expected 9.50, as of credits', 'x/2026-10/1: the journal books another amount of voice: found 9.05, expected 9.50']
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from vmo.records import Document, Finding, Severity

FILE = "journal.csv"
ZERO = Decimal(0)
Row = dict[str, str]


def check(document: Document, *, rendered: dict[str, bytes]) -> Iterator[Finding]:
    """An error for each currency that does not balance, and each amount of the document that is booked otherwise, or is not."""
    if FILE not in rendered:
        return
    theirs = dict(document.booking.columns)
    rows = [
        {ours: row[name] for ours, name in theirs.items()} for row in csv.DictReader(StringIO(rendered[FILE].decode()))
    ]
    debits, credits_ = _sum(rows, "debit"), _sum(rows, "credit")
    if debits != credits_:
        yield _unbalanced(document, document.currency, debits, credits_)
    home, own = _sum(rows, "home_debit"), _sum(rows, "home_credit")
    if home != own:
        yield _unbalanced(document, document.booking.home, home, own)
    if document.booking.exchange and rows and "home_debit" in theirs and not home:
        yield _unrated(document)
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row["reference"]] = found.get(row["reference"], ZERO) + _amount(row, "debit") - _amount(row, "credit")
    expected = _expected(document)
    for name in dict.fromkeys([*expected, *found]):
        booked, owed = found.get(name, ZERO), expected.get(name, ZERO)
        if booked != owed:
            yield _finding(document, f"the journal books another amount of {name}", f"{booked:f}", f"{owed:f}")


def _expected(document: Document) -> dict[str, Decimal]:
    """Debits less credits by what they are of: where we buy a charge is a debit; where we sell, or under a credit note, a credit."""
    amounts: dict[str, Decimal] = {}
    told = [
        *((line.id, line.amount) for line in document.lines),
        *((f"credit:{one.measure}", -one.amount) for one in document.credits),
        *((f"bonus:{one.measure}", one.amount) for one in document.bonuses),
        *((f"tax:{one.category}{one.rate:f}", one.amount) for one in document.taxes),
        ("document:gross", -document.totals.gross),
    ]
    turned = (document.type == "supplier") != (document.kind == "credit_note")
    for name, amount in told:
        amounts[name] = amounts.get(name, ZERO) + (-amount if turned else amount)
    return amounts


def _sum(rows: list[Row], column: str) -> Decimal:
    return sum((_amount(row, column) for row in rows), ZERO)


def _amount(row: Row, column: str) -> Decimal:
    return Decimal(row.get(column) or 0)


def _unbalanced(document: Document, currency: str, debits: Decimal, credits_: Decimal) -> Finding:
    what = f"the journal does not balance in {currency}"
    return _finding(document, what, f"{debits:f} of debits", f"{credits_:f}, as of credits")


def _unrated(document: Document) -> Finding:
    severity: Severity = "error" if document.status == "issued" else "warning"
    what = f"the journal has no amounts in {document.booking.home}: no rate of {document.currency} on its day or the week before"
    return Finding("journal_ties", severity, document.id, what, action="add the rate to the table that `journal` names")


def _finding(document: Document, what: str, found: str, expected: str) -> Finding:
    return Finding("journal_ties", "error", document.id, what, found, expected, "do not book it; report the difference")
