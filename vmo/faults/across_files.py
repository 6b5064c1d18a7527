"""What the files of a portfolio may not say beside each other: sites, parties, partners and dimensions that are not there.

Every fault is (place in the text, sentence), as in coherence.
"""

from collections.abc import Iterator, Mapping

from vmo import catalogue, charging, kinds, plugins
from vmo.conforming import conditions
from vmo.faults import exports
from vmo.parties import PARTIES
from vmo.partner import Partner
from vmo.records import Party
from vmo.terms import Charge, ContractText, Scope

Fault = tuple[tuple[str, ...], str]


def of_partner(partner: Partner) -> Iterator[Fault]:
    """Feeds that cannot be read as they are told, or name a site that the partner does not have."""
    for name, feed in partner.feeds.items():
        of_feed = [
            *feed.faults(),
            *(exports.faults(feed) if feed.kind in kinds.names() else ()),
            *conditions.faults(feed),
        ]
        yield from ((("feeds", name, *place), what) for place, what in of_feed)
        if feed.format not in plugins.names("formats"):
            known = ", ".join(plugins.names("formats"))
            yield ("feeds", name, "format"), f"{feed.format!r} is not a format; known: {known}"
        site = feed.columns.get("site")
        if site and site.value is not None and partner.sites and str(site.value) not in partner.sites:
            place = ("feeds", name, "columns", "site")
            yield place, f"site {site.value!r} is not one of {', '.join(partner.sites)}"


def of_contract(
    told: ContractText, parties: Mapping[str, Party], partners: Mapping[str, Partner], faulty: set[str]
) -> Iterator[Fault]:
    """Parties and partners that are not there, and dimensions that their feeds do not tell.

    Of `faulty`, files with a fault of their own, nothing is said: that fault is told.
    """
    for role, named in (("supplier", told.parties.supplier), ("customer", told.parties.customer)):
        if named not in parties and PARTIES not in faulty:
            known = ", ".join(sorted(parties)) or "none; write parties.yaml"
            yield ("parties", role), f"{named!r} is not in parties.yaml; known: {known}"
    for partner in told.scope.get("partner", []):
        if partner in partners:
            yield from _undelivered(told, partners[partner])
        elif partner not in faulty:
            known = ", ".join(sorted(partners))
            yield ("scope", "partner"), f"{partner!r} has no file in partners/; known: {known}"


def _kinds_of(name: str) -> set[str]:
    """The kinds of rows that a metric may count; none where it is unknown."""
    return set(catalogue.metric(name).kinds) if name in catalogue.ids() else set()


def _kinds_counted(charge: Charge) -> set[str]:
    """The kinds of rows that a charge is counted on, or held against; none where its models are unknown or count no rows."""
    told = charging.counted("", charge) if charging.is_known(charge) else []
    return {str(charging.model(function).KIND) for function, _ in told}


def _undelivered(told: ContractText, partner: Partner) -> Iterator[Fault]:
    """A scope on a dimension that the feeds it is counted on do not map would hold nothing, in silence."""
    own: list[tuple[tuple[str, ...], Scope, set[str]]] = [
        *((("measures", name, "scope"), one.scope, _kinds_of(one.metric)) for name, one in told.measures.items()),
        *((("charges", name, "scope"), one.scope, _kinds_counted(one)) for name, one in told.charges.items()),
    ]
    counted = {kind for *_, kinds_of in own for kind in kinds_of}
    for place, scope, kinds_of in [(("scope",), told.scope, counted), *own]:
        for dimension in scope:
            if dimension == "partner":
                continue
            known = sorted({name for kind in kinds.names() for name in kinds.kind(kind).dimensions})
            if dimension not in known:
                yield (*place, dimension), f"not a dimension of the counts; known: partner, {', '.join(known)}"
            for name, feed in partner.feeds.items():
                columns = kinds.kind(feed.kind).columns if feed.kind in kinds_of else {}
                if dimension in columns and dimension not in feed.columns and columns[dimension].default is None:
                    what = f"{partner.partner}.{name} maps no {dimension}, so nothing would count; map it in the partner YAML"
                    yield (*place, dimension), what
