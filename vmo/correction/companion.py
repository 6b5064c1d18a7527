"""Companion: what of a month is not subject to VAT, as damages and late fees, as a document of its own beside its invoice (D1).

No invoice holds category O beside another (BR-O-11), so a month of both has two documents: versions 1 and 2, approved and issued
together. A credit that reduces the price reduces each by its part. Of damages the companion holds lines only, a line for each
amount with its clause; where it is a credit note it names the invoice beside it, by its id until both have numbers. A month that
we only expect to be billed has one document whatever it holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from vmo.borne import borne
from vmo.correction import Bill, as_billed, difference, effect, in_lines, naming
from vmo.correction.apportioned import CREDIT, charge_parts
from vmo.money import rounded
from vmo.records import Billing, Borne, Credit, Document, Exemption, PrecedingInvoice, Totals, UnitShare, VatCategory
from vmo.wording import owed_in_words

UNTAXABLE = "O"
WHY = Exemption(UNTAXABLE, "Not subject to VAT", "VATEX-EU-O")
ZERO = Decimal(0)


def is_apart(*documents: Document) -> bool:
    """Whether the amounts of these, which are of one month, need two documents."""
    found = {tax.category == UNTAXABLE for document in documents for tax in document.taxes}
    return len(found) > 1 and all(document.type_code for document in documents)


def billed(calculation: Document) -> tuple[Bill, ...]:
    """A month as it is issued: its invoice, and its companion where it has one; a blocked month stays whole."""
    if calculation.status == "blocked" or not is_apart(calculation):
        return (as_billed(calculation),)
    taxed, untaxed = parts(calculation)
    if not (taxed.lines or taxed.credits or taxed.bonuses):
        return (Bill(_beside(untaxed), calculation),)
    invoice = as_billed(taxed).document
    version = calculation.version + 1
    companion = replace(_beside(untaxed), version=version)
    if companion.kind == "credit_note" and invoice.kind == "invoice":
        companion = replace(companion, corrects=PrecedingInvoice(invoice.id))
    return Bill(invoice, calculation), Bill(companion, replace(calculation, version=version))


def owed(calculation: Document) -> str:
    """What a month adds to what is owed, as its documents say it: of two what each does; of several issued ones their sum."""
    net, currency = f"{calculation.totals.net:f}", calculation.currency
    if calculation.status in ("issued", "blocked"):
        return owed_in_words(net, currency, blocked=calculation.kind != "credit_note")
    return " and ".join(owed_in_words(f"{effect(one.document):f}", currency) for one in billed(calculation))


def numbered(bills: Sequence[Bill], bill: Bill) -> Bill:
    """A document that names another of these, which have their numbers now, by its id: it names it by its number."""
    named = bill.document.corrects and bill.document.corrects.number
    for other in bills:
        if named == other.document.id:
            return Bill(replace(bill.document, corrects=naming(other.document)), bill.calculation)
    return bill


def differing(before: Document, after: Document, version: int, standing: Sequence[Document]) -> tuple[Bill, ...]:
    """What a month comes to less what it came to before: of each side a document, which names the last of its side."""
    if not is_apart(before, after):
        return (difference(before, after, version, naming(standing[-1])),)
    found: list[Bill] = []
    whole = replace(after, status="draft")
    for old, new, last in sides(before, after, standing):
        at = version + len(found)
        told = difference(old, new, at, naming(last))
        found.append(Bill(told.document, replace(whole, version=at)))
    return tuple(found)


def sides(
    before: Document, after: Document, standing: Sequence[Document]
) -> Iterator[tuple[Document, Document, Document]]:
    """Of each side of a month whose money differs: what it came to before, what it comes to, and its last document."""
    for old, new, untaxed in zip(parts(before), parts(after), (False, True), strict=True):
        if (old.totals.net, _taxed(old)) != (new.totals.net, _taxed(new)):
            yield old, new, last_of(standing, untaxed=untaxed)


def concerned(before: Document, after: Document, standing: Sequence[Document]) -> list[Document]:
    """The documents that a correction would name; where no money differs, the last one, of two sides that of the invoice."""
    if not is_apart(before, after):
        return [standing[-1]]
    return [last for _, _, last in sides(before, after, standing)] or [last_of(standing, untaxed=False)]


def anew(calculation: Document, standing: Sequence[Document]) -> tuple[Bill, ...]:
    """A month invoiced once more after all that stood was taken back: each document names the last of its side, but a credit
    note the invoice beside it.
    """
    return tuple(
        one
        if one.document.corrects
        else Bill(
            replace(one.document, corrects=naming(last_of(standing, untaxed=_untaxed(one.document)))), one.calculation
        )
        for one in billed(calculation)
    )


def last_of(standing: Sequence[Document], *, untaxed: bool) -> Document:
    """The last document of one side of a month, or of the month where there is none of that side."""
    return next((one for one in reversed(standing) if _untaxed(one) == untaxed), standing[-1])


def parts(calculation: Document) -> tuple[Document, Document]:
    """What of a month is subject to VAT, and what is not, each as a calculation that bears signs."""
    return _part(calculation, untaxed=False), _part(calculation, untaxed=True)


def _beside(untaxed: Document) -> Document:
    """What is not subject to VAT as it is issued: with the credits that reduce its charges, or in lines."""
    reduced = (untaxed.credits and not untaxed.booking.damages) or untaxed.bonuses
    return as_billed(untaxed).document if reduced else in_lines(untaxed)


def _taxed(document: Document) -> dict[tuple[str, Decimal], tuple[Decimal, Decimal]]:
    return {(one.category, one.rate): (one.base, one.amount) for one in document.taxes if one.base or one.amount}


def _untaxed(document: Document) -> bool:
    return all(tax.category == UNTAXABLE for tax in document.taxes)


def _part(whole: Document, *, untaxed: bool) -> Document:
    def chosen(vat: VatCategory | None) -> bool:
        return (vat is not None and vat.code == UNTAXABLE) == untaxed

    lines = [n for n, one in enumerate(whole.lines) if chosen(one.vat)]
    credits_ = [n for n, one in enumerate(whole.credits) if any(map(chosen, _reduced(one)))]
    kept = {n: [vat for vat in _reduced(whole.credits[n]) if chosen(vat)] for n in credits_}
    bonuses = [n for n, one in enumerate(whole.bonuses) if chosen(one.vat)]
    taxes = [n for n, one in enumerate(whole.taxes) if (one.category == UNTAXABLE) == untaxed]
    bearers = borne(whole)
    own = bearers and Borne(
        bearers.units,
        tuple(bearers.lines[n] for n in lines),
        tuple(_borne(replace(whole, borne=bearers), whole.credits[n], kept[n]) for n in credits_),
        tuple(bearers.bonuses[n] for n in bonuses),
        tuple(bearers.taxes[n] for n in taxes),
    )
    told = replace(
        whole,
        lines=tuple(whole.lines[n] for n in lines),
        credits=tuple(_reduction(whole.credits[n], kept[n]) for n in credits_),
        bonuses=tuple(whole.bonuses[n] for n in bonuses),
        taxes=tuple(whole.taxes[n] for n in taxes),
        caps=(),
        borne=own,
        chargeback=tuple(_shares(own, whole.currency)) if own else (),
        billing=_billing(whole.billing) if untaxed and whole.billing else whole.billing,
    )
    return replace(told, totals=_totals(told))


def _reduced(credit: Credit) -> list[VatCategory | None]:
    """The categories that a credit reduces."""
    return [part.vat for part in credit.parts] or [None]


def _reduction(credit: Credit, kept: Sequence[VatCategory | None]) -> Credit:
    """What of a credit reduces some of its categories: what is carried of it goes with what is taxed."""
    if kept == _reduced(credit):
        return credit
    parts = tuple(part for part in credit.parts if part.vat in kept)
    amount = sum((part.amount for part in parts), credit.amount - credit.amount)
    carried = ZERO if kept[0] and kept[0].code == UNTAXABLE else credit.carried
    uncapped = amount if credit.uncapped == credit.amount else credit.uncapped
    return replace(credit, parts=parts, amount=amount, uncapped=uncapped, carried=carried)


def _borne(whole: Document, credit: Credit, kept: Sequence[VatCategory | None]) -> tuple[Decimal, ...]:
    """What each business unit bears of that."""
    parts = charge_parts(whole, [one.unit for one in whole.chargeback]) or {}
    own = [parts[CREDIT, credit.measure, credit.first, credit.last, vat] for vat in kept]
    return tuple(-sum(of_unit, ZERO) for of_unit in zip(*own, strict=True))


def _totals(told: Document) -> Totals:
    zero = rounded(ZERO, told.currency)
    charges, credit, bonus, tax = (
        sum((one.amount for one in group), zero) for group in (told.lines, told.credits, told.bonuses, told.taxes)
    )
    net = charges - credit + bonus
    return Totals(charges, told.totals.at_risk, credit, bonus, net, tax, net + tax)


def _shares(told: Borne, currency: str) -> Iterator[UnitShare]:
    """What each business unit bears of one side."""
    zero = rounded(ZERO, currency)
    for n, unit in enumerate(told.units):
        charges, credit, bonus, tax = (
            sum((one[n] for one in group), zero) for group in (told.lines, told.credits, told.bonuses, told.taxes)
        )
        net = charges - credit + bonus
        yield UnitShare(unit, charges, credit, bonus, net, tax, net + tax)


def _billing(told: Billing) -> Billing:
    """Why nothing is taxed, as the contract says it or the category does; no tax is told in another currency."""
    reasons = told.exemptions if any(one.category == UNTAXABLE for one in told.exemptions) else (*told.exemptions, WHY)
    return replace(told, exemptions=reasons, tax_currency="", tax_rate=None)
