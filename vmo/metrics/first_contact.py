"""First contact: contacts after which the customer did not come back in time, out of those that could be resolved.

A contact is repeated where the same customer begins another one, for the same reason or for any (`same`), within so many
days of 24 hours, to the millisecond, from entry to the queue to entry to the queue. It counts where it stands itself; a
repeat may stand in another file (domain.md 1.9). Handled contacts count, unless they could not be resolved. One that does
not tell its customer, or the reason where that is asked, may have been repeated: the figure is not known then, unless the
contract leaves such contacts out (`unidentified`).

>>> import ibis
>>> told = {"outcome": ["answered"] * 3, "customer_id": ["k1", "k2", "k3"], "identified": [True] * 3}
>>> told |= {"next_ms": [604800000, 604800001, None]}
>>> calls = ibis.memtable(told)
>>> calls = calls.mutate(next_ms=calls.next_ms.cast("int64"))
>>> ratio = measure(calls, within_days=7, same="customer")
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(2, 3)
>>> measure(calls, within_days=0, same="customer")
Traceback (most recent call last):
vmo.records.RefusedError: within_days: found 0, expected whole days from 1 to 366
"""

from decimal import Decimal
from typing import Any, Literal, get_args

import ibis

from vmo.metrics._tallies import column, one_of
from vmo.records import Ratio, RefusedError

AHEAD = "within_days"
DAY_MS = 86_400_000
MOST_DAYS = 366
Same = Literal["reason", "customer"]
Unidentified = Literal["unknown", "left_out"]


def measure(rows: Any, *, within_days: Decimal | int, same: Same, unidentified: Unidentified = "unknown") -> Ratio:
    """Not repeated over resolvable; raises RefusedError, UnmappedColumnError."""
    one_of("same", same, get_args(Same))
    one_of("unidentified", unidentified, get_args(Unidentified))
    in_days = _whole(within_days)
    for name in ("customer_id", *(["reason"] if same == "reason" else [])):
        column(rows, name)
    told = column(rows, "identified")
    handled = column(rows, "outcome") == "answered"
    if "resolvable" in rows.columns:
        handled = handled & rows.resolvable.fill_null(True)
    known = handled & told
    repeated = (column(rows, "next_ms") <= in_days * DAY_MS).fill_null(False)
    once, all_told = rows.count(where=known & ~repeated), rows.count(where=known)
    if unidentified == "left_out":
        return Ratio(once, all_told)
    silent = rows.count(where=handled & ~told) > 0
    return Ratio(*(ibis.ifelse(silent, ibis.null("int64"), number) for number in (once, all_told)))


def _whole(days: Decimal | int) -> int:
    if isinstance(days, bool) or not isinstance(days, Decimal | int) or days != int(days) or not 1 <= days <= MOST_DAYS:
        raise RefusedError([f"{AHEAD}: found {days}, expected whole days from 1 to {MOST_DAYS}"])
    return int(days)
