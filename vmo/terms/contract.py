"""A contract: the text of one agreement, where it was read from, and the relief that people asked for under it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from vmo import calendars, yaml12
from vmo.calendars.of_portfolio import NamedCalendar
from vmo.calendars.openings import Opening, Openings, Place, clocks, holidays_of, openings
from vmo.partner import Partner
from vmo.schema import checked, fault
from vmo.tables import Table
from vmo.terms.credit_faults import credit_faults
from vmo.terms.exclusions import Exclusion
from vmo.terms.scope import Scope
from vmo.terms.text import ContractText
from vmo.yaml12 import FaultyTextError, Text

HOURS = "hours"
CHARGE = re.compile(r"\w[\w-]*")


@dataclass(frozen=True)
class Contract:
    """A contract, the text it was read from, and its exclusions by their ids."""

    told: ContractText
    text: Text
    openings: Openings
    exclusions: Mapping[str, Exclusion] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    sites: Mapping[Place, Opening] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.told.contract

    def month(self, period: str) -> tuple[date, date]:
        """First and last day of a month of the contract: the one that ends in the calendar month written YYYY-MM."""
        return calendars.month(period, self.told.month_begins)

    def over(self, told: ContractText) -> "Contract":
        """The same agreement over another text, as one of a narrower scope."""
        return replace(self, told=told)

    def by_default(self, holidays: str | None) -> "Contract":
        """The same agreement with the holidays of the portfolio where it names none and not the sites' alone count."""
        calendar = self.told.calendar
        if holidays is None or calendar.holidays is not None or calendar.owner == "site":
            return self
        return self.over(self.told.model_copy(update={"calendar": calendar.model_copy(update={"holidays": holidays})}))

    def where(self, *place: str) -> str:
        """`file:line` of a place in the contract."""
        return self.text.at(place)


def read_contract(path: Path) -> Contract:
    """Read one contract file; raises FaultyTextError with every fault."""
    text = yaml12.read(path)
    told: ContractText = checked(ContractText, text)
    contract = Contract(told, text, Openings(told.time_zone, ()))
    faults = [fault(text, place, what) for place, what in _faults(contract.told)]
    if faults:
        raise FaultyTextError(faults)
    return contract


def opened(contract: Contract, partners: Mapping[str, Partner], named: Mapping[str, NamedCalendar]) -> Contract:
    """The contract with the openings of its calendar at the sites of those of the partners that are in its scope.

    Raises CalendarError for holidays or hours that cannot be read.
    """
    told = contract.told
    own = {name: one for name, one in partners.items() if name in told.scope["partner"]}
    found = openings(told.calendar, told.time_zone, own, named)
    for measure in told.measures.values():
        measure._openings = found  # noqa: SLF001  its own folder
    holidays = holidays_of(told.calendar.holidays, named) if told.calendar.holidays else frozenset()
    by_hours = any(HOURS in charge.terms for charge in told.charges.values())
    return replace(contract, openings=found, holidays=holidays, sites=clocks(own, named) if by_hours else {})


def begins(told: ContractText) -> date | None:
    """The first day of the earliest term of a measure or a charge."""
    dated = [*(one.terms for one in told.measures.values()), *(one.terms for one in told.charges.values())]
    histories = [term for terms in dated for term in terms.values()]
    return min((day for history in histories for day in history.root), default=None)


def scope_of(contract: ContractText, narrower: Scope) -> Scope:
    """The contract's scope, narrowed by a measure's or a charge's own."""
    return {**contract.scope, **narrower}


def _faults(told: ContractText) -> Iterator[tuple[tuple[str, ...], str]]:
    if told.credits:
        yield from credit_faults(told, told.credits)
    for name, charge in told.charges.items():
        if not CHARGE.fullmatch(name):
            yield ("charges", name), f"{name!r} names lines, as {name}.1; letters, digits, _ and - only"
        if charge.first and charge.last and charge.last < charge.first:
            yield (
                ("charges", name, "to"),
                f"{charge.last} lies before {charge.first}, on which the charge begins; change one of them",
            )
    for day, entry in told.invoice.tax.root.items() if told.invoice.tax else ():
        for name in entry.value.charges:
            if name not in told.charges:
                yield (
                    ("invoice", "tax", str(day), "value", "charges", name),
                    f"not a charge; known: {', '.join(told.charges) or 'none'}",
                )
    for day, matching in told.invoice.match.root.items() if told.invoice.match else ():
        here = ("invoice", "match", str(day), "value")
        for name in matching.value.exact:
            if name not in told.charges:
                yield (*here, "exact"), f"{name!r} is not a charge; known: {', '.join(told.charges) or 'none'}"
        for name in matching.value.lines:
            if not _may_be_billed(told, name):
                known = ", ".join([*told.charges, "credits", *(f"credit.{one}" for one in told.measures), "bonus"])
                yield (*here, "lines", name), f"neither a charge nor a credit; known: {known}"
    for day, shared in told.chargeback.root.items() if told.chargeback else ():
        for name in (shared.value.driver, *shared.value.direct):
            if name not in told.charges:
                place = ("chargeback", str(day), "value")
                yield place, f"{name!r} is not a charge; known: {', '.join(told.charges) or 'none'}"
    if "partner" not in told.scope:
        yield ("scope",), "partner is missing; name at least one, as `partner: [acme]`"


def _may_be_billed(told: ContractText, name: str) -> bool:
    """Whether a row of a bill may be laid to a key."""
    kind, _, measure = name.partition(".")
    return name in told.charges or name in ("credits", "bonus") or (kind == "credit" and measure in told.measures)
