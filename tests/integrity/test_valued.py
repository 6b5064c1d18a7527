"""Rows in quarantine are valued: the value is what the month comes to once they are released; only a close keeps its counts."""

import json

import pytest
import small
import standing

from vmo.cli import DONE
from vmo.pipeline import counting

pytestmark = pytest.mark.slow


def held(folder):
    """Four calls whose times are impossible: three waits of five hours, one of a day's handling."""
    small.with_rows(
        folder, *[small.call(100 + n, wait=20_000) for n in range(3)], small.call(200, wait=10, handle=99_999)
    )
    return folder


def published(folder):
    return json.loads((folder / "out/2026-10/acme-care/result.json").read_text())


def of_quarantine(folder):
    return [one for one in published(folder)["findings"] if one["rule"] == "quarantine"]


def valued(vmo, folder):
    vmo("night", folder)
    (one,) = vmo("integrity", folder, "--month", small.MONTH, "--json").json["quarantine"]
    return one


def test_what_is_told_is_what_the_month_comes_to_once_the_rows_are_released(vmo, folder):
    told = valued(vmo, held(folder))
    vmo("month", folder, "--month", small.MONTH)
    before = published(folder)
    vmo("release", folder, "--file", "acme/calls_2026-10-05.csv", "--rule", "I3", "--by", "controller", "--why", "true")
    vmo("month", folder, "--month", small.MONTH)
    after = published(folder)
    assert (told["rows"], told["rules"]) == (4, {"I3": 4})
    for document, key in ((before, "is"), (after, "would_be")):
        values = {one["id"]: one["value"] for one in document["attainment"]}
        assert {one["id"]: one[key] for one in told["measures"]} == values
        assert {name: told[name][key] for name in ("charges", "credits", "net")} == {
            name: document["totals"][name] for name in ("charges", "credits", "net")
        }


def test_a_sentence_says_by_how_much_the_measure_and_its_credit_would_move(vmo, folder):
    """48/56 with one more in time and three more late: 49/60. The credits grow with the minutes that would be charged."""
    vmo("night", held(folder))
    said = vmo("integrity", folder, "--month", small.MONTH).out
    assert "quarantine would change sl from 85.714286 to 81.666667 and the credit from 1.93 to 86.30" in said
    assert "4 rows in quarantine: 4 of I3" in said


def test_the_scorecard_of_the_month_says_the_same_as_a_warning(vmo, folder):
    vmo("month", held(folder), "--month", small.MONTH)
    assert [one["severity"] for one in of_quarantine(folder)] == ["warning"] * 5
    assert published(folder)["status"] == "draft"


def test_a_verdict_that_hangs_on_quarantine_loses_integrity(vmo, folder):
    """The abandon rate is 4/58 = 6.9 %; with a target of 6.5 % four more calls, 4/62 = 6.45 %, would turn the verdict."""
    small.change(folder / "contracts/acme-care.yaml", "{expected: 5}", "{expected: 6.5}")
    vmo("night", held(folder))
    feeds = vmo("integrity", folder, "--month", small.MONTH, "--json").json["feeds"]
    told = {one["measure"]: one for feed in feeds for one in feed["metrics"]}
    assert told["acme-care.abandon"]["flags"]["I"] == "lost"
    assert not told["acme-care.abandon"]["can_be_met"]
    assert "(breach to met)" in told["acme-care.abandon"]["lost_by"][0]["what"]
    assert told["acme-care.sl"]["flags"]["I"] == "held"


def test_valuing_keeps_nothing(vmo, folder):
    vmo("night", held(folder))
    before = standing.everything(folder / "state", folder / "out")
    vmo("integrity", folder, "--month", small.MONTH)
    assert standing.everything(folder / "state", folder / "out") == before


def test_a_month_closed_again_counts_nothing_again_and_says_the_same(vmo, folder, monkeypatch):
    vmo("month", held(folder), "--month", small.MONTH)
    before = standing.everything(folder / "state", folder / "out")

    def again(*_, **__):
        pytest.fail("nothing has changed, so nothing is counted")

    with monkeypatch.context() as patched:
        patched.setattr(counting, "count", again)
        vmo("month", folder, "--month", small.MONTH)
    assert standing.everything(folder / "state", folder / "out") == before
    said = of_quarantine(folder)
    small.with_rows(folder, small.call(300, wait=30_000))  # one more call that waited eight hours
    vmo("month", folder, "--month", small.MONTH)
    assert of_quarantine(folder)
    assert of_quarantine(folder) != said


def test_a_month_without_quarantine_has_nothing_to_value(vmo, folder):
    assert vmo("night", folder).code == DONE
    told = vmo("integrity", folder, "--month", small.MONTH, "--json").json
    assert told["quarantine"] == []
    assert not [one for one in told["findings"] if one["rule"] == "quarantine"]


def test_what_gives_way_to_a_released_row_is_counted_once(vmo, folder):
    """Under updates a row that is released takes the place of the earlier one of its identity: 60 offered stay 60."""
    small.change(folder / "partners/acme.yaml", "resend: replaces_days", "resend: updates_by_identity")
    again = small.lines(small.DAYS[0])[0].replace(";ANS;10;60;", ";ANS;20000;60;")
    small.send(folder, small.DAYS[1], [again], name="calls_update.csv")
    told = valued(vmo, folder)
    moved = {one["id"]: (one["is"], one["would_be"]) for one in told["measures"]}
    assert moved["volume"] == ("60.000000", "60.000000")
    assert moved["sl"] == ("85.714286", "83.928571")  # 47 of 56 in time
