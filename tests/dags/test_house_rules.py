"""What holds for every DAG: it imports, says what it is, has limits, and tells somebody when it fails."""

import doctest
import json
import subprocess
import sys
from pathlib import Path

import pytest

from vmo.desk.demo import environment

DAGS = Path(__file__).resolve().parents[2] / "dags"


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    script = Path(__file__).with_name("described.py")
    folder = tmp_path_factory.mktemp("airflow")
    told = subprocess.run(
        [sys.executable, script, DAGS], env=environment(folder), check=True, text=True, stdout=subprocess.PIPE
    )
    return json.loads(told.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def tasks(described):
    return {f"{dag}.{name}": task for dag, told in described["dags"].items() for name, task in told["tasks"].items()}


def test_every_dag_file_imports_without_error(described):
    assert described["errors"] == {}
    assert set(described["dags"]) == {"nightly", "month_end"}


def test_parsing_takes_less_than_a_second_and_imports_nothing_of_the_line(described):
    assert described["seconds"] < 1
    assert described["ours"] == []


def test_every_dag_has_tags_limits_and_the_docs_that_the_interface_shows(described):
    for name, dag in described["dags"].items():
        assert "vmo" in dag["tags"], name
        assert dag["doc"].splitlines()[0].startswith(name.replace("_", " ").capitalize() + ": "), name
        assert dag["max_active_runs"] == 1, name
        assert dag["catchup"] is False, name
        assert 0 < dag["hours"] <= 24, name


def test_every_parameter_is_explained_in_the_docs(described):
    for name, dag in described["dags"].items():
        assert dag["params"], name
        assert [param for param in dag["params"] if f"`{param}`" not in dag["doc"]] == [], name


def test_every_task_is_retried_has_a_time_limit_and_calls_the_one_hook(tasks):
    for name, task in tasks.items():
        assert task["retries"] >= 1, name
        assert 0 < task["minutes"] <= 600, name
        assert task["hooks"] == ["notification.tell"], name


def test_every_task_that_does_work_has_docs(tasks):
    assert [name for name, task in tasks.items() if not task["doc"] and name != "nightly.every_partner_complete"] == []


def test_a_partner_has_three_task_instances_a_night_and_a_contract_one_a_month(described):
    mapped = {
        name: [task for task, told in dag["tasks"].items() if told["mapped_in"]]
        for name, dag in described["dags"].items()
    }
    assert mapped == {"nightly": ["night.arrive", "night.conform", "night.measure"], "month_end": ["close_month"]}


def test_a_partner_waits_for_no_other_and_goes_on_with_what_has_come(tasks):
    groups = {task: tasks[f"nightly.{task}"] for task in ("night.arrive", "night.conform", "night.measure")}
    assert {told["mapped_in"] for told in groups.values()} == {"night"}
    assert [told["trigger_rule"] for told in groups.values()] == ["all_success", "all_done", "all_done"]
    assert groups["night.conform"]["upstream"] == ["night.arrive", "partners"]
    assert groups["night.measure"]["upstream"] == ["night.conform", "partners"]


def test_a_night_is_complete_only_where_every_task_of_every_partner_is(tasks):
    last = tasks["nightly.every_partner_complete"]
    assert last["trigger_rule"] == "all_success"
    assert last["upstream"] == ["night.arrive", "night.conform", "night.measure"]


def test_the_examples_of_the_notification_hold(monkeypatch):
    monkeypatch.syspath_prepend(str(DAGS))
    import notification

    assert doctest.testmod(notification) == doctest.TestResults(failed=0, attempted=6)
