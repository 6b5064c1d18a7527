"""Unfinished files: a lake at work keeps its own, a dead one's are removed, and two engines never share a place to spill."""

import gc
import signal
import subprocess
import sys

import duckdb
import pytest

from vmo import lake
from vmo.lake import Lake

AT_WORK = """
import sys, time
from pathlib import Path
from vmo.lake import Lake
with Lake(Path(sys.argv[1])).staging() as folder:
    (folder / "rows.parquet").write_text("half of it")
    print(folder, flush=True)
    time.sleep(60)
"""
FORKED = """
import os, sys
from pathlib import Path
from vmo.lake import Lake
lake = Lake(Path(sys.argv[1]))
def ask():
    with lake.connect() as engine:
        print(engine.execute("SELECT sum(i) FROM range(500000) t(i)").fetchone()[0], flush=True)
ask()
child = os.fork()
if not child:
    ask()
    sys.exit()  # as a program ends: the engines that it has are let go
sys.exit(os.waitpid(child, 0)[1])
"""


def test_a_process_at_work_keeps_its_files_and_a_killed_one_leaves_none(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", AT_WORK, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    folder = process.stdout.readline().strip()
    with Lake(tmp_path).staging():
        assert f"{folder}/rows.parquet" in files(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with Lake(tmp_path).staging():
        assert files(tmp_path) == set()


def test_a_folder_that_its_owner_removes_meanwhile_is_no_trouble(tmp_path):
    lake._remove_unless_locked(tmp_path / "gone")


def test_nothing_is_left_when_a_lake_is_done(tmp_path):
    one = Lake(tmp_path)
    with one.staging() as folder, one.connect() as engine:
        engine.execute(f"COPY (SELECT 1) TO '{folder / 'one.parquet'}'")
    del one, engine
    gc.collect()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_two_engines_of_one_lake_spill_into_places_of_their_own(tmp_path):
    told = Lake(tmp_path)
    with told.connect() as one, told.connect(long_lists=False) as other:
        places = {engine.execute("SELECT current_setting('temp_directory')").fetchone() for engine in (one, other)}
    assert len(places) == 2


def test_connections_of_one_engine_do_not_see_what_the_others_name(tmp_path):
    told = Lake(tmp_path)
    with told.connect() as one, told.connect() as other:
        one.execute("CREATE TEMP TABLE standing AS SELECT 1 AS day")
        other.execute("CREATE TEMP VIEW standing AS SELECT 2 AS day")
        assert [engine.execute("FROM standing").fetchone() for engine in (one, other)] == [(1,), (2,)]
    with told.connect() as later, pytest.raises(duckdb.CatalogException):
        later.execute("FROM standing")


def test_a_file_that_was_replaced_is_read_anew(tmp_path):
    told, path = Lake(tmp_path), tmp_path / "rows.parquet"
    for day in (1, 2):
        with told.connect() as engine:
            engine.execute(f"COPY (SELECT {day} AS day) TO '{path}'")
            assert engine.execute(f"FROM '{path}'").fetchone() == (day,)


def test_a_process_that_is_forked_ends(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FORKED, str(tmp_path)], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout.split()) == (0, ["124999750000", "124999750000"])


def files(state):
    return {str(path) for path in (state / "tmp").rglob("*") if path.is_file()}
