"""Fingerprint: which way of counting makes the percentages and means that a partner supplies, or none (domain.md 1.2).

Each figure of an interval, a day or a month is made again in every variant, from the counts beside it and from the rows of
contacts of its time, under the thresholds that it may mean, and compared as whole numbers at the digits that the partner
wrote, rounded half up, half even, or cut off. A variant that makes every one of them is what the partner counts; one that
no contract agreed on is told as a warning, as is a figure that nothing makes.

Here the example of ICMI, which five variants count differently, from 81.13 to 86.00:

>>> cell = {"feed": "totals", "figure": "service_level_percent", "source": "counts", "digits": 2,
...         "agreed": ["sl_offered (20 s lte)"],
...         "counts": {"O": 1060, "A": 1000, "B": 60, "F": 0}, "short": [{"short_s": 10, "B_S": 10}],
...         "within": [{"threshold_s": 20, "threshold_op": "lte", "A_T": 860, "B_T": 20}]}
>>> (ours,) = judge([{**cell, "value": Decimal("81.90")}], where="acme")
>>> print(ours.severity, ours)
warning acme.totals: service_level_percent is counted in a way that no contract agreed on, by the counts beside it: found \
sl_excl_short (20 s lte, short 10 s), rounded half up, 1 of 1, expected sl_offered (20 s lte); the contract's way is what is \
billed; ask the partner to report it
>>> (none,) = judge([{**cell, "value": Decimal("84.00")}], where="acme")
>>> print(none.severity, none)
warning acme.totals: no way of counting makes service_level_percent, by the counts beside it: found 0 of 1 by any variant, \
expected one that makes all; ask the partner how it counts
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from vmo.forensics._asked import Asked, Columns, has
from vmo.forensics._counted import of_intervals, of_rows
from vmo.forensics._variants import FIGURES, Way, ways
from vmo.money import as_others_round
from vmo.records import Finding, Severity

RULE = "fingerprint"
WANTS = "a percentage or a mean that the partner supplies, of intervals"
SOURCES = {"counts": "by the counts beside it", "rows": "by the rows of its time"}
LOOKED_AT_FIRST, TOLD = 100, 4


def select(columns: Columns, asked: Asked) -> str | None:
    """One row a figure that the partner supplies, with the counts beside it, and one with those of the contacts of its time."""
    told = [name for name in FIGURES if has(columns, "intervals", name, f"{name}_digits")]
    if not told:
        return None
    figures = " UNION ALL ".join(
        f"SELECT *, '{name}' AS figure, {name} AS value, max({name}_digits) OVER (PARTITION BY feed) AS digits "
        f"FROM intervals WHERE {asked.within} AND {name} IS NOT NULL AND {name}_digits IS NOT NULL"
        for name in told
    )
    shown = f"feed, figure, value::DECIMAL(18,6) AS value, digits, {list(asked.agreed)}::VARCHAR[] AS agreed"
    parts = [f"SELECT {shown}, 'counts' AS source, {of_intervals(columns)} FROM figures"]
    if has(columns, "contacts", "outcome"):
        parts.append(f"SELECT {shown}, 'rows' AS source, counts, within, short FROM ({of_rows(columns, asked)})")
    return f"WITH figures AS ({figures}) {' UNION ALL '.join(parts)} ORDER BY feed, figure, source"


def judge(cells: Iterable[Mapping[str, Any]], *, where: str) -> list[Finding]:
    """One finding for each figure of each feed, by the counts beside it and by the rows of its time."""
    found = []
    for (feed, figure, source), group in groupby(cells, lambda one: (one["feed"], one["figure"], one["source"])):
        known = [one for one in group if any(way.quotient(one) for way in ways(figure, one))]
        if known:
            found.append(_told(figure, known, f"{where}.{feed}", SOURCES[source]))
    return found


def _told(figure: str, cells: Sequence[Mapping[str, Any]], where: str, by: str) -> Finding:
    """What makes a figure: every way that makes all of its values, or the nearest."""
    step = -(-len(cells) // LOOKED_AT_FIRST)
    first = [(way, makes(way, figure, cells[::step])) for way in ways(figure, cells[0])]
    best = max(max(made.values()) for _, made in first)
    near = [way for way, made in first if max(made.values()) == best]  # what makes all of them makes all of the first
    counted = [(way, rounding, n) for way in near for rounding, n in makes(way, figure, cells).items()]
    most = max(n for *_, n in counted)
    variants = FIGURES[figure].variants
    agreed = [one for one in cells[0]["agreed"] if one.partition(" ")[0] in variants] or list(variants)[:1]
    first_rounding: dict[Way, str] = {}
    for way, rounding, n in counted:
        if n == most:
            first_rounding.setdefault(way, rounding)
    made = _one_of_each(first_rounding, cells, agreed)
    told = f"{_list(made)}, {most} of {len(cells)}" if most else f"0 of {len(cells)} by any variant"
    if most < len(cells):
        what, expected = f"no way of counting makes {figure}, {by}", "one that makes all"
        return Finding(RULE, "warning", where, what, told, expected, "ask the partner how it counts", len(cells) - most)
    ours = any(_same(one, way) for one in agreed for way in made)
    severity: Severity = "info" if ours else "warning"
    what = f"{figure} is counted as agreed" if ours else f"{figure} is counted in a way that no contract agreed on"
    act = "" if ours else "the contract's way is what is billed; ask the partner to report it"
    return Finding(RULE, severity, where, f"{what}, {by}", told, "" if ours else " or ".join(agreed), act)


def makes(way: Way, figure: str, cells: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many of the values a way makes, by each rounding, at the digits that the partner wrote."""
    over, under = FIGURES[figure].unit
    made = {"half up": 0, "half even": 0, "truncated": 0}
    for one in cells:
        quotient = way.quotient(one)
        if quotient:
            scale = 10 ** one["digits"]
            wrote = one["value"] * scale
            for rounding, whole in as_others_round(quotient[0] * over * scale, quotient[1] * under).items():
                made[rounding] += whole == wrote
    return made


def _one_of_each(made: Mapping[Way, str], cells: Sequence[Mapping[str, Any]], agreed: Sequence[str]) -> dict[str, str]:
    """Ways by their names, those agreed on first, with their rounding; of those that only differ by what no cell has, one."""

    def order(way: Way) -> tuple[bool, bool, Decimal, bool, int]:
        label = way.label(cells[0])
        flows, strictly = "with flow-outs" in label, "lte" not in label
        return label not in agreed, flows, way.threshold(cells[0]) or Decimal(0), strictly, way.short or 0

    told: dict[Any, tuple[str, str]] = {}
    for way in sorted(made, key=order):
        name, *_ = way.name.split(" with flow-outs")
        same = (name, way.threshold(cells[0]), way.short, *map(way.quotient, cells))
        told.setdefault(same, (way.label(cells[0]), made[way]))
    return dict(told.values())


def _list(made: Mapping[str, str]) -> str:
    """The ways, and how they round."""
    names = list(made)
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    roundings = " or ".join(dict.fromkeys(made[name] for name in names))
    return f"{' or '.join(names[:TOLD])}{more}, rounded {roundings}".replace("rounded truncated", "cut off")


def _same(agreed: str, way: str) -> bool:
    """Whether a way is one agreed on; a partner that does not tell its times may mean those of the contract.

    >>> _same("sl_offered (20 s lte)", "sl_offered (20 s lte)"), _same("sl_offered (20 s lte)", "sl_offered (30 s lte)")
    (True, False)
    >>> _same("sl_offered (20 s lte)", "sl_offered"), _same("answered of offered", "answered of offered")
    (True, True)
    """
    return way == agreed or way == agreed.partition(" (")[0]
