"""Nightly: what the partners left is collected, landed, conformed, validated and measured.

Each partner has a row of three task instances and depends on no other partner. A night takes what is
there and never waits: a late file or a refused feed turns that partner's task red with the reasons as its
error, the rest of the line goes on with what has come, and the run is red so that nobody overlooks it.

**To act:** read the error of the red task, do what it says, trigger the DAG again. What is done is never
done twice.

`as_of` (an instant) takes only files that had arrived by then; `day` (a date, by default the day of the
run) decides only what was due.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import Param, dag, task, task_group
from failure import IncompleteError, carry_out, without_errors
from notification import tell


@task
def partners() -> list[str]:
    """The partners of the portfolio."""
    from vmo import pipeline

    return carry_out(pipeline.partners)


@task(map_index_template="{{ subject }}", multiple_outputs=False)
def arrive(partner: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
    """Collect every file not yet seen and land its bytes."""
    from vmo import pipeline

    return without_errors(carry_out(pipeline.arrive, partner, params["as_of"]))


@task(map_index_template="{{ subject }}", multiple_outputs=False, trigger_rule="all_done")
def conform(partner: str) -> dict[str, Any]:
    """Conform what has landed and validate it; what cannot be read or judged well is quarantined."""
    from vmo import pipeline

    return without_errors(carry_out(pipeline.conform, partner))


@task(map_index_template="{{ subject }}", multiple_outputs=False, trigger_rule="all_done")
def measure(partner: str, params: dict[str, Any] | None = None, dag_run: Any = None) -> dict[str, Any]:
    """Count all that is not yet counted, then say what was due and has not come."""
    from vmo import pipeline

    counted = without_errors(carry_out(pipeline.measure, partner))
    late = carry_out(pipeline.due, partner, params["day"] or f"{dag_run.run_after:%Y-%m-%d}")
    if late["findings"]:
        raise IncompleteError(partner, late["findings"])
    return counted


@task_group
def night(partner: str) -> None:
    arrive(partner) >> conform(partner) >> measure(partner)


@dag(
    schedule="0 8 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    tags=["vmo", "night"],
    doc_md=__doc__,
    params={
        "as_of": Param(
            None,
            type=["null", "string"],
            format="date-time",
            description="take only files that had arrived by this instant",
        ),
        "day": Param(
            None,
            type=["null", "string"],
            format="date",
            description="what was due on this date; default: the day of the run",
        ),
    },
    default_args={
        "retries": 2,
        "retry_delay": timedelta(minutes=5),
        "execution_timeout": timedelta(hours=3),
        "on_failure_callback": tell,
    },
)
def nightly() -> None:
    every = night.expand(partner=partners())
    list(every.children.values()) >> EmptyOperator(task_id="every_partner_complete")


nightly()
