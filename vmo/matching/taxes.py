"""The tax of the bills: category and rate of each row as the contract has them, and what they come to: TAX, no tolerance.

A credit that reduces the price stands under the categories of what it reduces, split as the month splits it (decision D1).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from vmo.matching import split
from vmo.matching.credited import is_credit, is_given
from vmo.matching.laid import CREDITS
from vmo.matching.split import Kind
from vmo.money import rounded
from vmo.records import Bill, BilledLine, Expected, Variance

ZERO = Decimal(0)
UNTAXABLE = "O"


def variances(expected: Expected, bill: Bill, keys: Sequence[str]) -> Iterator[Variance]:
    """Of one document, whose rows have these keys. Without tax terms, or of a bill without taxes, nothing is compared."""
    if not expected.taxed or not any(line.tax_category or line.tax_rate is not None for line in bill.lines):
        return
    moved: dict[tuple[Kind, Kind], list[BilledLine]] = {}
    for line, key in zip(bill.lines, keys, strict=True):
        due, told = kind_of(expected, key), _told(line, kind_of(expected, key))
        if told != due and told not in split.due(expected, key):
            moved.setdefault((told, due), []).append(line)
    for (told, due), lines in moved.items():
        base = sum((line.amount for line in lines), ZERO)
        money = rounded(Fraction(base) * Fraction(told[1] - due[1]) / 100, expected.currency)
        yield _variance(bill, lines[0], money, f"{_words(told)} is billed; the contract has {_words(due)}", due, told)
    yield from _split_otherwise(expected, bill, keys)
    if bill.tax is not None:
        wrong = bill.tax - computed(bill, expected.currency)
        if wrong:
            what = f"the tax of the document is {bill.tax:f}; its rows come to {bill.tax - wrong:f}"
            yield _variance(bill, None, wrong, what, None, None)


def _split_otherwise(expected: Expected, bill: Bill, keys: Sequence[str]) -> Iterator[Variance]:
    """Where a document gives all credits of the month, and under their categories, but not as much under each."""
    parts = split.due(expected, CREDITS)
    given = [line for line, key in zip(bill.lines, keys, strict=True) if is_given(key)]
    found: dict[Kind, Decimal] = {}
    for line in given:
        kind = _told(line, (expected.tax_category, expected.tax_rate or ZERO))
        found[kind] = found.get(kind, ZERO) - line.amount
    if len(parts) < 2 or not found.keys() <= parts.keys() or sum(found.values(), ZERO) != sum(parts.values(), ZERO):
        return
    exact = sum(
        (Fraction(amount - found.get(kind, ZERO)) * Fraction(kind[1]) / 100 for kind, amount in parts.items()),
        Fraction(0),
    )
    if money := rounded(exact, expected.currency):
        what = f"credits of {_in_parts(found)} are given; the month has {_in_parts(parts)}"
        yield _variance(bill, given[0], money, what, None, None)


def _in_parts(parts: Mapping[Kind, Decimal]) -> str:
    return ", ".join(f"{amount:f} under {_words(kind)}" for kind, amount in parts.items() if amount)


def computed(bill: Bill, currency: str) -> Decimal:
    """The tax that the rows of a document come to, rounded once for each category and rate.

    >>> rows = [BilledLine("7", "", Decimal(one), tax_category="S", tax_rate=Decimal(19)) for one in ("0.03", "0.03")]
    >>> computed(Bill("acme", "7", "invoice", "EUR", "", "", tuple(rows)), "EUR")
    Decimal('0.01')
    """
    bases: dict[Kind, Decimal] = {}
    for line in bill.lines:
        kind = line.tax_category, line.tax_rate or ZERO
        bases[kind] = bases.get(kind, ZERO) + line.amount
    return sum(
        (rounded(Fraction(base) * Fraction(rate) / 100, currency) for (_, rate), base in bases.items()),
        rounded(ZERO, currency),
    )


def kind_of(expected: Expected, key: str) -> Kind:
    """Category and rate of what is laid to a charge; damages have none; that of the contract for all else."""
    if expected.damages and is_given(key):
        return UNTAXABLE, ZERO
    charge = next((one for one in expected.charges if one.name == key), None)
    if charge is None or is_credit(key) or charge.tax_rate is None:
        return expected.tax_category, expected.tax_rate or ZERO
    return charge.tax_category, charge.tax_rate


def _told(line: BilledLine, due: Kind) -> Kind:
    """What a row says; where it says only the rate, or only the category, the other is as it should be."""
    untold = ZERO if line.tax_category == UNTAXABLE else due[1]
    return line.tax_category or due[0], untold if line.tax_rate is None else line.tax_rate


def _words(kind: Kind) -> str:
    category, rate = kind
    return f"category {category} at {rate.normalize():f} %"


def _variance(
    bill: Bill, line: BilledLine | None, money: Decimal, why: str, due: Kind | None, told: Kind | None
) -> Variance:
    return Variance(
        "TAX",
        "dispute" if money >= 0 else "report",
        money,
        max(money, ZERO),
        why,
        number=bill.number,
        line=line.id if line else "",
        text=line.text if line else "tax",
        ours=_words(due) if due else "",
        theirs=_words(told) if told else "",
        place=line.place if line else "",
        of_tax=True,
    )
