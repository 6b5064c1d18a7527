"""Conformed rows and quarantine as Parquet: fixed row groups, so that equal rows are equal bytes."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 250_000
QUARANTINE = pa.schema(
    [
        ("record", pa.int64()),
        ("line", pa.int64()),
        ("rule", pa.string()),
        ("column_name", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
        ("releasable", pa.bool_()),
        ("credited_on", pa.date32()),
    ]
)
PLAIN = {"record", "line", "credited_on", "quarter_at", "identity", "contact_id"}


class Writer:
    """Writes batches of one schema in row groups of equal size."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.schema = schema
        few = [one.name for one in schema if pa.types.is_string(one.type) and one.name not in PLAIN]
        self._out = pq.ParquetWriter(
            path, schema, compression="snappy", use_dictionary=few, store_decimal_as_integer=True
        )
        self._held: list[pa.RecordBatch] = []
        self._rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        self._held.append(batch)
        self._rows += batch.num_rows
        while self._rows >= ROW_GROUP:
            self._put(ROW_GROUP)

    def close(self) -> None:
        if self._rows or self._out.is_open:
            self._put(self._rows)
        self._out.close()

    def _put(self, rows: int) -> None:
        table = pa.Table.from_batches(self._held, self.schema)
        if rows:
            self._out.write_table(table.slice(0, rows).combine_chunks(), row_group_size=ROW_GROUP)
        self._held = table.slice(rows).to_batches()
        self._rows -= rows


def patched(source: Path, target: Path, changes: Mapping[str, tuple[Any, Any]]) -> None:
    """The file once more, with some values changed: column → (row numbers in order, their values)."""
    with pq.ParquetFile(source) as told:
        writer = Writer(target, told.schema_arrow)
        begun = 0
        for batch in told.iter_batches(ROW_GROUP):
            writer.write(_with(batch, changes, begun))
            begun += batch.num_rows
        writer.close()


def quarantine(rows: Iterable[Mapping[str, Any]]) -> pa.RecordBatch:
    """Rows of quarantine that are known one by one."""
    return pa.RecordBatch.from_pylist(list(rows), schema=QUARANTINE)


def empty_columns(path: Path) -> list[str]:
    """Columns without a single value, told by the file's own statistics."""
    told = pq.read_metadata(path)
    groups = [told.row_group(i) for i in range(told.num_row_groups)]
    return [
        told.schema.column(i).name
        for i in range(told.num_columns)
        if groups and all(_all_null(group.column(i).statistics, group.num_rows) for group in groups)
    ]


def _all_null(statistics: Any, rows: int) -> bool:
    return statistics is not None and bool(statistics.has_null_count) and statistics.null_count == rows


def _with(batch: pa.RecordBatch, changes: Mapping[str, tuple[Any, Any]], begun: int) -> pa.RecordBatch:
    for name, (rows, values) in changes.items():
        first, last = np.searchsorted(rows, [begun, begun + batch.num_rows])
        if first == last:
            continue
        index = batch.schema.get_field_index(name)
        mask = np.zeros(batch.num_rows, dtype=bool)
        mask[rows[first:last] - begun] = True
        values_here = pa.array(values[first:last], type=batch.schema.field(index).type)
        changed = pa.compute.replace_with_mask(batch.column(index), pa.array(mask), values_here)
        batch = batch.set_column(index, batch.schema.field(index), changed)
    return batch
