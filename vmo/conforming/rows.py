"""The one query that reads an export: theirs → ours, one projection upon the other, every fault beside its value."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from vmo import kinds
from vmo.conforming import clock, conditions
from vmo.conforming.columns import Fault, Reader, Steps, codes, quoted
from vmo.kinds import DIGITS
from vmo.partner import Feed

APART = "|"
OWN = ("credited_on", "quarter_at", "identity", "excluded")
QUARTER = 900_000_000
ENTRY = "STRUCT(rule VARCHAR, column_name VARCHAR, value VARCHAR, reason VARCHAR)[]"


@dataclass(frozen=True)
class Query:
    """SQL whose rows are those of the export, in order.

    Its columns: OWN, then `ours` and the `digits` of the partner's own figures, then `hashed` (of the identity), `states`
    (two bits for each of `clocks`, and for the credited instant's offset: gap, fold, far) and `faults` (null where the row
    can be read). Where one of `ours` is the identity as it stands, it is `same`, and the identity is not told again.
    """

    sql: str
    ours: list[str]
    digits: list[str]
    clocks: list[str]
    same: str | None = None


def query(
    feed: Feed,
    header: list[str],
    scan: str,
    *,
    near: datetime,
    everywhere: bool = False,
    typed: bool = False,
    padded: bool = True,
    numbers: Collection[str] = frozenset(),
    broken: str | None = None,
    shown: str = "''",
) -> Query:
    """The query over a relation `scan` with text columns c0, c1 … that bear the names of the header.

    `padded`: cells may have spaces around them; `numbers`: columns that the relation gives as numbers. `near`: a time
    that the export is likely to hold; it only makes haste.
    """
    kind = kinds.kind(feed.kind)
    ours = [name for name, column in kind.columns.items() if name in feed.columns or column.default is not None]
    needed = list(dict.fromkeys([*feed.theirs, *conditions.columns(feed), *header]))
    texts = {name: f"t{i}" for i, name in enumerate(needed)}
    reader, steps = Reader(feed, kind.columns, texts, typed, numbers, near, everywhere), Steps()
    for name in ours:
        reader.read(name, steps)
    credited, zone = feed.credited, feed.clock.time_zone
    excluded = [
        f"WHEN {conditions.sql(condition, texts)} THEN {quoted(name)}" for name, condition in feed.exclude.items()
    ]
    on = clock.offset_sql(credited, clock.utc_pieces(zone), near, everywhere=everywhere)
    faults = [*_faults(feed, kind, steps), _no_identity(feed, texts)]
    offsets = [*(f"o_{name}" for name in steps.clocks), "on_utc"]
    projections = [
        {texts[name]: _cell(name, header, padded=padded) for name in needed},
        steps.texts,
        steps.values,
        steps.offsets,
        steps.instants,
        {"on_utc": on},
        {
            "credited_on": f"CAST(make_timestamp(epoch_us({credited}) + on_utc) AS DATE)",
            "quarter_at": f"make_timestamp(epoch_us({credited}) - (epoch_us({credited}) % {QUARTER} + {QUARTER}) % {QUARTER})",
            "excluded": f"CAST(CASE {' '.join(excluded)} END AS {codes(feed.exclude)})"
            if excluded
            else "CAST(NULL AS VARCHAR)",
            "broken": broken or "false",
        },
        {
            "identity": _identity(feed, texts, near),
            "states": _states(offsets),
            "faults": _listed(faults, shown),
        },
    ]
    sql = scan
    for projection in projections:
        if projection:
            told = ", ".join(f"{expression} AS {name}" for name, expression in projection.items())
            sql = f"(SELECT *, {told} FROM {sql})"
    same = next((name for name in ours if _is_identity(feed, name, kind)), None)
    own = [name for name in OWN if name != "identity" or not same]
    digits = [name for name in steps.values if name.removesuffix(DIGITS) in ours and name not in ours]
    wanted = ", ".join(
        [*own, *ours, *digits, "hash(identity) AS hashed", "CAST(states AS INTEGER) AS states", "faults"]
    )
    return Query(f"SELECT {wanted} FROM {sql}", ours, digits, steps.clocks, same)


def plain_seconds(feed: Feed, header: list[str]) -> list[str]:
    """Columns of the export that are nothing but one of our numbers of seconds, as they stand."""
    columns, options = kinds.kind(feed.kind).columns, feed.options
    used = Counter([*feed.theirs, *conditions.columns(feed), *feed.identity])
    if options.decimal != "." or options.thousands:
        return []
    return [
        told.theirs[0]
        for name, told in feed.columns.items()
        if columns[name].type == "seconds"
        and told.unit == "s"
        and len(told.theirs) == 1
        and not (told.empty or told.codes or told.cases or columns[name].ratio_of)
        and used[told.theirs[0]] == 1
        and header.count(told.theirs[0]) == 1
    ]


def _states(offsets: list[str]) -> str:
    """Two bits for each offset; nearly every row has none set."""
    some = " OR ".join(f"{offset} & {clock.STATES - 1} > 0" for offset in offsets)
    bits = [f"(coalesce({offset} & {clock.STATES - 1}, 0) << {2 * i})" for i, offset in enumerate(offsets)]
    return f"CASE WHEN {some} THEN {' + '.join(bits)} ELSE 0 END"


def _cell(name: str, header: list[str], *, padded: bool) -> str:
    if name not in header:
        return "CAST(NULL AS VARCHAR)"
    cell = f"c{header.index(name)}"
    return f"nullif(trim({cell}), '')" if padded else cell


def _identity(feed: Feed, texts: dict[str, str], near: datetime) -> str:
    parts = [_month(near) if name == "month" else f"coalesce({texts[name]}, '')" for name in feed.identity]
    return f" || {quoted(APART)} || ".join(parts)


def _is_identity(feed: Feed, name: str, kind: kinds.Kind) -> bool:
    """Whether one of our columns is the identity, letter by letter."""
    told = feed.columns.get(name)
    as_it_stands = told is not None and not (told.empty or told.codes or told.cases) and told.theirs == feed.identity
    return as_it_stands and kind.columns[name].type == "text"


def _month(near: datetime) -> str:
    """The month of the credited day as YYYY-MM; the likely ones without making text of a date."""
    first = near.date().replace(day=1)
    after = (first + timedelta(32)).replace(day=1)
    before = (first - timedelta(1)).replace(day=1)
    likely = [(first, after), (before, first), (after, (after + timedelta(32)).replace(day=1))]
    told = " ".join(
        f"WHEN credited_on >= DATE '{begin}' AND credited_on < DATE '{end}' THEN '{begin:%Y-%m}'"
        for begin, end in likely
    )
    return f"CASE {told} ELSE left(CAST(credited_on AS VARCHAR), 7) END"


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


def _listed(faults: list[Fault], shown: str) -> str:
    """A row that is excluded, such as a line of totals, need not be readable; a broken record has no values at all."""
    whens = [f"excluded IS NULL AND {fault.when}" for fault in faults]
    entries = [f"CASE WHEN {when} THEN {_entry(fault)} END" for when, fault in zip(whens, faults, strict=True)]
    broken = f"[{{'rule': 'fields', 'column_name': '', 'value': {shown}, 'reason': 'the record cannot be read'}}]"
    found = f"list_filter([{', '.join(entries)}], lambda one: one IS NOT NULL)"
    some = " OR ".join(f"({when})" for when in whens)
    return f"CAST(CASE WHEN broken THEN {broken} WHEN {some} THEN {found} END AS {ENTRY})"


def _entry(fault: Fault) -> str:
    rule, reason = quoted(fault.rule), quoted(fault.reason)
    if fault.finer:
        rule = f"CASE WHEN {fault.finer} THEN 'resolution' ELSE {rule} END"
        reason = f"CASE WHEN {fault.finer} THEN 'finer than a {fault.unit}, and never rounded' ELSE {reason} END"
    return f"{{'rule': {rule}, 'column_name': {quoted(fault.column)}, 'value': {fault.value}, 'reason': {reason}}}"
