"""Own figures: what partners state themselves of a measure whose counts they do not tell; shown, never added."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from vmo.conforming.columns import quoted
from vmo.counting.asks import asks_of
from vmo.deliveries.accepted import accepted
from vmo.deliveries.giving_way import refused
from vmo.pipeline.basis import Feeding, Month
from vmo.pipeline.house import House
from vmo.ratios_alone import answer
from vmo.records import Attainment, OwnFigures
from vmo.terms import scope_of


def with_own_figures(house: House, month: Month, attainments: list[Attainment]) -> list[Attainment]:
    """The attainments, those of evidence class C with the partners' own figures."""
    return [replace(one, own_figures=_of(house, month, one)) if one.evidence == "C" else one for one in attainments]


def _of(house: House, month: Month, one: Attainment) -> tuple[OwnFigures, ...]:
    measure = month.contract.told.measures[one.id]
    asks = asks_of(measure, month.first, month.last, month.kind_of[f"measures.{one.id}"])
    scope = scope_of(month.contract.told, measure.scope)
    found: dict[str, list[Decimal]] = {}
    for feeding in month.feedings:
        if feeding.partner in scope["partner"]:
            for column in dict.fromkeys(name for ask in asks for name in answer(ask, feeding.feed)):
                found.setdefault(column, []).extend(_stated(house, feeding, column, one, scope))
    return tuple(
        OwnFigures(column, len(told), told[0] if len(told) == 1 else None) for column, told in sorted(found.items())
    )


def _stated(
    house: House, feeding: Feeding, column: str, one: Attainment, scope: dict[str, list[str]]
) -> Iterator[Decimal]:
    """The figures of a column in the accepted rows of one feed that are credited to the days of the attainment."""
    conditions = [f"credited_on BETWEEN DATE '{one.first}' AND DATE '{one.last}'", f"{column} IS NOT NULL"]
    conditions += [
        f"{name} IN ({', '.join(map(quoted, values))})"
        for name, values in scope.items()
        if name in feeding.feed.columns
    ]
    with house.lake.connect() as engine:
        for delivery in feeding.deliveries:
            if delivery.standing:
                days = ", ".join(f"DATE '{day}'" for day in sorted(delivery.standing))
                rows = accepted(
                    house.lake.rows(delivery.key), house.lake.quarantine(refused(delivery)), delivery.released
                )
                told = engine.execute(
                    f"SELECT {column} FROM ({rows} AND r.credited_on IN ({days})) WHERE {' AND '.join(conditions)} ORDER BY 1"
                ).fetchall()
                yield from (Decimal(figure) for (figure,) in told)
