"""Workload: the second trigger of relief: contacts that each take longer than planned are more work too (domain.md 3.4).

Of a cell D contacts came that took A seconds each, where F of P seconds were planned. Beside F(1 + x) for the volume the contract
may hold A to P(1 + y), and D x A to F x P(1 + w). What is above either relieves as volume above F(1 + x) does: `drop_cell` leaves
the cell out, `whole_period` excuses the part. `cap_volume` owes no more contacts than the plan holds at the time that they took:
F(1 + x) x P(1 + y) / A, and F x P(1 + w) / A.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from vmo.records import Beyond, Ratio
from vmo.terms import Variance

UNKNOWN = Ratio(None)


@dataclass(frozen=True, slots=True)
class Held:
    """A cell beside its plan: what came, F (None where nobody forecast it), seconds over contacts handled, and P."""

    cell: str
    ratio: Ratio
    forecast: Fraction | None
    handled: Ratio = UNKNOWN
    planned_s: Fraction | None = None

    @property
    def actual_s(self) -> Fraction | None:
        """The average handling time; None where nothing was handled."""
        return self.handled.value


def planned_s(variance: Variance, forecast: Fraction | None, work: Fraction | None) -> Fraction | None:
    """Seconds planned per contact: what the contract tells, or those of the delivered forecasts, weighed by their volume."""
    if variance.aht and variance.aht.planned_s is not None:
        return Fraction(variance.aht.planned_s)
    return Fraction(work) / forecast if forecast and work is not None else None


def most(variance: Variance, held: Held) -> Fraction | None:
    """The most contacts that are owed of a cell; None where it has no forecast, so that all are.

    >>> told = {"policy": "cap_volume", "percent": 10, "forecast": {"2026-10": 1000}, "aht": {"percent": 5}}
    >>> cap, drop = (Variance.model_validate({**told, "policy": policy}) for policy in ("cap_volume", "drop_cell"))
    >>> long, short = (Held("2026-10", Ratio(800, 1050), Fraction(1000), Ratio(s, 1), Fraction(300)) for s in (350, 315))
    >>> most(cap, long), most(drop, long), most(cap, short), most(drop, short)
    (Fraction(990, 1), Fraction(0, 1), Fraction(1100, 1), Fraction(1100, 1))
    """
    if held.forecast is None:
        return None
    volume = _above(held.forecast, variance.percent)
    bands = _bands(variance, held)
    if variance.policy != "cap_volume":
        return Fraction(0) if any(came > allowed for came, allowed in bands.values()) else volume
    fitting = [volume]
    if "aht" in bands:
        came, allowed = bands["aht"]
        fitting.append(Fraction(volume * allowed) / came)
    if "workload" in bands:
        fitting.append(bands["workload"][1] / (held.actual_s or 1))
    return min(fitting)


def beyond(variance: Variance, held: Held) -> Beyond | None:
    """What of a cell left its band, where less is owed of it than came."""
    bound = most(variance, held)
    if bound is None or held.forecast is None or held.ratio.denominator is None or held.ratio.denominator <= bound:
        return None
    volume = Fraction(held.ratio.denominator)
    bands = {"volume": (volume, _above(held.forecast, variance.percent)), **_bands(variance, held)}
    none = (None, None)
    return Beyond(
        held.cell,
        tuple(name for name, (came, allowed) in bands.items() if came > allowed),
        bound if variance.policy == "cap_volume" else Fraction(0),
        *bands["volume"],
        *bands.get("aht", none),
        *bands.get("workload", none),
    )


def _bands(variance: Variance, held: Held) -> dict[str, tuple[Fraction, Fraction]]:
    """What handling came to and what it may come to, of those that the contract holds it to; none where one is not known."""
    told, actual, planned = variance.aht, held.actual_s, held.planned_s
    if told is None or not actual or planned is None or not held.forecast or held.ratio.denominator is None:
        return {}
    found = {}
    if told.percent is not None:
        found["aht"] = (actual, _above(planned, told.percent))
    if told.workload_percent is not None:
        found["workload"] = (
            Fraction(held.ratio.denominator) * actual,
            _above(held.forecast * planned, told.workload_percent),
        )
    return found


def _above(plan: Fraction, percent: Decimal) -> Fraction:
    return plan * (100 + Fraction(percent)) / 100
