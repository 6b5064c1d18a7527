"""Rows that bill nothing of this month: in no charge of the contract, of another period, or written twice.

NOTCONTRACT, PERIOD and DUPLINE have no tolerance (domain.md 5.3); the whole row is withheld.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from vmo.matching.told import theirs
from vmo.records import BilledLine, Code, Expected, Variance

Laid = tuple[str, BilledLine]


def parted(rows: Sequence[Laid], expected: Expected) -> tuple[list[Laid], list[Variance]]:
    """The rows that remain to be compared, and what was set aside."""
    kept: list[Laid] = []
    found: list[Variance] = []
    seen: Counter[tuple[object, ...]] = Counter()
    for key, line in rows:
        seen[key, _content(line)] += 1
        reason = _reason(key, line, expected, seen[key, _content(line)])
        if reason:
            found.append(_variance(*reason, key, line))
        else:
            kept.append((key, line))
    return kept, found


def _reason(key: str, line: BilledLine, expected: Expected, nth: int) -> tuple[Code, str] | None:
    if not key:
        return "NOTCONTRACT", "the contract has no such charge"
    if line.first and line.last and (line.first < expected.first or line.last > expected.last):
        span = f"{expected.first} to {expected.last}"
        return "PERIOD", f"it bills {line.first} to {line.last}; the month is {span}"
    if line.position == "line" and nth > max(1, _alike(key, line, expected)):
        return "DUPLINE", "the same line stands in the bill more than once"
    return None


def _alike(key: str, line: BilledLine, expected: Expected) -> int:
    """How many lines of the month say exactly what this row says."""
    if line.unit_price is None:
        return 0
    price = Fraction(line.unit_price) / Fraction(line.price_per or 1)
    return sum(
        one.charge == key and one.quantity == line.quantity and Fraction(one.rate) / Fraction(one.per) == price
        for one in expected.lines
    )


def _content(line: BilledLine) -> tuple[object, ...]:
    return (
        *(line.item, line.text.casefold(), line.site, line.program, line.first, line.last),
        *(line.quantity, line.unit_price, line.amount),
    )


def _variance(code: Code, why: str, key: str, line: BilledLine) -> Variance:
    return Variance(
        code,
        "dispute" if line.amount > 0 else "report",
        line.amount,
        max(line.amount, line.amount * 0),
        why,
        charge=key,
        number=line.number,
        line=line.id,
        text=line.text or line.item,
        theirs=theirs(line),
        place=line.place,
        tax_rate=line.tax_rate,
    )


def periods(lines: Iterable[BilledLine]) -> Iterator[tuple[date, date]]:
    """The spans that lines bill, where they tell them."""
    for one in lines:
        if one.first and one.last:
            yield one.first, one.last
