"""Second calculation: every quantity, attainment, credit and total comes out the same a second way

>>> from types import SimpleNamespace as A
>>> from datetime import date
>>> from decimal import Decimal
>>> from vmo.records import Ratio
>>> day = date(2026, 10, 1)
>>> one = A(id="sl", first=day, numerator=Decimal(8), denominator=Decimal(10), state="met")
>>> document = A(id="x/2026-10/1", attainments=[one], lines=[], credits=[], bonuses=[], rights=[], proposals=[], totals="T")
>>> proof = A(ratios={("sl", day): Ratio(8, 10)}, states={("sl", day): "met"}, quantities={}, amounts={}, credits={}, waiting={}, relieved={}, bonuses={}, rights=set(), proposals=set(), totals="T")
>>> list(check(document, recalculation=proof))
[]
>>> proof.ratios["sl", day] = Ratio(7, 10)
>>> [str(found) for found in check(document, recalculation=proof)][0]
'x/2026-10/1: sl from 2026-10-01: the second calculation differs: found 8/10, expected 7/10; do not issue it; report both figures'
"""

from collections.abc import Iterator
from typing import Any

from vmo.records import Document, Finding, Judged, Recalculation

SAID = {"without": "without relief", "hoped": "with what is pending"}


def check(document: Document, *, recalculation: Recalculation) -> Iterator[Finding]:
    """An error for each figure on which the two calculations do not agree exactly."""
    for what, found, expected in _pairs(document, recalculation):
        if found != expected:
            action = "do not issue it; report both figures"
            sentence = f"{what}: the second calculation differs"
            yield Finding("second_calculation", "error", document.id, sentence, _text(found), _text(expected), action)


def _pairs(document: Document, second: Recalculation) -> Iterator[tuple[str, Any, Any]]:
    judged = {(one.id, one.first): one for one in document.attainments}
    for (name, first), ratio in second.ratios.items():
        one, what = judged.pop((name, first), None), f"{name} from {first}"
        yield what, one and (one.numerator, one.denominator), (ratio.numerator, ratio.denominator)
        yield f"{what}, state", one and one.state, second.states[name, first]
    yield from _relieved(document, second)
    yield "other measures", [f"{name} from {first}" for name, first in judged], []
    lines = {(one.id, one.first): one for one in document.lines}
    for (name, first), quantity in second.quantities.items():
        line = lines.get((name, first))
        yield f"{name} from {first}, quantity", line and line.counted, quantity
    for (name, first), amount in second.amounts.items():
        line = lines.pop((name, first), None)
        yield f"{name} from {first}, amount", line and line.amount, amount
    yield "other lines", [f"{name} from {first}" for name, first in lines], []
    yield "credits", {(one.measure, one.first): one.amount for one in document.credits}, second.credits
    later = {
        (one.measure, one.first): one.carried for one in document.credits if (one.measure, one.first) in second.waiting
    }
    yield "credits on the next bill", later, second.waiting
    yield "bonuses", {(one.measure, one.first): one.amount for one in document.bonuses}, second.bonuses
    rights = {(one.rule, one.measure, one.right_accrued_on, one.right_expires_on) for one in document.rights}
    yield "rights to terminate", rights, second.rights
    yield "proposed levels", {(one.measure, one.proposed) for one in document.proposals}, second.proposals
    yield "totals", document.totals, second.totals


def _relieved(document: Document, second: Recalculation) -> Iterator[tuple[str, Any, Any]]:
    """The figures without relief, and with what is hoped for; where nothing is told of it, those are the figures themselves."""
    for word, figures in second.relieved.items():
        for one in document.attainments:
            told = getattr(one.relieved, word, None)
            if (one.id, one.first) in figures:
                own = told or Judged(one.numerator, one.denominator, one.state)
                yield f"{one.id} from {one.first}, {SAID[word]}", own, figures[one.id, one.first]
            elif told:
                yield f"{one.id} from {one.first}, {SAID[word]}", told, None


def _text(figure: Any) -> str:
    if isinstance(figure, Judged):
        return f"{_text((figure.numerator, figure.denominator))} {figure.state}"
    if isinstance(figure, tuple):
        return "/".join("none" if part is None else f"{part}" for part in figure)
    return "none" if figure is None else str(figure)
