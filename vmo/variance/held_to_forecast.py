"""Held to a forecast: what is counted of a part of a measure and beside it, cell by cell (domain.md 3.4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from vmo import catalogue, plugins
from vmo.counting.asks import ask, beside_ask
from vmo.counting.forecasts import beside, scope_beside
from vmo.records import Cell, Ratio, RefusedError
from vmo.relief import Away
from vmo.tallies import Tally, total
from vmo.tallies.cells import cells
from vmo.terms import Contract, Scope, Segment, Variance, scope_of
from vmo.variance import UNLOCKED, ZERO, ByInterval, delivered, forecast_of
from vmo.variance import cells as variance_cells
from vmo.variance.workload import Held, planned_s

OWN = ""


@dataclass(frozen=True)
class HeldPart:
    """A part of a measure and the counts of its window: `tallies` by day, `instants` by quarter-hour, without what is `out`."""

    contract: Contract
    name: str
    segment: Segment
    tallies: Sequence[Tally]
    instants: Sequence[Tally]
    kind_of: dict[str, str]
    out: tuple[Away, ...]

    @property
    def variance(self) -> Variance:
        """The term that holds it."""
        found: Variance = self.segment.terms["forecast_variance"]
        return found

    def cells(self, counted: Callable[[Segment], Ratio]) -> list[Held]:
        """Its cells, each beside what was forecast for it; `counted` is the ratio of days of it. Raises RefusedError."""
        if self.variance.delivered:
            told = (self._cells(OWN), self._cells("handling"), self._expected("forecast"), self._expected("workload"))
            return delivered(self.variance, *told, self._begins)
        return [
            Held(
                named,
                counted(replace(self.segment, first=first, last=last)),
                forecast,
                self._handled(first, last),
                planned_s(self.variance, None, None),
            )
            for first, last in variance_cells(self.variance, self.segment, self._begins)
            for named, forecast in [forecast_of(self.variance, first, last, self._begins)]
        ]

    def whole(self, ratio: Ratio) -> Held:
        """All of it as one, whatever its cells. Raises RefusedError."""
        if self.variance.delivered:
            volumes = self._expected("forecast")
            if ratio.denominator and not volumes:
                raise RefusedError([UNLOCKED])
            forecasts = list(volumes.values())
        else:
            days = variance_cells(self.variance, self.segment, self._begins)
            forecasts = [forecast_of(self.variance, *cell, self._begins)[1] for cell in days]
        forecast, work = sum(forecasts, ZERO), sum(self._expected("workload").values(), ZERO)
        first, last = self._days
        planned = planned_s(self.variance, forecast, work)
        return Held(f"{first} to {last}", ratio, forecast, self._handled(first, last), planned)

    @property
    def _begins(self) -> int:
        return self.contract.told.month_begins

    @property
    def _days(self) -> tuple[date, date]:
        return self.segment.first, self.segment.last

    @property
    def _scope(self) -> Scope:
        return scope_of(self.contract.told, self.contract.told.measures[self.name].scope)

    def _key(self, part: str) -> str:
        if part == OWN:
            metric = self.contract.told.measures[self.name].metric
            return ask(
                "measure", metric, self.kind_of[f"measures.{self.name}"], self.segment.terms, self.out, self._scope
            ).key
        kind = self.kind_of[f"measures.{self.name}.{part}"]
        out = self.out if part == "handling" else ()
        return beside_ask(self.variance, beside(self.variance)[part], kind, out).key

    def _cells(self, part: str) -> list[Cell]:
        if part != OWN and part not in beside(self.variance):
            return []
        zone = ZoneInfo(self.contract.told.time_zone)
        scope = scope_beside(self.variance, self._scope, part)
        return cells(self.instants, self._key(part), scope, *self._days, zone, open_only=self._open_only)

    def _expected(self, part: str) -> ByInterval:
        """What a partner's locked forecasts expect, by start and length of their intervals."""
        if part not in beside(self.variance):
            return {}
        module = plugins.find("metrics", catalogue.metric(beside(self.variance)[part]).arithmetic)
        found: ByInterval = module.expected(self._cells(part), self.variance.lock_days)
        return found

    def _handled(self, first: date, last: date) -> Ratio:
        """Seconds of handling over contacts handled; no data where the contract holds handling to nothing."""
        if "handling" not in beside(self.variance):
            return Ratio(None)
        key = self._key("handling")
        return total(self.tallies, key, self._scope, first=first, last=last, open_only=self._open_only)

    @property
    def _open_only(self) -> bool:
        return not catalogue.metric(self.contract.told.measures[self.name].metric).around_the_clock
