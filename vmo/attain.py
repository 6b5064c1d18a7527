"""Attain: counts of the contract's window → value, state, severity and multiplier, under the terms in force.

The counts are made here, the verdict in `vmo/settlement`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from vmo import catalogue, kinds, plugins
from vmo.calendars import QUARTER, days
from vmo.counting.asks import ask, averaged_segments, every_day, measure_segments
from vmo.intervals import meeting
from vmo.past import PastMonth
from vmo.records import Attainment, Beyond, Cell, DayValue, Finding, Ratio
from vmo.relief import Away, Reliefs
from vmo.sampling import Sample
from vmo.settlement.attainments import judged
from vmo.settlement.performance import Evidence, Performance, Segmented
from vmo.settlement.relief import told_with_relief
from vmo.tallies import Tally, strata, total
from vmo.tallies.cells import attained, cells, mean
from vmo.terms import Contract, Each, Scope, Segment, Variance, scope_of
from vmo.variance import OF_CELLS, limited
from vmo.variance.held_to_forecast import HeldPart
from vmo.variance.workload import Held, beyond
from vmo.windows import months, reach

ZERO = Decimal(0)
QUARTER_S = int(QUARTER.total_seconds())
Out = tuple[Away, ...]


@dataclass(frozen=True)
class Window:
    """The days a contract is judged on, the cells counted in them, and the days that have data.

    `instants` are the same cells by the instant in the quarter-hour at which they were counted, for the figures that need
    more than a sum; `open_at` the quarter-hours of each day in which the service was open; `reliefs` what is taken out of
    each measure; `evidence` the class of each, where it is not that of its kind of rows.
    """

    first: date
    last: date
    tallies: Sequence[Tally]
    data_days: frozenset[date]
    instants: Sequence[Tally] = ()
    open_at: Mapping[date, Sequence[datetime]] = field(default_factory=dict)
    reliefs: Mapping[str, Reliefs] = field(default_factory=dict)
    month: tuple[date, date] | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    @property
    def judged_in(self) -> tuple[date, date]:
        """The days of the month whose windows are judged; `first` to `last` may be a part of it."""
        return self.month or (self.first, self.last)

    def applied(self, measure: str) -> Out:
        """What is taken out of a measure by approval."""
        return self.reliefs[measure].applied if measure in self.reliefs else ()

    def open_s(self, day: date, out: Out) -> int:
        """The seconds of a day in which the service was open and nothing was taken out."""
        quarters = self.open_at.get(day, ())
        return QUARTER_S * sum(not any(one.begin <= at < one.end for one in out) for at in quarters)


def attain(
    contract: Contract,
    window: Window,
    *,
    kind_of: dict[str, str],
    past: Sequence[PastMonth],
    lost: Mapping[str, str] | None = None,
) -> list[Attainment]:
    """One Attainment per measure and segment. `past` are the months before, as they were recorded; `lost` says of a measure
    why it cannot be met.
    """
    by_kind = {name: kinds.kind(kind_of[f"measures.{name}"]).evidence for name in contract.told.measures}
    evidence = {**by_kind, **window.evidence}

    def counted(out: Mapping[str, Out], *, varied: bool) -> dict[Segmented, Ratio]:
        return {
            (name, segment.first): _whole(contract, name, segment, window, kind_of, out.get(name, ()), varied=varied)
            for name, measure in contract.told.measures.items()
            for segment in measure_segments(measure, window.first, window.last)
        }

    def under(
        ratios: Mapping[Segmented, Ratio], out: Mapping[str, Out], exceeded: Collection[Segmented] = ()
    ) -> list[Attainment]:
        return judged(
            contract,
            Performance(
                window.first,
                window.last,
                ratios,
                evidence=evidence,
                past=past,
                lost=lost or {},
                exceeded=frozenset(exceeded),
                samples=_samples(contract, window, kind_of, out),
                sides=_sides(contract, window, kind_of, out),
            ),
        )

    applied = {name: one.applied for name, one in window.reliefs.items()}
    ratios = counted(applied, varied=True)
    forecast = any(measure.forecast_variance for measure in contract.told.measures.values())
    plain = counted(applied, varied=False) if forecast else ratios
    left = _beyond(contract, window, plain, kind_of, applied)
    over = _excused(contract, window, left)
    found = under(ratios, applied, over)
    changed = {key for key, ratio in ratios.items() if ratio != plain[key]} | over
    varied = {key: left.get(key, ()) for key in changed}
    if not varied and not any(one.hoped for one in window.reliefs.values()):
        return found
    hoped = {name: one.hoped for name, one in window.reliefs.items()}
    begin = min(reach(one, window.first, window.last).earliest for one in contract.told.measures.values())
    return told_with_relief(
        contract,
        (begin, window.last),
        found,
        without=under(counted({}, varied=False), {}),
        hoped=under(
            counted(hoped, varied=True),
            hoped,
            _excused(contract, window, _beyond(contract, window, counted(hoped, varied=False), kind_of, hoped))
            if hoped != applied
            else over,
        ),
        varied=varied,
    )


def _beyond(
    contract: Contract,
    window: Window,
    ratios: Mapping[Segmented, Ratio],
    kind_of: dict[str, str],
    out: Mapping[str, Out],
) -> dict[Segmented, tuple[Beyond, ...]]:
    """The parts of which less is owed than came, each with the cells that left their forecast."""
    found = {}
    for name, measure in contract.told.measures.items():
        for segment in measure_segments(measure, window.first, window.last):
            variance: Variance | None = segment.terms.get("forecast_variance")
            ratio, away = ratios[name, segment.first], out.get(name, ())
            if variance is None or variance.policy == "none" or ratio.numerator is None:
                continue
            if variance.policy == "whole_period":
                part = HeldPart(contract, name, segment, window.tallies, window.instants, kind_of, away)
                held = [part.whole(ratio)]
            else:
                held = _cells(contract, name, segment, window, kind_of, away)
            if left := tuple(one for one in (beyond(variance, cell) for cell in held) if one):
                found[name, segment.first] = left
    return found


def _excused(contract: Contract, window: Window, found: Collection[Segmented]) -> set[Segmented]:
    """Those of the parts that the contract excuses as a whole."""
    return {
        (name, segment.first)
        for name, measure in contract.told.measures.items()
        for segment in measure_segments(measure, window.first, window.last)
        if (name, segment.first) in found and segment.terms["forecast_variance"].policy == "whole_period"
    }


def told_of_strata(contract: Contract, window: Window, *, kind_of: dict[str, str]) -> list[Finding]:
    """What a reader should know of the strata of the month; what keeps a measure that bears credit from being judged is an error,
    unless a clause says what that costs.
    """
    found: list[Finding] = []
    for (name, _), parts in _strata(contract, window, kind_of, {n: window.applied(n) for n in contract.told.measures}):
        bears = contract.told.measures[name].class_ == "critical" and contract.told.on_no_data != "miss"
        found += strata.findings(f"{contract.id}.{name}", parts, "error" if bears else "warning")
    return found


def _samples(
    contract: Contract, window: Window, kind_of: dict[str, str], out: Mapping[str, Out]
) -> dict[Segmented, Sample]:
    """The samples that are made of strata."""
    found = {key: strata.sample(parts) for key, parts in _strata(contract, window, kind_of, out)}
    return {key: one for key, one in found.items() if one is not None}


def _sides(
    contract: Contract, window: Window, kind_of: dict[str, str], out: Mapping[str, Out]
) -> dict[Segmented, Decimal]:
    """One side of each difference of two shares; none where the volume is held to a forecast, and its answers are not all."""
    found = {}
    for name, measure in contract.told.measures.items():
        side, scope = catalogue.metric(measure.metric).error_by, scope_of(contract.told, measure.scope)
        for segment in measure_segments(measure, window.first, window.last) if side else []:
            if side and "forecast_variance" not in segment.terms:
                key = ask("measure", side, kind_of[f"measures.{name}"], segment.terms, out.get(name, ())).key
                open_only = not catalogue.metric(side).around_the_clock
                counted = total(
                    window.tallies, key, scope, first=segment.first, last=segment.last, open_only=open_only
                ).numerator
                if counted is not None:
                    found[name, segment.first] = counted
    return found


def _strata(
    contract: Contract, window: Window, kind_of: dict[str, str], out: Mapping[str, Out]
) -> Iterator[tuple[Segmented, list[strata.Drawn]]]:
    """Each part of a measure of which the contract weighs the strata, with these."""
    for name, measure in contract.told.measures.items():
        for segment in measure_segments(measure, window.first, window.last):
            if strata.weighted(segment.terms):
                yield (name, segment.first), _drawn(contract, name, segment, window, kind_of, out.get(name, ()))


def _drawn(
    contract: Contract, name: str, segment: Segment, window: Window, kind_of: dict[str, str], out: Out
) -> list[strata.Drawn]:
    metric = catalogue.metric(contract.told.measures[name].metric)
    scope = scope_of(contract.told, contract.told.measures[name].scope)
    key = ask("measure", metric.id, kind_of[f"measures.{name}"], segment.terms, out).key
    zone, open_only = ZoneInfo(contract.told.time_zone), not metric.around_the_clock
    found = cells(window.instants, key, scope, segment.first, segment.last, zone, open_only=open_only)
    return strata.drawn(found, metric.population)


def daily(contract: Contract, window: Window, *, kind_of: dict[str, str]) -> list[DayValue]:
    """Numerator and denominator of every measure on every day of the window, under the terms of the day's segment."""
    found = []
    for name, measure in contract.told.measures.items():
        for segment in measure_segments(measure, *window.judged_in):
            for day in days(max(segment.first, window.first), min(segment.last, window.last)):
                one = replace(segment, first=day, last=day)
                ratio = _ratio(contract, name, one, window, kind_of, window.applied(name))
                found.append(DayValue(name, day, ratio.numerator, ratio.denominator))
    return found


def _whole(
    contract: Contract,
    name: str,
    segment: Segment,
    window: Window,
    kind_of: dict[str, str],
    out: Out,
    *,
    varied: bool = True,
) -> Ratio:
    """A segment's ratio, or the mean of it and of the months before where the contract takes that; `varied` by how the
    volume differs from the forecast.
    """
    making = _of_cells if varied else _of_days
    own = making(contract, name, segment, window, kind_of, out)
    earlier = averaged_segments(contract.told.measures[name], *window.judged_in)
    if own.value is None or not earlier:
        return own
    return mean([own, *(making(contract, name, one, window, kind_of, out) for one in earlier)])


def _of_cells(
    contract: Contract, name: str, segment: Segment, window: Window, kind_of: dict[str, str], out: Out
) -> Ratio:
    """A segment's ratio, of as much volume as is owed above the forecast."""
    variance: Variance | None = segment.terms.get("forecast_variance")
    if variance is None or variance.policy not in OF_CELLS:
        return _of_days(contract, name, segment, window, kind_of, out)
    if variance.delivered and not any(segment.first <= day <= segment.last for day in window.data_days):
        return Ratio(None)
    held = _cells(contract, name, segment, window, kind_of, out)
    return limited(variance, held) if held else Ratio(ZERO, ZERO)


def _cells(
    contract: Contract, name: str, segment: Segment, window: Window, kind_of: dict[str, str], out: Out
) -> list[Held]:
    """The cells of a segment, each beside its forecast."""
    part = HeldPart(contract, name, segment, window.tallies, window.instants, kind_of, out)
    return part.cells(lambda days_of_it: _ratio(contract, name, days_of_it, window, kind_of, out))


def _of_days(
    contract: Contract, name: str, segment: Segment, window: Window, kind_of: dict[str, str], out: Out
) -> Ratio:
    """A segment's ratio as the contract makes it of its days: of their sums, or the mean of theirs."""
    if contract.told.measures[name].agg == "ratio_of_sums":
        return _ratio(contract, name, segment, window, kind_of, out)
    each = (replace(segment, first=day, last=day) for day in days(segment.first, segment.last))
    return mean(_ratio(contract, name, one, window, kind_of, out) for one in each)


def _ratio(contract: Contract, name: str, segment: Segment, window: Window, kind_of: dict[str, str], out: Out) -> Ratio:
    """The sum over a segment, without what is taken out: None without a day of data, zero with data but no row, a plain
    count over one.
    """
    measure = contract.told.measures[name]
    metric = catalogue.metric(measure.metric)
    scope = scope_of(contract.told, measure.scope)
    if window.evidence.get(name) == "C" or not any(segment.first <= day <= segment.last for day in window.data_days):
        return Ratio(None)
    module = plugins.find("metrics", metric.arithmetic)
    zone, own_kind = ZoneInfo(contract.told.time_zone), kind_of[f"measures.{name}"]

    def counted(function: str, kind: str, within: Scope) -> list[Cell]:
        key = ask("measure", function, kind, segment.terms, out, scope).key
        around = catalogue.metric(function).around_the_clock
        return cells(window.instants, key, within, segment.first, segment.last, zone, open_only=not around)

    each: Each | None = segment.terms.get("each")
    if each:
        per = counted(metric.per, kind_of[f"measures.{name}.per"], scope) if metric.per else None
        return meeting(counted(metric.id, own_kind, scope), per, each, metric)
    if strata.weighted(segment.terms):
        return strata.ratio(_drawn(contract, name, segment, window, kind_of, out))
    if hasattr(module, "attain"):
        partners = {"partner": scope["partner"]}
        return attained(
            module,
            counted(metric.id, own_kind, scope),
            counted(metric.per, kind_of[f"measures.{name}.per"], scope) if metric.per else [],
            open_s=sum(window.open_s(day, out) for day in days(segment.first, segment.last)),
            counted_on=(
                list(days(segment.first, segment.last))
                if every_day(metric.looked(segment.terms))
                else sorted({one.local.date() for one in counted(metric.id, own_kind, partners)})
            ),
            months=months(segment.first, segment.last, contract.told.month_begins),
            terms={**metric.fixed, **segment.terms},
        )

    def summed(function: str, kind: str) -> Ratio:
        key = ask("measure", function, kind, segment.terms, out, scope).key
        open_only = not catalogue.metric(function).around_the_clock
        return total(window.tallies, key, scope, first=segment.first, last=segment.last, open_only=open_only)

    own = summed(metric.id, own_kind)
    if metric.per:
        return Ratio(own.numerator or ZERO, summed(metric.per, kind_of[f"measures.{name}.per"]).numerator or ZERO)
    return Ratio(own.numerator or ZERO, Decimal(1) if metric.counts else own.denominator or ZERO)
