"""Mann-Kendall: does a series rise more steadily than chance would have it? Exact, with ties, at any length.

Without a trend every order of the values is equally likely. S counts the pairs that rise less those that fall; with T
pairs of unlike values and D of them falling, S = T − 2D. The orders of a sample with ties, by their falling pairs, are the
coefficients of a Gaussian multinomial, so the tail is counted and never approximated: not above 10 values either, where
others change to the normal distribution (domain.md 2.3; decision Q6).

>>> rising = [Fraction(one) for one in (80, 80, 80, 81, 81, 81)]
>>> statistic(rising), upper_tail(rising)
(9, Fraction(1, 20))
>>> upper_tail([])
Traceback (most recent call last):
ValueError: a trend needs at least one value
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations


def statistic(values: Sequence[Fraction]) -> int:
    """S: over all pairs in time, +1 where the later value is higher, −1 where it is lower, 0 where they are equal."""
    return sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))


def upper_tail(values: Sequence[Fraction]) -> Fraction:
    """The chance of an S at least as high among all orders of these values: the one-sided p, as an exact fraction."""
    if not values:
        raise ValueError("a trend needs at least one value")
    return tail_at(list(Counter(values).values()), statistic(values))


def tail_at(ties: Sequence[int], s: int) -> Fraction:
    """The chance of S ≥ s in a sample whose equal values come in groups of these sizes.

    >>> tail_at([1] * 6, 11), tail_at([1] * 7, 13)
    (Fraction(1, 36), Fraction(29, 840))
    """
    orders = by_falling_pairs(ties)
    unlike = len(orders) - 1
    return Fraction(sum(count for falling, count in enumerate(orders) if unlike - 2 * falling >= s), sum(orders))


def by_falling_pairs(ties: Sequence[int]) -> list[int]:
    """How many orders of the sample have 0, 1, 2 … falling pairs.

    The product of Gaussian binomials (1 − q^(N+1)) … (1 − q^(N+m)) / (1 − q) … (1 − q^m), a group at a time; each
    division leaves no rest.

    >>> by_falling_pairs([1, 1, 1]), by_falling_pairs([2, 1])
    ([1, 2, 2, 1], [1, 1, 1])
    """
    orders, before = [1], 0
    for group in ties:
        for i in range(1, group + 1):
            orders = _divided(_times(orders, before + i), i)
        before += group
    return orders


def _times(series: list[int], power: int) -> list[int]:
    """The series times 1 − q^power."""
    padded = [*series, *([0] * power)]
    return [one - (padded[i - power] if i >= power else 0) for i, one in enumerate(padded)]


def _divided(series: list[int], power: int) -> list[int]:
    """The series divided by 1 − q^power, which it holds as a factor."""
    found: list[int] = []
    for i, one in enumerate(series[: len(series) - power]):
        found.append(one + (found[i - power] if i >= power else 0))
    return found
