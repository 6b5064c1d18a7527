"""Outcomes, second calculation, from domain.md 4 (line 9): sales less those taken back, kept promises only, and so on.

>>> calls = [{"sale": True, "sale_cancelled": None}, {"sale": True, "sale_cancelled": True}]
>>> quantity(calls, outcome="sale"), quantity(calls, outcome="kept_sale")
(Decimal('2'), Decimal('1'))
>>> quantity(calls, outcome="lead")
Traceback (most recent call last):
vmo.records.RefusedError: outcome: found 'lead', expected an outcome of a contact
"""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._rows import Row, cell
from vmo.records import RefusedError

YES = {
    "sale": {"sale": True},
    "cancelled_sale": {"sale": True, "sale_cancelled": True},
    "kept_sale": {"sale": True, "sale_cancelled": False},
    "right_party": {"right_party": True},
    "promise": {"promised": True},
    "kept_promise": {"promised": True, "promise_kept": True},
    "resolved": {"resolved": True},
}


def quantity(rows: Iterable[Row], *, outcome: str) -> Decimal:
    """Contacts of an outcome. Raises RefusedError."""
    if outcome not in YES:
        raise RefusedError([f"outcome: found {outcome!r}, expected an outcome of a contact"])
    found = 0
    for row in rows:
        told = [(cell(row, flag) is True) == wanted for flag, wanted in YES[outcome].items()]
        found += all(told)
    return Decimal(found)
