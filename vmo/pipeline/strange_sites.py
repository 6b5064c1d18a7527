"""Strange sites: those of rows whose holidays would count and that their partner does not name."""

from collections.abc import Iterable

from vmo.calendars.openings import Quarters
from vmo.tallies import Tally
from vmo.terms import Contract


def strange_sites(contract: Contract, quarters: Quarters, tallies: Iterable[Tally]) -> list[str]:
    """What to do about each, for the person who closes the month; nothing where the partner names them all."""
    known = {partner: quarters.of(partner) for partner in contract.told.scope["partner"]}
    found = {
        (str(one.cell["partner"]), one.cell.get("site"))
        for one in tallies
        if one.bucket is not None and one.within(contract.told.scope)
    }
    return [
        f"{contract.id}: rows of {partner} {f'at the site {site!r}' if site else 'without a site'}, whose holidays are to count "
        f"and which partners/{partner}.yaml does not name; name it in `sites`, or map the site that it is"
        for partner, site in sorted(found, key=str)
        if None not in known[partner] and site not in known[partner]
    ]
