"""A partner's month as one CSV: as many contacts as asked, 13 columns, about 88 bytes a row, in the order of their start.

The same rows give the same bytes. Days are alike and busy at noon; one contact in 400 is a test, one in 50,000 has
a wait that no clock can measure, one in 100,000 stands twice. Every value can be parsed as its type: a strict
parser, which is what the line is compared with, reads the file whole.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb

VERSION = 1
NAME = "contacts.csv"
MONTH = "2026-10"
ZONE = "America/New_York"
ARRIVED = datetime(2026, 11, 2, 6, tzinfo=UTC)
COLUMNS = {
    "CallID": "VARCHAR",
    "Start": "TIMESTAMP",
    "End": "TIMESTAMP",
    "Direction": "VARCHAR",
    "Queue": "VARCHAR",
    "Site": "VARCHAR",
    "Language": "VARCHAR",
    "Agent": "VARCHAR",
    "Status": "VARCHAR",
    "Wait": "DECIMAL(12,3)",
    "Talk": "DECIMAL(12,3)",
    "Hold": "DECIMAL(12,3)",
    "Wrapup": "DECIMAL(12,3)",
}

# `key` is the row's ordinal, or that of the row before for a contact that stands twice. Every draw is a hash of it.
CONTACTS = """
WITH keys AS (
    SELECT place, place - (place % 100000 = 77777)::BIGINT AS key FROM range({rows}) t(place)
), draws AS (
    SELECT place, key, key * 31.0 / {rows} AS day,
        list_transform(range(10), lambda n: (hash(key * 16 + n) % 1000000)::INTEGER) AS draw
    FROM keys
), calls AS (
    SELECT place, key, draw,
        TIMESTAMP '2026-10-01' + to_seconds(floor(86400 * (day + 0.14 * sin(2 * pi() * day)))::BIGINT) AS start,
        CASE WHEN draw[1] < 60000 THEN 'O' ELSE 'I' END AS direction,
        CASE WHEN draw[1] < 60000 OR draw[2] >= 95000 THEN 'ANS' WHEN draw[2] < 80000 THEN 'ABN' ELSE 'OVF' END AS status,
        CASE WHEN draw[1] < 60000 THEN 0 ELSE -ln((draw[3] + 1) / 1000000.0) * 14 END AS waited
    FROM draws
), handled AS (
    SELECT *, CASE WHEN draw[4] < 20 THEN -1 ELSE waited END::DECIMAL(12,1) AS wait,
        CASE WHEN status = 'ANS' THEN 20 - ln((draw[5] + 1) / 1000000.0) * 220 ELSE 0 END::INTEGER AS talk,
        CASE WHEN status = 'ANS' AND draw[6] < 200000 THEN draw[6] // 2000 ELSE 0 END::INTEGER AS hold,
        CASE WHEN status = 'ANS' THEN 5 + draw[7] // 20000 ELSE 0 END::INTEGER AS wrapup
    FROM calls
)
SELECT 10000000 + key AS CallID,
    strftime(start, '%Y-%m-%d %H:%M:%S') AS Start,
    strftime(start + to_seconds(greatest(wait, 0)::INTEGER + talk + hold), '%Y-%m-%d %H:%M:%S') AS "End",
    direction AS Direction,
    CASE WHEN draw[8] < 2500 THEN 'TEST' ELSE ['CARE', 'SALE', 'TECH'][1 + draw[8] % 3] END AS Queue,
    ['MNL1', 'BOG1', 'KRK1'][1 + draw[9] % 3] AS Site,
    ['en', 'es', 'pl'][1 + draw[10] % 3] AS Language,
    CASE WHEN status = 'ANS' THEN 'A' || (1000 + draw[9] // 500) END AS Agent,
    status AS Status, wait AS "Wait", talk AS Talk, hold AS Hold, wrapup AS Wrapup
FROM handled ORDER BY place
"""


def written(rows: int, cache: Path) -> Path:
    """The file of that many contacts, written once and kept under `cache`."""
    path = cache / f"{rows}-v{VERSION}" / NAME
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        with duckdb.connect(config={"threads": 2}) as engine:
            engine.execute(f"COPY ({CONTACTS.format(rows=rows)}) TO '{unfinished}' (FORMAT csv, HEADER)")
        unfinished.rename(path)
    # The suite refuses contacts after the file's arrival.
    os.utime(path, (ARRIVED.timestamp(), ARRIVED.timestamp()))
    return path
