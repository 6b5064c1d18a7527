"""Short numbers are read without their pattern; they are the same numbers, and the same texts are refused."""

from decimal import Decimal
from itertools import product

import duckdb
import pyarrow as pa
from trials import Trial, feed, quarantined, rows, trial

from vmo.conforming.columns import SECONDS, TO_MILLISECOND, short

__all__ = ["trial"]

LETTERS = "09.eE_+-x"
TEXTS = ["".join(word) for length in range(1, 6) for word in product(LETTERS, repeat=length)]


def test_every_text_of_five_letters_reads_as_its_pattern_says():
    with duckdb.connect() as engine:
        engine.register("texts", pa.table({"told": TEXTS}))
        number = f"TRY_CAST(told AS {SECONDS})"
        pattern = f"CASE WHEN regexp_full_match(told, '{TO_MILLISECOND}') THEN {number} END"
        spared = short("told")
        found = engine.execute(
            f"SELECT count(*), min(told) FILTER ({number} IS DISTINCT FROM {pattern}) FROM texts WHERE {spared}"
        ).fetchall()
    assert found[0][0] > 1000
    assert found[0][1] is None


def test_a_file_with_an_exponent_anywhere_has_its_numbers_read_by_their_pattern(trial: Trial):
    text = b"id,start,status,wait\n1,2026-10-01 08:00:00,A,1e3\n2,2026-10-01 08:00:00,A,20\n"
    told = trial.conform(text, feed())
    assert (told.rows_in, told.unreadable_rows) == (2, 1)


def test_a_cell_that_is_no_number_is_refused_where_all_others_are_read_as_numbers(trial: Trial):
    text = (
        b"id,start,status,wait\n1,2026-10-01 08:00:00,A,5.250\n2,2026-10-01 08:00:00,A,soon\n3,2026-10-01 08:00:00,A,\n"
    )
    told = trial.conform(text, feed())
    assert rows(told, "record, wait_s") == [(1, Decimal("5.250")), (3, None)]
    assert quarantined(told, "rule, value") == [("unreadable", "soon")]


def test_the_identity_is_the_column_that_it_is_taken_from(trial: Trial):
    told = trial.conform(b"id,start,status,wait\n7,2026-10-01 08:00:00,A,1\n", feed())
    with duckdb.connect() as engine:
        found = engine.execute(f"SELECT identity, contact_id FROM read_parquet('{told.rows}')").fetchall()
    assert found == [("7", "7")]
