"""The same store on SQLite and on PostgreSQL."""

import multiprocessing
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import IntegrityError

from vmo.pipeline.house import findings_of, findings_of_landings, keep_findings
from vmo.records import Finding
from vmo.store import Base, Batch, Conforming, CountsRow, LandingRow, Sighting, Store, TrailRow
from vmo.trail import broken, length, record

NOON = datetime(2026, 10, 25, 12, 0, 0, 123456, tzinfo=UTC)
SPAWN = multiprocessing.get_context("spawn")  # a child that was forked would share the parent's connections


@pytest.fixture
def store(url):
    opened = Store(url)
    yield opened
    opened.engine.dispose()


def landing(sha256: str = "a" * 64, **other) -> LandingRow:
    told = {
        "partner": "acme",
        "feed": "calls",
        "name": "calls.csv",
        "size": 5_000_000_000,
        "arrived_at": NOON,
        "day": None,
        "retention": "contact",
        "control_rows": None,
    }
    return LandingRow(sha256=sha256, **(told | other))


def conforming(key: str) -> Conforming:
    told = {
        "sha256": "a" * 64,
        "partner": "acme",
        "feed": "calls",
        "kind": "contacts",
        "spec": "s",
        "state": "accepted",
    }
    counts = dict.fromkeys(("rows_in", "accepted", "quarantined", "excluded", "duplicates"), 0)
    return Conforming(key=key, **told, **counts)


def test_an_empty_database_gets_every_table_and_column(store):
    there = inspect(store.engine)
    for table in Base.metadata.sorted_tables:
        assert {column["name"] for column in there.get_columns(table.name)} == set(table.columns.keys())
        assert set(there.get_pk_constraint(table.name)["constrained_columns"]) == set(table.primary_key.columns.keys())


def test_opening_it_again_changes_nothing(store, url):
    with store.transaction() as session:
        session.add(landing())
    again = Store(url)
    with again.transaction() as session:
        assert session.scalars(select(LandingRow)).one().size == 5_000_000_000
    again.engine.dispose()


def test_instants_days_and_nothing_come_back_as_they_went(store):
    seoul = datetime(2026, 10, 25, 21, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    with store.transaction() as session:
        session.add(landing("a" * 64, day=date(2026, 10, 25), control_rows=0, arrived_at=seoul))
        session.add(landing("b" * 64))
    with store.transaction() as session:
        one, other = session.scalars(select(LandingRow).order_by(LandingRow.sha256))
        assert (one.day, one.control_rows, one.arrived_at) == (date(2026, 10, 25), 0, NOON)
        assert one.arrived_at.utcoffset() == timedelta(0)
        assert (other.day, other.control_rows) == (None, None)


def test_texts_come_back_as_they_went(store):
    names = ["лето 2026.csv", "통화.csv", 'it\'s "one".csv', "a\\b%_.csv", "x" * 5000]
    with store.transaction() as session:
        session.add_all(landing(f"{i:064}", name=name) for i, name in enumerate(names))
    with store.transaction() as session:
        assert session.scalars(select(LandingRow.name).order_by(LandingRow.sha256)).all() == names


def test_the_latest_arrival_comes_last_to_the_microsecond(store):
    with store.transaction() as session:
        session.add(landing("a" * 64, arrived_at=NOON + timedelta(microseconds=1)))
        session.add(landing("b" * 64, arrived_at=NOON))
    with store.transaction() as session:
        assert session.scalars(select(LandingRow.sha256).order_by(LandingRow.arrived_at)).all() == ["b" * 64, "a" * 64]


def test_a_transaction_that_fails_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.transaction() as session:  # noqa: PT012  the error comes last
        session.add(landing())
        record(session, "land", "acme.calls", {})
        session.flush()
        raise ZeroDivisionError
    with store.transaction() as session:
        assert session.scalars(select(LandingRow)).all() == []
        assert length(session) == 0


def test_a_batch_belongs_to_a_conforming_and_leaves_with_it(store):
    with pytest.raises(IntegrityError), store.transaction() as session:
        session.add(Batch(conforming="none", credited_on=date(2026, 10, 1), rows=1, accepted=1))
    with store.transaction() as session:
        session.add(conforming("k"))
        session.flush()
        session.add(Batch(conforming="k", credited_on=date(2026, 10, 1), rows=1, accepted=1))
    with store.transaction() as session:
        session.delete(session.get(Conforming, "k"))
    with store.transaction() as session:
        assert session.scalars(select(Batch)).all() == []


def test_the_same_sighting_and_the_same_counts_stand_once(store):
    for _ in range(2):
        with store.transaction() as session:
            session.merge(Sighting(url="file:///a", size=1, modified_at=NOON, partner="acme", feed="calls", sha256="a"))
            session.merge(
                CountsRow(conforming="k", acceptance="a", ask="q", path="p", numerator="a0", denominator=None)
            )
    with store.transaction() as session:
        (seen,) = session.scalars(select(Sighting)).all()
        assert (seen.url, seen.size, seen.modified_at) == ("file:///a", 1, NOON)
        assert session.scalars(select(CountsRow)).one().denominator is None


def test_findings_replace_those_of_the_same_subject_and_keep_their_order(store):
    first = [Finding("I1", "warning", f"a.csv:{n}", "what", "found", "expected", "act", n) for n in (9, 1, 5)]
    later = [Finding("I2", "error", "a.csv:2", "other")]
    with store.transaction() as session:
        keep_findings(session, "conforming:a", first)
        keep_findings(session, "conforming:b", first)
        keep_findings(session, "conforming:a", later)
    with store.transaction() as session:
        assert findings_of(session, "conforming:a") == later
        assert findings_of(session, "conforming:b") == first


def test_a_feed_tells_the_landings_of_its_own_and_of_no_feed_that_is_named_alike(store):
    one, other = Finding("same_bytes", "warning", "1.csv", "twice"), Finding("same_bytes", "warning", "2.csv", "twice")
    with store.transaction() as session:
        keep_findings(session, "landing:acme.a_b:2.csv", [other])
        keep_findings(session, "landing:acme.a_b:1.csv", [one])
        keep_findings(session, "landing:acme.aXb:1.csv", [one])
    with store.transaction() as session:
        assert findings_of_landings(session, "acme", "a_b") == [one, other]


def test_a_chain_that_nobody_touched_is_whole(store):
    with store.transaction() as session:
        for n in range(3):
            record(session, "land", "acme.calls", {"file": f"{n}.csv", "size": n, "näme": ["é"]})
    with store.transaction() as session:
        assert (broken(session), length(session)) == (None, 3)


@pytest.mark.parametrize("change", [{"receipt": "{}"}, {"subject": "other"}, {"verb": "conform"}, {"hash": "0" * 64}])
def test_a_changed_entry_breaks_the_chain_where_it_stands(store, change):
    with store.transaction() as session:
        for n in range(3):
            record(session, "land", "acme.calls", {"n": n})
    with store.transaction() as session:
        session.execute(update(TrailRow).where(TrailRow.ordinal == 2).values(**change))
    with store.transaction() as session:
        assert str(broken(session)).startswith("entry 2 (")


def test_an_entry_taken_out_breaks_the_chain_after_it(store):
    with store.transaction() as session:
        for n in range(3):
            record(session, "land", "acme.calls", {"n": n})
    with store.transaction() as session:
        session.delete(session.get(TrailRow, 2))
    with store.transaction() as session:
        assert str(broken(session)).startswith("entry 3: ")


def write(url: str, name: str, times: int, start) -> None:
    """What a process of its own does: open the store, perhaps migrate it, append to the chain, one commit an act."""
    start.wait(60)
    store = Store(url)
    start.wait(60)
    for n in range(times):
        with store.transaction() as session:
            session.add(landing(f"{name}{n:060}", name=name))
            record(session, "land", name, {"n": n})


def test_two_processes_that_write_at_once_lose_nothing(url):
    times, start = 40, SPAWN.Barrier(2)
    writers = [SPAWN.Process(target=write, args=(url, name, times, start)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    store = Store(url)
    with store.transaction() as session:
        assert broken(session) is None
        assert length(session) == 2 * times
        assert session.scalars(select(TrailRow.subject).order_by(TrailRow.ordinal)).all().count("one") == times
        assert len(session.scalars(select(LandingRow)).all()) == 2 * times
    store.engine.dispose()
