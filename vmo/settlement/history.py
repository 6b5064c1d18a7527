"""History: a settled window as a past month, as the months after it look back on it."""

from vmo.past import PastMonth, past_month
from vmo.settlement.performance import Performance
from vmo.settlement.settle import Settlement


def as_past(performance: Performance, settled: Settlement) -> PastMonth:
    """What the store would know of it."""
    money = settled.money
    return past_month(
        performance.period,
        settled.attainments,
        money.credits,
        base=money.at_risk_base,
        caps=money.caps,
        bonus=money.totals.bonus,
        lines=money.lines,
        returned=money.returned,
    )
