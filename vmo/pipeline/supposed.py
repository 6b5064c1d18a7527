"""Supposed: recorded months under other terms, and what was charged for them; nothing is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import select

from vmo.correction import comparison
from vmo.correction.comparison import Side
from vmo.counting.asks import Ask
from vmo.deliveries import Delivery
from vmo.deliveries.giving_way import refused
from vmo.life import archive, calculations
from vmo.life.calculations import FIRST, Calculated
from vmo.pipeline import past
from vmo.pipeline.basis import gather
from vmo.pipeline.house import House
from vmo.pipeline.month import judge
from vmo.pipeline.staged import staged
from vmo.pipeline.stated import RESULT, published
from vmo.records import Document, RefusedError
from vmo.schema import TermNotInForceError
from vmo.store import DocumentRow
from vmo.tallies import CountsFile
from vmo.terms import Contract


def supposed(house: House, contract: Contract, periods: Sequence[str]) -> Iterator[Document]:
    """The documents of the months, in order, if this contract had been in force; each later one knows the states before.
    The exclusions are those of the contract that was.

    Raises RefusedError where a month cannot be settled under it, and why.
    """
    settled: list[Document] = []
    in_force = house.portfolio.contracts.get(contract.id)
    contract = replace(house.portfolio.opened(contract), exclusions=in_force.exclusions if in_force else {})
    for period in periods:
        with house.lake.staging() as folder:
            try:
                month = gather(house, contract, period, count=partial(_counted, house, folder))
                month = replace(month, past=past.with_documents(month.past, settled))
                _, document, _ = judge(house, month)
            except TermNotInForceError as error:
                raise RefusedError([f"{period}: {error}"]) from None
        settled.append(document)
        yield document


def last_months(house: House, contract: str, count: int) -> list[str]:
    """The last recorded months of a contract, in order; they may have gaps between them."""
    with house.store.transaction() as session:
        known = select(DocumentRow.period).where(DocumentRow.contract == contract).distinct()
        return sorted(session.scalars(known))[-count:]


def charged(house: House, contract: str, period: str) -> Side:
    """What a month was charged: by the newest calculation that was issued, or else by all that is published of it.

    Raises RefusedError where nothing was, or where it is no longer what was recorded.
    """
    with house.store.transaction() as session:
        known = calculations.of(session, contract, period)
        rows = select(DocumentRow).where(DocumentRow.contract == contract, DocumentRow.period == period)
        content = {row.version: row.content for row in session.scalars(rows.order_by(DocumentRow.version))}
    if not content:
        raise RefusedError(
            [f"{contract}: {period} is not recorded; run vmo month --month {period} --contract {contract}"]
        )
    if known:
        return replace(comparison.of_document(calculations.standing(known).document), version=_version(known))
    told = [
        published(house.portfolio.out / archive.place(contract, period, version) / RESULT, files)
        for version, files in content.items()
    ]
    versions = " and ".join(map(str, content))
    return replace(comparison.of_results(told), version=f"as published, version {versions}")


def _version(known: Sequence[Calculated]) -> str:
    """Which calculation of a month stands, and the documents that together say so."""
    one, versions = calculations.standing(known), calculations.standing_versions(known)
    how = "as issued" if one.ordinal == FIRST else f"as corrected, calculation {one.ordinal}"
    into = f", rolled into {one.into}" if one.into else ""
    return f"{how}, version {' and '.join(map(str, versions))}{into}"


def _counted(house: House, folder: Path, one: Delivery, asks: list[Ask], told: bool) -> CountsFile:
    return staged(
        house,
        one,
        asks,
        folder,
        refused=house.lake.quarantine(refused(one)),
        released=one.released,
        tells_rows=not told,
    )
