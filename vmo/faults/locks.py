"""Lock faults: a count that a delivered forecast says nothing of, though it has the unit (domain.md 4, row 15)."""

from collections.abc import Iterator

from vmo import charging, kinds
from vmo.terms import Charge, ContractText, scope_of

Fault = tuple[tuple[str, ...], str]
CHANNEL, PARTNER = "channel", "partner"


def faults(told: ContractText) -> Iterator[Fault]:
    """Rows that no forecast tells apart, and time that none tells."""
    for name, charge in told.charges.items():
        beside = charging.against(charge)
        if beside is None or not charging.of_cells(beside):
            continue
        place, scope = ("charges", name), scope_of(told, charge.scope)
        own, other = (kinds.kind(str(charging.model(one).KIND)) for one in (charging.counting(charge) or "", beside))
        for dimension in scope:
            if dimension != PARTNER and dimension not in other.dimensions:
                what = f"a delivered forecast does not tell {dimension}, by which {name} is counted"
                yield (*place, "scope"), f"{what}; take it out, or tell the volumes in the contract"
        if own.kind not in (other.kind, "contacts") and CHANNEL not in scope:
            what = f"{own.kind} are forecast by their channel, among contacts of every other"
            yield (
                (*place, "scope"),
                f"{what}; name it, as `scope: {{channel: [email]}}`, or tell the volumes in the contract",
            )
        yield from (((*place, "terms"), why) for why in _unfit(charge, beside))


def _unfit(charge: Charge, beside: str) -> Iterator[str]:
    """What the model that is held against says of the charge's own terms, once each."""
    unfit = getattr(charging.model(beside), "unfit", None)
    if unfit is None:
        return
    for name in sorted(charging.keywords(unfit) & charge.terms.keys()):
        found = [unfit(**{name: entry.value}) for entry in charge.terms[name].root.values()]
        yield from dict.fromkeys(filter(None, found))
