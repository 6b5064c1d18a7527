"""Conformed rows and quarantine as Parquet: a row group a batch, so that equal rows are equal bytes."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

BATCH = 122_880
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
COUNTED_UP = ("record", "line")
PLAIN = {"record", "line", "credited_on", "quarter_at", "identity", "contact_id"}


class Writer:
    """Writes batches of one schema, each as a row group. A text that is one of a few comes as its number."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.schema = schema
        texts = {one.name for one in schema if pa.types.is_string(one.type) or pa.types.is_dictionary(one.type)}
        self._out = pq.ParquetWriter(
            path,
            schema,
            compression={name: "none" if name in COUNTED_UP else "snappy" for name in schema.names},
            column_encoding=dict.fromkeys(COUNTED_UP, "DELTA_BINARY_PACKED"),
            use_dictionary=sorted(texts - PLAIN),
            write_statistics=[name for name in schema.names if name not in texts],
            store_decimal_as_integer=True,
            store_schema=False,
        )
        self._begun = False

    def write(self, batch: pa.RecordBatch) -> None:
        if batch.num_rows:
            self._out.write_batch(batch)
            self._begun = True

    def close(self) -> None:
        if not self._begun:
            self._out.write_table(self.schema.empty_table())
        self._out.close()


def patched(source: Path, target: Path, changes: Mapping[str, tuple[Any, Any]]) -> None:
    """The file once more, with some values changed: column → (row numbers in order, their values)."""
    with pq.ParquetFile(source) as told:
        writer = Writer(target, told.schema_arrow)
        begun = 0
        for batch in told.iter_batches(BATCH):
            writer.write(_with(batch, changes, begun))
            begun += batch.num_rows
        writer.close()


def quarantine(rows: Iterable[Mapping[str, Any]]) -> pa.RecordBatch:
    """Rows of quarantine that are known one by one."""
    return pa.RecordBatch.from_pylist(list(rows), schema=QUARANTINE)


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
