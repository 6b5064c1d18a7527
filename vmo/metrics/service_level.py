"""Service level: contacts answered within the threshold, out of those that the variant counts.

Seven variants of domain.md 1.2, and the two of decision Q1. Short abandons are those before short_s, strictly.
`threshold_op` says whether a wait of exactly threshold_s is within (`lte`) or not (`lt`), for answered and abandoned
contacts alike. `sl_contract` is told by four flags, `in` or `out`, what counts beside answered and long abandoned:
`short_abandons`, `flow_outs` (transfers and voicemail, but none that the client ordered), `callbacks` (one accepted in time is
a hit, a later one a miss) and `dequeued`. `sl_amazon` counts who was answered, hung up or accepted a callback in time, out of
all that queued.

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
from vmo.records import Ratio, RefusedError

Variant = Literal[
    "sl_offered",
    "sl_answered",
    "sl_ans_plus_aband",
    "sl_excl_short",
    "sl_ignore_aband_in_T",
    "sl_aband_positive",
    "sl_with_flowouts",
    "sl_contract",
    "sl_amazon",
]
Flag = Literal["in", "out"]


def measure(
    rows: Any,
    *,
    variant: Variant,
    threshold_s: Number,
    short_s: Number | None = None,
    threshold_op: Operator = "lte",
    short_abandons: Flag | None = None,
    flow_outs: Flag | None = None,
    callbacks: Flag | None = None,
    dequeued: Flag | None = None,
) -> Ratio:
    """Contacts in time over those counted; raises RefusedError for a strange word or a missing short_s."""
    one_of("variant", variant, get_args(Variant))
    one_of("threshold_op", threshold_op, get_args(Operator))
    told = {
        "short_abandons": short_abandons,
        "flow_outs": flow_outs,
        "callbacks": callbacks,
        "dequeued": dequeued,
    }
    counts = _flags(variant, told)
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
        case "sl_amazon":
            early = seen.abandoned_within(threshold_s, threshold_op)
            return Ratio(in_time + early + seen.called_back_within(threshold_s, threshold_op), seen.offered())
        case "sl_contract":
            hits, base = in_time, seen.answered() + seen.abandoned()
            if not counts["short_abandons"]:
                base -= seen.abandoned_short(short_of(f"{variant} with short_abandons out", short_s))
            if counts["flow_outs"]:
                base += seen.passed_out()
            if counts["callbacks"]:
                hits, base = hits + seen.called_back_within(threshold_s, threshold_op), base + seen.called_back()
            return Ratio(hits, base + seen.dequeued() if counts["dequeued"] else base)


def _flags(variant: Variant, told: dict[str, Flag | None]) -> dict[str, bool]:
    """What counts; raises RefusedError where sl_contract lacks a flag, or another variant is given one."""
    reasons = []
    for name, flag in told.items():
        if variant != "sl_contract" and flag is not None:
            reasons.append(f"{name}: found {flag!r}; only sl_contract takes it, {variant} says itself what counts")
        elif variant == "sl_contract" and flag not in get_args(Flag):
            reasons.append(f"{name}: found {flag!r}, expected in or out; sl_contract says of each what counts")
    if reasons:
        raise RefusedError(reasons)
    return {name: flag == "in" for name, flag in told.items()}
