"""Figures: what a line or a measure of a month counts of rows."""

from dataclasses import dataclass
from datetime import date

from vmo import catalogue, charging
from vmo.counting.asks import Ask, ask, averaged_segments, beside_ask, charge_segments, measure_segments
from vmo.counting.forecasts import beside, scope_beside
from vmo.pipeline.basis import Month
from vmo.terms import Scope, Segment, scope_of

FORECAST = "forecast"  # what the quantity of a charge is held against


@dataclass(frozen=True)
class Figure:
    """One count behind a line or a measure: what is asked of whose rows, on which days.

    `hours` narrow a charge. Of a metric that is `per` another, the one is `over_another`, which is `beneath` it. What a line or a
    measure is held to stands `beside` it: `forecast`, `workload` or `handling`.
    """

    of: str
    ask: Ask
    scope: Scope
    segment: Segment
    open_only: bool
    hours: bool = False
    over_another: bool = False
    beneath: bool = False
    beside: str = ""

    @property
    def counted_for(self) -> str:
        """The line or measure, and what of its own beside it."""
        return f"{self.of}.{self.beside}" if self.beside else self.of


def of_charge(month: Month, name: str, first: date) -> list[Figure]:
    """What is counted for the part of a charge that begins on a day; nothing of what is priced without a count."""
    contract = month.contract
    charge = contract.told.charges.get(name)
    if charge is None:
        return []
    found = []
    for segment in charge_segments(charge, month.first, month.last):
        wide = scope_of(contract.told, charge.scope)
        scope = charging.own_scope(charge, wide, segment.terms, contract.told.currency)
        timed = bool(segment.terms.get(charging.HOURS))
        found += [
            Figure(
                name,
                ask("quantity", function, month.kind_of[key], segment.terms),
                scope,
                segment,
                open_only=False,
                hours=timed,
                beside="" if key == f"charges.{name}" else FORECAST,
            )
            for function, key in charging.counted(name, charge)
            if segment.first == first and (key == f"charges.{name}" or charging.against(charge, segment.terms))
        ]
    return found


def of_measure(month: Month, name: str, first: date) -> list[Figure]:
    """What is counted for the part of a measure that begins on a day, and for the months that it is averaged with; nothing of
    a partner's own figures.
    """
    told = month.contract.told
    measure = told.measures[name]
    if month.evidence.get(name) == "C":
        return []
    scope, out = scope_of(told, measure.scope), month.window.applied(name)
    metric = catalogue.metric(measure.metric)
    parts = [one for one in measure_segments(measure, month.first, month.last) if one.first == first]
    found = []
    for segment in [*parts, *averaged_segments(measure, month.first, month.last)]:
        for function in filter(None, (metric.id, metric.per)):
            beneath = function == metric.per
            kind = month.kind_of[f"measures.{name}.per" if beneath else f"measures.{name}"]
            asked = ask("measure", function, kind, segment.terms, out, scope)
            open_only = not catalogue.metric(function).around_the_clock
            over = bool(metric.per) and not beneath
            found.append(Figure(name, asked, scope, segment, open_only, over_another=over, beneath=beneath))
    return found


def held_beside(month: Month, name: str, first: date) -> list[Figure]:
    """What the part of a measure that begins on a day is held to: the locked forecasts, and the handling of its contacts."""
    told = month.contract.told
    measure, out = told.measures[name], month.window.applied(name)
    open_only = not catalogue.metric(measure.metric).around_the_clock
    return [
        Figure(
            name,
            beside_ask(variance, function, month.kind_of[f"measures.{name}.{part}"], out if part == "handling" else ()),
            scope_beside(variance, scope_of(told, measure.scope), part),
            segment,
            open_only,
            beside=part,
        )
        for segment in measure_segments(measure, month.first, month.last)
        if segment.first == first and (variance := segment.terms.get("forecast_variance"))
        for part, function in beside(variance).items()
    ]
