"""Outcome: contacts by what came of them.

`outcome` is `sale`, `cancelled_sale` (within the cooling-off time), `kept_sale` (sold and not cancelled), `right_party`,
`promise` to pay, `kept_promise`, or `resolved`. A clawback is a charge of its own, of `cancelled_sale` at a negative rate, or
lies in `kept_sale` (domain.md 4, row 9).

>>> import ibis
>>> calls = ibis.memtable({"sale": [True, True, False], "sale_cancelled": [False, True, False]})
>>> [int(quantity(calls, outcome=one).execute()) for one in ("sale", "cancelled_sale", "kept_sale")]
[2, 1, 1]
>>> quantity(calls, outcome="lead")
Traceback (most recent call last):
vmo.records.RefusedError: outcome: found 'lead', expected one of sale, cancelled_sale, kept_sale, right_party, ...
"""

from typing import Any, Literal, get_args

from vmo.pricing._billable import column
from vmo.pricing._numbers import one_of
from vmo.records import Unit

KIND = "contacts"
UNIT = Unit("outcome")
APART = ("outcome",)

Outcome = Literal["sale", "cancelled_sale", "kept_sale", "right_party", "promise", "kept_promise", "resolved"]


def quantity(rows: Any, *, outcome: Outcome) -> Any:
    """The number of contacts; raises RefusedError for an outcome of another name."""
    one_of("outcome", outcome, get_args(Outcome))
    flag = {"promise": "promised", "kept_promise": "promise_kept", "cancelled_sale": "sale", "kept_sale": "sale"}
    counted = column(rows, flag.get(outcome, outcome)).fill_null(False)
    if outcome in ("cancelled_sale", "kept_sale"):
        cancelled = column(rows, "sale_cancelled").fill_null(False)
        counted = counted & (cancelled if outcome == "cancelled_sale" else ~cancelled)
    if outcome == "kept_promise":
        counted = counted & column(rows, "promised").fill_null(False)
    return rows.count(where=counted)
