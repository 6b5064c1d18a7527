"""Contacts billed twice across contracts: rows of a month that charges of two contracts count alike (domain.md 5.4).

Only we can see this: it is asked of the rows themselves. Within a contract and its months the check `billed_once` tells it.
"""

from collections.abc import Iterator

from vmo import charging
from vmo.pipeline.basis import Month
from vmo.pipeline.evidence import rows_in_scope
from vmo.pipeline.house import House
from vmo.pipeline.standing import standing_rows
from vmo.records import Suspicion
from vmo.terms import Charge, Contract, scope_of

SHOWN = 3
Pair = tuple[str, Charge, Contract, str, Charge]


def across_contracts(house: House, month: Month) -> list[Suspicion]:
    """A suspicion for each pair of charges of two contracts that count the same rows of the month."""
    found: list[Suspicion] = []
    pairs = list(_pairs(house, month))
    if not pairs:
        return found
    with house.lake.connect() as engine:
        for feeding in month.feedings:
            standing = " UNION ALL BY NAME ".join(
                standing_rows(house, one) for one in feeding.deliveries if one.standing
            )
            wanted = [one for one in pairs if charging.kind(one[1]) == feeding.feed.kind]
            if not standing or not wanted:
                continue
            engine.execute(f"CREATE OR REPLACE TEMP VIEW standing AS {standing}")
            columns = {row[0] for row in engine.execute("DESCRIBE standing").fetchall()}
            for name, charge, other, theirs, second in wanted:
                scopes = [scope_of(month.contract.told, charge.scope), scope_of(other.told, second.scope)]
                condition = " AND ".join(rows_in_scope(scope, feeding.partner, columns) for scope in scopes)
                days = f"credited_on BETWEEN DATE '{month.first}' AND DATE '{month.last}'"
                rows = engine.execute(
                    f"SELECT identity FROM standing WHERE {condition} AND {days} ORDER BY 1"
                ).fetchall()
                if rows:
                    shown = ", ".join(str(row[0]) for row in rows[:SHOWN])
                    why = f"{len(rows)} rows of {feeding.name} are counted by {name} and by {theirs} of {other.id}: {shown}"
                    found.append(Suspicion(name, other.id, why))
    return found


def _pairs(house: House, month: Month) -> Iterator[Pair]:
    """Charges of this contract and of others of its partners that may count the same rows at one time."""
    others = {
        one.id: one
        for partner in month.contract.told.scope["partner"]
        for one in house.contracts_of(partner)
        if one.id != month.contract.id and one.told.parties.supplier == month.contract.told.parties.supplier
    }
    for name, charge in month.contract.told.charges.items():
        for other in others.values():
            for theirs, second in other.told.charges.items():
                if charging.counting(charge) and charging.may_count_the_same(charge, second):
                    yield name, charge, other, theirs, second
