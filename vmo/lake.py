"""The lake: landed bytes and Parquet under the state folder, and the engine that reads them.

A file is complete before it has its final name: it is written in a staging folder, flushed to disk and moved in
place. Whether it counts is the store's decision; a file that no row of the store names is only disk space.
"""

import fcntl
import filecmp
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import duckdb

THREADS = 2
MEMORY_LIMIT = "700MB"
_RUNNING: "weakref.WeakSet[Lake]" = weakref.WeakSet()


class Lake:
    """Where the files of one portfolio lie; the folders are made when something is put there."""

    def __init__(self, state: Path) -> None:
        self.state = state

    def landed(self, sha256: str) -> Path:
        """The bytes of that sha256, as they arrived."""
        return self.state / "landed" / sha256[:2] / sha256

    def rows(self, key: str) -> Path:
        """Conformed rows of one conforming."""
        return self.state / "lake" / "rows" / f"{key}.parquet"

    def quarantine(self, key: str) -> Path:
        """Refused rows of one conforming, unreadable and judged."""
        return self.state / "lake" / "quarantine" / f"{key}.parquet"

    def counts(self, name: str) -> Path:
        """Additive counts of that name."""
        return self.state / "lake" / "counts" / f"{name}.parquet"

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A fresh folder for unfinished files, removed at the end whatever happens."""
        folder = Path(tempfile.mkdtemp(dir=self._workshop))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, staged: Path, final: Path) -> None:
        """Move a finished file to its final name: on disk before it is visible, harmless when it is there already."""
        if final.exists() and filecmp.cmp(staged, final, shallow=False):
            staged.unlink()
            return
        final.parent.mkdir(parents=True, exist_ok=True)
        _flush(staged)
        staged.replace(final)
        _flush(final.parent)

    def connect(self, *, long_lists: bool = True) -> duckdb.DuckDBPyConnection:
        """An engine in memory: two threads, bounded memory (it spills to state/tmp), UTC, rows in the order of the file.

        The connections of a process are of one engine, since one takes longer to start than a small file to be read. What a
        connection names must be temporary, so that no other sees it. Without `long_lists`, a long list of values that a
        column may have is asked of each row: a join with it, which is faster, would forget the order of the rows.
        """
        engine = self._engines.get(long_lists)
        if engine is None:
            engine = self._engines[long_lists] = self._started(long_lists=long_lists)
            _RUNNING.add(self)
        connection = engine.cursor()
        connection.execute("SET TimeZone = 'UTC'")
        return connection

    def _started(self, *, long_lists: bool) -> duckdb.DuckDBPyConnection:
        spill = tempfile.mktemp(dir=self._workshop)  # noqa: S306  made, and removed, by the engine that spills; two must not share
        return duckdb.connect(
            config={
                "threads": THREADS,
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": spill,
                "preserve_insertion_order": True,
                "enable_external_file_cache": False,  # a file is what it is when it is asked
                **({} if long_lists else {"disabled_optimizers": "in_clause"}),
            }
        )

    @cached_property
    def _engines(self) -> dict[bool, duckdb.DuckDBPyConnection]:
        """The engines that run, by whether they join with long lists."""
        return {}

    def rest(self) -> None:
        """Let the engines go that nobody is connected to; the next connection starts one."""
        self._engines.clear()

    @cached_property
    def _workshop(self) -> Path:
        """A part of state/tmp for this lake alone, locked while in use; what killed processes left there is removed."""
        place = self.state / "tmp"
        place.mkdir(parents=True, exist_ok=True)
        with _locked(place):
            for left in place.iterdir():
                _remove_unless_locked(left)
            folder = Path(tempfile.mkdtemp(dir=place))
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
        weakref.finalize(self, _leave, folder, lock)
        return folder


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """The folder's lock, which ends with its process; raises BlockingIOError when another has it and `wait` is false."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)


def _remove_unless_locked(left: Path) -> None:
    try:
        with _locked(left, wait=False):
            shutil.rmtree(left, ignore_errors=True)
    except (BlockingIOError, FileNotFoundError):  # at work, or gone by itself meanwhile
        return


def _leave(folder: Path, lock: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rest_all() -> None:
    """An engine does not outlive a fork: its threads stay behind, and the new process would wait for them at its end."""
    for lake in list(_RUNNING):
        lake.rest()


os.register_at_fork(before=_rest_all)
