"""`vmo demo`: what it says while Airflow runs, and what it says when Airflow does not."""

from itertools import islice

import pytest

from vmo.desk import demo
from vmo.records import RefusedError
from vmo.simulate import acts
from vmo.simulate.acts import Act


def nobody(words):
    raise AssertionError(words)


def test_a_script_that_ends_early_is_a_refusal_that_names_the_run_and_the_log(tmp_path, monkeypatch):
    (tmp_path / "rehearsal.py").write_text("raise SystemExit(3)")
    monkeypatch.setattr(demo, "DAGS", tmp_path)
    with pytest.raises(RefusedError, match=r"ended at nightly of 2026-10-02T08:00.*airflow/demo\.log"):
        demo.demo(tmp_path / "demo", nobody)


def test_without_the_dags_beside_the_package_it_says_where_to_run_it(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "DAGS", tmp_path)
    with pytest.raises(RefusedError, match=r"rehearsal\.py.*run the demo from a clone"):
        demo.demo(tmp_path / "demo", nobody)


def test_a_night_follows_each_day_of_the_month_and_then_the_month_end():
    *nights, last = demo._runs()
    assert [run["at"][:10] for run in (nights[0], nights[-1], last)] == ["2026-10-02", "2026-11-01", "2026-11-03"]
    assert len(nights) == 31
    assert last == {"dag": "month_end", "at": "2026-11-03T08:00:00+00:00", "conf": {"month": "2026-10"}}


def test_airflow_settings_of_the_caller_do_not_reach_the_demo(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW__CORE__DAGS_FOLDER", "/elsewhere")
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    told = demo.environment(tmp_path)
    assert told["AIRFLOW__CORE__DAGS_FOLDER"] == str(demo.DAGS)
    assert "AIRFLOW__CORE__EXECUTOR" not in told


@pytest.mark.parametrize(
    ("answer", "undone"),
    [
        ([("night.arrive", "alder", "failed"), ("every_partner_complete", None, "upstream_failed")], []),
        ([("partners", None, "failed")], ["nightly of 2026-10-02: partners  is failed"]),
        (
            [("night.measure", "alder", "upstream_failed")],
            ["nightly of 2026-10-02: night.measure alder is upstream_failed"],
        ),
    ],
    ids=["a partner's data", "the listing", "a task that never ran"],
)
def test_a_partner_s_fault_is_part_of_the_month_and_a_task_that_did_not_run_is_not(answer, undone):
    tasks = [dict(zip(("task", "subject", "state"), one, strict=True)) for one in answer]
    assert list(demo._undone({"dag": "nightly", "at": "2026-10-02T08", "tasks": tasks, "heard": []})) == undone


def test_an_act_is_done_once_and_only_while_its_document_stands_where_it_begins():
    approve = next(one for one in acts.ACTS if one.verb == "approve")
    assert approve.due("checked")
    assert not approve.due("issued")
    assert not approve.due(None)
    correct = next(one for one in acts.ACTS if one.verb == "correct")
    assert correct.due(None)
    assert not correct.due("checked")
    assert Act("night").due(None)


@pytest.mark.slow
def test_two_nights_of_the_demo_run_through_airflow_with_a_line_for_each(tmp_path, monkeypatch, capsys):
    runs = list(islice(demo._runs(), 2))
    monkeypatch.setattr(demo, "_runs", lambda: runs)
    monkeypatch.setattr(demo.acts, "ACTS", ())
    with pytest.raises(RefusedError, match="nothing was published"):
        demo.demo(tmp_path, nobody)
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("night")]
    assert [line.split("  (")[0] for line in said] == [
        "night 2026-10-02  3 partners  0 to act on",
        "night 2026-10-03  3 partners  0 to act on",
    ]
