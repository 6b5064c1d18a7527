"""Billable: what the pricing models charge of one contact, in exact milliseconds.

Engines divide decimals as floats, so seconds become whole milliseconds first and are never divided.
"""

from collections.abc import Sequence
from decimal import Decimal  # noqa: F401  the example uses it
from functools import reduce
from operator import add
from typing import Any

import ibis

from vmo.pricing._numbers import Number, exact
from vmo.records import RefusedError, UnmappedColumnError

HANDLED = "answered"
PARTS = ("talk_s", "hold_s", "acw_s")
SECONDS = ("handle_s", *PARTS, "wait_s", "ivr_s")
ROW_SECONDS = "decimal(12,3)"
EXACT = "decimal(18,3)"
SUM_OF_SECONDS = "decimal(38,3)"


def handled(rows: Any) -> Any:
    """Whether a contact was handled: answered inbound or connected outbound."""
    return column(rows, "outcome") == HANDLED


def milliseconds(rows: Any, billable: Sequence[str]) -> Any:
    """The billable seconds of each contact in milliseconds; blanks add nothing.

    handle_s that the feed does not map is what it maps of talk, hold and after-contact work.
    """
    zero = ibis.literal(0, "int64")
    whole = [(one.cast(ROW_SECONDS) * 1000).cast("int64").fill_null(zero) for one in _columns(rows, billable)]
    return reduce(add, whole)


def seconds(total_ms: Any) -> Any:
    """A sum of milliseconds as decimal seconds; nothing summed is zero."""
    total = total_ms.fill_null(0).cast(EXACT)
    return (total * ibis.literal("0.001").cast(EXACT)).cast(SUM_OF_SECONDS)


def whole_ms(term: str, value: Number) -> int:
    """A term in seconds as milliseconds; raises RefusedError, naming the term, where it is negative or finer.

    >>> whole_ms("increment_s", 6), whole_ms("increment_s", Decimal("0.1"))
    (6000, 100)
    >>> whole_ms("minimum_s", Decimal("0.0005"))
    Traceback (most recent call last):
    vmo.records.RefusedError: minimum_s: found 0.0005, expected 0 s or more, with no more than 3 decimals
    """
    whole = exact(term, value) * 1000
    if whole < 0 or whole != int(whole):
        raise RefusedError([f"{term}: found {value}, expected 0 s or more, with no more than 3 decimals"])
    return int(whole)


def ms(at: Any) -> Any:
    """Milliseconds since 1970 of an instant; what is finer is cut off."""
    return at.truncate("s").epoch_seconds().cast("int64") * 1000 + at.millisecond()


def column(rows: Any, name: str) -> Any:
    """The column; raises UnmappedColumnError where the feed does not map it."""
    if name not in rows.columns:
        raise UnmappedColumnError(name)
    return rows[name]


def _columns(rows: Any, billable: Sequence[str]) -> list[Any]:
    names = [billable] if isinstance(billable, str) else list(dict.fromkeys(billable))
    unknown = [str(name) for name in names if name not in SECONDS]
    if unknown or not names:
        raise RefusedError(
            [f"billable: found {', '.join(unknown) or 'nothing'}, expected some of {', '.join(SECONDS)}"]
        )
    twice = [name for name in names if name in PARTS] if "handle_s" in names else []
    if twice:
        raise RefusedError([f"billable: handle_s holds {', '.join(twice)} already; name one or the other"])
    if "handle_s" in names and "handle_s" not in rows.columns:
        mapped = [name for name in PARTS if name in rows.columns]
        if not mapped:
            raise UnmappedColumnError("handle_s", *PARTS)
        names = [*mapped, *(name for name in names if name != "handle_s")]
    return [column(rows, name) for name in names]
