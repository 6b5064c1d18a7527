"""Charged back: what each business unit bears, a second time: rows counted unit by unit by the proofs, and shared by theirs.

Only as far as sums tell it: not where a measure whose failures share a credit is more than one ratio of sums in the month
itself, nor for a month of more rows than the portfolio proves.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from vmo import catalogue, proving
from vmo.kinds import CREDITED
from vmo.money import minor_unit_places
from vmo.pipeline.basis import Month
from vmo.pipeline.evidence import ProvenBatch, batches_of, rows_in
from vmo.pipeline.house import House
from vmo.proofs import chargeback
from vmo.proving import Key, Placed, Proof, Row, charged
from vmo.records import Borne, Document

UNIT = "business_unit"
FAILED = "failed"
Counts = dict[str, Decimal]


def borne_again(house: House, month: Month, document: Document) -> Borne | None:
    """The second calculation of a chargeback; None where there is none, or where it is not proven."""
    told = month.contract.told.chargeback
    found = list(batches_of(month))
    if told is None or sum(one.rows for one in found) > house.portfolio.told.prove_rows:
        return None
    terms = told.on(month.first)
    proofs = proving.wanted(month.contract, month.first, month.last, month.kind_of)
    wanted = [one for one in proofs if one.key[0] in map(charged, (terms.driver, *terms.direct))]
    if terms.credits == FAILED:
        measures = {one.measure for one in document.credits} & month.contract.told.measures.keys()
        percents = {name for name in measures if _percent(month, name)}
        if not all(_is_a_sum(month, name, proofs) for name in percents):
            return None
        wanted += [one for one in proofs if one.key[0] in percents]
    units: set[str] = set()
    counts: dict[Key, Counts] = {(one.key[0], one.key[1]): {} for one in wanted}
    failed: dict[str, Counts] = {}
    with house.lake.connect() as engine:
        for batch in found:
            rows = list(chain(*rows_in(house, engine, batch, batch.rows)))
            placed = _placed(month, batch, proofs, rows)
            units |= set(_units(month, placed))
            for one in [one for one in wanted if one.kind == batch.feed.kind]:
                for unit, counted in _counted(month, one, placed[one.place]):
                    own = counts[one.key] if one.function == "quantity" else failed.setdefault(one.key[0], {})
                    own[unit] = own.get(unit, Decimal(0)) + counted
    if not units:
        return None
    told_by_rows = chargeback.Told(
        terms.driver,
        tuple(terms.direct),
        {
            (name.removesuffix(".charged"), first): own
            for (name, first), own in counts.items()
            if name.endswith(".charged")
        },
        {name: {unit: own.get(unit, Decimal(0)) for unit in units} for name, own in failed.items()},
    )
    places = minor_unit_places(month.contract.told.currency)
    return chargeback.borne(document, chargeback.in_order(units), told_by_rows, places)


def _percent(month: Month, name: str) -> bool:
    return catalogue.metric(month.contract.told.measures[name].metric).unit == "%"


def _is_a_sum(month: Month, name: str, proofs: Iterable[Proof]) -> bool:
    """Whether what failed of a measure is told by sums of rows of the month alone."""
    measure = month.contract.told.measures[name]
    own = [one for one in proofs if one.key[0].partition(".")[0] == name]
    return (
        measure.agg == "ratio_of_sums"
        and measure.forecast_variance is None
        and month.evidence.get(name) != "C"
        and all(one.key[0] == name and not one.celled and not one.look.startswith("next_") for one in own)
        and all(month.first <= one.segment.first and one.segment.last <= month.last for one in own)
    )


def _placed(
    month: Month, batch: ProvenBatch, proofs: Iterable[Proof], rows: list[dict[str, Any]]
) -> dict[tuple[Any, ...], list[Placed]]:
    """The rows as each proof of their kind finds them, and as they are credited."""
    own = {one.place: one for one in proofs if one.kind == batch.feed.kind}
    found = {(CREDITED,): list(proving.placed(month.contract, rows, batch.feed.credited, kind=batch.feed.kind))}
    for place, one in own.items():
        at = proving.placed(month.contract, rows, batch.feed.credited, kind=one.kind, look=one.look, due_at=one.due_at)
        found[place] = list(at)
    return found


def _units(month: Month, placed: Mapping[tuple[Any, ...], Iterable[Placed]]) -> Iterator[str]:
    """The units of the rows of the contract in the month."""
    scope = month.contract.told.scope
    for rows in placed.values():
        for row, _, day, _ in rows:
            if month.first <= day <= month.last and all(row.get(name) in values for name, values in scope.items()):
                yield row.get(UNIT) or ""


def _counted(month: Month, proof: Proof, placed: Iterable[Placed]) -> Iterator[tuple[str, Decimal]]:
    """What a proof counts of the rows of each unit: a quantity, or what failed of a percentage."""
    by_unit: dict[str, list[Row]] = {}
    for row in proving.rows_of(proof, placed):
        by_unit.setdefault(row.get(UNIT) or "", []).append(row)
    for unit, rows in by_unit.items():
        found = proof.count(rows)
        if proof.function == "quantity":
            yield unit, Decimal(found.numerator)
        else:
            higher = catalogue.metric(month.contract.told.measures[proof.key[0]].metric).direction == "higher"
            yield unit, Decimal(found.denominator - found.numerator if higher else found.numerator)
