"""Service level: contacts answered within the threshold, out of those that the variant counts.

Seven variants (domain.md 1.2). Short abandons are those before short_s, strictly. `threshold_op` says whether
a wait of exactly threshold_s is within (`lte`) or not (`lt`), for answered and abandoned contacts alike.

>>> import ibis
>>> calls = ibis.memtable({"outcome": ["answered", "answered", "abandoned"], "wait_s": [12, 40, 3]})
>>> ratio = measure(calls, variant="sl_excl_short", threshold_s=20, short_s=5)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(calls, variant="sl_excl_short", threshold_s=20)
Traceback (most recent call last):
vmo.records.RefusedError: short_s: missing; sl_excl_short leaves abandons before short_s out, so give it
"""

from typing import Any, Literal, get_args

from vmo.metrics._tallies import Number, Operator, one_of, short_of, tallies
from vmo.records import Ratio

Variant = Literal[
    "sl_offered",
    "sl_answered",
    "sl_ans_plus_aband",
    "sl_excl_short",
    "sl_ignore_aband_in_T",
    "sl_aband_positive",
    "sl_with_flowouts",
]


def measure(
    rows: Any,
    *,
    variant: Variant,
    threshold_s: Number,
    short_s: Number | None = None,
    threshold_op: Operator = "lte",
) -> Ratio:
    """Contacts in time over those counted; raises RefusedError for a strange word or a missing short_s."""
    one_of("variant", variant, get_args(Variant))
    one_of("threshold_op", threshold_op, get_args(Operator))
    seen = tallies(rows)
    in_time = seen.answered_within(threshold_s, threshold_op)
    match variant:
        case "sl_offered":
            return Ratio(in_time, seen.offered())
        case "sl_answered":
            return Ratio(in_time, seen.answered())
        case "sl_ans_plus_aband":
            return Ratio(in_time, seen.answered() + seen.abandoned())
        case "sl_excl_short":
            short = seen.abandoned_short(short_of(variant, short_s))
            return Ratio(in_time, seen.answered() + seen.abandoned() - short)
        case "sl_ignore_aband_in_T":
            early = seen.abandoned_within(threshold_s, threshold_op)
            return Ratio(in_time, seen.answered() + seen.abandoned() - early)
        case "sl_aband_positive":
            early = seen.abandoned_within(threshold_s, threshold_op)
            return Ratio(in_time + early, seen.answered() + seen.abandoned())
        case "sl_with_flowouts":
            return Ratio(in_time, seen.answered() + seen.abandoned() + seen.flowed_out())
