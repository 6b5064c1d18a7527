"""Rows of one file that have the same identity: one of them counts, the others are told apart.

Hashes find the few candidates; their identities decide. A duplicate is identical when all our columns equal those
of the row that counts, conflicting otherwise.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vmo.accepted import DUPLICATE
from vmo.conforming.columns import quoted

EXAMPLES = 5


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
    hashes: npt.NDArray[np.uint64],
    ours: list[str],
    into: Path,
    *,
    keep_last: bool,
) -> Duplicates:
    """Write the duplicates of a Parquet file of rows to `into`, in the quarantine's shape and in record order.

    `hashes` are those of the identities; they are sorted in place.
    """
    hashes.sort()
    suspects = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    connection.register("suspects", pa.table({"hashed": suspects}))
    order = "DESC" if keep_last else "ASC"
    content = ", ".join(f'"{name}"' for name in ours)
    source = (
        f"read_parquet({quoted(str(rows))})" if len(suspects) else f"(FROM read_parquet({quoted(str(rows))}) LIMIT 0)"
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE duplicates AS
        SELECT record, line, first_value(line) OVER same AS kept, identity, credited_on,
            content IS NOT DISTINCT FROM first_value(content) OVER same AS identical
        FROM (
            SELECT record, line, identity, credited_on, hash(row({content})) AS content FROM {source}
            WHERE excluded IS NULL AND hash(identity) IN (SELECT hashed FROM suspects)
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
