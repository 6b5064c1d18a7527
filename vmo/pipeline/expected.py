"""What a month should be billed as: its document, with what the contract says of each charge."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from vmo import charging
from vmo.records import Code, Credit, Document, Expected, ExpectedCharge, ExpectedCredit, ExpectedLine, Line
from vmo.records.payables import Nature
from vmo.terms import Charge, Contract
from vmo.terms.tax import TaxTerms

# What only its amount tells, and what is agreed in places and hours and not counted of rows by the thousand (decision D3).
FEES = {"fixed_fee", "minimum_commitment", "true_up", "gainshare"}
EXACT = {"fte", "physical_seat", "per_fte", "per_hour", "per_scheduled_hour", "rate_card"}
MINIMUMS = {"minimum_commitment", "true_up"}
PASSED_THROUGH = {"pass_through", "costs"}
FEE_UNITS = {"period", "day"}
PREMIUMS = {"premiums", "surcharge"}
ZERO = Decimal(0)


def expected(contract: Contract, document: Document) -> Expected:
    """The month's lines, credits and bonus, and each charge of the contract, whether or not it has a line."""
    told = contract.told
    first, last = document.days or (date.min, date.max)
    tax = told.invoice.tax.on(first) if told.invoice.tax else None
    charges = {name: _charge(name, charge, document, tax) for name, charge in told.charges.items()}
    lines = tuple(
        ExpectedLine(
            line.id,
            _charge_of(line.id, charges),
            line.text,
            line.quantity,
            line.unit,
            line.rate,
            line.amount,
            line.clause,
            line.per,
        )
        for line in document.lines
    )
    by_hand = [line for line in document.lines if _charge_of(line.id, charges) not in charges]
    totals = document.totals
    return Expected(
        document.id,
        contract.id,
        document.currency,
        first,
        last,
        (*charges.values(), *(_of_no_charge(line) for line in by_hand)),
        lines,
        tuple(
            ExpectedCredit(one.measure, one.amount, one.clause, tuple(_parts(one)))
            for one in document.credits
            if one.amount
        ),
        bonus=totals.net - totals.charges + totals.credits,
        taxed=tax is not None,
        tax_category=tax.category if tax else "",
        tax_rate=tax.rate if tax else None,
        damages=bool(tax and tax.credit_nature == "damages"),
        supplier=document.supplier,
        customer=document.customer,
    )


def _parts(credit: Credit) -> Iterator[tuple[str, Decimal, Decimal]]:
    """What of a credit falls under which tax."""
    for part in credit.parts:
        yield part.vat.code, part.vat.rate or ZERO, part.amount


def _charge_of(line: str, charges: dict[str, ExpectedCharge]) -> str:
    """The charge of a line: `inbound` of `inbound.2`; a manual line is a charge of its own."""
    name = line.partition(".")[0]
    return name if name in charges else line


def _of_no_charge(line: Line) -> ExpectedCharge:
    """A manual line, a late fee, a difference: each a charge of its own, with the tax that it bears."""
    category, rate = (line.vat.code, line.vat.rate or ZERO) if line.vat else ("", None)
    return ExpectedCharge(line.id, line.text, nature="fee", tax_category=category, tax_rate=rate)


def _charge(name: str, charge: Charge, document: Document, tax: TaxTerms | None) -> ExpectedCharge:
    own = [line for line in document.lines if line.id.partition(".")[0] == name]
    model, counted = charging.pricing(charge), charging.counting(charge)
    kind = tax.charges.get(name, tax) if tax else None
    nature: Nature = "counted"
    if model in FEES or (own and all(line.unit in FEE_UNITS for line in own)):
        nature = "fee"
    elif {model, counted} & EXACT:
        nature = "exact"
    code: Code | Any = ""
    if model in MINIMUMS or (model == "minimum_per_line" and nature == "fee"):
        code = "MINIMUM"
    elif PREMIUMS & charge.terms.keys():
        code = "PREMIUM"
    return ExpectedCharge(
        name,
        charge.text or "",
        nature,
        code,
        rates=tuple(_band_rates(charge, document.days[0] if document.days else date.max)),
        tax_category=kind.category if kind else "",
        tax_rate=kind.rate if kind else None,
        fx=_exchange(charge, [line.text for line in own], document.days[0] if document.days else date.max),
        needs_receipt=bool({model, counted} & PASSED_THROUGH),
    )


def _band_rates(charge: Charge, day: date) -> list[Decimal]:
    """The rates of a charge's bands, as the contract has them on a day."""
    history = charge.terms.get("bands")
    bands = history.on(day) if history else []
    return [Decimal(band["rate"]) for band in bands if isinstance(band, dict) and "rate" in band]


def _exchange(charge: Charge, texts: list[str], day: date) -> Decimal | None:
    """The rate that the lines of a charge were converted at, as their text tells it."""
    for name in charging.conversions():
        history = charge.terms.get(name)
        if history:
            quote = re.escape(str(history.on(day).get("quote", "")))
            found = next((hit for text in texts if (hit := re.search(rf"([\d.]+) {quote}$", text))), None)
            return Decimal(found[1]) if found else None
    return None
