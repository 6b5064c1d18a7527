r"""Accruals tie: what is accrued balances in each currency, is the month without tax, and its reversal takes back just that

>>> from types import SimpleNamespace as A
>>> from vmo.records import Booking, Totals
>>> columns = tuple((name, name) for name in ("journal", "account", "currency", "debit", "credit", "reference"))
>>> totals = Totals(*map(Decimal, ("9.50", "0", "0", "0", "9.50", "0", "9.50")))
>>> line = A(id="voice", amount=Decimal("9.50"))
>>> document = A(id="x/2026-10/1", type="shadow", kind="invoice", currency="EUR", lines=[line], credits=[], bonuses=[], totals=totals,
...     booking=Booking(columns=columns))
>>> head, name = "journal,account,currency,debit,credit,reference\n", "accrual/x/2026-10/1"
>>> accrual = head + f"{name},6300,EUR,9.50,,voice\n{name},0970,EUR,,9.50,document:net\n"
>>> back = head + f"{name}/reversal,6300,EUR,,9.50,voice\n{name}/reversal,0970,EUR,9.50,,document:net\n"
>>> files, of = {"accrual.csv": accrual.encode(), "accrual-reversal.csv": back.encode()}, [document.id]
>>> list(check(document, accrued=files, accrued_of=of))
[]
>>> bad = {**files, "accrual-reversal.csv": back.replace("6300,EUR,,9.50", "6310,EUR,,9.50").encode()}
>>> [str(one) for one in check(document, accrued=bad, accrued_of=of)]
['x/2026-10/1: the reversal is not the accrual turned round: found account 6310 in entry 1, expected 6300; do not book it; report the difference']
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal  # noqa: F401  the example uses it

from vmo.checks._entries import Row, differing, rows_of, to_book, unbalanced
from vmo.records import Document, Finding

ACCRUAL, REVERSAL = "accrual.csv", "accrual-reversal.csv"
TURNED = {"debit": "credit", "credit": "debit", "home_debit": "home_credit", "home_credit": "home_debit"}
ITS_OWN = ("journal", "status", "accounting_date", "period", "description", "reverses_on")
DAY = timedelta(1)


def check(document: Document, *, accrued: dict[str, bytes], accrued_of: Sequence[str]) -> Iterator[Finding]:
    """An error for each of its entries in the two files that does not balance, is another amount than the month's, or stays
    on the books when both are booked; with the first of the documents that are accrued, for each journal that is of none.
    """
    if document.id == accrued_of[0]:
        yield from _of_none(document, accrued, accrued_of)
    name = f"accrual/{document.id}"
    rows, back = _own(document, accrued.get(ACCRUAL), name), _own(document, accrued.get(REVERSAL), f"{name}/reversal")
    for currency, debits, credits_ in unbalanced(document, rows):
        what = f"the accrual does not balance in {currency}"
        yield _finding(document, what, f"{debits:f} of debits", f"{credits_:f}, as of credits")
    for of, booked, owed in differing(rows, to_book(document, ("document:net", -document.totals.net))):
        yield _finding(document, f"another amount of {of} is accrued", f"{booked:f}", f"{owed:f}")
    yield from _left_standing(document, rows, back)


def _own(document: Document, content: bytes | None, name: str) -> list[Row]:
    return [row for row in rows_of(document, content or b"") if row["journal"] == name]


def _of_none(document: Document, accrued: dict[str, bytes], ids: Sequence[str]) -> Iterator[Finding]:
    """Journals that belong to no document."""
    for file, end in ((ACCRUAL, ""), (REVERSAL, "/reversal")):
        own = {f"accrual/{one}{end}" for one in ids}
        for name in dict.fromkeys(row["journal"] for row in rows_of(document, accrued.get(file, b""))):
            if name not in own:
                what = f"a journal in {file} belongs to no document that is accrued"
                yield _finding(document, what, name, f"one of the {len(own)} that are")


def _left_standing(document: Document, rows: list[Row], back: list[Row]) -> Iterator[Finding]:
    """Where the reversal is not the accrual, entry by entry, on the other side, on the next day."""
    what = "the reversal is not the accrual turned round"
    if len(rows) != len(back):
        yield _finding(document, what, f"{len(back)} entries", f"{len(rows)}")
        return
    for nth, (row, taken) in enumerate(zip(rows, back, strict=True), 1):
        for column in [one for one in row if one not in ITS_OWN]:
            owed, found = row[column], taken.get(TURNED.get(column, column), "")
            if found != owed:
                yield _finding(document, what, f"{TURNED.get(column, column)} {found or 'empty'} in entry {nth}", owed)
        if told := row.get("accounting_date"):
            day = str(date.fromisoformat(told) + DAY)
            for column, other in (("accounting_date", taken), ("reverses_on", row)):
                if other.get(column, day) != day:
                    yield _finding(document, what, f"{column} {other[column]} in entry {nth}", day)


def _finding(document: Document, what: str, found: str, expected: str) -> Finding:
    return Finding(
        "accruals_tie", "error", document.id, what, found, expected or "empty", "do not book it; report the difference"
    )
