"""One file conformed in a folder of the test, and what became of its rows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from vmo import kinds, yaml12
from vmo.conform import Conformed, conform
from vmo.deliveries.arrival import Landing
from vmo.lake import Lake
from vmo.partner import Feed, Partner
from vmo.schema import checked

COLUMNS = kinds.kind("contacts").columns
FEED = """
    kind: contacts
    source: "{inbox}/*"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [id]
    columns:
      contact_id: id
      offered_at: {from: start, format: "%Y-%m-%d %H:%M:%S"}
      outcome: {from: status, codes: {A: answered, L: abandoned}}
      wait_s: wait
"""


def feed(text: str = FEED, **changed: str) -> Feed:
    """A feed of a partner file; `changed` replaces a line that begins with that key, or adds it."""
    lines = text.strip("\n").splitlines()
    for key, value in changed.items():
        at = next((i for i, line in enumerate(lines) if line.strip().startswith(f"{key}:")), None)
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())] if at is not None else "    "
        indent = "      " if key in COLUMNS else indent
        line = f"{indent}{key}: {value}"
        if at is not None:
            lines[at] = line
        else:
            lines.insert(len(lines) if key in COLUMNS else 0, line)
    return read_partner("partner: trial\nfeeds:\n  calls:\n" + "\n".join(lines)).feeds["calls"]


def read_partner(text: str) -> Partner:
    return checked(Partner, yaml12.parse(text, Path("trial.yaml")))


@dataclass
class Trial:
    """A lake in a folder of the test, and what conforming one file gives."""

    folder: Path

    def conform(self, content: bytes, feed: Feed, name: str = "calls.csv", key: str = "key") -> Conformed:
        lake = Lake(self.folder / "state")
        digest = sha256(content).hexdigest()
        landed = lake.landed(digest)
        landed.parent.mkdir(parents=True, exist_ok=True)
        landed.write_bytes(content)
        staging = self.folder / f"staging{len(list(self.folder.iterdir()))}"
        staging.mkdir()
        arrived = datetime(2026, 11, 2, 6, tzinfo=UTC)
        return conform(
            Landing(digest, "trial", "calls", name, len(content), arrived), feed, lake=lake, staging=staging, key=key
        )


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path)


def rows(conformed: Conformed, wanted: str = "*", where: str = "true") -> list[tuple]:
    return duckdb.execute(
        f"SELECT {wanted} FROM read_parquet('{conformed.rows}') WHERE {where} ORDER BY record"
    ).fetchall()


def set_aside(conformed: Conformed) -> list[int]:
    """The records that another row of the same identity replaces."""
    found = duckdb.execute(f"SELECT record FROM read_parquet('{conformed.aside}') ORDER BY record").fetchall()
    return [record for (record,) in found]


def quarantined(conformed: Conformed, wanted: str = "record, line, rule, column_name, value") -> list[tuple]:
    found = f"read_parquet('{conformed.unreadable}')"
    return duckdb.execute(f"SELECT {wanted} FROM {found} ORDER BY record, rule, column_name").fetchall()
