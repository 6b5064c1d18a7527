"""Laying: which charge, credit or bonus a row of a bill is for, by the contract's words and by its own."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from vmo.records import Bill, BilledLine, Expected

CREDITS, CREDIT, BONUS = "credits", "credit.", "bonus"
UNTAXABLE = "O"
Lines = Mapping[str, str | Sequence[str]]


def keys(bill: Bill, expected: Expected, lines: Lines) -> list[str]:
    """The key of each row of a document; empty where the contract knows nothing of it.

    What is taken off or put on at a line, by its id, is laid where the line is; what is taken off beside the lines is a credit,
    if nothing else. Where credits are damages, so is a line that takes off what is not subject to VAT.
    """
    own = [laid(line, expected, lines) for line in bill.lines]
    at_line = {line.id: key for line, key in zip(bill.lines, own, strict=True) if line.position == "line" and line.id}
    return [
        key or (_of_line(line, expected) if line.position == "line" else _beside(line, at_line))
        for line, key in zip(bill.lines, own, strict=True)
    ]


def _of_line(line: BilledLine, expected: Expected) -> str:
    """What is billed as damages: the lines of a credit note under O, as they stand beside an invoice (decision D1)."""
    return CREDITS if expected.damages and line.tax_category == UNTAXABLE and line.amount < 0 else ""


def _beside(line: BilledLine, at_line: Mapping[str, str]) -> str:
    """What is taken off or put on at a line, or beside the lines."""
    return at_line.get(line.id) or (CREDITS if line.position == "allowance" else "")


def laid(line: BilledLine, expected: Expected, lines: Lines) -> str:
    """The key that a row's own words lead to."""
    words = [word.casefold() for word in (line.item, line.text) if word]
    for key, told in lines.items():
        patterns = [told] if isinstance(told, str) else told
        if any(fnmatchcase(word, pattern.casefold()) for word in words for pattern in patterns):
            return key
    for charge in expected.charges:
        own = {charge.name.casefold(), charge.text.casefold(), *_texts(expected, charge.name)} - {""}
        if own & set(words):
            return charge.name
    return ""


def _texts(expected: Expected, charge: str) -> set[str]:
    return {one.text.casefold() for one in expected.lines if one.charge == charge}
