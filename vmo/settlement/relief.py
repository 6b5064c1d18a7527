"""Relief: each attainment beside what it would be without the exclusions, and with those that are pending (domain.md 3.4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from zoneinfo import ZoneInfo

from vmo.records import Attainment, Beyond, Excluded, Judged, Relieved
from vmo.relief import concerning, deadline, local, word_of
from vmo.terms import Contract

VARIANCE = "forecast_variance"


def told_with_relief(
    contract: Contract,
    window: tuple[date, date],
    found: Sequence[Attainment],
    *,
    without: Iterable[Attainment],
    hoped: Iterable[Attainment],
    varied: Mapping[tuple[str, date], tuple[Beyond, ...]] = MappingProxyType({}),
) -> list[Attainment]:
    """The attainments as they were judged, each with the other two where an exclusion concerns it, or more came than was
    forecast (`varied`: by which cells).
    """
    words = {id_: (word_of(contract, one), one.measures) for id_, one in concerning(contract, *window).items()}
    told = []
    for one, bare, wished in zip(found, without, hoped, strict=True):
        by_word = {
            word: tuple(id_ for id_, (its, of) in words.items() if its == word and one.id in (of or [one.id]))
            for word in ("applied", "pending")
        }
        if (one.id, one.first) in varied:
            by_word["applied"] = (*by_word["applied"], VARIANCE)
        relieved = Relieved(
            by_word["applied"],
            by_word["pending"],
            _judged(bare),
            _judged(wished) if by_word["pending"] else None,
            varied.get((one.id, one.first), ()),
        )
        told.append(replace(one, relieved=relieved) if any(by_word.values()) else one)
    return told


def excluded(contract: Contract, first: date, last: date) -> tuple[Excluded, ...]:
    """Every exclusion that touches the days, whatever became of it, in the order of the file."""
    zone = ZoneInfo(contract.told.time_zone)
    return tuple(
        Excluded(
            id=id_,
            type=one.type,
            begins=f"{local(one.begins, zone):%Y-%m-%d %H:%M:%S%z}",
            ends=f"{local(one.ends, zone):%Y-%m-%d %H:%M:%S%z}",
            scope="; ".join(f"{name}: {', '.join(values)}" for name, values in one.scope.items()),
            measures=tuple(one.measures),
            evidence=one.evidence,
            requested_by=one.requested_by,
            requested_on=one.requested_on,
            deadline=deadline(contract, one),
            approved_by=one.approved_by or "",
            approved_on=one.approved_on,
            word=word_of(contract, one),
            clause=one.ref,
        )
        for id_, one in concerning(contract, first, last).items()
    )


def _judged(one: Attainment) -> Judged:
    return Judged(one.numerator, one.denominator, one.state)
