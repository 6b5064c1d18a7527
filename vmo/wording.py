"""Wording: what sheets and pages say alike: numbers in sentences, what a document is, why it bears credits."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from vmo.money import Exact, for_reading, plain, rounded
from vmo.past import is_late_fee
from vmo.records import Attainment, Billing, Bonus, Credit, Document, Level, Party, Payment, Range, Tax

DECIMALS = 2
FOREVER = 40
HEADINGS = {
    ("shadow", "invoice"): "Shadow invoice",
    ("shadow", "credit_note"): "Shadow credit note",
    ("self_billed", "invoice"): "Self-billed invoice",
    ("self_billed", "credit_note"): "Self-billed credit note",
    ("supplier", "invoice"): "Invoice",
    ("supplier", "credit_note"): "Credit note",
}
TYPES = {
    "shadow": "shadow invoice: what we expect the supplier to bill",
    "self_billed": "self-billed invoice, issued by the customer in the supplier's name",
    "supplier": "invoice of the supplier to the customer",
}
TAX_CATEGORIES = {
    "S": "standard rate",
    "AE": "reverse charge",
    "E": "exempt",
    "O": "not subject to tax",
    "Z": "zero rated",
    "K": "intra-community supply",
    "G": "export",
}
UNTAXABLE = "O"
SIGNS = {
    "invoice": "A negative amount is a credit to the customer.",
    "credit_note": "Every amount reduces what the customer owes, a negative one adds to it.",
}


def heading(document: Document) -> str:
    """What the document is, at its head."""
    return HEADINGS[document.type, document.kind] + (", draft" if is_draft(document) else "")


def is_draft(document: Document) -> bool:
    """Whether it lacks the number with which it would stand in law; what is only expected never has one."""
    return document.type != "shadow" and document.fiscal_number is None


def standing(document: Document) -> str:
    """What keeps the document from being paid; empty where nothing does."""
    if document.type == "shadow":
        what = "bill" if document.kind == "invoice" else "credit"
        return f"NOT AN INVOICE FOR PAYMENT. It is what we expect the supplier to {what}, for matching only."
    return "A draft without a number: not yet to be paid or booked." if is_draft(document) else ""


def period_days(period: str) -> tuple[date, date]:
    """First and last day of a month.

    >>> period_days("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    year, month = map(int, period.split("-"))
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def days(first: date, last: date) -> str:
    return f"{first} to {last}"


def money_in_words(amount: Decimal, document: Document) -> str:
    return f"{amount:,f} {document.currency}"


def level_in_words(told: Level, unit: str) -> str:
    """A level in a sentence."""
    return f"{told if isinstance(told, Range) else f'{told:,f}'} {unit}".rstrip()


def in_words(exact: Exact, unit: str, places: int = DECIMALS) -> str:
    """A value with its unit.

    >>> in_words(Fraction(1712000, 41710), "%"), in_words(Decimal(41710), "contacts", 0)
    ('41.05 %', '41,710 contacts')
    """
    return f"{for_reading(exact, places):,f} {unit}".rstrip()


def exactly(exact: Exact) -> str:
    """The number without loss: as decimals where they end, as a fraction where they do not.

    >>> exactly(Fraction(7, 25)), exactly(Fraction(-10, 3)), exactly(Decimal("2100.504")), exactly(1)
    ('0.28', '-10/3', '2,100.504', '1')
    """
    number = Fraction(exact)
    for places in range(FOREVER):
        whole, rest = divmod(abs(number.numerator) * 10**places, number.denominator)
        if rest == 0:
            digits = f"{whole:0{places + 1}d}"
            before, after = digits[: len(digits) - places], digits[len(digits) - places :]
            return ("-" if number < 0 else "") + f"{int(before):,}" + (f".{after}" if after else "")
    return f"{number.numerator:,}/{number.denominator:,}"


def proven_in_words(document: Document) -> str:
    """What share of the rows the second calculation covered."""
    if document.proven is None:
        return "not yet calculated a second time"
    share = in_words(document.proven * 100, "%")
    return f"{share}: {document.proven_rows:,} rows calculated a second time, independently"


def is_taxable(document: Document) -> bool:
    """Whether something on it is subject to VAT; who is not, bears no VAT id on it (decision D1, BR-O-02)."""
    return not document.taxes or any(tax.category != UNTAXABLE for tax in document.taxes)


def numbered(document: Document) -> str:
    """The state of a document, with the number and day of its issue."""
    if document.number is None:
        return f"{document.status}, no number"
    kind = "number" if document.fiscal_number else "our reference"
    return f"{document.status}, {kind} {document.number}, issued on {document.issued_on}"


def credit_of(document: Document, attainment: Attainment) -> Decimal | None:
    """The credit after the cap that this measure bore in this segment."""
    for credit in document.credits:
        if (credit.measure, credit.first, credit.last) == (attainment.id, attainment.first, attainment.last):
            return credit.amount
    return None


def told_apart(document: Document, attainment: Attainment) -> str:
    """The name of a measure, with its id where another one bears the same name."""
    alike = any(one.name == attainment.name and one.id != attainment.id for one in document.attainments)
    return f"{attainment.name} ({attainment.id})" if alike else attainment.name


def per(number: Decimal | int) -> str:
    """What a rate is for.

    >>> per(1), per(1000)
    ('1', '1,000')
    """
    return f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"


def places_of(number: Decimal) -> int:
    return len(plain(number).partition(".")[2])


def postal(party: Party) -> list[str]:
    """The lines of an address; a city that stands in one of them is not said twice.

    >>> postal(Party("acme", "Acme", ("Quay 1",), "DE", city="Bremen", post_code="28195"))
    ['Quay 1', '28195 Bremen', 'DE']
    >>> postal(Party("acme", "Acme", ("Quay 1", "28195 Bremen"), "DE", city="Bremen", post_code="28195"))
    ['Quay 1', '28195 Bremen', 'DE']
    """
    apart = [f"{party.post_code} {party.city}".strip(), party.subdivision]
    return [*party.address, *(part for part in apart if part and part not in party.address), party.country]


def due_on(document: Document) -> date | None:
    """The day by which it is paid; None where it is not issued or no days are agreed."""
    agreed = document.billing.payment_days if document.billing else None
    return None if agreed is None or document.issued_on is None else document.issued_on + timedelta(agreed)


def owed_in_words(net: str, currency: str, *, blocked: bool = False) -> str:
    """What a document adds to what is owed; one that takes off is a credit note, whose amounts are positive. What is blocked is
    none yet.

    >>> owed_in_words("40.93", "EUR"), owed_in_words("-4.19", "EUR")
    ('net 40.93 EUR', 'credit note, net 4.19 EUR')
    >>> owed_in_words("-4.19", "EUR", blocked=True)
    'net -4.19 EUR'
    """
    if blocked or not net.startswith("-"):
        return f"net {net} {currency}"
    return f"credit note, net {net.removeprefix('-')} {currency}"


def paid_in_words(one: Payment) -> str:
    """A payment with what its day saved or cost, and by which clause."""
    said = f"{plain(one.amount)} {one.currency} paid on {one.paid_on}, recorded by {one.by}: {one.why}"
    if one.discount:
        said += f"; discount {plain(one.discount)} {one.currency} ({one.discount_clause})"
    if one.late_fee:
        said += f"; late fee {plain(one.late_fee)} {one.currency} for {one.days_late} days ({one.late_fee_clause}): {one.working}"
    return said


def reason(document: Document, of: Credit | Bonus) -> str:
    """Why there is a credit or a bonus: the measure, its value, the level it should have reached; what the next bill bears."""
    if isinstance(of, Credit) and of.carried and not of.amount:
        return f"{_missed(document, of)}; {of.carried:,f} carried into the next month"
    return _missed(document, of)


def _missed(document: Document, of: Credit | Bonus) -> str:
    for one in document.attainments:
        if (one.id, one.first, one.last) == (of.measure, of.first, of.last):
            name = told_apart(document, one)
            if one.value is None or one.expected is None:
                return f"{name}: {one.state.replace('_', ' ')}"
            return f"{name}: {in_words(one.value, one.unit)}, expected {level_in_words(one.expected, one.unit)}"
    return f"credits {of.curve}" if isinstance(of, Credit) and not of.capped and of.curve else of.measure


def tax_in_words(tax: Tax) -> str:
    """What is taxed, and how.

    >>> tax_in_words(Tax("S", Decimal("19"), Decimal("1250.00"), Decimal("237.50"), "§ 9"))
    'tax S, standard rate: 19 % of 1,250.00'
    >>> tax_in_words(Tax("O", Decimal(0), Decimal("1250.00"), Decimal("0.00"), "§ 9"))
    'tax O, not subject to tax: 1,250.00'
    """
    category = TAX_CATEGORIES.get(tax.category, "")
    named = f"tax {tax.category}, {category}" if category else f"tax {tax.category}"
    return f"{named}: {tax.base:,f}" if tax.category == UNTAXABLE else f"{named}: {tax.rate:,f} % of {tax.base:,f}"


def sums(document: Document) -> list[tuple[str, Decimal, bool]]:
    """The totals from charges to gross, each with its words; those that are strong stand out."""
    totals = document.totals
    found = [("charges", totals.charges, False), ("less service-level credits", -totals.credits, False)]
    if totals.bonus:
        found.append(("bonus", totals.bonus, False))
    found.append(("net", totals.net, True))
    found += [(tax_in_words(tax), tax.amount, False) for tax in document.taxes]
    return [*found, ("gross", totals.gross, True)]


def notes(document: Document) -> list[str]:
    """What a reader of the amounts should know, in sentences."""
    told = [
        f"Amounts are in {document.currency}. Each line is rounded once, half up; totals add rounded lines.",
        f"Days are those of {document.time_zone}. {SIGNS[document.kind]}",
    ]
    if not document.lines or not all(map(is_late_fee, document.lines)):  # which no row is counted for
        told.append(f"Proven: {proven_in_words(document)}.")
    if document.type == "self_billed":
        told.insert(0, "Self-billing: issued by the customer in the name and on behalf of the supplier.")
    told += [f"Tax {tax.category} under {tax.clause}." for tax in document.taxes if tax.clause]
    told += _of_tax(document, document.billing or Billing())
    warnings = sum(finding.severity == "warning" for finding in document.findings)
    if warnings:
        stand = "1 warning stands" if warnings == 1 else f"{warnings} warnings stand"
        told.append(f"{stand} in the scorecard of the period; none blocks this document.")
    return told


def _of_tax(document: Document, billing: Billing) -> list[str]:
    """Why nothing is taxed, and what the tax is where it is declared in another currency."""
    categories = {tax.category for tax in document.taxes}
    told = [
        f"Tax {one.category}: {one.text or 'no tax'}{f' ({one.code})' if one.code else ''}."
        for one in billing.exemptions
        if one.category in categories
    ]
    if billing.tax_rate is not None:
        tax = rounded(Fraction(document.totals.tax) * billing.tax_rate, billing.tax_currency)
        per_one = f"{exactly(billing.tax_rate)} {billing.tax_currency} for one {document.currency}"
        told.append(f"Tax to be declared: {tax:,f} {billing.tax_currency}, at {per_one}.")
    return told
