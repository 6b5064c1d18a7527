"""What Airflow makes of the DAG files, as JSON; run as a process, so that no other test meets Airflow."""

import json
import logging
import sys
import time
from pathlib import Path


def task(one):
    kwargs = getattr(one, "partial_kwargs", {})

    def read(name):
        return kwargs.get(name, getattr(one, name, None))

    hooks = read("on_failure_callback")
    group = one.get_closest_mapped_task_group()
    return {
        "retries": read("retries"),
        "minutes": read("execution_timeout").total_seconds() / 60,
        "hooks": [f"{hook.__module__}.{hook.__name__}" for hook in (hooks if isinstance(hooks, list) else [hooks])],
        "doc": read("doc_md"),
        "trigger_rule": str(read("trigger_rule").value),
        "mapped_in": group.group_id if group else one.task_id if one.is_mapped else None,
        "upstream": sorted(one.upstream_task_ids),
    }


def described(folder):
    import airflow.providers.standard.operators.empty  # noqa: F401  what every Airflow has, so that only our own time counts
    from airflow.dag_processing.dagbag import BundleDagBag

    logging.disable(logging.CRITICAL)
    before = time.perf_counter()
    bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="dags-folder")
    seconds = time.perf_counter() - before
    return {
        "errors": bag.import_errors,
        "seconds": seconds,
        "ours": sorted(name for name in sys.modules if name.split(".")[0] == "vmo"),
        "dags": {
            name: {
                "tags": sorted(dag.tags),
                "doc": dag.doc_md,
                "max_active_runs": dag.max_active_runs,
                "catchup": dag.catchup,
                "hours": dag.dagrun_timeout.total_seconds() / 3600,
                "params": sorted(dag.params),
                "tasks": {one.task_id: task(one) for one in dag.tasks},
            }
            for name, dag in bag.dags.items()
        },
    }


if __name__ == "__main__":
    print(json.dumps(described(Path(sys.argv[1]))))
