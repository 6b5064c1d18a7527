"""Lines: a count at a rate, in the unit of the price where that ends after some decimals.

A third of a minute has no exact decimal, so such a line shows seconds at a rate for 60 of them: the base quantity of
EN 16931 (BT-149). What is billed by the second, as hours are, shows seconds in every month, also where they happen to make a
decimal; its text tells the hours or minutes beside them, to be read and not to be multiplied.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from vmo.money import for_reading, plain
from vmo.records import Priced, Unit

ONE = Unit("one")
MOST_PLACES, ALL_PLACES = 6, 30
READ_PLACES = 2


def line(counted: Decimal | Fraction, rate: Decimal, unit: Unit, note: str = "") -> Priced:
    """Counted ÷ size × rate, exact.

    >>> line(Decimal(252), Decimal("0.85"), Unit("min", 60, "s", 1))
    Priced(quantity=Decimal('4.2'), unit='min', rate=Decimal('0.85'), amount=Fraction(357, 100), per=1, note='')
    >>> line(Decimal(245), Decimal("0.85"), Unit("min", 60, "s", 1))
    Priced(quantity=Decimal('245'), unit='s', rate=Decimal('0.85'), amount=Fraction(833, 240), per=60, note='')
    >>> line(Decimal(252), Decimal("0.85"), Unit("min", 60, "s", 1, fine=True))
    Priced(quantity=Decimal('252'), unit='s', rate=Decimal('0.85'), amount=Fraction(357, 100), per=60, note='4.20 min')
    """
    units = Fraction(counted) / unit.size
    amount = units * Fraction(rate)
    told = None if unit.fine else decimal_of(units, unit.places)
    if told is not None:
        return Priced(told, unit.name, rate, amount, note=note)
    told = decimal_of(Fraction(counted), most=ALL_PLACES)
    if told is None:
        raise ValueError(f"{counted} has no end as a decimal; a line cannot show it")
    read = f"{plain(for_reading(units, READ_PLACES))} {unit.name}" if unit.fine else ""
    return Priced(told, unit.counted or unit.name, rate, amount, unit.size, ", ".join(filter(None, (note, read))))


def said(counted: Decimal, unit: Unit) -> str:
    """Counted as a note tells it, exact: in the unit of the price where it ends as a decimal, else as it was counted.

    >>> hour = Unit("h", 3600, "s", 1, fine=True)
    >>> said(Decimal(5400), hour), said(Decimal(5401), hour)
    ('1.5 h', '5401 s')
    """
    one = line(counted, Decimal(1), replace(unit, fine=False))
    return f"{plain(one.quantity)} {one.unit}"


def fee_of(fee: Decimal, days: int, window_days: int, note: str = "") -> Priced:
    """A fee once, or days of it where it stands for a part of the window.

    >>> fee_of(Decimal(25_000), 15, 30)
    Priced(quantity=Decimal('15'), unit='day', rate=Decimal('25000'), amount=Fraction(12500, 1), per=30, note='')
    """
    if days == window_days:
        return Priced(Decimal(1), "period", fee, Fraction(fee), note=note)
    return Priced(Decimal(days), "day", fee, Fraction(fee) * Fraction(days, window_days), window_days, note)


def decimal_of(number: Fraction, places: int = 0, most: int = MOST_PLACES) -> Decimal | None:
    """The number as a decimal of `places` or more, None where none of so many holds it.

    >>> decimal_of(Fraction(23, 2)), decimal_of(Fraction(100), 1), decimal_of(Fraction(1, 3))
    (Decimal('11.5'), Decimal('100.0'), None)
    """
    for shown in range(places, most + 1):
        whole = number * 10**shown
        if whole.denominator == 1:
            return Decimal((int(whole < 0), tuple(map(int, str(abs(whole.numerator)))), -shown))
    return None
