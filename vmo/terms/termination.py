"""Termination: failures that give a right to end the contract (domain.md 3.12). Flags, never money."""

from typing import Literal, Self

from pydantic import Field, model_validator

from vmo.schema import Day, Told


class Right(Told):
    """One rule, the right that accrues by it, and how long it may be used."""

    rule: Literal["misses", "critical", "at_maximum"]
    """`misses`: a critical measure in breach in `n` of `of` months; `critical`: once worse than its critical level;
    `at_maximum`: the month's credits at their cap in `n` of `of` months."""

    n: int = 1
    """How many months."""

    of: int = 1
    """In how many months, this one included."""

    measures: list[str] | None = None
    """Of which measures; every critical one where it is not told."""

    notice_days: int | None = Field(default=None, ge=0)
    """The right expires so many days after it accrued; without it, it stands."""

    exercised_on: Day | None = None
    """The day on which the right was used; it is shown no longer than that."""

    @model_validator(mode="after")
    def _within(self) -> Self:
        if not 1 <= self.n <= self.of:
            raise ValueError(f"Input should have n between 1 and of, found {self.n} of {self.of}")
        return self
