"""A whole month gives the same bytes whatever the database is."""

import small
from sqlalchemy import select

from vmo.cli import DONE, main
from vmo.store import Base, Store

CLOCK = {"arrived_at", "published_at", "at", "modified_at"}  # when it ran, and where
PLACE = {"url"}


def test_a_month_on_postgresql_gives_the_bytes_of_a_month_on_sqlite(tmp_path, postgresql_url):
    found = []
    for name, url in (("sqlite", None), ("postgresql", postgresql_url)):
        folder = small.build(tmp_path / name)
        if url:
            small.change(folder / "portfolio.yaml", "home_currency: EUR", f"home_currency: EUR\nstore: '{url}'")
        for _ in range(2):
            assert main(["month", str(folder), "--month", small.MONTH]) == DONE
        assert main(["verify", str(folder)]) == DONE
        assert (folder / "state/store.db").exists() == (url is None)
        store = Store(url or f"sqlite:///{folder / 'state/store.db'}")
        found.append((published(folder), rows(store)))
        store.engine.dispose()
    (files, sqlite), (same_files, postgresql) = found
    assert files
    assert files == same_files
    assert sqlite == postgresql


def published(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in (folder / "out").rglob("*") if path.is_file()}


def rows(store):
    """What the store holds, table by table, but for clock facts and where the inbox lies."""
    with store.transaction() as session:
        return {
            table.name: sorted(
                repr({key: value for key, value in row.items() if key not in CLOCK | PLACE})
                for row in session.execute(select(table)).mappings()
            )
            for table in Base.metadata.sorted_tables
        }
