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

from vmo.columns import quoted

EXAMPLES = 5


@dataclass(frozen=True)
class Duplicates:
    """Row numbers of the file (from 0) that give way, and what they are."""

    rows: npt.NDArray[np.int64]
    identical: int = 0
    conflicting: int = 0
    examples: tuple[tuple[int, int, str], ...] = ()


def found(
    connection: duckdb.DuckDBPyConnection,
    rows: Path,
    hashes: npt.NDArray[np.uint64],
    ours: list[str],
    *,
    keep_last: bool,
) -> Duplicates:
    """The duplicates of a Parquet file of rows. `hashes` are those of the identities; they are sorted in place.

    `examples`: (line, line of the row that counts, identity).
    """
    hashes.sort()
    suspects = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    none = Duplicates(np.array([], dtype=np.int64))
    if not len(suspects):
        return none
    connection.register("suspects", pa.table({"hashed": suspects}))
    order = "DESC" if keep_last else "ASC"
    content = ", ".join(f'"{name}"' for name in ours)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE duplicates AS
        SELECT place, line, first_value(line) OVER same AS kept, identity,
            content IS NOT DISTINCT FROM first_value(content) OVER same AS identical
        FROM (
            SELECT file_row_number AS place, line, identity, hash(row({content})) AS content
            FROM read_parquet({quoted(str(rows))}, file_row_number = true)
            WHERE excluded IS NULL AND hash(identity) IN (SELECT hashed FROM suspects)
        )
        WINDOW same AS (PARTITION BY identity ORDER BY place {order})
        QUALIFY row_number() OVER same > 1
        """
    )
    connection.unregister("suspects")
    identical, total = connection.execute("SELECT count(*) FILTER (identical), count(*) FROM duplicates").fetchall()[0]
    places = connection.execute("SELECT place FROM duplicates ORDER BY place").fetchnumpy()["place"]
    examples = connection.execute(
        f"SELECT line, kept, identity FROM duplicates ORDER BY identical, line LIMIT {EXAMPLES}"
    ).fetchall()
    connection.execute("DROP TABLE duplicates")
    return Duplicates(np.asarray(places, dtype=np.int64), identical, total - identical, tuple(examples))
