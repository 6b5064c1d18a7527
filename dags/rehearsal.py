"""Rehearsal: Airflow itself runs the DAGs of this folder one after another, in one process, without scheduler.

    python rehearsal.py LOG

Each line of standard input asks for one run, as JSON: {"dag": …, "at": ISO instant of the run, "conf": {…}}.
Each run answers with one line of JSON on standard output: its state, its task instances and what it told
the notification hook. All that Airflow and the tasks print goes to LOG. Airflow's settings come from the
environment.
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

HERE = Path(__file__).parent

heard: list[dict[str, str]] = []


def hear(**notice: str) -> None:
    """Keep a notice: the callable that VMO_NOTIFY names here."""
    heard.append(notice)


def rehearse(asked: TextIO, answers: TextIO) -> None:
    """Run what is asked for, line by line."""
    from airflow.dag_processing.dagbag import BundleDagBag
    from airflow.utils.db import initdb

    initdb()
    bag = BundleDagBag(dag_folder=HERE, bundle_path=HERE, bundle_name="dags-folder")
    if bag.import_errors:
        raise SystemExit("\n".join(bag.import_errors.values()))
    for dag in bag.dags.values():
        for task in dag.tasks:
            task.retries = 0  # nobody waits here for a machine to recover
    for line in asked:
        run = json.loads(line)
        print(json.dumps({**run, **played(bag.dags[run["dag"]], run["at"], run["conf"])}), file=answers, flush=True)


def played(dag: Any, at: str, conf: dict[str, Any]) -> dict[str, Any]:
    """How one run of a DAG ended."""
    heard.clear()
    instant = datetime.fromisoformat(at)
    run = dag.test(run_after=instant, logical_date=instant, run_conf=conf)
    instances = sorted(run.get_task_instances(), key=lambda one: (one.task_id, one.map_index))
    tasks = [{"task": one.task_id, "subject": one.rendered_map_index, "state": one.state} for one in instances]
    return {"state": run.state, "tasks": tasks, "heard": heard}


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.modules["rehearsal"] = sys.modules["__main__"]  # the hook finds this module, not a second one
    os.environ["VMO_NOTIFY"] = "rehearsal:hear"
    rehearse(sys.stdin, answers)
    sys.stdout.flush()
    os._exit(0)  # all is said and committed; taking Airflow apart object by object would last three seconds
