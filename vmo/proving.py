"""The second calculation of a month: the proofs run over accepted rows, batch by batch, and priced from parsed terms.

Nothing of the first calculation is used but, for batches beyond the portfolio's `prove_rows`, its counts: which batches
are proven is decided by their hash, the same ones on every run, and the share is told.
"""

import hashlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo import catalogue, kinds, plugins
from vmo.asks import charge_segments, look, measure_segments
from vmo.calendars import holiday_days
from vmo.kinds import CREDITED, SPAN
from vmo.proofs import _looks, attainment, window
from vmo.proofs import credits as crediting
from vmo.records import MISSED, Line, Ratio, Recalculation, State, Totals
from vmo.terms import Contract, Measure, Scope, Segment, scope_of

Row = Mapping[str, Any]
Key = tuple[str, date]


@dataclass(frozen=True)
class Proof:
    """One figure to be counted again: which rows (scope, segment, open hours, kind), and by which proof under which terms.

    `celled`: the figure is made of its cells at the end, by the proof's `attain`, and not of a sum.
    """

    key: Key
    name: str
    function: str
    kind: str
    terms: tuple[tuple[str, Any], ...]
    scope: Scope
    segment: Segment
    open_only: bool
    look: str = CREDITED
    celled: bool = False

    def count(self, rows: Iterable[Row]) -> Ratio:
        """The proof's figure over rows of its segment and scope."""
        function = getattr(plugins.find("proofs", self.name), self.function)
        found = function(rows, **taken(function, dict(self.terms)))
        return found if isinstance(found, Ratio) else Ratio(found)

    def signature(self, batch: str) -> str:
        """What the kept result rests on: the batch, the rows taken from it, the terms, and the text of the proof."""
        source = inspect.getsource(plugins.find("proofs", self.name))
        styles = [inspect.getsource(one) for one in plugins.shared_styles("proofs")]
        named = [
            batch,
            self.name,
            self.function,
            self.kind,
            repr(self.terms),
            repr(sorted(self.scope.items())),
            source,
            *styles,
        ]
        named += [str(self.segment.first), str(self.segment.last), str(self.open_only), self.look]
        return hashlib.sha256("\n".join(named).encode()).hexdigest()


def wanted(contract: Contract, first: date, last: date, kind_of: dict[str, str]) -> list[Proof]:
    """Every figure of the contract's window that is counted from rows."""
    told = contract.told
    found: list[Proof] = []
    for name, measure in told.measures.items():
        metric = catalogue.metric(measure.metric)
        own = scope_of(told, measure.scope)
        counted = [(name, metric, own)]
        if metric.per:
            counted.append((f"{name}.per", catalogue.metric(metric.per), own))
        if is_attained(metric) and "counted_on" in keywords(plugins.find("proofs", metric.arithmetic).attain):
            counted.append((f"{name}.seen", metric, {"partner": own["partner"]}))
        found += [
            Proof(
                (key, segment.first),
                part.arithmetic,
                "measure",
                kind_of[f"measures.{key.removesuffix('.seen')}"],
                _pairs({**segment.terms, **part.fixed, "population": part.population}),
                scope,
                segment,
                open_only=not part.around_the_clock,
                look=part.looked(segment.terms),
                celled=is_attained(metric),
            )
            for key, part, scope in counted
            for whole in measure_segments(measure, first, last)
            for segment in _steps(measure, whole)
        ]
    for name, charge in told.charges.items():
        if hasattr(plugins.find("proofs", charge.model), "quantity"):
            found += [
                Proof(
                    (charged(name), segment.first),
                    charge.model,
                    "quantity",
                    kind_of[f"charges.{name}"],
                    _pairs(segment.terms),
                    scope_of(told, charge.scope),
                    segment,
                    open_only=False,
                    look=look("quantity", charge.model),
                )
                for segment in charge_segments(charge, first, last)
            ]
    return found


def charged(name: str) -> str:
    """The key of a charge's quantity: a measure may bear the same name, and counts other rows."""
    return f"{name}.charged"


def is_attained(metric: catalogue.Metric) -> bool:
    """Whether the metric needs its cells at the end."""
    return hasattr(plugins.find("proofs", metric.arithmetic), "attain")


class Clock:
    """The contract's clock: the local time of an instant, and whether the service was open at it."""

    def __init__(self, contract: Contract) -> None:
        self._told = contract.told
        self._holidays: dict[int, frozenset[date]] = {}

    def at(self, instant: datetime) -> tuple[datetime, bool]:
        """Local time, and whether open. Raises CalendarError for a country that nobody knows."""
        local = window.local_time(instant, self._told.time_zone)
        if self._told.calendar.holidays and local.year not in self._holidays:
            self._holidays[local.year] = holiday_days(self._told.calendar.holidays, local.year)
        hours, closed = self._told.calendar.service_hours, self._holidays.get(local.year, frozenset())
        return local, window.is_open(local, hours, closed)


def rows_of(proof: Proof, rows: Iterable[tuple[Row, date, bool]]) -> Iterator[Row]:
    """The rows of one proof, of rows placed on their local day and in or out of service hours."""
    for row, day, is_open in rows:
        inside = proof.segment.first <= day <= proof.segment.last and (is_open or not proof.open_only)
        if inside and all(row.get(name) in values for name, values in proof.scope.items()):
            yield row


def placed(
    contract: Contract, rows: Iterable[Row], credited: str, *, kind: str = "", look: str = CREDITED
) -> Iterator[tuple[Row, date, bool]]:
    """Each row with the contract's local day of the instant that counts, and whether the service was open: its credited
    instant, another of its moments, or each quarter-hour of the time that it covers.
    """
    clock = Clock(contract)
    for row, at in looked_at(rows, credited, kind, look):
        local, is_open = clock.at(at)
        yield row, local.date(), is_open


def looked_at(rows: Iterable[Row], credited: str, kind: str, look: str) -> Iterator[tuple[Row, datetime]]:
    moments = kinds.kind(kind).moments if kind else {}
    span = kinds.kind(kind).spans if kind else None
    sliced = look == SPAN or (
        look in plugins.names("arrangements") and getattr(plugins.find("arrangements", look), "OF_SLICES", False)
    )
    if placing := getattr(_looks, look, None):
        yield from placing(rows)
        return
    for row in rows:
        if sliced and span:
            yield from _sliced(row, row.get(span.start), row.get(span.end))
        elif look in moments:
            if at := row.get(moments[look]):
                yield row, at
        else:
            yield row, row[credited]


def _sliced(row: Row, begin: datetime | None, end: datetime | None) -> Iterator[tuple[Row, datetime]]:
    for at, seconds in window.quarters_of(begin, end) if begin and end else []:
        yield {**row, "slice_s": seconds, "slice_at": max(begin, at) if begin else at}, at


def recalculate(
    contract: Contract,
    first: date,
    last: date,
    *,
    ratios: dict[Key, Ratio],
    data_days: frozenset[date],
    history: dict[str, list[State]],
    adjustments: Sequence[Line],
    places: int,
    rows: int,
    all_rows: int,
) -> Recalculation:
    """States, prices, credits and totals from proven ratios; `places` is the currency's exponent."""
    told = contract.told
    counted, states, severities = _judged(contract, first, last, ratios, data_days, history)
    amounts, quantities = _priced(contract, first, last, ratios, places)
    owed = Fraction(0)
    given: dict[Key, Decimal] = {}
    if told.credits:
        owed = crediting.at_risk(crediting.total(amounts.values(), places), told.credits.at_risk_percent.on(first))
        shares = told.credits.allocation.on(first)
        days_in_window = (last - first).days + 1
        uncapped = {
            key: crediting.credit(
                owed,
                share=Fraction(shares[key[0]]) / 100,
                severity=severity,
                multiplier=multiplier,
                places=places,
                days=days,
                window_days=days_in_window,
            )
            for key, (severity, multiplier, days) in severities.items()
        }
        given = dict(zip(uncapped, crediting.capped(list(uncapped.values()), owed, places), strict=True))
    for line in adjustments:
        amounts[line.id, line.first] = line.amount
    charges = crediting.total(amounts.values(), places)
    credit = crediting.total(given.values(), places)
    net = charges - credit
    tax = (
        crediting.tax(net, told.invoice.tax.on(first).rate, places)
        if told.invoice.tax
        else crediting.half_up(0, places)
    )
    zero = crediting.half_up(0, places)
    totals = Totals(charges, crediting.down(owed, places), credit, zero, net, tax, net + tax)
    return Recalculation(counted, states, quantities, amounts, given, totals, rows, all_rows)


def _judged(
    contract: Contract,
    first: date,
    last: date,
    ratios: dict[Key, Ratio],
    data_days: frozenset[date],
    history: dict[str, list[State]],
) -> tuple[dict[Key, Ratio], dict[Key, State], dict[Key, tuple[Fraction, Fraction, int]]]:
    told = contract.told
    counted: dict[Key, Ratio] = {}
    states: dict[Key, State] = {}
    severities: dict[Key, tuple[Fraction, Fraction, int]] = {}
    trigger = told.trigger.on(first) if told.trigger else "expected"
    for name, measure in told.measures.items():
        metric = catalogue.metric(measure.metric)
        earlier = list(reversed(history.get(name, [])))
        shares = told.credits.allocation.on(first) if told.credits else {}
        bears = measure.class_ == "critical" and name in shares
        for segment in measure_segments(measure, first, last):
            key = (name, segment.first)
            steps = [_step(name, metric, step, ratios, data_days) for step in _steps(measure, segment)]
            ratio = _mean(steps) if measure.agg == "mean_of_daily" else steps[0]
            target = segment.terms.get("target")
            state, breach = attainment.state(
                ratio.numerator,
                ratio.denominator,
                scale=metric.scale,
                direction=metric.direction,
                expected=target.expected if target else None,
                minimum=target.minimum if target else None,
                trigger=trigger,
                earlier=earlier,
            )
            counted[key], states[key] = ratio, state
            if bears and (breach or (state == "no_data" and told.on_no_data == "miss")):
                severity = (
                    Fraction(1) if state == "no_data" else _severity(contract, name, first, ratio, metric, target)
                )
                multiplier = _repeat(contract, first, earlier) if breach else Fraction(1)
                if severity:
                    severities[key] = (severity, multiplier, (segment.last - segment.first).days + 1)
    return counted, states, severities


def _steps(measure: Measure, segment: Segment) -> list[Segment]:
    """What is counted on its own: the segment, or each of its days where the contract takes their mean."""
    if measure.agg != "mean_of_daily":
        return [segment]
    ordinals = range(segment.first.toordinal(), segment.last.toordinal() + 1)
    return [replace(segment, first=day, last=day) for day in map(date.fromordinal, ordinals)]


def _step(
    name: str, metric: catalogue.Metric, step: Segment, ratios: dict[Key, Ratio], data_days: frozenset[date]
) -> Ratio:
    if not any(step.first <= day <= step.last for day in data_days):
        return Ratio(None)
    ratio = ratios.get((name, step.first), Ratio(None))
    if metric.per and not is_attained(metric):
        ratio = Ratio(ratio.numerator, ratios[f"{name}.per", step.first].numerator)
    return Ratio(ratio.numerator, 1) if ratio.numerator is not None and ratio.denominator is None else ratio


def _mean(days: Sequence[Ratio]) -> Ratio:
    """Domain.md 1.0: the average of daily results; a day without volume has no result."""
    counted = [one for one in days if one.numerator is not None]
    results = [Fraction(one.numerator) / Fraction(one.denominator) for one in counted if one.denominator]
    if not results:
        return Ratio(Decimal(0), Decimal(0)) if counted else Ratio(None)
    over, under = (sum(results, Fraction(0)) * Fraction(1, len(results))).as_integer_ratio()
    return Ratio(Decimal(over), Decimal(under))


def _severity(contract: Contract, name: str, first: date, ratio: Ratio, metric: Any, target: Any) -> Fraction:
    told = contract.told.credits
    given = told.curves.on(first).get(name, "cliff") if told and told.curves else "cliff"
    curve, terms = (given, {}) if isinstance(given, str) else next(iter(given.items()))
    actual = Fraction(ratio.numerator) * metric.scale / Fraction(ratio.denominator)
    severity: Fraction = plugins.find("proofs", curve).severity(
        actual=actual, expected=target.expected, direction=metric.direction, **terms
    )
    return severity


def _repeat(contract: Contract, first: date, earlier: list[State]) -> Fraction:
    table = contract.told.credits.repeat.on(first) if contract.told.credits and contract.told.credits.repeat else {}
    judged = [state for state in earlier if state in MISSED or state in ("met", "no_target")]
    nth = 1
    while nth <= len(judged) and judged[-nth] == "breach":
        nth += 1
    steps = [step for step in sorted(table) if step <= nth]
    return Fraction(table[steps[-1]]) if steps else Fraction(1)


def _priced(
    contract: Contract, first: date, last: date, ratios: dict[Key, Ratio], places: int
) -> tuple[dict[Key, Decimal], dict[Key, Decimal]]:
    amounts: dict[Key, Decimal] = {}
    quantities: dict[Key, Decimal] = {}
    for name, charge in contract.told.charges.items():
        model = plugins.find("proofs", charge.model)
        cut = charge_segments(charge, first, last)
        for n, segment in enumerate(cut, 1):
            line = (name if len(cut) == 1 else f"{name}.{n}", segment.first)
            days = {"days": (segment.last - segment.first).days + 1, "window_days": (last - first).days + 1}
            arguments = taken(model.price, {**segment.terms, **days})
            if hasattr(model, "quantity"):
                quantities[line] = Decimal(ratios.get((charged(name), segment.first), Ratio(0)).numerator or 0)
                exact = model.price(quantities[line], **arguments)
            else:
                exact = model.price(**arguments)
            amounts[line] = crediting.half_up(exact, places)
    return amounts, quantities


def taken(function: Callable[..., Any], terms: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in terms.items() if name in keywords(function)}


def keywords(function: Callable[..., Any]) -> set[str]:
    """The names of the terms that a function takes."""
    return {p.name for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY}


def _pairs(terms: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((name, value) for name, value in terms.items() if name != "target"))


def by_hash(batches: Iterable[tuple[str, datetime | date, int]], limit: int) -> list[tuple[str, datetime | date, int]]:
    """The batches (name, day, rows) that are proven: in the order of their hash, up to `limit` rows.

    Where every batch is larger than the limit the smallest is proven; only a limit of 0 proves none.

    >>> day = date(2026, 1, 1)
    >>> len(by_hash([("a", day, 5), ("b", day, 5)], limit=5)), by_hash([("a", day, 9), ("b", day, 8)], limit=5)
    (1, [('b', datetime.date(2026, 1, 1), 8)])
    """
    in_order = sorted(batches, key=lambda one: hashlib.sha256(f"{one[0]}{one[1]}".encode()).digest())
    chosen, rows = [], 0
    for batch in in_order:
        if rows + batch[2] <= limit:
            chosen.append(batch)
            rows += batch[2]
    return chosen or (sorted(in_order, key=lambda one: one[2])[:1] if limit else [])
