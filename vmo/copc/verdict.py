"""Verdict: what one required metric comes to: its levels, its trend, its standing, and why (domain.md 2.1 to 2.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from vmo.copc.aim import Aim
from vmo.copc.months import Level, MonthValue, Series, level, unbroken
from vmo.copc.score import Standing
from vmo.copc.trend import SHARE_OF_GAP, Trend, trend

POOLED_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """How metrics are judged: the months of the trend, latest last, which level decides, and what change counts."""

    months: tuple[str, ...]
    decides: Literal["pooled", "last_month"] = "pooled"
    share_of_gap: Fraction = SHARE_OF_GAP


@dataclass(frozen=True, slots=True)
class Verdict:
    """One vote. `why` says what keeps the metric from being met or improving; empty where nothing does."""

    metric: str
    standing: Standing
    aim: Aim | None = None
    last: Level | None = None
    pooled: Level | None = None
    trend: Trend | None = None
    why: tuple[str, ...] = ()
    months: tuple[tuple[str, MonthValue], ...] = ()

    @property
    def newest(self) -> MonthValue | None:
        """The last recorded month."""
        return self.months[-1][1] if self.months else None


def verdict(series: Series, settings: Settings, *, materiality: Fraction | None = None) -> Verdict:
    """Judge one required metric. `materiality` is the change over the window that counts, where somebody gave one."""
    months = settings.months
    last, pooled = level(series, months[-1:]), level(series, months[-POOLED_MONTHS:])
    decides = pooled if settings.decides == "pooled" else last
    newest = series.values.get(months[-1])
    aim = newest.aim if newest else None
    values, broken = unbroken(series, months)
    tested = (
        trend(values, aim, materiality=materiality, share_of_gap=settings.share_of_gap) if aim and not broken else None
    )
    standing, why = _standing(series, months, decides, tested, broken)
    known = tuple((month, series.values[month]) for month in months if month in series.values)
    return Verdict(series.metric, standing, aim, last, pooled, tested, why, known)


def _standing(
    series: Series, months: Sequence[str], decides: Level, tested: Trend | None, broken: list[str]
) -> tuple[Standing, tuple[str, ...]]:
    newest = series.values.get(months[-1])
    if newest and newest.evidence == "C":
        return "shown_only", ("only the partner's own ratio is known (evidence C): shown, never scored",)
    if decides.faults:
        return "no_data", decides.faults
    if decides.value is None:
        return "no_volume", (f"nothing to count in {' '.join(decides.months)}",)
    if decides.meets:
        return "met", ()
    if tested is None:
        return "missed", tuple(broken)
    return ("improving", ()) if tested.improving else ("missed", tested.why_not)
