"""What a feed cannot answer: measures and charges of a contract that need a column which no column of the export is mapped to.

Nights and months say so of each file, and count nothing; lint says it before the first file comes.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vmo import catalogue
from vmo.counting.asks import Ask
from vmo.counting.formulas import lacking
from vmo.kinds import kind
from vmo.partner import Feed, Partner
from vmo.terms import ContractText, scope_of

Place = tuple[str, ...]


def notes(
    told: ContractText, asks: Iterable[tuple[Place, Ask]], partners: Mapping[str, Partner]
) -> Iterator[tuple[Place, str]]:
    """(place, sentence) for each measure or charge and each feed in its scope that lacks what it needs."""
    for place, ask in asks:
        if ask.timed:  # which columns it needs depends on the hours of the sites
            continue
        verb, name, *_ = place
        scope = scope_of(told, told.measures[name].scope if verb == "measures" else told.charges[name].scope)
        about = catalogue.metric(ask.function).about(ask.arguments) if ask.verb == "measure" else {}
        for partner in scope["partner"]:
            for feed_name, feed in partners[partner].feeds.items() if partner in partners else ():
                counted = feed.kind == ask.kind and _within(feed, {**scope, **about})
                if counted and not kind(feed.kind).ratios_alone(feed.columns) and (lacks := lacking(ask, feed.columns)):
                    what = (
                        f"{partner}.{feed_name} maps no {' or '.join(lacks)}, so {ask.function} cannot be counted there"
                    )
                    yield (verb, name), f"{what}; map it in the partner YAML, or change the contract"


def _within(feed: Feed, scope: Mapping[str, Any]) -> bool:
    """Whether rows of the feed may be in the scope, and of those that the metric is about, by the constants that it maps."""
    fixed = {name: one.value for name, one in feed.columns.items() if one.value is not None}
    return all(fixed.get(dimension, values[0]) in values for dimension, values in scope.items() if values)
