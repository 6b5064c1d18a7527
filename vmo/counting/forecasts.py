"""Forecasts: what is counted beside a measure that is held to one (domain.md 3.4).

The parts are `forecast`, the volume that a partner's locked forecasts expect, `handling`, the time that handling took, and
`workload`, the handling that the forecasts expect.
"""

from vmo.terms import Measure, Scope, Variance

VOLUME, HANDLING, WORKLOAD = "fcst_volume", "call_aht_inbound", "fcst_workload"
DELIVERED = ("forecast", "workload")


def beside(variance: Variance | None) -> dict[str, str]:
    """Part → the metric by which it is counted, under one term.

    >>> told = {"policy": "cap_volume", "percent": 10, "aht": {"percent": 5}}
    >>> beside(Variance.model_validate(told))
    {'forecast': 'fcst_volume', 'workload': 'fcst_workload', 'handling': 'call_aht_inbound'}
    >>> beside(Variance.model_validate({**told, "policy": "none"})), beside(None)
    ({}, {})
    """
    if variance is None:
        return {}
    wanted = {
        "forecast": (variance.delivered, VOLUME),
        "workload": (variance.plan_delivered, WORKLOAD),
        "handling": (variance.of_handling, HANDLING),
    }
    return {part: metric for part, (is_, metric) in wanted.items() if is_}


def scope_beside(variance: Variance, scope: Scope, part: str) -> Scope:
    """The scope in which a part is counted: the measure's, of forecasts narrowed to the channels that these are of."""
    return {**scope, "channel": list(variance.channels)} if part in DELIVERED else scope


def ever_beside(measure: Measure) -> dict[str, str]:
    """Part → metric, under whichever of its terms."""
    told = measure.forecast_variance.root.values() if measure.forecast_variance else ()
    return {part: metric for entry in told for part, metric in beside(entry.value).items()}
