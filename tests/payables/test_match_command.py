"""`vmo match` on the portfolio of tests/small.py: from an XML file in the inbox to the letter."""

import json
import shutil

import pytest
import small
from bills import FEED, UBL, head
from openpyxl import load_workbook

from vmo.cli import DONE, ERRORS, REFUSED
from vmo.life import disputes
from vmo.pipeline.house import open_house

pytestmark = pytest.mark.slow

LAID = '{voice: "Inbound minutes*", credit.sl: "SLA credit: service level", credit.abandon: "SLA credit: abandon*"}'
TERMS = f'match: {{2026-01-01: {{value: {{lines: {LAID}}}, ref: "E 2"}}}}'
MONTH = ("--month", small.MONTH)
OUT = "out/2026-10/acme-care"


def ubl(number: str, price: str, minutes: str, line: str, credit: str, net: str, tax: str, gross: str) -> str:
    """The bill of tests/payables/bills.py with one line and one credit, without the rebate."""
    start = UBL.index("    <cac:AllowanceCharge>\n      <cbc:ChargeIndicator>", UBL.index("<cac:InvoiceLine>"))
    end = UBL.index("    <cac:Item>")
    text = UBL[:start] + UBL[end:]
    for old, new in (
        ("INV-0012", number), (">1000.0<", f">{minutes}<"), (">1.000<", f">{price}<"), (">900.00<", f">{line}<"),
        (">50.00<", f">{credit}<"), (">850.00<", f">{net}<"), (">161.50<", f">{tax}<"), (">1011.50<", f">{gross}<"),
    ):  # fmt: skip
        assert old in text, old
        text = text.replace(old, new)
    return text


# 56.4 min at 0.80 are 45.12; credits of 1.93 and 2.26 are due (tests/small.py). Billed: 56.4 x 0.82 = 46.248, a credit of 1.93.
WRONG = ubl("INV-7", "0.82", "56.4", "46.25", "1.93", "44.32", "8.42", "52.74")


@pytest.fixture
def billed(folder):
    """The small portfolio, whose partner sends bills as XML."""
    with (folder / "partners/acme.yaml").open("a", encoding="utf-8") as file:
        file.write(FEED)
    contract = folder / "contracts/acme-care.yaml"
    small.change(contract, "category: AE, rate: 0, reason: Reverse charge", "category: S, rate: 19")
    small.change(contract, "invoice: {", f"invoice: {{{TERMS}, ")
    return folder


def send(folder, name: str, text: str) -> None:
    place = folder / "inbox/acme/bills"
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_text(text, encoding="utf-8")


def match(vmo, folder, *words):
    """Nights, then the match; a bill is judged against a month that need not be closed."""
    vmo("night", folder)
    return vmo("match", folder, *MONTH, "--on", "2026-11-10", *words)


def told(folder) -> dict:
    return json.loads((folder / OUT / "match.json").read_text(encoding="utf-8"))


def test_a_wrong_price_and_an_omitted_credit_are_disputed_and_the_rest_is_paid(vmo, billed):
    send(billed, "inv-7.xml", WRONG)
    said = match(vmo, billed)
    assert said.code == DONE, said.err
    found = told(billed)
    assert [(one["code"], one["difference"], one["verdict"]) for one in found["variances"]] == [
        ("PRICE", "1.13", "dispute"),  # 0.02 x 56.4 = 1.128
        ("CREDIT", "2.26", "dispute"),
    ]
    # 44.32 - 1.13 - 2.26 = 40.93, the net of the month; its tax 8.42 less 19 % of 3.39, 0.64
    assert (found["payable_net"], found["payable_tax"], found["pay_now"]) == ("40.93", "7.78", "48.71")
    assert found["variances"][0]["place"] == "acme/bills/inv-7.xml:47"
    assert "PRICE" in said.out
    assert "now: 48.71 EUR" in said.out


def test_the_letter_says_what_why_clause_how_much_and_until_when(vmo, billed):
    send(billed, "inv-7.xml", WRONG)
    match(vmo, billed)
    letter = (billed / OUT / "dispute-INV-7.txt").read_text(encoding="utf-8")
    assert letter == LETTER


LETTER = """\
Acme Calls
Quay 1
Bremen
DE

2026-11-10

Invoice INV-7 of 2026-11-05: dispute
Contract acme-care, 2026-10-01 to 2026-10-31

We have compared the document with the contract and with the service as it was measured, and do not
accept the following. Amounts are without tax.

1. line 1, Inbound minutes (PRICE): 1.13 EUR
   a price of 0.82; the contract says 0.8.
   Expected: 56.4 min × 0.80 = 45.12
   Billed:   56.4 MIN × 0.82 = 46.25
   Clause:   C 1; C 2

2. service-level credit abandon (CREDIT): 2.26 EUR
   a credit of 2.26 is due; none is given.
   Expected: -2.26
   Billed:   nothing
   Clause:   D 2; D 3

In dispute: 3.39 EUR of 44.32 EUR billed.
Undisputed: 40.93 EUR, paid as it is due, 2026-12-05.

Please answer by 2026-11-24, with a credit note that names the document, or with what proves the amount.

North Energy
"""


def test_the_workbook_says_the_outcome_and_what_to_pay(vmo, billed):
    send(billed, "inv-7.xml", WRONG)
    match(vmo, billed)
    sheet = load_workbook(billed / OUT / "match.xlsx")["match"]
    cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "Dispute. Pay the undisputed part now. Dispute the rest by the letters beside this file." in cells
    assert "PRICE" in cells


def test_disputes_are_raised_in_a_name_once_and_due_by_the_contract(vmo, billed):
    send(billed, "inv-7.xml", WRONG)
    match(vmo, billed)
    with open_house(billed).store.transaction() as session:
        assert disputes.of(session) == []
    first = match(vmo, billed, "--by", "the clerk")
    assert "PRICE, answer due 2026-11-24" in first.out
    match(vmo, billed, "--by", "another clerk", "--on", "2026-11-12")
    with open_house(billed).store.transaction() as session:
        found = disputes.of(session, "acme:INV-7")
    assert [(one.line, one.code, str(one.amount), one.by) for one in found] == [
        ("1", "PRICE", "1.13", "the clerk"),
        ("credit.abandon", "CREDIT", "2.26", "the clerk"),
    ]
    assert vmo("verify", billed).code == DONE


def test_a_dispute_shows_its_age_and_ends_by_its_id(vmo, billed):
    send(billed, "inv-7.xml", WRONG)
    match(vmo, billed, "--by", "the clerk")
    with open_house(billed).store.transaction() as session:
        price, credit = (one.id for one in disputes.of(session, "acme:INV-7"))
    before = vmo("status", billed).out
    assert "acme:INV-7: PRICE disputed for" in before
    assert f"an answer is due on 2026-11-24; next: vmo resolve {price}" in before or "was due on 2026-11-24" in before
    ended = vmo("resolve", billed, price, "--accept", "--credit-note", "CN-3", "--by", "lead", "--why", "their letter")
    assert "acme:INV-7: 1.13 EUR PRICE is accepted, by credit note CN-3, resolved by lead: their letter" in ended.out
    after = vmo("status", billed).out
    assert (price in after, credit in after) == (False, True)
    again = vmo("resolve", billed, price, "--reject", "--by", "lead", "--why", "no")
    assert (again.code, "found accepted on" in again.err) == (REFUSED, True)
    unknown = vmo("resolve", billed, "dispute-0", "--reject", "--by", "lead", "--why", "no")
    assert f"dispute-0: no such dispute; open: {credit}" in unknown.err
    assert vmo("verify", billed).code == DONE


def test_a_credit_note_that_comes_after_a_dispute_was_accepted_is_named_by_a_second_resolve(vmo, billed):
    send(billed, "inv-7.xml", WRONG)
    match(vmo, billed, "--by", "the clerk")
    with open_house(billed).store.transaction() as session:
        price, _ = (one.id for one in disputes.of(session, "acme:INV-7"))
    assert vmo("resolve", billed, price, "--accept", "--by", "lead", "--why", "their letter").code == DONE
    waits = f"no credit note yet; next: vmo resolve {price} --accept --credit-note NUMBER, when it has come"
    assert waits in vmo("status", billed).out
    named = ("resolve", billed, price, "--accept", "--credit-note", "CN-3", "--by", "the clerk", "--why", "it came")
    told = vmo(*named)
    assert "acme:INV-7: 1.13 EUR about 1, accepted on " in told.out
    assert "is settled by credit note CN-3, told by the clerk: it came" in told.out
    assert "no credit note yet" not in vmo("status", billed).out
    assert "settled by CN-3, expected one that was accepted and has no credit note" in vmo(*named).err
    assert vmo("verify", billed).code == DONE


def test_a_credit_note_that_names_the_invoice_settles_it(vmo, billed):
    send(billed, "inv-7.xml", WRONG)
    note = ubl("CN-3", "0.02", "56.4", "1.13", "2.26", "3.39", "0.64", "4.03").replace("380<", "381<")
    # A credit note takes back 1.13 of the price, and of the credit that was left out 2.26: there it is a line.
    note = note.replace("false</cbc:ChargeIndicator>", "true</cbc:ChargeIndicator>").replace(
        "SLA credit: service level", "SLA credit: abandonment"
    )
    send(billed, "cn-3.xml", note)
    said = match(vmo, billed)
    assert said.code == DONE, said.err
    found = told(billed)
    assert sorted(one["type"] for one in found["bills"]) == ["credit_note", "invoice"]
    # 52.74 billed less 4.03 credited
    assert (found["outcome"], found["billed_net"], found["pay_now"]) == ("match_within_tolerance", "40.93", "48.71")
    assert {one["withheld"] for one in found["variances"]} == {"0.00"}


def test_a_second_document_of_the_number_is_rejected_and_the_first_stands(vmo, billed):
    send(billed, "inv-7.xml", WRONG)
    match(vmo, billed)
    send(billed, "inv-7-again.xml", ubl("inv 7", "0.80", "56.4", "45.12", "1.93", "43.19", "8.21", "51.40"))
    match(vmo, billed)
    found = told(billed)
    assert [one["file"] for one in found["bills"]] == ["acme/bills/inv-7.xml"]
    assert "billed twice: number INV-7" in found["rejected"][0]["why"]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("EUR", "USD", "it is in USD; the contract is in EUR"),
        ("2026-10-", "2026-08-", "it bills 2026-08-01 to 2026-08-31 and nothing of the month"),
    ],
)
def test_a_bill_in_the_wrong_currency_or_period_is_rejected_and_nothing_is_paid(vmo, billed, old, new, why):
    send(billed, "inv-7.xml", WRONG.replace(old, new))
    match(vmo, billed)
    found = told(billed)
    assert (found["outcome"], found["pay_now"]) == ("reject", "0.00")
    assert why in found["rejected"][0]["why"]


def test_without_a_bill_the_month_says_so(vmo, billed):
    said = match(vmo, billed)
    assert "no bill of this month has come" in said.out
    assert told(billed)["outcome"] == "no_bill"


def test_a_portfolio_without_bills_is_told_what_is_missing(vmo, folder):
    said = vmo("match", folder, *MONTH)
    assert said.code == REFUSED
    assert "no contract of `issues: shadow` whose partner has a feed of kind billed_lines" in said.err


def test_the_same_match_gives_the_same_bytes(vmo, billed):
    send(billed, "inv-7.xml", WRONG)
    match(vmo, billed)
    before = {path.name: path.read_bytes() for path in (billed / OUT).iterdir()}
    match(vmo, billed)
    assert {path.name: path.read_bytes() for path in (billed / OUT).iterdir()} == before


def test_letters_of_what_is_no_longer_disputed_are_taken_away(vmo, billed):
    send(billed, "inv-7.xml", WRONG)
    match(vmo, billed)
    shutil.rmtree(billed / "state")
    send(billed, "inv-7.xml", ubl("INV-7", "0.80", "56.4", "45.12", "4.19", "40.93", "7.78", "48.71"))
    match(vmo, billed)
    assert told(billed)["pay_now"] == "48.71"  # the sum of both credits, given as one
    assert sorted(path.name for path in (billed / OUT).iterdir()) == ["match.json", "match.xlsx"]


def test_a_bill_that_names_a_contract_nobody_knows_is_told_and_not_passed_over(vmo, billed):
    send(billed, "inv-7.xml", WRONG.replace("<cbc:ID>acme-care</cbc:ID>", "<cbc:ID>4711</cbc:ID>"))
    said = match(vmo, billed)
    assert said.code == ERRORS
    assert "acme/bills/inv-7.xml: INV-7 names the contract 4711; expected one of acme-care" in said.out
    assert told(billed)["outcome"] == "no_bill"


def test_a_bill_may_name_the_contract_in_the_partners_way(vmo, billed):
    small.change(billed / "contracts/acme-care.yaml", "value: {lines:", "value: {reference: FRAME-9, lines:")
    send(billed, "inv-7.xml", WRONG.replace("<cbc:ID>acme-care</cbc:ID>", "<cbc:ID>frame-9</cbc:ID>"))
    assert match(vmo, billed).code == DONE
    assert told(billed)["outcome"] == "dispute"


def test_a_file_that_was_stopped_and_a_bill_of_another_month_are_noted(vmo, billed):
    send(billed, "bad.xml", "<!DOCTYPE Invoice>\n" + WRONG.partition("\n")[2])
    send(billed, "inv-7.xml", WRONG)
    send(billed, "inv-8.xml", WRONG.replace("INV-7", "X-99").replace("2026-10-", "2025-10-"))
    match(vmo, billed)
    assert told(billed)["notes"] == [
        "X-99 of 2026-11-05 bills 2025-10-01 to 2025-10-31, another month; match that one",
        "acme/bills/bad.xml was stopped, and nothing of it is matched; see vmo status",
    ]


CSV = """
  bills:
    kind: billed_lines
    source: "{inbox}/acme/bills_*.csv"
    format: csv
    options: {delimiter: ";", decimal: ","}
    resend: updates_by_identity
    clock: {time_zone: Europe/Berlin}
    identity: [Nr, Pos]
    columns:
      number: Nr
      period_at: {from: Von, format: "%d.%m.%Y"}
      period_end_at: {from: Bis, format: "%d.%m.%Y"}
      issued_at: {from: Datum, format: "%d.%m.%Y"}
      currency: {value: EUR}
      position: {from: Art, codes: {P: line, G: allowance}}
      line_id: Pos
      text: Text
      quantity: Menge
      unit_price: Preis
      amount: Netto
"""
ROWS = """\
Nr;Pos;Art;Von;Bis;Datum;Text;Menge;Preis;Netto
7;1;P;01.10.2026;31.10.2026;05.11.2026;Inbound minutes;56,4;0,80;45,12
7;2;G;01.10.2026;31.10.2026;05.11.2026;SLA credit: service level;;;-1,93
7;3;G;01.10.2026;31.10.2026;05.11.2026;SLA credit: abandonment;;;-2,26
"""


def test_a_bill_of_csv_is_matched_as_one_of_xml(vmo, billed):
    partner = billed / "partners/acme.yaml"
    partner.write_text(partner.read_text("utf-8").replace(FEED, CSV), encoding="utf-8")
    (billed / "inbox/acme/bills_2026-10.csv").write_text(ROWS, encoding="utf-8")
    assert match(vmo, billed).code == DONE
    found = told(billed)
    assert (found["outcome"], found["pay_now"], found["variances"]) == ("match", "40.93", [])


SECOND = (
    head("acme-again", "care")
    + """\
measures: {volume: {metric: call_volume}}
charges:
  minutes:
    model: per_minute
    terms:
      rate: {2026-01-01: {value: 0.10, ref: "C 1"}}
      increment_s: {2026-01-01: {value: 6, ref: "C 2"}}
"""
)


def test_contacts_that_two_contracts_bill_are_held(vmo, billed):
    (billed / "contracts/acme-again.yaml").write_text(SECOND, encoding="utf-8")
    send(billed, "inv-7.xml", WRONG)
    match(vmo, billed, "--contract", "acme-care")
    found = told(billed)
    (one,) = found["suspicions"]
    assert one["why"].startswith("60 rows of calls are counted by voice and by minutes of acme-again: ")
    assert (found["outcome"], found["pay_now"]) == ("dispute", "0.00")
