"""Credits, totals and tax, second calculation, from domain.md 3.6, 3.11 and decisions M2, M8.

Whole minor units throughout: `places` is the exponent of the currency (2 for USD, 0 for JPY, 3 for KWD).

>>> owed = at_risk(Decimal("125030.00"), Decimal(10))
>>> uncapped = [credit(owed, share=Fraction(60, 100), severity=Fraction(28, 100), multiplier=1, places=2)]
>>> uncapped, capped(uncapped, owed, 2)
([Decimal('2100.50')], [Decimal('2100.50')])
>>> credit(owed, share=Fraction(60, 100), severity=Fraction(3, 2), multiplier=1, places=2)
Traceback (most recent call last):
vmo.records.RefusedError: severity: found 3/2, expected a share between 0 and 1
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from vmo.records import RefusedError

Number = Fraction | Decimal | int
MOST_PLACES = 40


def at_risk(base: Number, percent: Number) -> Fraction:
    """Exact amount at risk: the charges of the base x percent / 100."""
    return Fraction(base) * Fraction(percent) / 100


def credit(
    owed: Number,
    *,
    share: Number,
    severity: Number,
    multiplier: Number,
    places: int,
    days: int = 1,
    window_days: int = 1,
) -> Decimal:
    """One credit before the cap: at-risk x share x severity x multiplier x part of the days, half up."""
    if not 0 <= severity <= 1:
        raise RefusedError([f"severity: found {severity}, expected a share between 0 and 1"])
    part = Fraction(share) * Fraction(severity) * Fraction(multiplier) * Fraction(days, window_days)
    exact = Fraction(owed) * part
    return half_up(exact, places)


def capped(uncapped: Sequence[Decimal], cap: Number, places: int) -> list[Decimal]:
    """The credits, never more than the cap (rounded down), split by largest remainder, ties to the first."""
    units = [_units_down(amount, places) for amount in uncapped]
    most = _units_down(cap, places)
    if sum(units) <= most:
        return [_amount(one, places) for one in units]
    return apportioned(_amount(most, places), uncapped, places)


def apportioned(whole: Decimal, weights: Sequence[Number], places: int) -> list[Decimal]:
    """An amount in minor units over weights of any size, by largest remainder, ties to the first.

    >>> apportioned(Decimal("1.00"), [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)], 2)
    [Decimal('0.34'), Decimal('0.33'), Decimal('0.33')]
    """
    units, together = _units_down(whole, places), sum((Fraction(weight) for weight in weights), Fraction(0))
    quotas = [units * Fraction(weight) / Fraction(together) for weight in weights]
    shares = [quota.numerator // quota.denominator for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda i: shares[i] - quotas[i])
    for i in by_remainder[: units - sum(shares)]:
        shares[i] += 1
    return [_amount(share, places) for share in shares]


def tax(base: Number, rate: Number, places: int, mode: str = "half_up") -> Decimal:
    """Tax of one category and rate (percent) on its base, rounded once; `mode` half_up or down."""
    if mode not in ("half_up", "down"):
        raise RefusedError([f"mode: found {mode!r}, expected half_up or down"])
    exact = Fraction(base) * Fraction(rate) / 100
    return half_up(exact, places) if mode == "half_up" else down(exact, places)


def total(amounts: Iterable[Decimal], places: int) -> Decimal:
    """Sum of rounded amounts; raises RefusedError where one of them is finer than a minor unit."""
    units = 0
    for amount in amounts:
        exact = Fraction(amount) * 10**places
        if exact.denominator != 1:
            raise RefusedError([f"amount: found {amount}, expected at most {places} places; round it first"])
        units += exact.numerator
    return _amount(units, places)


def half_up(exact: Number, places: int) -> Decimal:
    """The nearest minor unit, halves away from zero.

    >>> half_up(Fraction(1, 8), 2), half_up(Fraction(-1, 8), 2), half_up(Decimal("99.5"), 0)
    (Decimal('0.13'), Decimal('-0.13'), Decimal('100'))
    """
    scaled = Fraction(exact) * 10**places
    above, below = abs(scaled.numerator), scaled.denominator
    units = (2 * above + below) // (2 * below)
    return _amount(-units if scaled < 0 else units, places)


def down(exact: Number, places: int) -> Decimal:
    """The minor unit towards zero.

    >>> down(Fraction(10, 3), 3), down(Fraction(-10, 3), 0)
    (Decimal('3.333'), Decimal('-3'))
    """
    return _amount(_units_down(exact, places), places)


def exact(number: Fraction) -> Decimal:
    """A fraction that ends as a decimal; raises RefusedError for one that does not.

    >>> exact(Fraction(17, 200))
    Decimal('0.085')
    """
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
        if places > MOST_PLACES:
            raise RefusedError([f"rate: found {number}, which has no end as a decimal"])
    return _amount(int(number * 10**places), places)


def _units_down(exact: Number, places: int) -> int:
    scaled: Fraction = Fraction(exact) * 10**places
    units = abs(scaled.numerator) // scaled.denominator
    return -units if scaled < 0 else units


def _amount(units: int, places: int) -> Decimal:
    """Whole minor units as an amount, whatever the precision of the decimal context."""
    return Decimal((int(units < 0), tuple(map(int, str(abs(units)))), -places))
