"""What is counted in money is of one currency: the contract's, or that of the charge before it is exchanged."""

import json

import pytest
import small

from vmo.cli import main

LEDGER = """\
  ledger:
    kind: costs
    source: "{inbox}/acme/ledger.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [Receipt]
    columns:
      period_at: {from: Period, format: "%Y-%m-%d"}
      element: {from: Element, codes: {TEL: telecom}}
      amount: Amount
      currency: Currency
      program: {value: care}
    unused: [Receipt]
    severity: {U6: {severity: warning, reason: receipts in two currencies}}
"""
TELECOM = """\
  telecom:
    model: pass_through
    of: costs
    terms: {elements: {2026-01-01: {value: [telecom], ref: "C 5"}}}
"""
PESOS = """\
  pesos:
    model: pass_through
    of: costs
    scope: {currency: [PHP]}
    terms:
      elements: {2026-01-01: {value: [telecom], ref: "C 5"}}
      fx: {2026-01-01: {value: {currency: PHP, quote: PHP per EUR, basis: fixed, rate: 64.00}, ref: "C 6"}}
"""
EUROS = ["1;2026-10-01;TEL;100.10;EUR", "2;2026-10-02;TEL;-0.10;EUR"]


@pytest.fixture
def folder(counted_folder):
    return counted_folder


def month(folder, charges: str, *rows: str) -> int:
    partner = folder / "partners/acme.yaml"
    partner.write_text(
        partner.read_text() + LEDGER.replace("format: csv\n", 'format: csv\n    options: {delimiter: ";"}\n')
    )
    small.change(folder / "contracts/acme-care.yaml", "credits:\n", f"{charges}credits:\n")
    (folder / "inbox/acme/ledger.csv").write_text(
        "\n".join(["Receipt;Period;Element;Amount;Currency", *EUROS, *rows, ""])
    )
    assert main(["night", str(folder)]) == 0
    return main(["month", str(folder), "--month", small.MONTH])


def lines(folder) -> dict:
    told = json.loads((folder / "out/2026-10/acme-care/result.json").read_text())
    assert told["status"] == "draft"
    return {line["id"]: line for line in told["lines"]}


def test_receipts_pass_through_in_the_contracts_currency(folder):
    assert month(folder, TELECOM) == 0
    found = lines(folder)["telecom"]
    assert (found["quantity"], found["unit"], found["rate"], found["amount"]) == ("100.00", "EUR", "1.00", "100.00")


def test_receipts_in_another_currency_are_not_left_out_in_silence(folder, capsys):
    assert month(folder, TELECOM, "3;2026-10-03;TEL;6400;PHP") == 2
    said = capsys.readouterr().err
    assert "charges.telecom: found money in PHP beside EUR" in said
    assert "scope: {currency: [PHP]}" in said


def test_each_currency_has_a_charge_of_its_own_and_is_exchanged(folder):
    euros = TELECOM.replace("of: costs", "of: costs\n    scope: {currency: [EUR]}")
    assert month(folder, euros + PESOS, "3;2026-10-03;TEL;6400;PHP") == 0
    found = lines(folder)
    assert found["telecom"]["amount"] == "100.00"
    assert (found["pesos"]["quantity"], found["pesos"]["unit"], found["pesos"]["per"]) == ("6400.00", "PHP", "64.00")
    assert found["pesos"]["amount"] == "100.00"
