"""Ratchet: levels that follow what was reached (domain.md 3.13). It only proposes an amendment."""

from typing import Literal

from pydantic import Field

from vmo.schema import Exact, Told


class Ratchet(Told):
    """When a level that was beaten long enough is to rise, and by how much. Nothing rises before a person amends the contract."""

    measures: list[str]
    """Whose levels."""

    months: int = Field(default=12, ge=1)
    """How many months running must be better than the level, under the level of now."""

    method: Literal["halfway"] = "halfway"
    """`halfway`: to the mean of the level and of what was reached on average."""

    average: Literal["of_months", "pooled"] = "of_months"
    """The mean of the months' values, each alike, or the ratio of their sums."""

    cap_percent: Exact | None = None
    """At most this percentage of what is left to 100 (of a percentage that should be high), else of the level itself."""

    places: int = Field(default=2, ge=0, le=6)
    """Decimals of the new level; it is never beyond what the clause gives."""

    year_begins: int = Field(default=1, ge=1, le=12)
    """The month, 1 to 12, in which a contract year begins: the new level is proposed for the next one."""
