"""Failure: what stops a task for good.

A refusal of the pipeline, or error findings, fail the task at once with the list of reasons as its error:
data does not mend by a retry. Whatever else goes wrong (a lost connection, a full disk) is retried as the
DAG says.
"""

import os
from collections.abc import Callable
from typing import Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowFailException


class IncompleteError(AirflowFailException):
    """The work of one partner or contract is not complete; each reason says where, what and what to do."""

    def __init__(self, subject: str, reasons: list[str]) -> None:
        self.subject = subject
        self.reasons = reasons
        super().__init__("\n".join((f"{subject}: not complete", *reasons)))


def carry_out(work: Callable[..., Any], *told: str | None) -> Any:
    """What the pipeline answers for the portfolio in VMO_PORTFOLIO. `told` begins with the partner or contract.

    Raises IncompleteError where the pipeline refuses.
    """
    subject = told[0] if told and told[0] else "portfolio"
    get_current_context()["subject"] = subject  # type: ignore[typeddict-unknown-key]  # names the instance in the UI
    folder = os.environ.get("VMO_PORTFOLIO")
    if not folder:
        raise IncompleteError(subject, ["VMO_PORTFOLIO is not set; give it the portfolio's folder and restart Airflow"])
    try:
        answer = work(folder, *told)
    except Exception as error:
        reasons = getattr(error, "reasons", None) or getattr(error, "faults", None)
        if not reasons:
            raise
        raise IncompleteError(subject, reasons) from None
    return answer


def without_errors(receipt: dict[str, Any]) -> dict[str, Any]:
    """Give the receipt back; raises IncompleteError with the error findings, where it has some."""
    if receipt["errors"]:
        raise IncompleteError(receipt["subject"], [one for one in receipt["findings"] if one.startswith("error: ")])
    return receipt
