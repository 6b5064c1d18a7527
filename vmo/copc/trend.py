"""Trend: sustained improvement of consecutive months, and its mirror, sustained deterioration (domain.md 2.3).

Improvement is sustained where all hold: at least six months; the exact Mann-Kendall p of the oriented values is at most
alpha; the Theil-Sen slope is above zero and over the window at least the materiality; the last value is better than the
first. Deterioration is the same test of the values turned round: an early warning, no part of the score.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from vmo.copc import mann_kendall, theil_sen
from vmo.copc.aim import Aim
from vmo.copc.autocorrelation import lag_1
from vmo.money import for_reading, plain

LEAST_MONTHS = 6
ALPHA = Fraction(1, 20)
SHARE_OF_GAP = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Trend:
    """What the test of a series says. `slope` is oriented: above zero is better, in the metric's unit per month.

    `p` is the chance of an S as high or higher, `p_worse` of one as low or lower. `materiality` is the change over the
    window that counts. `why_not` says what improvement lacks; it is empty where it is sustained.
    """

    n: int
    s: int
    p: Fraction
    p_worse: Fraction
    slope: Fraction
    materiality: Fraction
    lag_1: Fraction | None
    improving: bool
    deteriorating: bool
    why_not: tuple[str, ...]


def trend(
    values: Sequence[Fraction],
    aim: Aim,
    *,
    materiality: Fraction | None = None,
    share_of_gap: Fraction = SHARE_OF_GAP,
    alpha: Fraction = ALPHA,
) -> Trend:
    """Judge the values of consecutive months, earliest first, in the metric's unit; at least two.

    `materiality` is the change over the window that counts; by default `share_of_gap` of the distance between the first
    value and the aim.

    >>> sl = [Fraction(one) for one in ("76.2", "77.0", "76.8", "78.1", "78.9", "79.4")]
    >>> found = trend(sl, Aim("higher", Fraction(80), None))
    >>> found.s, found.p, found.improving
    (13, Fraction(1, 120), True)
    """
    oriented = [aim.oriented(one) for one in values]
    turned = [-one for one in oriented]
    counts = share_of_gap * abs(aim.bound - oriented[0]) if materiality is None else materiality
    why_not = tuple(_lacks(oriented, counts, alpha, "better"))
    return Trend(
        n=len(oriented),
        s=mann_kendall.statistic(oriented),
        p=mann_kendall.upper_tail(oriented),
        p_worse=mann_kendall.upper_tail(turned),
        slope=theil_sen.slope(oriented),
        materiality=counts,
        lag_1=lag_1(oriented),
        improving=not why_not,
        deteriorating=not any(_lacks(turned, counts, alpha, "worse")),
        why_not=why_not,
    )


def _lacks(values: Sequence[Fraction], materiality: Fraction, alpha: Fraction, way: str) -> Iterator[str]:
    """What the series lacks to rise in earnest."""
    n = len(values)
    p = mann_kendall.upper_tail(values)
    slope = theil_sen.slope(values)
    if n < LEAST_MONTHS:
        yield f"{n} months, at least {LEAST_MONTHS} are needed"
    if p > alpha:
        yield f"p {_read(p)} is above {_read(alpha)}"
    if slope <= 0:
        yield f"the slope is not {way}"
    elif slope * (n - 1) < materiality:
        yield f"slope x {n - 1} months = {_read(slope * (n - 1))} is less than {_read(materiality)}, which would count"
    if values[-1] <= values[0]:
        yield f"the last month is no {way} than the first"


def _read(number: Fraction) -> str:
    return plain(for_reading(number, 4).normalize())
