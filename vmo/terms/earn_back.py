"""Earn-back: credits that return where the level is met afterwards (domain.md 3.9, decision M9)."""

from typing import Literal

from vmo.schema import Exact, Told


class EarnBack(Told):
    """What of a credit returns, after which test. The credit applies at once and stays as it is; what returns is a new line of
    the month in which the test ends, outside what is at risk.
    """

    percent: Exact
    """What part of the credit, after the caps, returns."""

    months: int
    """How many months after the credit's the test lasts."""

    test: Literal["met", "exceeded"] = "met"
    """Each of these months must be `met`, or `exceeded`: better than the expected level."""

    eligible: list[Literal["at_or_above_minimum", "not_chronic"]] = []  # noqa: RUF012  pydantic copies it
    """Which misses may be earned back: those not below the minimum, those of a measure without a right of rule `misses`; all
    where nothing is told."""

    measures: list[str] | None = None
    """Whose credits; every measure's where it is not told."""

    missed: Literal["forfeits", "restarts"] = "forfeits"
    """What a missed month does: it forfeits, or the test begins anew after it."""

    paid: Literal["line", "offset"] = "line"
    """`line`: a line that is paid; `offset`: only against credits of that month or later, never more than they are."""

    on_termination: Literal["forfeited", "released"] = "forfeited"
    """What becomes of it where the contract ends before the test does."""
