"""Strata: parts of the whole that were drawn from at different rates, each weighted by what it holds (domain.md 1.5, Q5).

A stratum is one of a partner. What it holds is what its rows told last. Where a stratum is known and none of it was drawn, or
more was drawn than it holds, the strata cannot be weighted: no data.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vmo.counting.asks import STRATA
from vmo.records import Cell, Finding, Ratio, Severity
from vmo.sampling import Sample, Stratum, stratified
from vmo.tallies.cells import exact

RULE, STRATUM = "strata", "stratum"
ASK = "ask the partner what the stratum held in the month, and close the month again"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What rows tell of a stratum: its sizes, the last one last, how many of it were drawn, and the hits among them."""

    partner: str
    name: str
    sizes: tuple[int, ...]
    n: int
    hits: int

    @property
    def why_not(self) -> str:
        """Why it cannot be weighted; empty where it can."""
        if not self.n:
            return "none of it was drawn"
        return f"{self.n} were drawn of the {self.sizes[-1]} that it is told to hold" if self.n > self.sizes[-1] else ""


def weighted(terms: Mapping[str, Any]) -> bool:
    """Whether the contract weighs strata under these terms."""
    return bool(terms.get(STRATA) == "weighted")


def drawn(cells: Iterable[Cell], population: Mapping[str, Sequence[str]]) -> list[Drawn]:
    """The strata of cells that the metric is about, by partner and name.

    >>> from datetime import UTC, datetime
    >>> from decimal import Decimal
    >>> at = datetime(2026, 6, 7)
    >>> told = {"partner": "acme", "stratum": "billing", "process": "call"}
    >>> one = Cell(at, at.replace(tzinfo=UTC), told, Ratio(9, 10), Decimal(900))
    >>> drawn([one, Cell(at, one.local, {**told, "process": "payment"}, Ratio(0, 0), Decimal(7))], {"process": ["call"]})
    [Drawn(partner='acme', name='billing', sizes=(900,), n=10, hits=9)]
    >>> drawn([one], {"process": ["payment"]})
    []
    """
    found: dict[tuple[str, str], list[Cell]] = {}
    for one in cells:
        told = one.dimensions
        about = all(told[name] in values for name, values in population.items() if name in told)
        if about and one.value is not None and told[STRATUM] is not None:
            found.setdefault((told["partner"] or "", told[STRATUM] or ""), []).append(one)
    return [
        Drawn(
            partner,
            name,
            _in_order(own),
            sum(int(one.ratio.denominator) for one in own),
            sum(int(one.ratio.numerator) for one in own),
        )
        for (partner, name), own in sorted(found.items())
    ]


def _in_order(cells: Iterable[Cell]) -> tuple[int, ...]:
    """The sizes that are told, by the day on which each was told last; of one day the greater last."""
    told: dict[int, date] = {}
    for one in cells:
        size = int(one.value or 0)
        told[size] = max(told.get(size, date.min), one.local.date())
    return tuple(sorted(told, key=lambda size: (told[size], size)))


def sample(strata: Sequence[Drawn]) -> Sample | None:
    """The whole as its strata tell it; None where nothing was drawn, or a stratum cannot be weighted."""
    if any(one.why_not for one in strata):
        return None
    return stratified([Stratum(one.sizes[-1], one.n, one.hits) for one in strata])


def ratio(strata: Sequence[Drawn]) -> Ratio:
    """Σ size × share over Σ size; no volume where nothing was drawn, no data where a stratum cannot be weighted.

    >>> ratio([Drawn("acme", "billing", (900,), 10, 9), Drawn("acme", "refunds", (100,), 10, 5)])
    Ratio(numerator=Decimal('860'), denominator=Decimal('1000'))
    >>> ratio([Drawn("acme", "billing", (900,), 10, 9), Drawn("acme", "refunds", (100,), 0, 0)]), ratio([])
    (Ratio(numerator=None, denominator=None), Ratio(numerator=Decimal('0'), denominator=Decimal('0')))
    """
    if not any(one.n for one in strata):
        return exact(Ratio(0, 0))
    found = sample(strata)
    return Ratio(None) if found is None or found.size is None else exact(Ratio(found.share * found.size, found.size))


def findings(where: str, strata: Sequence[Drawn], severity: Severity) -> Iterator[Finding]:
    r"""What a reader should know of the strata; `severity` is that of what cannot be weighted.

    >>> told = [Drawn("acme", "billing", (900, 950), 10, 9), Drawn("acme", "refunds", (100,), 0, 0)]
    >>> print(*findings("acme-care.accuracy", told, "error"), sep="\n")  # doctest: +NORMALIZE_WHITESPACE
    acme-care.accuracy: stratum billing of acme is told to hold 900 and 950; 950, told last, is what it weighs:
        found 900, 950, expected one size; ask the partner what the stratum held in the month, and close the month again
    acme-care.accuracy: the strata cannot be weighted: stratum refunds of acme: none of it was drawn;
        ask the partner what the stratum held in the month, and close the month again
    >>> list(findings("acme-care.accuracy", [Drawn("acme", "refunds", (100,), 0, 0)], "error"))
    []
    """
    if not any(one.n for one in strata):
        return
    for one in strata:
        name = f"stratum {one.name} of {one.partner}"
        if len(one.sizes) > 1:
            told = " and ".join(map(str, one.sizes))
            what = f"{name} is told to hold {told}; {one.sizes[-1]}, told last, is what it weighs"
            yield Finding(RULE, "warning", where, what, ", ".join(map(str, one.sizes)), "one size", ASK)
        if one.why_not:
            yield Finding(RULE, severity, where, f"the strata cannot be weighted: {name}: {one.why_not}", action=ASK)
