"""Metrics: every metric of the catalogue, as a list and as the page docs/metrics.md (domain.md 1.1)."""

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from vmo import catalogue, kinds, plugins
from vmo.catalogue import visits
from vmo.counting.asks import signature

COLUMNS = ("id", "name", "process", "family", "class", "unit", "better", "grain", "terms")


def listing() -> list[dict[str, Any]]:
    """One row a metric, in the order of the catalogue; `terms` are those a contract must give, `optional` those it may."""
    return [_row(catalogue.metric(one)) for one in catalogue.ids()]


def table() -> str:
    """The list for a terminal, its number last."""
    rows = [COLUMNS, *((_cells(one)) for one in listing())]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", f"{len(rows) - 1} metrics; `vmo metrics --markdown` gives their definitions"])


def page() -> str:
    """docs/metrics.md."""
    return "\n\n".join(_parts()) + "\n"


def _row(metric: catalogue.Metric) -> dict[str, Any]:
    required, optional = signature("measure", metric.id)
    return {
        "id": metric.id,
        "name": metric.name,
        "process": metric.kcrp,
        "family": metric.family,
        "class": metric.copc_class,
        "unit": metric.unit,
        "better": metric.direction,
        "grain": ", ".join(kinds.kind(kind).grain for kind in metric.kinds),
        "kinds": metric.kinds,
        "look": metric.look,
        "formula": formula(metric),
        "terms": sorted(required),
        "optional": sorted(optional),
        "per": metric.per,
        "sampled": metric.sampled,
        "copc_no": metric.copc_no,
        "seed_no": metric.seed_no,
    }


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(", ".join(row[name]) if isinstance(row[name], list) else str(row[name]) for name in COLUMNS)


def formula(metric: catalogue.Metric) -> str:
    """The definition with its terms in braces, or one line for each wording of the variant."""
    variants = metric.wording.get("variant")
    if not variants:
        return metric.definition
    lines = [f"- `{name}`: {said.removesuffix(f' ({name})')}." for name, said in variants.items()]
    words = metric.wording.get("threshold_op", {})
    told = [f"`threshold_op: {name}` reads as {said!r}." for name, said in words.items()]
    return "\n".join([*lines, "", " ".join(told)]).strip()


def named(parameters: Iterable[inspect.Parameter]) -> str:
    """Terms as one sentence."""
    told = [
        f"`{p.name}`" + (" (required)" if p.default is p.empty else f" (default {_default(p.default)})")
        for p in parameters
    ]
    return f"Terms: {', '.join(told)}." if told else "Terms: none."


def _parts() -> Iterator[str]:
    yield "# Metrics"
    yield "<!-- made by `vmo metrics --markdown` from `vmo/catalogue/*.yaml` and `vmo/metrics/`; change that, not this page -->"
    yield (
        "A contract's measure names one of these by its id and gives it terms; [contracts.md](contracts.md) says how. Class: "
        "S service, Q quality, C cost, CS satisfaction, R revenue, V volume. Every ratio stays two exact numbers."
    )
    found = listing()
    yield _table(
        ("id", "name", "KCRP or KSP", "family", "class", "unit", "better", "grain"),
        (
            [
                f"[`{one['id']}`](#{one['id']})",
                *(one[name] for name in ("name", "process", "family", "class", "unit", "better", "grain")),
            ]
            for one in found
        ),
    )
    yield "## Definitions"
    for one in found:
        yield from _defined(one)
    yield "## Ways of counting"
    yield "Each is a file of `vmo/metrics/` with a second calculation of the same name in `vmo/proofs/`."
    for name in plugins.names("metrics"):
        yield f"### {name}"
        yield (plugins.find("metrics", name).__doc__ or "").split(">>>")[0].strip()


def _defined(one: dict[str, Any]) -> Iterator[str]:
    metric = catalogue.metric(one["id"])
    yield f"### {metric.id}"
    yield one["formula"]
    module = plugins.find("metrics", metric.arithmetic)
    taken = {*one["terms"], *one["optional"]}
    functions = [module.measure, *([module.attain] if hasattr(module, "attain") else [])]
    functions += [visits.counted] if metric.of_visits else []
    found = {p.name: p for function in functions for p in _keywords(function) if p.name in taken}
    yield named(found.values())
    rows = " or ".join(f"[{kind}](kinds.md#{kind})" for kind in metric.kinds)
    population = "; ".join(f"{column} {', '.join(values)}" for column, values in metric.population.items())
    numbers = [f"{of} {number}" for of, number in (("COPC", metric.copc_no), ("seed", metric.seed_no)) if number]
    told = [
        f"{', '.join(numbers)}." if numbers else "",
        f"Counted by [`{metric.arithmetic}`](#{metric.arithmetic}) on {rows}{f' with {population}' if population else ''}.",
        "" if metric.look == kinds.CREDITED else f"Rows are looked at by `{metric.look}`.",
        f"Divided by [`{metric.per}`](#{metric.per})." if metric.per else "",
        "A sample: the value has an interval." if metric.sampled else "",
        f"A sample: the value has a standard error, by [`{metric.error_by}`](#{metric.error_by})."
        if metric.error_by
        else "",
    ]
    yield " ".join(filter(None, told))


def _default(value: Any) -> str:
    if value is None:
        return "none; needed where the definition speaks of it"
    return ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def _keywords(function: Any) -> list[inspect.Parameter]:
    return [p for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(header)
    lines = [titles, ["---"] * len(titles), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
