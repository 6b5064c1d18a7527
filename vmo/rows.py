"""The one query that reads an export: theirs → ours, one projection upon the other, every fault beside its value."""

from dataclasses import dataclass
from datetime import datetime

from vmo import clock, conditions, kinds
from vmo.columns import Fault, Reader, Steps, quoted
from vmo.partner import Feed

APART = "|"
OWN = ("credited_on", "quarter_at", "identity", "excluded")
QUARTER = 900_000_000
ENTRY = "STRUCT(rule VARCHAR, column_name VARCHAR, value VARCHAR, reason VARCHAR)[]"


@dataclass(frozen=True)
class Query:
    """SQL whose rows are those of the export, in order.

    Its columns: OWN, then `ours`, then `hashed` (of the identity), `states` (two bits for each of `clocks`: gap, fold) and
    `faults` (null where the row can be read).
    """

    sql: str
    ours: list[str]
    clocks: list[str]


def query(
    feed: Feed, header: list[str], scan: str, *, typed: bool = False, broken: str | None = None, near: datetime
) -> Query:
    """The query over a relation `scan` with text columns c0, c1 … that bear the names of the header."""
    kind = kinds.kind(feed.kind)
    ours = [name for name, column in kind.columns.items() if name in feed.columns or column.default is not None]
    needed = list(dict.fromkeys([*feed.theirs, *header]))
    texts = {name: f"t{i}" for i, name in enumerate(needed)}
    reader, steps = Reader(feed, kind.columns, texts, typed, near), Steps()
    for name in ours:
        reader.read(name, steps)
    credited, zone = feed.credited, feed.clock.time_zone
    excluded = [
        f"WHEN {conditions.sql(condition, texts)} THEN {quoted(name)}" for name, condition in feed.exclude.items()
    ]
    on = clock.offset_sql(credited, clock.utc_pieces(zone), near)
    faults = [*_faults(feed, kind, steps), _no_identity(feed, texts)]
    states = [f"coalesce((o_{name} & {clock.STATES - 1}) << {2 * i}, 0)" for i, name in enumerate(steps.clocks)]
    projections = [
        {
            texts[name]: f"nullif(trim(c{header.index(name)}), '')" if name in header else "CAST(NULL AS VARCHAR)"
            for name in needed
        },
        steps.texts,
        steps.values,
        steps.offsets,
        steps.instants,
        {
            "credited_on": f"CAST(make_timestamp(epoch_us({credited}) + {on}) AS DATE)",
            "quarter_at": f"make_timestamp(epoch_us({credited}) - (epoch_us({credited}) % {QUARTER} + {QUARTER}) % {QUARTER})",
            "excluded": f"CASE {' '.join(excluded)} END" if excluded else "CAST(NULL AS VARCHAR)",
            "broken": broken or "false",
        },
        {"identity": _identity(feed, texts), "states": " + ".join(states) or "0", "faults": _listed(faults, credited)},
    ]
    sql = scan
    for projection in projections:
        if projection:
            told = ", ".join(f"{expression} AS {name}" for name, expression in projection.items())
            sql = f"(SELECT *, {told} FROM {sql})"
    wanted = ", ".join([*OWN, *ours, "hash(identity) AS hashed", "CAST(states AS INTEGER) AS states", "faults"])
    return Query(f"SELECT {wanted} FROM {sql}", ours, steps.clocks)


def _identity(feed: Feed, texts: dict[str, str]) -> str:
    parts = [
        "left(CAST(credited_on AS VARCHAR), 7)" if name == "month" else f"coalesce({texts[name]}, '')"
        for name in feed.identity
    ]
    return f" || {quoted(APART)} || ".join(parts)


def _no_identity(feed: Feed, texts: dict[str, str]) -> Fault:
    parts = [name for name in feed.identity if name != "month"]
    empty = " AND ".join(f"{texts[name]} IS NULL" for name in parts) or "false"
    return Fault("missing", "identity", empty, "''", f"{' + '.join(parts)} is empty, so the row has no identity")


def _faults(feed: Feed, kind: kinds.Kind, steps: Steps) -> list[Fault]:
    faults = list(steps.faults)
    credited = feed.credited
    if not kind.columns[credited].required and f"x_{credited}" in steps.texts:
        source = " + ".join(feed.columns[credited].theirs)
        faults.append(
            Fault("missing", credited, f"x_{credited} IS NULL", "''", f"{source} is empty, so the row has no day")
        )
    told = feed.severity.get("dst_gap")
    if told is None or told.severity == "error":
        for name in steps.clocks:
            when = f"(o_{name} & {clock.STATES - 1}) = {clock.GAP}"
            reason = f"{' + '.join(feed.columns[name].theirs)} lies in the hour that the clock of {feed.clock.time_zone} skips"
            faults.append(Fault("dst_gap", name, when, f"CAST(l_{name} AS VARCHAR)", reason))
    return faults


def _listed(faults: list[Fault], credited: str) -> str:
    """A row that is excluded needs nothing but its day; a broken record has no values at all."""
    whens = [fault.when if fault.column == credited else f"excluded IS NULL AND {fault.when}" for fault in faults]
    entries = [
        f"CASE WHEN {when} THEN {{'rule': {quoted(fault.rule)}, 'column_name': {quoted(fault.column)}, "
        f"'value': {fault.value}, 'reason': {quoted(fault.reason)}}} END"
        for when, fault in zip(whens, faults, strict=True)
    ]
    broken = "[{'rule': 'fields', 'column_name': '', 'value': left(c0, 500), 'reason': 'the record cannot be read'}]"
    found = f"list_filter([{', '.join(entries)}], lambda one: one IS NOT NULL)"
    some = " OR ".join(f"({when})" for when in whens)
    return f"CAST(CASE WHEN broken THEN {broken} WHEN {some} THEN {found} END AS {ENTRY})"
