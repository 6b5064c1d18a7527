"""A document from draft to paid, on the portfolio of tests/small.py; what is refused on the way, and what is never rewritten."""

import json
import os
import shutil

import pytest
import small
from openpyxl import load_workbook
from sqlalchemy import select, text

from vmo.cli import DONE, ERRORS, REFUSED, main
from vmo.pipeline.house import open_house
from vmo.store import IssuedRow, TrailRow

pytestmark = pytest.mark.slow

ID, NUMBER = "acme-care/2026-10/1", "acme-380-2026-00001"
SIGNED = ("--by", "the clerk", "--why", "agreed by letter")
ON = ("--on", "2026-11-05")
WHAT = {"id": ID, "kind": "invoice", "corrects": None}
MONTH = "out/2026-10/acme-care"


@pytest.fixture
def ours(folder):
    """The contract under which the supplier issues."""
    small.change(folder / "contracts/acme-care.yaml", "currency: EUR", "currency: EUR\nissues: supplier")
    return folder


@pytest.fixture(scope="module")
def issued_once(tmp_path_factory):
    folder = small.build(tmp_path_factory.mktemp("issued") / "small")
    small.change(folder / "contracts/acme-care.yaml", "currency: EUR", "currency: EUR\nissues: supplier")
    for words in (["month", "--month", small.MONTH], ["approve", ID, *SIGNED], ["issue", ID, *ON, *SIGNED]):
        assert main([words[0], str(folder), *words[1:]]) == DONE
    return folder


@pytest.fixture
def left(issued_once, tmp_path):
    """A copy of a portfolio whose document has left the house."""
    return shutil.copytree(issued_once, tmp_path / "left")


def month(vmo, folder, *words):
    return vmo("month", folder, "--month", small.MONTH, *words)


def issued(vmo, folder):
    month(vmo, folder)
    assert vmo("approve", folder, ID, *SIGNED).code == DONE
    told = vmo("issue", folder, ID, *ON, *SIGNED)
    assert told.code == DONE, told.err
    return told


def chain(folder):
    """The acts on documents, as verb and, of a step, from where and to where."""
    with open_house(folder).store.transaction() as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.subject == ID).order_by(TrailRow.ordinal))
        told = [(row.verb, json.loads(row.receipt)) for row in rows]
    return [(verb, receipt.get("from", ""), receipt.get("to", receipt.get("status"))) for verb, receipt in told]


def standing(vmo, folder):
    return vmo("status", folder, "--json").json["documents"]


def late(folder, *, gone=1, name="calls_late.csv"):
    """The first day again, without its last calls, after everything."""
    body = small.lines(small.DAYS[0])
    small.send(folder, small.DAYS[0], reversed(body[: len(body) - gone]), name=name)
    os.utime(folder / "inbox/acme" / name)


def test_a_document_goes_from_draft_to_paid_and_each_step_is_in_the_chain(vmo, ours):
    month(vmo, ours)
    assert standing(vmo, ours) == [f"{ID}: checked, net 40.93 EUR; next: vmo approve"]
    assert vmo("approve", ours, ID, *SIGNED).code == DONE
    told = vmo("issue", ours, ID, *ON, *SIGNED, "--json")
    assert (told.json["number"], told.json["issued_on"]) == (NUMBER, "2026-11-05")
    assert standing(vmo, ours) == [
        f"{ID}: issued as {NUMBER} on 2026-11-05, net 40.93 EUR; next: vmo pay, or vmo dispute"
    ]
    for verb, *more in (("dispute",), ("resolve", "--reject"), ("pay",)):
        assert vmo(verb, ours, NUMBER, *more, *SIGNED).code == DONE
    assert chain(ours) == [
        ("publish", "", "draft"),
        ("check", "draft", "checked"),
        ("approve", "checked", "approved"),
        ("issue", "approved", "issued"),
        ("dispute", "issued", "disputed"),
        ("resolve", "disputed", "resolved"),
        ("pay", "resolved", "paid"),
    ]
    assert "1 documents, 1 of them issued: all as recorded" in vmo("verify", ours).out


def test_who_when_and_why_of_a_step_are_sealed(left):
    with open_house(left).store.transaction() as session:
        (row,) = session.scalars(select(TrailRow).where(TrailRow.verb == "approve"))
        told = json.loads(row.receipt)
    assert (told["by"], told["why"]) == ("the clerk", "agreed by letter")
    assert told["at"][:10] == f"{row.at:%Y-%m-%d}"


def test_an_issued_document_shows_its_number_and_day_in_the_archive_and_in_its_month(left):
    archived = left / "out/documents" / NUMBER
    for name in ("result.json", "trail.json", "invoice.xlsx", "invoice.pdf", "scorecard.xlsx"):
        assert (archived / name).read_bytes() == (left / MONTH / name).read_bytes()
        assert not (archived / name).stat().st_mode & 0o222  # nobody writes there
    told = json.loads((archived / "result.json").read_text())
    assert (told["status"], told["document"]) == ("issued", WHAT | {"number": NUMBER, "type": "supplier"})
    cells = [cell.value for row in load_workbook(archived / "invoice.xlsx").active for cell in row if cell.value]
    assert any(f"number {NUMBER}, issued on 2026-11-05" in str(cell) for cell in cells)
    assert not any("draft" in str(cell).lower() for cell in cells)


def test_a_shadow_document_gets_a_reference_and_no_fiscal_number(vmo, folder):
    assert "issued as X-acme-2026-00001 on 2026-11-05" in issued(vmo, folder).out
    told = json.loads((folder / "out/documents/X-acme-2026-00001/result.json").read_text())
    assert told["document"] == WHAT | {"number": None, "type": "shadow"}


def test_a_self_billed_document_bears_a_number_of_the_suppliers_series(vmo, folder):
    small.change(folder / "contracts/acme-care.yaml", "currency: EUR", "currency: EUR\nissues: self_billed")
    assert "issued as acme-389-2026-00001" in issued(vmo, folder).out


def test_what_comes_to_less_than_nothing_is_a_credit_note_and_blocks_where_there_is_no_invoice_to_name(vmo, ours):
    words = ("--contract", "acme-care", "--month", small.MONTH, "--amount=-50.00", "--text", "Goodwill")
    vmo("adjust", ours, *words, *SIGNED)
    told = month(vmo, ours)
    assert told.code == ERRORS
    less = "a credit note names no invoice (BG-3): found none, expected the number of the invoice that it reduces"
    assert less in told.out
    assert vmo("approve", ours, ID, *SIGNED).code == REFUSED


def test_names_addresses_rates_and_texts_are_copied_in(left):
    with open_house(left).store.transaction() as session:
        told = json.loads(session.get_one(IssuedRow, NUMBER).frozen)
    assert (told["supplier"]["name"], told["supplier"]["address"]) == ("Acme Calls", ["Quay 1", "Bremen"])
    assert (told["lines"][0]["rate"], told["lines"][0]["amount"], told["totals"]["net"]) == ("0.80", "45.12", "40.93")


def test_a_run_that_changes_nothing_leaves_an_approval_and_one_that_changes_something_takes_it(vmo, ours):
    month(vmo, ours)
    vmo("approve", ours, ID, *SIGNED)
    before = chain(ours)
    month(vmo, ours)
    assert chain(ours) == before
    late(ours)
    month(vmo, ours)
    lapse = [("lapse", "approved", "draft"), ("publish", "", "draft"), ("check", "draft", "checked")]
    assert chain(ours) == [*before, *lapse]
    assert vmo("issue", ours, ID, *ON, *SIGNED).code == REFUSED
    assert vmo("approve", ours, ID, *SIGNED).code == DONE


def test_what_would_be_another_document_than_was_approved_is_not_issued(vmo, ours):
    month(vmo, ours)
    vmo("approve", ours, ID, *SIGNED)
    small.change(ours / "contracts/acme-care.yaml", "value: 0.80", "value: 0.90")
    refused = vmo("issue", ours, ID, *ON, *SIGNED)
    assert refused.code == REFUSED
    assert "have changed since it was approved; run vmo month --month 2026-10 --contract acme-care" in refused.err
    assert not list((ours / "out/documents").iterdir())


def test_a_blocked_document_cannot_be_approved(vmo, ours):
    path = ours / "contracts/acme-care.yaml"
    voice = path.read_text().partition("charges:\n")[2].partition("credits:")[0]
    small.change(path, "charges:\n", "charges:\n" + voice.replace("voice:", "again:"))  # each contact is billed twice
    assert month(vmo, ours).code == ERRORS
    assert "blocked" in standing(vmo, ours)[0]
    refused = vmo("approve", ours, ID, *SIGNED)
    assert refused.code == REFUSED
    assert "found blocked, expected checked to approve it; next: put right what its scorecard lists" in refused.err


def test_data_that_changes_after_issue_leaves_the_document_alone_and_a_correction_is_due(vmo, left):
    before = {path: path.read_bytes() for path in (left / "out").rglob("*") if path.is_file()}
    acts = chain(left)
    assert "correction due" not in month(vmo, left).out
    # without the callback and one abandoned call: sl 48/55, 4.512 x 3/11 = 1.23; abandon 3/56, 2.26; 45.12 - 3.49 = 41.63
    late(left, gone=2)
    told = month(vmo, left)
    assert told.code == DONE
    assert f"{ID}: issued, net 40.93 EUR, credits 4.19" in told.out
    expected = "correction due: the month would come to something else now, and what is issued is left as it is"
    assert (
        f"warning: {NUMBER}: {expected}: found net 41.63 EUR, expected 40.93 as issued, a difference of +0.70"
        in told.out
    )
    assert {path: path.read_bytes() for path in (left / "out").rglob("*") if path.is_file()} == before
    assert chain(left) == acts
    assert "a difference of +0.70" in standing(vmo, left)[1]
    assert vmo("verify", left).code == DONE


def test_a_correction_is_no_longer_due_once_the_month_comes_to_what_was_issued(vmo, left):
    late(left, gone=2)
    month(vmo, left)
    assert len(standing(vmo, left)) == 2
    late(left, gone=0, name="calls_later.csv")
    assert "correction due" not in month(vmo, left).out
    assert len(standing(vmo, left)) == 1


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("acme-care/2026-09/1", "acme-care/2026-09/1: no such document; expected an id, as acme-care/2026-10/1"),
        ("acme-380-2026-00009", f"or a number; known: {ID}"),
    ],
)
def test_an_unknown_document_is_refused_with_those_there_are(vmo, ours, document, says):
    month(vmo, ours)
    refused = vmo("approve", ours, document, *SIGNED)
    assert refused.code == REFUSED
    assert says in refused.err


def test_a_step_needs_a_name_and_a_reason(vmo, ours):
    month(vmo, ours)
    refused = vmo("approve", ours, ID, "--by", " ", "--why", "x")
    assert refused.code == REFUSED
    assert "--by and --why must say who decides and the reason" in refused.err


ROLES = "home_currency: EUR\nroles: {preparer: [p, q], approver: [p, a], issuer: [a, i]}"


def test_only_those_named_act_and_preparer_approver_and_issuer_are_three_persons(vmo, ours):
    small.change(ours / "portfolio.yaml", "home_currency: EUR", ROLES)
    refused = month(vmo, ours, "--by", "x")
    assert (refused.code, "'x' is no preparer in portfolio.yaml; expected p, q" in refused.err) == (REFUSED, True)
    assert month(vmo, ours, "--by", "p").code == DONE
    for verb, by, says in (
        ("approve", "x", "'x' is no approver in portfolio.yaml; expected p, a"),
        ("approve", "p", "'p' has prepared it; another approver is expected: a"),
        ("approve", "a", None),
        ("issue", "a", "'a' has approved it; another issuer is expected: i"),
        ("issue", "i", None),
        ("pay", "x", None),
    ):
        told = vmo(verb, ours, ID, "--by", by, "--why", "asked")
        assert told.code == (REFUSED if says else DONE), (verb, by, told.err)
        assert (says or "") in told.err


def test_who_wrote_a_manual_line_has_prepared_the_document(vmo, ours):
    small.change(ours / "portfolio.yaml", "home_currency: EUR", ROLES)
    words = (
        "--contract",
        "acme-care",
        "--month",
        small.MONTH,
        "--amount=-5.00",
        "--text",
        "Goodwill",
        "--why",
        "asked",
    )
    assert "'a' is no preparer" in vmo("adjust", ours, *words, "--by", "a").err
    assert vmo("adjust", ours, *words, "--by", "p").code == DONE
    month(vmo, ours)
    assert "'p' has prepared it" in vmo("approve", ours, ID, "--by", "p", "--why", "asked").err


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            f"DELETE FROM issued WHERE number = '{NUMBER}'",
            f"{NUMBER}: gone from the store, expected as issued by entry",
        ),
        ("DELETE FROM document", f"{ID}: gone from the store, expected issued by entry"),
        ("UPDATE issued SET frozen = replace(frozen, '40.93', '41.93')", f"{NUMBER}: frozen is not what entry"),
        ("UPDATE issued SET content = ''", f"{NUMBER}: content is not what entry"),
        ("UPDATE issued SET issued_on = '2026-11-06'", f"{NUMBER}: issued_on is not what entry"),
        ("UPDATE issued SET contract = 'other'", f"{NUMBER}: found for other/2026-10/1, expected {ID}"),
        ("UPDATE document SET net = '41.93'", f"{ID}: found net 41.93, expected 40.93 by entry"),
        ("UPDATE document SET status = 'paid'", f"{ID}: found status paid, expected issued by entry"),
        ("UPDATE document SET currency = 'USD'", f"{ID}: found currency USD, expected EUR by entry"),
        ("UPDATE issued SET number = 'acme-380-2026-00002', ordinal = 2", "no entry of the chain says so"),
        (
            "INSERT INTO document SELECT 'x', period, version, status, net, currency, content, published_at FROM document",
            "x/2026-10/1: it stands in the store, and no entry of the chain says so",
        ),
        ("DELETE FROM trail WHERE verb IN ('issue', 'calculate')", f"{NUMBER}: it stands in the store"),
        ("UPDATE trail SET receipt = replace(receipt, 'the clerk', 'a clerk') WHERE verb = 'issue'", "trail: entry"),
    ],
)
def test_what_is_changed_or_deleted_by_hand_is_found_and_named(vmo, left, statement, says):
    with open_house(left).store.engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount
    told = vmo("verify", left)
    assert told.code == ERRORS
    assert says in told.out


def test_a_file_of_the_archive_that_is_changed_or_gone_is_found(vmo, left):
    path = left / "out/documents" / NUMBER / "result.json"
    path.chmod(0o644)
    path.write_text("{}")
    assert f"{NUMBER}: result.json: found sha256" in vmo("verify", left).out
    path.unlink()
    assert f"{NUMBER}: result.json: the file is gone" in vmo("verify", left).out


def test_lines_are_disputed_and_resolved_each_by_itself_and_withhold_no_more_than_the_document(vmo, left):
    due = ("--response-due", "2027-01-31")
    told = vmo("dispute", left, ID, "--line", "voice", "--amount", "5.50", *due, *SIGNED)
    assert (
        f"{ID}: line voice, 5.50 EUR disputed by the clerk: agreed by letter; not to be paid, an answer is due"
        in told.out
    )
    assert vmo("dispute", left, ID, "--line", "sl", *SIGNED).code == DONE  # its credit of 1.93
    for words, says in (
        (("--line", "voice", "--amount", "45.13"), "found 45.13 in dispute, expected at most 33.50 EUR"),
        (("--line", "chat"), "--line chat: no line of acme-care/2026-10/1; known: voice, sl, abandon"),
        (("--amount", "0"), "--amount 0: expected an amount of EUR with at most 2 places"),
        (("--amount", "1.005"), "--amount 1.005: expected an amount of EUR"),
    ):
        refused = vmo("dispute", left, ID, *words, *SIGNED)
        assert (refused.code, says in refused.err) == (REFUSED, True), refused.err
    lines = standing(vmo, left)
    assert "disputed for 0 days: voice, 5.50 EUR: agreed by letter (by the clerk), an answer" in "".join(lines)
    # 40.93 - 5.50 - 1.93 = 33.50 is undisputed
    told = vmo("pay", left, ID, "--amount", "30.00", *SIGNED)
    assert "10.93 EUR left, 7.43 of it in dispute, due on 2026-12-05: disputed; next: vmo resolve" in told.out
    for words, says in (
        (
            ("pay", "--amount", "3.51"),
            "at most 3.50: 40.93 of the document, less 30.00 paid, less 7.43 in dispute",
        ),
        (
            ("dispute", "--line", "voice", "--amount", "3.51"),
            "at most 3.50 EUR, what of it is neither paid nor disputed",
        ),
    ):
        refused = vmo(words[0], left, ID, *words[1:], *SIGNED)
        assert (refused.code, says in refused.err) == (REFUSED, True), refused.err
    assert vmo("pay", left, ID, *SIGNED, "--json").json["left"] == "7.43"
    assert "found 0.00 EUR, expected more than nothing" in vmo("pay", left, ID, *SIGNED).err
    assert "--line says which dispute ends" in vmo("resolve", left, ID, "--reject", *SIGNED).err
    told = vmo("resolve", left, ID, "--line", "voice", "--accept", "--credit-note", "acme-381-2026-00001", *SIGNED)
    assert "the dispute about voice is accepted, resolved by the clerk: agreed by letter; 1 more open" in told.out
    assert "next: vmo pay" in vmo("resolve", left, ID, "--reject", *SIGNED).out
    told = vmo("pay", left, ID, "--why", "the rest", *SIGNED[:2])  # 7.43 - 5.50 that was accepted
    assert f"{ID}: 1.93 EUR paid on" in told.out
    assert "nothing is left: paid" in told.out
    assert (
        "found paid, expected issued or resolved or disputed"
        in vmo("dispute", left, ID, "--line", "voice", *SIGNED).err
    )
    assert vmo("verify", left).code == DONE
