"""Files made to fill the memory are refused while they stream."""

import gzip
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from centre import Centre, many, text

pytestmark = pytest.mark.slow

PIECE = b"1;2;3;4;5;6;7;" * 75_000  # a million bytes and no newline
MEGABYTES = 200
ROOT = Path(__file__).resolve().parents[2]
# A night that reads nothing larger needs about 300 MB for its libraries and the engine's first query.
ALLOWED_MB = 600
RUN = """
import sys
from bench.memory import peak_mb
from vmo.cli import main
code = main(sys.argv[1:])
print(code, peak_mb())
"""


def bomb() -> bytes:
    """A workbook of one megabyte whose sheet has a gigabyte."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(1024):
                sheet.write(b" " * (1 << 20))
        archive.writestr("[Content_Types].xml", "<Types/>")
    return kept.getvalue()


def night(folder: Path) -> tuple[int, int, str]:
    """Exit code, greatest resident memory in MB, and what was said."""
    ran = subprocess.run(
        [sys.executable, "-c", RUN, "night", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    code, peak = ran.stdout.splitlines()[-1].split()
    return int(code), int(peak), ran.stdout


def test_a_line_of_200_megabytes_a_packed_one_and_a_zip_bomb_cost_no_memory(tmp_path):
    centre = Centre(tmp_path)
    with centre.partner("line", b"").open("wb") as file:
        for _ in range(MEGABYTES):
            file.write(PIECE)
    with gzip.open(centre.partner("packed", b"", file="calls.csv.gz"), "wb", compresslevel=1) as file:
        for _ in range(MEGABYTES):
            file.write(PIECE)
    with centre.partner("json", b"", file="calls.jsonl", format="jsonl", options={}).open("wb") as file:
        file.write(b'{"CallID": "')
        for _ in range(MEGABYTES // 4):
            file.write(PIECE)
    centre.partner("bomb", bomb(), file="calls.xlsx", format="xlsx", options={})
    centre.partner("other", text(*many()))
    code, peak, said = night(tmp_path)
    assert code == 1
    for name in ("line/calls.csv", "packed/calls.csv.gz", "json/calls.jsonl"):
        assert f"{name}:1: a line of more than 2,097,152 bytes: expected one record a line" in said
    assert "bomb/calls.xlsx: too large when unpacked: found 1,073,7" in said
    assert centre.one("other").accepted == 40
    assert peak < ALLOWED_MB, f"{peak} MB"
