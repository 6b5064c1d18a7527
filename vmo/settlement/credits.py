"""Credits: what is at risk, and what each miss costs before the caps (domain.md 3.6, 3.7; decisions M2, M3, M8).

Each credit rounds once. Contract-wide terms are those of the window's first day.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo import plugins
from vmo.money import rounded, shared_out
from vmo.records import Attainment, Credit
from vmo.settlement.curve import curve_under
from vmo.terms import Contract, clause

ZERO = Decimal(0)
GRADE = "grade"


def at_risk_amount(contract: Contract, first: date, base: Decimal) -> Fraction:
    """Percent of the base, exact; nothing where the contract puts no percentage at risk."""
    credits_ = contract.told.credits
    if credits_ is None or credits_.at_risk_percent is None:
        return Fraction(0)
    return Fraction(base) * Fraction(credits_.at_risk_percent.on(first)) / 100


def credited(
    contract: Contract, first: date, attainments: Sequence[Attainment], base: Decimal, at_risk: Fraction
) -> list[Credit]:
    """A credit for each attainment that bears one, and that of the grade, before the caps."""
    if contract.told.credits is None:
        return []
    owed = [_credit(contract, first, one, at_risk) for one in attainments if one.credit_bearing and one.severity]
    return [*_priced_points(contract, first, owed, base), *_grade(contract, first, attainments, base)]


def _credit(contract: Contract, first: date, one: Attainment, at_risk: Fraction) -> Credit:
    told = contract.told.credits
    assert told is not None
    curve = curve_under(told, one.id, first)
    allocation = told.allocation.entry(first) if told.allocation else None
    share = Fraction(allocation.value[one.id]) / 100 if allocation and curve.returns == "share" else Fraction(1)
    found = Credit(
        measure=one.id,
        first=one.first,
        last=one.last,
        severity=one.severity or Fraction(0),
        multiplier=one.multiplier,
        share=share,
        days=one.days if curve.by_days else one.window_days,
        window_days=one.window_days,
        uncapped=ZERO,
        amount=ZERO,
        clause=clause(
            [
                allocation.ref if allocation and curve.returns == "share" else "",
                told.curves.entry(first).ref if told.curves else "",
            ]
        ),
        curve=curve.told,
        returns=curve.returns,
        base=at_risk if curve.returns == "share" else Fraction(1 if curve.returns == "money" else 0),
        capped=curve.capped,
    )
    amount = rounded(found.exact, contract.told.currency)
    return replace(found, uncapped=amount, amount=amount)


def _priced_points(contract: Contract, first: date, owed: Sequence[Credit], base: Decimal) -> list[Credit]:
    """The credits in their order, those of points for their part of what all points of the month cost together.

    The percentage of the table is taken once and rounded once; the parts are shared out by points, to the cent. Without a
    table points cost nothing.
    """
    table = contract.told.credits.points_table if contract.told.credits else None
    points = {i: Fraction(one.days, one.window_days) * one.severity * one.multiplier for i, one in enumerate(owed)}
    points = {i: one for i, one in points.items() if owed[i].returns == "points"}
    if not points or table is None:
        return [one for one in owed if one.returns != "points"]
    entry, together = table.entry(first), sum(points.values(), Fraction(0))
    percent: Fraction = plugins.find("curves", "points").percent(
        points=together, bands=entry.value.bands, closed=entry.value.closed
    )
    cost = Fraction(base) * percent / 100
    shares = dict(
        zip(
            points,
            shared_out(rounded(cost, contract.told.currency), [*points.values()], contract.told.currency),
            strict=True,
        )
    )
    return [
        replace(
            one,
            base=cost / Fraction(together),
            uncapped=shares[i],
            amount=shares[i],
            clause=clause([one.clause, entry.ref]),
        )
        if i in shares
        else one
        for i, one in enumerate(owed)
    ]


def _grade(contract: Contract, first: date, attainments: Sequence[Attainment], base: Decimal) -> list[Credit]:
    """What the month's grade does not pay; one credit, for it is of no single measure."""
    told = contract.told.credits
    if told is None or told.grade is None or not attainments:
        return []
    entry, curve = told.grade.entry(first), plugins.find("curves", GRADE)
    scores = {name: _score(contract, name, attainments) for name in entry.value.weights}
    withheld = curve.severity(scores=scores, weights=entry.value.weights, bands=entry.value.bands)
    if not withheld:
        return []
    score = curve.score(scores=scores, weights=entry.value.weights)
    grade = curve.graded(score=score, bands=entry.value.bands)["grade"]
    days = attainments[0].window_days
    found = Credit(
        measure=GRADE,
        first=min(one.first for one in attainments),
        last=max(one.last for one in attainments),
        severity=withheld,
        multiplier=Fraction(1),
        share=Fraction(1),
        days=days,
        window_days=days,
        uncapped=ZERO,
        amount=ZERO,
        clause=entry.ref,
        curve=f"{GRADE} {grade}",
        returns="percent_of_charges",
        base=Fraction(base),
        capped=curve.CAPPED,
    )
    amount = rounded(found.exact, contract.told.currency)
    return [replace(found, uncapped=amount, amount=amount)]


def _score(contract: Contract, name: str, attainments: Sequence[Attainment]) -> Fraction | None:
    """A measure's value in the window: that of its parts, by their days; by clause no data scores nothing."""
    by_clause = contract.told.on_no_data == "miss"
    values = [
        (one.days, Fraction(0) if by_clause and one.state == "no_data" else one.value)
        for one in attainments
        if one.id == name
    ]
    parts = [(days, value) for days, value in values if value is not None]
    days = sum(one for one, _ in parts)
    return sum((Fraction(own) * value for own, value in parts), Fraction(0)) / Fraction(days) if days else None
