"""Usable: whether a measure has a target, its counts, and a grain fine enough.

Rules U1, U2 and U3 of domain.md 2.4.

>>> from dataclasses import replace
>>> whole = Case("acme-care.sl", "higher", "A", targeted=True)
>>> list(judge(whole))
[]
>>> [one.rule for one in judge(replace(whole, evidence="C", targeted=False))]
['U1', 'U2']
>>> list(judge(Case("acme-care.volume", "none", "A")))
[]
"""

from collections.abc import Iterator
from dataclasses import dataclass

from vmo.records import Finding

UNTARGETED, UNCOUNTED, COARSE = "U1", "U2", "U3"


@dataclass(frozen=True, slots=True)
class Case:
    """One measure, and the evidence that one feed gives of it."""

    where: str
    direction: str
    evidence: str
    targeted: bool = False


@dataclass(frozen=True, slots=True)
class Grain:
    """Counts of a month: at how many instants on how many days, and what a contract cuts out of them.

    `each` is the day, hour, half_hour or quarter_hour that is judged by itself, or of which a mean is taken.
    """

    instants: int
    days: int
    segments: int = 1
    service_hours: bool = False
    each: str = ""


def judge(case: Case) -> Iterator[Finding]:
    """A finding for each thing that the measure lacks; a volume, which knows no better or worse, needs no target."""
    if case.direction != "none" and not case.targeted:
        yield Finding(UNTARGETED, "error", case.where, "has no target", action="give it one in the contract")
    if case.evidence == "C":
        what = "rests on ratios alone, evidence class C"
        yield Finding(UNCOUNTED, "error", case.where, what, action="ask the partner for the counts")


def coarse(where: str, grain: Grain) -> Iterator[Finding]:
    """A finding where the counts cannot be cut as the contract wants.

    >>> list(coarse("sl", Grain(instants=1, days=1))), list(coarse("sl", Grain(instants=62, days=31, service_hours=True)))
    ([], [])
    >>> list(coarse("sl", Grain(instants=31, days=31, each="day")))
    []
    >>> for one in (Grain(1, 1, segments=2), Grain(31, 31, service_hours=True), Grain(31, 31, each="half_hour")):
    ...     print(*coarse("sl", one))
    sl: the counts are too coarse to be cut: found one count a month, expected 2 parts of the month under other terms; \
ask for counts per half-hour
    sl: the counts are too coarse to be cut: found one count a day, expected service hours; ask for counts per half-hour
    sl: the counts are too coarse to be cut: found one count a day, expected one each half-hour; ask for counts per half-hour
    """
    told = "a month" if grain.instants == 1 else "a day" if grain.instants == grain.days else ""
    wants = ""
    if told and grain.service_hours:
        wants = "service hours"
    elif grain.each and (told == "a month" or (told and grain.each != "day")):
        wants = f"one each {grain.each.replace('_', '-')}"
    elif told == "a month" and grain.segments > 1:
        wants = f"{grain.segments} parts of the month under other terms"
    if wants:
        what, act = "the counts are too coarse to be cut", "ask for counts per half-hour"
        yield Finding(COARSE, "error", where, what, f"one count {told}", wants, act)
