"""The accepted rows of a conformed file: what is neither excluded nor in the quarantine table.

Beside refused rows that table names those set aside because another row of the same identity counts.

One sentence of SQL, so that counting, proving and billing look at the same rows.
"""

from collections.abc import Collection
from pathlib import Path

DUPLICATE, SUPERSEDED = SET_ASIDE = ("duplicate", "superseded")


def accepted(rows: Path, quarantine: Path, released: Collection[str]) -> str:
    """SELECT over the rows Parquet, as text; a rule in `released` refuses nothing any more."""
    free = ", ".join(f"'{rule}'" for rule in sorted(released))
    kept = f" AND q.rule NOT IN ({free})" if free else ""
    return (
        f"SELECT * FROM read_parquet('{rows}') r WHERE r.excluded IS NULL "
        f"AND NOT EXISTS (SELECT 1 FROM read_parquet('{quarantine}') q WHERE q.record = r.record AND q.releasable{kept})"
    )
