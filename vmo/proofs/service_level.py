"""Service level, second calculation, from domain.md 1.2 and decision Q1.

>>> rows = [{"outcome": o, "wait_s": w} for o, w in (("answered", 12), ("answered", 40), ("abandoned", 3))]
>>> measure(rows, variant="sl_excl_short", threshold_s=20, short_s=5)
Ratio(numerator=1, denominator=2)
>>> measure(rows, variant="sl_excl_short", threshold_s=20)
Traceback (most recent call last):
vmo.records.RefusedError: short_s: missing, and the variant counts with it; add the term
"""

from collections.abc import Callable, Iterable

from vmo.proofs._queue import Op, Queue, Seconds, queue
from vmo.proofs._rows import EVERYONE, Population, Row, known
from vmo.records import Ratio, RefusedError

Count = Callable[[Queue], int]
FORMULAS: dict[str, tuple[Count, Count]] = {
    "sl_offered": (lambda q: q.a_t, lambda q: q.o),
    "sl_answered": (lambda q: q.a_t, lambda q: q.a),
    "sl_ans_plus_aband": (lambda q: q.a_t, lambda q: q.a + q.b),
    "sl_excl_short": (lambda q: q.a_t, lambda q: q.a + q.b - q.b_s),
    "sl_ignore_aband_in_T": (lambda q: q.a_t, lambda q: q.a + q.b - q.b_t),
    "sl_aband_positive": (lambda q: q.a_t + q.b_t, lambda q: q.a + q.b),
    "sl_with_flowouts": (lambda q: q.a_t, lambda q: q.a + q.b + q.f),
    "sl_amazon": (lambda q: q.a_t + q.b_t + q.c_t, lambda q: q.o),
}
CONTRACT = "sl_contract"
# What each flag of sl_contract adds where it says so: above and below the line.
ADDS: dict[tuple[str, str], tuple[Count, Count]] = {
    ("short_abandons", "out"): (lambda _: 0, lambda q: -q.b_s),
    ("flow_outs", "in"): (lambda _: 0, lambda q: q.f_c),
    ("callbacks", "in"): (lambda q: q.c_t, lambda q: q.c),
    ("dequeued", "in"): (lambda _: 0, lambda q: q.d),
}


def measure(
    rows: Iterable[Row],
    *,
    variant: str,
    threshold_s: Seconds,
    short_s: Seconds | None = None,
    threshold_op: Op = "lte",
    short_abandons: str | None = None,
    flow_outs: str | None = None,
    callbacks: str | None = None,
    dequeued: str | None = None,
    population: Population = EVERYONE,
) -> Ratio:
    """Contacts in time over the contacts that the variant counts; times in seconds. Raises RefusedError."""
    if variant not in (*FORMULAS, CONTRACT):
        raise RefusedError([f"variant: found {variant!r}, expected one of {', '.join((*FORMULAS, CONTRACT))}"])
    said = (
        ("short_abandons", short_abandons),
        ("flow_outs", flow_outs),
        ("callbacks", callbacks),
        ("dequeued", dequeued),
    )
    for name, flag in said:
        if flag not in (("in", "out") if variant == CONTRACT else (None,)):
            raise RefusedError([f"{name}: found {flag!r}; sl_contract alone takes in or out, and all four"])
    cut = queue(rows, population, threshold_s=threshold_s, threshold_op=threshold_op, short_s=short_s)
    if variant == CONTRACT:
        added = [ADDS[one] for one in said if one in ADDS]
        return Ratio(
            known(lambda: cut.a_t + sum(over(cut) for over, _ in added)),
            known(lambda: cut.a + cut.b + sum(under(cut) for _, under in added)),
        )
    over, under = FORMULAS[variant]
    return Ratio(known(lambda: over(cut)), known(lambda: under(cut)))
