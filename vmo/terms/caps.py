"""Caps: the most that may be credited (domain.md 3.11, decision M2)."""

from typing import Literal, Self

from pydantic import Field, model_validator

from vmo.schema import Positive, Told


class Limit(Told):
    """An amount, or a percentage of the charges of the same time; one of the two."""

    money: Positive | None = None
    """In the contract's currency."""

    percent: Positive | None = None
    """Of the charges of the month, or of the year or the contract so far."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.money is None) == (self.percent is None):
            raise ValueError("Input should be one of `money` and `percent`")
        return self


class Caps(Told):
    """What credits may come to, beside the at-risk amount, which caps every month. Each cap rounds down."""

    measures: dict[str, Limit] = {}  # noqa: RUF012  pydantic copies it
    """Measure → the most of a month."""

    month: Limit | None = None
    """The most of a month, all measures together; where the at-risk amount is less, that."""

    year: Limit | None = None
    """The most of a contract year, the months before counted as they were recorded."""

    year_begins: int = Field(default=1, ge=1, le=12)
    """The month, 1 to 12, in which a contract year begins."""

    contract: Limit | None = None
    """The most of the whole contract."""

    excess: Literal["lapses", "carries"] = "lapses"
    """What month, year or contract do not hold: it `lapses`, or `carries` into the next month as a credit of its own."""
