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

from collections.abc import Iterator
from decimal import Decimal

from vmo.checks._entries import differing, rows_of, to_book, unbalanced
from vmo.records import Document, Finding, Severity

FILE = "journal.csv"


def check(document: Document, *, rendered: dict[str, bytes]) -> Iterator[Finding]:
    """An error for each currency that does not balance, and each amount of the document that is booked otherwise, or is not."""
    if FILE not in rendered:
        return
    rows = rows_of(document, rendered[FILE])
    for currency, debits, credits_ in unbalanced(document, rows):
        what = f"the journal does not balance in {currency}"
        yield _finding(document, what, f"{debits:f} of debits", f"{credits_:f}, as of credits")
    rated = "home_debit" in dict(document.booking.columns)
    if (
        document.booking.exchange
        and rows
        and rated
        and not any(row["home_debit"] or row.get("home_credit") for row in rows)
    ):
        yield _unrated(document)
    for name, booked, owed in differing(rows, _expected(document)):
        yield _finding(document, f"the journal books another amount of {name}", f"{booked:f}", f"{owed:f}")


def _expected(document: Document) -> dict[str, Decimal]:
    taxes = ((f"tax:{one.category}{one.rate:f}", one.amount) for one in document.taxes)
    return to_book(document, *taxes, ("document:gross", -document.totals.gross))


def _unrated(document: Document) -> Finding:
    severity: Severity = "error" if document.status == "issued" else "warning"
    what = f"the journal has no amounts in {document.booking.home}: no rate of {document.currency} on its day or the week before"
    return Finding("journal_ties", severity, document.id, what, action="add the rate to the table that `journal` names")


def _finding(document: Document, what: str, found: str, expected: str) -> Finding:
    return Finding("journal_ties", "error", document.id, what, found, expected, "do not book it; report the difference")
