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
PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
BINARY = ("FLOAT", "DOUBLE")


def recognise(head: bytes) -> bool:
    """Whether the first bytes are those of Parquet."""
    return head.startswith(b"PAR1")


def read(source: Source, *, decimal: str = ".") -> Export:
    """The columns as text c0, c1 …; a record's line is its ordinal, for the file has no lines."""
    told = f"read_parquet({literal(source.path)}, can_have_nan = true)"  # its statistics leave them out
    columns = source.ask(f"DESCRIBE SELECT * FROM {told}")
    spans = _spans(source)
    texts = [_clock(name, spans[name]) if name in spans else _text(name, kind, decimal) for name, kind, *_ in columns]
    cells = ", ".join(f"{text} AS c{i}" for i, text in enumerate(texts))
    return Export([name for name, *_ in columns], 1, f"(SELECT {cells} FROM {told})", Places.straight(0), typed=True)


def _spans(source: Source) -> dict[str, int]:
    """Columns of lengths of time, which Parquet has as whole numbers, and how many of these are a second."""
    from pyarrow import ArrowException, types
    from pyarrow.parquet import read_schema

    try:
        schema = read_schema(source.path)
    except (ArrowException, OSError):
        return {}  # what is wrong with it the engine tells
    return {one.name: PER_SECOND[one.type.unit] for one in schema if types.is_duration(one.type)}


def _clock(name: str, per_second: int) -> str:
    """Such a length as hours, minutes and seconds, exact."""
    cell = '"' + name.replace('"', '""') + '"'
    rest = f"lpad(CAST(abs({cell}) % {per_second} AS VARCHAR), {len(str(per_second)) - 1}, '0')"
    whole = f"abs({cell}) // {per_second}"
    parts = f"{whole} // 3600, {whole} // 60 % 60, {whole} % 60"
    told = f"CASE WHEN {cell} < 0 THEN '-' ELSE '' END || printf('%02d:%02d:%02d', {parts})"
    return f"{told} || '.' || {rest}" if per_second > 1 else told


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
