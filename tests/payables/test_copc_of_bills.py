"""COPC 34 to 36 of a partner, counted from its own e-invoices (domain.md 5.2)."""

import pytest
import small
from bills import REGISTER, head
from test_match_command import ubl

from vmo.cli import DONE

pytestmark = pytest.mark.slow

CONTRACT = (
    head("acme-billing", "billing")
    + """\
measures:
  on_time: {metric: inv_on_time}
  backlog: {metric: inv_backlog_acl, terms: {cycle_h: {2026-01-01: {value: 120, ref: "B 3"}}}}
  external: {metric: inv_external_error_rate, terms: {currency: {2026-01-01: {value: EUR, ref: "B 2"}}}}
charges:
  fee: {model: fixed_fee, terms: {amount: {2026-01-01: {value: 1, ref: "C 1"}}}}
"""
)
CORRECTED = "<cac:InvoiceDocumentReference><cbc:ID>A-1</cbc:ID></cac:InvoiceDocumentReference>"
CORRECTS = f"<cac:BillingReference>{CORRECTED}</cac:BillingReference>"


def bill(number: str, net: str, *, issued: str = "2026-11-05", note: str = "") -> str:
    """An invoice of October over a net amount, or a credit note that says why."""
    text = ubl(number, "1", net, net, "0.00", net, "0.00", net).replace("2026-11-05", issued)
    if note:
        text = text.replace("380<", "381<").replace("#AAI#For October", note)
        text = text.replace("  <cac:ContractDocumentReference>", f"  {CORRECTS}\n  <cac:ContractDocumentReference>")
    return text


def test_service_credits_are_no_billing_errors_and_late_invoices_are_late(vmo, folder):
    with (folder / "partners/acme.yaml").open("a", encoding="utf-8") as file:
        file.write(REGISTER)
    (folder / "contracts/acme-billing.yaml").write_text(CONTRACT, encoding="utf-8")
    place = folder / "inbox/acme/bills"
    place.mkdir(parents=True)
    for name, text in {
        "a1": bill("A-1", "1000000.00"),  # due on 5 November: five days after 31 October
        "a2": bill("A-2", "250000.00", issued="2026-11-06"),
        "c1": bill("C-1", "6400.00", note="SLA credit for October"),
        "c2": bill("C-2", "2600.00", note="Wrong price"),
        "a3": bill("A-3", "10.00", issued="2026-11-02")  # in advance, due in December
        .replace("2026-10-01", "2026-11-01")
        .replace("2026-10-31", "2026-11-30"),
        "a0": bill("A-0", "10.00")  # of September: due on 5 October, and issued a month later
        .replace("2026-10-01", "2026-09-01")
        .replace("2026-10-31", "2026-09-30"),
    }.items():
        (place / f"{name}.xml").write_text(text, encoding="utf-8")
    # By the period billed: 2,600 of 1,250,000 and not 9,000.
    assert attained(vmo, folder, small.MONTH, "external") == ("2600", "1250000", "0.208000")
    # Open at the last midnight UTC of October, by then 626 hours since 5 October began in Berlin: of cycles of 120 hours.
    assert attained(vmo, folder, small.MONTH, "backlog") == (str(626 * 3600), str(120 * 3600), "5.216667")
    # By the day on which they were due: one of the two in time.
    assert attained(vmo, folder, "2026-11", "on_time") == ("1", "2", "50.000000")


def attained(vmo, folder, month: str, measure: str) -> tuple[str, str, str]:
    said = vmo("attain", folder, "--month", month, "--contract", "acme-billing", "--json")
    assert said.code == DONE, said.err
    (one,) = [one for one in said.json["attainment"] if one["id"] == measure]
    return one["numerator"], one["denominator"], one["value"]
