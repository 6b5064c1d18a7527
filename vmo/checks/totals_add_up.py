"""Totals add up: each total is the sum of rounded lines, credits stay under their caps

>>> from vmo.records import Totals
>>> from types import SimpleNamespace as A
>>> lines, credits = [A(amount=Decimal("85000.00"))], [A(amount=Decimal("5100.00"), capped=True)]
>>> D = lambda *texts: Totals(*map(Decimal, texts))
>>> good = D("85000.00", "8500.00", "5100.00", "0.00", "79900.00", "0.00", "79900.00")
>>> list(check(A(id="x/2026-10/1", lines=lines, credits=credits, taxes=[], at_risk_percent=10, caps=[], bonuses=[], chargeback=(), totals=good)))
[]
>>> bad = D("85000.00", "8500.00", "5100.00", "0.00", "79900.01", "0.00", "79900.01")
>>> [str(one) for one in check(A(id="x/2026-10/1", lines=lines, credits=credits, taxes=[], at_risk_percent=10, caps=[], bonuses=[], chargeback=(), totals=bad))][0]
'x/2026-10/1: net does not add up: found 79900.01, expected 79900.00; do not issue it; report the difference'
"""

from collections.abc import Iterator
from decimal import Decimal

from vmo.records import Document, Finding


def check(document: Document) -> Iterator[Finding]:
    """An error for each total that is not the sum of its rounded parts (law 2)."""
    totals = document.totals
    charges = sum((line.amount for line in document.lines), Decimal(0))
    credits_ = sum((one.amount for one in document.credits), Decimal(0))
    tax = sum((one.amount for one in document.taxes), Decimal(0))
    sums = {
        "charges": (totals.charges, charges),
        "credits": (totals.credits, credits_),
        "bonus": (totals.bonus, sum((one.amount for one in document.bonuses), Decimal(0))),
        "tax": (totals.tax, tax),
        "net": (totals.net, charges - credits_ + totals.bonus),
        "gross": (totals.gross, charges - credits_ + totals.bonus + tax),
    }
    for name, (found, expected) in sums.items():
        if found != expected:
            yield _finding(document, f"{name} does not add up", found, expected)
    for name in ("charges", "credits", "bonus", "net", "tax", "gross") if document.chargeback else ():
        borne = sum((getattr(one, name) for one in document.chargeback), Decimal(0))
        if borne != getattr(totals, name):
            yield _finding(document, f"the business units do not bear the {name}", borne, getattr(totals, name))
    at_risk = sum((one.amount for one in document.credits if one.capped), Decimal(0))
    if document.at_risk_percent is not None and at_risk > totals.at_risk:
        yield _finding(document, "credits exceed the amount at risk", at_risk, totals.at_risk)
    for cap in document.caps:
        under = [one for one in document.credits if one.capped and cap.measure in ("", one.measure)]
        held = sum((one.amount for one in under), Decimal(0))
        most = max(cap.limit, Decimal(0))
        if held > most:
            yield _finding(document, f"credits exceed the cap of the {cap.measure or cap.of}", held, most)


def _finding(document: Document, what: str, found: Decimal, expected: Decimal) -> Finding:
    action = "do not issue it; report the difference"
    return Finding("totals_add_up", "error", document.id, what, f"{found:f}", f"{expected:f}", action)
