"""Segments: a window cut where the terms of one measure or charge change; equal neighbours are one (decision M8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from vmo.schema import Dated


@dataclass(frozen=True)
class Segment:
    """Days of a window in which the terms of one measure or charge stand unchanged."""

    first: date
    last: date
    terms: dict[str, Any]
    clauses: dict[str, str]


def segments(
    histories: dict[str, Dated[Any]], first: date, last: date, *, effective: Literal["split", "next_period"] = "split"
) -> list[Segment]:
    """The window cut where a value changes; `next_period` keeps the terms of the first day throughout."""
    inside = sorted({day for history in histories.values() for day in history.root if first < day <= last})
    starts = [first, *inside] if effective == "split" else [first]
    found: list[Segment] = []
    for start, end in zip(starts, [*(day - timedelta(1) for day in starts[1:]), last], strict=True):
        terms = {name: history.on(start) for name, history in histories.items()}
        clauses = {name: history.entry(start).ref for name, history in histories.items()}
        if found and found[-1].terms == terms:
            found[-1] = Segment(found[-1].first, end, terms, found[-1].clauses)
        else:
            found.append(Segment(start, end, terms, clauses))
    return found


def clause(refs: Iterable[str]) -> str:
    """Several clauses as one text, each once, in order."""
    return "; ".join(dict.fromkeys(ref for ref in refs if ref))
