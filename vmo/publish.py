"""Publish: checked bytes into their place, file by file atomically; what is no longer said is taken away."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

FILES = (
    "scorecard.xlsx",
    "invoice.xlsx",
    "statements.xlsx",
    "invoice.pdf",
    "invoice.xml",
    "invoice.cii.xml",
    "journal.csv",
    "journal.xlsx",
    "trail.json",
    "result.json",
)
STAGED = ".unfinished-"


def publish(rendered: dict[str, bytes], place: Path, *, unless: Callable[[], bool] = lambda: False) -> list[Path]:
    """Write the files of one contract's month under `place`. `result.json` comes last: with it the month is complete.

    One process at a time has the place; what a killed one left unfinished there is removed. `unless` is asked once the place
    is ours: an issued document may have come there meanwhile, and a draft never takes its place.
    """
    place.mkdir(parents=True, exist_ok=True)
    with _alone(place):
        if unless():
            return []
        for left in place.glob(f"{STAGED}*"):
            left.unlink()
        for name in sorted(FILES, key=lambda name: name == "result.json"):
            if name in rendered:
                _replace(place / name, rendered[name])
            else:
                (place / name).unlink(missing_ok=True)
    return [place / name for name in rendered]


def beside(rendered: dict[str, bytes], place: Path, *, pattern: str) -> list[Path]:
    """Write files beside those of a contract's month; others there that match the pattern are no longer said."""
    place.mkdir(parents=True, exist_ok=True)
    with _alone(place):
        for path in sorted(place.glob(pattern)):
            if path.name not in rendered:
                path.unlink()
        for name, content in rendered.items():
            _replace(place / name, content)
    return [place / name for name in rendered]


def withdrawn(place: Path, *, above: int) -> None:
    """Take away the folders of later documents of a month that are no longer prepared: those numbered above one."""
    for folder in sorted(place.iterdir()) if place.is_dir() else []:
        if folder.is_dir() and folder.name.isdecimal() and int(folder.name) > above:
            shutil.rmtree(folder)


def _replace(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    staged = path.with_name(STAGED + path.name)
    with staged.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """The place's lock, and at the end its names on disk."""
    folder = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
        os.fsync(folder)
    finally:
        os.close(folder)
