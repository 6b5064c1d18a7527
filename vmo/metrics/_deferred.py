"""Deferred: what the ways of counting items, milestones, reports and invoices share: instants, exact sums, evidence.

Evidence: a sum over rows of which one does not tell what the sum needs is null, no data, never a smaller number.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

import ibis

from vmo.metrics._tallies import column
from vmo.records import RefusedError

Number = Decimal | int
Hours = Number | Sequence[Number]

HOUR_MS = 3_600_000
MILLI = Decimal("0.001")
SUM_OF_NUMBERS = "decimal(38,6)"
SUM_OF_SECONDS = "decimal(38,3)"
EXACT = "decimal(18,3)"


def flagged(rows: Any, name: str) -> Any:
    """Whether a flag is set; blank, or not mapped by the feed, it is not."""
    return rows[name].fill_null(False) if name in rows.columns else ibis.literal(False)


def completed(rows: Any) -> Any:
    """Whether an item of work was completed, and not cancelled."""
    return column(rows, "completed_at").notnull() & ~cancelled(rows)


def cancelled(rows: Any) -> Any:
    """Whether an item of work was cancelled; a feed that maps no status has none."""
    return (rows.status == "cancelled").fill_null(False) if "status" in rows.columns else ibis.literal(False)


def ms(at: Any) -> Any:
    """Milliseconds since 1970 of an instant; what is finer is cut off."""
    return at.truncate("s").epoch_seconds().cast("int64") * 1000 + at.millisecond()


def amount_of(rows: Any, name: str, currency: str, where: Any = None, *, absolute: bool = False) -> Any:
    """Sum of an amount in one currency, decimal(38,6); null where a row has no amount or another currency."""
    if len(currency) != 3 or not currency.isupper():
        raise RefusedError([f"currency: found {currency!r}, expected a code such as USD"])
    amount = column(rows, name)
    known = amount.notnull() & (column(rows, "currency") == currency).fill_null(False)
    return evident(amount.abs() if absolute else amount, known, SUM_OF_NUMBERS, where)


def evident(value: Any, known: Any, dtype: str, where: Any = None) -> Any:
    """The sum of a column; null where a row does not tell it."""
    unknown = ~known if where is None else where & ~known
    total = value.sum(where=where).cast(dtype).fill_null(ibis.literal(0).cast(dtype))
    return ibis.ifelse(unknown.any(), ibis.null(dtype), total)


def evident_count(rows: Any, condition: Any, known: Any, where: Any) -> Any:
    """How many rows fulfil a condition; null where a row does not tell it."""
    number = rows.count(where=where & condition)
    return ibis.ifelse((where & ~known).any(), ibis.null("int64"), number)


def hours_ms(term: str, hours: Number) -> int:
    """A term in hours as milliseconds; raises RefusedError, naming the term."""
    if isinstance(hours, bool) or not isinstance(hours, Decimal | int):
        raise RefusedError([f"{term}: found {hours!r}, expected hours, such as 24"])
    exact = Fraction(hours) * HOUR_MS
    if exact <= 0 or exact.denominator != 1:
        raise RefusedError([f"{term}: found {hours}, expected more than 0 h, in whole milliseconds"])
    return int(exact)


class Cycles:
    """The cycle times that a contract agreed, on one common length.

    Lateness in cycles of different length adds up exactly only over a common multiple: an item 12 h late of a cycle of 24 h,
    and one 12 h late of a cycle of 48 h, are 24 h and 12 h late of 48 h. So the contract names its cycle times, and a row
    with another one is no evidence.
    """

    def __init__(self, cycle_h: Hours) -> None:
        told = list(cycle_h) if isinstance(cycle_h, Sequence) and not isinstance(cycle_h, str) else [cycle_h]
        if not told:
            raise RefusedError(["cycle_h: found none, expected the cycle time agreed in hours, such as 24, or several"])
        self._cycles = {Decimal(one): hours_ms("cycle_h", one) for one in told}
        self.common_ms = lcm(*self._cycles.values())

    @property
    def longest_ms(self) -> int:
        """The longest of them."""
        return max(self._cycles.values())

    def length_ms(self, rows: Any) -> Any:
        """The row's cycle in milliseconds; null where the row has a cycle that nobody agreed."""
        return self._of(rows, self._cycles, "int64")

    @property
    def common_s(self) -> Any:
        """The common length in seconds, as an exact literal."""
        return ibis.literal(f"{MILLI * self.common_ms:f}").cast("decimal(18,3)")

    def weight(self, rows: Any) -> Any:
        """How often the row's cycle goes into the common length; null where the row has a cycle that nobody agreed."""
        return self._of(rows, {hours: self.common_ms // cycle for hours, cycle in self._cycles.items()}, EXACT)

    def _of(self, rows: Any, numbers: Mapping[Decimal, int], dtype: str) -> Any:
        """The number of the row's cycle; a row that tells none has that of the single one."""
        if len(numbers) == 1:
            ((hours, number),) = numbers.items()
            if "target_cycle_h" not in rows.columns:
                return ibis.literal(number).cast(dtype)
            own = rows.target_cycle_h
            agreed = own.isnull() | (own == _literal(hours))
            return ibis.ifelse(agreed, ibis.literal(number), ibis.null("int64")).cast(dtype)
        own = column(rows, "target_cycle_h")
        cases = [(own == _literal(hours), ibis.literal(number)) for hours, number in numbers.items()]
        return ibis.cases(*cases, else_=ibis.null("int64")).cast(dtype)

    def limit_s(self, term: str, cycles: Number) -> Any:
        """So many cycles in seconds of the common length; raises RefusedError, naming the term."""
        exact = Fraction(cycles) * self.common_ms
        if isinstance(cycles, bool) or cycles < 0 or exact.denominator != 1:
            raise RefusedError([f"{term}: found {cycles}, expected 0 or more cycles, in whole milliseconds"])
        return ibis.literal(f"{MILLI * int(exact):f}").cast(SUM_OF_SECONDS)

    def weighed(self, rows: Any, seconds: Any) -> Any:
        """Seconds of a row's cycle in those of the common length, decimal(38,3); null where nobody agreed its cycle."""
        return (seconds * self.weight(rows)).cast(SUM_OF_SECONDS)


def late_s(rows: Any, due: str, at: str) -> Any:
    """Seconds that a row is past due at the snapshot, decimal(18,3); not late is 0 or less, never due is null."""
    return seconds(ms(column(rows, at)) - ms(column(rows, due)))


def seconds(length_ms: Any) -> Any:
    """Milliseconds as seconds, decimal(18,3)."""
    return (length_ms.cast(EXACT) * ibis.literal("0.001").cast(EXACT)).cast(EXACT)


def _literal(hours: Decimal) -> Any:
    return ibis.literal(f"{hours:f}").cast("decimal(18,6)")
