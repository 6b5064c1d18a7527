"""What people decide, and what is done anew: close, release, adjust, replay, verify, on the portfolio of tests/small.py."""

import json

import pytest
import small

from vmo.cli import DONE, ERRORS, REFUSED

pytestmark = pytest.mark.slow

SIGNED = ("--by", "the clerk", "--why", "agreed by letter")
FIRST = small.DAYS[0]


def test_a_month_waits_for_each_day_that_is_due_until_it_is_closed(vmo, tmp_path):
    folder = small.build(tmp_path, due=small.MONDAYS)
    refused = vmo("month", folder, "--month", small.MONTH)
    assert refused.code == REFUSED
    lost = "acme.calls:2026-10-12..2026-10-26 (3 days of it) were due by 2026-10-13 04:00 to 2026-10-27 05:00 UTC"
    assert lost in refused.err
    assert "vmo close --month 2026-10 --accept-missing acme.calls:2026-10-12..2026-10-26 --by NAME" in refused.err
    closed = vmo(
        "close", folder, "--month", small.MONTH, "--accept-missing", "acme.calls:2026-10-12..2026-10-26", *SIGNED
    )
    assert closed.code == DONE
    assert "2026-10-12..2026-10-26, 3 days that are owed, are accepted as missing by the clerk" in closed.out
    told = vmo("month", folder, "--month", small.MONTH)
    assert told.code == DONE
    assert "warning: acme.calls:2026-10-12: accepted as missing" in told.out
    assert "acme.calls:2026-10-12 accepted as missing by the clerk: agreed by letter" in vmo("status", folder).out


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("mails:2026-10-12", "'mails' names 0 feeds, expected one of acme.calls"),
        ("calls:2026-11-12", "2026-11-12 is not a day of 2026-10"),
        ("calls:monday", "'monday' is not a day"),
        ("calls:2026-10-12..2026-10-05", "the last day lies before the first"),
        ("calls:2026-10-12..2026-11-05", "2026-11-05 is not a day of 2026-10"),
        ("calls:2026-10-05", "acme.calls: on 2026-10-05 nothing is owed that has not come; see vmo status"),
        ("calls:2026-10-05..2026-10-06", "from 2026-10-05 to 2026-10-06 nothing is owed that has not come"),
    ],
)
def test_what_cannot_be_closed_is_refused(vmo, folder, missing, says):
    refused = vmo("close", folder, "--month", small.MONTH, "--accept-missing", missing, *SIGNED)
    assert refused.code == REFUSED
    assert says in refused.err


def test_a_decision_needs_a_name_and_a_reason(vmo, folder):
    refused = vmo("close", folder, "--month", small.MONTH, "--accept-missing", "calls:2026-10-12", "--by", "the clerk")
    assert refused.code == REFUSED
    assert "--why" in refused.err


def test_quarantined_rows_count_once_they_are_released(vmo, folder):
    small.with_rows(folder, small.call(98, wait=15000))
    before = vmo("month", folder, "--month", small.MONTH, "--json")
    assert before.code == ERRORS
    assert before.json["documents"][0]["accepted"] == 60
    released = vmo("release", folder, "--file", f"calls_{FIRST}.csv", "--rule", "I3", *SIGNED)
    assert released.code == DONE
    assert "1 rows of I3" in released.out
    after = vmo("month", folder, "--month", small.MONTH, "--json")
    assert after.code == DONE
    assert after.json["documents"][0]["accepted"] == 61
    assert after.json["documents"][0]["net"] == "41.33"  # 57.4 min x 0.80 = 45.92, less credits of 4.59
    assert "released by a person" in vmo("status", folder).out


@pytest.mark.parametrize(
    ("file", "rule", "says"),
    [
        ("nothing.csv", "I3", "0 accepted files of that name; known: acme/calls_"),
        (f"calls_{FIRST}.csv", "I9", "no such rows in quarantine that could be released; rules there: I3"),
        (f"calls_{FIRST}.csv", "unknown_code", "no such rows in quarantine that could be released; rules there: I3"),
    ],
)
def test_what_cannot_be_released_is_refused(vmo, folder, file, rule, says):
    small.with_rows(folder, small.call(98, wait=15000), small.call(99, status="XXX"))
    vmo("night", folder)
    refused = vmo("release", folder, "--file", file, "--rule", rule, *SIGNED)
    assert refused.code == REFUSED
    assert says in refused.err


def test_a_manual_line_is_shown_with_its_reason_and_once(vmo, folder):
    words = (
        "adjust",
        folder,
        "--contract",
        "acme-care",
        "--month",
        small.MONTH,
        "--amount=-5.00",
        "--text",
        "Goodwill",
    )
    assert vmo(*words, *SIGNED).code == DONE
    assert vmo(*words, *SIGNED).code == DONE  # the same line is the same line
    assert "net 35.93 EUR, credits 4.19" in vmo("month", folder, "--month", small.MONTH).out
    result = json.loads((folder / "out/2026-10/acme-care/result.json").read_text())
    assert result["lines"][-1]["text"] == "Goodwill (agreed by letter; by the clerk)"
    assert result["totals"]["at_risk"] == "4.51"  # a manual line is not at risk


@pytest.mark.parametrize(
    ("contract", "amount", "says"),
    [
        ("acme-care", "-5.001", "expected a signed amount of EUR with at most 2 places"),
        ("acme-care", "five", "--amount five: expected a signed amount"),
        ("acme-sales", "5", "no such contract; known: acme-care"),
    ],
)
def test_what_cannot_be_adjusted_is_refused(vmo, folder, contract, amount, says):
    words = ("--contract", contract, "--month", small.MONTH, f"--amount={amount}", "--text", "Goodwill")
    refused = vmo("adjust", folder, *words, *SIGNED)
    assert refused.code == REFUSED
    assert says in refused.err


def test_after_a_fix_of_the_yaml_the_landed_file_is_read_again(vmo, folder):
    small.with_rows(folder, small.call(99, status="NEW"))
    assert vmo("night", folder).code == ERRORS
    (folder / f"inbox/acme/calls_{FIRST}.csv").unlink()  # the landed bytes are enough
    small.change(folder / "partners/acme.yaml", "CBK: flowout_callback", "CBK: flowout_callback, NEW: answered")
    again = vmo("replay", folder)
    assert (again.code, again.out.strip()) == (DONE, "acme: 2 files, 61 rows in, 61 accepted")


def test_a_replay_changes_nothing_where_nothing_was_fixed(vmo, folder):
    vmo("month", folder, "--month", small.MONTH)
    before = (folder / "out/2026-10/acme-care/result.json").read_bytes()
    assert vmo("replay", folder, "--partner", "acme", "--feed", "calls").code == DONE
    vmo("month", folder, "--month", small.MONTH)
    assert (folder / "out/2026-10/acme-care/result.json").read_bytes() == before


def test_a_replay_of_an_unknown_feed_names_those_there_are(vmo, folder):
    refused = vmo("replay", folder, "--feed", "mails")
    assert refused.code == REFUSED
    assert "known: acme.calls" in refused.err


def test_verify_says_that_all_is_as_recorded(vmo, folder):
    vmo("month", folder, "--month", small.MONTH)
    told = vmo("verify", folder)
    assert told.code == DONE
    assert "2 landed files, 1 documents: all as recorded" in told.out


def test_verify_finds_a_published_file_that_was_changed(vmo, folder):
    vmo("month", folder, "--month", small.MONTH)
    path = folder / "out/2026-10/acme-care/result.json"
    path.write_text(path.read_text().replace("40.93", "41.93"))
    told = vmo("verify", folder, "--json")
    assert told.code == ERRORS
    assert "acme-care/2026-10/1: result.json: found sha256" in told.json["breaks"][0]


def test_verify_finds_landed_bytes_that_were_changed(vmo, folder):
    vmo("night", folder)
    landed = next(path for path in (folder / "state/landed").rglob("*") if path.is_file())
    landed.chmod(0o644)
    landed.write_bytes(b"something else")
    told = vmo("verify", folder)
    assert told.code == ERRORS
    assert "landed bytes of acme/calls_" in told.out
