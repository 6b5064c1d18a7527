"""Borne: what each business unit bears of each amount of a document, so that rows and columns add up to the minor unit."""

from collections.abc import Sequence
from decimal import Decimal

from vmo.money import shared_out
from vmo.records import Borne, Document

ZERO = Decimal(0)
Parts = tuple[Decimal, ...]


def borne(document: Document) -> Borne | None:
    """As the chargeback told it; None where nothing is charged back.

    A document of other amounts than those that were charged back, as a correction, tells only what each unit bears in all: each
    amount but the last is shared as the whole is, and the last bears what the units' sums leave.
    """
    told, units = document.borne, document.chargeback
    if not units:
        return None
    groups = (
        ([one.amount for one in document.lines], [one.charges for one in units], told.lines if told else ()),
        ([one.amount for one in document.credits], [one.credits for one in units], told.credits if told else ()),
        ([one.amount for one in document.bonuses], [one.bonus for one in units], told.bonuses if told else ()),
        ([one.amount for one in document.taxes], [one.tax for one in units], told.taxes if told else ()),
    )
    parts = (_parts(amounts, sums, known, document.currency) for amounts, sums, known in groups)
    return Borne(tuple(one.unit for one in units), *parts)


def _parts(
    amounts: Sequence[Decimal], sums: Sequence[Decimal], known: Sequence[Parts], currency: str
) -> tuple[Parts, ...]:
    if [sum(one, ZERO) for one in known] == list(amounts) and _together(known, len(sums)) == list(sums):
        return tuple(known)
    weights = [max(one, ZERO) for one in sums]
    weights = weights if any(weights) else [Decimal(1)] * len(sums)
    found = [tuple(shared_out(amount, weights, currency)) for amount in amounts]
    if found and sum(sums, ZERO) == sum(amounts, ZERO):
        before = _together(found[:-1], len(sums))
        found[-1] = tuple(whole - own for whole, own in zip(sums, before, strict=True))
    return tuple(found)


def _together(parts: Sequence[Parts], units: int) -> list[Decimal]:
    return [sum((one[n] for one in parts), ZERO) for n in range(units)]
