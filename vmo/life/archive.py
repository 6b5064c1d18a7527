"""Archive: `out/documents/<number>/`, each folder put there whole, once, and never written again.

The files are staged before the number is given and named right after: where a process was killed between the two, they still
lie staged, and whoever comes next names them.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".unfinished-"


def place(contract: str, period: str, version: int) -> str:
    """Where the files of a document lie under `out`: the first in the folder of its month, each later one in its own below.

    >>> place("acme-care", "2026-10", 1), place("acme-care", "2026-10", 3)
    ('2026-10/acme-care', '2026-10/acme-care/3')
    """
    return f"{period}/{contract}" if version == 1 else f"{period}/{contract}/{version}"


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """One process at a time issues into a place; at the end its names are on disk."""
    root.mkdir(parents=True, exist_ok=True)
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
        os.fsync(folder)
    finally:
        os.close(folder)


def stage(rendered: dict[str, bytes], root: Path, number: str) -> Path:
    """Write the files of a document under a name that nobody reads."""
    folder = Path(tempfile.mkdtemp(prefix=f"{UNFINISHED}{number}-", dir=root))
    for name, content in rendered.items():
        with (folder / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        (folder / name).chmod(0o444)
    folder.chmod(0o755)
    return folder


def drop(staged: Path) -> None:
    """Take a staged folder away whose document was not issued."""
    shutil.rmtree(staged)


def put(root: Path, number: str, content: str) -> bool:
    """Name the staged folder that holds exactly `content`, and drop the others of that number; whether it stands there now."""
    place = root / number
    for folder in sorted(root.glob(f"{UNFINISHED}{number}-*")):
        if not place.exists() and listed(folder) == content:
            folder.rename(place)
        else:
            drop(folder)
    return listed(place) == content


def listed(folder: Path) -> str:
    """The names and sha256s of a folder's files, as `content` of a document tells them; empty where there is none."""
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return "\n".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in files)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Name → bytes of an archived document."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
