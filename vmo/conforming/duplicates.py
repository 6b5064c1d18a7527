"""Rows of one file that have the same identity: one of them counts, the others are told apart.

Hashes find the few candidates; their identities decide. A duplicate is identical when all our columns equal those
of the row that counts, conflicting otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vmo.conforming.columns import quoted
from vmo.deliveries.accepted import DUPLICATE

EXAMPLES = 5
Hashes = npt.NDArray[np.uint64]
NONE = np.empty(0, np.uint64)


@dataclass(frozen=True)
class Duplicates:
    """How many rows are set aside, and what they are. `examples`: (line, line of the row that counts, identity)."""

    rows: int = 0
    identical: int = 0
    conflicting: int = 0
    examples: tuple[tuple[int, int, str], ...] = ()


def set_aside(
    connection: duckdb.DuckDBPyConnection,
    rows: Path,
    hashes: Sequence[Hashes],
    ours: list[str],
    into: Path,
    *,
    keep_last: bool,
) -> Duplicates:
    """Write the duplicates of a Parquet file of rows to `into`, in the quarantine's shape and in record order.

    `hashes` are those of the identities, in the order of the rows.
    """
    connection.register("suspects", pa.table({"suspect": repeated(hashes)}))
    order = "DESC" if keep_last else "ASC"
    content = ", ".join(f'"{name}"' for name in ours)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE duplicates AS
        SELECT record, line, first_value(line) OVER same AS kept, identity, credited_on,
            content IS NOT DISTINCT FROM first_value(content) OVER same AS identical
        FROM (
            SELECT record, line, identity, credited_on, hash(row({content})) AS content
            FROM read_parquet({quoted(str(rows))}, file_row_number = true)
            WHERE excluded IS NULL AND file_row_number IN (SELECT suspect FROM suspects)
        )
        WINDOW same AS (PARTITION BY identity ORDER BY record {order})
        QUALIFY row_number() OVER same > 1
        """
    )
    connection.unregister("suspects")
    connection.execute(
        f"""
        COPY (
            SELECT record, line, {quoted(DUPLICATE)} AS rule, 'identity' AS column_name, identity AS value,
                'line ' || kept || ' has the same identity and counts' AS reason, true AS releasable, credited_on
            FROM duplicates ORDER BY record
        ) TO {quoted(str(into))} (FORMAT parquet)
        """
    )
    identical, total = connection.execute("SELECT count(*) FILTER (identical), count(*) FROM duplicates").fetchall()[0]
    examples = connection.execute(
        f"SELECT line, kept, identity FROM duplicates ORDER BY identical, line LIMIT {EXAMPLES}"
    ).fetchall()
    connection.execute("DROP TABLE duplicates")
    return Duplicates(total, identical, total - identical, tuple(examples))


def repeated(hashes: Sequence[Hashes]) -> npt.NDArray[np.int64]:
    """Numbers of the rows whose hash another row has too; a quarter of the hashes at a time, to spare memory.

    >>> repeated([np.array([7, 8], np.uint64), np.array([9, 7], np.uint64)]).tolist()
    [0, 3]
    """
    twice = [_twice(np.concatenate([NONE, *(part[part >> 62 == quarter] for part in hashes)])) for quarter in range(4)]
    suspects, found, begun = np.concatenate(twice), [np.empty(0, np.int64)], 0
    for part in hashes if len(suspects) else []:
        found.append(np.flatnonzero(np.isin(part, suspects)) + begun)
        begun += len(part)
    return np.concatenate(found)


def _twice(hashes: Hashes) -> Hashes:
    hashes.sort()
    return np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
