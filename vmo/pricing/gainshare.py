"""Gainshare: a share of what was saved against a baseline, beyond a dead band.

The count is what was spent (`of: costs`). The baseline is an amount of the window, or where `volume_of` names a charge,
an amount of each unit that this counted, so that a quiet month is no saving. It is no share of pass-through (domain.md 4,
row 10). The whole window is priced under the terms of its first day.

>>> [line.amount for line in price(Decimal(440_000), baseline=500_000, deadband=10_000, share_percent=30)]
[Fraction(15000, 1)]
>>> price(Decimal(495_000), baseline=500_000, deadband=10_000, share_percent=30)
[]
>>> price(Decimal(440_000), baseline=500_000, share_percent=130)
Traceback (most recent call last):
vmo.records.RefusedError: share_percent: found 130, expected 0 to 100
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from vmo.money import plain
from vmo.pricing._lines import ONE, decimal_of
from vmo.pricing._numbers import Number, exact, not_negative, percent_of
from vmo.records import Priced, RefusedError, Unit

OF_THE_WINDOW = True
ALL = 100


def price(
    quantity: Decimal,
    *,
    baseline: Number,
    share_percent: Number,
    deadband: Number = 0,
    volume_of: str | None = None,
    unit: Unit = ONE,
    volumes: Mapping[str, Fraction] | None = None,
) -> list[Priced]:
    """Saving × share; no line where nothing was saved."""
    percent = not_negative("share_percent", share_percent)
    if percent > ALL:
        raise RefusedError([f"share_percent: found {share_percent}, expected 0 to 100"])
    usual = Fraction(exact("baseline", baseline)) * _volume(volume_of, volumes or {})
    saved = usual - Fraction(quantity) - Fraction(not_negative("deadband", deadband))
    if saved <= 0:
        return []
    rate, note = percent_of(percent), f"saved against {plain(exact('baseline', baseline))}"
    shown = decimal_of(saved, unit.places)
    if shown is None:  # units that make no decimal, as minutes of seconds: the share of a whole number of parts
        return [Priced(Decimal(saved.numerator), unit.name, rate, saved * Fraction(rate), saved.denominator, note)]
    return [Priced(shown, unit.name, rate, saved * Fraction(rate), note=note)]


def _volume(charge: str | None, volumes: Mapping[str, Fraction]) -> Fraction:
    if charge is None:
        return Fraction(1)
    if charge not in volumes:
        known = ", ".join(volumes) or "none"
        raise RefusedError([f"volume_of: found {charge!r}, expected a charge that is counted: {known}"])
    return volumes[charge]
