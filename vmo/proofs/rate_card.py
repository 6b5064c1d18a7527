"""Rate card, second calculation, from domain.md 4 (line 26): each order of the window x the rate of its item.

>>> orders = [{"item": "setup", "quantity": 2, "day": date(2026, 6, 9), "ref": "PO 7"}]
>>> price(rates={"setup": 900}, orders=orders, first=date(2026, 6, 1), last=date(2026, 6, 30))
[Fraction(1800, 1)]
>>> price(rates={}, orders=orders, first=date(2026, 6, 1), last=date(2026, 6, 30))
Traceback (most recent call last):
vmo.records.RefusedError: orders: found the item setup, which has no rate
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.proofs._prices import number
from vmo.records import RefusedError


def price(
    *, rates: Mapping[str, Decimal | int], orders: Sequence[dict[str, Any]], first: date, last: date
) -> list[Fraction]:
    """Exact amounts of the orders due. Raises RefusedError."""
    found = []
    for one in orders:
        if set(one) != {"item", "quantity", "day", "ref"} or type(one["day"]) is not date:
            raise RefusedError([f"orders: found {one!r}, expected item, quantity, day, ref"])
        if one["item"] not in rates:
            raise RefusedError([f"orders: found the item {one['item']}, which has no rate"])
        cost = number("orders: quantity", one["quantity"]) * number("rates", rates[one["item"]])
        if first <= one["day"] <= last:
            found.append(cost)
    return found
