"""Scopes in which a metric would count nothing: those without the rows that it is about, as a chat for a metric of calls."""

from collections.abc import Iterator

from vmo import catalogue
from vmo.terms import ContractText, scope_of

Fault = tuple[tuple[str, ...], str]


def faults(told: ContractText) -> Iterator[Fault]:
    """Measures whose scope and metric have no row in common."""
    for name, measure in told.measures.items():
        if measure.metric not in catalogue.ids():
            continue
        metric = catalogue.metric(measure.metric)
        for column, wanted in scope_of(told, measure.scope).items():
            about = metric.population.get(column, wanted)
            if not {*about} & {*wanted}:
                place = ("scope", column) if column in measure.scope else ("metric",)
                near = [one for one in catalogue.ids() if _instead(metric, catalogue.metric(one), column, {*wanted})]
                act = f"take {' or '.join(near)}, or change the scope" if near else "change the scope"
                what = (
                    f"{metric.id} is about {column} {', '.join(about)}, and the scope holds {', '.join(sorted(wanted))}"
                )
                yield ("measures", name, *place), f"{what}: nothing would be counted; {act}"


def _instead(metric: catalogue.Metric, other: catalogue.Metric, column: str, wanted: set[str]) -> bool:
    """Whether the other counts the same of rows that the scope has."""
    alike = (other.arithmetic, other.fixed) == (metric.arithmetic, metric.fixed) or other.name == metric.name
    return alike and other.kinds[0] == metric.kinds[0] and bool({*other.population.get(column, ())} & wanted)
