"""Months: what is recorded of one metric, month by month, and what of it may be pooled or tested (domain.md 2.2, 2.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from vmo.copc.aim import Aim
from vmo.records import Ratio

Failed = Mapping[tuple[str, str], str]  # (metric id, month) that failed Collected or Integrity → how


@dataclass(frozen=True, slots=True)
class MonthValue:
    """One metric in one month. `scale` turns the ratio into the unit.

    `definition` is equal where the metric counts the same: its way of counting, terms and scope; `said` is that
    definition as a sentence. `aim` is None where no target is in force.
    """

    numerator: Decimal | None
    denominator: Decimal | None
    scale: int
    definition: str
    aim: Aim | None
    evidence: Literal["A", "B", "C"]
    said: str = ""

    @property
    def value(self) -> Fraction | None:
        """The exact value in the metric's unit; no data and no volume are None."""
        ratio = Ratio(self.numerator, self.denominator).value
        return None if ratio is None else ratio * self.scale


@dataclass(frozen=True, slots=True)
class Series:
    """The recorded months of one metric, and which of them failed Collected or Integrity."""

    metric: str
    values: Mapping[str, MonthValue]
    failed: Failed

    def fault(self, month: str) -> str:
        """Why a month has no valid data; empty where it has."""
        if (self.metric, month) in self.failed:
            return f"{month}: {self.failed[self.metric, month]}"
        if month not in self.values:
            return f"{month}: not recorded"
        return f"{month}: only the partner's own ratio is known" if self.values[month].evidence == "C" else ""


@dataclass(frozen=True, slots=True)
class Level:
    """The ratio of sums of one or more months, and whether it reaches the aim; None where that cannot be judged."""

    months: tuple[str, ...]
    numerator: Decimal | None
    denominator: Decimal | None
    value: Fraction | None
    meets: bool | None
    faults: tuple[str, ...]
    note: str = ""


def level(series: Series, months: Sequence[str]) -> Level:
    """The level of the last of these months, pooled with those before it, against the aim of the last.

    Sums over sums, never a mean of ratios. Months before the last change of definition are left out, and the note says so. A
    month without valid data is a fault: the level then shows what there is, and
    nobody says that it meets.
    """
    faults = tuple(fault for fault in map(series.fault, months) if fault)
    last = series.values.get(months[-1])
    pools = len(months) > 1
    if last is None or (series.metric, months[-1]) in series.failed or (pools and last.evidence == "C"):
        return Level(tuple(months), None, None, None, None, faults)
    whole = [month for month in months if not series.fault(month)] if pools else list(months)
    taken = [month for month in whole if series.values[month].definition == last.definition]
    changed = [month for month in whole if month not in taken]
    if changed:
        taken = [month for month in taken if month > changed[-1]]
    found = [series.values[month] for month in taken]
    pooled = MonthValue(
        sum((one.numerator for one in found if one.numerator is not None), Decimal(0)),
        sum((one.denominator for one in found if one.denominator is not None), Decimal(0)),
        last.scale,
        last.definition,
        last.aim,
        last.evidence,
    )
    reached = pooled.aim.reached(pooled.value) if pooled.aim and pooled.value is not None else None
    note = f"pooled from {taken[0]}, since the definition changed" if changed else ""
    meets = None if faults else reached
    return Level(tuple(taken), pooled.numerator, pooled.denominator, pooled.value, meets, faults, note)


def unbroken(series: Series, months: Sequence[str]) -> tuple[list[Fraction], list[str]]:
    """The values of consecutive months, and why they may not be tested for a trend: gaps, faults, changes."""
    why = [fault for fault in map(series.fault, months) if fault]
    known = {month: series.values[month] for month in months if not series.fault(month)}
    why += [f"{month}: no volume" for month, one in known.items() if one.value is None]
    for (_, one), (month, after) in pairwise(known.items()):
        if after.definition != one.definition:
            why.append(f"the definition changed in {month}")
        elif after.aim != one.aim:
            why.append(f"the target changed in {month}")
    return [one.value for one in known.values() if one.value is not None], why
