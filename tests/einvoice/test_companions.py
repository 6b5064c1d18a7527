"""What of a month is not subject to VAT is a document of its own, whichever way it is owed, and keeps the official rules."""

from dataclasses import replace
from decimal import Decimal

import legal
import pytest

from vmo.checks import official_rules, totals_add_up
from vmo.correction import effect
from vmo.correction.companion import billed, concerned, differing, owed, parts
from vmo.documents import cii, ubl
from vmo.formats.einvoice import invoice
from vmo.records import Borne, Document, Line, PrecedingInvoice, Tax, Totals, UnitShare, VatPart

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


@pytest.mark.parametrize(("own", "other"), [("S", "O"), ("O", "S"), ("AE", "O")])
def test_charges_that_are_not_subject_to_vat_leave_beside_the_others_each_with_its_part_of_a_credit(own, other):
    """voice 85.00, by hand -35.00, bonus 5.00 under one; the fee, 400.00, under the other: the credit is 2.42 and 17.58."""
    whole = replace(legal.document(own, second=legal.category(other)), status="draft", number=None, issued_on=None)
    found = [one.document for one in billed(whole)]
    assert [one.version for one in found] == [1, 2]
    told = {one.taxes[0].category: one for one in found}
    assert (told[own].totals.net, told[other].totals.net) == (D("52.58"), D("382.42"))
    assert ([one.amount for one in told[own].credits], [one.amount for one in told[other].credits]) == (
        [D("2.42")],
        [D("17.58")],
    )
    assert [one.taxes[0].category == "O" for one in found] == [False, True]
    assert sum(one.totals.gross for one in found) == whole.totals.gross
    for document in found:
        assert (document.type_code, list(totals_add_up.check(document))) == ("380", [])
        issued = replace(document, status="issued", number="acme-1", issued_on=legal.ISSUED)
        for name, syntax in SYNTAXES.items():
            content = syntax.write(issued)
            assert list(official_rules.check(issued, rendered={name: content})) == []
            said = invoice(content, name).told
            assert ({one.vat.code for one in said.breakdown}, said.net) == (
                {document.taxes[0].category},
                document.totals.net,
            )
    assert found[0].credits[0].uncapped + found[1].credits[0].uncapped == D("20.00")


def test_what_units_bear_of_a_credit_in_parts_is_what_they_bear_of_it():
    one = legal.document("S", second=OUT)
    lines = ((D("85.00"), D("0.00")), (D("150.00"), D("250.00")), (D("-20.00"), D("-15.00")))
    credit, bonus = (D("9.01"), D("10.99")), (D("5.00"), D("0.00"))
    taxes = ((D("10.00"), D("-0.01")), (D("0.00"), D("0.00")))
    units = []
    for n, unit in enumerate(("home", "field")):
        charged, tax = sum(line[n] for line in lines), sum(each[n] for each in taxes)
        net = charged - credit[n] + bonus[n]
        units.append(UnitShare(unit, charged, credit[n], bonus[n], net, tax, net + tax))
    whole = replace(
        one,
        status="draft",
        number=None,
        issued_on=None,
        borne=Borne(("home", "field"), lines, (credit,), (bonus,), taxes),
        chargeback=tuple(units),
    )
    taxed, untaxed = parts(whole)
    for n in (0, 1):
        assert taxed.borne.credits[0][n] + untaxed.borne.credits[0][n] == credit[n]
        assert taxed.chargeback[n].net + untaxed.chargeback[n].net == units[n].net
    for part in (taxed, untaxed):
        assert sum(part.borne.credits[0]) == part.credits[0].amount


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


def test_what_a_month_adds_to_what_is_owed_is_said_as_its_documents_say_it():
    both = month("20.00", "0.00")
    totals = Totals(D(0), D(0), D(4), D(0), D("-4.00"), D("-0.76"), D("-4.76"))
    less = replace(legal.document("S"), status="draft", totals=totals)
    assert owed(both) == "net 455.00 EUR and credit note, net 20.00 EUR"
    assert owed(less) == "credit note, net 4.00 EUR"
    assert owed(replace(less, status="issued", kind="credit_note")) == "credit note, net 4.00 EUR"
    assert owed(replace(less, status="issued")) == "net -4.00 EUR"  # the sum of several documents
    assert owed(replace(less, status="blocked")) == "net -4.00 EUR"
    assert owed(replace(both, status="issued")) == "net 435.00 EUR"


def test_what_a_correction_is_due_of_is_the_last_document_of_each_side_that_differs():
    before = month("20.00", "0.00")
    standing = [replace(one.document, number=str(one.document.version)) for one in billed(before)]
    taxed = replace(before, taxes=(replace(before.taxes[0], amount=D("86.46")), *before.taxes[1:]))

    def due(after: Document) -> list[str | None]:
        return [one.number for one in concerned(before, after, standing)]

    assert due(month("35.00", "0.00")) == ["2"]
    assert due(taxed) == ["1"]
    both = month("35.00", "0.00")
    assert due(replace(both, taxes=(taxed.taxes[0], *both.taxes[1:]))) == ["1", "2"]
    assert due(replace(before, attainments=())) == ["1"]  # no money differs: the scorecard is of the invoice
