"""Decisions and documents: what arrived, what was judged, what a month said (SQLAlchemy 2; SQLite or PostgreSQL).

Short transactions only: no file and no network work inside one. They run one after the other: SQLite begins IMMEDIATE,
since it refuses at once a transaction that reads first and writes later; PostgreSQL takes one advisory lock. So the
chain of receipts has one end, and what was read still holds at the commit. A file of the lake counts only when its
row is committed here.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BigInteger, DateTime, Engine, ForeignKey, Index, Text, UniqueConstraint, create_engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE_S = 60
TURN = 7_640_891  # the advisory lock's name; any number that nobody else takes in this database


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    type_annotation_map = {str: Text, int: BigInteger, datetime: Instant}  # noqa: RUF012  SQLAlchemy reads it from the class


class Sighting(Base):
    """A file seen at the partner's place, so that an unchanged one is not read again."""

    __tablename__ = "sighting"
    url: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True)
    modified_at: Mapped[datetime] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]


class LandingRow(Base):
    """Bytes of a partner's feed, once per sha256; the first name and arrival stand."""

    __tablename__ = "landing"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    size: Mapped[int]
    arrived_at: Mapped[datetime]
    day: Mapped[date | None]
    retention: Mapped[str]
    control_rows: Mapped[int | None]
    control_sums: Mapped[str | None]


class Conforming(Base):
    """One reading of a landed file under one feed text. `state` is `accepted` or `stopped`; `current` the one that counts.

    Rows: rows_in = accepted + quarantined + excluded + duplicates.
    """

    __tablename__ = "conforming"
    key: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    partner: Mapped[str]
    feed: Mapped[str]
    kind: Mapped[str]
    spec: Mapped[str]
    state: Mapped[str]
    rows_in: Mapped[int]
    accepted: Mapped[int]
    quarantined: Mapped[int]
    excluded: Mapped[int]
    duplicates: Mapped[int]
    __table_args__ = (Index("conforming_by_feed", "partner", "feed"),)


class Batch(Base):
    """The rows of one conforming that are credited to one business day (the feed's zone)."""

    __tablename__ = "batch"
    conforming: Mapped[str] = mapped_column(ForeignKey("conforming.key", ondelete="CASCADE"), primary_key=True)
    credited_on: Mapped[date] = mapped_column(primary_key=True)
    rows: Mapped[int]
    accepted: Mapped[int]


class SupersededRows(Base):
    """Rows of one batch that give way to later deliveries of the same identity; `records` is a hash of their numbers."""

    __tablename__ = "superseded_rows"
    conforming: Mapped[str] = mapped_column(primary_key=True)
    credited_on: Mapped[date] = mapped_column(primary_key=True)
    partner: Mapped[str]
    feed: Mapped[str]
    rows: Mapped[int]
    records: Mapped[str]


class FindingRow(Base):
    """What was found on one subject, in order.

    Subjects: `feed:<partner>.<feed>`, `landing:<partner>.<feed>:<name>`, `conforming:<key>`, `counts:<key>`.
    """

    __tablename__ = "finding"
    subject: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str]
    severity: Mapped[str]
    where: Mapped[str]
    what: Mapped[str]
    found: Mapped[str]
    expected: Mapped[str]
    action: Mapped[str]
    rows: Mapped[int]


class CountsRow(Base):
    """Where the counts of one asked function over one conforming lie: a Parquet file and its two columns."""

    __tablename__ = "counts"
    conforming: Mapped[str] = mapped_column(primary_key=True)
    acceptance: Mapped[str] = mapped_column(primary_key=True)
    ask: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str]
    numerator: Mapped[str]
    denominator: Mapped[str | None]


class Release(Base):
    """Quarantined rows of one rule accepted by a person, with the reason."""

    __tablename__ = "release"
    conforming: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]


class Closure(Base):
    """A missing day of a feed accepted as missing by a person, with the reason."""

    __tablename__ = "closure"
    partner: Mapped[str] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    by: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]


class Adjustment(Base):
    """A signed manual line on one contract and month, its own kind, always shown."""

    __tablename__ = "adjustment"
    id: Mapped[str] = mapped_column(primary_key=True)
    contract: Mapped[str]
    period: Mapped[str]
    amount: Mapped[str]
    text: Mapped[str]
    by: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]


class Attained(Base):
    """What was measured and judged of one measure in one part of a month, for rules that look back."""

    __tablename__ = "attained"
    contract: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[date | None]
    state: Mapped[str]
    numerator: Mapped[str | None]
    denominator: Mapped[str | None]


class Settled(Base):
    """The money of one month, for rules that look back: what percents were taken of, the cap, bonus, earned back."""

    __tablename__ = "settled"
    contract: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    base: Mapped[str]
    cap: Mapped[str | None]
    bonus: Mapped[str]
    returned: Mapped[str]


class Charged(Base):
    """What one charge of a month came to, for prices that look back on a year."""

    __tablename__ = "charged"
    contract: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    charge: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[str]


class Credited(Base):
    """One credit of a month, before and after the caps, and what of it was carried on; in the document's order."""

    __tablename__ = "credited"
    contract: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[str]
    first: Mapped[date]
    uncapped: Mapped[str]
    amount: Mapped[str]
    carried: Mapped[str]
    under_caps: Mapped[bool]
    clause: Mapped[str]


class DocumentRow(Base):
    """A document and the bytes published for it: names and sha256s, in `content`."""

    __tablename__ = "document"
    contract: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    net: Mapped[str]
    currency: Mapped[str]
    content: Mapped[str]
    published_at: Mapped[datetime]


class IssuedRow(Base):
    """An issued document as it left the house: its number, its files, and in `frozen` all that it says, copied in.

    Written once, by the transaction that gives the number; the chain of receipts seals it.
    """

    __tablename__ = "issued"
    number: Mapped[str] = mapped_column(primary_key=True)
    series: Mapped[str]
    ordinal: Mapped[int]
    contract: Mapped[str]
    period: Mapped[str]
    version: Mapped[int]
    issued_on: Mapped[date]
    content: Mapped[str]
    frozen: Mapped[str]
    __table_args__ = (
        UniqueConstraint("series", "ordinal"),
        UniqueConstraint("contract", "period", "version"),
    )


class Proof(Base):
    """The second calculation of one function over one batch, kept by what it rests on."""

    __tablename__ = "proof"
    key: Mapped[str] = mapped_column(primary_key=True)
    numerator: Mapped[str]
    denominator: Mapped[str | None]


class TrailRow(Base):
    """The chain of receipts: each entry names the hash of the one before it."""

    __tablename__ = "trail"
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    verb: Mapped[str]
    subject: Mapped[str]
    receipt: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]


class Store:
    """A database of one portfolio; migrated to the newest schema when opened."""

    def __init__(self, url: str) -> None:
        if url.startswith("sqlite:///"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        self.engine = _engine(url)
        self._migrate()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end and rolls back on any error."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.begin() as connection:
            if MigrationContext.configure(connection).get_current_revision() == _newest():
                return
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@cache
def _newest() -> str | None:
    """The revision that this text of the store expects."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True)

        @event.listens_for(engine, "begin")
        def _in_turn(connection: Any) -> None:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")

        return engine
    engine = create_engine(url, connect_args={"timeout": PATIENCE_S})

    @event.listens_for(engine, "connect")
    def _wal(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        _to_wal(connection)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def _immediate(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _to_wal(connection: Any) -> None:
    """Switch to write-ahead logging; SQLite refuses that at once, without patience, while another process does the same."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
