"""New prices: charges of a volume beyond the limit to which their price was agreed (domain.md 4, row 14; decision M6).

Such a charge is priced as the contract says, and the document tells that a new price is due.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from vmo import charging
from vmo.counting.asks import charge_segments
from vmo.records import Finding, Line
from vmo.settlement.charges import unit_of
from vmo.terms import Contract

RULE = "reprice"


def told_of_prices(contract: Contract, lines: Iterable[Line], first: date, last: date) -> Iterator[Finding]:
    """A finding for each charge of the lines whose model says that a new price is due (`new_price_due`)."""
    counted = {line.id.partition(".")[0]: line.counted for line in lines if line.counted is not None}
    for name, charge in contract.told.charges.items():
        due = getattr(charging.model(charging.pricing(charge)), "new_price_due", None)
        if due is None or name not in counted:
            continue
        for segment in charge_segments(charge, first, last):
            taken = charging.keywords(due)
            terms = {term: value for term, value in segment.terms.items() if term in taken}
            unit = unit_of(charge, charging.currency(segment.terms, contract.told.currency))
            if why := due(counted[name], unit=unit, **terms):
                action = (
                    "agree a new price, by an amendment of the contract; until then the price stands as it is written"
                )
                yield Finding(RULE, "warning", contract.where("charges", name), f"{name}: {why}", action=action)
