"""Performance: what was counted of a window, before any term judges or prices it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from vmo.past import PastMonth
from vmo.records import Ratio
from vmo.sampling import Sample

Segmented = tuple[str, date]
Evidence = Literal["A", "B", "C"]


@dataclass(frozen=True)
class Performance:
    """Ratios of measures and quantities of charges in a window, keyed by (id, first day) of their segments.

    A ratio with a numerator of None is no data. `evidence` is the class of each measure's rows; `past` are the months before,
    as they were recorded; `lost` says of a measure what lost Collected or Integrity; `exceeded` are the parts that came to
    more volume than the contract holds them to; `samples` are those that are made of weighted strata,
    `sides` the counts of one side where a value is the difference of two shares; `against` is what the quantity of a charge is
    held against.
    """

    first: date
    last: date
    ratios: Mapping[Segmented, Ratio]
    quantities: Mapping[Segmented, Decimal] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    past: Sequence[PastMonth] = ()
    lost: Mapping[str, str] = field(default_factory=dict)
    exceeded: frozenset[Segmented] = frozenset()
    samples: Mapping[Segmented, Sample] = field(default_factory=dict)
    sides: Mapping[Segmented, Decimal] = field(default_factory=dict)
    against: Mapping[Segmented, Decimal] = field(default_factory=dict)

    @property
    def period(self) -> str:
        """The month that the window is billed with."""
        return f"{self.last:%Y-%m}"

    @property
    def days(self) -> int:
        """The days of the window."""
        return (self.last - self.first).days + 1
