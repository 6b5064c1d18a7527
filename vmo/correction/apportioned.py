"""Apportioned: what each business unit bears of the lines of a correction: of each, what it bears now less what it bore.

The shares of both calculations are whole amounts that add up, so their differences do as well. Where rows moved from one unit to
another and an amount stayed, no line tells of it: that is borne with the last line, and with the last tax.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from vmo.money import shared_out
from vmo.records import Borne, Credit, Document, VatCategory

CHARGE, CREDIT, BONUS, TAX = "charge", "credit", "bonus", "tax"
ZERO = Decimal(0)
Parts = tuple[Decimal, ...]
Key = tuple[str, str, date, date, VatCategory | None]  # two lines of one key are the same thing at two times
TaxKey = tuple[str, Decimal]
K = TypeVar("K")


def charge_parts(document: Document, units: Sequence[str]) -> dict[Key, Parts] | None:
    """What the units bear of each charge, credit and bonus, what reduces below zero; None where the document does not tell."""
    told = document.borne
    if told is None:
        return None
    found: dict[Key, Parts] = {}
    for line, own in zip(document.lines, _of(told, told.lines, units), strict=True):
        found[CHARGE, line.id, line.first, line.last, line.vat] = own
    for credit, own in zip(document.credits, _of(told, told.credits, units), strict=True):
        for vat, part in _by_category(credit, own, document.currency):
            found[CREDIT, credit.measure, credit.first, credit.last, vat] = tuple(-one for one in part)
    for bonus, own in zip(document.bonuses, _of(told, told.bonuses, units), strict=True):
        found[BONUS, bonus.measure, bonus.first, bonus.last, bonus.vat] = own
    return found


def tax_parts(document: Document, units: Sequence[str]) -> dict[TaxKey, Parts]:
    """What the units bear of each tax."""
    told = document.borne
    own = _of(told, told.taxes, units) if told else ()
    return {(tax.category, tax.rate): one for tax, one in zip(document.taxes, own, strict=bool(told))}


def more(keys: Sequence[K], old: Mapping[K, Parts], new: Mapping[K, Parts], whole: Parts) -> tuple[Parts, ...]:
    """What the units bear more of each: the last one has what the others leave of the whole.

    >>> D = Decimal
    >>> more(["voice", "chat"], {"voice": (D(1), D(1))}, {"voice": (D(4), D(1)), "chat": (D(2), D(1))}, (D(4), D(2)))
    ((Decimal('3'), Decimal('0')), (Decimal('1'), Decimal('2')))
    """
    nothing = (ZERO,) * len(whole)
    found = [_less(new.get(key, nothing), old.get(key, nothing)) for key in keys]
    if not found:
        return ()
    left = whole
    for own in found[:-1]:
        left = _less(left, own)
    return (*found[:-1], left)


def _of(told: Borne, parts: Sequence[Parts], units: Sequence[str]) -> Iterator[Parts]:
    """The parts in the order of other units."""
    for own in parts:
        by_unit = dict(zip(told.units, own, strict=True))
        yield tuple(by_unit.get(unit, ZERO) for unit in units)


def _by_category(credit: Credit, borne: Parts, currency: str) -> Iterator[tuple[VatCategory | None, Parts]]:
    """What the units bear of a credit, by tax category: each part is shared as the whole, the last bears the rest."""
    weights = [max(one, ZERO) for one in borne]
    weights = weights if any(weights) else [Decimal(1)] * len(borne)
    left = borne
    for part in credit.parts[:-1]:
        own = tuple(shared_out(part.amount, weights, currency))
        left = _less(left, own)
        yield part.vat, own
    yield (credit.parts[-1].vat if credit.parts else None), left


def _less(one: Parts, other: Parts) -> Parts:
    return tuple(a - b for a, b in zip(one, other, strict=True))
