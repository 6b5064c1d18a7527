"""Abandonment, second calculation, from domain.md 1.3.

>>> rows = [{"outcome": o, "wait_s": w} for o, w in (("answered", 12), ("abandoned", 40), ("abandoned", 3))]
>>> measure(rows, variant="ab_excl_short", short_s=5)
Ratio(numerator=1, denominator=2)
>>> measure(rows, variant="ab_excl_short")
Traceback (most recent call last):
vmo.records.RefusedError: short_s: missing, and the variant counts with it; add the term
"""

from collections.abc import Callable, Iterable

from vmo.proofs._queue import Queue, Seconds, queue
from vmo.proofs._rows import EVERYONE, Population, Row, known
from vmo.records import Ratio, RefusedError

Count = Callable[[Queue], int]
FORMULAS: dict[str, tuple[Count, Count]] = {
    "ab_all": (lambda q: q.b, lambda q: q.o),
    "ab_excl_short": (lambda q: q.b - q.b_s, lambda q: q.o - q.b_s),
    "ab_excl_short_num": (lambda q: q.b - q.b_s, lambda q: q.o),
}


def measure(
    rows: Iterable[Row], *, variant: str, short_s: Seconds | None = None, population: Population = EVERYONE
) -> Ratio:
    """Contacts abandoned over contacts offered; `short_s` in seconds. Raises RefusedError."""
    if variant not in FORMULAS:
        raise RefusedError([f"variant: found {variant!r}, expected one of {', '.join(FORMULAS)}"])
    cut = queue(rows, population, short_s=short_s)
    over, under = FORMULAS[variant]
    return Ratio(known(lambda: over(cut)), known(lambda: under(cut)))
