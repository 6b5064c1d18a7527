"""The second settlement: states, prices, credits and totals from proven ratios and quantities, and parsed terms."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from vmo import catalogue
from vmo.past import PastMonth
from vmo.proofs import attainment, sampled, variance
from vmo.proofs import credits as crediting
from vmo.proofs import small_numbers as small
from vmo.proofs.strata import Whole
from vmo.proving import Key, charges, earlier, is_attained, next_bill, taxes, whole, windows
from vmo.proving.capping import Span, capped, monthly_cap
from vmo.proving.levels import as_compared, ends, missed_end
from vmo.proving.looking_back import Now, bonus, earned_back, persistent, proposals, rights
from vmo.proving.owed import Missed, bears, owed
from vmo.proving.payment import Paid, fee_again
from vmo.records import MISSED, Judged, Line, Ratio, Recalculation, RefusedError, State, Totals
from vmo.terms import Contract, Measure, Segment

NO_STRATA: Mapping[Key, Whole] = {}
NONE_LATE: Mapping[str, Paid] = {}


def recalculate(
    contract: Contract,
    first: date,
    last: date,
    *,
    ratios: dict[Key, Ratio],
    wholes: Mapping[Key, Whole] = NO_STRATA,
    data_days: frozenset[date],
    past: Sequence[PastMonth],
    lost: Collection[str],
    adjustments: Sequence[Line],
    late: Mapping[str, Paid] = NONE_LATE,
    places: int,
    rows: int,
    all_rows: int,
) -> Recalculation:
    """States, prices, credits and totals from proven ratios; `places` is the currency's exponent; what is `lost` is not
    met; `wholes` are those of weighted strata; `late` are the payments whose fees are lines, by these.
    """
    told, past = contract.told, next_bill.as_arisen(contract, past)
    counted, states, missed, values = _judged(contract, first, last, ratios, wholes, data_days, past, lost)
    breached = {name for (name, _), state in states.items() if state == "breach"}
    amounts, quantities = charges.priced(contract, first, last, ratios, places, missed=breached, past=past)
    base = crediting.total(charges.at_risk(contract, first, amounts), places)
    percent = told.credits.at_risk_percent if told.credits else None
    at_risk = crediting.at_risk(base, percent.on(first)) if percent else Fraction(0)
    uncapped = owed(contract, first, missed=missed, values=values, base=base, places=places)
    uncapped |= persistent(contract, first, states, past, base, places)
    given = capped(contract, uncapped, Span(first, last, base, at_risk if percent else None, past), places)
    limit = monthly_cap(contract, Span(first, last, base, at_risk if percent else None, past), places)
    free = {key for key, one in uncapped.items() if not one.capped}
    now = Now(first, last, counted, states, _ends(contract, first, last), given, free, base, limit)
    months = earlier.known(contract, [*sorted(past, key=lambda one: one.period), now.as_month()])
    extra = bonus(contract, now, lost, places)
    for line in adjustments:
        paid = late.get(line.id)
        amounts[line.id, line.first] = fee_again(contract, paid, places) if paid else line.amount
    amounts |= earned_back(contract, months, places)
    charged = crediting.total(amounts.values(), places)
    given, waiting = next_bill.on_bills(contract, first, last, given, past, places)
    credit = crediting.total(given.values(), places)
    bonuses = crediting.total(extra.values(), places)
    net = charged - credit + bonuses
    tax = taxes.tax(contract, first, amounts, given.values(), bonuses, places)
    totals = Totals(charged, crediting.down(at_risk, places), credit, bonuses, net, tax, net + tax)
    return Recalculation(
        counted,
        states,
        quantities,
        amounts,
        given,
        totals,
        rows,
        all_rows,
        extra,
        waiting,
        {},
        rights(contract, months),
        proposals(contract, months),
    )


def alone(
    contract: Contract,
    first: date,
    last: date,
    *,
    ratios: dict[Key, Ratio],
    wholes: Mapping[Key, Whole] = NO_STRATA,
    data_days: frozenset[date],
    past: Sequence[PastMonth],
    lost: Collection[str],
) -> dict[Key, Judged]:
    """What each measure comes to, and its state, from proven ratios; nothing is priced."""
    counted, states, _, _ = _judged(contract, first, last, ratios, wholes, data_days, past, lost)
    return {key: Judged(ratio.numerator, ratio.denominator, states[key]) for key, ratio in counted.items()}


def _ends(contract: Contract, first: date, last: date) -> dict[Key, date]:
    return {
        (name, segment.first): segment.last
        for name, measure in contract.told.measures.items()
        for segment in windows.judged(measure, first, last).parts
    }


def _judged(
    contract: Contract,
    first: date,
    last: date,
    ratios: dict[Key, Ratio],
    wholes: Mapping[Key, Whole],
    data_days: frozenset[date],
    past: Sequence[PastMonth],
    lost: Collection[str],
) -> tuple[dict[Key, Ratio], dict[Key, State], dict[Key, Missed], dict[str, list[tuple[int, Fraction | None]]]]:
    told = contract.told
    counted: dict[Key, Ratio] = {}
    states: dict[Key, State] = {}
    missed: dict[Key, Missed] = {}
    values: dict[str, list[tuple[int, Fraction | None]]] = {}
    trigger = told.trigger.on(first) if told.trigger else "expected"
    for name, measure in told.measures.items():
        counting = catalogue.metric(measure.metric)
        months = earlier.recorded(earlier.known(contract, past), name, last)
        judged = windows.judged(measure, first, last)
        for segment in judged.parts:
            key, each = (name, segment.first), segment.terms.get("each")
            metric = _of_intervals(counting) if each else counting
            own, *before = (
                _made(name, measure, counting, part, first, ratios, data_days) for part in (segment, *judged.averaged)
            )
            ratio = windows.mean([own, *before]) if before and own.denominator else own
            target = segment.terms.get("target")
            aimed = ends(target.expected) if target else None
            seen, scale = as_compared(ratio, metric.scale, segment.terms.get("round_before_compare"))
            state, breach = attainment.state(
                seen.numerator,
                seen.denominator,
                scale=scale,
                direction=metric.direction,
                expected=aimed,
                minimum=ends(target.minimum) if target else None,
                trigger=trigger,
                missed_before=earlier.missed_running(contract, name, months, first),
            )
            policy = segment.terms.get("sample_policy")
            drawn = _drawn(ratio, wholes.get(key))
            if state == "breach" and policy and policy.decides == "bound" and not _proven(drawn, aimed, metric, policy):
                state = "amber"
            state = small.state(
                state,
                drawn.hits,
                drawn.n,
                scale=metric.scale,
                direction="range" if isinstance(aimed, tuple) else metric.direction,
                expected=aimed[0] if isinstance(aimed, tuple) else aimed,
                minimum_volume=segment.terms.get("minimum_volume"),
                one_miss=segment.terms.get("one_miss", False),
            )
            if state in MISSED and _exceeded(name, measure, segment, ratio, first, ratios):
                state = "excused"
            if name in lost:
                state = attainment.untrusted(state, unknown_is_a_miss=told.on_no_data == "miss")
            state = state if judged.due else "not_due"
            breach = breach and state == "breach"
            counted[key], states[key] = ratio, state
            days = (segment.last - segment.first).days + 1
            by_clause = state == "no_data" and told.on_no_data == "miss"
            values.setdefault(name, []).append((days, Fraction(0) if by_clause else _value(ratio, metric)))
            if bears(contract, name, first) and (breach or by_clause):
                own = ratio if breach else Ratio(None)
                multiplier = earlier.repeat(contract, name, months, first, own, target, segment.first)
                actual = Ratio(seen.numerator, seen.denominator).value
                actual = None if actual is None else actual * scale
                level, way = missed_end(aimed, metric.direction, actual)
                of = None if by_clause else ratio
                missed[key] = Missed(of, level, way, actual, multiplier, days, judged.days)
    return counted, states, missed, values


@dataclass(frozen=True)
class _Drawn:
    """What small numbers and bounds rest on: hits of n, the n that a simple sample would need, and the whole if known."""

    hits: Any
    n: Any
    effective: Any
    size: int | None = None


def _drawn(ratio: Ratio, whole: Whole | None) -> _Drawn:
    """Decision Q5: strata need the effective n; the whole counts only where all were drawn from alike."""
    if whole is None or not whole.n or whole.numerator is None:
        return _Drawn(ratio.numerator, ratio.denominator, ratio.denominator)
    alike = whole.effective == whole.n
    share = whole.numerator * Fraction(1, whole.size)
    return _Drawn(share * whole.n, whole.n, whole.effective, whole.size if alike else None)


def _proven(drawn: _Drawn, aimed: Any, metric: catalogue.Metric, policy: Any) -> bool:
    """Decision Q5: a miss of a sample is proven where its better bound misses as well; a mean and a range prove nothing."""
    return sampled.proven_missed(
        Fraction(drawn.hits) * Fraction(drawn.effective) / Fraction(drawn.n),
        drawn.effective,
        level=Fraction(aimed) / metric.scale,
        direction=metric.direction,
        confidence=policy.confidence,
        side=policy.side,
        size=drawn.size,
    )


def _exceeded(
    name: str, measure: Measure, part: Segment, ratio: Ratio, first: date, ratios: Mapping[Key, Ratio]
) -> bool:
    """Decision M10: a part is excused where its volume is above the forecasts of all its cells, told here or delivered, or its
    handling above what was planned.
    """
    varied = part.terms.get("forecast_variance")
    if not varied or varied.policy != "whole_period" or ratio.denominator is None:
        return False
    planned = None
    if varied.delivered:
        volume, seconds, handled = (
            ratios.get((f"{name}.{one}", part.first), Ratio(None)) for one in ("forecast", "workload", "handling")
        )
        if ratio.denominator and volume.numerator is None:
            raise RefusedError(["forecast_variance: nothing was locked in time"])
        expected = [] if volume.numerator is None else [Fraction(volume.numerator)]
        if volume.numerator and seconds.numerator is not None:
            planned = Fraction(seconds.numerator) / Fraction(volume.numerator)
    else:
        cut = windows.steps(measure, part, first, whole=False)
        expected = windows.forecasts(part, cut, first)
        handled = windows.added(_handled(name, cut, ratios), plain_count=False)
    return variance.exceeded(ratio.denominator, expected, varied.percent, windows.work(varied, handled, planned))


def _handled(name: str, cut: Sequence[Segment], ratios: Mapping[Key, Ratio]) -> list[Ratio]:
    """Seconds over contacts handled of each step; no data where handling relieves nothing."""
    return [ratios.get((f"{name}.handling", one.first), Ratio(None)) for one in cut]


def _of_intervals(metric: catalogue.Metric) -> catalogue.Metric:
    """Domain.md 1.2.9: of intervals the target is about the percentage that meet."""
    return metric.model_copy(update={"scale": 100, "direction": "higher"})


def _value(ratio: Ratio, metric: catalogue.Metric) -> Fraction | None:
    if ratio.numerator is None or not ratio.denominator:
        return None
    return Fraction(ratio.numerator) * metric.scale / Fraction(ratio.denominator)


def _step(
    name: str, metric: catalogue.Metric, step: Segment, ratios: dict[Key, Ratio], data_days: frozenset[date]
) -> Ratio:
    if not any(step.first <= day <= step.last for day in data_days):
        return Ratio(None)
    ratio = ratios.get((name, step.first), Ratio(None))
    if metric.per and not is_attained(metric) and "each" not in step.terms:
        ratio = Ratio(ratio.numerator, ratios.get((f"{name}.per", step.first), Ratio(None)).numerator)
    return Ratio(ratio.numerator, 1) if ratio.numerator is not None and ratio.denominator is None else ratio


def _made(
    name: str,
    measure: Measure,
    metric: catalogue.Metric,
    part: Segment,
    first: date,
    ratios: dict[Key, Ratio],
    data_days: frozenset[date],
) -> Ratio:
    """The ratio of a part of a window: of the sums of its months, or the mean of its days."""
    cut = windows.steps(measure, part, first, whole=whole(metric, part))
    found = [_step(name, metric, one, ratios, data_days) for one in cut]
    if varied := part.terms.get("forecast_variance"):
        counting = windows.added(found, plain_count=False)
        as_counted = varied.policy in ("none", "whole_period") or varied.delivered
        return counting if as_counted else windows.owed(part, cut, found, first, _handled(name, cut, ratios))
    if measure.agg == "mean_of_daily":
        return windows.mean(found)
    return found[0] if len(found) == 1 else windows.added(found, plain_count=metric.counts)
