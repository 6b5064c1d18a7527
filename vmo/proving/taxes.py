"""The second calculation of taxes, from M2, D1, M9: category by category, each credit taken off by net, one rounding each."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.proofs import credits as crediting
from vmo.proving import Key
from vmo.schema import TermNotInForceError
from vmo.terms import Contract

LATE_FEE = "late_fee.payment-"  # beside the document's price: it bears no tax, and no credit is taken off it (M6, D1)


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
        if line.startswith(LATE_FEE) or _gives_damages_back(contract, line, told.credit_nature):
            continue
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


def _gives_damages_back(contract: Contract, line: str, nature: str) -> bool:
    """What is earned back is taxed as the credit was (M9): damages, which are not subject to VAT, bear none (D1)."""
    history = contract.told.invoice.tax
    charge, _, of = line.partition(".")
    if charge != "earn_back" or charge in contract.told.charges or history is None:
        return False
    month = of.split(".")[-1]
    if month != "offset":
        try:
            nature = history.on(contract.month(month)[0]).credit_nature
        except TermNotInForceError:
            return False
    return nature == "damages"
