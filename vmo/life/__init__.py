"""Life of a document: its states, the steps between them, and who may take each (design.md section 6).

draft → checked → approved → issued → (disputed → resolved) → paid. The program publishes, checks and lets an approval lapse;
people do the rest. What is issued never goes back.

Beside it lie its steps, numbers, frozen text, archive, seals, disputes and payments as they are kept. What a payment comes to
under the contract's terms lies in `vmo/paying`, how a document is rendered in `vmo/invoice.py`.

>>> step("checked", "approve", "acme-care/2026-10/1").after
'approved'
>>> step("draft", "pay", "acme-care/2026-10/1")
Traceback (most recent call last):
vmo.records.RefusedError: acme-care/2026-10/1: found draft, expected issued or resolved to pay it; next: vmo month, whose \
checks make it checked
"""

from dataclasses import dataclass
from typing import Literal

from vmo.records import RefusedError

State = Literal["draft", "blocked", "checked", "approved", "issued", "disputed", "resolved", "paid"]
Role = Literal["preparer", "approver", "issuer"]
ISSUED = ("issued", "disputed", "resolved", "paid")  # nothing of such a document changes, but its state
IN_PART = ("issued", "disputed", "resolved")  # of such a document a part may be paid, which leaves the state alone


@dataclass(frozen=True)
class Step:
    """A step of a document: from where it may be taken, where it leads; `role` is whose it is where the portfolio says so."""

    before: tuple[State, ...]
    after: State
    role: Role | None = None


STEPS = {
    "check": Step(("draft",), "checked"),
    "lapse": Step(("approved",), "draft"),
    "approve": Step(("checked",), "approved", "approver"),
    "issue": Step(("approved",), "issued", "issuer"),
    "dispute": Step(("issued", "resolved", "disputed"), "disputed"),
    "resolve": Step(("disputed",), "resolved"),
    "pay": Step(("issued", "resolved"), "paid"),
}
NEXT: dict[str, str] = {
    "draft": "vmo month, whose checks make it checked",
    "blocked": "put right what its scorecard lists, then vmo month",
    "checked": "vmo approve",
    "approved": "vmo issue",
    "issued": "vmo pay, or vmo dispute",
    "disputed": "vmo resolve, vmo pay of what is undisputed, or vmo dispute of another line",
    "resolved": "vmo pay, or vmo dispute",
    "paid": "nothing; what is wrong with it is corrected by another document",
}


def step(state: str, verb: str, document: str) -> Step:
    """The step that a verb takes from a state; raises RefusedError with what is expected and what comes next."""
    one = STEPS[verb]
    if state not in one.before:
        expected = " or ".join(one.before)
        raise RefusedError([f"{document}: found {state}, expected {expected} to {verb} it; next: {NEXT[state]}"])
    return one
