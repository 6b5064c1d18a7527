"""Misplaced: texts of a portfolio that nobody would read, for their name or that of their folder."""

from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("calendars", "contracts", "exclusions", "partners", "tables")


def misplaced(folder: Path) -> Iterator[str]:
    """A sentence for each, with its place."""
    for path in sorted([*folder.glob("*.yml"), *(one for name in FOLDERS for one in (folder / name).glob("*.yml"))]):
        yield f"{path}:1: only names that end in .yaml are read; call it {path.stem}.yaml"
    for inner in sorted(one for one in folder.iterdir() if one.is_dir() and one.name not in FOLDERS):
        meant = next((name for name in FOLDERS if inner.name.lower() in (name, name.removesuffix("s"))), "")
        for path in sorted(inner.glob("*.yaml")) if meant else ():
            yield f"{path}:1: no text of the folder {inner.name} is read; move it to {meant}/"
