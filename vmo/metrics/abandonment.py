"""Abandonment: contacts abandoned in the queue, out of contacts offered.

Three variants (domain.md 1.3): `ab_all` counts every abandon, `ab_excl_short` leaves those before short_s out
on both sides, `ab_excl_short_num` only above the line, which flatters.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "abandoned", "abandoned"], "wait_s": [12, 5, 4]})
>>> ratio = measure(calls, variant="ab_excl_short", short_s=5)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(calls, variant="ab_excl_short")
Traceback (most recent call last):
vmo.records.RefusedError: short_s: missing; ab_excl_short leaves abandons before short_s out, so give it
"""

from typing import Any, Literal, get_args

from vmo.metrics._tallies import Number, one_of, short_of, tallies
from vmo.records import Ratio

Variant = Literal["ab_all", "ab_excl_short", "ab_excl_short_num"]


def measure(rows: Any, *, variant: Variant, short_s: Number | None = None) -> Ratio:
    """Contacts abandoned over offered; raises RefusedError for a strange variant or a missing short_s."""
    one_of("variant", variant, get_args(Variant))
    seen = tallies(rows)
    if variant == "ab_all":
        return Ratio(seen.abandoned(), seen.offered())
    short = seen.abandoned_short(short_of(variant, short_s))
    offered = seen.offered()
    return Ratio(seen.abandoned() - short, offered - short if variant == "ab_excl_short" else offered)
