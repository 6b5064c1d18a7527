"""The nouns of relief: an exclusion, and what it does to a measure (domain.md 3.4)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Judged:
    """What a measure came to, and its state."""

    numerator: Decimal | None
    denominator: Decimal | None
    state: str


@dataclass(frozen=True, slots=True)
class Beyond:
    """A cell of which less is owed than came: `owed` of it, what left its band (`by`: volume, aht, workload), and what came of
    each beside the most that its band holds; handling in seconds, None where the contract does not hold it to a plan.
    """

    cell: str
    by: tuple[str, ...]
    owed: Fraction
    volume: Fraction
    volume_allowed: Fraction
    aht_s: Fraction | None = None
    aht_allowed_s: Fraction | None = None
    workload_s: Fraction | None = None
    workload_allowed_s: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Relieved:
    """What exclusions do to a measure: those `applied` and those `pending`, by their ids, what it would be `without` any,
    and with those that are pending as well (`hoped`, None where none is); `beyond` are the cells that left their forecast.
    """

    applied: tuple[str, ...]
    pending: tuple[str, ...]
    without: Judged
    hoped: Judged | None = None
    beyond: tuple[Beyond, ...] = ()


@dataclass(frozen=True, slots=True)
class Excluded:
    """An exclusion of the period as a reader sees it; `word` is what becomes of it, `begins` and `ends` stand on the
    contract's clock.
    """

    id: str
    type: str
    begins: str
    ends: str
    scope: str
    measures: tuple[str, ...]
    evidence: str
    requested_by: str
    requested_on: date
    deadline: date | None
    approved_by: str
    approved_on: date | None
    word: Literal["applied", "pending", "late", "rejected"]
    clause: str
