"""Publish: checked bytes into their place, file by file atomically; what is no longer said is taken away."""

import os
from pathlib import Path

FILES = ("scorecard.xlsx", "invoice.xlsx", "invoice.pdf", "invoice.xml", "journal.csv", "trail.json", "result.json")


def publish(rendered: dict[str, bytes], place: Path) -> list[Path]:
    """Write the files of one contract's month under `place`. `result.json` comes last: with it the month is complete."""
    place.mkdir(parents=True, exist_ok=True)
    for name in sorted(FILES, key=lambda name: name == "result.json"):
        if name in rendered:
            _replace(place / name, rendered[name])
        else:
            (place / name).unlink(missing_ok=True)
    return [place / name for name in rendered]


def _replace(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    with staged.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)
