"""Formulas: what an ask counts, as additive Ibis expressions over a table of its kind.

A metric counts only its population (`vmo/catalogue`): every sum of its way of counting is narrowed to those
rows, so that metrics of different populations still share one scan. A pricing quantity counts all rows; a
charge's scope narrows it later, by dimension.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import ibis
from ibis.expr import operations

from vmo import catalogue, kinds, plugins
from vmo.catalogue import visits
from vmo.counting.arranged import arranged
from vmo.counting.asks import Ask, look
from vmo.counting.timed import is_due_moment, not_told
from vmo.kinds import CREDITED, SPAN
from vmo.records import Ratio, RefusedError, UnmappedColumnError
from vmo.relief import Away

ANYONE, ANY_DAY = "", date(2026, 1, 1)
CREDITED_AT = "credited_at"
Scoped = Iterable[tuple[str, Collection[str]]]
TYPES = {
    "text": "string",
    "code": "string",
    "instant": "timestamp",
    "seconds": "decimal(12,3)",
    "count": "int64",
    "number": "decimal(18,6)",
    "flag": "boolean",
}


def formula(rows: Any, ask: Ask) -> Ratio:
    """The ask's numerator and denominator; a plain count has no denominator.

    Raises RefusedError for faulty terms, UnmappedColumnError for a column that the rows lack.
    """
    if ask.verb == "quantity":
        model = plugins.find("pricing", ask.function)
        _of_a_kind(ask, [model.KIND])
        told = model.quantity(rows, **ask.arguments)
        whole = told if isinstance(told, Ratio) else Ratio(told)
        members = population(rows, ask)
        return Ratio(_narrowed(whole.numerator, members), _narrowed(whole.denominator, members))
    metric = catalogue.metric(ask.function)
    _of_a_kind(ask, metric.kinds)
    if lacking := _not_placed(rows, ask):
        raise UnmappedColumnError(*lacking)
    counted = plugins.find("metrics", metric.arithmetic).measure(rows, **metric.fixed, **_counting(metric, ask))
    members = population(rows, ask)
    return Ratio(_narrowed(counted.numerator, members), _narrowed(counted.denominator, members))


def _counting(metric: catalogue.Metric, ask: Ask) -> dict[str, Any]:
    """The terms that the way of counting takes; which rows it is about is no matter of its own."""
    return {name: value for name, value in ask.arguments.items() if not (metric.of_visits and name == visits.TERM)}


def population(rows: Any, ask: Ask) -> Any:
    """Which rows the ask is about, as a condition; None where it is about all.

    Rows that cannot be placed in time as asked, for lack of the column, are told by the instant they are credited.
    """
    told = catalogue.metric(ask.function).about(ask.arguments) if ask.verb == "measure" else {}
    seen = CREDITED if _not_placed(rows, ask) else ask.look
    members: Any = rows.look == seen if "look" in rows.columns else None
    for dimension, values in ask.scope:
        inside = _one_of(rows, dimension, values)
        members = inside if members is None else members & inside
    for column, wanted in told.items():
        if column not in rows.columns:
            raise UnmappedColumnError(column)
        belongs = rows[column].isin([one for one in wanted if one is not None])
        belongs = belongs | rows[column].isnull() if None in wanted else belongs
        members = belongs if members is None else members & belongs
    for away in ask.without:
        outside = ~_within(rows, away, _instant(rows, ask, seen))
        members = outside if members is None else members & outside
    return members


def _instant(rows: Any, ask: Ask, seen: str) -> Any:
    """The instant at which a row counts: its own where it has one, the quarter-hour where it was cut or arranged."""
    if seen == CREDITED:
        return rows[CREDITED_AT]
    moments = kinds.kind(ask.kind).moments
    if ask.timed and is_due_moment(kinds.kind(ask.kind), ask.timed, rows):
        return rows.clock_placed_at
    name = ask.timed.base if ask.timed else seen
    return rows[moments[name]] if name in moments else rows.quarter_at


def _within(rows: Any, away: Away, at: Any) -> Any:
    """Whether a row lies in a window that is taken out; a dimension that the feed does not map has no value."""
    inside = (at >= ibis.literal(away.begin)) & (at < ibis.literal(away.end))
    for dimension, values in away.scope:
        inside &= _one_of(rows, dimension, values)
    return inside


def in_scope(rows: Any, scope: Scoped) -> Any:
    """The rows of a scope."""
    for dimension, values in scope:
        rows = rows.filter(_one_of(rows, dimension, values))
    return rows


def _one_of(rows: Any, dimension: str, values: Collection[str]) -> Any:
    return rows[dimension].isin(values).fill_null(False) if dimension in rows.columns else ibis.literal(False)


def _not_placed(rows: Any, ask: Ask) -> tuple[str, ...]:
    """The columns of which one tells when a row counts, where the feed maps none of them."""
    kind, name = kinds.kind(ask.kind), look(ask.verb, ask.function, ask.arguments)
    if ask.timed and (missing := not_told(rows, ask.timed, ask.kind)):
        return (missing,)
    if ask.timed and is_due_moment(kind, ask.timed, rows):
        return ()
    arrangement = plugins.find("arrangements", name) if name in plugins.names("arrangements") else None
    if arrangement and not getattr(arrangement, "OF_SLICES", False):
        try:
            arrangement.arrange(rows)
        except UnmappedColumnError as error:
            return error.columns
        return ()
    sliced = name == SPAN or arrangement
    column = kind.spans.end if kind.spans and sliced else kind.moments.get(name)
    return (column,) if column and column not in rows.columns else ()


def faults(ask: Ask) -> list[str]:
    """What is wrong with the terms of an ask, seen without any data.

    >>> from vmo.counting.asks import ask
    >>> faults(ask("measure", "call_abandon_rate", "contacts", {"variant": "ab_excl_short"}))
    ['short_s: missing; ab_excl_short leaves abandons before short_s out, so give it']
    >>> faults(ask("measure", "call_abandon_rate", "contacts", {"variant": "ab_all"}))
    []
    """
    try:
        timed = {ask.look: ask.timed} if ask.timed else {}
        formula(
            arranged(_empty(ask.kind), ask.kind, [ask.look], timed, partner=ANYONE, between=(ANY_DAY, ANY_DAY)), ask
        )
    except RefusedError as error:
        return error.reasons
    return []


def lacking(ask: Ask, mapped: Collection[str]) -> tuple[str, ...]:
    """The columns without which a feed that maps these cannot answer the ask; none where it can.

    >>> from vmo.counting.asks import ask
    >>> lacking(ask("measure", "call_asa", "intervals", {}), ["interval_at", "asa_s", "offered", "answered"])
    ('wait_answered_s',)
    >>> lacking(ask("measure", "call_asa", "intervals", {}), ["interval_at", "wait_answered_s", "offered", "answered"])
    ()
    """
    try:
        formula(arranged(_empty(ask.kind, mapped), ask.kind, [look(ask.verb, ask.function, ask.arguments)]), ask)
    except UnmappedColumnError as error:
        return error.columns
    except RefusedError:
        return ()  # a fault of its terms, which `faults` tells
    return ()


def _empty(kind: str, mapped: Collection[str] | None = None) -> Any:
    own = {"record": "int64", "credited_on": "date", "quarter_at": "timestamp"}
    columns = {
        name: TYPES[one.type]
        for name, one in kinds.kind(kind).columns.items()
        if mapped is None or name in mapped or one.default is not None
    }
    return ibis.table({**own, **columns}, name=kind)


def _of_a_kind(ask: Ask, known: list[str]) -> None:
    if ask.kind not in known:
        raise RefusedError([f"{ask.function} counts {' or '.join(known)}, found {ask.kind}"])


def _narrowed(counted: Any, members: Any) -> Any:
    """The expression with each of its sums and counts restricted to the members."""
    if counted is None or members is None:
        return counted

    def narrow(node: Any, rewritten: dict[str, Any] | None) -> Any:
        if not isinstance(node, operations.Reduction):
            return node.__recreate__(rewritten) if rewritten else node
        arguments = rewritten or dict(zip(node.argnames, node.args, strict=True))
        where = arguments["where"]
        both = members if where is None else members & where.to_expr()
        return node.__recreate__({**arguments, "where": both.op()})

    return counted.op().replace(narrow, filter=operations.Value).to_expr()  # not the sums of an arrangement
