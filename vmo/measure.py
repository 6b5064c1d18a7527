"""Measure: accepted rows → additive counts per UTC quarter-hour and dimension, all of one kind in ONE scan.

A sum or count that several asks share is computed once. An ask is answered only where the rows give evidence
for all of it: what they do not show is a finding, never a smaller number.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vmo import kinds
from vmo.calendars import COVERED
from vmo.counting import listed
from vmo.counting.arranged import arranged, side_by_side
from vmo.counting.asks import LONGEST_DAYS, Ask, every_day
from vmo.counting.beside import Beside
from vmo.counting.contributions import contributions
from vmo.counting.formulas import CREDITED_AT, in_scope
from vmo.counting.planned import Plan
from vmo.counting.scans import Scan, Shape, accepted, shape_of
from vmo.engines import Engine, backend
from vmo.kinds import CREDITED
from vmo.lake import Lake
from vmo.records import Finding

RULE = "evidence"
UNPROVEN = (
    "the partner left blank what it rests on, or told it under other terms: another threshold_s, short_s or threshold_op, "
    "another currency, a cycle time that the contract does not name"
)
LONGEST = timedelta(days=LONGEST_DAYS)
BEFORE, AFTER = timedelta(days=3653), timedelta(days=1096)
PLACED = {"credited_on": pa.date32(), "quarter_at": pa.timestamp("us")}
KEPT_SCANS = 256
VALUE, SECONDS = "value_s", pa.decimal128(12, 3)
NUMBER, LIST = pa.int64(), pa.list_(pa.int64())
SUM_OF_SECONDS, SUM_OF_NUMBERS = pa.decimal128(38, 3), pa.decimal128(38, 6)


@dataclass(frozen=True)
class Counted:
    """Counts of one conforming. `columns`: ask key → columns of numerator and denominator, if it has one.

    An ask that the rows cannot answer is not in `columns`; `findings` says which and why.
    """

    path: Path
    columns: dict[str, tuple[str, str | None]]
    findings: tuple[Finding, ...]


def count(
    rows: Path,
    quarantine: Path | None,
    released: Collection[str],
    kind: str,
    asks: Collection[Ask],
    into: Path,
    lake: Lake,
    *,
    feed: str,
    credited: str = "",
    partner: str = "",
    engine: Engine = "duckdb",
) -> Counted:
    """Count all that is asked of the accepted rows, into a Parquet file: the same bytes for the same rows.

    `released` names the rules whose quarantined rows a person accepted; `feed` is how findings name the rows, and
    `partner` whose they are; `credited` is the column of the instant that decides a row's day, where it is not the kind's own.
    The file holds credited_on, quarter_at, the kind's dimensions (null where the feed maps none), value_s where rows are
    counted by the value of each, rows, and the columns of `Counted.columns`: integers, seconds as decimal(38,3), other
    numbers as decimal(38,6), or where the name says so lists of milliseconds (`vmo/counting/listed.py`).
    """
    dimensions = kinds.kind(kind).dimensions
    with backend(engine, lake) as counting:
        shape = shape_of(counting, rows, quarantine, kind, released, credited)
        scans = []
        for first, beside, some in _apart(asks):
            if engine == "duckdb" and not beside and not any(one.timed for one in some):
                scans.append(_lasting(shape, tuple(some), first))
            else:
                among = _among(counting, lake, rows, shape.standing, beside) if beside else None
                between = _days(rows, some) if any(one.timed for one in some) else COVERED
                scans.append(_scan(shape, some, first, partner, between, among))
        scanned = [one.read(counting) for one in scans]
    shaped = [_shaped(one, dimensions) for one in scanned]
    answered: dict[Ask, tuple[str, str | None]] = {}
    findings: list[Finding] = []
    for scan, found in zip(scans, shaped, strict=True):
        more, wrong = _answers(scan.plan, found, feed)
        answered, findings = {**answered, **more}, [*findings, *wrong]
    found = _together(shaped)
    wanted = {name for pair in answered.values() for name in pair}
    kept = [name for name in found.column_names if name in wanted]
    places = [name for name in (*PLACED, *dimensions, VALUE) if name in found.column_names]
    pq.write_table(_ordered(found.select([*places, "rows", *kept]), [*places, "rows"]), into, compression="zstd")
    return Counted(into, {ask.key: pair for ask, pair in answered.items()}, tuple(findings))


def adding(
    counting: Any,
    lake: Lake,
    rows: Path,
    quarantine: Path | None,
    released: Collection[str],
    ask: Ask,
    *,
    credited: str = "",
    partner: str = "",
) -> Any:
    """The accepted rows as the ask looks at them: those that it counts, each with what it adds."""
    held = None if quarantine is None else counting.read_parquet(str(quarantine))
    standing = accepted(counting.read_parquet(str(rows)), held, released)
    if ask.without:
        standing = standing.mutate(**{CREDITED_AT: standing[credited or kinds.kind(ask.kind).credited]})
    between = _days(rows, [ask]) if ask.timed else COVERED
    first, beside, asks = _apart([ask])[-1]
    among = _among(counting, lake, rows, standing, beside) if beside else None
    return contributions(_looked_at(standing, ask.kind, asks, first, partner, between, among), ask)


def _ordered(found: Any, by: Sequence[str]) -> Any:
    """The groups in order."""
    return found.take(pc.sort_indices(found.select(by), [(name, "ascending") for name in by]))


def _days(rows: Path, asks: Collection[Ask]) -> tuple[date, date]:
    """Days between which the instants of the rows lie, and those that an arrangement makes; by the file's own statistics.

    An instant that lies BEFORE or AFTER the days of all rows, as a date that stands for never, makes no calendar longer.
    """
    about = pq.read_metadata(rows)
    schema = about.schema.to_arrow_schema()
    groups = [about.row_group(group) for group in range(about.num_row_groups)]
    known = {
        field.name: [one for group in groups if (one := group.column(n).statistics) is not None and one.has_min_max]
        for n, field in enumerate(schema)
        if pa.types.is_timestamp(field.type) or field.name == "credited_on"
    }
    credited = known.pop("credited_on", [])
    if len(credited) < len(groups) or not credited:
        return COVERED
    near, far = min(one.min for one in credited) - BEFORE, max(one.max for one in credited) + AFTER
    instants = [one for told in known.values() for one in told]
    first = max([near, *([min(one.min.date() for one in instants)] if instants else [])])
    last = min([far, *([max(one.max.date() for one in instants)] if instants else [])])
    begin, end = COVERED[0], COVERED[1] - LONGEST
    on = LONGEST if any(ask.timed and every_day(ask.timed.base) for ask in asks) else timedelta()
    return min(max(first, begin), end), min(max(last, begin), end) + on


def _apart(asks: Collection[Ask]) -> list[tuple[str, tuple[Beside, ...], list[Ask]]]:
    """The asks, each group with how the names of its columns begin and the deliveries that it looks at beside.

    Those of values are apart, since more groups are formed there. So are those that set rows beside others, by the others.
    """
    ordered = sorted(set(asks), key=lambda one: one.key)
    of_values = [one for one in ordered if one.of_values]
    of_others = [one for one in ordered if one.days_ahead is not None]
    sums = [one for one in ordered if one not in of_values and one not in of_others]
    found: list[tuple[str, tuple[Beside, ...], list[Ask]]] = [("a", (), sums)]
    found += [("v", (), of_values)] if of_values else []
    others = sorted({(one.beside, one.scope) for one in of_others})
    return found + [
        (f"n{nth}_", beside, [one for one in of_others if (one.beside, one.scope) == (beside, scope)])
        for nth, (beside, scope) in enumerate(others)
    ]


def _among(counting: Any, lake: Lake, rows: Path, standing: Any, beside: Collection[Beside]) -> Any:
    """The accepted rows of the deliveries on their days that stand; those of `rows` as they are asked for now."""
    parts = []
    for one in beside:
        path = lake.rows(one.rows)
        read = counting.read_parquet
        found = (
            standing
            if path == rows
            else accepted(read(str(path)), read(str(lake.quarantine(one.refused))), one.released)
        )
        parts.append(found.filter(found.credited_on.isin([ibis.literal(day) for day in one.days])))
    return side_by_side(parts)


@lru_cache(maxsize=KEPT_SCANS)
def _lasting(shape: Shape, asks: tuple[Ask, ...], first: str) -> Scan:
    """The scan of files of that shape which needs to know nothing of what is in them."""
    return replace(_scan(shape, asks, first), lasting=True)


def _scan(
    shape: Shape,
    asks: Sequence[Ask],
    first: str,
    partner: str = "",
    between: tuple[date, date] = COVERED,
    among: Any = None,
) -> Scan:
    rows = shape.standing
    if any(one.without for one in asks):
        rows = rows.mutate(**{CREDITED_AT: rows[shape.credited]})
    table = _looked_at(rows, shape.kind, asks, first, partner, between, among)
    plan = _added(Plan(table, first), asks)
    if first != "a" and "look" in table.columns and not plan.unmapped:  # the first tells the rows themselves
        plan = _added(Plan(table.filter(table.look != CREDITED), first), asks)
    by = (*PLACED, *kinds.kind(shape.kind).dimensions, VALUE)
    return Scan(plan, tuple(name for name in by if name in plan.table.columns))


def _looked_at(
    rows: Any, kind: str, asks: Sequence[Ask], first: str, partner: str, between: tuple[date, date], among: Any
) -> Any:
    timed = {one.look: one.timed for one in asks if one.timed}
    others = in_scope(rows if among is None else among, asks[0].scope) if first.startswith("n") else None
    return arranged(rows, kind, {one.look for one in asks}, timed, partner=partner, between=between, among=others)


def _added(plan: Plan, asks: Iterable[Ask]) -> Plan:
    for ask in asks:
        plan.add(ask)
    return plan


def _together(shaped: Sequence[Any]) -> Any:
    """The groups of all plans, each with nothing in the columns of the others; the first tells the rows."""
    fields = {field.name: field.type for one in shaped for field in one.schema}
    whole = []
    for n, one in enumerate(shaped):
        columns = {}
        for name, kind in fields.items():
            if name in one.column_names and not (n and name == "rows"):
                columns[name] = one[name]
            else:
                none = name == VALUE or listed.is_list(name)
                columns[name] = pa.nulls(len(one), kind) if none else pa.repeat(pa.scalar(0, kind), len(one))
        whole.append(pa.table(columns))
    return pa.concat_tables(whole)


def _shaped(scanned: Any, dimensions: Sequence[str]) -> Any:
    """The scan with every dimension of the kind, and the types of the file, whatever the engine returns."""
    unmapped = {name: pa.nulls(scanned.num_rows, pa.string()) for name in dimensions}
    columns = {**unmapped, **dict(zip(scanned.column_names, scanned.columns, strict=True))}
    types = {**PLACED, **dict.fromkeys(dimensions, pa.string()), VALUE: SECONDS}

    def typed(name: str, column: Any) -> Any:
        if listed.is_list(name):
            return column.cast(LIST)
        if pa.types.is_decimal(column.type) and column.type.scale > SUM_OF_SECONDS.scale:
            return column.cast(SUM_OF_NUMBERS)
        number = NUMBER if pa.types.is_integer(column.type) else SUM_OF_SECONDS
        return column.cast(types.get(name, number))

    return pa.table({name: typed(name, column) for name, column in columns.items()})


def _answers(plan: Plan, found: Any, feed: str) -> tuple[dict[Ask, tuple[str, str | None]], list[Finding]]:
    """The asks that the rows answer, and a finding for each that they do not."""
    answered: dict[Ask, tuple[str, str | None]] = {}
    findings = [_unanswered(ask, feed, why, found["rows"]) for ask, why in plan.refused.items()]
    for ask, pair in plan.waiting.items():
        columns = [found[name] for name in pair if name]
        unproven = [found[name] for name in pair if name and not listed.is_list(name) and found[name].null_count]
        concerned = pc.sum(columns[0]).as_py() if ask in plan.unmapped else 0
        if concerned:
            findings.append(_unanswered(ask, feed, plan.unmapped[ask], columns[0]))
        elif unproven:
            findings.append(_unanswered(ask, feed, UNPROVEN, found["rows"].filter(unproven[0].is_null())))
        else:
            answered[ask] = pair
    return answered, findings


def _unanswered(ask: Ask, feed: str, why: str, rows: Any) -> Finding:
    terms = ", ".join(f"{name} {value}" for name, value in ask.arguments.items())
    return Finding(
        rule=RULE,
        severity="error",
        where=feed,
        what=f"{ask.function}{f' ({terms})' if terms else ''} cannot be counted: {why}",
        action="map what is missing in the partner YAML, ask the partner for it, or change the contract",
        rows=pc.sum(rows).as_py() or 0,
    )
