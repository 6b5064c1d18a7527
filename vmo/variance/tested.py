"""Forecast tests: what the figures of a contract test come to where the contract holds them to a forecast of its own (3.4)."""

from dataclasses import replace

from vmo.records import Ratio
from vmo.terms import Contract, Segment, Variance
from vmo.variance import ZERO, forecast_of, limited
from vmo.variance import cells as variance_cells
from vmo.variance.workload import Held, beyond, planned_s

UNKNOWN = Ratio(None)


def owed(contract: Contract, part: Segment, came: Ratio, handled: Ratio = UNKNOWN) -> tuple[Ratio, bool]:
    """What is owed of a part, and whether it is excused as a whole; `came` are contacts as they came, `handled` the seconds that
    those handled took.

    Where the part has several cells and each is held to its own forecast, the figures of the part do not tell them: they are
    taken as owed. Raises RefusedError for a cell that the contract does not forecast.
    """
    variance: Variance | None = part.terms.get("forecast_variance")
    if variance is None or not variance.forecast or variance.policy == "none" or came.denominator is None:
        return came, False
    whole, begins = variance.policy == "whole_period", contract.told.month_begins
    days = list(variance_cells(variance, part, begins))
    if len(days) > 1 and not whole:
        return came, False
    told = [forecast_of(variance, *cell, begins) for cell in days]
    held = Held(told[0][0], came, told[0][1], handled, planned_s(variance, None, None))
    if not whole:
        return limited(variance, [held]), False
    return came, beyond(variance, replace(held, forecast=sum((forecast for _, forecast in told), ZERO))) is not None
