"""Sampling: what a random sample proves of the whole that it was drawn from (domain.md 1.5, decision Q5).

The Wilson interval of a share, two-sided unless told otherwise. A target is compared exactly: t lies within the interval
if and only if (p - t)² <= z² t (1 - t) / n, all of it fractions. The bounds themselves are roots, told for reading only.
Above 5 % of a whole of known size the exact hypergeometric bounds take its place, in whole units of that size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import comb, isqrt
from typing import Literal

from vmo.money import for_reading
from vmo.records import RefusedError, Sampled

Word = Literal["proven met", "indistinguishable", "proven missed"]
Side = Literal["two-sided", "one-sided"]

# Quantiles of the normal distribution as domain.md 1.5 and common tables give them.
Z: dict[tuple[int, Side], Fraction] = {
    (90, "two-sided"): Fraction("1.645"),
    (95, "two-sided"): Fraction("1.96"),
    (99, "two-sided"): Fraction("2.576"),
    (90, "one-sided"): Fraction("1.282"),
    (95, "one-sided"): Fraction("1.645"),
    (99, "one-sided"): Fraction("2.326"),
}
ROOT_PLACES = 18
LARGE_SHARE = Fraction(5, 100)


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the whole: `size` units, of which `n` were drawn at random and `hits` had what is counted."""

    size: int
    n: int
    hits: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A share of a random sample. `effective` is n, or less where strata were drawn at different rates; `size` the whole."""

    share: Fraction
    n: int
    effective: Fraction
    size: int | None = None


def simple(hits: int, n: int, size: int | None = None) -> Sample | None:
    """A simple random sample; None where nothing was drawn.

    >>> simple(144, 150).share, simple(0, 0)
    (Fraction(24, 25), None)
    >>> simple(3, 2)
    Traceback (most recent call last):
    vmo.records.RefusedError: found 3 hits of 2 drawn from unknown, expected 0 <= hits <= n <= size
    """
    if not 0 <= hits <= n or (size is not None and n > size):
        found = "unknown" if size is None else size
        raise RefusedError([f"found {hits} hits of {n} drawn from {found}, expected 0 <= hits <= n <= size"])
    return Sample(Fraction(hits, n), n, Fraction(n), size) if n else None


def stratified(strata: Sequence[Stratum]) -> Sample | None:
    """Shares weighted by the size of their strata: Σ N_h p_h / Σ N_h; None where a stratum has no drawn unit.

    The effective n is 1 / Σ (W_h² / n_h), W_h the stratum's part of the whole: n itself where every stratum was drawn
    at the same rate, and never more.

    >>> sample = stratified([Stratum(900, 10, 9), Stratum(100, 10, 5)])
    >>> sample.share, sample.n, sample.effective
    (Fraction(43, 50), 20, Fraction(500, 41))
    """
    if not strata or not all(one.n for one in strata):
        return None
    whole = sum(one.size for one in strata)
    weights = [Fraction(one.size, whole) for one in strata]
    share = sum((w * Fraction(one.hits, one.n) for w, one in zip(weights, strata, strict=True)), Fraction(0))
    spread = sum((w * w / Fraction(one.n) for w, one in zip(weights, strata, strict=True)), Fraction(0))
    return Sample(share, sum(one.n for one in strata), 1 / Fraction(spread), whole)


def method(sample: Sample) -> Literal["wilson", "hypergeometric"]:
    """Which bounds hold: above 5 % of a known whole the hypergeometric ones, Wilson's where strata weigh unlike."""
    if sample.size is None or sample.effective != sample.n:
        return "wilson"
    return "hypergeometric" if sample.n > LARGE_SHARE * sample.size else "wilson"


def interval(sample: Sample, *, confidence: int = 95, side: Side = "two-sided") -> tuple[Fraction, Fraction]:
    """Lower and upper bound of the share, for reading; one-sided, each bound alone has the confidence.

    Wilson's roots are cut after 18 places; nothing may be compared with them. Hypergeometric bounds are exact.

    >>> from vmo.money import for_reading
    >>> [str(for_reading(100 * bound, 1)) for bound in interval(simple(144, 150))]
    ['91.5', '98.2']
    """
    z = _z(confidence, side)
    if method(sample) == "hypergeometric":
        low, high = _counts(sample, _tail(confidence, side))
        return Fraction(low, sample.size or 1), Fraction(high, sample.size or 1)
    p, n = sample.share, sample.effective
    half = _root(p * (1 - p) * n + z * z / Fraction(4)) * z
    middle = p * n + z * z / Fraction(2)
    return max((middle - half) / Fraction(n + z * z), Fraction(0)), min(
        (middle + half) / Fraction(n + z * z), Fraction(1)
    )


def word(
    sample: Sample,
    target: Fraction,
    direction: Literal["higher", "lower"],
    *,
    confidence: int = 95,
    side: Side = "two-sided",
) -> Word:
    """What the sample proves of a target, a share; exact.

    >>> word(simple(60, 60), Fraction(95, 100), "higher"), word(simple(60, 60), Fraction(95, 100), "higher", side="one-sided")
    ('indistinguishable', 'proven met')
    """
    z = _z(confidence, side)
    p = sample.share
    if direction == "lower":
        return word(_turned(sample), 1 - target, "higher", confidence=confidence, side=side)
    if method(sample) == "hypergeometric":
        low, high = _counts(sample, _tail(confidence, side))
        aimed = target * (sample.size or 0)
        return "proven met" if low >= aimed else "proven missed" if high < aimed else "indistinguishable"
    if target <= 0:
        return "proven met"
    if target > 1:
        return "proven missed"
    distance, reach = (p - target) ** 2, z * z * target * (1 - target) / Fraction(sample.effective)
    if p > target and distance >= reach:
        return "proven met"
    return "proven missed" if p < target and distance > reach else "indistinguishable"


def told(
    sample: Sample | None,
    expected: Decimal | None,
    direction: str,
    scale: int,
    *,
    confidence: int = 95,
    side: Side = "two-sided",
) -> Sampled | None:
    """What a sample says of the whole, in the unit of the measure; None of an empty one.

    >>> print(*(getattr(told(simple(144, 150), Decimal(90), "higher", 100), name) for name in ("low", "high", "word")))
    91.548546 98.154109 proven met
    """
    if sample is None:
        return None
    low, high = (for_reading(bound * scale) for bound in interval(sample, confidence=confidence, side=side))
    aimed = None if expected is None else Fraction(expected) / Fraction(scale)
    better: Literal["higher", "lower"] = "lower" if direction == "lower" else "higher"
    said = (
        None
        if aimed is None or direction not in ("higher", "lower")
        else word(sample, aimed, better, confidence=confidence, side=side)
    )
    return Sampled(sample.n, low, high, said, method(sample), confidence, side, sample.effective, sample.size)


def nps_error(promoters: int, detractors: int, n: int) -> Fraction | None:
    """Standard error of a net promoter score, a share, for reading: √((p + d - (p - d)²) / n); None without answers.

    >>> nps_error(2, 1, 4) == _root(Fraction(11, 64)), nps_error(0, 0, 0)
    (True, None)
    """
    if not n:
        return None
    p, d = Fraction(promoters, n), Fraction(detractors, n)
    return _root((p + d - (p - d) ** 2) / Fraction(n))


def told_of_net(promoters: int, detractors: int, n: int, scale: int) -> Sampled | None:
    """What answers say of a net promoter score, in its unit: 1.96 standard errors either way, within its scale.

    >>> said = told_of_net(50, 20, 100, 100)
    >>> print(said.error, said.low, said.high, said.word)
    7.810250 14.691911 45.308089 None
    >>> told_of_net(0, 0, 0, 100) is None
    True
    """
    error = nps_error(promoters, detractors, n)
    if error is None:
        return None
    net, reach = Fraction(promoters - detractors, n), error * _z(95, "two-sided")
    low, high = max(net - reach, Fraction(-1)), min(net + reach, Fraction(1))
    bounds = for_reading(low * scale), for_reading(high * scale)
    return Sampled(n, *bounds, None, "normal", effective=Fraction(n), error=for_reading(error * scale))


def _turned(sample: Sample) -> Sample:
    """The sample of the opposite: lower is better of a share where higher is better of the rest."""
    return Sample(1 - sample.share, sample.n, sample.effective, sample.size)


def _counts(sample: Sample, tail: Fraction) -> tuple[int, int]:
    """The least and the greatest number of hits in the whole under which the sample is no rarer than the tail."""
    size, n, hits = sample.size or 0, sample.n, int(sample.share * sample.n)
    low = _least(hits, size - (n - hits), lambda whole: _at_least(hits, n, whole, size) > tail)
    misses = n - hits
    return low, size - _least(misses, size - hits, lambda whole: _at_least(misses, n, whole, size) > tail)


def _least(first: int, last: int, holds: Callable[[int], bool]) -> int:
    """The least number from first to last that holds, where all above it do as well."""
    while first < last:
        middle = (first + last) // 2
        first, last = (first, middle) if holds(middle) else (middle + 1, last)
    return first


def _at_least(hits: int, n: int, whole: int, size: int) -> Fraction:
    """The chance that n drawn of `size`, of which `whole` are hits, hold `hits` or more."""
    begin, end = max(hits, n - (size - whole)), min(n, whole)
    if begin > end:
        return Fraction(0)
    term = comb(whole, begin) * comb(size - whole, n - begin)
    ways = 0
    for x in range(begin, end + 1):
        ways += term
        term = term * (whole - x) * (n - x) // ((x + 1) * (size - whole - n + x + 1)) if x < end else 0
    return Fraction(ways, comb(size, n))


def _tail(confidence: int, side: Side) -> Fraction:
    rest = Fraction(100 - confidence, 100)
    return rest * Fraction(1, 2) if side == "two-sided" else rest


def _z(confidence: int, side: Side) -> Fraction:
    if (confidence, side) not in Z:
        known = ", ".join(f"{level} {name}" for level, name in Z)
        raise RefusedError([f"confidence: found {confidence} {side}, expected one of {known}"])
    return Z[confidence, side]


def _root(square: Fraction) -> Fraction:
    """The square root, cut after 18 places."""
    ten = 10**ROOT_PLACES
    return Fraction(isqrt(square.numerator * ten * ten // square.denominator), ten)
