"""What the store knows of a program's metrics, month by month: for scoring, which looks back over many months."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import calendars, catalogue, kinds
from vmo.copc.aim import Aim
from vmo.copc.block import ProgramText, counted
from vmo.copc.months import MonthValue
from vmo.counting.asks import ask, on_calendar
from vmo.pipeline.house import House
from vmo.pipeline.integrity import kept
from vmo.ratios_alone import evidence
from vmo.records import RefusedError
from vmo.schema import Dated
from vmo.store import Attained, DocumentRow
from vmo.terms import Contract, LevelRange, Measure, Scope, scope_of

T = TypeVar("T")


@dataclass(frozen=True)
class Scored:
    """The recorded months of a program: metric id → month → value; and which of them failed, and how."""

    values: dict[str, dict[str, MonthValue]]
    failed: dict[tuple[str, str], str]


@dataclass(frozen=True)
class _Part:
    """One recorded segment of one measure in one month."""

    name: str
    scope: Scope
    first: date
    state: str
    value: MonthValue


def recorded_months(house: House, program: str, told: ProgramText, months: Sequence[str]) -> Scored:
    """What is recorded of every metric that a contract counts for the program. Raises RefusedError where two measures clash."""
    parts: dict[tuple[str, str], list[_Part]] = {}
    with house.store.transaction() as session:
        for contract, name, measure in counted(house.portfolio.contracts.values(), program, told):
            for month, part in _parts(house, session, contract, name, measure, told, months):
                parts.setdefault((measure.metric, month), []).append(part)
        failed = failed_months(session, parts)
    values: dict[str, dict[str, MonthValue]] = {}
    clashes = []
    for (metric, month), found in parts.items():
        clashes += [f"portfolio.yaml: copc.programs.{program}: {month}: {one}" for one in _clashes(metric, found)]
        values.setdefault(metric, {})[month] = _added(found)
    if clashes:
        raise RefusedError(clashes)
    return Scored(values, failed)


def failed_months(session: Session, parts: Mapping[tuple[str, str], Sequence[_Part]]) -> dict[tuple[str, str], str]:
    """(metric id, month) that failed Collected or Integrity, by what is recorded today, and how (domain.md 2.4).

    Collected: a segment without data. Integrity: the contract's document of that month is blocked by an error. And what the
    month end recorded of a measure (`vmo.pipeline.integrity`). Whatever else is to keep a month from counting belongs
    here: nothing in this mapping can be met.
    """
    documents = session.execute(
        select(DocumentRow.contract, DocumentRow.period, DocumentRow.status)
        .where(DocumentRow.period.in_({month for _, month in parts}))
        .order_by(DocumentRow.version)
    )
    newest = {(contract, month): status for contract, month, status in documents}
    failed = {}
    for (metric, month), found in parts.items():
        for part in found:
            contract, _, measure = part.name.rpartition(".")
            if lost := kept(session, contract, month, measure):
                failed[metric, month] = lost
            if newest.get((contract, month)) == "blocked":
                failed[metric, month] = f"the document {contract}/{month} is blocked"
            if part.value.numerator is None:
                failed[metric, month] = f"{part.name} has no data"
    return failed


def _parts(
    house: House,
    session: Session,
    contract: Contract,
    name: str,
    measure: Measure,
    told: ProgramText,
    months: Sequence[str],
) -> Iterator[tuple[str, _Part]]:
    """The recorded segments of a measure, under the terms of the contract as it stands."""
    rows = session.scalars(
        select(Attained)
        .where(Attained.contract == contract.id, Attained.measure == name, Attained.period.in_(months))
        .order_by(Attained.period, Attained.first)
    )
    kind = house.portfolio.kind_of(contract)[f"measures.{name}"]
    metric = catalogue.metric(measure.metric)
    scope = scope_of(contract.told, measure.scope)
    feeds = [feed for partner, _, feed in house.feeds_of(contract) if feed.kind == kind and partner in scope["partner"]]
    for row in rows:
        terms = on_calendar(measure, {term: history.on(row.first) for term, history in measure.terms.items()})
        own = ask("measure", measure.metric, kind, terms)
        value = MonthValue(
            numerator=None if row.numerator is None else Decimal(row.numerator),
            denominator=None if row.denominator is None else Decimal(row.denominator),
            scale=metric.scale,
            definition=f"{own.key} {sorted(scope.items())}",
            aim=_aim(measure, told, row.first, calendars.month(row.period)[1]),
            evidence=max((evidence([own], feed) for feed in feeds), default=kinds.kind(kind).evidence),
            said=metric.defined(terms),
        )
        yield row.period, _Part(f"{contract.id}.{name}", scope, row.first, row.state, value)


def _aim(measure: Measure, told: ProgramText, day: date, last: date) -> Aim | None:
    """The target of a segment, or the one that the block gives at the end of the month."""
    direction = catalogue.metric(measure.metric).direction
    target = _in_force(measure.target, day)
    if target:
        if isinstance(target.expected, LevelRange):
            return Aim.of("range", low=target.expected.low, high=target.expected.high)
        return Aim.of(direction, expected=target.expected)
    given = _in_force(told.targets.get(measure.metric), last)
    return given.aim(direction) if given else None


def _in_force(term: Dated[T] | None, day: date) -> T | None:
    return term.on(day) if term and min(term.root) <= day else None


def _added(parts: Sequence[_Part]) -> MonthValue:
    """The sums of a month. Where terms changed inside it, the days under the last ones; where only the target did, all."""
    latest = {part.name: part.value for part in parts}
    own = [part for part in parts if part.value.definition == latest[part.name].definition]
    last = own[-1].value
    return MonthValue(
        numerator=_sum(part.value.numerator for part in own),
        denominator=_sum(part.value.denominator for part in own),
        scale=last.scale,
        definition="; ".join(sorted({one.definition for one in latest.values()})),
        aim=last.aim,
        evidence=max(part.value.evidence for part in own),
        said=last.said,
    )


def _sum(numbers: Iterator[Decimal | None]) -> Decimal | None:
    found = list(numbers)
    return None if None in found else sum((one for one in found if one is not None), Decimal(0))


def _clashes(metric: str, parts: Sequence[_Part]) -> Iterator[str]:
    """Measures of one metric in one month that must not be added: rows in both, other terms, other targets."""
    latest = {part.name: part for part in parts}
    for one, other in combinations(latest.values(), 2):
        apart = any(not set(one.scope[key]) & set(other.scope[key]) for key in one.scope.keys() & other.scope.keys())
        why = (
            "may count the same rows"
            if not apart
            else "have other targets"
            if one.value.aim != other.value.aim
            else "count by other terms"
            if _counting(one) != _counting(other)
            else ""
        )
        if why:
            yield f"{one.name} and {other.name} {why}; name the one that stands for {metric} under `measures`"


def _counting(part: _Part) -> Any:
    return part.value.definition.partition(" ")[0]
