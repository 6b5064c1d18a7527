"""Numbers as the YAML cases write them."""

from fractions import Fraction
from typing import Any

from vmo.money import plain, rounded
from vmo.records import Priced


def shown(number: Any) -> Fraction | None:
    """The number, however it is written: 252, 252.000 and "252" are one."""
    return None if number is None else Fraction(number)


def number_of(line: Priced, key: str, currency: str | None) -> Any:
    """A word of a line as the cases write it."""
    if key == "unit":
        return line.unit
    if key == "amount":
        return plain(rounded(line.amount, currency or ""))
    return shown({"priced": line.quantity, "rate": line.rate, "per": line.per}[key])
