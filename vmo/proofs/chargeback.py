"""Chargeback, second calculation, from domain.md 4, row 20: direct by unit, shared by a driver, largest remainder

Whole minor units throughout: `places` is the exponent of the currency. Each amount gives every unit what its part comes to,
cut to whole minor units; what is left goes one by one to those that were cut most, to the first of these where they were cut
alike. Where no count tells whose an amount is, all bear it alike. An amount below zero is shared as the same above it.

>>> shared(Decimal("10000.00"), [1, 1, 1], 2)
[Decimal('3333.34'), Decimal('3333.33'), Decimal('3333.33')]
>>> shared(Decimal("-0.05"), [0, 0], 2)
[Decimal('-0.03'), Decimal('-0.02')]
>>> shared(Decimal("0.055"), [1], 2)
Traceback (most recent call last):
vmo.records.RefusedError: 0.055: finer than the minor unit, which an amount of an invoice never is
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.records import Borne, Document, RefusedError

Number = Decimal | Fraction | int
Counts = Mapping[str, Number]


@dataclass(frozen=True)
class Told:
    """What a contract and its rows tell: the driver, the charges that are direct, and counts by unit of charges and of what
    failed.
    """

    driver: str
    direct: tuple[str, ...]
    charges: Mapping[tuple[str, date], Counts]
    failed: Mapping[str, Counts]


def shared(amount: Decimal, weights: Sequence[Number], places: int) -> list[Decimal]:
    """An amount over weights, in minor units."""
    exact = Fraction(amount) * 10**places
    if exact.denominator != 1:
        raise RefusedError([f"{amount}: finer than the minor unit, which an amount of an invoice never is"])
    units, sign = abs(exact.numerator), -1 if amount < 0 else 1
    told = [Fraction(one) for one in weights] if any(weights) else [Fraction(1)] * len(weights)
    cut = [divmod(units * one.numerator * _over(told, one), _under(told)) for one in told]
    given = [whole for whole, _ in cut]
    for nth in sorted(range(len(cut)), key=lambda nth: (-cut[nth][1], nth))[: units - sum(given)]:
        given[nth] += 1
    return [Decimal(sign * one).scaleb(-places) for one in given]


def borne(document: Document, units: Sequence[str], told: Told, places: int) -> Borne:
    """What each unit bears of each amount of the document."""
    driver: dict[str, Fraction] = {}
    for (name, _), counts in told.charges.items():
        for unit, count in counts.items() if name == told.driver else ():
            driver[unit] = driver.get(unit, Fraction(0)) + Fraction(count)

    def parts(amount: Decimal, counts: Counts) -> tuple[Decimal, ...]:
        return tuple(shared(amount, [counts.get(unit, 0) for unit in units], places))

    lines = []
    for line in document.lines:
        name = line.id.split(".")[0]
        counts = told.charges.get((name, line.first), {}) if name in told.direct else {}
        lines.append(parts(line.amount, counts if any(counts.values()) else driver))
    credits_ = [parts(one.amount, told.failed.get(one.measure) or driver) for one in document.credits]
    bonuses = [parts(one.amount, driver) for one in document.bonuses]
    net = {}
    for nth, unit in enumerate(units):
        bears = sum((one[nth] for one in (*lines, *bonuses)), Decimal(0)) - sum(
            (one[nth] for one in credits_), Decimal(0)
        )
        net[unit] = max(bears, Decimal(0))
    taxes = [parts(one.amount, net) for one in document.taxes]
    return Borne(tuple(units), tuple(lines), tuple(credits_), tuple(bonuses), tuple(taxes))


def in_order(units: set[str]) -> list[str]:
    """By name; rows that name none come last."""
    return [*sorted(units - {""}), *([""] if "" in units else [])]


def _common(told: Sequence[Fraction]) -> int:
    common = 1
    for one in told:
        common *= one.denominator
    return common


def _over(told: Sequence[Fraction], one: Fraction) -> int:
    """By how much a weight's numerator grows over the common denominator of all."""
    return _common(told) // one.denominator


def _under(told: Sequence[Fraction]) -> int:
    """The sum of all weights over their common denominator."""
    return sum(one.numerator * _over(told, one) for one in told)
