"""An issued month that comes to something else is corrected as its contract says, on the portfolio of tests/small.py."""

import json
import os
import re
import shutil
from datetime import date
from decimal import Decimal
from random import Random

import pytest
import small
from openpyxl import load_workbook
from sqlalchemy import text

from vmo.cli import DONE, ERRORS, REFUSED, main
from vmo.pipeline.house import open_house

pytestmark = pytest.mark.slow

ID, NUMBER = "acme-care/2026-10/1", "acme-380-2026-00001"
SIGNED = ("--by", "the clerk", "--why", "the partner sent the day again")
ON, LATER = ("--on", "2026-11-05"), ("--on", "2026-12-01")
COLUMNS = 'contract, period, 3, how, reason, versions, "into", state, frozen'
AGAIN = f"INSERT INTO calculation SELECT {COLUMNS} FROM calculation WHERE ordinal = 2"
MONTH = "out/2026-10/acme-care"
ISSUES = "currency: EUR\nissues: supplier"


def terms(**told):
    inside = ", ".join(f"{name}: {value}" for name, value in told.items())
    return f"invoice: {{corrections: {{2026-01-01: {{value: {{{inside}}}, ref: 'E 4'}}}}, "


@pytest.fixture(scope="module")
def issued_once(tmp_path_factory):
    folder = small.build(tmp_path_factory.mktemp("corrected") / "small")
    small.change(folder / "contracts/acme-care.yaml", "currency: EUR", ISSUES)
    for words in (["month", "--month", small.MONTH], ["approve", ID, *SIGNED], ["issue", ID, *ON, *SIGNED]):
        assert main([words[0], str(folder), *words[1:]]) == DONE
    return folder


@pytest.fixture
def left(issued_once, tmp_path):
    """A copy of a portfolio whose document, of net 40.93, has left the house."""
    return shutil.copytree(issued_once, tmp_path / "left")


def under(folder, **told):
    small.change(folder / "contracts/acme-care.yaml", "invoice: {", terms(**told))


def again(folder, *, gone=2, extra=(), name="calls_late.csv"):
    """The first day again, without its last calls and with other ones, after everything."""
    body = small.lines(small.DAYS[0])
    small.send(folder, small.DAYS[0], [*reversed(body[: len(body) - gone]), *extra], name=name)
    os.utime(folder / "inbox/acme" / name)


def through(vmo, folder, document, on=LATER):
    assert vmo("approve", folder, document, *SIGNED).code == DONE
    told = vmo("issue", folder, document, *on, *SIGNED, "--json")
    assert told.code == DONE, told.err
    return told.json


def result(folder, number):
    return json.loads((folder / f"out/documents/{number}/result.json").read_text(), parse_float=str)


def month(vmo, folder, period=small.MONTH):
    return vmo("month", folder, "--month", period)


def month_of(vmo, folder):
    """What the month comes to now, by its newest calculation."""
    return Decimal(re.search(r"net (-?[\d.]+) EUR", month(vmo, folder).out)[1])


def net_of(*results):
    """What documents come to together: a credit note reduces."""
    signs = {"invoice": 1, "credit_note": -1}
    return sum(signs[one["document"]["kind"]] * Decimal(one["totals"]["net"]) for one in results)


def corrected(vmo, folder, *words):
    told = vmo("correct", folder, ID, *LATER, *SIGNED, *words)
    assert told.code == DONE, told.err
    return told.out


def worse(number=90):
    """A caller gone after 40 s.

    sl 48/57: severity 11/19, 4.512 x 11/19 = 2.61; abandon 2.26; together 4.87, capped at 4.51: 2.42 and 2.09; net 40.61
    """
    return [small.call(number, status="ABN", wait=40, handle=0)]


def test_a_month_that_comes_to_more_is_an_invoice_of_the_difference_that_names_the_original(vmo, left):
    under(left, by="net_adjust")
    again(left)  # sl 48/55: 4.512 x 3/11 = 1.23 instead of 1.93
    assert "a difference of +0.70; ask what came late or changed (vmo status), and correct it" in month(vmo, left).out
    said = corrected(vmo, left)
    assert "acme-care/2026-10: net 41.63 EUR, 40.93 as issued, a difference of +0.70" in said
    assert "Service-level credit, Service level: -1.93 as issued, -1.23 now: +0.70" in said
    assert (
        "acme-care/2026-10/2: checked, invoice, net 0.70 EUR, corrects acme-380-2026-00001; next: vmo approve" in said
    )
    told = result(left, through(vmo, left, "acme-care/2026-10/2")["number"])
    assert told["document"] == {
        "id": "acme-care/2026-10/2",
        "number": "acme-380-2026-00002",
        "type": "supplier",
        "kind": "invoice",
        "corrects": {"number": NUMBER, "issued_on": "2026-11-05"},
    }
    assert [(one["id"], one["quantity"], one["rate"], one["amount"]) for one in told["lines"]] == [
        ("credit.sl", "1", "0.70", "0.70")
    ]
    assert net_of(result(left, NUMBER), told) == Decimal("41.63")
    assert "correction due" not in month(vmo, left).out
    assert "3 documents" not in vmo("verify", left).out
    assert vmo("verify", left).code == DONE
    charged = supposed_to_be_the_same(vmo, left)
    assert (charged["charged"], charged["net"]) == ("as corrected, calculation 2, version 1 and 2", "41.63")


def supposed_to_be_the_same(vmo, folder):
    """What vmo whatif takes for charged, under the terms that are in force."""
    words = ("--contract", folder / "contracts/acme-care.yaml", "--months", small.MONTH, "--json")
    (found,) = vmo("whatif", folder, *words).json["months"]
    assert {one["difference"] for one in found["amounts"]} <= {"0.00", "0"}
    net = next(one["charged"] for one in found["amounts"] if (one["kind"], one["id"]) == ("total", "net"))
    return {"charged": found["charged"], "net": net}


def test_a_month_that_comes_to_less_is_a_credit_note_with_positive_amounts(vmo, left):
    under(left, by="net_adjust")
    again(left, gone=0, extra=worse())
    month(vmo, left)
    said = corrected(vmo, left)
    assert "acme-care/2026-10/2: checked, credit note, net 0.32 EUR, corrects acme-380-2026-00001" in said
    told = result(left, through(vmo, left, "acme-care/2026-10/2")["number"])
    assert told["document"]["number"] == "acme-381-2026-00001"
    # sl costs 0.49 more; abandon 0.17 less, which goes the other way: its price is positive, its quantity negative
    assert [(one["id"], one["quantity"], one["rate"], one["amount"]) for one in told["lines"]] == [
        ("credit.sl", "1", "0.49", "0.49"),
        ("credit.abandon", "-1", "0.17", "-0.17"),
    ]
    assert (told["totals"]["net"], net_of(result(left, NUMBER), told)) == ("0.32", Decimal("40.61"))
    sheet = load_workbook(left / "out/documents/acme-381-2026-00001/invoice.xlsx").active
    cells = [str(cell.value) for row in sheet for cell in row if cell.value]
    assert cells[0] == "Credit note"
    assert any("corrects acme-380-2026-00001 of 2026-11-05" in text for text in cells)


def test_credit_and_rebill_takes_everything_back_and_invoices_it_anew_both_at_once(vmo, left):
    under(left, by="credit_and_rebill")
    again(left)
    month(vmo, left)
    assert "acme-care/2026-10/3: checked, invoice, net 41.63 EUR, corrects acme-380-2026-00001" in corrected(vmo, left)
    told = through(vmo, left, "acme-care/2026-10/3")
    assert [(one["document"][-1], one["number"]) for one in told["documents"]] == [
        ("2", "acme-381-2026-00001"),
        ("3", "acme-380-2026-00002"),
    ]
    before, back, anew = (result(left, name) for name in (NUMBER, "acme-381-2026-00001", "acme-380-2026-00002"))
    assert (back["lines"], back["credits"], back["totals"]) == (before["lines"], before["credits"], before["totals"])
    assert {one["document"]["corrects"]["number"] for one in (back, anew)} == {NUMBER}
    assert net_of(before, back, anew) == Decimal("41.63")
    assert vmo("verify", left).code == DONE
    assert vmo("issue", left, "acme-care/2026-10/2", *LATER, *SIGNED).code == REFUSED  # it has left with the other


def test_a_correction_of_a_correction_names_the_last_standing_document(vmo, left):
    under(left, by="credit_and_rebill")
    for n, gone in ((2, 2), (4, 0)):
        again(left, gone=gone, extra=worse() if not gone else (), name=f"calls_late{n}.csv")
        month(vmo, left)
        corrected(vmo, left)
        told = through(vmo, left, f"acme-care/2026-10/{n}")
    numbers = [one["number"] for one in told["documents"]]
    assert numbers == ["acme-381-2026-00002", "acme-380-2026-00003"]
    assert {result(left, one)["document"]["corrects"]["number"] for one in numbers} == {"acme-380-2026-00002"}
    every = [result(left, path.name) for path in (left / "out/documents").iterdir()]
    assert net_of(*every) == Decimal("40.61")


def test_a_shadow_document_is_corrected_alike_under_its_own_numbers(vmo, folder):
    under(folder, by="credit_and_rebill")
    month(vmo, folder)
    through(vmo, folder, ID, on=ON)
    again(folder)
    month(vmo, folder)
    corrected(vmo, folder)
    told = through(vmo, folder, "acme-care/2026-10/2")
    assert [one["number"] for one in told["documents"]] == ["X-acme-2026-00002", "X-acme-2026-00003"]
    assert result(folder, "X-acme-2026-00003")["document"]["number"] is None


def test_below_the_threshold_the_difference_rolls_into_the_next_open_month(vmo, left):
    under(left, by="net_adjust", threshold="0.71")
    again(left)
    month(vmo, left)
    assert "below the threshold and rolls into 2026-11; next: vmo month --month 2026-11" in corrected(vmo, left)
    assert "correction due" not in month(vmo, left).out
    day = date(2026, 11, 2)
    small.send(left, day, small.lines(day))
    assert month(vmo, left, "2026-11").code == DONE
    told = json.loads((left / "out/2026-11/acme-care/result.json").read_text())
    line = next(one for one in told["lines"] if one["id"] == "correction-2026-10-2")
    assert (line["amount"], line["clause"]) == ("0.70", "E 4")
    came = "its month came to 40.93 as issued, and comes to 41.63 now"
    assert line["text"] == f"Rolled from 2026-10, correction of {NUMBER}: {came}"
    assert [one.strip() for one in vmo("explain", left, "acme-care/2026-11", line["id"]).out.splitlines()[1:4]] == [
        "← 2026-10 by its calculation 1 (issued): net 40.93 EUR",
        "← 2026-10 by its calculation 2 (rolled): net 41.63 EUR",
        "← +0.70 of credit.sl: Service-level credit, Service level: -1.93 as issued, -1.23 now (D 2; D 3)",
    ]
    assert told["totals"]["at_risk"] == "2.25"  # 10 % of the 22.56 of the day's calls, not of the line
    assert vmo("verify", left).code == DONE


def test_at_the_threshold_it_is_a_document(vmo, left):
    under(left, by="net_adjust", threshold="0.70")
    again(left)
    month(vmo, left)
    assert "acme-care/2026-10/2: checked" in corrected(vmo, left)


@pytest.mark.parametrize(
    ("told", "on", "says"),
    [
        ({"window_days": 25}, "2026-12-01", "found 2026-12-01, expected 2026-11-30 or earlier, 25 days after it was"),
        ({"window_days": 26}, "2026-12-01", None),
        ({"direction": "downwards"}, "2026-12-01", "found a difference of +0.70 in net, expected one downwards only (E 4)"),
        ({"direction": "upwards"}, "2026-12-01", None),
    ],
)  # fmt: skip
def test_outside_the_window_or_against_the_direction_it_is_refused_with_the_clause(vmo, left, told, on, says):
    under(left, by="net_adjust", **told)
    again(left)
    month(vmo, left)
    found = vmo("correct", left, ID, "--on", on, *SIGNED)
    assert (found.code, (says or "") in found.err) == (REFUSED if says else DONE, True)
    assert len(list((left / "out/documents").iterdir())) == 1


def test_a_contract_without_terms_of_correction_says_what_to_add(vmo, left):
    again(left)
    month(vmo, left)
    refused = vmo("correct", left, ID, *SIGNED)
    assert refused.code == REFUSED
    assert (
        "corrections are missing, nothing says how 2026-10 is corrected; expected in `invoice` `corrections:"
        in refused.err
    )


def test_what_is_not_issued_or_does_not_differ_is_not_corrected(vmo, folder, left):
    month(vmo, folder)
    assert "it is not issued, so nothing is corrected" in vmo("correct", folder, ID, *SIGNED).err
    under(left, by="net_adjust")
    assert "it comes to what was issued, net 40.93; nothing is to be corrected" in vmo("correct", left, ID, *SIGNED).err


def test_a_correction_that_is_not_issued_is_replaced_or_withdrawn_as_the_month_changes_again(vmo, left):
    under(left, by="credit_and_rebill")
    again(left)
    month(vmo, left)
    corrected(vmo, left)
    assert vmo("approve", left, "acme-care/2026-10/2", *SIGNED).code == DONE
    again(left, gone=0, extra=worse(), name="calls_later.csv")
    month(vmo, left)
    refused = vmo("issue", left, "acme-care/2026-10/2", *LATER, *SIGNED)
    assert "have changed since its correction was approved; run vmo correct again" in refused.err
    assert "net 40.61 EUR, corrects" in corrected(vmo, left)  # the approval has lapsed with it
    assert "found checked, expected approved" in vmo("issue", left, "acme-care/2026-10/3", *LATER, *SIGNED).err
    again(left, gone=0, name="calls_latest.csv")
    month(vmo, left)
    assert "nothing is to be corrected" in vmo("correct", left, ID, *SIGNED).err
    assert [path.name for path in (left / MONTH).iterdir() if path.is_dir()] == []
    assert vmo("verify", left).out.splitlines()[-1].endswith("1 of them issued: all as recorded")


def test_a_month_of_pure_credits_is_a_credit_note_and_is_corrected_like_any_other(vmo, left):
    under(left, by="net_adjust")
    day, november = date(2026, 11, 2), "acme-care/2026-11/1"
    small.send(left, day, small.lines(day))
    words = ("--contract", "acme-care", "--month", "2026-11", "--amount=-50.00", "--text", "Goodwill")
    assert vmo("adjust", left, *words, *SIGNED).code == DONE
    # 28.2 min are 22.56; sl costs 0.97 (2.256 x 3/7), abandon 1.13: 22.56 - 50.00 - 2.10 = -29.54
    assert "acme-care/2026-11/1: draft, credit note, net 29.54 EUR" in month(vmo, left, "2026-11").out
    number = through(vmo, left, november)["number"]
    assert "acme-care/2026-11/1: issued, credit note, net 29.54 EUR" in month(vmo, left, "2026-11").out
    told = result(left, number)
    assert (number, told["document"]["kind"], told["totals"]["net"]) == ("acme-381-2026-00001", "credit_note", "29.54")
    assert told["document"]["corrects"]["number"] == NUMBER  # the last invoice of the contract
    assert [(one["id"][:10], one["quantity"], one["amount"]) for one in told["lines"]] == [
        ("voice", "-28.2", "-22.56"),
        ("adjustment", "1", "50.00"),
        ("credit.sl", "1", "0.97"),
        ("credit.aba", "1", "1.13"),
    ]
    small.send(left, day, reversed(small.lines(day)[:-2]), name="calls_late.csv")
    os.utime(left / "inbox/acme/calls_late.csv")
    month(vmo, left, "2026-11")
    assert vmo("correct", left, november, *LATER, *SIGNED).code == DONE
    more = result(left, through(vmo, left, "acme-care/2026-11/2")["number"])
    assert more["document"]["corrects"]["number"] == number
    assert net_of(told, more) == Decimal(re.search(r"net (-?[\d.]+) EUR", month(vmo, left, "2026-11").out)[1])


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE calculation SET frozen = replace(frozen, '41.63', '42.63')", "acme-care/2026-10#2: found frozen"),
        ("UPDATE calculation SET versions = '1' WHERE ordinal = 2", "#2: found versions '1', expected '2'"),
        ("DELETE FROM calculation WHERE ordinal = 2", "acme-care/2026-10#2: gone from the store, expected by entry"),
        ("DELETE FROM issued WHERE version = 2", "acme-380-2026-00002: gone from the store, expected as issued"),
        (AGAIN, "acme-care/2026-10#3: it stands in the store, and no entry of the chain"),
    ],
)
def test_a_correction_that_is_changed_by_hand_is_found_and_named(vmo, left, statement, says):
    under(left, by="net_adjust")
    again(left)
    month(vmo, left)
    corrected(vmo, left)
    through(vmo, left, "acme-care/2026-10/2")
    with open_house(left).store.engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount
    told = vmo("verify", left)
    assert (told.code, says in told.out) == (ERRORS, True), told.out


@pytest.mark.parametrize("by", ["net_adjust", "credit_and_rebill"])
def test_whatever_is_restated_what_is_issued_together_is_the_newest_calculation(vmo, left, by):
    """Restatements both ways; each names an issued document, and no number is missing."""
    under(left, by=by)
    chance = Random(7)
    small.change(
        left / "contracts/acme-care.yaml", "category: AE, rate: 0, reason: Reverse charge", "category: S, rate: 19"
    )
    corrections = 0
    for n in range(4):
        bad = [one for i in range(chance.randrange(4)) for one in worse(90 + i)]
        again(left, gone=chance.randrange(6), extra=bad, name=f"calls_late{n}.csv")
        month(vmo, left)
        told = vmo("correct", left, ID, *LATER, *SIGNED, "--json")
        if told.code == REFUSED:  # what was lost or came changed no money
            assert "it comes to what was issued" in told.err
            continue
        corrections += 1
        through(vmo, left, told.json["documents"][-1]["document"])
        newest = month_of(vmo, left)
        every = [result(left, one.name) for one in (left / "out/documents").iterdir()]
        assert net_of(*every) == newest
    assert corrections >= 3
    every = {one["document"]["number"]: one["document"] for one in every}
    assert all(one["corrects"]["number"] in every for number, one in every.items() if number != NUMBER)
    for code in ("380", "381"):
        given = sorted(int(number[-5:]) for number in every if f"-{code}-" in number)
        assert given == list(range(1, len(given) + 1))
    assert vmo("verify", left).code == DONE
