"""Discounted: what of a discount for paying early is of each tax of its document, where the contract lets it reduce the tax.

The discount is part of what was owed with tax, so it holds tax as that did: it is shared over the categories by what each came to
with tax, by largest remainder, and of each share the tax is rounded once. Late fees save nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from vmo.money import rounded, shared_out
from vmo.past import is_late_fee
from vmo.records import Document, Tax

UNTAXABLE = "O"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Part:
    """What of a discount falls under one tax: without tax, and the tax."""

    of: Tax
    net: Decimal
    tax: Decimal


def parts(document: Document, discount: Decimal) -> list[Part]:
    """The parts of a discount, in the order of the document's taxes; none of a document that tells no tax."""
    taxes = document.taxes
    weights = [max(ZERO, one.base + one.amount - _fees(document, one)) for one in taxes]
    if not any(weights):
        return []
    return list(_parts(taxes, shared_out(discount, weights, document.currency), document.currency))


def _parts(taxes: tuple[Tax, ...], shares: list[Decimal], currency: str) -> Iterator[Part]:
    for one, share in zip(taxes, shares, strict=True):
        tax = rounded(Fraction(share) * Fraction(one.rate) / (100 + Fraction(one.rate)), currency)
        yield Part(one, share - tax, tax)


def _fees(document: Document, of: Tax) -> Decimal:
    """What of the untaxed is late fees."""
    return (
        sum((line.amount for line in document.lines if is_late_fee(line)), ZERO) if of.category == UNTAXABLE else ZERO
    )
