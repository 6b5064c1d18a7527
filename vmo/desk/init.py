"""Init: a commented portfolio to begin from; it passes `vmo lint` as it stands."""

from pathlib import Path

from vmo.records import RefusedError

COMMENTED = Path(__file__).parent / "commented"


def init(folder: Path) -> list[str]:
    """Write the files; returns their paths. Raises RefusedError where one of them exists: nothing is overwritten."""
    texts = {path.relative_to(COMMENTED): path.read_bytes() for path in sorted(COMMENTED.rglob("*.yaml"))}
    present = [str(folder / path) for path in texts if (folder / path).exists()]
    if present:
        raise RefusedError([f"{path}: exists already; choose an empty folder" for path in present])
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text)
    return [str(folder / path) for path in texts]
