"""Many partners of one night, each with an export of its own, and what became of every file (law 1)."""

import hashlib
import io
import json
import os
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import select

from vmo.cli import main
from vmo.store import Conforming, FindingRow, LandingRow, Store

ARRIVED = datetime(2026, 10, 6, 4, tzinfo=UTC)
HEADER = "CallID;Start;End;Status;Wait;Handle;Agent"
GOOD = "1;2026-10-05 09:00:00;2026-10-05 09:01:10;ANS;10;60;kim"
FEED: dict[str, Any] = {
    "kind": "contacts",
    "format": "csv",
    "options": {"delimiter": ";"},
    "resend": "replaces_days",
    "clock": {"time_zone": "Asia/Manila"},
    "identity": ["CallID"],
    "columns": {
        "contact_id": "CallID",
        "offered_at": {"from": "Start", "format": "%Y-%m-%d %H:%M:%S"},
        "ended_at": {"from": "End", "format": "%Y-%m-%d %H:%M:%S"},
        "outcome": {"from": "Status", "codes": {"ANS": "answered", "ABN": "abandoned"}},
        "wait_s": "Wait",
        "handle_s": "Handle",
        "agent_id": "Agent",
        "program": {"value": "care"},
    },
}


def call(
    number: object = 1,
    start: str = "2026-10-05 09:00:00",
    end: str = "2026-10-05 09:01:10",
    *,
    status: str = "ANS",
    wait: object = 10,
    handle: object = 60,
    agent: str = "kim",
) -> str:
    """One row of the export."""
    return f"{number};{start};{end};{status};{wait};{handle};{agent}"


def text(*rows: str, header: str = HEADER, newline: str = "\n") -> bytes:
    """An export of these rows."""
    return newline.join([header, *rows, ""]).encode()


def many(rows: int = 40) -> list[str]:
    """Good rows, numbered from 1000."""
    return [call(1000 + i) for i in range(rows)]


@dataclass(frozen=True)
class Ran:
    """What a command said and did."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        return json.loads(self.out)

    @property
    def said(self) -> str:
        return self.out + self.err


def vmo(*arguments: object) -> Ran:
    """One command, as a person gives it, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main([str(one) for one in arguments])
        except SystemExit as stopped:  # argparse refuses
            code = int(stopped.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class File:
    """What became of one landed file."""

    name: str
    key: str
    state: str
    rows_in: int
    accepted: int
    quarantined: int
    excluded: int
    duplicates: int
    findings: tuple[str, ...]
    rules: tuple[str, ...]

    def says(self, *words: str) -> bool:
        """Whether one finding holds all these words; the test shows what was said instead."""
        found = any(all(word in one for word in words) for one in self.findings)
        assert found, f"{words} not together in any of:\n" + "\n".join(self.findings)
        return True


@dataclass
class Centre:
    """A portfolio of partners, one inbox, one night."""

    folder: Path
    sent: dict[str, list[bytes]] = field(default_factory=dict)
    nights: list[Ran] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in ("partners", "contracts", "inbox"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "portfolio.yaml").write_text("portfolio: bad\nhome_currency: EUR\n", encoding="utf-8")

    def partner(self, name: str, content: bytes | None = None, *, file: str = "calls.csv", **changes: Any) -> Path:
        """A partner whose feed differs from FEED by `changes`; its file lies in the inbox."""
        feed = {**FEED, "source": f"{{inbox}}/{name}/*", **changes}
        told = {"partner": name, "feeds": {"calls": feed}}
        path = self.folder / f"partners/{name}.yaml"
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        return self.send(name, content, file=file) if content is not None else path

    def send(self, partner: str, content: bytes, *, file: str = "calls.csv", at: datetime = ARRIVED) -> Path:
        """Leave a file of the partner in the inbox."""
        path = self.folder / "inbox" / partner / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (at.timestamp(), at.timestamp()))
        self.sent.setdefault(partner, []).append(content)
        return path

    def night(self, *more: object) -> Ran:
        ran = vmo("night", self.folder, "--json", *more)
        self.nights.append(ran)
        return ran

    @property
    def store(self) -> Store:
        return Store(f"sqlite:///{self.folder / 'state/store.db'}")

    def files(self, partner: str) -> list[File]:
        """The files of a partner as the store knows them, in order of arrival."""
        with self.store.transaction() as session:
            found = session.execute(
                select(Conforming, LandingRow)
                .join(LandingRow, (LandingRow.sha256 == Conforming.sha256) & (LandingRow.partner == Conforming.partner))
                .where(Conforming.partner == partner)
                .order_by(LandingRow.arrived_at, LandingRow.name)
            ).all()
            return [self._file(session, *one) for one in found]

    def one(self, partner: str) -> File:
        (only,) = self.files(partner)
        return only

    def findings(self, partner: str) -> list[str]:
        """All that the first night said of a partner."""
        receipts = self.nights[0].told["receipts"]
        return [text for one in receipts if one["subject"] == partner for text in one["findings"]]

    def _file(self, session: Any, row: Conforming, landing: LandingRow) -> File:
        told = session.scalars(
            select(FindingRow).where(FindingRow.subject == f"conforming:{row.key}").order_by(FindingRow.ordinal)
        ).all()
        sentences = [
            f"{one.severity}: {one.where}: {one.what}: found {one.found}, expected {one.expected}; {one.action}"
            for one in told
        ]
        return File(
            landing.name,
            row.key,
            row.state,
            row.rows_in,
            row.accepted,
            row.quarantined,
            row.excluded,
            row.duplicates,
            tuple(sentences),
            tuple(one.rule for one in told),
        )

    def quarantine(self, partner: str, n: int = 0) -> list[dict[str, Any]]:
        """The quarantine of a partner's nth file, in order."""
        return self._parquet("quarantine", self.files(partner)[n].key, "record, rule, column_name")

    def rows(self, partner: str, n: int = 0) -> list[dict[str, Any]]:
        """The conformed rows of a partner's nth file, in order."""
        return self._parquet("rows", self.files(partner)[n].key, "record")

    def _parquet(self, what: str, key: str, order: str) -> list[dict[str, Any]]:
        path = self.folder / f"state/lake/{what}/{key}.parquet"
        with duckdb.connect() as engine:
            told: list[dict[str, Any]] = (
                engine.sql(f"FROM read_parquet('{path}') ORDER BY {order}").to_arrow_table().to_pylist()
            )
        return told

    def nothing_lost(self) -> None:
        """Law 1 for every file, from the rows themselves; and every byte that was sent is still there."""
        with self.store.transaction() as session:
            known = session.scalars(select(Conforming)).all()
            landed = session.scalars(select(LandingRow)).all()
        assert known
        for one in known:
            where = f"{one.partner}: {one.key}"
            assert one.rows_in == one.accepted + one.quarantined + one.excluded + one.duplicates, where
            if one.state == "stopped":
                assert one.accepted == 0, where
                continue
            rows = self._parquet("rows", one.key, "record")
            refused = self._parquet("quarantine", one.key, "record")
            unreadable = {row["record"] for row in refused if not row["releasable"]}
            aside = {row["record"] for row in refused if row["rule"] == "duplicate"}
            judged = {row["record"] for row in refused if row["releasable"]} - aside
            records = [row["record"] for row in rows]
            assert unreadable.isdisjoint(records), where
            assert sorted([*records, *unreadable]) == list(range(1, one.rows_in + 1)), where
            assert one.quarantined == len(unreadable | judged), where
            assert one.excluded == sum(row["excluded"] is not None for row in rows), where
            assert one.duplicates == len(aside), where
        for one in landed:
            path = self.folder / "state/landed" / one.sha256[:2] / one.sha256
            assert hashlib.sha256(path.read_bytes()).hexdigest() == one.sha256
        for partner, contents in self.sent.items():
            kept = {one.sha256 for one in landed if one.partner == partner}
            assert {hashlib.sha256(content).hexdigest() for content in contents} <= kept, partner


def no_traceback(runs: Iterable[Ran]) -> None:
    """Nothing that a person sees is a traceback."""
    for ran in runs:
        assert "Traceback" not in ran.said, ran.said
