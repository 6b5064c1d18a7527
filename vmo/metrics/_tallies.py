"""Tallies: the additive counts that the ways of counting share, over contacts or a partner's own intervals.

Identity (decision Q1): offered = answered + abandoned + flowed out + dequeued. Disconnects by the system
after queue entry are abandons; busy calls and those that end in the voice-response unit were never offered.
Handled is answered inbound or connected outbound: both are the outcome `answered`.

Contacts. A wait that is not known lies within no time: such a contact counts as answered or abandoned, never
as in time and never as short.

Intervals. The partner counted, so a count is evidence only where it is given, and where the partner counted
with the contract's own threshold_s or short_s; "within" is `lte`, so it says nothing of `lt`. One row without
evidence makes the sum null: no data, which nobody can mistake for a smaller number.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal, get_args

import ibis

from vmo.records import RefusedError, UnmappedColumnError

Operator = Literal["lte", "lt"]
Part = Literal["handle_s", "talk_s", "hold_s", "acw_s"]
Number = Decimal | int

ANSWERED = ["answered"]
ABANDONED = ["abandoned", "forced_disc"]
CALLED_BACK = ["flowout_callback"]
PASSED_OUT = ["flowout_transfer", "flowout_voicemail"]
FLOWED_OUT = [*CALLED_BACK, *PASSED_OUT]
DEQUEUED = ["dequeued"]
BUSY = ["busy"]
OFFERED = [*ANSWERED, *ABANDONED, *FLOWED_OUT, *DEQUEUED]
PARTS = ["talk_s", "hold_s", "acw_s"]
SECONDS = "decimal(12,3)"
SUM_OF_SECONDS = "decimal(38,3)"


class Contacts:
    """Tallies of rows that are one contact each (kind contacts)."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows

    def offered(self) -> Any:
        return self._count(OFFERED)

    def answered(self) -> Any:
        return self._count(ANSWERED)

    def abandoned(self) -> Any:
        return self._count(ABANDONED)

    def flowed_out(self) -> Any:
        return self._count(FLOWED_OUT)

    def passed_out(self) -> Any:
        """Left for another queue or for voicemail, for lack of agents: not where the client ordered it."""
        ordered = self._rows.client_ordered if "client_ordered" in self._rows.columns else ibis.literal(False)
        return self._count(PASSED_OUT, ~ordered.fill_null(False))

    def called_back(self) -> Any:
        return self._count(CALLED_BACK)

    def called_back_within(self, threshold_s: Number, threshold_op: Operator) -> Any:
        """Accepted a callback within the threshold."""
        return self._count(CALLED_BACK, self._waited(exact_s("threshold_s", threshold_s), threshold_op))

    def dequeued(self) -> Any:
        return self._count(DEQUEUED)

    def handled(self) -> Any:
        return self._count(ANSWERED)

    def blocked(self) -> Any:
        """Calls that never queued, for they met a busy line."""
        return self._count(BUSY)

    def transferred(self) -> tuple[Any, Any]:
        """Answered contacts that were passed on, and those that tell whether they were."""
        passed_on = column(self._rows, "transferred")
        return self._count(ANSWERED, passed_on), self._count(ANSWERED, passed_on.notnull())

    def answered_within(self, threshold_s: Number, threshold_op: Operator) -> Any:
        return self._count(ANSWERED, self._waited(exact_s("threshold_s", threshold_s), threshold_op))

    def abandoned_within(self, threshold_s: Number, threshold_op: Operator) -> Any:
        return self._count(ABANDONED, self._waited(exact_s("threshold_s", threshold_s), threshold_op))

    def abandoned_short(self, short_s: Number) -> Any:
        """Abandoned strictly before short_s."""
        return self._count(ABANDONED, self._waited(exact_s("short_s", short_s), "lt"))

    def waited_s(self) -> tuple[Any, Any]:
        """Seconds that answered contacts waited, and how many waits are known."""
        wait_s = column(self._rows, "wait_s")
        return _sum_s(wait_s, where=self._ended(ANSWERED)), self._count(ANSWERED, wait_s.notnull())

    def queued_s(self) -> tuple[Any, Any]:
        """Seconds that offered contacts waited, whatever became of them, and how many waits are known."""
        wait_s = column(self._rows, "wait_s")
        return _sum_s(wait_s, where=self._ended(OFFERED)), self._count(OFFERED, wait_s.notnull())

    def handled_s(self, part: Part) -> Any:
        """Seconds of one part of the handled contacts; a blank adds nothing."""
        first, *others = (_sum_s(one, where=self._ended(ANSWERED)) for one in parts(self._rows, part))
        return sum(others, start=first)

    def _ended(self, outcomes: Sequence[str]) -> Any:
        outcome = column(self._rows, "outcome")
        return outcome == outcomes[0] if len(outcomes) == 1 else outcome.isin(outcomes)

    def _waited(self, limit: Any, operator: Operator) -> Any:
        wait_s = column(self._rows, "wait_s")
        return wait_s <= limit if operator == "lte" else wait_s < limit

    def _count(self, outcomes: Sequence[str], condition: Any = None) -> Any:
        ended = self._ended(outcomes)
        return self._rows.count(where=ended if condition is None else ended & condition)


# Intervals tell callbacks, transfers and voicemail in one count: only rows can tell them apart.
TOGETHER = UnmappedColumnError("outcome")


class Intervals:
    """Tallies of rows that the partner counted (kind intervals)."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows

    def offered(self) -> Any:
        return self._sum("offered")

    def answered(self) -> Any:
        return self._sum("answered")

    def abandoned(self) -> Any:
        return self._sum("abandoned")

    def flowed_out(self) -> Any:
        return self._sum("flowouts")

    def passed_out(self) -> Any:
        raise TOGETHER

    def called_back(self) -> Any:
        raise TOGETHER

    def called_back_within(self, _threshold_s: Number, _threshold_op: Operator) -> Any:
        raise TOGETHER

    def dequeued(self) -> Any:
        return self._sum("dequeued")

    def handled(self) -> Any:
        return self._sum("answered")

    def blocked(self) -> Any:
        """Calls that met a busy line, as the partner counted them."""
        return self._sum("blocked")

    def transferred(self) -> tuple[Any, Any]:
        """Answered contacts that were passed on, and those answered."""
        return self._sum("transferred"), self.answered()

    def answered_within(self, threshold_s: Number, threshold_op: Operator) -> Any:
        return self._sum("answered_in_threshold", self._same_threshold(threshold_s, threshold_op))

    def abandoned_within(self, threshold_s: Number, threshold_op: Operator) -> Any:
        return self._sum("abandoned_in_threshold", self._same_threshold(threshold_s, threshold_op))

    def abandoned_short(self, short_s: Number) -> Any:
        """Abandoned before the partner's short_s, where that is the contract's."""
        return self._sum("abandoned_short", column(self._rows, "short_s") == exact_s("short_s", short_s))

    def waited_s(self) -> tuple[Any, Any]:
        """Seconds that answered contacts waited, and how many were answered."""
        return self._evident(column(self._rows, "wait_answered_s"), SUM_OF_SECONDS), self.answered()

    def queued_s(self) -> tuple[Any, Any]:
        """Nobody counts by intervals how long those waited who were not answered."""
        raise UnmappedColumnError("outcome")

    def handled_s(self, part: Part) -> Any:
        """Seconds of one part of the handled contacts."""
        first, *others = (self._evident(one, SUM_OF_SECONDS) for one in parts(self._rows, part))
        return sum(others, start=first)

    def _same_threshold(self, threshold_s: Number, threshold_op: Operator) -> Any:
        same = column(self._rows, "threshold_s") == exact_s("threshold_s", threshold_s)
        return same if threshold_op == "lte" else same & False

    def _sum(self, name: str, evidence: Any = None) -> Any:
        return self._evident(column(self._rows, name), "int64", evidence)

    @staticmethod
    def _evident(value: Any, dtype: str, evidence: Any = None) -> Any:
        known = value.notnull() if evidence is None else value.notnull() & evidence.fill_null(False)
        return ibis.ifelse((~known).any(), ibis.null(dtype), value.sum().cast(dtype).fill_null(_zero(dtype)))


def tallies(rows: Any) -> Contacts | Intervals:
    """The tallies of a table: of contacts where it has `outcome`, of intervals where it has `offered`."""
    if "outcome" in rows.columns:
        return Contacts(rows)
    if "offered" in rows.columns:
        return Intervals(rows)
    raise UnmappedColumnError("outcome", "offered")


def column(rows: Any, name: str) -> Any:
    """The column; raises UnmappedColumnError where the feed does not map it."""
    if name not in rows.columns:
        raise UnmappedColumnError(name)
    return rows[name]


def parts(rows: Any, part: Part) -> list[Any]:
    """The columns that make up a part; handle_s not mapped is what is mapped of talk, hold and wrap-up."""
    one_of("part", part, get_args(Part))
    if part != "handle_s" or "handle_s" in rows.columns:
        return [column(rows, part)]
    mapped = [rows[name] for name in PARTS if name in rows.columns]
    if not mapped:
        raise UnmappedColumnError("handle_s", *PARTS)
    return mapped


def exact_s(term: str, limit_s: Number) -> Any:
    """A term in seconds as an exact literal; raises RefusedError, naming the term.

    It goes to the engine as text, since 2E+1, a form of Decimal 20, is a float there.

    >>> exact_s("threshold_s", Decimal("0.0005"))
    Traceback (most recent call last):
    vmo.records.RefusedError: threshold_s: found 0.0005, expected 0 s or more, with no more than 3 decimals
    """
    if isinstance(limit_s, bool) or not isinstance(limit_s, Decimal | int):
        raise RefusedError([f"{term}: found {limit_s!r}, expected seconds, such as 20"])
    if limit_s < 0 or limit_s * 1000 != int(limit_s * 1000):
        raise RefusedError([f"{term}: found {limit_s}, expected 0 s or more, with no more than 3 decimals"])
    return ibis.literal(f"{Decimal(limit_s):f}").cast(SECONDS)


def short_of(variant: str, short_s: Number | None) -> Number:
    """The short-abandon time of a variant that needs it; raises RefusedError where there is none."""
    if short_s is None:
        raise RefusedError([f"short_s: missing; {variant} leaves abandons before short_s out, so give it"])
    return short_s


def one_of(term: str, word: str, allowed: Sequence[str]) -> None:
    """Raises RefusedError where a term is none of the words it may be."""
    if word not in allowed:
        raise RefusedError([f"{term}: found {word!r}, expected one of {', '.join(allowed)}"])


def _sum_s(value: Any, where: Any) -> Any:
    return value.sum(where=where).cast(SUM_OF_SECONDS).fill_null(_zero(SUM_OF_SECONDS))


def _zero(dtype: str) -> Any:
    return ibis.literal(0).cast(dtype)
