"""Statements tie: what the business units bear, unit by unit and amount by amount, is the invoice to the minor unit

>>> from types import SimpleNamespace as A
>>> from vmo.records import Totals
>>> D = Decimal
>>> line, credit = A(id="voice", amount=D("10.00")), A(measure="sl", amount=D("1.00"))
>>> totals = Totals(D(10), D(0), D(1), D(0), D("9.00"), D(0), D("9.00"))
>>> units = [A(unit="care", net=D("6.00"), gross=D("6.00")), A(unit="", net=D("3.00"), gross=D("3.00"))]
>>> told = A(units=("care", ""), lines=((D("6.67"), D("3.33")),), credits=((D("0.67"), D("0.33")),), bonuses=(), taxes=())
>>> document = A(id="x/2026-10/1", lines=[line], credits=[credit], bonuses=[], taxes=[], totals=totals, chargeback=units, borne=told)
>>> list(check(document))
[]
>>> document.borne = A(units=("care", ""), lines=((D("6.68"), D("3.33")),), credits=told.credits, bonuses=(), taxes=())
>>> [str(one).partition(";")[0] for one in check(document)]
['x/2026-10/1: the units do not bear voice: found 10.01, expected 10.00', 'x/2026-10/1: care bears another net: found 6.01, expected 6.00']
"""

from collections.abc import Iterator
from decimal import Decimal

from vmo.records import Document, Finding

ZERO = Decimal(0)


def check(document: Document) -> Iterator[Finding]:
    """An error for each amount that the units do not bear whole, and each unit whose amounts are not what it bears in all."""
    told = document.borne
    if told is None:
        return
    groups = (
        ([(one.id, one.amount) for one in document.lines], told.lines, 1),
        ([(one.measure, one.amount) for one in document.credits], told.credits, -1),
        ([(one.measure, one.amount) for one in document.bonuses], told.bonuses, 1),
        ([(one.category, one.amount) for one in document.taxes], told.taxes, 0),
    )
    net = dict.fromkeys(told.units, ZERO)
    for amounts, parts, sign in groups:
        for (name, amount), own in zip(amounts, parts, strict=True):
            if (found := sum(own, ZERO)) != amount:
                yield _finding(document, f"the units do not bear {name}", found, amount)
            for unit, part in zip(told.units, own, strict=True):
                net[unit] += sign * part
    for one in document.chargeback:
        if net[one.unit] != one.net:
            yield _finding(document, f"{one.unit or 'no unit'} bears another net", net[one.unit], one.net)


def _finding(document: Document, what: str, found: Decimal, expected: Decimal) -> Finding:
    action = "do not send the statements; report the difference"
    return Finding("statements_tie", "error", document.id, what, f"{found:f}", f"{expected:f}", action)
