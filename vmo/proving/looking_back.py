"""Bonus, earn-back, rights and proposals, second calculation, from recorded months and this one (3.8, 3.9, 3.12, 3.13)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo import catalogue
from vmo.past import PastCredit, PastMonth, PastPart
from vmo.proofs import bonus as bonuses
from vmo.proofs import credits as crediting
from vmo.proofs import earn_back as earning
from vmo.proofs import ratchet as ratcheting
from vmo.proofs import rights as righting
from vmo.proving import Key, windows
from vmo.proving.earlier import NO_VERDICT, known, step, told, worse_than_minimum
from vmo.proving.levels import as_compared
from vmo.proving.owed import Owed
from vmo.records import Ratio, State
from vmo.schema import TermNotInForceError
from vmo.terms import Contract, Limit


@dataclass(frozen=True)
class Now:
    """The month as it was settled a second time: ratios and states by segment, its days, its credits, base and cap."""

    first: date
    last: date
    ratios: Mapping[Key, Ratio]
    states: Mapping[Key, State]
    ends: Mapping[Key, date]
    credits: Mapping[Key, Decimal]
    free: Collection[Key]
    base: Decimal
    cap: Decimal | None

    def as_month(self) -> PastMonth:
        """The month as those after it will know it."""
        names = dict.fromkeys(name for name, _ in self.states)
        parts = {
            name: tuple(
                PastPart(
                    day, self.ends[one, day], state, self.ratios[one, day].numerator, self.ratios[one, day].denominator
                )
                for (one, day), state in self.states.items()
                if one == name
            )
            for name in names
        }
        credits_ = tuple(
            PastCredit(key[0], key[1], amount, amount, under_caps=key not in self.free)
            for key, amount in self.credits.items()
        )
        return PastMonth(f"{self.last.year:04}-{self.last.month:02}", parts, credits_, self.base, self.cap)


def persistent(
    contract: Contract, first: date, states: Mapping[Key, State], past: Sequence[PastMonth], base: Decimal, places: int
) -> dict[Key, Owed]:
    """The credit for misses that pile up: those of this month and of the ones before it in the window."""
    history = contract.told.credits.persistent if contract.told.credits else None
    if history is None:
        return {}
    terms, clause = history.on(first), contract.told.on_no_data == "miss"
    names = terms.measures or [name for name, one in contract.told.measures.items() if one.class_ == "critical"]
    failing = {"breach", "no_data"} if clause else {"breach"}
    now = len({name for (name, _), state in states.items() if state in failing and name in names})
    this = first.year * 12 + first.month + (contract.told.month_begins > 1)
    window = [one for one in known(contract, past) if this - terms.of < _number(one) < this]
    ago = sum(step(one, name) == "breach" for one in window for name in names if one.parts.get(name))
    if not now or now + ago < terms.n:
        return {}
    amount = crediting.half_up(_limit(terms.amount, base), places)
    return {("persistent", first): Owed(amount, capped=True)} if amount else {}


def bonus(contract: Contract, now: Now, lost: Collection[str], places: int) -> dict[Key, Decimal]:
    """Each part's bonus after its cap; nothing where a critical measure is in breach or without data, or data was lost."""
    history = contract.told.bonus
    critical = {name for name, one in contract.told.measures.items() if one.class_ == "critical"}
    failed = any(name in critical and state in ("breach", "no_data") for (name, _), state in now.states.items())
    if history is None or failed or any(name in lost for name, _ in now.states):
        return {}
    terms = history.on(now.first)
    pool = crediting.at_risk(now.base, terms.pool_percent)
    found: dict[Key, Decimal] = {}
    for key, state in now.states.items():
        value, target = _seen(contract, key[0], now.ratios[key], key[1]), _target(contract, key[0], key[1])
        if key[0] in terms.shares and state == "met" and value is not None and target and not target.ranged:
            exact = bonuses.part(
                pool,
                share=Fraction(terms.shares[key[0]]) * Fraction(1, 100),
                value=value,
                expected=target.expected,
                stretch=terms.stretch[key[0]],
                days=(now.ends[key] - key[1]).days + 1,
                window_days=windows.judged(contract.told.measures[key[0]], now.first, now.last).days,
            )
            found[key] = crediting.half_up(exact, places)
    found = {key: amount for key, amount in found.items() if amount}
    if terms.cap is None:
        return found
    most = _limit(terms.cap, now.base)
    return dict(zip(found, crediting.capped(list(found.values()), most, places), strict=True))


def earned_back(contract: Contract, months: Sequence[PastMonth], places: int) -> dict[Key, Decimal]:
    """The lines of what returns in the last of these months, the oldest first."""
    credits_ = contract.told.credits
    if credits_ is None or credits_.earn_back is None:
        return {}
    first = _first(contract, months[-1])
    found: dict[int, dict[str, Decimal]] = {}
    for n, month in enumerate(months[:-1]):
        try:
            terms = credits_.earn_back.on(_first(contract, month))
        except TermNotInForceError:
            continue
        for measure in dict.fromkeys(one.measure for one in month.credits if one.measure in contract.told.measures):
            amount = crediting.total([one.amount for one in month.credits if one.measure == measure], places)
            if not amount or (terms.measures is not None and measure not in terms.measures):
                continue
            at = _released(contract, measure, months, n)
            if at is not None:
                part = crediting.half_up(Fraction(amount) * Fraction(terms.percent) * Fraction(1, 100), places)
                found.setdefault(at, {})[f"earn_back.{measure}.{month.period}"] = part
    if credits_.earn_back.on(first).paid == "line":
        return {(name, first): amount for name, amount in found.get(len(months) - 1, {}).items()}
    balance = used = Fraction(0)
    for n, month in enumerate(months):
        balance += sum((Fraction(one) for one in found.get(n, {}).values()), Fraction(0))
        used = min(balance, sum((Fraction(one.amount) for one in month.credits), Fraction(0)))
        balance -= used
    return {("earn_back.offset", first): crediting.half_up(used, places)} if used else {}


def rights(contract: Contract, months: Sequence[PastMonth]) -> set[tuple[str, str, date, date | None]]:
    """(rule, measure, accrued on, expires on) of the rights that stand at the end of the last month: the latest of each."""
    found: dict[tuple[str, str], tuple[date, date | None, date | None]] = {}
    for n, month in enumerate(months):
        for rule, history in contract.told.termination.items():
            try:
                right = history.on(_first(contract, month))
            except TermNotInForceError:
                continue
            last = _last(contract, month)
            expires = righting.expires(last, right.notice_days)
            critical = [name for name, one in contract.told.measures.items() if one.class_ == "critical"]
            names = [""] if right.rule == "at_maximum" else right.measures or critical
            for name in names:
                failed = _failed(contract, right.rule, name, months[: n + 1])
                needed = {"n": 1, "of": 1} if right.rule == "critical" else {"n": right.n, "of": right.of}
                if righting.accrues(failed, **needed):
                    found[rule, name] = (last, expires, right.exercised_on)
    today, begun = _last(contract, months[-1]), _first(contract, months[-1])
    return {
        (rule, name, accrued, expires)
        for (rule, name), (accrued, expires, used) in found.items()
        if (expires is None or expires >= today) and (used is None or used >= begun)
    }


def proposals(contract: Contract, months: Sequence[PastMonth]) -> set[tuple[str, Decimal]]:
    """(measure, proposed level) of every level that may rise."""
    if contract.told.ratchet is None:
        return set()
    terms, found = contract.told.ratchet.on(_first(contract, months[-1])), set()
    for name in terms.measures:
        target = _target(contract, name, _last(contract, months[-1]))
        metric = catalogue.metric(contract.told.measures[name].metric)
        beaten: list[PastMonth] = []
        for month in _unbroken(months, name):
            effects, gap, _ = told(contract, "ratchet", _first(contract, month))
            state = step(month, name)
            if state in NO_VERDICT:
                too_long = gap is not None and _idle(months, month, name) > gap
                beaten = [] if effects[state] == "reset" or too_long else beaten
            else:
                beaten = [*beaten, month] if _beats(contract, name, month, target) else []
        if target is None or len(beaten) < terms.months:
            continue
        latest = [_pooled(contract, name, [one]) for one in beaten[-terms.months :]]
        average = (
            _pooled(contract, name, beaten[-terms.months :])
            if terms.average == "pooled"
            else sum(latest, Fraction(0)) * Fraction(1, len(latest))
        )
        level = ratcheting.level(
            target.expected,
            average,
            rises=metric.direction == "higher",
            of_percent=metric.unit == "%",
            cap_percent=terms.cap_percent,
            places=terms.places,
        )
        if level != target.expected:
            found.add((name, level))
    return found


def _released(contract: Contract, measure: str, months: Sequence[PastMonth], n: int) -> int | None:
    """Where in these months the credit of the n-th returns; None where it does not."""
    credits_ = contract.told.credits
    assert credits_ is not None
    assert credits_.earn_back is not None
    terms, month = credits_.earn_back.on(_first(contract, months[n])), months[n]
    if "at_or_above_minimum" in terms.eligible and _fell_below(contract, measure, month):
        return None
    if "not_chronic" in terms.eligible:
        chronic = [
            name for name, one in contract.told.termination.items() if one.on(_first(contract, month)).rule == "misses"
        ]
        standing = [_chronic(contract, name, measure, months[: k + 1]) for name in chronic for k in range(n + 1)]
        if any(standing):
            return None
    steps: list[str] = []
    gaps: list[int | None] = []
    at = _number(month)
    for later in months[n + 1 :]:
        at += 1
        if _number(later) != at or not later.parts.get(measure):
            break
        effects, gap, _ = told(contract, "earn_back", _first(contract, later), otherwise="extends")
        state = step(later, measure)
        passes = state == "met" and (terms.test == "met" or _exceeds(contract, measure, later))
        steps.append(effects[state] if state in NO_VERDICT else "pass" if passes else "fail")
        gaps.append(gap)
    became, after = earning.outcome(steps, months=terms.months, restarts=terms.missed == "restarts", max_gap=gaps)
    ends = credits_.terminated_on
    if ends is not None:
        until = max(ends.year * 12 + ends.month - _number(month), 1)
        if until <= len(steps) and (became == "pending" or after > until):
            return n + until if terms.on_termination == "released" else None
    return n + after if became == "released" else None


def _failed(contract: Contract, rule: str, measure: str, months: Sequence[PastMonth]) -> list[bool | None]:
    """Of each month up to the last, those that are not recorded too: whether it failed; None takes no place."""
    known = {_number(one): one for one in months}
    found: list[bool | None] = []
    for number in range(_number(months[0]), _number(months[-1]) + 1):
        month = known.get(number)
        if month is None:
            found.append(False)
        elif rule == "at_maximum":
            used = sum(one.amount for one in month.credits if one.under_caps)
            found.append(month.cap is not None and month.cap > 0 and used >= month.cap)
        elif not month.parts.get(measure):
            found.append(False)
        elif rule == "critical":
            found.append(_below_critical(contract, measure, month))
        else:
            state, (effects, _, _) = step(month, measure), told(contract, "chronic", _first(contract, month))
            effect = effects[state] if state in NO_VERDICT else ""
            found = [False] * (len(found) + 1) if effect == "reset" else found
            if effect != "reset":
                found.append(None if effect == "extends" else state == "breach")
    return found


def _chronic(contract: Contract, rule: str, measure: str, months: Sequence[PastMonth]) -> bool:
    right = contract.told.termination[rule].on(_first(contract, months[-1]))
    critical = contract.told.measures[measure].class_ == "critical"
    named = measure in right.measures if right.measures else critical
    return named and righting.accrues(_failed(contract, "misses", measure, months), n=right.n, of=right.of)


def _below_critical(contract: Contract, measure: str, month: PastMonth) -> bool:
    metric = catalogue.metric(contract.told.measures[measure].metric)
    for part in month.parts[measure]:
        target = _target(contract, measure, part.first)
        value = _seen(contract, measure, Ratio(part.numerator, part.denominator), part.first)
        if (
            target is not None
            and target.critical is not None
            and value is not None
            and part.state in ("amber", "breach")
        ):
            level = Fraction(target.critical)
            if (value < level) if metric.direction == "higher" else (value > level):
                return True
    return False


def _fell_below(contract: Contract, measure: str, month: PastMonth) -> bool:
    for part in month.parts.get(measure, ()):
        target = _target(contract, measure, part.first)
        ratio = Ratio(part.numerator, part.denominator)
        if part.state == "breach" and (
            target is None or worse_than_minimum(contract, measure, ratio, target, part.first)
        ):
            return True
    return False


def _exceeds(contract: Contract, measure: str, month: PastMonth) -> bool:
    return all(
        _better(contract, measure, part, _target(contract, measure, part.first))
        for part in month.parts[measure]
        if part.state == "met"
    )


def _beats(contract: Contract, measure: str, month: PastMonth, target: Any) -> bool:
    met = [part for part in month.parts[measure] if part.state == "met"]
    levels = [_target(contract, measure, part.first) for part in met]
    same = all(one is not None and target is not None and one.expected == target.expected for one in levels)
    return step(month, measure) == "met" and same and all(_better(contract, measure, part, target) for part in met)


def _better(contract: Contract, measure: str, part: PastPart, target: Any) -> bool:
    value = _seen(contract, measure, Ratio(part.numerator, part.denominator), part.first)
    direction = catalogue.metric(contract.told.measures[measure].metric).direction
    if value is None or target is None or not isinstance(target.expected, Decimal):
        return False
    gap = value - Fraction(target.expected)
    return gap > 0 if direction == "higher" else gap < 0


def _pooled(contract: Contract, measure: str, months: Sequence[PastMonth]) -> Fraction:
    """The ratio of the sums over what was met."""
    parts = [part for one in months for part in one.parts[measure] if part.state == "met"]
    over = sum(Fraction(part.numerator or 0) for part in parts)
    under = sum(Fraction(1) if part.denominator is None else Fraction(part.denominator) for part in parts)
    return Fraction(over) / Fraction(under) * catalogue.metric(contract.told.measures[measure].metric).scale


def _unbroken(months: Sequence[PastMonth], measure: str) -> list[PastMonth]:
    """The months without a gap up to the last, the oldest first."""
    found = [months[-1]]
    for one in reversed(months[:-1]):
        if _number(one) != _number(found[0]) - 1 or not one.parts.get(measure):
            break
        found.insert(0, one)
    return found


def _idle(months: Sequence[PastMonth], until: PastMonth, measure: str) -> int:
    """How many months in a row, up to this one, have no verdict."""
    row = [one for one in months if one.period <= until.period]
    return next((n for n, one in enumerate(reversed(row)) if step(one, measure) not in NO_VERDICT), len(row))


def _target(contract: Contract, measure: str, day: date) -> Any:
    history = contract.told.measures[measure].target
    return history.on(day) if history else None


def _seen(contract: Contract, measure: str, ratio: Ratio, day: date) -> Fraction | None:
    """The value as the contract compares it, in the metric's unit."""
    if ratio.numerator is None or ratio.denominator == 0:
        return None
    rounding = contract.told.measures[measure].round_before_compare
    scale = catalogue.metric(contract.told.measures[measure].metric).scale
    seen, times = as_compared(ratio, scale, rounding.on(day) if rounding and day >= min(rounding.root) else None)
    return Fraction(seen.numerator) * times / Fraction(1 if seen.denominator is None else Fraction(seen.denominator))


def _limit(limit: Limit, base: Decimal) -> Fraction:
    return Fraction(limit.money) if limit.money is not None else Fraction(base) * Fraction(limit.percent or 0) / 100


def _number(month: PastMonth) -> int:
    return int(month.period[:4]) * 12 + int(month.period[5:])


def _first(contract: Contract, month: PastMonth) -> date:
    """The day on which the month begins: of one that is named by its end, in the calendar month before."""
    begins = contract.told.month_begins
    return _day(_number(month) - (begins > 1), begins)


def _last(contract: Contract, month: PastMonth) -> date:
    """The day before the next one begins."""
    begins = contract.told.month_begins
    return date.fromordinal(_day(_number(month) + (begins == 1), begins).toordinal() - 1)


def _day(number: int, day: int) -> date:
    """A day of the calendar month of that number, as `_number` counts them.

    >>> _day(2026 * 12 + 12, 1), _day(2026 * 12 + 13, 22)
    (datetime.date(2026, 12, 1), datetime.date(2027, 1, 22))
    """
    return date((number - 1) // 12, (number - 1) % 12 + 1, day)
