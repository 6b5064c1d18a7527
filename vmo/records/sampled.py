"""The noun of samples: what one says of the whole that it was drawn from."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Sampled:
    """What a sample says of the whole: n drawn, the bounds of the value in its unit, what it proves of the expected level.

    `low` and `high` are for reading; `word` was decided exactly and is None without an expected level. `size` is the
    whole, None where the feed does not tell it; `effective` is n, or less where strata were drawn at different rates.
    `error` is the standard error of a difference of two shares, whose `normal` bounds prove no level.
    """

    n: int
    low: Decimal
    high: Decimal
    word: Literal["proven met", "indistinguishable", "proven missed"] | None
    method: Literal["wilson", "hypergeometric", "normal"] = "wilson"
    confidence: int = 95
    side: Literal["two-sided", "one-sided"] = "two-sided"
    effective: Fraction | None = None
    size: int | None = None
    error: Decimal | None = None
