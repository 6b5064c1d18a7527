"""What became of the contacts offered to a queue: the counts of domain.md 1.2, named by its letters.

O = A + B + F + D; a contact that the system dropped is abandoned (Q1); busy and vru_hang never queued. What
the partner did not tell of an interval is unknown, and so is what he counted with other times.
"""

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from vmo.proofs._rows import Population, Row, UnknownError, cell, counted, is_contact, within
from vmo.records import RefusedError

Op = Literal["lte", "lt"]
Seconds = Decimal | int

ABANDONS = ("abandoned", "forced_disc")
FLOWOUTS = ("flowout_callback", "flowout_transfer", "flowout_voicemail")


@dataclass(frozen=True, slots=True)
class Queue:
    """Contacts by outcome, or the partner's intervals; and the two times that cut them."""

    contacts: Mapping[str, Sequence[Row]]
    intervals: Sequence[Row]
    threshold_s: Seconds | None
    threshold_op: Op
    short_s: Seconds | None

    @property
    def o(self) -> int:
        """O: offered; of intervals what the partner counted, which need not add up."""
        return counted(self.intervals, "offered") if self.intervals else self.a + self.b + self.f + self.d

    @property
    def a(self) -> int:
        """A: answered."""
        return self._count("answered", ("answered",))

    @property
    def a_t(self) -> int:
        """A_T: answered within the threshold."""
        return self._in_time(("answered",), "answered_in_threshold")

    @property
    def b(self) -> int:
        """B: abandoned by the caller or dropped by the system."""
        return self._count("abandoned", ABANDONS)

    @property
    def b_s(self) -> int:
        """B_S: abandoned before the short-abandon time."""
        short_s = self._same_time("short_s", self.short_s)
        short = sum(wait < short_s for outcome in ABANDONS for wait in self.waits(outcome))
        return short + counted(self.intervals, "abandoned_short")

    @property
    def b_t(self) -> int:
        """B_T: abandoned within the threshold."""
        return self._in_time(ABANDONS, "abandoned_in_threshold")

    @property
    def f(self) -> int:
        """F: flowed out to a callback, a transfer or voicemail."""
        return self._count("flowouts", FLOWOUTS)

    @property
    def c(self) -> int:
        """C: accepted a callback."""
        return self._told_apart(("flowout_callback",))

    @property
    def c_t(self) -> int:
        """C_T: accepted one within the threshold."""
        self._told_apart(())
        return self._in_time(("flowout_callback",), "")

    @property
    def f_c(self) -> int:
        """F_c: transferred out or to voicemail, and not by order of the client."""
        self._told_apart(())
        left = [row for outcome in FLOWOUTS[1:] for row in self.contacts.get(outcome, ())]
        return sum(row.get("client_ordered") is not True for row in left)

    @property
    def d(self) -> int:
        """D: dequeued, answered from another queue."""
        return self._count("dequeued", ("dequeued",))

    def _count(self, column: str, outcomes: tuple[str, ...]) -> int:
        contacts = sum(len(self.contacts.get(outcome, ())) for outcome in outcomes)
        return contacts + counted(self.intervals, column)

    def _told_apart(self, outcomes: tuple[str, ...]) -> int:
        """Contacts of some outcomes; RefusedError of intervals, which tell all flow-outs in one count."""
        if self.intervals:
            raise RefusedError(["outcome: not mapped, so flow-outs cannot be told apart; count on contacts"])
        return sum(len(self.contacts.get(outcome, ())) for outcome in outcomes)

    def _in_time(self, outcomes: tuple[str, ...], column: str) -> int:
        threshold_s = self._same_time("threshold_s", self.threshold_s)
        if self.intervals and self.threshold_op == "lt":
            raise UnknownError("the partner counted within the threshold, not below it")
        in_time = operator.le if self.threshold_op == "lte" else operator.lt
        waits = [wait for outcome in outcomes for wait in self.waits(outcome)]
        return sum(bool(in_time(wait, threshold_s)) for wait in waits) + counted(self.intervals, column)

    def waits(self, outcome: str) -> list[Seconds]:
        """The waits that are known; a contact whose wait is unknown was neither in time nor short."""
        return [wait for row in self.contacts.get(outcome, ()) if (wait := cell(row, "wait_s")) is not None]

    def _same_time(self, column: str, asked: Seconds | None) -> Seconds:
        """The contract's time; RefusedError without one, UnknownError where the partner used another."""
        if asked is None:
            raise RefusedError([f"{column}: missing, and the variant counts with it; add the term"])
        if any(cell(row, column) != asked for row in self.intervals):
            raise UnknownError(column)
        return asked


def queue(
    rows: Iterable[Row],
    population: Population,
    *,
    threshold_s: Seconds | None = None,
    threshold_op: Op = "lte",
    short_s: Seconds | None = None,
) -> Queue:
    """The rows of a population, cut by the contract's times in seconds."""
    if threshold_op not in ("lte", "lt"):
        raise RefusedError([f"threshold_op: found {threshold_op!r}, expected lte or lt"])
    contacts: dict[str, list[Row]] = {}
    intervals: list[Row] = []
    for row in within(rows, population):
        (contacts.setdefault(row["outcome"], []) if is_contact(row) else intervals).append(row)
    return Queue(contacts, intervals, threshold_s, threshold_op, short_s)
