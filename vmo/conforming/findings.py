"""Findings: what a conforming has to say of its file, each with its place, examples and what to do."""

from collections.abc import Iterator
from typing import Any

from vmo.conforming import clock
from vmo.conforming.columns import quoted
from vmo.conforming.duplicates import Duplicates
from vmo.conforming.passage import Passed, Run
from vmo.conforming.rows import Query
from vmo.conforming.unpacking import refused
from vmo.records import Finding

EXAMPLES = 5
WORTH_A_WORD = 20
WRONG_ENCODING = 100
ACTIONS = {
    "unknown_code": "add the codes to `codes`, then replay the file",
    "unreadable": "correct the format or unit in the YAML and replay, or ask the partner",
    "resolution": "set the unit that the export uses, or ask the partner for milliseconds",
    "dst_gap": "check the time zone; to move such times forward set `severity: {dst_gap: warning}` with a reason",
}


def refuse_hopeless(run: Run, export: Any, passed: Passed) -> None:
    """A file without rows, or in another encoding than its feed says, stops the feed."""
    records = passed.read + len(export.unread)
    if not records:
        where = f"{run.name}:{export.header_line}"
        raise refused(
            where,
            "the file has a header and no rows",
            rule="empty",
            expected="rows",
            action="ask for it again, or accept the day as missing",
        )
    strange = [one for one in export.unread if one.rule == "encoding"]
    if len(strange) * WRONG_ENCODING > records:
        lines = ", ".join(str(one.line) for one in strange[:EXAMPLES])
        raise refused(
            f"{run.name}:{strange[0].line}",
            f"wrong encoding: {len(strange):,} of {records:,} records have bytes that are not "
            f"{run.feed.options.encoding} (lines {lines})",
            rule="encoding",
            found=strange[0].value[:80],
            action="set `encoding` to that of the export",
        )


def of_unreadable(run: Run) -> Iterator[Finding]:
    """One finding for each rule and column; examples by line, the table holds all."""
    groups = run.ask(
        f"""
        SELECT rule, column_name, min(line), count(*),
            list(DISTINCT value ORDER BY value)[:{EXAMPLES}], list(line ORDER BY line)[:{EXAMPLES}], min(reason)
        FROM unreadable GROUP BY rule, column_name ORDER BY rule, column_name
        """
    )
    for rule, column, line, rows, values, lines, reason in groups:
        counted, places = ("1 row", "line") if rows == 1 else (f"{rows:,} rows", "lines")
        what = f"{counted} quarantined, {column or 'record'}: {reason} ({places} {', '.join(map(str, lines))})"
        found = _codes(run, column) if rule == "unknown_code" else ", ".join(repr(value) for value in values if value)
        action = ACTIONS.get(rule, "ask the partner to correct it and send the file again")
        yield Finding(rule, "error", f"{run.name}:{line}", what, found[:500], "", action, rows)


def of_clocks(run: Run, asked: Query, passed: Passed, folded: dict[str, int]) -> Iterator[Finding]:
    zone = run.feed.clock.time_zone
    for name, rows in folded.items():
        what = (
            f"{rows:,} times of {name} lie in the hour that {zone} repeats; the order of the file decided on their pass"
        )
        yield Finding(
            "dst_fold",
            "warning",
            run.name,
            what,
            action="ask the partner for times in UTC or with their offset",
            rows=rows,
        )
    for i, name in enumerate(asked.clocks):
        rows = sum(int(((states >> 2 * i) & (clock.STATES - 1) == clock.GAP).sum()) for _, states in passed.states)
        if rows:
            severity = run.feed.severity["dst_gap"].severity
            what = f"{rows:,} times of {name} lie in the hour that {zone} skips; they were moved forward by the gap"
            yield Finding("dst_gap", severity, run.name, what, action="ask the partner how its clock is set", rows=rows)


def of_empty_columns(run: Run, passed: Passed) -> Iterator[Finding]:
    """Columns that the feed maps and that no row fills: nothing stops there, but what is counted on them has no data."""
    rows = passed.written
    for ours in passed.empty if rows >= WORTH_A_WORD else []:
        theirs = " + ".join(run.feed.columns[ours].theirs) if ours in run.feed.columns else ""
        if theirs:
            what = f"{theirs}, mapped to {ours}, is empty in all {rows:,} rows"
            action = "ask the partner whether it left the column out"
            yield Finding("empty_column", "warning", run.name, what, action=action, rows=rows)


def of_duplicates(run: Run, twice: Duplicates) -> Iterator[Finding]:
    if not twice.rows:
        return
    examples = "; ".join(f"{identity} on line {line}, kept line {kept}" for line, kept, identity in twice.examples)
    what = f"{twice.rows:,} duplicate rows set aside: {twice.identical:,} identical, {twice.conflicting:,} conflicting"
    action = "ask the partner which row is right" if twice.conflicting else "none needed; tell the partner"
    yield Finding(
        "I4",
        "warning",
        f"{run.name}:{twice.examples[0][0]}",
        what,
        examples,
        "each identity once",
        action,
        twice.rows,
    )


def _codes(run: Run, column: str) -> str:
    told = run.ask(
        f"""
        SELECT value, count(*) FROM unreadable WHERE rule = 'unknown_code' AND column_name = {quoted(column)}
        GROUP BY value ORDER BY count(*) DESC, value LIMIT {EXAMPLES * 4}
        """
    )
    return ", ".join(f"{value!r} ({rows:,})" for value, rows in told)
