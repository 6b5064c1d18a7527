"""Counters: what a month without a verdict does to a rule that looks back (decision M7)."""

from typing import Literal

from pydantic import Field

from vmo.schema import Told

Effect = Literal["skip", "reset", "extends"]
Rule = Literal["three_in_a_row", "repeat", "earn_back", "chronic", "ratchet"]


class Counter(Told):
    """What a month that decides nothing does: `skip` neither counts nor ends the run, `reset` ends it, `extends`, of an
    earn-back only, makes the test a month longer. Where nothing is told a run skips, an earn-back extends.
    """

    excused: Effect | None = None
    """Relief by clause, or the one-miss rule."""

    no_volume: Effect | None = None
    """Nothing happened that could be measured."""

    low_volume: Effect | None = None
    """Fewer events than the minimum volume."""

    no_data: Effect | None = None
    """No day of it has data, and no clause makes that a miss."""

    max_gap: int | None = Field(default=None, ge=0)
    """How many months without a verdict may stand in a row before the run ends; without it any number."""

    counts: Literal["breach", "below_minimum"] = "breach"
    """Of `repeat`: which misses count, those that bear a credit or only those below the minimum (3.1)."""
