"""Persistent failure: many misses in a rolling window cost more than each of them (domain.md 3.12)."""

from vmo.schema import Told
from vmo.terms.caps import Limit


class Persistent(Told):
    """A credit of its own, under the caps, in a month that adds a miss to enough of them."""

    n: int
    """How many misses: breaches of critical measures, each month of each measure one."""

    of: int
    """In how many months, this one included."""

    amount: Limit
    """What it costs."""

    measures: list[str] | None = None
    """Whose misses; every critical measure's where it is not told."""
