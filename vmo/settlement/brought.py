"""Brought: an amount that credits of another month came to, as one credit of this one."""

from decimal import Decimal
from fractions import Fraction

from vmo.records import Credit
from vmo.settlement.performance import Performance


def brought(
    performance: Performance, measure: str, amount: Decimal, clause: str, out_of: str, *, capped: bool
) -> Credit:
    """The whole amount, weighed by nothing of this month; `out_of` says where it is from."""
    return Credit(
        measure=measure,
        first=performance.first,
        last=performance.last,
        severity=Fraction(amount),
        multiplier=Fraction(1),
        share=Fraction(1),
        days=performance.days,
        window_days=performance.days,
        uncapped=amount,
        amount=amount,
        clause=clause,
        curve=out_of,
        returns="money",
        base=Fraction(1),
        capped=capped,
    )
