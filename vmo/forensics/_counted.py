"""Counted: the sums that a partner's figure may be made of, told beside it or by the rows of contacts of its time."""

from collections.abc import Mapping
from decimal import Decimal

from vmo.forensics._asked import ABANDONED, FLOWED_OUT, NOT_OFFERED, Asked, Columns, handled_s, has

CELLS = ("direction", "channel", "site", "program", "language", "business_unit")
THRESHOLDS = ("5", "10", "15", "20", "30", "40", "45", "60", "90", "120")  # usual ones, beside those of the contracts
SHORTS = ("2", "3", "5", "10")
PARTS = {"K": "talk_s", "L": "hold_s", "M": "acw_s"}
WHOLE = {"O": "offered", "A": "answered", "B": "abandoned", "F": "flowouts"}
QUARTER = "INTERVAL 15 MINUTE"


def of_intervals(columns: Columns) -> str:
    """SQL for what the partner counted beside its figure."""

    def told(name: str) -> str:
        return name if has(columns, "intervals", name) else "NULL"

    def ms(name: str) -> str:
        return f"CAST(1000 * {told(name)} AS BIGINT)"

    parts = [name for name in PARTS.values() if has(columns, "intervals", name)]
    handled = (
        "handle_s" if has(columns, "intervals", "handle_s") else " + ".join(parts) if len(parts) == len(PARTS) else ""
    )
    counts = {
        **{letter: f"CAST({told(name)} AS BIGINT)" for letter, name in WHOLE.items()},
        "W": ms("wait_answered_s"),
        "X": "CAST(NULL AS BIGINT)",
        "H": f"CAST(1000 * ({handled or 'NULL'}) AS BIGINT)",
        **{letter: ms(name) for letter, name in PARTS.items()},
    }
    within = {
        "threshold_s": f"CAST({told('threshold_s')} AS DECIMAL(12,3))",
        "threshold_op": "'lte'",
        "A_T": f"CAST({told('answered_in_threshold')} AS BIGINT)",
        "B_T": f"CAST({told('abandoned_in_threshold')} AS BIGINT)",
        "C_T": "CAST(NULL AS BIGINT)",
    }
    short = {
        "short_s": f"CAST({told('short_s')} AS DECIMAL(12,3))",
        "B_S": f"CAST({told('abandoned_short')} AS BIGINT)",
    }
    return f"{_struct(counts)} AS counts, [{_struct(within)}] AS within, [{_struct(short)}] AS short"


def of_rows(columns: Columns, asked: Asked) -> str:
    """SQL for figures with the contacts of the interval, day or month that they stand for.

    How long an interval lasts the feed does not tell: one instant a month is a month, one a day a day, and otherwise the
    least time between two of a day. Contacts are told apart by what both exports tell; where that leaves two rows of the
    partner for one time, neither is compared.
    """
    cells = [name for name in CELLS if all(has(columns, kind, name) for kind in ("contacts", "intervals"))]
    cell = f"concat_ws(', ', {', '.join(cells) or 'NULL'})"
    count = "CAST(count(*) FILTER ({}) AS BIGINT)".format
    answered, abandoned, left = "outcome = 'answered'", f"outcome IN {ABANDONED}", f"outcome IN {FLOWED_OUT}"
    ends = "interval_at + to_minutes(step)"
    quarters = f"list_transform(range(interval_at, {ends}, {QUARTER}), lambda q: CAST(q AS VARCHAR))"
    waits = has(columns, "contacts", "wait_s")

    def ms(seconds: str | None, ended: str) -> str:
        return f"CAST(1000 * sum({seconds}) FILTER ({ended}) AS BIGINT)" if seconds else "CAST(NULL AS BIGINT)"

    def part(name: str) -> str | None:
        return name if has(columns, "contacts", name) else None

    wait = "wait_s" if waits else None
    counts = {
        "O": count(f"outcome NOT IN {NOT_OFFERED}"),
        "A": count(answered),
        "B": count(abandoned),
        "F": count(left),
        "W": ms(wait, answered),
        "X": ms(wait, abandoned),
        "H": ms(handled_s(columns), answered),
        **{letter: ms(part(name), answered) for letter, name in PARTS.items()},
    }
    limits = sorted({(Decimal(one), op) for one in THRESHOLDS for op in ("lte", "lt")} | set(asked.thresholds))
    within = [
        {
            "threshold_s": f"CAST({limit} AS DECIMAL(12,3))",
            "threshold_op": f"'{op}'",
            **{
                letter: count(f"{ended} AND wait_s {'<=' if op == 'lte' else '<'} {limit}")
                for letter, ended in (("A_T", answered), ("B_T", abandoned), ("C_T", "outcome = 'flowout_callback'"))
            },
        }
        for limit, op in limits
    ]
    shorts = sorted({Decimal(one) for one in SHORTS} | set(asked.shorts))
    short = [
        {"short_s": f"CAST({one} AS DECIMAL(12,3))", "B_S": count(f"{abandoned} AND wait_s < {one}")} for one in shorts
    ]
    lists = [
        f"[{', '.join(map(_struct, listed))}]" if waits else f"[{_struct(_untold(listed[0]))}]"
        for listed in (within, short)
    ]
    return (
        "WITH instants AS (SELECT DISTINCT feed, credited_on, interval_at FROM figures), "
        "gaps AS (SELECT *, date_diff('minute', lag(interval_at) OVER (PARTITION BY feed, credited_on ORDER BY interval_at), "
        "interval_at) AS gap FROM instants), grains AS (SELECT feed, count(*) AS instants, "
        "count(DISTINCT credited_on) AS days, min(gap) AS step FROM gaps GROUP BY feed), "
        f"one AS (SELECT feed, figure, value, digits, credited_on, interval_at, {cell} AS cell FROM figures "
        "QUALIFY count(*) OVER (PARTITION BY feed, figure, interval_at, cell) = 1), "
        "placed AS (SELECT one.*, unnest(CASE WHEN instants = 1 THEN ['month'] "
        "WHEN instants = days THEN [CAST(credited_on AS VARCHAR)] "
        f"WHEN step % 15 = 0 THEN {quarters} ELSE [] END) AS time FROM one JOIN grains USING (feed)), "
        f"rows AS (SELECT {cell} AS cell, unnest(['month', CAST(credited_on AS VARCHAR), CAST(quarter_at AS VARCHAR)]) AS time, "
        f"contacts.* EXCLUDE (feed) FROM contacts WHERE {asked.within}) "
        "SELECT feed, figure, value, digits, interval_at, "
        f"{_struct(counts)} AS counts, {lists[0]} AS within, {lists[1]} AS short "
        "FROM placed JOIN rows USING (cell, time) GROUP BY feed, figure, value, digits, interval_at, cell"
    )


def _untold(one: Mapping[str, str]) -> dict[str, str]:
    """A list's one entry where no wait is told."""
    types = {"threshold_s": "DECIMAL(12,3)", "short_s": "DECIMAL(12,3)", "threshold_op": "VARCHAR"}
    return {name: f"CAST(NULL AS {types.get(name, 'BIGINT')})" for name in one}


def _struct(told: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"'{name}': {sql}" for name, sql in told.items()) + "}"
