"""Staged counts: what a trial asks of a delivery, counted beside the lake; nothing is kept."""

from collections.abc import Collection
from pathlib import Path

from vmo import kinds
from vmo.counting.asks import Ask, of_delivery
from vmo.deliveries import Delivery
from vmo.pipeline.counting import scanned
from vmo.pipeline.following import Following
from vmo.pipeline.house import House
from vmo.records import RefusedError
from vmo.tallies import CountsFile


def staged(
    house: House,
    one: Delivery,
    asks: Collection[Ask],
    staging: Path,
    *,
    refused: Path | None,
    released: Collection[str],
    tells_rows: bool = True,
) -> CountsFile:
    """The counts of a delivery in staging. Raises RefusedError where its rows lack what an ask needs."""
    own = of_delivery(asks, one.partner, one.days, Following(house).of(one))
    rows, into = house.lake.rows(one.key), staging / f"{one.key}.parquet"
    counted = scanned(house, one, own, rows, into, refused=refused, released=released)
    if counted.findings:
        raise RefusedError([str(finding) for finding in counted.findings])
    return CountsFile(
        partner=one.partner,
        acceptance=one.acceptance,
        path=str(counted.path),
        standing=one.standing,
        columns=tuple((key, *counted.columns[ask.key]) for ask, keys in own.items() for key in keys),
        dimensions=tuple(kinds.kind(one.conforming.kind).dimensions),
        tells_rows=tells_rows,
    )
