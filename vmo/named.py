"""Named: the YAML files of a folder, each known by the name that it gives itself."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from vmo import yaml12
from vmo.schema import Told, checked, fault
from vmo.yaml12 import FaultyTextError, Place


def read(
    folder: Path, shape: type[Told], key: str, faults_of: Callable[[Any], Iterable[tuple[Place, str]]]
) -> tuple[dict[str, Any], list[str]]:
    """What each file tells, by the value of its key, and every fault; of two files with one name the later is kept."""
    found: dict[str, Any] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            text = yaml12.read(path)
            told = checked(shape, text)
        except FaultyTextError as error:
            faults.extend(error.faults)
            continue
        name = getattr(told, key)
        if name in found:
            faults.append(fault(text, (key,), f"{name!r} is the name of another file's as well"))
        faults.extend(fault(text, place, what) for place, what in faults_of(told))
        found[name] = told
    return found, faults
