"""Both kinds of correction on a real PostgreSQL: an invoice of the difference, then all taken back and invoiced anew; and a late
payment.
"""

import json
import os
from datetime import date
from decimal import Decimal

import pytest
import small
from sqlalchemy import text

from vmo.cli import DONE
from vmo.pipeline import late_fees
from vmo.pipeline.house import open_house
from vmo.proving.payment import fee_again
from vmo.store import Store

pytestmark = pytest.mark.slow

DECEMBER = date(2026, 12, 1), date(2026, 12, 31)
SIGNED = ("--by", "the clerk", "--why", "the partner sent the day again")
ON = ("--on", "2026-11-05")
TERMS = "corrections: {{2026-01-01: {{value: {{by: {by}}}, ref: 'E 4'}}}}"
LATE = "late_fee: {2026-01-01: {value: {reference_percent: {2026-01-01: 2.15}, margin_points: 8, fixed_sum: 40}, ref: 'E 2'}}"


def again(folder, name, gone):
    """The first day again, without its last calls."""
    path = small.send(folder, small.DAYS[0], small.lines(small.DAYS[0])[:-gone], name=name)
    os.utime(path)


def test_a_month_is_corrected_twice_and_its_documents_are_its_newest_calculation(vmo, tmp_path, postgresql_url):
    folder = small.build(tmp_path / "small")
    contract = folder / "contracts/acme-care.yaml"
    small.change(folder / "portfolio.yaml", "home_currency: EUR", f"home_currency: EUR\nstore: '{postgresql_url}'")
    small.change(contract, "currency: EUR", "currency: EUR\nissues: supplier")
    small.change(contract, "invoice: {", f"invoice: {{{TERMS.format(by='net_adjust')}, {LATE}, ")
    small.change(folder / "parties.yaml", "vat_id: DE000000000}", "vat_id: DE000000000, legal_id: HRB 0}")

    def done(verb, *words):
        told = vmo(verb, folder, *words)
        assert told.code == DONE, told.err
        return told.out

    def left(version):
        done("approve", f"acme-care/2026-10/{version}", *SIGNED)
        done("issue", f"acme-care/2026-10/{version}", *ON, *SIGNED)

    done("month", "--month", small.MONTH)
    left(1)
    again(folder, "calls_late.csv", 2)  # sl 48/55 and not 48/56: 1.23 and not 1.93 (tests/corrections)
    done("night")
    assert "acme-care/2026-10/2: checked, invoice, net 0.70 EUR" in done("correct", "acme-care/2026-10", *ON, *SIGNED)
    left(2)
    small.change(contract, "by: net_adjust", "by: credit_and_rebill")
    again(folder, "calls_later.csv", 1)
    done("night")
    said = done("correct", "acme-care/2026-10", *ON, *SIGNED)
    assert said.count("checked, credit note, net ") == 2  # of the invoice, and of that of the difference
    left(3)
    # issued on 5 November, due after 30 days: 40.93 x 10.15 % x 10/365 = 0.11 and the fixed sum
    assert "late fee 40.11 EUR for 10 days (E 2)" in done("pay", "acme-care/2026-10/1", "--on", "2026-12-15", *SIGNED)
    assert (folder / "out/2026-12/payments.csv").exists()
    house = open_house(folder)
    with house.store.transaction() as session:
        (fee,) = late_fees.paid(session, house.portfolio.contracts["acme-care"], *DECEMBER).values()
    house.store.engine.dispose()
    assert fee_again(house.portfolio.contracts["acme-care"], fee, 2) == Decimal("40.11")
    done("verify")
    results = [json.loads(one.read_text(), parse_float=str) for one in folder.glob("out/documents/*/result.json")]
    signed = {"invoice": 1, "credit_note": -1}
    store = Store(postgresql_url)
    with store.transaction() as session:
        rows = session.execute(text("SELECT how, versions, state, frozen FROM calculation ORDER BY ordinal")).all()
    store.engine.dispose()
    assert [tuple(row[:3]) for row in rows] == [
        ("issued", "1", "standing"),
        ("net_adjust", "2", "standing"),
        ("credit_and_rebill", "3,4,5", "standing"),
    ]
    newest = Decimal(json.loads(rows[-1].frozen, parse_float=str)["totals"]["net"])
    assert sum(signed[one["document"]["kind"]] * Decimal(one["totals"]["net"]) for one in results) == newest
