"""What a hostile partner writes must stay text in whatever we write, and must not lead out of our folders."""

import csv
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
import small
from centre import vmo

HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1:A9)", '=HYPERLINK("http://evil.example","x")', "-2+3", "\t=1+1")
DAY = small.DAYS[0]


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """A month whose file names, ids, codes, agents, programs, parties and manual lines all look like formulas."""
    folder = small.build(tmp_path_factory.mktemp("hostile") / "small")
    partner = folder / "partners/acme.yaml"
    small.change(partner, "      program: {value: care}\n", "      program: Skill\n      agent_id: Agent\n")
    small.change(partner, "    unused: [Skill]\n", "")
    small.change(partner, "    exclude: {tests: \"Skill = 'TEST'\"}\n", '    exclude: {"=tests": "Skill = \'TEST\'"}\n')
    small.change(partner, "calls_*.csv", "*.csv")
    small.change(folder / "parties.yaml", "name: Acme Calls", "name: '=Acme'")
    small.change(folder / "contracts/acme-care.yaml", "program: [care]", "program: ['=CARE', CARE]")
    small.change(folder / "contracts/acme-care.yaml", 'ref: "B 3"}}\n    target', 'ref: "@B 3"}}\n    target')
    header = f"{small.HEADER};Agent"
    good = [f"{line.replace(';CARE', ';=CARE')};{HOSTILE[i % 6]}" for i, line in enumerate(small.lines(DAY))]
    bad = [
        f"{one};{DAY} 10:00:00;{one};1;1;{one};{one}"
        for one in HOSTILE  # as id, code, program and agent
    ]
    late = [f"{one}2;2999-01-01 10:00:00;ANS;{one if n else -1};1;{one};{one}" for n, one in enumerate(HOSTILE[:4])]
    tests = [f"=9;{DAY} 10:00:00;ANS;1;1;TEST;=t"]
    for path in (folder / "inbox/acme").iterdir():
        path.unlink()
    small.send(folder, DAY, [*good, *bad, *late, *tests], header=header, name="=1+1.csv")
    small.send(
        folder, small.DAYS[1], [f"{one};kim" for one in small.lines(small.DAYS[1])], header=header, name="@SUM(A1).csv"
    )
    signed = ("--by", "=a clerk", "--why", "+because")
    line = ("--contract", "acme-care", "--month", small.MONTH, "--amount", "-1.00", "--text", "=1+1")
    assert vmo("adjust", folder, *line, *signed).code == 0
    ran = vmo("month", folder, "--month", small.MONTH, "--json")
    return folder, ran


def books(folder: Path) -> list[Path]:
    found = sorted((folder / "out").rglob("*.xlsx"))
    assert [path.name for path in found] == ["invoice.xlsx", "journal.xlsx", "scorecard.xlsx"]
    return found


def texts(folder: Path) -> str:
    cells = [
        str(cell.value)
        for path in books(folder)
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    return "\n".join(cells)


def test_the_month_is_published_in_spite_of_it(month):
    _, ran = month
    assert ran.code == 1
    assert "Traceback" not in ran.said
    assert ran.told["documents"][0]["status"] in ("draft", "blocked")


def test_no_workbook_holds_a_formula(month):
    folder, _ = month
    for path in books(folder):
        for sheet in openpyxl.load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (path.name, sheet.title, cell.coordinate, cell.value)
                    if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "@")):
                        assert cell.quotePrefix, (path.name, sheet.title, cell.coordinate)
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    assert b"<f>" not in archive.read(name), (path.name, name)
                assert "externalLink" not in name


def test_what_was_written_can_be_read_as_it_was_written(month):
    folder, _ = month
    said = texts(folder)
    for word in ("=1+1.csv", "@SUM(A1).csv", "=Acme", "=HYPERLINK(", "@B 3", "+because", "=1+1"):
        assert word in said, word


def test_no_csv_that_we_write_holds_a_formula(month):
    folder, _ = month
    for path in (folder / "out").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "+", "@"))]


def test_every_row_of_the_hostile_file_is_accounted_for(month):
    folder, _ = month
    told = json.loads((folder / f"out/{small.MONTH}/acme-care/result.json").read_text(encoding="utf-8"))
    data = told["data"]
    assert data["rows_in"] == 30 + 6 + 4 + 1 + 30
    assert data["rows_in"] == sum(
        data[name] for name in ("accepted", "quarantined", "excluded", "duplicates", "superseded")
    )
    assert (data["accepted"], data["excluded"]) == (60, 1)
    assert any("1 row" in one["text"] or "rows quarantined" in one["text"] for one in told["findings"])


def test_quarantine_findings_on_the_console_show_no_control_characters(month):
    folder, _ = month
    told = vmo("status", folder)
    assert "\t" not in told.out
    assert "\x1b" not in told.out


def test_an_identity_card_of_a_contract_cannot_lead_out_of_our_folders(tmp_path):
    folder = small.build(tmp_path / "small")
    small.change(folder / "contracts/acme-care.yaml", "contract: acme-care", "contract: ../../../escaped")
    told = vmo("month", folder, "--month", small.MONTH)
    assert told.code == 2
    assert "acme-care.yaml:1: contract: '../../../escaped' is to name a folder" in told.err
    assert not (tmp_path / "escaped").exists()


def test_two_files_cannot_be_one_contract(tmp_path):
    folder = small.build(tmp_path / "small")
    (folder / "contracts/copy.yaml").write_bytes((folder / "contracts/acme-care.yaml").read_bytes())
    told = vmo("lint", folder)
    assert told.code == 2
    assert "copy.yaml:1: contract: 'acme-care' is the name of another file's contract as well" in told.err


def test_a_day_in_the_name_that_no_row_has_is_told(tmp_path):
    folder = small.build(tmp_path / "small")
    small.change(folder / "partners/acme.yaml", "calls_*.csv", "calls_{day:%Y-%m-%d}.csv")
    small.send(folder, small.DAYS[1], small.lines(DAY)[1:])  # today's name, yesterday's rows
    told = vmo("night", folder)
    assert told.code == 0
    assert "calls_2026-10-06.csv: the name of the file tells a day on which none of its rows lies" in told.out
    assert f"found other_day {DAY}" in told.out
