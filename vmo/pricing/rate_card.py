"""Rate card: what the client ordered beside the service, each order at the rate of its item.

For training, set-up, overtime and changes of systems (domain.md 4, row 26). `rates` maps an item to its rate, `orders` lists
what was ordered: `item`, `quantity`, the `day` that it is due, and the `ref` of the order.

>>> orders = [{"item": "training_hour", "quantity": 12, "day": date(2026, 6, 9), "ref": "PO 7"}]
>>> june = {"first": date(2026, 6, 1), "last": date(2026, 6, 30)}
>>> [(line.quantity, line.unit, line.amount) for line in price(rates={"training_hour": 18}, orders=orders, **june)]
[(Decimal('12'), 'training hour', Fraction(216, 1))]
>>> price(rates={"setup": 900}, orders=orders, **june)
Traceback (most recent call last):
vmo.records.RefusedError: orders: order 1: found the item training_hour, expected one of setup
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from vmo.pricing._lines import line
from vmo.pricing._numbers import Number, exact
from vmo.records import Priced, RefusedError, Unit

KEYS = frozenset({"item", "quantity", "day", "ref"})


def price(*, rates: Mapping[str, Number], orders: Sequence[dict[str, Any]], first: date, last: date) -> list[Priced]:
    """A line for each order that is due in the part of the window, in the order of the list."""
    if not isinstance(rates, Mapping) or not isinstance(orders, list | tuple):
        raise RefusedError(["rates and orders: expected item → rate, and a list of orders"])
    card = {item: exact(f"rates: {item}", rate) for item, rate in rates.items()}
    told = [_order(nth, one, card) for nth, one in enumerate(orders, 1)]
    return [
        line(
            exact("orders: quantity", one["quantity"]),
            card[one["item"]],
            Unit(one["item"].replace("_", " ")),
            one["ref"],
        )
        for one in told
        if first <= one["day"] <= last
    ]


def _order(nth: int, told: Any, card: Mapping[str, Decimal]) -> dict[str, Any]:
    if not isinstance(told, dict) or told.keys() != KEYS:
        raise RefusedError([f"orders: order {nth}: found {told!r}, expected the keys item, quantity, day, ref"])
    if told["item"] not in card:
        raise RefusedError([f"orders: order {nth}: found the item {told['item']}, expected one of {', '.join(card)}"])
    if not isinstance(told["day"], date):
        raise RefusedError([f"orders: order {nth}: day: found {told['day']!r}, expected a day such as 2026-06-09"])
    exact(f"orders: order {nth}: quantity", told["quantity"])
    return {**told, "ref": str(told["ref"])}
