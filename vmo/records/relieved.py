"""The nouns of relief: an exclusion, and what it does to a measure (domain.md 3.4)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class Judged:
    """What a measure came to, and its state."""

    numerator: Decimal | None
    denominator: Decimal | None
    state: str


@dataclass(frozen=True, slots=True)
class Relieved:
    """What exclusions do to a measure: those `applied` and those `pending`, by their ids, what it would be `without` any,
    and with those that are pending as well (`hoped`, None where none is).
    """

    applied: tuple[str, ...]
    pending: tuple[str, ...]
    without: Judged
    hoped: Judged | None = None


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
