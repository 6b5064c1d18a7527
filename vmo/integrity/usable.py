"""Usable: whether a measure has a target, its counts, the whole of its cases, and a grain fine enough.

Rules U1, U2, U3 and C4 of domain.md 2.4.

>>> from dataclasses import replace
>>> whole = Case("acme-care.sl", "S", "higher", "2", "contacts", "A", targeted=True)
>>> list(judge(whole))
[]
>>> [one.rule for one in judge(replace(whole, evidence="C", targeted=False))]
['U1', 'U2']
>>> volume, hired = Case("v", "V", "none", "6", "contacts", "A"), Case("h", "Q", "higher", "44", "quality", "A", targeted=True)
>>> [[one.rule for one in judge(case)] for case in (volume, hired, replace(hired, kind="staffing"))]
[[], ['C4'], []]
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from vmo.records import Finding

UNTARGETED, UNCOUNTED, COARSE, SAMPLED = "U1", "U2", "U3", "C4"
KEY_SUPPORT = range(38, 45)  # COPC numbers of the key support processes
SAMPLES = ("quality", "surveys")


@dataclass(frozen=True, slots=True)
class Case:
    """One measure on one kind of rows. `copc_no` is the number of its metric, such as 4a."""

    where: str
    copc_class: str
    direction: str
    copc_no: str
    kind: str
    evidence: str
    targeted: bool = False

    @property
    def key_support(self) -> bool:
        number = "".join(takewhile(str.isdigit, self.copc_no))
        return bool(number) and int(number) in KEY_SUPPORT


@dataclass(frozen=True, slots=True)
class Grain:
    """Counts of a month: at how many instants on how many days, and what a contract cuts out of them."""

    instants: int
    days: int
    segments: int = 1
    service_hours: bool = False


def judge(case: Case) -> Iterator[Finding]:
    """A finding for each thing that the measure lacks; a volume needs no target."""
    if case.direction != "none" and case.copc_class != "V" and not case.targeted:
        yield Finding(UNTARGETED, "error", case.where, "has no target", action="give it one in the contract")
    if case.evidence == "C":
        what = "rests on ratios alone, evidence class C"
        yield Finding(UNCOUNTED, "error", case.where, what, action="ask the partner for the counts")
    if case.key_support and case.kind in SAMPLES:
        what = "a key support process is counted on a sample"
        yield Finding(SAMPLED, "error", case.where, what, case.kind, action="ask for every case")


def coarse(where: str, grain: Grain) -> Iterator[Finding]:
    """A finding where the counts cannot be cut as the contract wants.

    >>> list(coarse("sl", Grain(instants=1, days=1))), list(coarse("sl", Grain(instants=62, days=31, service_hours=True)))
    ([], [])
    >>> for one in (Grain(1, 1, segments=2), Grain(31, 31, service_hours=True)):
    ...     print(*coarse("sl", one))
    sl: the counts are too coarse to be cut: found one count a month, expected 2 parts of the month under other terms; \
ask for counts per half-hour
    sl: the counts are too coarse to be cut: found one count a day, expected service hours; ask for counts per half-hour
    """
    told = "a month" if grain.instants == 1 else "a day" if grain.instants == grain.days else ""
    parts = f"{grain.segments} parts of the month under other terms" if grain.segments > 1 and told == "a month" else ""
    wants = "service hours" if grain.service_hours and told else parts
    if wants:
        what, act = "the counts are too coarse to be cut", "ask for counts per half-hour"
        yield Finding(COARSE, "error", where, what, f"one count {told}", wants, act)
