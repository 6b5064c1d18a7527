"""Numbers that look as if another unit was meant: 0.83 where a level is in percent, 10.000 where a point marks thousands.

Each is read as it is written, and none is refused, for each may be true; lint says how it was read.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from vmo import catalogue
from vmo.terms import ContractText
from vmo.terms.measure import LevelRange

Told = tuple[tuple[str, ...], str]

WHOLE = 100
ONE = 1
A_TENTH = Decimal("0.1")
THOUSAND = 1000
IN_GROUPS = -3  # the exponent of 10.000


def notes(told: ContractText, text: Any) -> Iterator[Told]:
    """(place, sentence) for each; `text` is the contract as its YAML has it."""
    yield from _levels(told)
    yield from _shares(told)
    yield from _thousands(text, ())


def _levels(told: ContractText) -> Iterator[Told]:
    for name, measure in told.measures.items():
        metric = catalogue.metric(measure.metric)
        for day, entry in measure.target.root.items() if measure.target and metric.unit == "%" else ():
            for key in ("expected", "minimum", "critical"):
                level = getattr(entry.value, key)
                if level is None or isinstance(level, LevelRange):
                    continue
                place = ("measures", name, "target", str(day), "value", key)
                if metric.direction == "higher" and level > WHOLE:
                    yield place, f"{level} % is more than all, which {metric.id} hardly reaches"
                elif 0 < level < (ONE if metric.direction == "higher" else A_TENTH):
                    yield place, _meant(level)


def _shares(told: ContractText) -> Iterator[Told]:
    lost = told.credits
    for day, entry in lost.at_risk_percent.root.items() if lost and lost.at_risk_percent else ():
        if 0 < entry.value < ONE:
            yield ("credits", "at_risk_percent", str(day), "value"), _meant(entry.value)
    for day, shares in lost.allocation.root.items() if lost and lost.allocation else ():
        if shares.value and 0 < max(shares.value.values()) <= ONE:
            yield ("credits", "allocation", str(day), "value"), _meant(max(shares.value.values()))
    for day, curves in lost.curves.root.items() if lost and lost.curves else ():
        for name, curve in curves.value.items():
            percents = list(_percents(curve))
            if percents and 0 < max(percents) <= ONE:
                yield ("credits", "curves", str(day), "value", name), _meant(max(percents))
    for day, tax in told.invoice.tax.root.items() if told.invoice and told.invoice.tax else ():
        if 0 < tax.value.rate < ONE:
            yield ("invoice", "tax", str(day), "value", "rate"), _meant(tax.value.rate)


def _percents(curve: Any) -> Iterator[Decimal]:
    """What the bands of a curve cost."""
    if isinstance(curve, dict):
        percent = curve.get("percent")
        if isinstance(percent, int | Decimal) and not isinstance(percent, bool):
            yield Decimal(percent)
        for inner in curve.values():
            yield from _percents(inner)
    for inner in curve if isinstance(curve, list) else ():
        yield from _percents(inner)


def _thousands(told: Any, place: tuple[str, ...]) -> Iterator[Told]:
    if (
        isinstance(told, Decimal)
        and told.as_tuple().exponent == IN_GROUPS
        and told == int(told)
        and 0 < told < THOUSAND
    ):
        yield (
            place,
            f"{told} is {int(told)}, for a point marks decimals; write {int(told * THOUSAND)} where that is meant",
        )
    for key, inner in told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ():
        yield from _thousands(inner, (*place, str(key)))


def _meant(number: Decimal) -> str:
    shown = (number * WHOLE).normalize()
    return f"{number} is {number} %; write {shown:f} where {shown:f} % is meant"
