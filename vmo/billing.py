"""Billing: what a contract's terms say of a month's electronic invoice beside its figures."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo import charging
from vmo.records import Billing, Exemption, Priced
from vmo.tables import Table
from vmo.terms import Contract
from vmo.terms.einvoicing import TaxCurrency


def billing(contract: Contract, first: date, last: date) -> Billing | None:
    """The terms on the window's first day; None of what is only expected. Raises RefusedError for a rate that is missing."""
    told = contract.told.invoice
    if contract.told.issues == "shadow":
        return None
    other = told.tax_currency
    return Billing(
        profile=told.profile,
        buyer_reference=told.buyer_reference,
        contract=told.contract_reference or contract.id,
        order=told.order,
        buyer_accounting=told.buyer_accounting,
        payment_terms=told.payment_terms,
        payment_days=told.days_to_pay(first),
        exemptions=tuple(_exemptions(contract, first)),
        tax_currency=other.currency if other else "",
        tax_rate=rate_of_tax(other, contract.told.currency, (first, last), contract.tables) if other else None,
    )


def _exemptions(contract: Contract, first: date) -> Iterator[Exemption]:
    tax = contract.told.invoice.tax
    told = [] if tax is None else [tax.on(first), *tax.on(first).charges.values()]
    found = {one.category: one for one in reversed(told) if one.reason or one.reason_code}
    yield from (Exemption(name, one.reason, one.reason_code) for name, one in sorted(found.items()))


def rate_of_tax(
    other: TaxCurrency, currency: str, window: tuple[date | None, date | None], tables: Mapping[str, Table]
) -> Fraction:
    """What one of the contract's currency is worth in the other; raises RefusedError for terms that do not fit."""
    one: Priced = charging.model("fx").convert(
        Priced(Decimal(1), "one", Decimal(1), Fraction(1)),
        currency=currency,
        home=other.currency,
        quote=other.quote,
        basis=other.basis,
        rate=other.rate,
        table=other.table,
        days_after=other.days_after,
        places=other.places,
        window_first=window[0],
        window_last=window[1],
        tables=tables,
    )
    return one.amount
