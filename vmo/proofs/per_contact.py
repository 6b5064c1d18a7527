"""Contacts billed, second calculation, from domain.md 4 (line 1): contacts handled, never contacts offered.

>>> rows = [{"outcome": o, "handle_s": s} for o, s in (("answered", 60), ("answered", 4), ("abandoned", 0))]
>>> quantity(rows), quantity(rows, minimum_handle_s=5)
(Decimal('2'), Decimal('1'))
>>> quantity([{"offered": 5}])
Traceback (most recent call last):
vmo.records.RefusedError: outcome: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from vmo.proofs._rows import Row, cell, seconds
from vmo.records import RefusedError

MILLISECOND = timedelta(milliseconds=1)


def quantity(
    rows: Iterable[Row],
    *,
    billable: str | Sequence[str] = "answered",
    minimum_handle_s: Decimal | int = 0,
    not_billable: Sequence[str] = (),
    repeat_within_h: Decimal | int | None = None,
) -> Decimal:
    """Contacts of a billable outcome, of at least the minimum handling in seconds, that the partner did not cause.

    Raises RefusedError.
    """
    outcomes = [billable] if isinstance(billable, str) else billable
    strange = set(not_billable) - {"wrong_queue_transfer", "partner_repeat"}
    if strange or isinstance(not_billable, str):
        raise RefusedError([f"not_billable: found {not_billable!r}, expected wrong_queue_transfer, partner_repeat"])
    if ("partner_repeat" in not_billable) is not (repeat_within_h is not None):
        raise RefusedError(["repeat_within_h: stands with partner_repeat, and never alone"])
    billed = [row for row in rows if cell(row, "outcome") in outcomes]
    if "wrong_queue_transfer" in not_billable:
        billed = [row for row in billed if cell(row, "wrong_queue") is not True]
    if repeat_within_h is not None:
        hour = Fraction(repeat_within_h) * 3_600_000
        billed = [row for row in billed if not _came_back(row, hour)]
    if not minimum_handle_s:
        return Decimal(len(billed))
    return Decimal(sum(seconds(row, "handle_s") >= minimum_handle_s for row in billed))


def _came_back(row: Row, within_ms: Fraction) -> bool:
    first, now = cell(row, "repeats_at"), cell(row, "offered_at")
    if cell(row, "partner_error") is not True or first is None or now is None:
        return False
    milliseconds = [at.replace(microsecond=at.microsecond // 1000 * 1000) for at in (first, now)]
    passed: int = (milliseconds[1] - milliseconds[0]) // MILLISECOND
    return 0 <= passed <= within_ms
