"""As released: the counts of a delivery as they would be without its quarantine. Where counts add up, only what a release gains
is counted.

Most functions look at each row alone, so the counts of the rows that a release gains, beside those that stand, are the
counts of all. What looks at several rows together (the contacts that follow one, the strata of a sample) is counted whole,
and so is everything where a released row makes an earlier one give way. `kept`: as a month is closed these counts are kept, by
what they rest on, and found when it is closed again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from vmo import kinds, plugins
from vmo.counting.asks import Ask, of_delivery
from vmo.deliveries import Delivery
from vmo.deliveries.giving_way import GaveWay, given_way, refused
from vmo.pipeline import counting
from vmo.pipeline.following import Following
from vmo.pipeline.house import House
from vmo.records import RefusedError
from vmo.store import CountsRow
from vmo.tallies import CountsFile

Answered = Mapping[Ask, Sequence[str]]


@dataclass(frozen=True)
class Release:
    """A delivery, the rules that are released in it, what still refuses rows then, and which rows give way then."""

    delivery: Delivery
    released: frozenset[str]
    refused: Path
    gone: GaveWay

    @property
    def only_gains(self) -> bool:
        """Whether no row that counts now gives way."""
        return {day: given_way(records) for day, records in self.gone.items()} == self.delivery.given_way

    @property
    def name(self) -> str:
        """What the counts rest on: the rows that count now, and those that would."""
        told = [f"{day}:{given_way(records).records}" for day, records in sorted(self.gone.items())]
        named = ["as released", self.delivery.acceptance, *sorted(self.released), *told]
        return sha256("\n".join(named).encode()).hexdigest()[:24]


def adds_up(ask: Ask) -> bool:
    """Whether the function looks at each row alone.

    >>> from vmo.counting.asks import ask
    >>> adds_up(ask("measure", "call_aht", "contacts", {}))
    True
    >>> adds_up(ask("measure", "call_occupancy", "agent_states", {}))
    False
    """
    return ask.days_ahead is None and ask.timed is None and ask.look not in plugins.names("arrangements")


def as_released(
    house: House, one: Release, asks: Collection[Ask], files: Sequence[CountsFile], staging: Path, *, kept: bool
) -> list[CountsFile]:
    """The counts of a month, those of the delivery as they would be. Raises RefusedError where rows lack what an ask needs."""
    delivery = one.delivery
    own = of_delivery(asks, delivery.partner, delivery.days, Following(house).of(delivery))
    alone = {ask: keys for ask, keys in own.items() if one.only_gains and adds_up(ask)}
    whole = {ask: keys for ask, keys in own.items() if ask not in alone}
    found = []
    if alone:
        found += _counted(house, one, alone, staging, kept=kept, gained=True)
    if whole:
        found += _counted(house, one, whole, staging, kept=kept, gained=False, tells_rows=not alone)
    others = [file for file in files if file.acceptance != delivery.acceptance]
    standing = [file for file in files if file.acceptance == delivery.acceptance] if alone else []
    again = {key for keys in whole.values() for key in keys}
    left = [replace(file, columns=tuple(told for told in file.columns if told[0] not in again)) for file in standing]
    return [*others, *left, *found]


def _counted(
    house: House,
    one: Release,
    asks: Answered,
    staging: Path,
    *,
    kept: bool,
    gained: bool,
    tells_rows: bool = True,
) -> list[CountsFile]:
    delivery, name = one.delivery, f"{one.name}-{'gained' if gained else 'whole'}"
    known = _known(house, delivery.key, name, asks) if kept else None
    if known:
        return _files(house, delivery, asks, known, tells_rows=tells_rows)
    rows = _gained(house, one, staging) if gained else house.lake.rows(delivery.key)
    refusing, into = None if gained else one.refused, staging / f"{name}.parquet"
    told = counting.scanned(house, delivery, asks, rows, into, refused=refusing, released=one.released)
    if told.findings:
        raise RefusedError([str(finding) for finding in told.findings])
    path = str(told.path)
    if kept:
        path = counting.placed(house, name, [ask.key for ask in asks], told)
        with house.store.transaction() as session:
            counting.keep(session, delivery.key, name, path, told)
    return _files(
        house, delivery, asks, {key: (path, *pair) for key, pair in told.columns.items()}, tells_rows=tells_rows
    )


def _known(house: House, key: str, name: str, asks: Answered) -> dict[str, tuple[str, str, str | None]] | None:
    """Where each ask was counted before; None unless all were."""
    wanted = [ask.key for ask in asks]
    with house.store.transaction() as session:
        rows = session.scalars(
            select(CountsRow).where(
                CountsRow.conforming == key, CountsRow.acceptance == name, CountsRow.ask.in_(wanted)
            )
        ).all()
    found = {row.ask: (row.path, row.numerator, row.denominator) for row in rows}
    return found if found.keys() == set(wanted) else None


def _files(
    house: House,
    delivery: Delivery,
    asks: Answered,
    told: Mapping[str, tuple[str, str, str | None]],
    *,
    tells_rows: bool,
) -> list[CountsFile]:
    """The counts as files of the month; a path of the lake is told from the state folder on."""
    paths = sorted({path for path, *_ in told.values()})
    return [
        CountsFile(
            partner=delivery.partner,
            acceptance=delivery.acceptance,
            path=str(house.lake.state / path),
            standing=delivery.standing,
            columns=tuple(
                (key, *told[ask.key][1:]) for ask, keys in asks.items() if told[ask.key][0] == path for key in keys
            ),
            dimensions=tuple(kinds.kind(delivery.conforming.kind).dimensions),
            tells_rows=tells_rows and nth == 0,
        )
        for nth, path in enumerate(paths)
    ]


def _gained(house: House, one: Release, staging: Path) -> Path:
    """The rows that count as released and do not count now."""
    delivery, path = one.delivery, staging / f"{one.name}-rows.parquet"
    now, then = house.lake.quarantine(refused(delivery)), one.refused
    with house.lake.connect() as engine:
        engine.execute(
            f"COPY (SELECT * FROM read_parquet('{house.lake.rows(delivery.key)}') r WHERE r.excluded IS NULL "
            f"AND {_holds(now, delivery.released)} AND NOT {_holds(then, one.released)}) TO '{path}' (FORMAT parquet)"
        )
    return path


def _holds(quarantine: Path, released: Iterable[str]) -> str:
    free = "".join(f" AND q.rule <> '{rule}'" for rule in sorted(released))
    return f"EXISTS (SELECT 1 FROM read_parquet('{quarantine}') q WHERE q.record = r.record AND q.releasable{free})"
