"""Documents against each other: what is certainly billed twice blocks, what may be is held for a person (domain.md 5.4).

Hard: the same supplier and number, letters and digits only, without capitals and leading zeros; of a document without a number
the same supplier, currency, date and amount. Credit notes count as well. Soft: an amount within 0.01 of another's, of the same
supplier, currency, period and services; a number one letter off, with the same amount; the same set of lines, whoever bills it;
the same item for days that another bill has billed. Two numbers in a row are one letter apart, so a near number
alone says nothing. What a credit note takes back is no duplicate of what follows it.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from vmo.records import Bill, BilledLine, Suspicion

CENT = Decimal("0.01")


def hard(bill: Bill, before: Sequence[Bill]) -> Suspicion | None:
    """The document that arrived before, of which this one is a second."""
    for other in before:
        if not _same_supplier(bill, other):
            continue
        number = normalised(bill.number)
        if number and number == normalised(other.number):
            again = (
                "the same document once more" if bill.total == other.total else "another content under the same number"
            )
            return Suspicion(bill.number, other.number, f"number {other.number} of {other.file}: {again}", blocks=True)
        same_day = (bill.currency, bill.issued_on, bill.total) == (other.currency, other.issued_on, other.total)
        if not number and not normalised(other.number) and same_day:
            what = f"no number, and currency, date and amount of {other.file}"
            return Suspicion(bill.number or bill.file, other.file, what, blocks=True)
    return None


def soft(bill: Bill, others: Sequence[Bill]) -> Iterator[Suspicion]:
    """Other documents that may bill the same; `others` are those that arrived before, or stand in another month."""
    taken_back = {normalised(one.corrects) for one in (bill, *others) if one.type == "credit_note" and one.corrects}
    for other in others:
        if bill.type == "credit_note" or other.type == "credit_note":
            if bill.type != other.type:
                continue
        elif taken_back & {normalised(bill.number), normalised(other.number)}:
            continue
        why = next(_alike(bill, other), None)
        if why:
            yield Suspicion(bill.number or bill.file, other.number or other.file, why, amount=bill.total)


def normalised(number: str) -> str:
    """Letters and digits of a number, small, without leading zeros.

    >>> normalised(" INV-00 12/a"), normalised("0012A"), normalised("--")
    ('inv0012a', '12a', '')
    """
    return re.sub(r"[\W_]+", "", number.casefold()).lstrip("0")


def one_letter_apart(one: str, other: str) -> bool:
    """Whether two numbers differ by one letter put in, left out or changed.

    >>> [one_letter_apart("12345", other) for other in ("12346", "1234", "112345", "12354", "12345")]
    [True, True, True, False, False]
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at:] == long[at + 1 :] if len(short) < len(long) else short[at + 1 :] == long[at + 1 :]


def _alike(bill: Bill, other: Bill) -> Iterator[str]:
    same_amount = bill.currency == other.currency and abs(bill.total - other.total) <= CENT
    if _same_supplier(bill, other) and same_amount:
        if _periods(bill) == _periods(other) and _services(bill) == _services(other):
            yield f"{other.file} has the same period, services and amount, {other.total:f}"
        if one_letter_apart(normalised(bill.number), normalised(other.number)):
            yield f"the number is one letter off {other.number}, and the amount is the same"
    if bill.lines and _content(bill) == _content(other) and bill.currency == other.currency:
        yield f"{other.file} of {other.supplier or other.partner} has the very same lines"
    if _same_supplier(bill, other):
        for line in bill.lines:
            twice = next((one for one in other.lines if _overlap(line, one)), None)
            if twice:
                yield f"{line.text or line.item} is billed for {twice.first} to {twice.last} in {other.number} as well"


def _same_supplier(bill: Bill, other: Bill) -> bool:
    if bill.supplier_id and other.supplier_id:
        return normalised(bill.supplier_id) == normalised(other.supplier_id)
    return bill.partner == other.partner


def _periods(bill: Bill) -> list[tuple[str, str]]:
    return sorted({(str(one.first), str(one.last)) for one in bill.lines})


def _services(bill: Bill) -> list[tuple[str, str, str]]:
    return sorted({_item(one) for one in bill.lines})


def _item(line: BilledLine) -> tuple[str, str, str]:
    """What is billed, and where."""
    return (line.item or line.text).casefold(), line.site, line.program


def _content(bill: Bill) -> list[tuple[str, ...]]:
    """All that the lines say but for their own numbers."""
    return sorted(
        (*_item(one), str(one.first), str(one.last), str(one.quantity), str(one.unit_price), str(one.amount))
        for one in bill.lines
    )


def _overlap(line: BilledLine, other: BilledLine) -> bool:
    if not (line.first and line.last and other.first and other.last) or line.position != "line" or line.amount <= 0:
        return False
    same = _item(line) == _item(other) and other.position == "line" and other.amount > 0
    return same and line.first <= other.last and other.first <= line.last
