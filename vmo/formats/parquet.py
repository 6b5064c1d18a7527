"""Parquet: typed columns, read as the text that the feed declares.

>>> recognise(b"PAR1"), recognise(b"a;b")
(True, False)
"""

from vmo.formats._export import Export, Places, Source
from vmo.formats._text import literal

WHOLE = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "UHUGEINT",
)
AS_TEXT = ("VARCHAR", "BOOLEAN", "DATE", "TIME", "TIMESTAMP", "INTERVAL", "UUID", "ENUM")
BINARY = ("FLOAT", "DOUBLE")


def recognise(head: bytes) -> bool:
    """Whether the first bytes are those of Parquet."""
    return head.startswith(b"PAR1")


def read(source: Source, *, decimal: str = ".") -> Export:
    """The columns as text c0, c1 …; a record's line is its ordinal, for the file has no lines."""
    told = f"read_parquet({literal(source.path)}, can_have_nan = true)"  # its statistics leave them out
    columns = source.ask(f"DESCRIBE SELECT * FROM {told}")
    cells = ", ".join(f"{_text(name, kind, decimal)} AS c{i}" for i, (name, kind, *_) in enumerate(columns))
    return Export([name for name, *_ in columns], 1, f"(SELECT {cells} FROM {told})", Places.straight(0), typed=True)


def _text(name: str, kind: str, decimal: str) -> str:
    cell = '"' + name.replace('"', '""') + '"'
    told = f"CAST({cell} AS VARCHAR)"
    if kind in BINARY:
        told = f"coalesce(CAST(TRY_CAST({cell} AS DECIMAL(38,12)) AS VARCHAR), {told})"
    if kind.startswith(("DECIMAL", *BINARY)):
        return f"replace({told}, '.', ',')" if decimal == "," else told
    if kind in WHOLE or kind.startswith(AS_TEXT) or kind == "BLOB":
        return told
    return f"CAST(to_json({cell}) AS VARCHAR)"
