"""Second calculation: every quantity, attainment, credit and total comes out the same a second way

>>> from types import SimpleNamespace as A
>>> from datetime import date
>>> from decimal import Decimal
>>> from vmo.records import Ratio
>>> day = date(2026, 10, 1)
>>> one = A(id="sl", first=day, numerator=Decimal(8), denominator=Decimal(10), state="met")
>>> document = A(id="x/2026-10/1", attainments=[one], lines=[], credits=[], totals="T")
>>> proof = A(ratios={("sl", day): Ratio(8, 10)}, states={("sl", day): "met"}, quantities={}, amounts={}, credits={}, totals="T")
>>> list(check(document, recalculation=proof))
[]
>>> proof.ratios["sl", day] = Ratio(7, 10)
>>> [str(found) for found in check(document, recalculation=proof)][0]
'x/2026-10/1: sl from 2026-10-01: the second calculation differs: found 8/10, expected 7/10; do not issue it; report both figures'
"""

from collections.abc import Iterator
from typing import Any

from vmo.records import Document, Finding, Recalculation

SECONDS = {"min": 60, "s": 1}


def check(document: Document, *, recalculation: Recalculation) -> Iterator[Finding]:
    """An error for each figure on which the two calculations do not agree exactly."""
    for what, found, expected in _pairs(document, recalculation):
        if found != expected:
            action = "do not issue it; report both figures"
            sentence = f"{what}: the second calculation differs"
            yield Finding("second_calculation", "error", document.id, sentence, _text(found), _text(expected), action)


def _pairs(document: Document, second: Recalculation) -> Iterator[tuple[str, Any, Any]]:
    for one in document.attainments:
        key = (one.id, one.first)
        what = f"{one.id} from {one.first}"
        ratio = second.ratios[key]
        yield what, (one.numerator, one.denominator), (ratio.numerator, ratio.denominator)
        yield f"{what}, state", one.state, second.states[key]
    for line in document.lines:
        key = (line.id, line.first)
        if key in second.quantities:
            yield (
                f"{line.id} from {line.first}, quantity",
                line.quantity * SECONDS.get(line.unit, 1),
                second.quantities[key],
            )
        yield f"{line.id} from {line.first}, amount", line.amount, second.amounts.get(key)
    yield "credits", {(one.measure, one.first): one.amount for one in document.credits}, second.credits
    yield "totals", document.totals, second.totals


def _text(figure: Any) -> str:
    if isinstance(figure, tuple):
        return "/".join("none" if part is None else f"{part}" for part in figure)
    return "none" if figure is None else str(figure)
