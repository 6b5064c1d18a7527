"""Dated contracts: the text of one agreement, and the terms in force on a day (design.md section 5).

Every term that can change is a history. A measure or a charge splits only where one of its own terms changes;
equal neighbours are one; contract-wide terms are read on the first day of the window.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from vmo import yaml12
from vmo.money import UnknownCurrencyError, minor_unit_places
from vmo.partner import ZoneName
from vmo.schema import Dated, Exact, TermNotInForceError, Told, checked, fault
from vmo.yaml12 import FaultyTextError, Text

Scope = dict[str, list[str]]


def _currency(code: str) -> str:
    try:
        minor_unit_places(code)
    except UnknownCurrencyError:
        raise ValueError("not an ISO 4217 currency with a minor unit") from None
    return code


Currency = Annotated[str, AfterValidator(_currency)]


class ContractParties(Told):
    supplier: str
    customer: str


class ServiceCalendar(Told):
    """Whose holidays count, which, and the hours in which contacts are offered; without hours the service never closes."""

    owner: Literal["customer", "site"] = "customer"
    holidays: str | None = None
    service_hours: dict[str, str] = Field(default_factory=dict)


class Target(Told):
    """Expected and minimum level, in the metric's unit; a missing minimum equals the expected level."""

    expected: Exact
    minimum: Exact | None = None


class Measure(Told):
    """One service level of the contract: a metric of the catalogue under its own terms.

    `agg` is how a window's days become one figure: the ratio of their sums, or, where the contract says so, the mean of
    their ratios, which is warned of (domain.md 1.0).
    """

    metric: str
    class_: Literal["critical", "key"] = Field(default="key", alias="class")
    effective: Literal["split", "next_period"] = "split"
    agg: Literal["ratio_of_sums", "mean_of_daily"] = "ratio_of_sums"
    scope: Scope = Field(default_factory=dict)
    terms: dict[str, Dated[Any]] = Field(default_factory=dict)
    target: Dated[Target] | None = None


class Charge(Told):
    """One price of the contract: a pricing model under its own terms."""

    model: str
    text: str | None = None
    scope: Scope = Field(default_factory=dict)
    terms: dict[str, Dated[Any]]


class Credits(Told):
    """Fee at risk, pool, allocation, curves and repeat multiplier (domain.md 3.6, 3.7, 3.10)."""

    at_risk_percent: Dated[Exact]
    pool_percent: Dated[Exact] | None = None
    allocation: Dated[dict[str, Exact]]
    curves: Dated[dict[str, Any]] | None = None
    repeat: Dated[dict[int, Exact]] | None = None


class TaxRate(Told):
    """Category of UNCL 5305 (S, AE, E, O, Z …) and rate in percent."""

    category: str
    rate: Exact


class Invoicing(Told):
    due_business_days: int | None = None
    payment_days: int | None = None
    tax: Dated[TaxRate] | None = None


class ContractText(Told):
    """contracts/<id>.yaml, as written."""

    contract: str
    parties: ContractParties
    issues: Literal["shadow", "self_billed", "supplier"] = "shadow"
    currency: Currency
    time_zone: ZoneName
    calendar: ServiceCalendar = Field(default_factory=ServiceCalendar)
    scope: Scope
    routing: Literal["percent_allocation", "enterprise_queue"] = "percent_allocation"
    trigger: Dated[Literal["expected", "minimum", "minimum_or_3x_expected"]] | None = None
    on_no_data: Literal["block", "miss"] = "block"
    measures: dict[str, Measure] = Field(default_factory=dict)
    charges: dict[str, Charge] = Field(default_factory=dict)
    credits: Credits | None = None
    invoice: Invoicing = Field(default_factory=Invoicing)


@dataclass(frozen=True)
class Contract:
    """A contract and the text it was read from."""

    told: ContractText
    text: Text

    @property
    def id(self) -> str:
        return self.told.contract

    def where(self, *place: str) -> str:
        """`file:line` of a place in the contract."""
        return self.text.at(place)


@dataclass(frozen=True)
class Segment:
    """Days of a window in which the terms of one measure or charge stand unchanged (M8)."""

    first: date
    last: date
    terms: dict[str, Any]
    clauses: dict[str, str]


def read_contract(path: Path) -> Contract:
    """Read one contract file; raises FaultyTextError with every fault."""
    text = yaml12.read(path)
    contract = Contract(checked(ContractText, text), text)
    faults = [fault(text, place, what) for place, what in _faults(contract.told)]
    if faults:
        raise FaultyTextError(faults)
    return contract


def begins(told: ContractText) -> date | None:
    """The first day of the earliest term of a measure or a charge."""
    dated = [*(one.terms for one in told.measures.values()), *(one.terms for one in told.charges.values())]
    histories = [term for terms in dated for term in terms.values()]
    return min((day for history in histories for day in history.root), default=None)


def segments(
    histories: dict[str, Dated[Any]], first: date, last: date, *, effective: Literal["split", "next_period"] = "split"
) -> list[Segment]:
    """The window cut where a value changes; `next_period` keeps the terms of the first day throughout."""
    inside = sorted({day for history in histories.values() for day in history.root if first < day <= last})
    starts = [first, *inside] if effective == "split" else [first]
    found: list[Segment] = []
    for start, end in zip(starts, [*(day - timedelta(1) for day in starts[1:]), last], strict=True):
        terms = {name: history.on(start) for name, history in histories.items()}
        clauses = {name: history.entry(start).ref for name, history in histories.items()}
        if found and found[-1].terms == terms:
            found[-1] = Segment(found[-1].first, end, terms, found[-1].clauses)
        else:
            found.append(Segment(start, end, terms, clauses))
    return found


def scope_of(contract: ContractText, narrower: Scope) -> Scope:
    """The contract's scope, narrowed by a measure's or a charge's own."""
    return {**contract.scope, **narrower}


def curve_of(credits_: Credits | None, measure: str, day: date) -> tuple[str, dict[str, Any]]:
    """The credit curve of a measure and its terms; a measure that the contract gives none has the cliff."""
    curves = credits_.curves.on(day) if credits_ and credits_.curves else {}
    told = curves.get(measure, "cliff")
    if isinstance(told, str):
        return told, {}
    ((curve, terms),) = told.items()
    return curve, terms


def clause(refs: Iterable[str]) -> str:
    """Several clauses as one text, each once, in order."""
    return "; ".join(dict.fromkeys(ref for ref in refs if ref))


def _faults(told: ContractText) -> Iterator[tuple[tuple[str, ...], str]]:
    if told.credits:
        yield from _credit_faults(told, told.credits)
        if told.routing == "enterprise_queue":
            found = "found enterprise_queue with credits; in one virtual queue the service level is the client's"
            yield ("routing",), f"{found}: remove the credits or use percent_allocation (domain.md 1.2.7)"
    if "partner" not in told.scope:
        yield ("scope",), "partner is missing; name at least one, as `partner: [acme]`"


def _credit_faults(told: ContractText, credits_: Credits) -> Iterator[tuple[tuple[str, ...], str]]:
    if told.trigger is None:
        yield ("credits",), "credits need a `trigger`: expected, minimum or minimum_or_3x_expected"
    for day, entry in credits_.allocation.root.items():
        place = ("credits", "allocation", str(day))
        for measure, share in entry.value.items():
            if measure not in told.measures:
                yield place, f"{measure!r} is not a measure; known: {', '.join(told.measures)}"
            elif told.measures[measure].target is None:
                yield place, f"{measure!r} has no target, so it can bear no credit; give it one or take it out"
            elif told.measures[measure].class_ != "critical":
                yield place, f"{measure!r} is of class key, which is reported only; make it critical or take it out"
            if share < 0:
                yield place, f"{measure!r} has {share}, less than nothing"
            if share > 100:
                yield place, f"{measure!r} has {share}, more than 100 percent of the at-risk amount"
        pool = _pool(credits_, day)
        total = sum(entry.value.values(), Decimal(0))
        if pool is not None and total > pool:
            yield (
                place,
                f"adds up to {total}, above the pool of {pool}; lower an allocation or raise the pool ({entry.ref})",
            )
    for day, curves in credits_.curves.root.items() if credits_.curves else ():
        for measure in curves.value:
            if measure not in told.measures:
                yield (
                    ("credits", "curves", str(day)),
                    f"{measure!r} is not a measure; known: {', '.join(told.measures)}",
                )


def _pool(credits_: Credits, day: date) -> Decimal | None:
    if credits_.pool_percent is None:
        return Decimal(100)
    try:
        return credits_.pool_percent.on(day)
    except TermNotInForceError:
        return None
