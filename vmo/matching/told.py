"""How a line of the month and a row of a bill are told to a clerk."""

from decimal import Decimal

from vmo.money import plain
from vmo.records import BilledLine, ExpectedLine


def ours(line: ExpectedLine) -> str:
    """Quantity, rate and amount of a line.

    >>> ours(ExpectedLine("fee.1", "fee", "Fee", Decimal(15), "day", Decimal(25000), Decimal("12500.00"), per=30))
    '15 day × 25000 / 30 = 12500.00'
    """
    per = f" / {plain(Decimal(line.per))}" if line.per != 1 else ""
    return f"{plain(line.quantity)} {line.unit} × {plain(line.rate)}{per} = {line.amount:f}"


def theirs(line: BilledLine) -> str:
    """Quantity, price and amount of a row; its amount alone where it tells no more.

    >>> theirs(BilledLine("7", "bill.xml:4", Decimal("900.00"), quantity=Decimal(1000), unit="MIN", unit_price=Decimal("0.90")))
    '1000 MIN × 0.90 = 900.00'
    """
    if line.quantity is None or line.unit_price is None:
        return f"{line.amount:f}"
    per = f" / {plain(line.price_per)}" if line.price_per not in (None, 1) else ""
    unit = f" {line.unit}" if line.unit else ""
    return f"{plain(line.quantity)}{unit} × {plain(line.unit_price)}{per} = {line.amount:f}"
