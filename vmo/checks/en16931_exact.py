"""Exact amounts: each electronic invoice says the document's lines, allowances, charges, bases and taxes to the minor unit

The official rules let a tax be off by less than a unit of the currency, a base by less than one, a credit note name no invoice, and
BT-114 close any gap (decision D2). The file is read back here by itself, not through what wrote it.

>>> from types import SimpleNamespace as A
>>> list(check(A(id="x/2026-10/1", status="draft", type_code="380"), rendered={"result.json": b"{}"}))
[]
>>> [str(one) for one in check(A(id="x/2026-10/1", status="issued", type_code="380"), rendered={"result.json": b"{}"})][0]
'x/2026-10/1: invoice.xml is missing: found no such file, expected one of each issued invoice; do not issue it; report it'
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lxml import etree

from vmo.checks._read_back import ReadBack, cii, ubl
from vmo.money import minor_unit_places, rounded, rounded_down
from vmo.records import Document, Finding

FILES = {"invoice.xml": ubl, "invoice.cii.xml": cii}
ROOTS = {
    "invoice.xml": ("Invoice", "CreditNote"),
    "invoice.cii.xml": ("CrossIndustryInvoice",),
}  # else official_rules tells
CREDIT_NOTES = ("381", "261")
ZERO = Decimal(0)
CORRECTION = "correction"  # the model of a line that is a difference

Told = tuple[str, Any, Any]  # a figure, what it is, what it must be


def check(document: Document, *, rendered: dict[str, bytes]) -> Iterator[Finding]:
    """An error for each figure of a file that is not the document's, or does not follow from the others in it."""
    for name, read in FILES.items():
        if name in rendered:
            root = etree.fromstring(rendered[name], etree.XMLParser(resolve_entities=False, no_network=True))
            if etree.QName(root).localname in ROOTS[name]:
                for what, found, expected in _wrong(document, read(root)):
                    yield _finding(document, f"{name}: {what}", found, expected)
        elif document.status == "issued" and document.type_code:
            yield _finding(document, f"{name} is missing", "no such file", "one of each issued invoice")


def _finding(document: Document, what: str, found: object, expected: object) -> Finding:
    action = "do not issue it; report it"
    return Finding("en16931_exact", "error", document.id, what, _text(found), _text(expected), action)


def _text(figure: object) -> str:
    if isinstance(figure, set | list):
        return ", ".join(sorted(map(_text, figure))) if isinstance(figure, set) else ", ".join(map(_text, figure))
    if isinstance(figure, tuple):
        return " ".join(map(_text, figure))
    return f"{figure:f}" if isinstance(figure, Decimal) else str(figure)


def _wrong(document: Document, file: ReadBack) -> Iterator[Told]:
    yield from (told for told in (*_sums(file), *_recorded(document, file)) if told[1] != told[2])
    places = minor_unit_places(document.currency)
    for amount in file.amounts:
        if -int(amount.normalize().as_tuple().exponent) > places:
            yield "an amount is finer than the minor unit", amount, f"{places} decimals"


def _sums(file: ReadBack) -> Iterator[Told]:
    """What follows from the file itself; what is paid already (BT-113) is no part of any sum but BT-115."""
    products = [rounded(one, file.currency) for one in file.products]
    yield ("BT-131, each line's quantity at its price", file.lines, products)
    yield ("BT-106, the sum of the lines", file.line_total, sum(file.lines, ZERO))
    yield ("BT-107, the sum of the allowances", file.allowances, sum(file.taken, ZERO))
    yield ("BT-108, the sum of the charges", file.charges, sum(file.put, ZERO))
    yield ("BT-109, without tax", file.net, file.line_total - file.allowances + file.charges)
    yield ("BT-110, the tax", file.tax, sum((one.tax for one in file.breakdown), ZERO))
    yield ("BT-112, with tax", file.gross, file.net + file.tax)
    yield ("BT-114, a rounding that nobody agreed", file.rounding, None)
    yield ("BT-115, due", file.due, file.gross - file.prepaid)
    for one in file.breakdown:
        kind = f"{one.category} {one.rate}"
        under = sum((amount for category, rate, amount in file.under if (category, rate) == one.kind), ZERO)
        yield (f"BT-116, the base of {kind}", one.base, under)
    yield ("categories that are taxed", {one.kind for one in file.breakdown}, {one[:2] for one in file.under})


def _recorded(document: Document, file: ReadBack) -> Iterator[Told]:
    """What the document says."""
    totals, credit_note = document.totals, file.type_code in CREDIT_NOTES
    yield ("BT-3, its type", file.type_code, document.type_code)
    yield ("BT-5, its currency", file.currency, document.currency)
    yield ("BG-3, the invoice that it corrects", file.preceding, document.corrects and document.corrects.number)
    if credit_note and not file.preceding:
        yield ("a credit note names no invoice (BG-3)", "none", "the number of the invoice that it reduces")
    yield ("lines and charges", file.line_total + file.charges - file.allowances, totals.net)
    yield ("its credits", sum(file.taken, ZERO), totals.credits)
    yield ("BT-109", file.net, totals.net)
    yield ("BT-110", file.tax, totals.tax)
    yield ("BT-112", file.gross, totals.gross)
    taxes = {(one.category, one.rate): one for one in document.taxes}
    unit = Fraction(1, 10 ** minor_unit_places(document.currency))
    for found in file.breakdown:
        own = taxes.get((found.category, found.rate or ZERO))
        kind = f"{found.category} {found.rate}"
        yield (f"BT-116 of {kind}", found.base, own and own.base)
        yield (f"BT-117 of {kind}", found.tax, own and own.amount)
        exact = Fraction(found.base) * Fraction(found.rate or 0) / 100
        half_up, down = rounded(exact, document.currency), rounded_down(exact, document.currency)
        if found.tax not in (half_up, down) and not (
            _of_differences(document) and abs(Fraction(found.tax) - exact) <= unit
        ):
            yield (f"BT-117, the tax of {kind}", found.tax, half_up)
    if totals.gross < 0:
        yield "an invoice of less than nothing (decision D1)", totals.gross, "a credit note that names what it reduces"
    if file.due > 0 and not (file.due_on or file.terms):
        yield ("when it is due is not told (BT-9, BT-20, BR-CO-25)", "neither", "one of them")
    billing = document.billing
    declared = None
    if billing and billing.tax_rate is not None:
        declared = rounded(billing.tax_rate * Fraction(totals.tax), billing.tax_currency)
    yield ("BT-111, the tax in the tax currency", file.tax_accounting, declared)


def _of_differences(document: Document) -> bool:
    """Whether it says the differences of two calculations: each tax is then that of two, which were rounded each."""
    return document.corrects is not None and all(line.model == CORRECTION for line in document.lines)
