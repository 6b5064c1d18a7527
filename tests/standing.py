"""What stands after a run, for comparison: files by their bytes, the store's rows less what only a clock or a place tells."""

from pathlib import Path

from sqlalchemy import select

from vmo.store import Base, Store

CLOCK = {"arrived_at", "published_at", "at", "modified_at"}
PLACE = {"url"}


def files(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def rows(url: str) -> dict[str, list[str]]:
    """The rows of every table, as text, in an order of their own."""
    store = Store(url)
    with store.transaction() as session:
        told = {
            table.name: sorted(
                repr({name: value for name, value in row.items() if name not in CLOCK | PLACE})
                for row in session.execute(select(table)).mappings()
            )
            for table in Base.metadata.sorted_tables
        }
    store.engine.dispose()
    return told


def everything(state: Path, out: Path) -> dict[str, object]:
    """Published files, landed bytes, the lake, the store of a SQLite portfolio, and what lies unfinished."""
    return {
        "out": files(out),
        "landed": files(state / "landed"),
        "lake": files(state / "lake"),
        "store": rows(f"sqlite:///{state / 'store.db'}"),
        "unfinished": files(state / "tmp"),
    }
