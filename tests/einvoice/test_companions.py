"""What of a month is not subject to VAT is a document of its own, whichever way it is owed, and keeps the official rules."""

from dataclasses import replace
from decimal import Decimal

import legal
import pytest

from vmo.checks import official_rules, totals_add_up
from vmo.companion import billed, differing, parts
from vmo.correction import effect
from vmo.documents import cii, ubl
from vmo.formats.einvoice import invoice
from vmo.records import Document, Line, PrecedingInvoice, Tax, Totals, UnitShare, VatPart

D = Decimal
EARLIER = PrecedingInvoice("acme-380-2026-00000", legal.ISSUED)
SYNTAXES = {"invoice.xml": ubl, "invoice.cii.xml": cii}
OUT = legal.category("O")


def month(damages: str, returned: str, *, units: bool = False) -> Document:
    """The month of legal.py at 19 %, its credit as damages, beside what is earned back of earlier ones: net 455.00 is taxed."""
    owed, back = D(damages), D(returned)
    one = legal.document("S")
    (credit,) = one.credits
    line = Line(
        "earn_back.sl.2026-03", "earn_back", legal.FIRST, legal.LAST, "Back", D(1), "one", back, back, "D 3", vat=OUT
    )
    taxes = (Tax("S", D(19), D("455.00"), D("86.45"), "§ 9"), Tax("O", D(0), back - owed, D("0.00"), "§ 9"))
    net = D("455.00") + back - owed
    totals = Totals(D("450.00") + back, D("45.00"), owed, D("5.00"), net, D("86.45"), net + D("86.45"))
    halves = [
        UnitShare(unit, *(sign * part for part in (totals.charges, owed, D("5.00"), net, D("86.45"), totals.gross)))
        for unit, sign in (("home", 1), ("field", 0))
    ]
    return replace(
        one,
        status="draft",
        number=None,
        issued_on=None,
        lines=(*one.lines, *([line] if back else [])),
        credits=(replace(credit, amount=owed, uncapped=owed, parts=(VatPart(OUT, owed),)),) if owed else (),
        taxes=taxes if owed or back else taxes[:1],
        totals=totals,
        chargeback=tuple(halves) if units else (),
    )


@pytest.mark.parametrize(
    ("damages", "returned", "code", "net"),
    [
        ("20.00", "0.00", "381", "20.00"),
        ("0.00", "50.00", "380", "50.00"),
        ("20.00", "50.00", "380", "30.00"),
        ("50.00", "20.00", "381", "30.00"),
    ],
)
def test_it_is_owed_the_way_that_it_goes_and_the_invoice_is_what_it_would_be_without(damages, returned, code, net):
    told, companion = (one.document for one in billed(month(damages, returned)))
    assert (told.totals.net, told.totals.tax, told.credits) == (D("455.00"), D("86.45"), ())
    assert (companion.type_code, companion.version, companion.totals.net) == (code, 2, D(net))
    assert effect(told) + effect(companion) == month(damages, returned).totals.net
    assert companion.corrects == (PrecedingInvoice("acme-care/2026-10/1") if code == "381" else None)
    for document in (told, companion):
        assert list(totals_add_up.check(document)) == []
        named = EARLIER if document.kind == "credit_note" else None
        issued = replace(document, status="issued", number="acme-1", issued_on=legal.ISSUED, corrects=named)
        for name, syntax in SYNTAXES.items():
            content = syntax.write(issued)
            assert list(official_rules.check(issued, rendered={name: content})) == []
            found = invoice(content, name).told
            assert (found.net, {one.vat.code for one in found.breakdown}) == (
                document.totals.net,
                {"O" if document is companion else "S"},
            )


def test_a_month_of_one_kind_and_one_that_is_only_expected_have_one_document():
    assert len(billed(month("0.00", "0.00"))) == 1
    assert len(billed(replace(month("20.00", "0.00"), type="shadow"))) == 1
    assert len(billed(legal.document("O"))) == 1


def test_what_business_units_bear_of_both_is_what_they_bear_of_the_month():
    whole = month("20.00", "50.00", units=True)
    for unit in (0, 1):
        shares = [one.chargeback[unit] for one in parts(whole)]
        assert sum(one.net for one in shares) == whole.chargeback[unit].net
    for one in billed(whole):
        assert list(totals_add_up.check(one.document)) == []


def test_only_the_side_that_differs_is_corrected_by_what_names_the_last_of_its_side():
    before, after = month("20.00", "0.00"), month("35.00", "0.00")
    standing = [
        replace(one.document, status="issued", number=number, issued_on=legal.ISSUED)
        for one, number in zip(billed(before), ("acme-380-2026-00001", "acme-381-2026-00001"), strict=True)
    ]
    (found,) = (one.document for one in differing(before, after, 3, standing))
    assert (found.version, found.type_code, found.totals.net) == (3, "381", D("15.00"))
    assert found.corrects == PrecedingInvoice("acme-381-2026-00001", legal.ISSUED)
    (first,) = (one.document for one in differing(month("0.00", "0.00"), after, 2, standing[:1]))
    assert first.corrects == PrecedingInvoice("acme-380-2026-00001", legal.ISSUED)  # there were no damages before
