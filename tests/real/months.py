"""A portfolio of examples/ run over an inbox, and what it says, for the tests of real exports.

Real exports lie beside the project and are no part of it; without them a test is skipped and says so.
"""

import io
import json
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from vmo.cli import main

DATA = Path(__file__).parents[3] / "shared/data"
EXAMPLES = Path(__file__).parents[2] / "examples"


def inbox(name: str) -> Path:
    if not (DATA / name).is_dir():
        pytest.skip(f"the data is not here: {DATA / name}")
    return DATA / name


@dataclass(frozen=True)
class Example:
    """One portfolio over one inbox, with state and output of its own."""

    folder: Path
    inbox: Path
    place: Path
    contract: str

    def run(self, command: str, *words: str) -> tuple[int, dict[str, Any]]:
        """One command with --json: how it ended, and what it said."""
        where = ["--inbox", str(self.inbox), "--state", str(self.place / "state"), "--out", str(self.place / "out")]
        said = io.StringIO()
        with redirect_stdout(said):
            code = main([command, str(self.folder), *where, *words, "--json"])
        return code, json.loads(said.getvalue())

    def month(self, month: str) -> dict[str, Any]:
        """The published result of a month that was closed without an error."""
        code, said = self.run("month", "--month", month)
        assert (code, said["refused"]) == (0, []), said
        return self.published(month)

    def published(self, month: str) -> dict[str, Any]:
        return json.loads((self.place / "out" / month / self.contract / "result.json").read_text())


def ratios(result: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Numerator and denominator of each measure."""
    return {one["id"]: (one["numerator"], one["denominator"]) for one in result["attainment"]}
