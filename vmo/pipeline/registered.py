"""Registered: a measure's month as the register of actions is asked for it, and what the actions changed."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from vmo import calendars
from vmo.integrity import acted
from vmo.pipeline.basis import Month
from vmo.pipeline.house import House
from vmo.records import MISSED, Document, Finding, Ratio, State


def registered(month: Month, measure: str, states: Sequence[State]) -> acted.Month:
    """Whether the measure missed, and whether it did in the month before."""
    before, *_ = calendars.months_before(month.period, 1)
    again = any(one.period == before and one.state(measure) in MISSED for one in month.past)
    missed = any(state in MISSED for state in states)
    where = f"{month.contract.id}.{measure}"
    return acted.Month(where, month.period, month.last, missed, before if again else "")


def without_effect(house: House, month: Month, document: Document) -> Iterator[Finding]:
    """The actions that were done before the month, of measures that are no better than in the month that they answer."""
    register = house.portfolio.actions or ()
    for name in month.contract.told.measures if register else ():
        own = [one for one in document.attainments if one.id == name]
        if own and own[0].direction in ("higher", "lower"):
            months = {one.period: _value(one.parts.get(name, ())) for one in month.past}
            months[month.period] = _value(own)
            known = {at: value * own[0].scale for at, value in months.items() if value is not None}
            where = registered(month, name, [one.state for one in own])
            yield from acted.effect(where, register, known, higher=own[0].direction == "higher")


def _value(parts: Sequence[acted.Part]) -> Fraction | None:
    """The ratio of the sums of a month's parts."""
    over = [one.numerator for one in parts if one.numerator is not None]
    under = [one.denominator for one in parts if one.denominator is not None]
    if not parts or len(over) < len(parts):
        return None
    return Ratio(sum(over, Decimal(0)), sum(under, Decimal(0)) if under else None).value
