"""Billing errors: the value of error corrections, out of the value invoiced (domain.md 1.8, metric 36; decision Q3).

Gross and absolute: a credit note and a debit note both add their amount, since under-billing is inaccurate too. Service
credits and volume rebates are no errors. A correction without a reason code is no evidence. What is not issued does not
count; a feed that maps no issued_at tells issued documents only.

>>> import ibis
>>> told = ibis.memtable({"type": ["invoice", "credit_note", "credit_note"], "amount_net": [1000, 30, 50],
...                       "currency": ["USD"] * 3, "reason_code": [None, "error_correction", "service_credit"]})
>>> ratio = measure(told, currency="USD")
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(30, 1000)
>>> measure(told.drop("reason_code"), currency="USD")
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column reason_code, which the feed does not map
"""

from typing import Any

import ibis

from vmo.metrics._deferred import SUM_OF_NUMBERS, amount_of, evident
from vmo.metrics._tallies import column
from vmo.records import Ratio

CORRECTIONS = ["credit_note", "debit_note"]


def measure(rows: Any, *, currency: str) -> Ratio:
    """Absolute value of error corrections over the value of invoices, in units of the currency; raises RefusedError."""
    issued = rows.issued_at.notnull() if "issued_at" in rows.columns else ibis.literal(True)
    corrects = issued & column(rows, "type").isin(CORRECTIONS)
    reason = column(rows, "reason_code")
    amount_of(rows, "amount_net", currency)  # refuses a strange currency and an unmapped column
    counted = corrects & (reason == "error_correction")
    told = rows.amount_net.notnull() & (rows.currency == currency).fill_null(False)
    wrong = evident(
        ibis.ifelse(counted, rows.amount_net.abs(), 0),
        reason.notnull() & (told | (reason != "error_correction")),
        SUM_OF_NUMBERS,
        corrects,
    )
    return Ratio(wrong, amount_of(rows, "amount_net", currency, issued & (rows.type == "invoice")))
