"""Rows that give way: under `updates_by_identity` a later delivery's row replaces earlier ones of the same identity.

The later delivery is the one that arrived later, whichever was read first. What gave way is kept beside the quarantine,
under the name of the acceptance it makes.
"""

import hashlib
from collections.abc import Sequence
from datetime import date

from vmo.deliveries import Delivery, GivenWay
from vmo.deliveries.accepted import SUPERSEDED, accepted
from vmo.lake import Lake

GaveWay = dict[date, list[int]]


def gave_way(lake: Lake, deliveries: Sequence[Delivery]) -> dict[str, GaveWay]:
    """Per conforming key and credited day, the record numbers of its accepted rows that later deliveries replace.

    `deliveries` are those of one feed, earliest arrival first.
    """
    if len(deliveries) < 2:
        return {one.key: {} for one in deliveries}
    union = " UNION ALL ".join(
        f"SELECT {n} AS nth, identity, record, credited_on FROM "
        f"({accepted(lake.rows(one.key), lake.quarantine(one.key), one.released)})"
        for n, one in enumerate(deliveries)
    )
    with lake.connect() as engine:
        rows = engine.execute(
            f"WITH rows AS ({union}), latest AS (SELECT identity, max(nth) AS nth FROM rows GROUP BY 1 HAVING count(*) > 1) "
            "SELECT rows.nth, rows.credited_on, rows.record FROM rows JOIN latest USING (identity) "
            "WHERE rows.nth < latest.nth ORDER BY ALL"
        ).fetchall()
    found: dict[str, GaveWay] = {one.key: {} for one in deliveries}
    for nth, day, record in rows:
        found[deliveries[nth].key].setdefault(day, []).append(record)
    return found


def given_way(records: Sequence[int]) -> GivenWay:
    """The record numbers that gave way on one day, as a count and a hash."""
    return GivenWay(len(records), hashlib.sha256(",".join(map(str, records)).encode()).hexdigest()[:24])


def refused(one: Delivery) -> str:
    """Name of the Parquet that keeps rows of a delivery from counting: its quarantine, and what gave way."""
    return one.acceptance if one.given_way else one.key


def keep(lake: Lake, one: Delivery, days: GaveWay) -> None:
    """Write what refuses rows of a delivery, where some gave way: its quarantine and a row for each that did.

    The name tells the content, so what is there is not written again.
    """
    if lake.quarantine(one.acceptance).exists():
        return
    with lake.staging() as staging, lake.connect() as engine:
        values = ", ".join(f"({record}, DATE '{day}')" for day, records in sorted(days.items()) for record in records)
        path = staging / "refused.parquet"
        engine.execute(
            f"COPY (SELECT * FROM read_parquet('{lake.quarantine(one.key)}') UNION ALL BY NAME "
            f"SELECT record::BIGINT AS record, '{SUPERSEDED}' AS rule, true AS releasable, credited_on "
            f"FROM (VALUES {values}) v(record, credited_on) ORDER BY record, rule) TO '{path}' (FORMAT parquet)"
        )
        lake.put(path, lake.quarantine(one.acceptance))
