"""Notification: the one hook that every failure calls, once for each thing that somebody must act on.

A notice is text by name: `dag`, `run`, `subject` (partner or contract), `kind`, `feed`, `file`, `what`,
`action`. `kind` is `data` where the pipeline named the reason and `fault` where the code or the machine
gave way. It goes to the log, and to the callable that VMO_NOTIFY names as `module:function`, with these
names as keyword arguments.
"""

import logging
import os
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

log = logging.getLogger(__name__)

# A reason reads `file:line: what; action` or `contract: partner.feed:day what; action`.
FILE = re.compile(r"(?:^|\s)(?P<file>[^\s:]+\.[A-Za-z0-9]+(?:\.gz)?):\d+:")
FEED = re.compile(r"(?:^|\s)(?P<feed>\w[\w-]*\.\w[\w-]*)(?=:\d{4}-|:?\s|$)")
FAULT = "see the task's log; clear the task to run it again, what is done stays done"
UNSAID = "see vmo status"


def tell(context: dict[str, Any]) -> None:
    """The `on_failure_callback` of every task: a notice for each reason of the failure."""
    task = context["task_instance"]
    for notice in notices(context.get("exception"), context.get("subject") or task.task_id):
        notify(dag=task.dag_id, run=task.run_id, **notice)


def notices(failure: Any, subject: str) -> Iterator[dict[str, str]]:
    """What to say of a failure.

    >>> class Late(Exception): reasons = ["bank.calls:1999-01-04 was due on 1999-01-05; ask the partner"]
    >>> [(one["feed"], one["file"], one["action"]) for one in notices(Late(), "bank")]
    [('bank.calls', '-', 'ask the partner')]
    >>> [(one["kind"], one["what"]) for one in notices(OSError("disk full"), "bank")]
    [('fault', "OSError('disk full')")]
    """
    reasons = getattr(failure, "reasons", None)
    if not reasons:
        yield {
            "subject": subject,
            "kind": "fault",
            "feed": "-",
            "file": "-",
            "what": repr(failure),
            "action": FAULT,
        }
        return
    for reason in reasons:
        what, _, action = reason.rpartition("; ")
        file, feed = FILE.search(reason), FEED.search(reason)
        yield {
            "subject": subject,
            "kind": "data",
            "feed": feed["feed"] if feed else "-",
            "file": file["file"] if file else "-",
            "what": what or reason,
            "action": action if what else UNSAID,
        }


def notify(**notice: str) -> None:
    """Log the notice and hand it to the callable of VMO_NOTIFY."""
    log.error("%(subject)s (feed %(feed)s, file %(file)s): %(what)s. Next: %(action)s", notice)
    if named := os.environ.get("VMO_NOTIFY"):
        module, _, function = named.partition(":")
        getattr(import_module(module), function)(**notice)
