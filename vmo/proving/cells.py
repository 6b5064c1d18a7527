"""The second calculation of the figures that need their cells: what the proofs sum by instant, and what they make of it."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from vmo import catalogue, kinds, plugins
from vmo.counting.asks import every_day
from vmo.proofs import _window, intervals, relief, strata, variance
from vmo.proving import Clock, Proof, looked_at, plain_terms, taken, windows
from vmo.records import Cell, Ratio, RefusedError
from vmo.terms import Contract, Each, Segment, Variance

Row = Mapping[str, Any]
Place = tuple[datetime, tuple[tuple[str, str | None], ...], Decimal | None]

DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)


def cells_of(
    contract: Contract, proof: Proof, rows: Sequence[Row], credited: str, among: Sequence[Row] | None = None
) -> dict[Place, Ratio]:
    """The proof's sums by instant and dimensions, over raw rows of its kind.

    A proof that says itself at which instants it counts (`placed`) is asked; all others count by quarter-hour, or where the
    proof tells a value of each row (`valued`) by day and value. `among` is what `Proof.count` takes.
    """
    module = plugins.find("proofs", proof.name)
    if hasattr(module, "placed"):
        at_instants = ((row, at, at) for row, at in module.placed(rows))
    else:
        looked = looked_at(rows, credited, proof.kind, proof.look, proof.due_at)
        at_instants = ((row, at, next(_window.quarters_of(at, at + MOMENT))[0]) for row, at in looked)
    dimensions = ["partner", *kinds.kind(proof.kind).dimensions]
    groups: dict[Place, list[Row]] = {}
    clock, zone = Clock(contract), ZoneInfo(contract.told.time_zone)
    for row, exact, at in at_instants:
        day, is_open = clock.at(at, row)
        inside = proof.segment.first <= day <= proof.segment.last and (is_open or not proof.open_only)
        inside = inside and not relief.taken_out(exact, row, proof.out)
        if inside and all(row.get(name) in values for name, values in proof.scope.items()):
            told = tuple((name, None if row.get(name) is None else str(row[name])) for name in dimensions)
            value = None
            if hasattr(module, "valued"):
                value = module.valued(row, **taken(module.valued, dict(proof.terms)))
            if value is not None:
                at = datetime.combine(day, datetime.min.time(), zone).astimezone(UTC).replace(tzinfo=None)  # noqa: PLW2901  its day
            groups.setdefault((at, told, value), []).append(row)
    return {place: proof.count(group, among) for place, group in groups.items()}


def attained(
    contract: Contract,
    proof: Proof,
    own: Mapping[Place, Ratio],
    per: Mapping[Place, Ratio],
    *,
    seen: Mapping[Place, Ratio],
    beside: Mapping[str, Mapping[Place, Ratio]],
) -> Ratio:
    """The figure of a celled proof, in decimals; `seen` are the same sums in whatever scope of the partner, `beside` those of
    forecasts and handling.
    """
    varied: Variance | None = dict(proof.terms).get("forecast_variance")
    if varied and varied.delivered:
        return _owed(contract, varied, own, beside)
    if each := dict(proof.terms).get("each"):
        return _meeting(contract, proof, each, own, per)
    clock = Clock(contract)
    days = sorted({clock.anywhere(at)[0] for at, *_ in seen})
    if every_day(proof.look):
        first, last = proof.segment.first.toordinal(), proof.segment.last.toordinal()
        days = [date.fromordinal(day) for day in range(first, last + 1)]
    begin = datetime.combine(proof.segment.first, datetime.min.time()) - timedelta(days=1)
    quarters = (
        begin + n * timedelta(minutes=15) for n in range(96 * ((proof.segment.last - proof.segment.first).days + 3))
    )
    open_s = sum(
        900
        for at in quarters
        for day, is_open in [clock.anywhere(at)]
        if is_open
        and proof.segment.first <= day <= proof.segment.last
        and not any(since <= at < until for since, until, _ in proof.out)
    )
    function = plugins.find("proofs", proof.name).attain
    given = {
        "per": _cells(contract, per),
        "open_s": open_s,
        "counted_on": days,
        "months": _months(contract, proof.segment),
    }
    found = function(_cells(contract, own), **taken(function, {**plain_terms(proof.terms), **given}))
    if found.numerator is None:
        return Ratio(None)
    return windows.in_decimals(Fraction(found.numerator), Fraction(found.denominator))


def _months(contract: Contract, segment: Segment) -> Fraction:
    """How many months of the contract the days are, each day its part of the one that it lies in."""
    found, day, begins = Fraction(0), segment.first, contract.told.month_begins
    while day <= segment.last:
        begun = day if day.day >= begins else day - timedelta(days=day.day)
        found += Fraction(1, monthrange(begun.year, begun.month)[1])
        day += DAY
    return found


def weighted(contract: Contract, proof: Proof, own: Mapping[Place, Ratio]) -> tuple[Ratio, strata.Whole]:
    """The figure of a proof whose strata the contract weighs, and the whole that they make: those its population is about."""
    whole = strata.weighted(_cells(contract, own), dict(proof.terms)["population"])
    return Ratio(None) if whole.numerator is None else windows.in_decimals(whole.numerator, Fraction(whole.size)), whole


def held(contract: Contract, proof: Proof, own: Mapping[Place, Ratio]) -> Ratio:
    """What a charge of the proof's segment is held against, as it was locked before its first day; unknown where nothing was."""
    days = dict(proof.terms).get("lock_days") or 0
    zone = ZoneInfo(contract.told.time_zone)
    locked_by, until = (
        datetime.combine(day, datetime.min.time(), zone).astimezone(UTC).replace(tzinfo=None)
        for day in (proof.segment.first - timedelta(days=days), proof.segment.last + DAY)
    )
    found = plugins.find("proofs", proof.name).held(_cells(contract, own), locked_by=locked_by, until=until)
    return Ratio(None) if found is None else windows.in_decimals(found, Fraction(1))


def _meeting(
    contract: Contract, proof: Proof, each: Each, own: Mapping[Place, Ratio], per: Mapping[Place, Ratio]
) -> Ratio:
    """Intervals that meet; where another metric is the denominator, its numerators are."""
    metric = catalogue.metric(contract.told.measures[proof.key[0]].metric)
    sums = [(place[0], one.numerator, 0 if metric.per else one.denominator) for place, one in own.items()]
    sums += [(place[0], 0, one.numerator) for place, one in per.items()]
    return intervals.meeting(
        sums,
        contract.told.time_zone,
        interval=each.interval,
        level=each.level,
        at_least=each.at_least,
        scale=metric.scale,
        direction=metric.direction,
    )


def _owed(
    contract: Contract, varied: Variance, own: Mapping[Place, Ratio], beside: Mapping[str, Mapping[Place, Ratio]]
) -> Ratio:
    """Of each cell no more than its delivered forecast and the margin; a cell that nobody forecast owes all."""
    proof = plugins.find("proofs", "forecast")
    expected, starts = proof.expected(_cells(contract, beside["forecast"]), varied.lock_days)
    if own and not starts:
        raise RefusedError(["forecast_variance: no forecast was locked in time"])
    planned, _ = proof.expected(_cells(contract, beside["workload"]), varied.lock_days)

    def cell(at: datetime) -> Any:
        if varied.grain == "interval":
            return starts.get(at, at)
        day = _window.local_time(at, contract.told.time_zone).date()
        while varied.grain == "month" and (day + DAY).day != contract.told.month_begins:
            day += DAY
        while varied.grain == "week" and day.isoweekday() != windows.MONDAY:
            day -= DAY
        return day

    volumes: dict[Any, Fraction] = {}
    seconds: dict[Any, Fraction] = {}
    for sums, forecasts in ((volumes, expected), (seconds, planned)):
        for at, number in forecasts.items():
            sums[cell(at)] = sums.get(cell(at), Fraction(0)) + number
    counted: dict[Any, Ratio] = {}
    handled: dict[Any, Ratio] = {}
    for into, places in ((counted, own), (handled, beside["handling"])):
        for place, one in places.items():
            before = into.get(cell(place[0]), Ratio(Fraction(0), Fraction(0)))
            into[cell(place[0])] = Ratio(
                before.numerator + Fraction(one.numerator), before.denominator + Fraction(one.denominator)
            )
    told = []
    for at, one in counted.items():
        if at in volumes:
            plan = Fraction(seconds[at]) / volumes[at] if at in seconds and volumes[at] else None
            work = windows.work(varied, handled.get(at, Ratio(None)), plan)
            told.append((one.numerator, one.denominator, volumes[at], work))
    above, below = variance.limited(told, policy=varied.policy, percent=varied.percent)
    for one in (counted[at] for at in counted.keys() - volumes.keys()):
        above, below = above + one.numerator, below + one.denominator
    return windows.in_decimals(above, below)


def expected(contract: Contract, varied: Variance, forecast: Mapping[Place, Ratio]) -> Ratio:
    """All that the forecasts locked in time expect of a part, contacts or seconds; no data where there is none."""
    told, starts = plugins.find("proofs", "forecast").expected(_cells(contract, forecast), varied.lock_days)
    return Ratio(sum(told.values(), Fraction(0)) if starts else None)


def in_all(sums: Mapping[Place, Ratio]) -> Ratio:
    """Seconds of handling, over contacts handled; no data where there is no row."""
    if not sums:
        return Ratio(None)
    over, under = (
        sum((Fraction(getattr(one, side)) for one in sums.values()), Fraction(0))
        for side in ("numerator", "denominator")
    )
    return Ratio(over, under)


def _cells(contract: Contract, sums: Mapping[Place, Ratio]) -> list[Cell]:
    zone = ZoneInfo(contract.told.time_zone)
    return [
        Cell(at, at.replace(tzinfo=UTC).astimezone(zone), dict(dimensions), ratio, value)
        for (at, dimensions, value), ratio in sorted(sums.items(), key=lambda one: str(one[0]))
    ]
