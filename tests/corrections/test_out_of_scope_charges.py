"""A charge that is not subject to VAT beside one that is: two documents, issued together, explained and corrected on their own.

voice 45.12 at 19 %, a fee of 100.00 under O: 14.512 at risk, sl 3/7 of it: 6.22, abandon a half: 7.26. By net 45.12 and 100.00
these are 1.93 and 4.29, 2.26 and 5.00: net 40.93 and 90.71.
"""

from decimal import Decimal

import pytest
import small

from vmo.cli import DONE
from vmo.formats.einvoice import invoice
from vmo.pipeline import accruing
from vmo.pipeline.month import ready

pytestmark = pytest.mark.slow

ID, CONTRACT = "acme-care/2026-10/1", "contracts/acme-care.yaml"
SIGNED = ("--by", "the clerk", "--why", "agreed by letter")
FEE = "  permits: {model: fixed_fee, terms: {amount: {2026-01-01: {value: 100, ref: C 3}}}}\n"
OUT = "category: S, rate: 19, charges: {permits: {category: O, rate: 0, reason: Not subject to VAT}}"
TERMS = "invoice: {corrections: {2026-01-01: {value: {by: net_adjust, threshold: 5}, ref: E 4}}, "


def issued(vmo, folder, document, day):
    assert vmo("approve", folder, document, *SIGNED).code == DONE
    told = vmo("issue", folder, document, "--on", day, *SIGNED, "--json")
    assert told.code == DONE, told.err
    return [one["number"] for one in told.json["documents"]]


def read(folder, number):
    """Category, net, what is taken off, and the numbers that it names, of an issued document."""
    told = invoice((folder / f"out/documents/{number}/invoice.xml").read_bytes(), "invoice.xml").told
    off = [one.amount for one in told.adjustments]
    return {one.vat.code for one in told.breakdown}, told.net, off, [one.number for one in told.preceding]


def test_each_leaves_on_its_own_and_is_corrected_on_its_own(vmo, counted_folder, monkeypatch):
    folder, path = counted_folder, counted_folder / CONTRACT
    small.change(path, "currency: EUR", "currency: EUR\nissues: supplier")
    small.change(path, "category: AE, rate: 0, reason: Reverse charge", OUT)
    small.change(path, "credits:\n", FEE + "credits:\n")
    small.change(path, "invoice: {", TERMS)
    small.change(folder / "parties.yaml", "vat_id: DE000000000", "vat_id: DE000000000, legal_id: HRB 0")
    assert vmo("lint", folder).code == DONE
    assert vmo("month", folder, "--month", small.MONTH).code == DONE
    closed = []
    monkeypatch.setattr(accruing, "ready", lambda *month: closed.append(month) or ready(*month))
    told = vmo("accrue", folder, "--month", small.MONTH, "--json").json
    assert [one["net"] for one in told["accruals"]] == ["40.93", "90.71"]
    assert len(closed) == 1  # for both
    first, second = issued(vmo, folder, ID, "2026-11-05")
    assert read(folder, first) == ({"S"}, Decimal("40.93"), [Decimal("1.93"), Decimal("2.26")], [])
    assert read(folder, second) == ({"O"}, Decimal("90.71"), [Decimal("4.29"), Decimal("5.00")], [])
    for number in (first, second):
        assert "as issued" in vmo("explain", folder, number).out
    small.change(path, "value: 100, ref: C 3", "value: 101, ref: C 3")
    assert f": {second}: correction due" in vmo("month", folder, "--month", small.MONTH).out
    told = vmo("correct", folder, ID, "--on", "2026-12-01", *SIGNED)
    assert told.code == DONE, told.err
    assert "rolls into" not in told.out  # it is below the threshold, and of the document beside the invoice
    (more,) = issued(vmo, folder, "acme-care/2026-10/3", "2026-12-01")
    # at risk 14.612: sl 6.26 is 1.93 and 4.33, abandon 7.31 is 2.26 and 5.05: one more, less 0.04 and 0.05
    assert read(folder, more) == ({"O"}, Decimal("0.91"), [], [second])
    assert vmo("verify", folder).code == DONE
