"""YAML cases of the figures that need their cells, or another metric's rows: counted and proven, then attained, in UTC.

`per` is a table of the rows of the other metric, of the first kind that it counts; `given: {open_s: …}` the agreed seconds,
`given: {counted_on: …}` the days on which the feed had a row in whatever scope, `given: {months: …}` how long the window is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from cases import Case, Rows, engine, looked_at, measured, pieces_at, rows_of, taken

from vmo import catalogue, plugins, proving
from vmo.catalogue import Metric
from vmo.counting import listed
from vmo.counting.asks import ask
from vmo.counting.formulas import formula
from vmo.kinds import kind
from vmo.proofs import strata as proofs
from vmo.records import Cell, Ratio
from vmo.tallies import cells, strata


def attained(case: Case) -> tuple[Ratio, Ratio]:
    """A figure by its arithmetic and by its proof."""
    metric = catalogue.metric(case.function)
    per_kind = catalogue.metric(metric.per).kinds[0] if metric.per else ""
    if not case.needs_cells:
        other = replace(case, function=metric.per, kind=per_kind, rows=rows_of(case.per, per_kind), terms={}, per="")
        twins = zip(measured(replace(case, per="")), measured(other), strict=True)
        first, second = (Ratio(above.numerator, below.numerator) for above, below in twins)
        return first, second
    per_rows = rows_of(case.per, per_kind) if metric.per else []
    open_s = int(case.given.get("open_s", 0))
    counted_on = [date.fromisoformat(str(day)) for day in case.given.get("counted_on", [])]
    months = Fraction(str(case.given.get("months", 1)))
    terms = {**metric.fixed, **case.terms}
    if strata.weighted(terms):
        return weighted(case, metric)
    module, proof = (plugins.find(folder, metric.arithmetic) for folder in ("metrics", "proofs"))
    first = cells.attained(
        module,
        counted(case.rows, case.kind, metric.id, case.asked),
        counted(per_rows, per_kind, metric.per, case.asked) if metric.per else [],
        open_s=open_s,
        counted_on=counted_on,
        months=months,
        terms=terms,
    )
    again = proven(case.rows, case.kind, metric.id, {**metric.fixed, **proving.plain_terms(case.asked.items())})
    per = proven(per_rows, per_kind, metric.per, terms) if metric.per else []
    second = proof.attain(
        again,
        **taken(proof.attain, {**terms, "per": per, "open_s": open_s, "counted_on": counted_on, "months": months}),
    )
    return first, cells.exact(second)


def weighted(case: Case, metric: Metric) -> tuple[Ratio, Ratio]:
    """A share of strata that the contract weighs."""

    def placed(one: Cell) -> Cell:
        return replace(one, dimensions={"partner": "acme", **one.dimensions})

    own = counted(case.rows, case.kind, metric.id, case.asked)
    again = proven(case.rows, case.kind, metric.id, {**metric.fixed, **case.terms})
    found = proofs.weighted([placed(one) for one in again], metric.population)
    second = Ratio(None) if found.numerator is None else cells.exact(Ratio(found.numerator, found.size))
    return strata.ratio(strata.drawn([placed(one) for one in own], metric.population)), second


def counted(rows: Rows, of_kind: str, function: str, terms: dict[str, Any]) -> list[Cell]:
    """The cells of an ask, in one scan."""
    if not rows:
        return []
    asked = ask("measure", function, of_kind, terms)
    table = looked_at(rows, of_kind, asked)
    ratio = formula(table, asked)
    dimensions = [name for name in kind(of_kind).dimensions if name in table.columns]
    members = table.filter(table.look == asked.look) if "look" in table.columns else table
    sums = {"n": ratio.numerator, **({} if ratio.denominator is None else {"d": ratio.denominator})}
    values = [name for name in ("value_s",) if name in table.columns]
    grouped = table.group_by(["quarter_at", *dimensions, *values]).aggregate(rows=table.count(), **sums)
    found = engine().to_pyarrow(grouped.semi_join(members, "quarter_at")).to_pylist()
    if asked.lists:
        found = [{**one, "n": 1, "value_s": listed.seconds(ms)} for one in found for ms in one["n"] or ()]
    return [cell(one["quarter_at"], one, dimensions, Ratio(one["n"], one.get("d"))) for one in found]


def proven(rows: Rows, of_kind: str, function: str, terms: dict[str, Any]) -> list[Cell]:
    """The cells of a proof over plain rows."""
    metric = catalogue.metric(function)
    proof = plugins.find("proofs", metric.arithmetic)
    placed: Iterable[Any] = proof.placed(rows) if hasattr(proof, "placed") else pieces_at(rows, of_kind, metric.look)
    groups: dict[Any, Rows] = {}
    for row, at in placed:
        place = at if hasattr(proof, "placed") else at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        value = proof.valued(row, **taken(proof.valued, terms)) if hasattr(proof, "valued") else None
        groups.setdefault((place, value, *(row.get(name) for name in kind(of_kind).dimensions)), []).append(row)
    told = {**taken(proof.measure, terms), **taken(proof.measure, metric.fixed), "population": metric.about(terms)}
    return [
        cell(at, {**group[0], "value_s": value}, kind(of_kind).dimensions, proof.measure(group, **told))
        for (at, value, *_), group in groups.items()
    ]


def cell(at: datetime, row: dict[str, Any], dimensions: Sequence[str], ratio: Ratio) -> Cell:
    told = {name: None if row.get(name) is None else str(row[name]) for name in dimensions}
    return Cell(at, at.replace(tzinfo=UTC), told, ratio, row.get("value_s"))
