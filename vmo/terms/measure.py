"""Measure: one service level of a contract (domain.md 3.1, 3.2)."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, PrivateAttr, Tag

from vmo.calendars.openings import Openings
from vmo.schema import Dated, Exact, Told
from vmo.terms.scope import Scope

Channel = Literal["voice", "chat", "email", "web", "mail", "fax", "social"]
VOICE: Channel = "voice"


class LevelRange(Told):
    """A range of which both ends are within; a value is the worse the further it lies outside (domain.md 1.0)."""

    low: Exact
    """The least value within."""

    high: Exact
    """The greatest value within."""


def _kind(told: Any) -> str:
    return "[range]" if isinstance(told, dict | LevelRange) else "[level]"


Level = Annotated[Annotated[Exact, Tag("[level]")] | Annotated[LevelRange, Tag("[range]")], Discriminator(_kind)]


class Target(Told):
    """Expected and minimum level, in the metric's unit (domain.md 3.1)."""

    expected: Level
    """The level that is met or missed (ESL); `{low: 80, high: 86}` is a range, as of an occupancy or a handling time."""

    minimum: Level | None = None
    """The worse level below which a miss is a breach (MSL), of a range the wider one; equals `expected` where it is not told."""

    critical: Exact | None = None
    """The level worse than which one month gives other rights (CFT; 3.12)."""

    @property
    def ranged(self) -> bool:
        """Whether the level has two ends."""
        return isinstance(self.expected, LevelRange)


class Rounding(Told):
    """How a value is rounded before it is compared, where the contract says so (domain.md 1.0)."""

    digits: int = Field(ge=0, le=6)
    """Decimal places, in the metric's unit."""

    mode: Literal["half_up", "down"] = "half_up"
    """`half_up` away from zero, `down` towards it."""


class SamplePolicy(Told):
    """How a sample decides (domain.md 1.5, decision Q5)."""

    decides: Literal["point", "bound"] = "point"
    """`point`: its value, as of any measure. `bound`: a miss bears a credit only where it is proven: the better bound of its
    interval is worse than the expected level, too."""

    confidence: Literal[90, 95, 99] = 95
    """Of the interval, in percent."""

    side: Literal["two-sided", "one-sided"] = "two-sided"
    """Whether both bounds together have the confidence, or each alone."""


class Rolling(Told):
    """The months that end with the one judged, added up (3.3)."""

    rolling: Annotated[int, Field(ge=2, le=24)]
    """How many, the one judged among them."""


class Averaged(Told):
    """The mean of the month's value and of those of the months before, each alike; months without a value are none (3.3)."""

    average: Annotated[int, Field(ge=2, le=24)]
    """How many months, the one judged among them."""


class HandlingVariance(Told):
    """How far handling may leave its plan: contacts that each take longer are more work as well (3.4)."""

    planned_s: Annotated[Exact, Field(gt=0)] | None = None
    """Seconds planned per contact. Without it `aht_s` of the locked forecasts that a partner delivers tells them, weighed by the
    volume of each interval."""

    percent: Annotated[Exact, Field(ge=0)] | None = None
    """How far above its plan the average handling time of a cell may come, in percent."""

    workload_percent: Annotated[Exact, Field(ge=0)] | None = None
    """How far above its plan the workload of a cell, volume x handling time, may come, in percent."""


class Variance(Told):
    """What the measure owes of the volume above the forecast; its denominator is what is held against it (3.4, M10)."""

    policy: Literal["drop_cell", "drop_interval", "cap_volume", "whole_period", "none"]
    """`drop_cell` (or `drop_interval`) leaves out the cells above it, `cap_volume` counts no more than it, `whole_period`
    excuses a miss of a part that is above it as a whole, `none` relieves nothing."""

    percent: Annotated[Exact, Field(ge=0)]
    """How far above the forecast the volume may come, in percent."""

    aht: HandlingVariance | None = None
    """A second trigger beside the volume: the handling time of inbound calls, or the workload."""

    grain: Literal["interval", "day", "week", "month"] = "month"
    """What a cell is; `interval`: those of the forecast that a partner delivers; `week`: Monday to Sunday."""

    forecast: dict[str, Exact] = Field(default_factory=dict)
    """Cell → volume that was locked for it: `2026-10`, or `"2026-10-05"` of a day and of the week of that Monday. Without it the
    locked forecasts that a partner delivers (kind `forecasts`) tell it."""

    channels: list[Channel] = Field(default_factory=lambda: [VOICE], min_length=1)
    """Of which media the delivered forecasts are, those of the contacts that the measure counts."""

    author: Literal["client", "partner"] | None = None
    """Whose delivered forecast, where both forecast."""

    lock_days: Annotated[int, Field(ge=0)] = 0
    """How many days before its interval a delivered version must have been locked."""

    @property
    def delivered(self) -> bool:
        """Whether rows tell the forecast, and not the contract."""
        return not self.forecast and self.policy != "none"

    @property
    def of_handling(self) -> bool:
        """Whether handling relieves as well as volume."""
        return self.aht is not None and self.policy != "none"

    @property
    def plan_delivered(self) -> bool:
        """Whether rows tell the handling time that was planned."""
        return self.delivered and self.aht is not None and self.aht.planned_s is None


class Each(Told):
    """Intervals that must each reach a level of their own; the target then is about the share of those that do (1.2.9)."""

    interval: Literal["day", "hour", "half_hour", "quarter_hour"]
    """Which, on the contract's clock."""

    level: Exact
    """What each must reach, in the metric's unit."""

    at_least: int = Field(default=1, ge=1)
    """Fewer than this in the denominator of an interval, and it is not eligible."""


class Measure(Told):
    """One service level of the contract: a metric of the catalogue under its own terms."""

    metric: str
    """An id of [metrics.md](metrics.md)."""

    class_: Literal["critical", "key"] = Field(default="key", alias="class")
    """`critical` may bear credits, `key` is only reported (3.1)."""

    kind: str | None = None
    """The [kind of rows](kinds.md) that is counted, where several kinds can answer the metric; without it, the first of the
    metric's kinds that the partners deliver."""

    effective: Literal["split", "next_period"] = "split"
    """When a term changes inside a month: `split` judges each part, `next_period` keeps the terms of the first day (3.2)."""

    agg: Literal["ratio_of_sums", "mean_of_daily"] = "ratio_of_sums"
    """How days become a figure: the ratio of their sums, or `mean_of_daily`, the mean of their ratios, which every document
    warns of: a quiet day weighs as much as a busy one, a day without volume is none (1.0). Percentiles take no
    mean: they are made of all values of the window."""

    scope: Scope = Field(default_factory=dict)
    """Narrows the contract's scope; for a dimension that both name, this one stands."""

    terms: dict[str, Dated[Any]] = Field(default_factory=dict)
    """The metric's own terms, each a history."""

    target: Dated[Target] | None = None
    """The levels, a history; without one the measure is only shown."""

    minimum_volume: Dated[Exact] | None = None
    """Fewer than this in the denominator of a part, and it is `low_volume`: shown, not judged (3.5)."""

    one_miss: Dated[bool] | None = None
    """A miss is `excused` while its misses are no more than max(1, floor((1 - expected) x n)), so that of few events one alone
    does not decide (3.5)."""

    round_before_compare: Dated[Rounding] | None = None
    """Rounds the value before it is compared and priced: 79.96 % to one digit is 80.0 %, and reaches 80. Without it nothing is
    rounded; both figures are shown (1.0)."""

    sample_policy: Dated[SamplePolicy] | None = None
    """What a sampled measure proves and whether that decides; without it the value decides, and a two-sided interval of 95 % is
    shown. For a least sample below which nothing is judged see `minimum_volume` (1.5)."""

    sample: Dated[Annotated[int, Field(ge=1)]] | None = None
    """Evaluations, or answers of surveys, that are wanted a month; with fewer the measure is not collected (2.4, C5)."""

    owner: str = ""
    """Who owns the definition of the figure (2.4, K2)."""

    reviewed: date | None = None
    """When the definition was last looked at; it stands for twelve months (2.4, K3)."""

    window: Dated[Literal["month", "quarter"] | Rolling | Averaged] | None = None
    """The days that are judged in a month: its own (`month`, where nothing is told), the `quarter` that it ends (before, the
    measure is `not_due`), `{rolling: 3}` or `{average: 2}`; the one in force on the month's first day (3.3)."""

    forecast_variance: Dated[Variance] | None = None
    """Relief where more comes than was forecast (3.4, M10)."""

    each: Dated[Each] | None = None
    """Judges every day, hour or part of an hour on its own; `target` is then in percent of the eligible intervals that reach
    the level, 100 where each must (1.2.9)."""

    _openings: Openings | None = PrivateAttr(None)

    @property
    def forecast_delivered(self) -> bool:
        """Whether it is ever held against a forecast that rows tell."""
        told = self.forecast_variance.root.values() if self.forecast_variance else ()
        return any(entry.value.delivered for entry in told)

    @property
    def judging(self) -> dict[str, Dated[Any]]:
        """The terms that judge what was counted, and count no rows themselves."""
        told = {
            "target": self.target,
            "minimum_volume": self.minimum_volume,
            "one_miss": self.one_miss,
            "round_before_compare": self.round_before_compare,
            "sample_policy": self.sample_policy,
            "each": self.each,
            "forecast_variance": self.forecast_variance,
        }
        return {name: history for name, history in told.items() if history}

    @property
    def openings(self) -> Openings | None:
        """When the service of its contract is open, for the terms that run on that clock; None before `opened`."""
        return self._openings
