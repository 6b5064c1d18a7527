"""From an amount to its rows, on the portfolio of tests/small.py: counted and settled once more, not read from what was kept."""

import csv
import json
import shutil
from datetime import date, timedelta
from decimal import Decimal

import pytest
import small

from vmo.cli import DONE, ERRORS, REFUSED, main

pytestmark = pytest.mark.slow

ID, NUMBER = "acme-care/2026-10/1", "acme-380-2026-00001"
SIGNED = ("--by", "the clerk", "--why", "agreed by letter")


@pytest.fixture
def folder(counted_folder):
    return counted_folder


@pytest.fixture
def closed(vmo, folder):
    assert vmo("month", folder, "--month", small.MONTH).code == DONE
    return folder


def written(vmo, folder, path, *words):
    """The rows that `vmo explain --rows` writes."""
    told = vmo("explain", folder, *words, "--rows", path)
    assert told.code == DONE, told.err
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_amount_is_told_down_to_its_files(vmo, closed):
    told = vmo("explain", closed, ID, "sl")
    assert told.code == DONE
    begun = [line.split("2 ←")[0].strip() for line in told.out.splitlines()]
    assert begun[0] == "credit sl 1.93 EUR from the lake = 1.93 as published"
    assert begun[1].startswith(
        "← at risk 4.512 × share 1 × 31/31 days × severity 3/7 × multiplier 1 (D 2; D 3), linear"
    )
    assert begun[2] == "← at risk: 10 % of 45.12 (D 1, since 2026-01-01)"
    assert begun[3].startswith("← sl 85.714286 % = 48 / 56, expected 90, minimum 85: breach")
    assert "← threshold_s 20 (B 2, since 2026-01-01)" in begun
    days = [line for line in begun if line.startswith("← acme.calls 2026-10-0")]
    assert [line.split(" in ")[0] for line in days] == [f"← acme.calls {day}: 24 of 28" for day in small.DAYS]
    assert sum("sha256" in line and "landed 2026-10-0" in line for line in begun) == 2


def test_a_charge_is_told_as_quantity_and_rate(vmo, closed):
    out = vmo("explain", closed, "acme-care/2026-10", "voice").out
    assert "voice 45.12 EUR from the lake = 45.12 as published" in out
    assert "← 56.4 min × 0.80 (C 1; C 2), 2026-10-01 to 2026-10-31" in out
    assert "← 3,384 counted by per_minute of contacts" in out
    assert "acme.calls 2026-10-05: 1,692 in 26 rows" in out


def test_the_same_is_told_as_a_tree_for_programs(vmo, closed):
    told = vmo("explain", closed, ID, "--json").json
    assert (told["document"], told["differs"], told["errors"]) == (ID, [], 0)
    net = told["derivation"]["of"][0]
    charges, credits_ = net["of"]
    assert (net["amount"], charges["amount"], credits_["amount"]) == ("40.93", "45.12", "4.19")
    measure = credits_["of"][0]["of"][0]["of"][1]
    assert (measure["numerator"], measure["denominator"]) == ("48", "56")


def test_what_was_kept_of_the_counts_is_not_read(vmo, closed):
    shutil.rmtree(closed / "state/lake/counts")
    assert "gross 40.93 EUR from the lake = 40.93 as published" in vmo("explain", closed, ID).out


def test_an_issued_document_is_held_against_what_was_frozen(vmo, folder):
    small.change(folder / "contracts/acme-care.yaml", "currency: EUR", "currency: EUR\nissues: supplier")
    vmo("month", folder, "--month", small.MONTH)
    vmo("approve", folder, ID, *SIGNED)
    vmo("issue", folder, ID, "--on", "2026-11-05", *SIGNED)
    assert "gross 40.93 EUR from the lake = 40.93 as issued" in vmo("explain", folder, NUMBER).out
    small.change(folder / "contracts/acme-care.yaml", "value: 0.80", "value: 0.90")
    told = vmo("explain", folder, NUMBER, "voice")
    assert told.code == ERRORS
    assert "voice 50.76 EUR from the lake ≠ 45.12 as issued, a difference of +5.64" in told.out
    assert f"{ID}: voice of its lines: 50.76 from the lake, 45.12 as issued" in told.out
    differs = vmo("explain", folder, NUMBER, "--json").json["differs"]
    assert {"group": "lines", "name": "voice", "lake": "50.76", "said": "45.12"} in differs


def test_a_line_that_the_lake_no_longer_gives_is_told(vmo, folder):
    words = ("--contract", "acme-care", "--month", small.MONTH, "--amount", "5.00", "--text", "Goodwill")
    vmo("month", folder, "--month", small.MONTH)
    vmo("adjust", folder, *words, *SIGNED)
    told = vmo("explain", folder, ID)
    assert told.code == ERRORS
    assert "5.00 EUR from the lake, nothing as published: Goodwill" in told.out


def test_names_that_are_not_there_are_refused_with_those_that_are(vmo, closed):
    told = vmo("explain", closed, "acme-care/2026-11")
    assert (told.code, f"known: {ID}" in told.err) == (REFUSED, True)
    told = vmo("explain", closed, ID, "voce")
    assert told.code == REFUSED
    assert f"{ID}: 'voce' is no amount of it; known: charges, credits, bonus, net, tax, gross, voice, sl" in told.err


def test_a_published_file_that_was_changed_is_refused(vmo, closed):
    (closed / "out/2026-10/acme-care/result.json").write_text("{}")
    told = vmo("explain", closed, ID)
    assert (told.code, "it was changed after it was recorded" in told.err) == (REFUSED, True)


def test_each_row_says_its_file_line_and_what_it_adds(vmo, closed, tmp_path):
    rows = written(vmo, closed, tmp_path / "rows.csv", ID, "sl")
    assert len(rows) == 56
    assert sum(Decimal(row["in_numerator"]) for row in rows) == 48
    first = rows[0]
    assert (first["counted_for"], first["file"], first["record"], first["line"]) == (
        "sl", "acme/calls_2026-10-05.csv", "1", "2",
    )  # fmt: skip
    source = (closed / "inbox" / first["file"]).read_text().splitlines()
    assert all(
        source[int(row["line"]) - 1].startswith(row["contact_id"]) for row in rows if row["file"] == first["file"]
    )


def test_the_rows_of_a_total_are_those_of_all_that_it_adds_up(vmo, closed, tmp_path):
    rows = written(vmo, closed, tmp_path / "rows.csv", ID, "credits")
    assert {row["counted_for"] for row in rows} == {"sl", "abandon"}


def test_a_text_that_a_spreadsheet_would_calculate_is_led_by_an_apostrophe(vmo, tmp_path):
    folder = small.build(tmp_path / "fresh")
    small.with_rows(folder, f"=1+1;{small.DAYS[0]} 15:00:00;ANS;1;60;CARE")
    vmo("month", folder, "--month", small.MONTH)
    assert "'=1+1" in {row["contact_id"] for row in written(vmo, folder, tmp_path / "rows.csv", ID, "voice")}


def seconds(row, column):
    return Decimal(row[column] or 0)


FIRST, LAST = date(2026, 9, 20), date(2026, 10, 24)


def generated(folder, seed):
    """Five weeks of calls from a fixed rule: no two days alike, at any hour, in two programs; a file a week."""
    body = []
    for nth in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(nth)
        for i in range(12):
            k = (seed * 31 + nth * 7 + i * i * 3) % 97
            status, handle = ("ANS", k * 13 % 400) if k % 5 else ("ABN", 0)
            at = f"{day} {(k * 5 + i) % 24:02}:{k % 60:02}:0{k % 10}"
            body.append(f"{day:%m%d}-{i:02};{at};{status};{k % 45};{handle};{'CARE' if k % 3 else 'SALES'}")
        if nth % 7 == 6:
            small.send(folder, day, body)
            body = []


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    """The portfolio over generated calls of two programs, in a contract month from the 22nd to the 21st, amended inside it, with
    service hours, an exclusion, and charges that narrow the scope; closed.
    """
    folder = small.build(tmp_path_factory.mktemp("generated") / "small")
    shutil.rmtree(folder / "inbox")
    generated(folder, seed=3)
    partner, contract = folder / "partners/acme.yaml", folder / "contracts/acme-care.yaml"
    small.change(partner, "program: {value: care}", "program: {from: Skill, codes: {CARE: care, SALES: sales}}")
    small.change(partner, "    unused: [Skill]\n", "")
    for old, new in (
        ("program: [care]}", "program: [care, sales]}"),
        ("Europe/Berlin", 'Europe/Berlin\nmonth_begins: 22\ncalendar: {service_hours: {mon-sat: "08:00-20:00"}}'),
        ('value: 20, ref: "B 2"}}', 'value: 20, ref: "B 2"}, 2026-10-05: {value: 12, ref: "A 1"}}'),
        ('value: 0.80, ref: "C 1"}}', 'value: 0.80, ref: "C 1"}, 2026-10-08: {value: 0.70, ref: "A 2"}}'),
        ("    model: per_minute\n", "    model: per_minute\n    scope: {program: [sales]}\n"),
        ("credits:\n", CARE + "credits:\n"),
    ):
        small.change(contract, old, new)
    (folder / "exclusions").mkdir()
    (folder / "exclusions/acme-care.yaml").write_text(EXCLUDED)
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    return folder


CARE = """\
  care:
    model: per_contact
    scope: {program: [care]}
    terms: {rate: {2026-01-01: {value: 1.5, ref: "C 3"}}}
"""
EXCLUDED = """\
contract: acme-care
exclusions:
  storm:
    type: force_majeure
    from: 2026-10-01T09:00+02:00
    to: 2026-10-01T18:00+02:00
    evidence: report 7
    requested_by: acme
    requested_on: 2026-10-02
    status: approved
    approved_by: north
    approved_on: 2026-10-03
"""


def test_plain_sums_over_the_rows_are_the_quantities_and_counts(vmo, calls, tmp_path):
    result = json.loads((calls / "out/2026-10/acme-care/result.json").read_text(), parse_float=Decimal)
    rows = written(vmo, calls, tmp_path / "rows.csv", ID)
    own = {
        name: [row for row in rows if row["counted_for"] == name] for name in ("voice", "care", "sl", "abandon", "aht")
    }
    voice = {one["from"]: one for one in result["lines"] if one["id"].startswith("voice")}
    assert sorted(voice) == ["2026-09-22", "2026-10-08"]
    for first, line in voice.items():
        inside = [row for row in own["voice"] if line["from"] <= row["credited_on"] <= line["to"]]
        billed = sum(-(-int(seconds(row, "handle_s")) // 6) * 6 for row in inside)
        assert inside, first
        assert {row["program"] for row in inside} == {"sales"}
        assert billed == Decimal(line["quantity"]) * 60
    (care,) = [one for one in result["lines"] if one["id"] == "care"]
    assert len(own["care"]) == Decimal(care["quantity"])
    for part in [one for one in result["attainment"] if one["id"] == "sl"]:
        inside = [row for row in own["sl"] if part["from"] <= row["credited_on"] <= part["to"]]
        threshold = 20 if part["from"] < "2026-10-05" else 12
        answered = [row for row in inside if row["outcome"] == "answered" and seconds(row, "wait_s") <= threshold]
        assert (len(answered), len(inside)) == (Decimal(part["numerator"]), Decimal(part["denominator"]))
        assert not [row for row in inside if row["outcome"] == "abandoned" and seconds(row, "wait_s") < 5]
    (aht,) = [one for one in result["attainment"] if one["id"] == "aht"]
    assert sum(seconds(row, "handle_s") for row in own["aht"]) == Decimal(aht["numerator"])
    assert len(own["aht"]) == Decimal(aht["denominator"])
    (abandon,) = [one for one in result["attainment"] if one["id"] == "abandon"]
    late = [row for row in own["abandon"] if row["outcome"] == "abandoned" and seconds(row, "wait_s") >= 5]
    assert (len(late), len(own["abandon"])) == (Decimal(abandon["numerator"]), Decimal(abandon["denominator"]))
    stormy = [row for row in own["sl"] if "2026-10-01T07:00:00Z" <= row["offered_at"] < "2026-10-01T16:00:00Z"]
    assert not stormy
    assert not [row for row in own["sl"] if not "06:00" <= row["offered_at"][11:16] < "18:00"]  # 8 to 20 in Berlin
    assert [
        row for row in own["care"] if not "06:00" <= row["offered_at"][11:16] < "18:00"
    ]  # a charge counts at all hours


def test_no_row_is_left_out_that_a_person_would_count(vmo, calls, tmp_path):
    named = {row["contact_id"] for row in written(vmo, calls, tmp_path / "rows.csv", ID, "care")}
    expected = set()
    for path in (calls / "inbox/acme").iterdir():
        for call, at, status, _, _, skill in (line.split(";") for line in path.read_text().splitlines()[1:]):
            if "2026-09-22" <= at[:10] <= "2026-10-21" and status == "ANS" and skill == "CARE":
                expected.add(call)
    assert named == expected
