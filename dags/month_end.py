"""Month end: each contract's month is attained, priced, invoiced, checked and published.

Each contract has one task instance and depends on no other contract. A contract that lacks data fails at
once with the list of what is missing, one whose checks block the document with what they found; the
others go on. Nothing is published by halves: checked files move into place together.

**To act:** get or close what is missing, run `nightly`, trigger this DAG again. The same data give the
same bytes.

`month` (YYYY-MM) is the month to close; by default the one before the run.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import Param, dag, task
from failure import carry_out, without_errors
from notification import tell


@task
def contracts() -> list[str]:
    """The contracts of the portfolio."""
    from vmo import pipeline

    return carry_out(pipeline.contracts)


@task(
    map_index_template="{{ subject }}",
    multiple_outputs=False,
    doc_md="Attain, price, invoice, check and publish one contract's month.",
)
def close_month(contract: str, params: dict[str, Any] | None = None, dag_run: Any = None) -> dict[str, Any]:
    from vmo import pipeline

    closed = carry_out(pipeline.close_month, contract, params["month"] or before(dag_run.run_after))
    return without_errors(closed) if closed["status"] == "blocked" else closed


def before(day: datetime) -> str:
    """The month before the month of `day`."""
    return f"{day.replace(day=1) - timedelta(days=1):%Y-%m}"


@dag(
    schedule="0 10 3 * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    tags=["vmo", "month"],
    doc_md=__doc__,
    params={
        "month": Param(
            None,
            type=["null", "string"],
            pattern=r"^\d{4}-(0[1-9]|1[0-2])$",
            description="the month to close",
        ),
    },
    default_args={
        "retries": 2,
        "retry_delay": timedelta(minutes=5),
        "execution_timeout": timedelta(hours=3),
        "on_failure_callback": tell,
    },
)
def month_end() -> None:
    close_month.expand(contract=contracts())


month_end()
