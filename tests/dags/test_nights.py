"""Nights and a month end of three small partners through Airflow itself: one in order, one broken, one late."""

import json
import sqlite3

import pytest
import small

from vmo.desk.demo import Rehearsal

pytestmark = pytest.mark.slow
FIRST, SECOND = small.DAYS
DUE = '{daily: "06:00", days: [mon, tue]}'


def partner(folder, name, *, due):
    """Another centre that calls as the small one does."""
    text = small.PARTNER.replace("acme", name).replace("    format:", f"    due: {due}\n    format:", 1)
    (folder / f"partners/{name}.yaml").write_text(text, encoding="utf-8")
    contract = small.CONTRACT.replace("acme-care", f"{name}-care").replace("partner: [acme]", f"partner: [{name}]")
    (folder / f"contracts/{name}-care.yaml").write_text(contract, encoding="utf-8")


def send(folder, centre, day, *, header=small.HEADER, name=None):
    """Leave the small one's file of a day in another centre's folder."""
    path = small.send(folder, day, small.lines(day), header=header, name=name or f"calls_{day}.csv")
    (folder / "inbox" / centre).mkdir(exist_ok=True)
    path.rename(folder / "inbox" / centre / path.name)


def at(day):
    return f"2026-10-{day:02}T08:00:00+00:00"


def night(airflow, day):
    return airflow.play({"dag": "nightly", "at": at(day), "conf": {"as_of": at(day)}})


def states(answer):
    return {(one["task"].rpartition(".")[2], one["subject"]): one["state"] for one in answer["tasks"]}


def failed(answer):
    return {key for key, state in states(answer).items() if state == "failed"}


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Two nights, a month end that lacks data, the night after all was mended, and one without a disk."""
    folder = tmp_path_factory.mktemp("three")
    small.build(folder)
    for name in ("broken", "tardy"):
        partner(folder, name, due=DUE)
        send(folder, name, FIRST)
    send(folder, "broken", SECOND, header=small.HEADER.replace("Wait", "Wiat"))
    small.build(folder)  # its own files again
    with Rehearsal(folder) as airflow:
        first = night(airflow, 6)
        second = night(airflow, 7)
        month = airflow.play({"dag": "month_end", "at": at(8), "conf": {"month": small.MONTH}})
        (folder / "inbox/broken/calls_2026-10-06.csv").unlink()
        send(folder, "broken", SECOND, name="calls_2026-10-06_again.csv")
        send(folder, "tardy", SECOND)
        mended = night(airflow, 9)
        (folder / "state").rename(folder / "kept")
        (folder / "state").write_text("not a folder")
        faulty = night(airflow, 10)
    return {"faulty": faulty, "folder": folder, "first": first, "second": second, "month": month, "mended": mended}


def test_a_night_with_nothing_wrong_succeeds_for_every_partner(played):
    assert played["first"]["state"] == "success"
    assert played["first"]["heard"] == []
    assert {subject for _, subject in states(played["first"]) if subject} == {"acme", "broken", "tardy"}


def test_a_late_or_broken_partner_stops_no_other_and_the_night_is_red(played):
    found = states(played["second"])
    assert played["second"]["state"] == "failed"
    assert {found[task, "acme"] for task in ("arrive", "conform", "measure")} == {"success"}
    assert failed(played["second"]) == {("conform", "broken"), ("measure", "broken"), ("measure", "tardy")}


def test_the_hook_is_told_partner_feed_file_and_next_action(played):
    (renamed, *_) = [one for one in played["second"]["heard"] if one["subject"] == "broken" and one["file"] != "-"]
    assert (renamed["feed"], renamed["file"]) == ("broken.calls", "broken/calls_2026-10-06.csv")
    assert "Wiat" in renamed["what"]
    assert renamed["action"] not in ("", "-")
    (late,) = [one for one in played["second"]["heard"] if one["subject"] == "tardy"]
    assert (late["dag"], late["feed"]) == ("nightly", "tardy.calls")
    assert "2026-10-06" in late["what"]
    assert "ask the partner" in late["action"]
    assert {one["kind"] for one in played["second"]["heard"]} == {"data"}


def test_a_contract_that_lacks_data_fails_with_the_list_of_it_and_the_others_are_published(played):
    assert played["month"]["state"] == "failed"
    assert failed(played["month"]) == {("close_month", "broken-care"), ("close_month", "tardy-care")}
    (missing,) = [one for one in played["month"]["heard"] if one["subject"] == "tardy-care"]
    assert missing["feed"] == "tardy.calls"
    assert "tardy.calls:2026-10-06" in missing["what"]
    assert "tardy.calls:2026-10-05" not in missing["what"]
    result = json.loads((played["folder"] / "out/2026-10/acme-care/result.json").read_text())
    assert result["totals"]["net"] == "40.93"
    assert not (played["folder"] / "out/2026-10/tardy-care").exists()


def test_the_next_night_takes_what_came_and_is_in_order_again(played):
    assert failed(played["mended"]) == set()
    assert played["mended"]["state"] == "success"


def test_what_travels_between_tasks_is_small_text(played):
    with sqlite3.connect(played["folder"] / "airflow/airflow.db") as store:
        values = [json.loads(value) for (value,) in store.execute("select value from xcom where key = 'return_value'")]
    assert len(values) > 20
    for value in values:
        receipt = json.loads(value) if isinstance(value, str) else value
        assert len(json.dumps(receipt)) < 4000
        assert "Decimal" not in json.dumps(receipt)
        assert not [one for one in flat(receipt) if isinstance(one, float)]


def flat(value):
    if isinstance(value, dict | list):
        return [leaf for one in (value.values() if isinstance(value, dict) else value) for leaf in flat(one)]
    return [value]


def test_a_machine_that_gives_way_is_told_as_a_fault_and_not_as_the_partner_s_data(played):
    heard = played["faulty"]["heard"]
    assert {one["kind"] for one in heard} == {"fault"}
    assert {one["subject"] for one in heard} == {"acme", "broken", "tardy"}
    assert "task's log" in heard[0]["action"]
