"""The evidence of the checks: accepted rows counted a second time, and contacts that two places bill."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain, combinations
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from vmo import catalogue, charging, proving
from vmo.calendars.openings import Quarters
from vmo.counting.asks import Verb, ask, measure_reliefs
from vmo.counting.forecasts import ever_beside
from vmo.deliveries import Delivery
from vmo.kinds import CREDITED
from vmo.money import minor_unit_places, plain
from vmo.partner import Feed
from vmo.pipeline import late_fees
from vmo.pipeline.basis import Month, instants
from vmo.pipeline.coming_back import ComingBack
from vmo.pipeline.following import Following
from vmo.pipeline.house import House, with_data
from vmo.pipeline.standing import standing_rows
from vmo.proofs.strata import Whole
from vmo.proving import Key, Proof, relieved, settlement
from vmo.proving import cells as proving_cells
from vmo.proving.cells import Place
from vmo.records import BilledTwice, Ratio, Recalculation
from vmo.relief import Away
from vmo.store import DocumentRow
from vmo.store import Proof as KeptProof
from vmo.tallies import CountsFile, Tally, read, site_hours, total
from vmo.tallies.cells import cells as cells_in
from vmo.terms import scope_of

PART = 100_000


@dataclass(frozen=True)
class ProvenBatch:
    """One day of one delivery, whose rows the proofs read."""

    delivery: Delivery
    feed: Feed
    day: date
    rows: int


def second_calculation(house: House, month: Month) -> Recalculation:
    """The month by the proofs. Batches beyond `prove_rows` take the counts of the first calculation, and the share says so."""
    batches = list(batches_of(month))
    limit = house.portfolio.told.prove_rows
    chosen = {
        (name, day)
        for name, day, _ in proving.by_hash([(b.delivery.acceptance, b.day, b.rows) for b in batches], limit)
    }
    ratios, wholes = _figures(house, month, batches, chosen)
    with house.store.transaction() as session:
        late = late_fees.paid(session, month.contract, month.first, month.last)
    found = settlement.recalculate(
        month.contract,
        month.first,
        month.last,
        ratios=ratios,
        wholes=wholes,
        data_days=month.data_days | month.earlier.data_days,
        lost=month.lost.keys(),
        past=month.past,
        adjustments=month.adjustments,
        late=late,
        places=minor_unit_places(month.contract.told.currency),
        rows=sum(b.rows for b in batches if (b.delivery.acceptance, b.day) in chosen),
        all_rows=sum(b.rows for b in batches),
    )
    for word, contract in relieved.variants(month.contract).items():
        ratios, wholes = _figures(house, replace(month, contract=contract), batches, chosen)
        found.relieved[word] = settlement.alone(
            contract,
            month.first,
            month.last,
            ratios=ratios,
            wholes=wholes,
            data_days=month.data_days | month.earlier.data_days,
            lost=month.lost.keys(),
            past=month.past,
        )
    return found


def _figures(
    house: House, month: Month, batches: list[ProvenBatch], chosen: set[tuple[str, date]]
) -> tuple[dict[Key, Ratio], dict[Key, Whole]]:
    """Every figure of the month's contract by the proofs, and the wholes of weighted strata."""
    wanted = [
        proof.as_far_as(month.until)
        for proof in proving.wanted(month.contract, month.first, month.last, month.kind_of)
        if proof.function == "quantity" or month.evidence.get(proof.key[0].partition(".")[0]) != "C"
    ]
    proofs = [proof for proof in wanted if not proof.celled]
    celled = [proof for proof in wanted if proof.celled]
    cells: dict[Key, dict[Place, Ratio]] = {proof.key: {} for proof in celled}
    ratios: dict[Key, Ratio] = {proof.key: proof.count([]) for proof in proofs}
    coming_back = ComingBack(Following(house))
    with house.lake.connect() as engine:
        for batch in batches:
            asked = [proof for proof in proofs if proof.kind == batch.feed.kind]
            proven = (batch.delivery.acceptance, batch.day) in chosen
            if proven:
                for key, ratio in _proven(house, engine, month, batch, asked, coming_back).items():
                    ratios[key] = _sum(ratios[key], ratio)
                finer = [proof for proof in celled if proof.kind == batch.feed.kind]
                rows = list(chain(*rows_in(house, engine, batch, batch.rows))) if finer else []
                for proof in finer:
                    among = coming_back.rows(proof, engine, batch.delivery, batch.day)
                    found = proving_cells.cells_of(month.contract, proof, rows, batch.feed.credited, among)
                    _add(cells[proof.key], found)
    for key, ratio in _unproven(house, month, proofs, chosen).items():
        ratios[key] = _sum(ratios[key], ratio)
    for key, found in _unproven_cells(house, month, celled, chosen).items():
        _add(cells[key], found)
    wholes: dict[Key, Whole] = {}
    for proof in celled:
        (name, day), per = proof.key, (f"{proof.key[0]}.per", proof.key[1])
        if dict(proof.terms).get("strata") == "weighted":
            ratios[name, day], wholes[name, day] = proving_cells.weighted(month.contract, proof, cells[name, day])
        elif proof.function == "quantity":
            ratios[name, day] = proving_cells.held(month.contract, proof, cells[name, day])
        elif "." not in name:
            ratios[name, day] = proving_cells.attained(
                month.contract,
                proof,
                cells[name, day],
                cells.get(per, {}),
                seen=cells.get((f"{name}.seen", day), {}),
                beside={part: cells.get((f"{name}.{part}", day), {}) for part in proving.BESIDE},
            )
        varied = dict(proof.terms).get("forecast_variance")
        if "." not in name and varied and varied.delivered:
            for part in ("forecast", "workload"):
                told = cells.get((f"{name}.{part}", day), {})
                ratios[f"{name}.{part}", day] = proving_cells.expected(month.contract, varied, told)
            ratios[f"{name}.handling", day] = proving_cells.in_all(cells.get((f"{name}.handling", day), {}))
    return ratios, wholes


def billed_twice(house: House, month: Month) -> list[BilledTwice]:
    """Contacts in two charges that count alike, or billed in this month and in a month that has a document already."""
    found: list[BilledTwice] = []
    charges = [
        (name, charge) for name, charge in month.contract.told.charges.items() if f"charges.{name}" in month.kind_of
    ]
    pairs = [(a, b) for a, b in combinations(charges, 2) if charging.may_count_the_same(a[1], b[1])]
    with house.store.transaction() as session:
        documents = select(DocumentRow.period).where(DocumentRow.contract == month.contract.id)
        other_months = sorted(set(session.scalars(documents)) - {month.period})
    with house.lake.connect() as engine:
        for feeding in month.feedings:
            if feeding.feed.kind not in month.kind_of.values() or not charges:
                continue
            standing = " UNION ALL BY NAME ".join(
                standing_rows(house, one) for one in feeding.deliveries if one.standing
            )
            if not standing:
                continue
            engine.execute(f"CREATE OR REPLACE TEMP VIEW standing AS {standing}")
            columns = {row[0] for row in engine.execute("DESCRIBE standing").fetchall()}
            for (first, one), (second, two) in pairs:
                if charging.kind(one) != feeding.feed.kind:
                    continue
                scopes = [scope_of(month.contract.told, charge.scope) for charge in (one, two)]
                condition = " AND ".join(rows_in_scope(scope, feeding.partner, columns) for scope in scopes)
                rows = engine.execute(f"SELECT identity FROM standing WHERE {condition} ORDER BY 1").fetchall()
                found += [BilledTwice(row[0], f"charge {first}", f"charge {second}") for row in rows]
            repeated = "SELECT identity FROM standing GROUP BY identity HAVING count(*) > 1 ORDER BY 1"
            found += [
                BilledTwice(row[0], "one delivery", "another delivery of the feed")
                for row in engine.execute(repeated).fetchall()
            ]
            found += _billed_before(house, month, feeding, engine, other_months)
    return found


def batches_of(month: Month) -> Iterator[ProvenBatch]:
    told: set[tuple[str, date]] = set()
    for feeding in (*month.feedings, *month.earlier.feedings):
        for one in feeding.deliveries:
            for day in sorted(one.standing):
                if (one.acceptance, day) in told:  # of the month, and of the days before that a window reaches back to
                    continue
                told.add((one.acceptance, day))
                yield ProvenBatch(
                    one, feeding.feed, day, one.days[day] - (one.given_way[day].rows if day in one.given_way else 0)
                )


def _proven(
    house: House, engine: Any, month: Month, batch: ProvenBatch, proofs: list[Proof], coming_back: ComingBack
) -> dict[Key, Ratio]:
    """Each proof over the rows of one batch, kept by what it rests on."""
    told = month.contract
    where = f"{batch.delivery.acceptance} {batch.day} {told.told.time_zone} {told.openings.key}"
    signatures = {proof.key: proof.signature(where + coming_back.told(proof, batch.delivery)) for proof in proofs}
    with house.store.transaction() as session:
        kept = {key: session.get(KeptProof, signature) for key, signature in signatures.items()}
    found = {
        key: Ratio(Decimal(row.numerator), row.denominator and Decimal(row.denominator))
        for key, row in kept.items()
        if row
    }
    todo = [proof for proof in proofs if proof.key not in found]
    if not todo:
        return found
    # Only a row's own instant lets rows be counted a part at a time: an arrangement looks at many of them together.
    by_parts = batch.rows > PART and all(proof.look == CREDITED for proof in todo)
    fresh = {proof.key: proof.count([]) for proof in todo}
    for rows in rows_in(house, engine, batch, PART if by_parts else batch.rows):
        seen = {
            proof.place: list(
                proving.placed(
                    month.contract,
                    rows,
                    batch.feed.credited,
                    kind=batch.feed.kind,
                    look=proof.look,
                    due_at=proof.due_at,
                )
            )
            for proof in {proof.place: proof for proof in todo}.values()
        }
        for proof in todo:
            among = coming_back.rows(proof, engine, batch.delivery, batch.day)
            counted = proof.count(proving.rows_of(proof, seen[proof.place]), among)
            fresh[proof.key] = _sum(fresh[proof.key], counted)
    with house.store.transaction() as session:
        for key, ratio in fresh.items():
            denominator = None if ratio.denominator is None else plain(Decimal(ratio.denominator))
            session.merge(
                KeptProof(key=signatures[key], numerator=plain(Decimal(ratio.numerator)), denominator=denominator)
            )
    return {**found, **fresh}


def rows_in(house: House, engine: Any, batch: ProvenBatch, at_once: int) -> Iterator[list[dict[str, Any]]]:
    """The accepted rows of a batch as plain mappings, so many at once; columns that no feed maps are left out."""
    day = f"r.credited_on = DATE '{batch.day}'"
    # A cursor of its own: between two parts others ask the engine too.
    found = engine.cursor().execute(f"{standing_rows(house, batch.delivery)} AND {day}")
    names = [*(name for name, *_ in found.description), "partner"]
    partner = (batch.delivery.partner,)
    while part := found.fetchmany(max(at_once, 1)):
        yield [dict(zip(names, row + partner, strict=True)) for row in part]


def _unproven(house: House, month: Month, proofs: list[Proof], chosen: set[tuple[str, date]]) -> dict[Key, Ratio]:
    """The first calculation's sums over the batches that are not proven."""
    tallies = [tally for files, quarters in _left(month, chosen) for tally in read(house.lake, files, quarters)]
    if not tallies:
        return {}
    asked = {
        proof.key: ask(
            "quantity" if proof.function == "quantity" else "measure",
            _function(month, proof),
            proof.kind,
            dict(proof.terms),
            _out(month, proof),
            proof.scope,
        )
        for proof in proofs
    }
    sums = {
        proof.key: total(
            tallies,
            asked[proof.key].key,
            proof.scope,
            first=proof.segment.first,
            last=proof.segment.last,
            open_only=proof.open_only,
        )
        for proof in proofs
    }
    timed = [proof for proof in proofs if proof.hours]
    finer = _left_by_instant(house, month, chosen) if timed else []
    sums |= {
        proof.key: site_hours.counted(month.contract, finer, asked[proof.key].key, proof.scope, proof.segment)
        for proof in timed
    }
    return {key: ratio for key, ratio in sums.items() if ratio.numerator is not None}  # a kind may be proven wholly


def _unproven_cells(
    house: House, month: Month, proofs: list[Proof], chosen: set[tuple[str, date]]
) -> dict[Key, dict[Place, Ratio]]:
    """The first calculation's cells over the batches that are not proven."""
    tallies = _left_by_instant(house, month, chosen) if proofs else []
    zone = ZoneInfo(month.contract.told.time_zone)
    found: dict[Key, dict[Place, Ratio]] = {}
    for proof in proofs:
        verb: Verb = "quantity" if proof.function == "quantity" else "measure"
        key = ask(verb, _function(month, proof), proof.kind, dict(proof.terms), _out(month, proof), proof.scope).key
        for one in cells_in(
            tallies, key, proof.scope, proof.segment.first, proof.segment.last, zone, open_only=proof.open_only
        ):
            _add(found.setdefault(proof.key, {}), {(one.at, tuple(one.dimensions.items()), one.value): one.ratio})
    return found


def _left(month: Month, chosen: set[tuple[str, date]]) -> Iterator[tuple[list[CountsFile], Quarters]]:
    """The counts of what is not proven: of the month, and of the days before it."""
    for held, quarters in ((month.files, month.quarters), (month.earlier.files, month.earlier.quarters)):
        left = [
            replace(one, standing=frozenset(day for day in one.standing if (one.acceptance, day) not in chosen))
            for one in held
        ]
        yield left, quarters


def _left_by_instant(house: House, month: Month, chosen: set[tuple[str, date]]) -> list[Tally]:
    window = month.contract, month.first, month.last, month.kind_of
    return [tally for files, quarters in _left(month, chosen) for tally in instants(house, *window, files, quarters)]


def _add(sums: dict[Place, Ratio], more: dict[Place, Ratio]) -> None:
    for place, ratio in more.items():
        sums[place] = _sum(sums[place], ratio) if place in sums else ratio


def _function(month: Month, proof: Proof) -> str:
    """The metric or model that the proof proves; `sl.per` is the denominator of the measure sl, `sl.seen` all scopes of it."""
    told = month.contract.told
    name, _, part = proof.key[0].partition(".")
    if proof.function == "quantity":
        found = charging.against(told.charges[name]) if part == "held" else charging.counting(told.charges[name])
        return found or ""
    metric = told.measures[name].metric
    if part in (counted := ever_beside(told.measures[name])):
        return counted[part]
    return catalogue.metric(metric).per or metric if part == "per" else metric


def _out(month: Month, proof: Proof) -> tuple[Away, ...]:
    """What the first calculation took out of the measure."""
    if proof.function == "quantity" or proof.key[0].endswith((".forecast", ".workload")):
        return ()
    return measure_reliefs(month.contract, proof.key[0].partition(".")[0], month.first, month.last).applied


def rows_in_scope(scope: dict[str, list[str]], partner: str, columns: set[str]) -> str:
    """The rows of a partner that a scope takes, as SQL."""
    parts = []
    for name, values in scope.items():
        if name == "partner":
            parts.append("true" if partner in values else "false")
        elif name not in columns:
            parts.append("false")
        else:
            literals = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
            parts.append(f"{name} IN ({literals})")
    return " AND ".join(parts) or "true"


def _billed_before(house: House, month: Month, feeding: Any, engine: Any, periods: list[str]) -> list[BilledTwice]:
    found = []
    with house.store.transaction() as session:
        deliveries = house.deliveries(session, feeding.partner, feeding.name, feeding.feed)
    for period in periods:
        first, last = month.contract.month(period)
        current = {one.key for one in feeding.deliveries}
        others = [one for one in with_data(deliveries, first, last) if one.standing and one.key not in current]
        if others:
            union = " UNION ALL BY NAME ".join(standing_rows(house, one) for one in others)
            rows = engine.execute(
                f"SELECT DISTINCT s.identity FROM standing s SEMI JOIN ({union}) o USING (identity) ORDER BY 1"
            ).fetchall()
            found += [BilledTwice(row[0], month.period, period) for row in rows]
    return found


def _sum(one: Ratio, other: Ratio) -> Ratio:
    if one.numerator is None or other.numerator is None:
        return Ratio(None)
    denominator = (
        None
        if one.denominator is None and other.denominator is None
        else Decimal(one.denominator or 0) + Decimal(other.denominator or 0)
    )
    return Ratio(Decimal(one.numerator or 0) + Decimal(other.numerator), denominator)
