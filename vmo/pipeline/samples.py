"""Samples: how many random evaluations, or answers, of a measure's scope a month holds."""

from vmo.conforming.columns import quoted
from vmo.deliveries.accepted import accepted
from vmo.deliveries.giving_way import refused
from vmo.pipeline.basis import Feeding, Month
from vmo.pipeline.house import House
from vmo.terms import Measure, scope_of

# Of each kind: what is counted once, the column that tells whether it was drawn, and how.
DRAWN = {"quality": ("evaluation_id", "method", "= 'random'"), "surveys": ("response_id", "score", "IS NOT NULL")}


def drawn(house: House, month: Month, measure: Measure, feeding: Feeding) -> int:
    """Those of the accepted rows of one feed that are credited to the month."""
    named, told, how = DRAWN[feeding.feed.kind]
    columns = feeding.feed.columns
    scope = scope_of(month.contract.told, measure.scope)
    conditions = [f"credited_on BETWEEN DATE '{month.first}' AND DATE '{month.last}'"]
    conditions += [f"{told} {how}"] if told in columns else []
    conditions += [f"{name} IN ({', '.join(map(quoted, of))})" for name, of in scope.items() if name in columns]
    parts = []
    for one in feeding.deliveries:
        if one.standing:
            days = ", ".join(f"DATE '{day}'" for day in sorted(one.standing))
            rows = accepted(house.lake.rows(one.key), house.lake.quarantine(refused(one)), one.released)
            parts.append(f"({rows} AND r.credited_on IN ({days}))")
    if not parts:
        return 0
    rows = " UNION ALL BY NAME ".join(parts)
    with house.lake.connect() as engine:
        ((number,),) = engine.execute(
            f"SELECT count(DISTINCT {named}) FROM ({rows}) WHERE {' AND '.join(conditions)}"
        ).fetchall()
    return int(number)
