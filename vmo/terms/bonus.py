"""Bonus: what is paid for more than was owed (domain.md 3.8)."""

from vmo.schema import Exact, Percent, Told
from vmo.terms.caps import Limit


class Bonus(Told):
    """A pool that is shared by measures better than expected, in a month in which no critical measure is in breach or
    without data, and nothing has lost Collected or Integrity.
    """

    pool_percent: Percent
    """Percent of the charges that are at risk."""

    shares: dict[str, Exact]
    """Measure → percent of the pool; together at most 100."""

    stretch: dict[str, Exact]
    """Measure → the level, better than expected, at which its whole share is earned; from the expected level in proportion."""

    cap: Limit | None = None
    """The most of a month; apart from the caps on credits."""
