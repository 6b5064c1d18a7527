"""Package: a fee with an included quantity, and a rate for what goes beyond it.

With `block` more is charged in whole blocks, each begun one at its full price. The fee of a part of the window is due by
days; what is included goes on where the part before left it.

>>> [(line.unit, line.amount) for line in price(Decimal(12_050), fee=20_000, included=10_000, rate=Decimal("2.50"))]
[('period', Fraction(20000, 1)), ('one', Fraction(5125, 1))]
>>> [line.amount for line in price(Decimal(12_050), fee=20_000, included=10_000, rate=Decimal("2.50"), block=100)]
[Fraction(20000, 1), Fraction(5250, 1)]
>>> price(Decimal(1), fee=20_000, included=-1, rate=1)
Traceback (most recent call last):
vmo.records.RefusedError: included: found -1, expected 0 or more
"""

from decimal import Decimal
from fractions import Fraction

from vmo.money import plain
from vmo.pricing._lines import ONE, fee_of, line
from vmo.pricing._numbers import Number, exact, not_negative, positive
from vmo.records import Priced, Unit


def price(
    quantity: Decimal,
    *,
    fee: Number,
    included: Number,
    rate: Number,
    block: Number | None = None,
    unit: Unit = ONE,
    before: Decimal = Decimal(0),
    days: int = 1,
    window_days: int = 1,
) -> list[Priced]:
    """The fee, and a line of what goes beyond, where something does. `block` in the unit of the rate."""
    least = not_negative("included", included) * unit.size
    step = None if block is None else positive("block", block) * unit.size
    more = _beyond(before + quantity, least, step) - _beyond(before, least, step)
    each = exact("rate", rate)
    beyond = [line(more, each, unit, f"above {plain(exact('included', included))}")] if more else []
    return [fee_of(exact("fee", fee), days, window_days), *beyond]


def _beyond(volume: Decimal, included: Decimal, block: Decimal | None) -> Decimal:
    more = max(volume - included, Decimal(0))
    if block is None:
        return more
    return -(-Fraction(more) // Fraction(block)) * block
