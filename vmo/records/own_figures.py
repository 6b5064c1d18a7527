"""The noun of a partner's own figures: what it states itself, shown where its counts are not told (domain.md 1.0)."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """How many figures of a column a partner states for a part of the month; `only` is the one where there is just one.

    Several are never made one: a mean of ratios is no ratio.
    """

    column: str
    number: int
    only: Decimal | None = None
