"""Notification: the one hook that every failure calls, once for each feed, file and action that it names.

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

# A reason reads `where: what; action`, and where is a file with its line, or partner.feed:day.
SEVERITY = re.compile(r"^(?:error|warning|info): ")
DOTTED = re.compile(
    r"(?<![\w./-])(?P<name>[\w/-]+\.[\w.-]*\w)(?P<day>:\d{4}-\d\d(?:-\d\d(?:\.\.\d{4}-\d\d-\d\d)?)?)?(?=:|\s|$)"
)
UNSAID = "see vmo status"
FAULT = "see the task's log; what is done stays done, so clear the task to run it again"


def tell(context: dict[str, Any]) -> None:
    """Send the notices of a failure: the `on_failure_callback` of every task."""
    task = context["task_instance"]
    for notice in notices(context.get("exception"), context.get("subject") or task.task_id):
        notify(dag=task.dag_id, run=task.run_id, **notice)


def notices(failure: Any, subject: str) -> Iterator[dict[str, str]]:
    """What to say of a failure.

    >>> def said(reason, subject="bank"):
    ...     return [(one["feed"], one["file"], one["action"]) for one in notices(Failure(reason), subject)]
    >>> class Failure(Exception): reasons = property(lambda self: list(self.args))
    >>> said("error: calls_0104.csv:1: column renamed: found Wiat, expected Wait; ask the partner")
    [('-', 'calls_0104.csv', 'ask the partner')]
    >>> said("bank.calls:1999-01-04: the file is late: found nothing; ask the partner for it")
    [('bank.calls', '-', 'ask the partner for it')]
    >>> said("bank-care: bank.calls: file calls_0104.csv was stopped", "bank-care")
    [('bank.calls', 'calls_0104.csv', 'see vmo status')]
    >>> [(one["kind"], one["what"]) for one in notices(OSError("disk full"), "bank")]
    [('fault', "OSError('disk full')")]
    """
    reasons = getattr(failure, "reasons", None)
    if not reasons:
        yield {"subject": subject, "kind": "fault", "feed": "-", "file": "-", "what": repr(failure), "action": FAULT}
        return
    told: dict[tuple[str, str, str], list[str]] = {}
    for reason in reasons:
        what, _, action = SEVERITY.sub("", reason).rpartition("; ")
        what, action = (what, action) if what else (action, UNSAID)
        told.setdefault((*_places(what), action), []).append(what)
    for (feed, file, action), whats in told.items():
        what = "; ".join(whats)
        yield {"subject": subject, "kind": "data", "feed": feed, "file": file, "what": what, "action": action}


def _places(what: str) -> tuple[str, str]:
    """The feed and the file that a reason names: a feed is `partner.feed`, with a day or at the head of the place."""
    feed = file = "-"
    for found in DOTTED.finditer(what):
        followed = what[found.end() :]
        if found["day"] or re.match(r": (?:\S+\.\w+:|file )", followed):
            feed = found["name"] if feed == "-" else feed
        elif file == "-" and (re.match(r"(?::\d+)?: ", followed) or what[: found.start()].endswith("file ")):
            file = found["name"]
    return feed, file


def notify(**notice: str) -> None:
    """Log the notice and hand it to the callable of VMO_NOTIFY."""
    log.error("%(subject)s (feed %(feed)s, file %(file)s): %(what)s. Next: %(action)s", notice)
    if named := os.environ.get("VMO_NOTIFY"):
        module, _, function = named.partition(":")
        getattr(import_module(module), function)(**notice)
