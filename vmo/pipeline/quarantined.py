"""What is in quarantine, valued: the month as it would be counted with every releasable rule released."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from vmo.counting.asks import Ask, asked
from vmo.deliveries import Delivery
from vmo.deliveries.accepted import SET_ASIDE
from vmo.deliveries.giving_way import GaveWay, gave_way, refused
from vmo.integrity.quarantine import Valued, valued
from vmo.lake import Lake
from vmo.pipeline.as_released import Release, as_released
from vmo.pipeline.basis import Feeding, Month, instants
from vmo.pipeline.house import House
from vmo.ratios_alone import shown_only
from vmo.records import Document, RefusedError
from vmo.tallies import CountsFile, read

Assemble = Callable[[House, Month], Document]


def value(house: House, month: Month, document: Document, assemble: Assemble, *, kept: bool = False) -> Valued | None:
    """What accepting the quarantined rows of the month would change; None where there are none.

    `assemble` makes a document of a month, as it made `document`. Rows that could not be read have no value.
    `kept`: what is counted for it is kept, and found when the month is closed again.
    """
    held = {one.key: rules for feeding in month.feedings for one in feeding.deliveries if (rules := _held(house, one))}
    if not held:
        return None
    by_rule: Counter[str] = Counter()
    for found in held.values():
        by_rule.update({rule: number for rule, number in found.items() if rule})
    rows = sum(found[""] for found in held.values())
    asks = asked(month.contract, month.first, month.last, month.kind_of)
    with house.lake.staging() as staging:
        files: list[CountsFile] = list(month.files)
        for feeding in month.feedings:
            own = [ask for ask in asks if ask.kind == feeding.feed.kind]
            shown = shown_only(month.contract.told, month.kind_of, own, feeding.partner, feeding.feed)
            own = [ask for ask in own if ask not in shown]
            if own and any(one.key in held for one in feeding.deliveries):
                files = _recounted(house, feeding, held, own, files, staging, kept=kept)
        tallies = tuple(read(house.lake, files, month.quarters))
        finer = instants(house, month.contract, month.first, month.last, month.kind_of, files, month.quarters)
        accepted = assemble(house, replace(month, files=tuple(files), tallies=tallies, instants=finer))
    return valued(document, accepted, dict(by_rule), rows)


def _held(house: House, one: Delivery) -> dict[str, int]:
    """Rows by rule that a person could release, on the days that count; under the empty name all of them, each once."""
    if not one.conforming.quarantined or not one.standing:
        return {}
    own = ", ".join(f"'{rule}'" for rule in sorted({*SET_ASIDE, *one.released}))
    days = ", ".join(f"DATE '{day}'" for day in sorted(one.standing))
    with house.lake.connect() as engine:
        found = engine.execute(
            f"SELECT coalesce(rule, ''), count(DISTINCT record) FROM read_parquet('{house.lake.quarantine(one.key)}') "
            f"WHERE releasable AND rule NOT IN ({own}) AND credited_on IN ({days}) GROUP BY GROUPING SETS ((rule), ())"
        ).fetchall()
    told = {str(rule): int(rows) for rule, rows in found}
    return told if told.get("") else {}


def _recounted(
    house: House,
    feeding: Feeding,
    held: dict[str, dict[str, int]],
    asks: list[Ask],
    files: list[CountsFile],
    staging: Path,
    *,
    kept: bool,
) -> list[CountsFile]:
    """The counts of a month with the quarantine of a feed released."""
    for one in _releases(house, feeding, held, staging):
        with suppress(RefusedError):  # the released rows lack what an ask needs: their value cannot be told
            files = as_released(house, one, asks, files, staging, kept=kept)
    return files


def _releases(house: House, feeding: Feeding, held: dict[str, dict[str, int]], staging: Path) -> Iterator[Release]:
    """The deliveries whose accepted rows would be others: released rows may make earlier ones give way."""
    standing = [one for one in feeding.deliveries if one.standing]
    if feeding.feed.resend != "updates_by_identity":
        for one in standing:
            if one.key in held:
                yield Release(one, _released(one, held), house.lake.quarantine(refused(one)), {})
        return
    with house.store.transaction() as session:
        whole = house.deliveries(session, feeding.partner, feeding.name, feeding.feed)
    gone = gave_way(house.lake, [replace(one, released=_released(one, held)) for one in whole])
    for one in standing:
        path = _beside(house.lake, one.key, gone[one.key], staging)
        release = Release(one, _released(one, held), path, gone[one.key])
        if one.key in held or not release.only_gains:
            yield release


def _beside(lake: Lake, key: str, days: GaveWay, staging: Path) -> Path:
    """A quarantine in staging that also holds the rows that give way."""
    records = sorted(record for found in days.values() for record in found)
    if not records:
        return lake.quarantine(key)
    path = staging / f"{key}-refused.parquet"
    values = ", ".join(f"({record})" for record in records)
    with lake.connect() as engine:
        engine.execute(
            f"COPY (SELECT record, rule, releasable FROM read_parquet('{lake.quarantine(key)}') UNION ALL "
            f"SELECT record::BIGINT, 'superseded', true FROM (VALUES {values}) v(record)) TO '{path}' (FORMAT parquet)"
        )
    return path


def _released(one: Delivery, held: dict[str, dict[str, int]]) -> frozenset[str]:
    return frozenset({*one.released, *(rule for rule in held.get(one.key, {}) if rule)})
