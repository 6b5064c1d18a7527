"""The user's folder: portfolio, parties, partners and contracts, read and cross-checked (design.md section 4)."""

from collections.abc import Container, Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field

from vmo import actions, catalogue, charging, exclusions, tables, yaml12
from vmo.actions import Action
from vmo.calendars import of_portfolio
from vmo.calendars.of_portfolio import NamedCalendar
from vmo.copc import block
from vmo.copc.block import CopcText
from vmo.counting.forecasts import ever_beside
from vmo.engines import Engine
from vmo.faults import across_files, coherence, e_invoice, hours, supply
from vmo.faults.misplaced import misplaced
from vmo.journal_text import JournalText
from vmo.life.roles import RolesText
from vmo.parties import NAME, PARTIES, UNFIT, read_parties
from vmo.partner import Feed, Partner
from vmo.records import Party
from vmo.schema import Told, checked, fault
from vmo.tables import Table
from vmo.terms import Contract, Currency, opened, read_contract
from vmo.yaml12 import FaultyTextError, Text

PROVE_ROWS = 5_000_000
FILES = ("*.yaml", "calendars/*.yaml", "tables/*.yaml", "partners/*.yaml", "contracts/*.yaml", "exclusions/*.yaml")
REMEMBERED = 4


class PortfolioText(Told):
    """portfolio.yaml. Paths are relative to the portfolio; `store` is a database URL, SQLite in `state` by default."""

    portfolio: str
    home_currency: Currency
    state: str = "state"
    out: str = "out"
    store: str | None = None
    inbox: str = "inbox"
    engine: Engine = "duckdb"
    calendar: str | None = None
    prove_rows: int = Field(default=PROVE_ROWS, ge=0)
    roles: RolesText = Field(default_factory=RolesText)
    copc: CopcText | None = None
    journal: JournalText | None = None


@dataclass(frozen=True)
class Portfolio:
    """A portfolio that has no fault: every file read, every name in it found."""

    folder: Path
    told: PortfolioText
    parties: dict[str, Party]
    partners: dict[str, Partner]
    contracts: dict[str, Contract]
    calendars: dict[str, NamedCalendar]
    tables: dict[str, Table]
    state: Path
    out: Path
    inbox: str
    actions: tuple[Action, ...] | None = None  # None where no register is kept
    remembered: dict[Hashable, Any] = field(
        default_factory=dict, repr=False, compare=False
    )  # what follows from the text

    @property
    def roles(self) -> RolesText:
        return self.told.roles

    @property
    def store_url(self) -> str:
        return self.told.store or f"sqlite:///{self.state / 'store.db'}"

    def feeds(self, partner: str | None = None) -> Iterator[tuple[str, str, Feed]]:
        """(partner, feed name, feed), in the order of their names."""
        for name in sorted(self.partners):
            if partner in (None, name):
                for feed_name, feed in sorted(self.partners[name].feeds.items()):
                    yield name, feed_name, feed

    def kind_of(self, contract: Contract) -> dict[str, str]:
        """The kind of rows that each measure (`measures.sl`) and charge (`charges.voice`) of a contract is counted on;
        `measures.cost.per` is that of the denominator where it is another metric's.

        A metric that can be counted on several kinds takes the one that the measure names, otherwise the first of them that
        a partner in scope delivers.
        """
        partners = contract.told.scope["partner"]
        delivered = {feed.kind for partner in partners for _, _, feed in self.feeds(partner)}
        found = {}
        for name, measure in contract.told.measures.items():
            metric = catalogue.metric(measure.metric)
            found[f"measures.{name}"] = measure.kind or _delivered(metric.kinds, delivered)
            if metric.per:
                found[f"measures.{name}.per"] = _delivered(catalogue.metric(metric.per).kinds, delivered)
            for part, counted in ever_beside(measure).items():
                own, possible = found[f"measures.{name}"], catalogue.metric(counted).kinds
                found[f"measures.{name}.{part}"] = own if own in possible else _delivered(possible, delivered)
        for name, charge in contract.told.charges.items():
            found |= {key: str(charging.model(function).KIND) for function, key in charging.counted(name, charge)}
        return found

    def opened(self, contract: Contract) -> Contract:
        """A contract from elsewhere with its hours at the sites of these partners; raises FaultyTextError."""
        if found := list(hours.faults(contract.told, self.partners, self.calendars)):
            raise FaultyTextError([fault(contract.text, place, what) for place, what in found])
        own = contract.by_default(self.told.calendar)
        return replace(opened(own, self.partners, self.calendars), tables=self.tables)

    def source(self, feed: Feed) -> str:
        """The feed's source with the inbox root filled in: a path or an fsspec URL with wildcards."""
        return feed.source.replace("{inbox}", self.inbox)


def _delivered(possible: list[str], delivered: set[str]) -> str:
    return next((kind for kind in possible if kind in delivered), possible[0])


def load(folder: Path, *, inbox: str | None = None, state: Path | None = None, out: Path | None = None) -> Portfolio:
    """Read a portfolio; raises FaultyTextError with every fault of every file. No data is touched.

    What was read in this process is not read again while every file of it says the same.
    """
    if not (folder / "portfolio.yaml").is_file():
        what = "there is no portfolio.yaml in it" if folder.is_dir() else "there is no such folder"
        raise FaultyTextError([f"{folder}: {what}; give the folder of a portfolio, or write one with `vmo init`"])
    if unread := list(misplaced(folder)):
        raise FaultyTextError(unread)
    parties, misread = read_parties(folder)
    said = tuple((path, _said(path)) for place in FILES for path in sorted(folder.glob(place)))
    found = _read(folder, inbox, state, out, tuple(parties.items()), tuple(misread), (Path.cwd(), said))
    return replace(found, parties=parties, partners={**found.partners}, contracts={**found.contracts})


@lru_cache(REMEMBERED)
def _read(
    folder: Path,
    inbox: str | None,
    state: Path | None,
    out: Path | None,
    known_parties: tuple[tuple[str, Party], ...],
    misread: tuple[str, ...],
    seen: object,  # noqa: ARG001  with other files, or seen from elsewhere, it is another portfolio
) -> Portfolio:
    faults: list[str] = []

    def told(shape: type[Told], path: Path) -> tuple[Any, Text | None]:
        try:
            text = yaml12.read(path)
            return checked(shape, text), text
        except FaultyTextError as error:
            faults.extend(error.faults)
            return None, None

    top, top_text = told(PortfolioText, folder / "portfolio.yaml")
    parties = dict(known_parties)
    faults.extend(misread)
    calendars, unread = of_portfolio.read(folder / "calendars")
    told_tables, unreadable = tables.read(folder / "tables")
    faults.extend(unread)
    partners: dict[str, Partner] = {}
    faulty = {PARTIES} if misread and not parties else set()
    for path in sorted((folder / "partners").glob("*.yaml")):
        one, text = told(Partner, path)
        if not one:
            faulty.add(path.stem)
        if one and text:
            faults.extend(_names(text, "partner", one.partner, partners))
            partners[one.partner] = one
            faults.extend(fault(text, place, what) for place, what in across_files.of_partner(one))
            faults.extend(fault(text, place, what) for place, what in hours.site_faults(one, calendars))
    contracts, at_fault = _contracts(folder, top, parties, partners, faulty, calendars, told_tables)
    faults.extend(at_fault)
    for path in sorted((folder / "exclusions").glob("*.yaml")):
        faults.extend(_excluded(path, contracts))
    register, misnamed = actions.read(folder / "actions.yaml", contracts)
    faults.extend([*misnamed, *unreadable])
    if top and top_text:
        faults.extend(fault(top_text, place, what) for place, what in hours.default_faults(top.calendar, calendars))
        faults.extend(_top_faults(top, top_text, None if faults else contracts, told_tables))
    if faults or not top:
        raise FaultyTextError(faults)
    return Portfolio(
        folder=folder.resolve(),
        told=top,
        parties=parties,
        partners=partners,
        contracts=contracts,
        calendars=calendars,
        tables=told_tables,
        state=(state or folder / top.state).resolve(),
        out=(out or folder / top.out).resolve(),
        inbox=_inbox(folder.resolve(), inbox, top.inbox),
        actions=register,
    )


def _said(path: Path) -> bytes:
    with suppress(OSError):  # whoever reads it says what is wrong with it
        return path.read_bytes()
    return b""


def _contracts(
    folder: Path,
    top: PortfolioText | None,
    parties: dict[str, Party],
    partners: dict[str, Partner],
    faulty: set[str],
    calendars: dict[str, NamedCalendar],
    known_tables: dict[str, Table],
) -> tuple[dict[str, Contract], list[str]]:
    """The contracts by their names, and every fault of their files; `faulty` are files that have one themselves."""
    found: dict[str, Contract] = {}
    faults: list[str] = []
    for path in sorted((folder / "contracts").glob("*.yaml")):
        if path.name.endswith(".tests.yaml"):
            continue
        try:
            contract = read_contract(path).by_default(top.calendar if top else None)
        except FaultyTextError as error:
            faults.extend(error.faults)
            continue
        told, text = contract.told, contract.text
        faults.extend(_names(text, "contract", contract.id, found))
        unopened = list(hours.faults(told, partners, calendars))
        places = [
            *coherence.faults(told),
            *unopened,
            *across_files.of_contract(told, parties, partners, faulty),
            *e_invoice.faults(told, parties, known_tables),
            *supply.faults(told, partners),
        ]
        faults.extend(fault(text, place, what) for place, what in places)
        found[contract.id] = (
            contract if unopened else replace(opened(contract, partners, calendars), tables=known_tables)
        )
    return found, faults


def _top_faults(
    top: PortfolioText, text: Text, contracts: dict[str, Contract] | None, known_tables: dict[str, Table]
) -> Iterator[str]:
    """Faults of portfolio.yaml; what it scores and books is only looked at where the contracts have none."""
    yield from (fault(text, place, what) for place, what in top.roles.faults())
    if top.copc and contracts is not None:
        yield from (fault(text, place, what) for place, what in block.faults(top.copc, contracts))
    if top.journal and contracts is not None:
        found = top.journal.faults(contracts, known_tables, top.home_currency)
        yield from (fault(text, place, what) for place, what in found)


def _excluded(path: Path, contracts: dict[str, Contract]) -> Iterator[str]:
    """The exclusions of one file, put to their contract; its faults."""
    try:
        told, text = exclusions.read(path)
    except FaultyTextError as error:
        yield from error.faults
        return
    contract = contracts.get(told.contract)
    if contract is None:
        known = ", ".join(sorted(contracts)) or "none"
        yield fault(text, ("contract",), f"{told.contract!r} is not a contract without a fault; known: {known}")
    elif contract.exclusions:
        yield fault(text, ("contract",), f"{told.contract!r} has its exclusions in another file; write them in one")
    else:
        yield from exclusions.faults(told, text, contract)
        contracts[contract.id] = replace(contract, exclusions=told.exclusions)


def _names(text: Text, key: str, name: str, known: Container[str]) -> Iterator[str]:
    """A name stands once, and is fit for a folder's."""
    if not NAME.fullmatch(name):
        yield fault(text, (key,), f"{name!r} {UNFIT}")
    if name in known:
        yield fault(text, (key,), f"{name!r} is the name of another file's {key} as well; give each its own")


def _inbox(root: Path, given: str | None, told: str) -> str:
    if given is not None:
        return given if "://" in given else str(Path(given).resolve())
    return told if "://" in told else str((root / told).resolve())
