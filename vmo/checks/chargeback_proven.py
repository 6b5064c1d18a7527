"""Chargeback proven: what each business unit bears of each amount comes out the same a second way

>>> from types import SimpleNamespace as A
>>> D = Decimal
>>> told = Borne(("care", ""), ((D("6.67"), D("3.33")),), (), (), ())
>>> document = A(id="x/2026-10/1", borne=told, lines=[A(id="voice")], credits=[], bonuses=[], taxes=[])
>>> list(check(document, borne_again=told)), list(check(document, borne_again=None))
([], [])
>>> other = Borne(("care", ""), ((D("6.66"), D("3.34")),), (), (), ())
>>> [str(one).partition(";")[0] for one in check(document, borne_again=other)]
['x/2026-10/1: voice, as care bears it: found 6.67, expected 6.66', 'x/2026-10/1: voice, as no unit bears it: found 3.33, expected 3.34']
"""

from collections.abc import Iterator
from decimal import Decimal

from vmo.records import Borne, Document, Finding


def check(document: Document, *, borne_again: Borne | None) -> Iterator[Finding]:
    """An error for each share on which the two calculations do not agree exactly; nothing where it is not proven."""
    told, second = document.borne, borne_again
    if told is None or second is None:
        return
    if told.units != second.units:
        yield _finding(document, "the business units", ", ".join(told.units), ", ".join(second.units))
        return
    for names, parts, others in (
        ([one.id for one in document.lines], told.lines, second.lines),
        ([one.measure for one in document.credits], told.credits, second.credits),
        ([one.measure for one in document.bonuses], told.bonuses, second.bonuses),
        ([one.category for one in document.taxes], told.taxes, second.taxes),
    ):
        for name, own, proven in zip(names, parts, others, strict=True):
            for unit, share, expected in zip(told.units, own, proven, strict=True):
                if share != expected:
                    yield _amount(document, f"{name}, as {unit or 'no unit'} bears it", share, expected)


def _amount(document: Document, what: str, found: Decimal, expected: Decimal) -> Finding:
    return _finding(document, what, f"{found:f}", f"{expected:f}")


def _finding(document: Document, what: str, found: str, expected: str) -> Finding:
    action = "do not send the statements; report both figures"
    return Finding("chargeback_proven", "error", document.id, what, found, expected, action)
