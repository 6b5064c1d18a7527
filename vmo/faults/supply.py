"""What a contract asks of rows that its partners' feeds cannot give: a kind of rows, a value of a dimension.

Without it such a measure would count nothing, in silence.
"""

from collections.abc import Iterator, Mapping, Sequence

from vmo import catalogue, charging, kinds
from vmo.counting.forecasts import ever_beside
from vmo.partner import Feed, Partner
from vmo.terms import ContractText, Scope, scope_of

Fault = tuple[tuple[str, ...], str]


def faults(told: ContractText, partners: Mapping[str, Partner]) -> Iterator[Fault]:
    """Every such fault: (place in the contract, sentence). Partners that are not among `partners` are left out."""
    yield from _values(("scope",), told.scope, told.scope, partners)
    delivered = {feed.kind for one in _of(told.scope, partners) for feed in one.feeds.values()}
    for name, measure in told.measures.items():
        if measure.metric in catalogue.ids():
            possible = [measure.kind] if measure.kind else catalogue.metric(measure.metric).kinds
            scope = scope_of(told, measure.scope)
            yield from _kind(("measures", name, "metric"), measure.metric, possible, delivered, _of(scope, partners))
        for part, counted in ever_beside(measure).items():
            place, own = ("measures", name, "forecast_variance"), _of(scope_of(told, measure.scope), partners)
            possible = [one for one in catalogue.metric(counted).kinds if measure.kind in (one, None)]
            yield from _kind(place, f"the {part}", possible or catalogue.metric(counted).kinds, delivered, own)
        yield from _values(("measures", name, "scope"), measure.scope, scope_of(told, measure.scope), partners)
    for name, charge in told.charges.items():
        scope = scope_of(told, charge.scope)
        for function, key in charging.counted(name, charge) if charging.is_known(charge) else ():
            place = ("charges", name, "of" if charge.of and not key.endswith(".against") else "model")
            yield from _kind(place, function, [str(charging.model(function).KIND)], delivered, _of(scope, partners))
        yield from _values(("charges", name, "scope"), charge.scope, scope_of(told, charge.scope), partners)


def _of(scope: Scope, partners: Mapping[str, Partner]) -> list[Partner]:
    return [partners[name] for name in scope.get("partner", []) if name in partners]


def _kind(
    place: tuple[str, ...], what: str, possible: Sequence[str], delivered: set[str], partners: Sequence[Partner]
) -> Iterator[Fault]:
    """A measure is counted on one kind: the first possible one that is delivered. Each of its partners must deliver that."""
    chosen = next((kind for kind in possible if kind in delivered), None)
    for partner in partners:
        own = sorted({feed.kind for feed in partner.feeds.values()})
        if chosen is None or chosen not in own:
            counted = " or ".join(possible) if chosen is None else chosen
            given = f"{partner.partner} delivers {', '.join(own) or 'nothing'}"
            act = "add the feed to the partner YAML, or narrow the scope"
            yield place, f"{what} is counted here on {counted}, and {given}; {act}"


def _values(place: tuple[str, ...], narrower: Scope, scope: Scope, partners: Mapping[str, Partner]) -> Iterator[Fault]:
    """Values of a dimension that no feed of the partners in scope can have."""
    feeds = [feed for one in _of(scope, partners) for feed in one.feeds.values()]
    for dimension, wanted in narrower.items():
        told = [_given(feed, dimension) for feed in feeds if feed.kind in kinds.names()]
        if dimension == "partner" or not told or any(one is None for one in told):
            continue
        known = sorted({value for one in told for value in one or ()})
        for value in wanted:
            if known and value not in known:
                yield (
                    (*place, dimension),
                    f"no feed of {', '.join(scope['partner'])} gives {dimension} {value!r}; known: {', '.join(known)}",
                )


def _given(feed: Feed, dimension: str) -> list[str] | None:
    """The values that a feed can give a dimension; None where its YAML does not tell."""
    column = kinds.kind(feed.kind).columns.get(dimension)
    mapped = feed.columns.get(dimension)
    if column is None or mapped is None:
        return [column.default] if column and column.default else []
    if mapped.value is not None:
        return [str(mapped.value)]
    return [*mapped.codes.values(), *mapped.cases] if mapped.codes else None
