"""Contract tests: sentences beside a contract that say what a month comes to, in figures that a lawyer can read.

`contracts/<id>.tests.yaml` stands beside `contracts/<id>.yaml`; `vmo lint` settles each and says where the contract comes to
something else. No rows, no data: what was measured is given.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from pydantic import Field

from vmo import calendars, catalogue, yaml12
from vmo.counting.asks import charge_segments, measure_segments
from vmo.counting.forecasts import ever_beside
from vmo.money import plain
from vmo.past import PastMonth, PastPart
from vmo.paying.tested import Compared, PaymentExpected, PaymentsGiven, compared
from vmo.records import Attainment, Ratio, RefusedError, State
from vmo.schema import Day, Exact, TermNotInForceError, Told, checked, fault
from vmo.settlement.history import as_past
from vmo.settlement.performance import Performance, Segmented
from vmo.settlement.settle import Settlement, settle
from vmo.terms import Contract
from vmo.variance.tested import owed
from vmo.yaml12 import FaultyTextError, Text

ENDING = ".tests.yaml"
OF = re.compile(r"([\d.]+) of ([\d.]+)")
AMOUNT = re.compile(r"([\d.]+) ?(s|min|h)?")
SECONDS = {"s": 1, "min": 60, "h": 3600}
NO_DATA = "no data"
HANDLING = "{}.handling"  # beside the name of a measure

Figure = Exact | str
ByDay = dict[Day, Figure]


class Figures(Told):
    """What was measured and counted in one month."""

    measures: dict[str, Figure | ByDay] = Field(default_factory=dict)
    """Measure → its value in the metric's unit, `926 of 1200`, or `no data`; by first day where it is judged in parts."""

    quantities: dict[str, Figure | ByDay] = Field(default_factory=dict)
    """Charge → what was counted of it: a number, or time as `100000 min`, `4210.5 h`, `245 s`; by first day where it is cut."""

    against: dict[str, Figure | ByDay] = Field(default_factory=dict)
    """Charge → what its quantity is held against, as `schedule_cap` and a delivered forecast do, told like a quantity."""

    handling: dict[str, Figure | ByDay] = Field(default_factory=dict)
    """Measure → how long a contact took that was handled, as `312 s`, where its forecast variance has an `aht`; by first day
    where it is judged in parts."""


class Given(Figures):
    """What was measured and counted in the month, and what was in the months before."""

    history: dict[str, list[State]] = Field(default_factory=dict)
    """Measure → its states in the months before, the latest first, where only they matter."""

    earlier: dict[str, Figures] = Field(default_factory=dict)
    """Month, as `2026-03` → its figures, each settled in its turn; for what earlier months cost and give back."""

    payments: PaymentsGiven | None = None
    """What became of the month's document: issued, disputed, paid."""


class Expected(Told):
    """What the month comes to. Only what is told is compared."""

    state: dict[str, State | dict[Day, State]] = Field(default_factory=dict)
    """Measure → state; by first day where it is judged in parts."""

    credit: dict[str, Exact] = Field(default_factory=dict)
    """Measure → the credit on the bill after caps, in the contract's currency; 0 where it bears none, or the next bill does.
    What this bill bears of the month before is `last_month`."""

    points: dict[str, Exact] = Field(default_factory=dict)
    """Measure → its service points, multiplied."""

    lines: dict[str, Exact] = Field(default_factory=dict)
    """Line → amount; what was earned back is `earn_back.MEASURE.MONTH`, of the credit's month."""

    bonus: dict[str, Exact] = Field(default_factory=dict)
    """Measure → its bonus after the cap."""

    rights: dict[str, Day | None] = Field(default_factory=dict)
    """Rule of `termination` → the day on which a right by it accrued that still stands; `null` where none does."""

    proposed: dict[str, Exact | None] = Field(default_factory=dict)
    """Measure → the level that its ratchet proposes; `null` where it proposes none."""

    total: Exact | dict[str, Exact] | None = None
    """What is to be paid (gross), or some of `charges`, `at_risk`, `credits`, `bonus`, `net`, `tax`, `gross`."""

    payments: list[PaymentExpected] = Field(default_factory=list)
    """What each payment came to, in their order ([finance.md](finance.md#payments))."""


class ContractTest(Told):
    """One sentence that must hold."""

    name: str
    """The sentence."""

    month: str
    """The month, as `2026-10`."""

    given: Given
    """What was measured and counted in it."""

    expect: Expected
    """What it comes to."""


class ContractTests(Told):
    """contracts/<id>.tests.yaml."""

    tests: list[ContractTest] = Field(min_length=1)
    """The sentences."""


def faults(contracts: Mapping[str, Contract], folder: Path) -> Iterator[str]:
    """What the contracts of a portfolio come to otherwise than their tests say, each `file:line:`."""
    by_file = {one.text.path.name.removesuffix(".yaml"): one for one in contracts.values()}
    for path in sorted(folder.glob(f"*{ENDING}")):
        stem = path.name.removesuffix(ENDING)
        if stem not in by_file:
            yield f"{path}:1: there is no contract {stem}.yaml beside these tests; name them after the contract's file"
            continue
        try:
            text = yaml12.read(path)
            told: ContractTests = checked(ContractTests, text)
        except FaultyTextError as error:
            yield from error.faults
            continue
        for n, test in enumerate(told.tests):
            yield from _broken(by_file[stem], test, text, n)


def count(folder: Path) -> int:
    """How many sentences stand beside the contracts of a folder; the files must have no fault."""
    return sum(len(checked(ContractTests, yaml12.read(path)).tests) for path in sorted(folder.glob(f"*{ENDING}")))


def performance(contract: Contract, test: ContractTest) -> Performance:
    """The figures of a test as a settlement takes them; raises RefusedError for one that cannot be read."""
    past = list(_states_only(contract, test))
    for month in sorted(test.given.earlier):
        if month >= test.month or month in {one.period for one in past}:
            raise RefusedError([f"given.earlier: {month} is not before {test.month}, or is told under history as well"])
        before = replace(_figures(contract, month, test.given.earlier[month]), past=_latest_first(past))
        past.append(as_past(before, settle(contract, before)))
    return replace(_figures(contract, test.month, test.given), past=_latest_first(past))


def _figures(contract: Contract, month: str, given: Figures) -> Performance:
    first, last = contract.month(month)
    told = contract.told
    for what, names, known in (
        ("measures", given.measures, told.measures),
        ("quantities", given.quantities, told.charges),
        ("against", given.against, told.charges),
        ("handling", given.handling, told.measures),
    ):
        _refuse_unknown(what, names, known)
    ratios: dict[Segmented, Ratio] = {}
    exceeded = set()
    came = as_came(contract, month, given)
    for name, measure in told.measures.items():
        for segment in measure_segments(measure, first, last):
            key, handled = (name, segment.first), came.get((HANDLING.format(name), segment.first), Ratio(None))
            ratios[key], excused = (
                owed(contract, segment, came[key], handled) if _tells_volume(given, *key) else (came[key], False)
            )
            exceeded |= {key} if excused else set()
    counts: dict[str, dict[Segmented, Decimal]] = {"quantities": {}, "against": {}}
    for name, charge in told.charges.items():
        starts = [segment.first for segment in charge_segments(charge, first, last)]
        for what, figures in (("quantities", given.quantities), ("against", given.against)):
            for day, figure in _by_day(what, name, figures[name], starts) if name in figures else ():
                counts[what][name, day] = _quantity(f"{what}.{name}", figure)
    return Performance(
        first, last, ratios, counts["quantities"], exceeded=frozenset(exceeded), against=counts["against"]
    )


def as_came(contract: Contract, month: str, given: Figures) -> dict[Segmented, Ratio]:
    """What is given of measures and their handling, before the contract holds it to a forecast."""
    first, last = contract.month(month)
    found: dict[Segmented, Ratio] = {}
    for name, measure in contract.told.measures.items():
        if name in given.handling and "handling" not in ever_beside(measure):
            what = f"{name} is held to no handling time; take it out, or give its `forecast_variance` an `aht`"
            raise RefusedError([f"given.handling: {what}"])
        scale = 100 if measure.each else catalogue.metric(measure.metric).scale
        starts = [segment.first for segment in measure_segments(measure, first, last)]
        for day, figure in _by_day("measures", name, given.measures.get(name, NO_DATA), starts):
            found[name, day] = _ratio(name, figure, scale)
        for day, figure in _by_day("handling", name, given.handling[name], starts) if name in given.handling else ():
            found[HANDLING.format(name), day] = Ratio(_quantity(f"handling.{name}", figure), Decimal(1))
    return found


def _tells_volume(given: Figures, name: str, day: date) -> bool:
    """Whether a figure says how many contacts came, as `926 of 1200` does and a percentage does not."""
    told = given.measures.get(name)
    figure = told.get(day) if isinstance(told, dict) else told
    return isinstance(figure, str) and figure != NO_DATA


def _states_only(contract: Contract, test: ContractTest) -> Iterator[PastMonth]:
    """The months before of which only the states are told."""
    history = test.given.history
    _refuse_unknown("history", history, contract.told.measures)
    longest = max((len(states) for states in history.values()), default=0)
    for n, period in enumerate(calendars.months_before(test.month, longest)):
        first, last = contract.month(period)
        yield PastMonth(
            period,
            {name: (PastPart(first, last, states[n]),) for name, states in history.items() if n < len(states)},
        )


def _latest_first(past: Iterable[PastMonth]) -> tuple[PastMonth, ...]:
    return tuple(sorted(past, key=lambda one: one.period, reverse=True))


def _refuse_unknown(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    known = list(known)
    if unknown := [name for name in names if name not in known]:
        raise RefusedError([f"given.{what}: {unknown[0]!r} is not in the contract; known: {', '.join(known)}"])


def _broken(contract: Contract, test: ContractTest, text: Text, n: int) -> Iterator[str]:
    place = ("tests", n)
    try:
        found = settle(contract, performance(contract, test))
        paid = list(_paid(contract, test, found))
    except RefusedError as error:
        yield from (fault(text, place, f"{test.name}: {reason}") for reason in error.reasons)
        return
    except TermNotInForceError as error:
        yield fault(text, place, f"{test.name}: {error}")
        return
    for where, what, is_, wanted in (*_compared(test.expect, found), *paid):
        if is_ != wanted:
            act = "correct the contract, or the sentence"
            yield fault(
                text,
                (*place, "expect", *where),
                f"{test.name}: {what}: found {_said(is_)}, expected {_said(wanted)}; {act}",
            )


def _paid(contract: Contract, test: ContractTest, found: Settlement) -> Iterator[Compared]:
    if test.given.payments is None:
        if test.expect.payments:
            raise RefusedError(["expect.payments: no payment is given; add given.payments"])
        return
    first, _ = contract.month(test.month)
    yield from compared(contract, first, found.money.totals, test.given.payments, test.expect.payments)


def _compared(expect: Expected, found: Settlement) -> Iterator[Compared]:
    """(place below expect, what, found, expected) of everything that is told; None is not there."""
    states = {(one.id, one.first): one.state for one in found.attainments}
    for name, told in expect.state.items():
        own = {day: state for (measure, day), state in states.items() if measure == name}
        for day, state in told.items() if isinstance(told, dict) else ((day, told) for day in own or (None,)):
            yield ("state", name), f"state of {name}", own.get(day) if day else None, state
    for name, amount in expect.credit.items():
        credits_ = [one.amount for one in found.money.credits if one.measure == name]
        known = bool(credits_) or name in {one.id for one in found.attainments}
        yield ("credit", name), f"credit of {name}", sum(credits_, Decimal(0)) if known else None, amount
    for name, points in expect.points.items():
        scored = sum((_points(one) for one in found.attainments if one.id == name), Fraction(0))
        yield ("points", name), f"points of {name}", scored, Fraction(points)
    for name, amount in expect.bonus.items():
        bonuses = [one.amount for one in found.money.bonus.bonuses if one.measure == name]
        yield ("bonus", name), f"bonus of {name}", sum(bonuses, Decimal(0)), amount
    rights = {one.rule: one.right_accrued_on for one in found.money.rights}
    for name, accrued in expect.rights.items():
        yield ("rights", name), f"right by {name}", rights.get(name), accrued
    proposed = {one.measure: one.proposed for one in found.money.proposals}
    for name, level in expect.proposed.items():
        yield ("proposed", name), f"proposed level of {name}", proposed.get(name), level
    lines = {one.id: one.amount for one in found.money.lines}
    for name, amount in expect.lines.items():
        yield ("lines", name), f"line {name}", lines.get(name), amount
    totals = (
        expect.total if isinstance(expect.total, dict) else {"gross": expect.total} if expect.total is not None else {}
    )
    for name, amount in totals.items():
        yield ("total",), f"{name} of the month", getattr(found.money.totals, name, None), amount


def _points(one: Attainment) -> Fraction:
    part = Fraction(one.days, one.window_days)
    return (one.severity or Fraction(0)) * one.multiplier * part if one.returns == "points" else Fraction(0)


def _by_day(what: str, name: str, told: Figure | ByDay, starts: list[date]) -> Iterator[tuple[date, Figure]]:
    if not isinstance(told, dict):
        yield from ((day, told) for day in starts)
        return
    if sorted(told) != starts:
        days = ", ".join(map(str, starts))
        found = ", ".join(map(str, sorted(told)))
        raise RefusedError([f"given.{what}.{name}: found parts from {found}, expected from {days}"])
    yield from sorted(told.items())


def _ratio(name: str, figure: Figure, scale: int) -> Ratio:
    """A figure as the exact ratio that it is.

    >>> _ratio("sl", Decimal("77.2"), 100), _ratio("sl", "926 of 1200", 100), _ratio("sl", "no data", 100)
    (Ratio(numerator=Decimal('77.2'), denominator=Decimal('100')), Ratio(numerator=Decimal('926'), denominator=Decimal('1200')), \
Ratio(numerator=None, denominator=None))
    """
    if isinstance(figure, Decimal):
        return Ratio(figure, Decimal(scale))
    if figure == NO_DATA:
        return Ratio(None)
    if parts := OF.fullmatch(figure):
        return Ratio(*(_number(f"given.measures.{name}", part) for part in parts.groups()))
    raise RefusedError([f"given.measures.{name}: found {figure!r}, expected a number, `926 of 1200` or `{NO_DATA}`"])


def _quantity(name: str, figure: Figure) -> Decimal:
    """What was counted, time in seconds.

    >>> _quantity("quantities.voice", "4.2 min"), _quantity("quantities.seats", Decimal(40))
    (Decimal('252.0'), Decimal('40'))
    """
    if isinstance(figure, Decimal):
        return figure
    if parts := AMOUNT.fullmatch(figure):
        return _number(f"given.{name}", parts[1]) * SECONDS[parts[2] or "s"]
    raise RefusedError([f"given.{name}: found {figure!r}, expected a number, or time as `100000 min`"])


def _number(what: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise RefusedError([f"{what}: found {text!r}, expected a number"]) from None


def _said(value: Any) -> str:
    return "none" if value is None else plain(value) if isinstance(value, Decimal) else str(value)
