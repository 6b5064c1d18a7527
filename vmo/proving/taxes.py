"""The second calculation of taxes, from M2, D1: category by category, each credit taken off by net, one rounding each."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.proofs import credits as crediting
from vmo.proving import Key
from vmo.terms import Contract


def tax(
    contract: Contract,
    first: date,
    amounts: Mapping[Key, Decimal],
    credits_: Iterable[Decimal],
    bonus: Decimal,
    places: int,
) -> Decimal:
    """The tax of the document: every line's amount by (line, first day), each credit, what was earned."""
    if contract.told.invoice.tax is None:
        return crediting.half_up(0, places)
    told = contract.told.invoice.tax.on(first)
    kinds = [(told.category, told.rate)]
    nets = [Fraction(bonus)]
    for (line, _), amount in amounts.items():
        own = told.charges.get(line.split(".")[0])
        kind = (own.category, own.rate) if own else kinds[0]
        if kind not in kinds:
            kinds.append(kind)
            nets.append(Fraction(0))
        nets[kinds.index(kind)] += Fraction(amount)
    if told.credit_nature == "price_reduction":
        weights = [net if net > 0 else Fraction(0) for net in nets]
        weights = weights if sum(weights) else [Fraction(1) for _ in nets]
        for credit in credits_:
            off = crediting.apportioned(credit, weights, places)
            nets = [net - Fraction(part) for net, part in zip(nets, off, strict=True)]
    taxes = [crediting.tax(net, rate, places, told.mode) for net, (_, rate) in zip(nets, kinds, strict=True)]
    return crediting.total(taxes, places)
