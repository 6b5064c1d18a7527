"""Ratios alone: what a contract asks of a feed that tells of it only the partner's own ratios, evidence class C (domain.md 1.0).

Such a figure may be shown, never aggregated, never billed: a credit or a charge on it is refused before any data comes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from vmo import catalogue, kinds
from vmo.counting.asks import Ask
from vmo.counting.formulas import lacking
from vmo.partner import Feed, Partner
from vmo.terms import ContractText, scope_of

Place = tuple[str, ...]
Evidence = Literal["A", "B", "C"]


@dataclass(frozen=True, slots=True)
class Alone:
    """A measure or charge, the feed that cannot answer it, what that lacks, and which ratios it tells instead."""

    place: Place
    feed: str
    lacks: tuple[str, ...]
    ratios: tuple[str, ...]
    billed: bool

    def __str__(self) -> str:
        """One sentence for a person."""
        told = f"{self.feed} tells only ratios ({', '.join(self.ratios)}), evidence class C: shown, never added, never billed"
        return f"{told}; map {' or '.join(self.lacks)} as well"


def alone(told: ContractText, asks: Iterable[tuple[Place, Ask]], partners: Mapping[str, Partner]) -> Iterator[Alone]:
    """Everything of the contract that a feed in its scope answers by ratios alone."""
    for place, ask in asks:
        verb, name, *_ = place
        narrower = told.measures[name].scope if verb == "measures" else told.charges[name].scope
        for partner in scope_of(told, narrower)["partner"]:
            for feed_name, feed in partners[partner].feeds.items() if partner in partners else ():
                ratios = kinds.kind(feed.kind).ratios_alone(feed.columns) if feed.kind == ask.kind else []
                if ratios and (lacks := lacking(ask, feed.columns)):
                    billed = verb == "charges" or _bears(told, name)
                    yield Alone((verb, name), f"{partner}.{feed_name}", lacks, tuple(ratios), billed)


def answer(ask: Ask, feed: Feed) -> tuple[str, ...]:
    """The partner's own ratios that are all the feed tells of what is asked; none where it tells the counts, or nothing."""
    kind = kinds.kind(feed.kind)
    ratios = kind.ratios_alone(feed.columns) if feed.kind == ask.kind else []
    lacks = lacking(ask, feed.columns) if ratios else ()
    return tuple(name for name in ratios if set(lacks) & set(kind.columns[name].ratio_of))


def evidence(asks: Iterable[Ask], feed: Feed) -> Evidence:
    """The class of what a feed tells of these, by the columns that it maps: C where only a ratio of the partner is told."""
    return "C" if any(answer(one, feed) for one in asks) else kinds.kind(feed.kind).evidence


def shown_only(
    told: ContractText, kind_of: Mapping[str, str], asks: Iterable[Ask], partner: str, feed: Feed
) -> frozenset[Ask]:
    """The asks that a partner's feed answers by ratios alone and on which no money rests: nothing of them is counted.

    Where a credit rests on one, it stays asked, and the month that cannot count it is refused.
    """
    billed: set[tuple[str | None, str | None]] = set()
    for name, one in told.measures.items():
        if _bears(told, name) and partner in scope_of(told, one.scope)["partner"]:
            billed |= {
                (one.metric, kind_of.get(f"measures.{name}")),
                (catalogue.metric(one.metric).per, kind_of.get(f"measures.{name}.per")),
            }
    return frozenset(
        one for one in asks if one.verb == "measure" and (one.function, one.kind) not in billed and answer(one, feed)
    )


def _bears(told: ContractText, measure: str) -> bool:
    """Whether a credit ever rests on the measure."""
    if told.credits is None:
        return False
    allocations = told.credits.allocation.root.values() if told.credits.allocation else ()
    curves = told.credits.curves.root.values() if told.credits.curves else ()
    grades = told.credits.grade.root.values() if told.credits.grade else ()
    return any(measure in one.value for one in (*allocations, *curves)) or any(
        measure in one.value.weights for one in grades
    )
