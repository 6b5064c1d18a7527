"""Required: which metrics a program answers for, by the completeness rules of the COPC table (domain.md 0.1, 2.1).

Metric 2 is a choice of 2a or 2b; metric 7 needs at least three of its forms; the item efficiencies 12, 17 and 26 need one
form each. The sub-metrics of 4 are metrics of their own. Every other number is one vote: of several ids that bear it the
first in the catalogue, which is the table's own, unless another is listed. Volume (class V) has no target and is out. What a
choice lacks is required all the same: it stays in the denominator as not met.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from vmo.catalogue import Metric

CHOICES = {"2": 1, "7": 3, "12": 1, "17": 1, "26": 1}  # COPC number → how many of its forms are needed
ONE_ONLY = "2"


@dataclass(frozen=True, slots=True)
class Lacking:
    """A choice of the table that is not filled: `missing` more of these ids are required."""

    copc_no: str
    missing: int
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Required:
    """`scored` and `lacking` have a vote; `not_applicable` belong to what the program does not perform.

    `unlisted` is what the table also asks of a process whose metrics are only listed in part, in words.
    """

    scored: tuple[Metric, ...]
    lacking: tuple[Lacking, ...]
    not_applicable: tuple[Metric, ...]
    unlisted: tuple[str, ...]


def number(metric: Metric) -> str:
    """The metric's number in the table without its letter; empty for one that the table does not hold.

    >>> from vmo import catalogue
    >>> number(catalogue.metric("call_service_level"))
    '2'
    """
    found = re.match(r"\d+", metric.copc_no)
    return found[0] if found else ""


def vote(metric: Metric) -> str:
    """What the table asks for once: a number with its letter, or the number of a choice.

    >>> from vmo import catalogue
    >>> [vote(catalogue.metric(one)) for one in ("call_service_level", "call_cc_accuracy", "elec_backlog_late")]
    ['2', '4a', '14']
    """
    return number(metric) if number(metric) in CHOICES else metric.copc_no


def required(
    known: Sequence[Metric],
    *,
    performed: Collection[str],
    not_performed: Collection[str],
    listed: Collection[str],
    measured: Collection[str],
) -> Required:
    """The required metrics of one program, in the order of the catalogue.

    known: every metric there is. performed, not_performed: processes by their name in the catalogue (kcrp). listed: ids
    that are required by name. measured: ids that a contract counts against a target; of a choice they are the ones
    taken, unless the list names others.
    """
    scorable = [one for one in known if one.copc_class != "V"]
    applicable = [one for one in scorable if one.kcrp not in not_performed]
    of_table = [one for one in applicable if number(one) and one.direction != "none"]
    named = {vote(one) for one in of_table if one.id in listed}
    own = {vote(one): one.id for one in reversed(of_table)}

    def taken(one: Metric) -> bool:
        if one.id in listed:
            return True
        if one not in of_table or one.kcrp not in performed or vote(one) in named:
            return False
        return one.id in measured if vote(one) in CHOICES else one.id == own[vote(one)]

    scored = [one for one in applicable if taken(one)]
    chosen = {one.id for one in scored}
    partly = {one.kcrp for one in scored if number(one)} - set(performed)
    return Required(
        scored=tuple(scored),
        lacking=tuple(_lacking(of_table, chosen, performed)),
        not_applicable=tuple(one for one in scorable if one.kcrp in not_performed),
        unlisted=tuple(_unlisted([one for one in of_table if one.kcrp in partly], chosen)),
    )


def _lacking(of_table: Sequence[Metric], chosen: Collection[str], performed: Collection[str]) -> Iterator[Lacking]:
    for choice, needed in CHOICES.items():
        forms = [one for one in of_table if vote(one) == choice]
        found = sum(one.id in chosen for one in forms)
        asked = found or any(one.kcrp in performed for one in forms)
        if asked and found < needed:
            yield Lacking(choice, needed - found, tuple(one.id for one in forms if one.id not in chosen))


def _unlisted(of_process: Sequence[Metric], chosen: set[str]) -> Iterator[str]:
    for asked in dict.fromkeys(vote(one) for one in of_process):
        forms = [one.id for one in of_process if vote(one) == asked]
        if not chosen.intersection(forms):
            yield " or ".join(forms) if asked in CHOICES else forms[0]
