"""What a forecast variance may not say: cells that nobody forecasts, a plan that nobody tells, a volume that is none."""

import re
from collections.abc import Iterator
from datetime import date

from vmo import catalogue, kinds, plugins
from vmo.catalogue import Metric
from vmo.counting.forecasts import HANDLING
from vmo.terms import Measure, Scope, Variance
from vmo.terms.measure import VOICE

MONTH_CELL, DAY_CELL = re.compile(r"\d{4}-(0[1-9]|1[0-2])"), re.compile(r"\d{4}-(0[1-9]|1[0-2])-\d\d")
EXAMPLES = {"month": "2026-10", "day": "2026-10-05", "week": "2026-10-05, its Monday"}
INBOUND = ["inbound"]
Fault = tuple[tuple[str, ...], str]


def variance_faults(place: tuple[str, ...], measure: Measure, metric: Metric, scope: Scope) -> Iterator[Fault]:
    """Every such fault: (place in the text, sentence); `scope` is what the measure counts in."""
    if not measure.forecast_variance:
        return
    place = (*place, "forecast_variance")
    if metric.counts or measure.each or measure.agg != "ratio_of_sums":
        yield place, f"{metric.id} has here no volume in its denominator to hold against a forecast; take it out"
    if hasattr(plugins.find("metrics", metric.arithmetic), "attain"):
        yield place, f"{metric.id} is made of its whole window, not of sums that a cell has; take it out"
    for day, entry in measure.forecast_variance.root.items():
        for what in (*_volume(entry.value, metric, scope), *_handling(entry.value, metric)):
            yield (*place, str(day)), what


def _volume(told: Variance, metric: Metric, scope: Scope) -> Iterator[str]:
    if told.delivered:
        yield from _channels(told, metric, scope)
    elif told.channels != [VOICE]:
        yield "`channels` are those of delivered forecasts, and the contract tells its own; take one of them out"
    if told.grain == "interval" and not told.delivered:
        yield "intervals are those of a delivered forecast; take `forecast` out, or judge by day or month"
    if told.policy == "cap_volume" and (metric.direction != "higher" or metric.unit != "%"):
        yield f"cap_volume counts what was in time of no more than the forecast; {metric.id} is no such share: use drop_cell"
    for cell in told.forecast if told.grain != "interval" else ():
        shape = MONTH_CELL if told.grain == "month" else DAY_CELL
        if not shape.fullmatch(cell) or (told.grain == "week" and not _is_monday(cell)):
            yield f"found the cell {cell!r}, expected a {told.grain} such as {EXAMPLES[told.grain]}"


def _is_monday(cell: str) -> bool:
    try:
        return not date.fromisoformat(cell).weekday()
    except ValueError:
        return False


def _channels(told: Variance, metric: Metric, scope: Scope) -> Iterator[str]:
    """Whether forecasts of these channels are of the contacts that the measure counts."""
    own = metric.population.get("channel") or scope.get("channel")
    directions = metric.population.get("direction")
    both_ways = (
        directions != INBOUND if directions else any("direction" in kinds.kind(one).columns for one in metric.kinds)
    )
    if metric.per or both_ways:
        yield f"delivered forecasts are of inbound contacts, {metric.id} is not about these alone; tell the `forecast` here"
    elif own is None:
        what = f"the forecasts are of channel {', '.join(told.channels)}, {metric.id} counts every channel"
        yield f"{what}; give the measure a `scope: {{channel: [{', '.join(told.channels)}]}}`, or name all its `channels`"
    elif sorted(set(own)) != sorted(told.channels):
        what = f"the forecasts are of channel {', '.join(told.channels)}, {metric.id} counts {', '.join(own)} here"
        yield f"{what}; let `channels` be [{', '.join(own)}], or tell the `forecast` here"


def _handling(told: Variance, metric: Metric) -> Iterator[str]:
    """Handling as a second trigger: of what is it the time, how far may it go, and from which plan."""
    if told.aht is None:
        return
    if told.policy == "none":
        yield "the policy none relieves nothing, whatever handling takes; take `aht` out, or choose a policy"
    if told.aht.percent is None and told.aht.workload_percent is None:
        yield "`aht` says not how far handling may leave its plan; add `percent`, `workload_percent` or both"
    if told.forecast and told.aht.planned_s is None:
        yield (
            "`aht` has no plan to be held against; add `planned_s`, or take `forecast` out, so that delivered forecasts"
            " tell both"
        )
    if not _of_inbound_calls(metric):
        yield f"`aht` is the handling time of inbound calls, {metric.id} is not about them; take it out"


def _of_inbound_calls(metric: Metric) -> bool:
    return metric.per is None and metric.population == catalogue.metric(HANDLING).population
