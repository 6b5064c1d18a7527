"""Short numbers are read without their pattern; they are the same numbers, and the same texts are refused."""

from itertools import product

import duckdb
import pyarrow as pa
import pytest
from trials import Trial, feed, trial

from vmo.conforming.columns import SECONDS, TO_MILLISECOND, short

__all__ = ["trial"]

LETTERS = "09.eE_+-x"
TEXTS = ["".join(word) for length in range(1, 6) for word in product(LETTERS, repeat=length)]


@pytest.mark.parametrize("loose", [True, False])
def test_every_text_of_five_letters_reads_as_its_pattern_says(loose):
    texts = TEXTS if loose else [text for text in TEXTS if not any(f"{d}{m}" in text for d in "09." for m in "eE_")]
    with duckdb.connect() as engine:
        engine.register("texts", pa.table({"told": texts}))
        number = f"TRY_CAST(told AS {SECONDS})"
        pattern = f"CASE WHEN regexp_full_match(told, '{TO_MILLISECOND}') THEN {number} END"
        spared = f"{short('told', loose=loose)}"
        rows = engine.execute(
            f"SELECT count(*), min(told) FILTER ({number} IS DISTINCT FROM {pattern}) FROM texts WHERE {spared}"
        ).fetchall()
    assert rows[0][0] > 1000
    assert rows[0][1] is None


def test_a_file_with_an_exponent_anywhere_has_its_numbers_read_by_their_pattern(trial: Trial):
    text = b"id,start,status,wait\n1,2026-10-01 08:00:00,A,1e3\n2,2026-10-01 08:00:00,A,20\n"
    told = trial.conform(text, feed())
    assert (told.rows_in, told.unreadable_rows) == (2, 1)


def test_the_identity_is_the_column_that_it_is_taken_from(trial: Trial):
    told = trial.conform(b"id,start,status,wait\n7,2026-10-01 08:00:00,A,1\n", feed())
    with duckdb.connect() as engine:
        rows = engine.execute(f"SELECT identity, contact_id FROM read_parquet('{told.rows}')").fetchall()
    assert rows == [("7", "7")]
