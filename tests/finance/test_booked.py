"""Journal, accruals and statements of the portfolio of tests/small.py, through the whole line."""

import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import small
from openpyxl import load_workbook

from vmo.cli import DONE, ERRORS, REFUSED
from vmo.pipeline import accruing

pytestmark = pytest.mark.slow

ID = "acme-care/2026-10/1"
MONTH = "out/2026-10/acme-care"
SIGNED = ("--by", "the clerk", "--why", "agreed by letter")
ON = ("--on", "2026-11-05")


@pytest.fixture
def folder(counted_folder):
    return counted_folder


def month(vmo, folder, *words):
    told = vmo("month", folder, "--month", small.MONTH, *words)
    assert told.code == DONE, told.err + told.out
    return told


def issue(vmo, folder):
    month(vmo, folder)
    vmo("approve", folder, ID, *SIGNED)
    told = vmo("issue", folder, ID, *ON, *SIGNED)
    assert told.code == DONE, told.err


def entries(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told_as(one, *names):
    return tuple(one[name] for name in names)


def with_text(folder, text):
    path = folder / "portfolio.yaml"
    path.write_text(path.read_text() + text)


def with_units(folder):
    """Two units: every call of the first day is of cards, of the second of loans."""
    small.change(folder / "partners/acme.yaml", "      program:", "      business_unit: Unit\n      program:")
    for day, unit in zip(small.DAYS, ("cards", "loans"), strict=True):
        small.send(folder, day, [f"{line};{unit}" for line in small.lines(day)], header=f"{small.HEADER};Unit")
    terms = "chargeback: {2026-01-01: {value: {driver: voice, direct: [voice]}, ref: F}}\ncredits:\n"
    small.change(folder / "contracts/acme-care.yaml", "credits:\n", terms)


def test_a_draft_shows_its_journal_under_the_names_of_the_roles(vmo, folder):
    month(vmo, folder)
    rows = entries(folder / MONTH / "journal.csv")
    assert [told_as(one, "account", "debit", "credit", "reference") for one in rows] == [
        ("expense", "45.12", "", "voice"),
        ("expense", "", "1.93", "credit:sl"),
        ("expense", "", "2.26", "credit:abandon"),
        ("payable", "", "40.93", "document:gross"),
    ]
    assert {told_as(one, "status", "accounting_date", "period", "currency", "home_currency") for one in rows} == {
        ("draft", "2026-10-31", "2026-10", "EUR", "EUR")
    }
    cells = [cell.value for row in load_workbook(folder / MONTH / "journal.xlsx").active for cell in row]
    assert cells.count(40.93) == 1
    assert cells.count(45.12) == 3  # the line, and both sums


def test_what_is_issued_is_booked_on_its_day_in_the_columns_of_the_ledger(vmo, tmp_path):
    folder = small.build(tmp_path / "units")
    small.change(folder / "contracts/acme-care.yaml", "currency: EUR", "currency: EUR\nissues: self_billed")
    with_units(folder)
    with_text(
        folder,
        """\
journal:
  ledger: "1000"
  accounts: {expense: "6300", payable: "1600", reverse_charge_input: "1577", reverse_charge_output: "1787"}
  charges: {acme-care: {voice: "6311"}}
  dimensions:
    cost_centre: {of: business_unit, values: {cards: "K100"}, otherwise: "K999"}
  columns: {ledger: Mandant, journal: Beleg, accounting_date: Datum, account: Konto, cost_centre: Kostenstelle,
    business_unit: Bereich, currency: W, debit: Soll, credit: Haben, reference: Bezug, run: Lauf}
  reverse_charge_percent: {2026-01-01: {value: 19, ref: "§ 12 UStG"}}
""",
    )
    issue(vmo, folder)
    rows = entries(folder / "out/documents/acme-389-2026-00001/journal.csv")
    assert list(rows[0]) == [
        "Mandant", "Beleg", "Datum", "Konto", "Kostenstelle", "Bereich", "W", "Soll", "Haben", "Bezug", "Lauf",
    ]  # fmt: skip
    assert [told_as(one, "Konto", "Kostenstelle", "Soll", "Haben") for one in rows] == [
        ("6311", "K100", "22.56", ""),
        ("6311", "K999", "22.56", ""),
        ("6311", "K100", "", "0.97"),  # 1.93 over two equal units: the odd cent is the first one's
        ("6311", "K999", "", "0.96"),
        ("6311", "K100", "", "1.13"),
        ("6311", "K999", "", "1.13"),
        ("1577", "", "7.78", ""),  # 40.93 x 19 % = 7.7767
        ("1787", "", "", "7.78"),
        ("1600", "", "", "40.93"),
    ]
    assert {told_as(one, "Mandant", "Beleg", "Datum") for one in rows} == {
        ("1000", "acme-389-2026-00001", "2026-11-05")
    }
    assert len({one["Lauf"] for one in rows}) == 1


def test_a_supplier_books_revenue(vmo, folder):
    small.change(folder / "contracts/acme-care.yaml", "currency: EUR", "currency: EUR\nissues: supplier")
    issue(vmo, folder)
    rows = entries(folder / MONTH / "journal.csv")
    assert [told_as(one, "role", "debit", "credit", "party") for one in rows] == [
        ("revenue", "", "45.12", "north"),
        ("revenue", "1.93", "", "north"),
        ("revenue", "2.26", "", "north"),
        ("receivable", "40.93", "", "north"),
    ]


def test_a_contract_in_another_currency_is_accounted_at_the_rate_of_the_day(vmo, folder):
    small.change(folder / "portfolio.yaml", "home_currency: EUR", "home_currency: CHF")
    (folder / "tables").mkdir()
    rates = "table: ecb\nsource: a central bank\nvalues: {2026-10-30: 0.9412, 2026-11-04: 0.9533}\n"
    (folder / "tables/ecb.yaml").write_text(rates)
    with_text(folder, 'journal: {exchange: {EUR: {table: ecb, quote: "CHF per EUR"}}}\n')
    issue(vmo, folder)
    rows = entries(folder / MONTH / "journal.csv")
    assert {told_as(one, "rate", "rate_date", "rate_type") for one in rows} == {("0.9533", "2026-11-04", "spot")}
    # 45.12 x 0.9533 = 43.012896; 1.93 x = 1.839869; 2.26 x = 2.154458; 40.93 x = 39.018569
    assert [told_as(one, "home_debit", "home_credit") for one in rows] == [
        ("43.01", ""), ("", "1.84"), ("", "2.15"), ("", "39.02"),
    ]  # fmt: skip


def test_a_month_end_without_a_rate_is_told_and_what_would_be_issued_is_stopped(vmo, folder):
    small.change(folder / "portfolio.yaml", "home_currency: EUR", "home_currency: CHF")
    (folder / "tables").mkdir()
    (folder / "tables/ecb.yaml").write_text("table: ecb\nsource: a bank\nvalues: {2026-10-01: 0.94}\n")
    with_text(folder, 'journal: {exchange: {EUR: {table: ecb, quote: "CHF per EUR"}}}\n')
    assert "the journal has no amounts in CHF: no rate of EUR on its day" in month(vmo, folder).out
    vmo("approve", folder, ID, *SIGNED)
    told = vmo("issue", folder, ID, *ON, *SIGNED)
    assert (told.code, "add the rate to the table that `journal` names" in told.err) == (REFUSED, True)


def test_what_a_blocked_month_would_book_is_not_written(vmo, folder):
    month(vmo, folder)
    assert (folder / MONTH / "journal.csv").exists()
    path = folder / "contracts/acme-care.yaml"
    voice = path.read_text().partition("charges:\n")[2].partition("credits:")[0]
    small.change(path, "charges:\n", "charges:\n" + voice.replace("voice:", "again:"))
    assert vmo("month", folder, "--month", small.MONTH).code == ERRORS
    assert not (folder / MONTH / "journal.csv").exists()
    assert not (folder / MONTH / "journal.xlsx").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("accounts: {expence: '1'}", "journal.accounts.expence: no role of an entry; known: expense, pass_through"),
        ("charges: {acme: {voice: '1'}}", "journal.charges.acme: no contract without a fault; known: acme-care"),
        ("charges: {acme-care: {fax: '1'}}", "journal.charges.acme-care.fax: no charge of it; known: voice"),
        ("columns: {acount: K}", "journal.columns.acount: is no column of a journal; known: ledger"),
        ("columns: {account: K}", "journal.columns: journal, currency, debit, credit, reference missing"),
        ("dimensions: {run: {of: charge}}", "journal.dimensions.run: is the name of a column already"),
        ("dimensions: {project: {of: site}}", "input should be 'business_unit', 'charge' or 'contract'"),
        ('exchange: {USD: {table: ecb, quote: "USD per EUR"}}', "'ecb' is not a table; known: none; write tables/"),
        ('exchange: {USD: {table: ecb, quote: "USD for EUR"}}', "expected USD per EUR or EUR per USD"),
    ],
)
def test_what_the_journal_of_a_portfolio_cannot_mean_is_told(vmo, folder, text, said):
    with_text(folder, f"journal: {{{text}}}\n")
    told = vmo("lint", folder)
    assert (told.code, said in told.err) == (REFUSED, True), told.err


def test_what_is_not_issued_is_accrued_and_taken_back_the_day_after(vmo, folder, monkeypatch):
    month(vmo, folder)
    told = vmo("accrue", folder, "--month", small.MONTH)
    assert told.code == DONE
    assert f"{ID}: 40.93 EUR accrued on 2026-10-31" in told.out
    accrual, back = (entries(folder / "out/2026-10" / name) for name in ("accrual.csv", "accrual-reversal.csv"))
    assert [told_as(one, "account", "debit", "credit") for one in accrual] == [
        ("expense", "45.12", ""),
        ("expense", "", "1.93"),
        ("expense", "", "2.26"),
        ("accrued_cost", "", "40.93"),
    ]
    assert [told_as(one, "account", "credit", "debit") for one in back] == [
        told_as(one, "account", "debit", "credit") for one in accrual
    ]
    assert {told_as(one, "status", "accounting_date", "reverses_on") for one in accrual} == {
        ("accrual", "2026-10-31", "2026-11-01")
    }
    assert {told_as(one, "status", "accounting_date", "period") for one in back} == {
        ("reversal", "2026-11-01", "2026-11")
    }
    before = (folder / "out/2026-10/accrual.csv").read_bytes()
    assert vmo("accrue", folder, "--month", small.MONTH).code == DONE
    assert (folder / "out/2026-10/accrual.csv").read_bytes() == before
    monkeypatch.setattr(accruing, "taken_back", lambda journal: replace(journal, id=f"{journal.id}/reversal"))
    told = vmo("accrue", folder, "--month", small.MONTH)
    assert (told.code, "the reversal is not the accrual turned round" in told.err) == (REFUSED, True)


def test_a_month_that_is_still_open_a_month_later_is_accrued_again_and_one_that_was_issued_is_not(vmo, folder):
    month(vmo, folder)
    later = vmo("accrue", folder, "--month", "2026-11").out
    assert f"{ID}: 40.93 EUR accrued on 2026-11-30" in later
    assert "left out: acme-care/2026-11: has no document; run vmo month --month 2026-11" in later
    vmo("approve", folder, ID, *SIGNED)
    vmo("issue", folder, ID, *ON, *SIGNED)
    told = vmo("accrue", folder, "--month", small.MONTH)
    assert told.out.splitlines() == [f"left out: {ID}: issued, and booked by its own journal", "nothing to accrue"]
    assert not (folder / "out/2026-10/accrual.csv").exists()


def test_the_days_after_the_end_of_a_contracts_month_are_accrued_too(vmo, folder):
    contract = folder / "contracts/acme-care.yaml"
    small.change(contract, "currency: EUR", "currency: EUR\nmonth_begins: 22")
    fee = "  desk: {model: fixed_fee, terms: {amount: {2026-01-01: {value: 310, ref: C 3}}}}\n"
    small.change(contract, "credits:\n", fee + "credits:\n")
    for day, calls in (
        (date(2026, 10, 21), 1),
        (date(2026, 10, 22), 2),
        (date(2026, 10, 31), 3),
        (date(2026, 11, 1), 4),
    ):
        body = [f"{day}-{n};{day} 10:00:{n:02};ANS;10;60;CARE" for n in range(calls)]
        small.send(folder, day, body)
    assert vmo("night", folder).code == DONE
    told = vmo("accrue", folder, "--month", small.MONTH)
    # 2 calls of the 22nd and 3 of the 31st, a minute each at 0.80; of 310.00 for 22 October to 21 November 10 of 31 days
    so_far = "credits and bonuses by the days until 2026-10-31"
    assert (
        told.out.splitlines()[0] == f"acme-care/2026-11/1: 104.00 EUR accrued on 2026-10-31, from 2026-10-22; {so_far}"
    )
    accrued = entries(folder / "out/2026-10/accrual.csv")
    assert [told_as(one, "reference", "debit", "credit") for one in accrued] == [
        ("voice", "4.00", ""),
        ("desk", "100.00", ""),
        ("document:net", "", "104.00"),
    ]
    assert accrued[-1]["description"] == f"acme-care 2026-11: accrued; {so_far}"
    small.send(folder, date(2026, 10, 23), ["missed;2026-10-23 10:00:00;ANS;60;60;CARE"])
    adjust = ("--amount", "-1.50", "--text", "goodwill", "--by", "the clerk", "--why", "letter")
    manual = vmo("adjust", folder, "--contract", "acme-care", "--month", "2026-11", *adjust, "--json").json["id"]
    assert vmo("night", folder).code == DONE
    told = vmo("accrue", folder, "--month", small.MONTH)
    # one more at 0.80: 104.80, 10 % at risk; sl 5/6, two thirds of the way from 90 to 80: 6.99; without the four of November
    assert [told_as(one, "reference", "debit", "credit") for one in entries(folder / "out/2026-10/accrual.csv")] == [
        ("voice", "4.80", ""),
        ("desk", "100.00", ""),
        (manual, "", "1.50"),
        ("credit:sl", "", "6.99"),
        ("document:net", "", "96.31"),
    ]
    quarterly = "metric: call_service_level\n    window: {2026-01-01: {value: quarter, ref: B 2}}"
    small.change(contract, "metric: call_service_level", quarterly)
    assert vmo("accrue", folder, "--month", small.MONTH).code == DONE
    (net,) = (one for one in entries(folder / "out/2026-10/accrual.csv") if one["reference"] == "document:net")
    why = "accrued; no credits and bonuses: sl is judged on another window than the month"
    assert (net["credit"], net["description"]) == ("103.30", f"acme-care 2026-11: {why}")
    small.change(contract, quarterly, "metric: call_service_level")
    small.change(folder / "partners/acme.yaml", "    format: csv", f"    due: {small.MONDAYS}\n    format: csv")
    assert vmo("night", folder).code == DONE
    late = vmo("accrue", folder, "--month", small.MONTH).out
    assert "left out: acme-care, the days to 2026-10-31: acme-care: acme.calls" in late
    assert "2026-10-26" in late
    assert "2026-11-02" not in late  # a Monday after the month end is none of its days


def test_what_is_blocked_or_has_changed_since_is_left_out_with_its_reason(vmo, folder):
    month(vmo, folder)
    path = folder / "contracts/acme-care.yaml"
    small.change(path, "value: 0.80", "value: 0.90")
    assert "have changed since it was published; run vmo month" in vmo("accrue", folder, "--month", small.MONTH).out
    voice = path.read_text().partition("charges:\n")[2].partition("credits:")[0]
    small.change(path, "charges:\n", "charges:\n" + voice.replace("voice:", "again:"))
    vmo("month", folder, "--month", small.MONTH)
    told = vmo("accrue", folder, "--month", small.MONTH).out
    assert f"left out: {ID}: blocked; put right what its scorecard lists" in told


def test_each_unit_gets_a_statement_and_together_they_are_the_invoice(vmo, tmp_path):
    folder = small.build(tmp_path / "units")
    with_units(folder)
    month(vmo, folder)
    book = load_workbook(folder / MONTH / "statements.xlsx")
    assert book.sheetnames == ["cards", "loans"]
    result = json.loads((folder / MONTH / "result.json").read_text(), parse_float=Decimal)
    borne = {}
    for sheet in book:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        (total,) = [row for row in rows if "to bear" in row]
        borne[sheet.title] = Decimal(str(total[3]))
        (voice,) = [row for row in rows if row[0] == "voice"]
        assert (voice[2], voice[3]) == (45.12, 22.56)
    assert sum(borne.values()) == Decimal(result["totals"]["gross"])
    assert [str(borne[one["unit"]]) for one in result["chargeback"]] == [one["gross"] for one in result["chargeback"]]


def test_a_contract_without_a_chargeback_has_no_statements(vmo, folder):
    month(vmo, folder)
    assert not (folder / MONTH / "statements.xlsx").exists()
