"""Explaining: a document made once more from the conformed rows of the lake, and where an amount of it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from vmo import kinds
from vmo.counting.asks import Ask
from vmo.deliveries import Delivery
from vmo.deliveries.giving_way import refused
from vmo.derivation import Step
from vmo.life import ISSUED
from vmo.life.events import find, issued, issued_as, name_of
from vmo.pipeline import late_fees, rolled_in
from vmo.pipeline.basis import gather
from vmo.pipeline.contributing import Contributing, Row
from vmo.pipeline.derived import Derived
from vmo.pipeline.house import House
from vmo.pipeline.month import judge
from vmo.pipeline.remade import remade
from vmo.pipeline.staged import staged
from vmo.pipeline.stated import Stated, stated
from vmo.records import RefusedError
from vmo.store import DocumentRow
from vmo.tallies import CountsFile

TOTALS = ("charges", "credits", "bonus", "net", "tax", "gross")
Counted = list[tuple[str, date]]  # lines and measures, each with its first day


@dataclass(frozen=True)
class Explained:
    """A document, the step that was asked for, and what of rows stands behind it."""

    name: str
    derived: Derived
    step: Step
    counted: Counted

    @property
    def columns(self) -> list[str]:
        """The columns of the rows, in the order of their kinds, as far as a feed tells them."""
        month = self.derived.month
        counted = {one.ask.kind for name, first in self.counted for one in self.derived.figures(name, first)}
        feeds = [one.feed for one in (*month.earlier.feedings, *month.feedings) if one.feed.kind in counted]
        told = [
            name
            for kind in dict.fromkeys(one.kind for one in feeds)
            for name, column in kinds.kind(kind).columns.items()
            if column.default is not None or any(name in one.columns for one in feeds if one.kind == kind)
        ]
        return list(dict.fromkeys(told))

    def rows(self) -> Iterator[tuple[str, Delivery, Row]]:
        """Every row that was counted, with what it was counted for: a line, a measure, or what one of them is held to."""
        for name, first in self.counted:
            for figure in self.derived.figures(name, first):
                yield from ((figure.counted_for, *row) for row in self.derived.contributing.rows(figure))


def explain(house: House, text: str, wanted: str | None = None) -> Explained:
    """The derivation of a document, or of one of its amounts. Raises RefusedError where there is no such thing."""
    with house.store.transaction() as session:
        row = find(session, text)
        standing = issued_as(session, row) if row.status in ISSUED else None
        said = stated(house, row, standing)
    if wanted is not None:
        _known(house, row, said, wanted)  # before anything is counted
    derived = _from_the_lake(house, row, said)
    if wanted is None:
        return Explained(name_of(row), derived, derived.whole(), _every(derived))
    step, counted = _chosen(derived, wanted, name_of(row))
    return Explained(name_of(row), derived, step, counted)


def _known(house: House, row: DocumentRow, said: Stated, wanted: str) -> None:
    """Raises RefusedError for what is no amount of the document, and no charge or measure of its contract."""
    contract = house.portfolio.contracts.get(row.contract)
    told = (*contract.told.charges, *contract.told.measures) if contract else ()
    known = list(dict.fromkeys([*TOTALS, *(name for group, name, _ in said.amounts if group != "totals"), *told]))
    if wanted not in (*known, *(name.partition(".")[0] for name in known)) and wanted.partition(".")[0] not in told:
        raise RefusedError([f"{name_of(row)}: {wanted!r} is no amount of it; known: {', '.join(known)}"])


def _from_the_lake(house: House, row: DocumentRow, said: Stated) -> Derived:
    """The month with every row counted again, and settled again under the contract as it is now."""
    known = house.portfolio.contracts
    if row.contract not in known:
        raise RefusedError(
            [
                f"{name_of(row)}: its contract is no longer in contracts/; put its YAML back, known: {', '.join(sorted(known))}"
            ]
        )
    with house.store.transaction() as session:
        anew = issued(session, row.contract, row.period) is not None
    with house.lake.staging() as folder:
        month = gather(house, known[row.contract], row.period, count=partial(_counted, house, folder), afresh=True)
        month, calculation, _ = judge(house, month, anew=anew)
    with house.store.transaction() as session:
        bill, source = remade(session, row, calculation)
        contract = known[row.contract]
        beside = {
            **rolled_in.steps(session, contract, row.period),
            **late_fees.steps(session, contract, row.period),
        }
    return Derived(month, bill.document, bill.calculation, said, Contributing(house, month), source, beside)


def _counted(house: House, folder: Path, one: Delivery, asks: list[Ask], told: bool) -> CountsFile:
    reading = house.lake.quarantine(refused(one))
    return staged(house, one, asks, folder, refused=reading, released=one.released, tells_rows=not told)


def _every(derived: Derived) -> Counted:
    """Every line and every measure that rows may stand behind."""
    lines = [(one.id.partition(".")[0], one.first) for one in derived.document.lines]
    return list(dict.fromkeys([*lines, *((one.id, one.first) for one in derived.document.attainments)]))


def _chosen(derived: Derived, wanted: str, name: str) -> tuple[Step, Counted]:
    """What a person named: a line, a charge of several lines, a measure with its credit and bonus, a total."""
    document = derived.document
    lines = [one for one in document.lines if wanted in (one.id, one.id.partition(".")[0])]
    measures = [one for one in document.attainments if one.id == wanted]
    credits_ = [one for one in document.credits if one.measure == wanted]
    bonuses = [one for one in document.bonuses if one.measure == wanted]
    told = {*(one.first for one in credits_), *(one.first for one in bonuses)}  # with the measure that moved them
    steps = [*map(derived.line, lines), *map(derived.credit, credits_), *map(derived.bonus, bonuses)]
    steps += [derived.measure(one) for one in measures if one.first not in told]
    counted = [*((one.id.partition(".")[0], one.first) for one in lines), *((one.id, one.first) for one in measures)]
    if wanted in TOTALS:
        steps.append(_total(derived, wanted))
        counted += _behind(derived, wanted)
    if not steps:
        known = [*TOTALS, *(one.id for one in document.lines), *(one.id for one in document.attainments)]
        raise RefusedError([f"{name}: {wanted!r} is no amount of it; known: {', '.join(dict.fromkeys(known))}"])
    return (steps[0] if len(steps) == 1 else Step(f"{name}: {wanted}", {}, tuple(steps))), counted


def _total(derived: Derived, wanted: str) -> Step:
    document = derived.document
    if wanted in ("net", "gross"):
        gross = derived.whole()
        return gross if wanted == "gross" else gross.of[0]
    of = {
        "charges": map(derived.line, document.lines),
        "credits": map(derived.credit, document.credits),
        "bonus": map(derived.bonus, document.bonuses),
        "tax": map(derived.tax, document.taxes),
    }
    return derived.total(wanted, of[wanted])


def _behind(derived: Derived, wanted: str) -> Counted:
    """The lines and measures of which rows stand behind a total."""
    document = derived.document
    if wanted == "charges":
        return list(dict.fromkeys((one.id.partition(".")[0], one.first) for one in document.lines))
    moved = {
        "credits": {(one.measure, one.first) for one in document.credits},
        "bonus": {(one.measure, one.first) for one in document.bonuses},
    }
    if wanted in moved:
        own = moved[wanted]
        return [key for one in document.attainments if (key := (one.id, one.first)) in own]
    return _every(derived)
