"""Credits that are damages: a month has two documents, which are approved, issued and corrected together (decision D1)."""

import json
import os
import shutil
from datetime import date
from decimal import Decimal

import pytest
import small

from vmo.checks import official_rules
from vmo.cli import DONE, ERRORS, main
from vmo.formats.einvoice import invoice
from vmo.life.thawed import thawed
from vmo.pipeline.house import open_house
from vmo.store import IssuedRow

pytestmark = pytest.mark.slow

ID, NUMBER, NOTE = "acme-care/2026-10/1", "acme-380-2026-00001", "acme-381-2026-00001"
SIGNED = ("--by", "the clerk", "--why", "agreed by letter")
ON, LATER = ("--on", "2026-11-05"), ("--on", "2026-12-01")
CONTRACT = "contracts/acme-care.yaml"
FILES = ("invoice.xml", "invoice.cii.xml")
TERMS = "invoice: {corrections: {2026-01-01: {value: {by: %s}, ref: 'E 4'}}, "


def with_damages(folder):
    """Voice at 19 %; what is missed is paid as damages."""
    path = folder / CONTRACT
    small.change(path, "currency: EUR", "currency: EUR\nissues: supplier")
    small.change(path, "category: AE, rate: 0, reason: Reverse charge", "category: S, rate: 19, credit_nature: damages")
    small.change(folder / "parties.yaml", "vat_id: DE000000000", "vat_id: DE000000000, legal_id: HRB 0")
    return folder


@pytest.fixture(scope="module")
def issued_once(tmp_path_factory):
    folder = with_damages(small.build(tmp_path_factory.mktemp("damages") / "small"))
    for words in (["month", "--month", small.MONTH], ["approve", ID, *SIGNED], ["issue", ID, *ON, *SIGNED]):
        assert main([words[0], str(folder), *words[1:]]) == DONE
    return folder


@pytest.fixture
def left(issued_once, tmp_path):
    return shutil.copytree(issued_once, tmp_path / "left")


def result(folder, number):
    return json.loads((folder / f"out/documents/{number}/result.json").read_text(), parse_float=str)


def again(folder, *, gone, name="calls_late.csv"):
    """The first day again without its last calls, after everything."""
    body = small.lines(small.DAYS[0])
    small.send(folder, small.DAYS[0], reversed(body[: len(body) - gone]), name=name)
    os.utime(folder / "inbox/acme" / name)


def through(vmo, folder, document):
    assert vmo("approve", folder, document, *SIGNED).code == DONE
    told = vmo("issue", folder, document, *LATER, *SIGNED, "--json")
    assert told.code == DONE, told.err
    return [one["number"] for one in told.json["documents"]]


def corrected(vmo, folder, *, by):
    small.change(folder / CONTRACT, "invoice: {", TERMS % by)
    again(folder, gone=2)
    assert vmo("month", folder, "--month", small.MONTH).code == DONE
    told = vmo("correct", folder, ID, *LATER, *SIGNED)
    assert told.code == DONE, told.err


def owed(folder, *, untaxed):
    """Net of all that is issued on one side of the month: a credit note reduces."""
    found = Decimal(0)
    for path in (folder / "out/documents").iterdir():
        told = invoice((path / "invoice.xml").read_bytes(), "invoice.xml").told
        assert len({one.vat.code == "O" for one in told.breakdown}) == 1  # BR-O-11
        if (told.breakdown[0].vat.code == "O") == untaxed:
            found += -told.net if told.type_code == "381" else told.net
    return found


def test_the_invoice_holds_no_credit_and_the_damages_are_a_credit_note_that_names_it(issued_once):
    """voice 45.12 at 19 %: 8.57; damages 1.93 and 2.26: 4.19, untaxed."""
    first, damages = result(issued_once, NUMBER), result(issued_once, NOTE)
    assert (first["credits"], first["totals"]["net"], first["totals"]["tax"]) == ([], "45.12", "8.57")
    assert damages["document"] == {
        "id": "acme-care/2026-10/2",
        "number": NOTE,
        "type": "supplier",
        "kind": "credit_note",
        "corrects": {"number": NUMBER, "issued_on": "2026-11-05"},
    }
    assert [(one["id"], one["text"], one["amount"], one["clause"]) for one in damages["lines"]] == [
        ("credit.sl", "Damages, Service level, 2026-10: breach", "1.93", "D 2; D 3"),
        ("credit.abandon", "Damages, Abandon rate, 2026-10: breach", "2.26", "D 2; D 3"),
    ]
    assert (damages["totals"]["net"], damages["totals"]["tax"], damages["totals"]["gross"]) == ("4.19", "0.00", "4.19")


def test_both_keep_the_official_rules_and_what_is_out_of_scope_bears_no_vat_id(issued_once):
    with open_house(issued_once).store.transaction() as session:
        frozen = {row.number: row.frozen for row in session.query(IssuedRow)}
    for number, code, category, vat_id in ((NUMBER, "380", "S", "DE000000000"), (NOTE, "381", "O", "")):
        files = {name: (issued_once / "out/documents" / number / name).read_bytes() for name in FILES}
        assert list(official_rules.check(thawed(frozen[number]), rendered=files)) == []
        for name, content in files.items():
            told = invoice(content, name).told
            assert (told.type_code, told.breakdown[0].vat.code, told.seller.vat_id) == (code, category, vat_id)
            assert [one.number for one in told.preceding] == ([NUMBER] if code == "381" else [])


def test_damages_are_booked_as_such_and_the_store_stands_as_it_was_sealed(vmo, issued_once):
    journal = (issued_once / "out/documents" / NOTE / "journal.csv").read_text().splitlines()
    at = journal[0].split(",").index("role")
    assert {line.split(",")[at] for line in journal[1:]} == {"damages_cost", "receivable"}
    told = vmo("verify", issued_once)
    assert (told.code, "2 documents, 2 of them issued: all as recorded" in told.out) == (DONE, True)


@pytest.mark.parametrize("number", [NUMBER, NOTE])
def test_each_is_explained_from_the_lake(vmo, issued_once, number):
    told = vmo("explain", issued_once, number)
    assert told.code == DONE, told.out
    assert "amounts as issued" in told.out


def test_a_month_that_no_longer_has_damages_has_one_document_and_an_approval_goes_with_either(vmo, folder):
    with_damages(folder)
    told = vmo("month", folder, "--month", small.MONTH)
    assert told.code == DONE
    assert f"{ID}: draft, net 45.12 EUR and credit note, net 4.19 EUR, credits 4.19" in told.out
    told = vmo("whatif", folder, "--contract", folder / CONTRACT, "--months", small.MONTH, "--json")
    assert told.code == DONE, told.err
    (month,) = told.json["months"]
    assert month["charged"] == "as published, version 1 and 2"
    assert {(one["kind"], one["id"]): (one["charged"], one["supposed"]) for one in month["amounts"]} == {
        ("line", "voice"): ("45.12", "45.12"),
        ("credit", "sl"): ("1.93", "1.93"),
        ("credit", "abandon"): ("2.26", "2.26"),
        ("total", "charges"): ("45.12", "45.12"),
        ("total", "credits"): ("4.19", "4.19"),
        ("total", "bonus"): ("0.00", "0.00"),
        ("total", "net"): ("40.93", "40.93"),
        ("total", "tax"): ("8.57", "8.57"),
        ("total", "gross"): ("49.50", "49.50"),
    }
    assert "acme-care/2026-10/2: checked, credit note, net 4.19 EUR; next: vmo approve" in vmo("status", folder).out
    assert vmo("approve", folder, ID, *SIGNED).code == DONE
    small.change(
        folder / CONTRACT, "at_risk_percent: {2026-01-01: {value: 10", "at_risk_percent: {2026-01-01: {value: 20"
    )
    assert vmo("month", folder, "--month", small.MONTH).code == DONE
    assert "acme-care/2026-10/1: checked" in vmo("status", folder).out
    assert vmo("approve", folder, ID, *SIGNED).code == DONE
    small.change(
        folder / CONTRACT, "at_risk_percent: {2026-01-01: {value: 20", "at_risk_percent: {2026-01-01: {value: 0"
    )
    assert vmo("month", folder, "--month", small.MONTH).code == DONE
    assert "acme-care/2026-10/2" not in vmo("status", folder).out
    assert not (folder / "out/2026-10/acme-care/2").exists()
    assert vmo("verify", folder).out.splitlines()[-1].endswith("1 documents: all as recorded")


@pytest.mark.parametrize(
    ("by", "numbers"),
    [
        ("net_adjust", ["acme-380-2026-00002"]),
        ("credit_and_rebill", ["acme-381-2026-00002", "acme-380-2026-00002", "acme-380-2026-00003", "acme-381-2026-00003"]),
    ],
)  # fmt: skip
def test_a_correction_corrects_each_document_by_one_of_its_side(vmo, left, by, numbers):
    """sl 48/55: damages 4.512 x 3/11 = 1.23 instead of 1.93; those two calls cost nothing, so the invoice stays."""
    corrected(vmo, left, by=by)
    assert through(vmo, left, "acme-care/2026-10/3") == numbers
    assert (owed(left, untaxed=False), owed(left, untaxed=True)) == (Decimal("45.12"), Decimal("-3.49"))
    named = {one: result(left, one)["document"]["corrects"]["number"] for one in numbers}
    assert named[numbers[-1]] == (NOTE if by == "net_adjust" else "acme-380-2026-00003")
    assert vmo("verify", left).code == DONE
    for one in numbers:
        assert "as issued" in vmo("explain", left, one).out


def test_what_rolls_of_the_charges_names_the_invoice_and_not_the_damages(vmo, left):
    """56.4 min at 0.8001 are 45.13, a cent more; what is missed costs 1.93 and 2.26 as before."""
    small.change(left / CONTRACT, "value: 0.80", "value: 0.8001")
    small.change(left / CONTRACT, "invoice: {", TERMS % "net_adjust, threshold: 0.71")
    assert vmo("month", left, "--month", small.MONTH).code == DONE
    assert "rolls into 2026-11" in vmo("correct", left, ID, *LATER, *SIGNED).out
    day = date(2026, 11, 2)
    small.send(left, day, small.lines(day))
    assert vmo("month", left, "--month", "2026-11").code == DONE
    lines = json.loads((left / "out/2026-11/acme-care/result.json").read_text())["lines"]
    (rolled,) = (one for one in lines if one["id"].startswith("correction-"))
    assert (rolled["amount"], f"correction of {NUMBER}:" in rolled["text"]) == ("0.01", True)


def test_charges_that_change_with_the_damages_are_two_corrections(vmo, left):
    small.change(left / CONTRACT, "value: 0.80", "value: 0.90")
    small.change(left / CONTRACT, "invoice: {", TERMS % "net_adjust")
    assert vmo("month", left, "--month", small.MONTH).code in (DONE, ERRORS)
    assert vmo("correct", left, ID, *LATER, *SIGNED).code == DONE
    assert through(vmo, left, "acme-care/2026-10/3") == ["acme-380-2026-00002", "acme-381-2026-00002"]
    first, damages = (result(left, one) for one in ("acme-380-2026-00002", "acme-381-2026-00002"))
    assert (first["document"]["corrects"]["number"], damages["document"]["corrects"]["number"]) == (NUMBER, NOTE)
    # 56.4 min at 0.90 are 50.76; 10 % at risk: sl 5.076 x 3/7 = 2.18, abandon 2.54: together 4.72, under the cap of 5.07
    assert (owed(left, untaxed=False), owed(left, untaxed=True)) == (Decimal("50.76"), Decimal("-4.72"))
