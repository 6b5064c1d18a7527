"""Validate: the export's facts and its conformed rows judged by Great Expectations, in DuckDB.

What could not be checked is never mixed with what failed: a rule whose columns the feed does not map is not applied
and counted; a rule that the engine could not run is a finding of its own, and stops the feed as its failure would.
"""

import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self

from vmo import suites
from vmo.partner import Override
from vmo.records import Finding, Severity
from vmo.suites import Rule
from vmo.told_once import told_once

EXAMPLES = 5
SHOWN = 60
SEVERITIES = {"error": "critical", "warning": "warning", "info": "info"}
ROW = ("record", "line", "credited_on")
FAILURES = """SELECT NULL::BIGINT AS record, NULL::BIGINT AS line, NULL::VARCHAR AS rule, NULL::VARCHAR AS column_name,
 NULL::VARCHAR AS value, NULL::VARCHAR AS reason, NULL::BOOLEAN AS releasable, NULL::DATE AS credited_on WHERE false"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of one conforming's rows.

    `failures` is Parquet in the quarantine's shape: every row that fails a rule of severity error, once per rule and
    column, in record order, never capped. `findings` name a few of them. `applied` counts the rules that were run,
    `not_applicable` names those whose columns the feed does not map.
    """

    failures: Path
    failed_rows: int
    findings: tuple[Finding, ...]
    stopped: bool
    applied: int
    not_applicable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the engine said of one rule: failed, or could not be checked (`error`); `rows` selects those that fail."""

    rule: Rule
    severity: Severity
    reason: str
    failed: bool
    error: str
    rows: str

    @property
    def columns(self) -> str:
        return ", ".join(self.rule.columns)

    @property
    def says(self) -> str:
        return self.rule.meta.says + self.reason

    @property
    def quarantines(self) -> bool:
        return self.failed and self.rule.meta.level == "row" and self.severity == "error"

    @property
    def sentence(self) -> str:
        """What the quarantine says of each failing row."""
        return self.says + (f"; expected {self.rule.expected}" if self.rule.expected else "")


def judge_export(
    facts: Mapping[str, Any],
    overrides: Mapping[str, Override],
    where: str,
    *,
    temporary: Path,
    memory: str = "512MB",
) -> tuple[Finding, ...]:
    """Judge the facts of one export (`suites.FACTS`: numbers and days; None or absent is not judged).

    `where` names the file. A finding of severity error stops the feed.
    """
    told = {name: facts[name] for name in suites.FACTS if facts.get(name) is not None}
    suite = suites.suite(suites.EXPORT)
    rules = [rule for rule in suite.expectations if suite.applies(rule, told)]
    source = "(SELECT " + ", ".join(f'{_literal(value)} AS "{name}"' for name, value in told.items()) + ")"
    with _engine().ready(temporary, memory) as engine:
        engine.show(suite.select(rules, told, source) if told else "SELECT NULL AS rows_in")
        findings = []
        for verdict in engine.judge(suite.name, rules, overrides, {}):
            if verdict.error:
                findings.append(_unchecked(verdict, where))
            elif verdict.failed:
                columns = ", ".join(f'"{column}"' for column in verdict.rule.columns)
                values = engine.sql(f"SELECT {columns} FROM judged")[0]
                found, *expected = (f"{c} {v}" for c, v in zip(verdict.rule.columns, values, strict=True))
                findings.append(_of_batch(verdict, where, found, "".join(expected)))
    return tuple(findings)


def judge_rows(
    rows: Path,
    kind: str,
    *,
    overrides: Mapping[str, Override],
    arrived_at: datetime,
    where: str,
    into: Path,
    temporary: Path,
    aside: Path | None = None,
    memory: str = "512MB",
) -> Judgement:
    """Judge the conformed rows of one file (Parquet) that are neither excluded nor, by record, in `aside`.

    Writes the failures to `into`. Rules of severity error send rows to quarantine, others only report; rules of
    level batch stop the feed. No instant may lie after `arrived_at` plus the suite's allowance.
    """
    suite = suites.suite(kind)
    latest = arrived_at.astimezone(UTC).replace(tzinfo=None) + timedelta(minutes=suite.after_arrival_min)
    source = f"read_parquet({_literal(str(rows))}) WHERE excluded IS NULL"
    if aside:
        source += f" AND record NOT IN (SELECT record FROM read_parquet({_literal(str(aside))}))"
    with _engine().ready(temporary, memory) as engine:
        present = [name for name, *_ in engine.sql(f"DESCRIBE SELECT * FROM {source}")]
        rules = [rule for rule in suite.expectations if suite.applies(rule, present)]
        engine.show(suite.select(rules, present, source))
        verdicts = engine.judge(suite.name, rules, overrides, {"latest": latest})
        failed_rows = engine.write([_failing(verdict) for verdict in verdicts if verdict.quarantines], into)
        findings = list(_of_verdicts(engine, verdicts, where, into))
    return Judgement(
        failures=into,
        failed_rows=failed_rows,
        findings=tuple(findings),
        stopped=any(
            v.severity == "error" and (v.error or (v.failed and v.rule.meta.level == "batch")) for v in verdicts
        ),
        applied=len(rules),
        not_applicable=tuple(f"{r.meta.rule}: {', '.join(r.columns)}" for r in suite.expectations if r not in rules),
    )


def _of_verdicts(engine: "_Engine", verdicts: Sequence[_Verdict], where: str, failures: Path) -> Iterator[Finding]:
    for verdict in verdicts:
        if verdict.error:
            yield _unchecked(verdict, where)
        elif verdict.failed:
            count, examples = engine.examples(verdict, failures) if verdict.rows else (0, [])
            if verdict.rule.meta.level == "batch":
                yield _of_batch(verdict, where, f"{count} rows" if count else "", "", count)
            else:
                yield _of_rows(verdict, where, count, examples)


def _of_rows(verdict: _Verdict, where: str, count: int, examples: Sequence[Mapping[str, Any]]) -> Finding:
    quarantined = verdict.quarantines
    fate = f"{'1 row' if count == 1 else f'{count} rows'} {'in quarantine' if quarantined else 'accepted'}"
    shown = ", ".join(f"{_short(e['value'])} (line {e['line']}, record {e['record']})" for e in examples)
    more = f" and {count - len(examples)} more" if count > len(examples) else ""
    rule = verdict.rule.meta.rule
    return Finding(
        rule=rule,
        severity=verdict.severity,
        where=f"{where}:{examples[0]['line']}",
        what=f"{verdict.says} ({fate})",
        found=shown + more,
        expected=verdict.rule.expected,
        action=verdict.rule.meta.do
        or (f"have the export corrected, or release {rule} by name and reason" if quarantined else ""),
        rows=count,
    )


def _of_batch(verdict: _Verdict, where: str, found: str, expected: str, rows: int = 0) -> Finding:
    rule = verdict.rule.meta.rule
    stops = f"the feed is stopped: have the export corrected, or override {rule} in the partner's YAML with a reason"
    return Finding(
        rule=rule,
        severity=verdict.severity,
        where=where,
        what=verdict.says,
        found=found,
        expected=expected or verdict.rule.expected,
        action=verdict.rule.meta.do or (stops if verdict.severity == "error" else ""),
        rows=rows,
    )


def _unchecked(verdict: _Verdict, where: str) -> Finding:
    return Finding(
        rule=verdict.rule.meta.rule,
        severity="error" if verdict.severity == "error" else "warning",
        where=where,
        what=f"could not check {verdict.columns}{verdict.reason}",
        found=verdict.error,
        action="nothing was judged by this rule; correct the rule or the mapping, then replay",
    )


def _failing(verdict: _Verdict) -> str:
    rule, columns = verdict.rule.meta.rule, verdict.columns
    return (
        f"SELECT record, line, {_literal(rule)}, {_literal(columns)}, {_value(verdict.rule)}, "
        f"{_literal(verdict.sentence)}, true, credited_on FROM ({verdict.rows})"
    )


def _value(rule: Rule) -> str:
    """SQL of what stands in the columns that a rule looks at."""
    return "concat_ws(', ', " + ", ".join(f'CAST("{column}" AS VARCHAR)' for column in rule.columns) + ")"


def _short(value: str) -> str:
    """A value for the report: nothing in it that a terminal would obey, and not a page of it."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in value[:SHOWN])
    return text + "…" if len(value) > SHOWN else text or "empty"


def _literal(value: Any) -> str:
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, int):
        return f"{value}::BIGINT"
    return "'" + str(value).replace("'", "''") + "'"


def _engine() -> "_Engine":
    # A DuckDB must not be used by a process that only inherited it: each process has its own.
    return _engine_of(os.getpid())


@cache
def _engine_of(process: int) -> "_Engine":
    return _Engine(f"duckdb:///:memory:judged_{process}")


class _Engine:
    """One context of Great Expectations over one DuckDB in memory; files are shown to it as the view `judged`."""

    def __init__(self, url: str) -> None:
        self._lock = threading.RLock()
        self._url = url
        self._suites: dict[tuple[Any, ...], Any] = {}
        self._open()

    def _open(self) -> None:
        context = _great_expectations().get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        # Without transactions an error of one rule does not spoil the others.
        source = context.data_sources.add_sql(
            "duckdb", connection_string=self._url, kwargs={"isolation_level": "AUTOCOMMIT"}
        )
        self._sql, self._other = source.get_execution_engine(), source.get_engine()
        self.show("SELECT NULL::BIGINT AS record")
        asset = source.add_table_asset("judged", table_name="judged")
        self._batch = asset.add_batch_definition_whole_table("all")

    def _close(self) -> None:
        self._sql.close()
        self._sql.engine.dispose()
        self._other.dispose()

    def ready(self, temporary: Path, memory: str) -> Self:
        """For one judgement at a time, within `memory`; what does not fit goes to `temporary`."""
        self._lock.acquire()
        try:
            self._spill_to(temporary)
            for setting in (
                f"memory_limit = {_literal(memory)}",
                "threads = 2",
                "preserve_insertion_order = false",
                "TimeZone = 'UTC'",
            ):
                self.sql(f"SET {setting}")
        except BaseException:
            self._lock.release()
            raise
        return self

    def _spill_to(self, folder: Path) -> None:
        from sqlalchemy.exc import NotSupportedError

        setting = f"SET temp_directory = {_literal(str(folder))}"
        try:
            self.sql(setting)
        except NotSupportedError:
            # DuckDB cannot leave a folder that it has spilled to.
            self._close()
            self._open()
            self.sql(setting)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.show("SELECT NULL::BIGINT AS record")
        finally:
            self._lock.release()

    def sql(self, text: str) -> list[Any]:
        with self._sql.get_connection() as connection:
            result = connection.exec_driver_sql(text)
            return list(result.fetchall()) if result.returns_rows else []

    def show(self, select: str) -> None:
        self.sql(f"CREATE OR REPLACE VIEW judged AS {select}")

    def judge(
        self,
        name: str,
        rules: Sequence[Rule],
        overrides: Mapping[str, Override],
        parameters: Mapping[str, Any],
    ) -> list[_Verdict]:
        """One verdict for each rule, in their order. One scan counts the failures of all."""
        if not rules:
            return []
        suite = self._suite(name, rules)
        with told_once():
            told = self._batch.get_batch().validate(
                suite,
                # The engine's own list of failing rows stops at 200; its query of them is run here, into a file.
                result_format={
                    "result_format": "BOOLEAN_ONLY",
                    "return_unexpected_index_query": True,
                    **({"unexpected_index_column_names": list(ROW)} if name != suites.EXPORT else {}),
                },
                expectation_parameters=dict(parameters),
            )
        results = {result.expectation_config.meta["ordinal"]: result for result in told.results}
        return [_verdict(rule, results[i], overrides) for i, rule in enumerate(rules)]

    def _suite(self, name: str, rules: Sequence[Rule]) -> Any:
        key = (name, *map(repr, rules))
        if key not in self._suites:
            self._suites[key] = _great_expectations().ExpectationSuite(
                name=name,
                expectations=[
                    {
                        "type": rule.type,
                        "kwargs": rule.kwargs,
                        "severity": SEVERITIES[rule.severity],
                        "meta": {**rule.meta.model_dump(), "ordinal": i},
                    }
                    for i, rule in enumerate(rules)
                ],
            )
        return self._suites[key]

    def examples(self, verdict: _Verdict, failures: Path) -> tuple[int, list[Mapping[str, Any]]]:
        """How many rows fail, and the first of them; those in quarantine are read from the failures written."""
        value, rows = _value(verdict.rule), f"({verdict.rows})"
        if verdict.quarantines:
            told = {"rule": verdict.rule.meta.rule, "column_name": verdict.columns, "reason": verdict.sentence}
            among = " AND ".join(f"{name} = {_literal(text)}" for name, text in told.items())
            value, rows = "value", f"read_parquet({_literal(str(failures))}) WHERE {among}"
        row = f"{{'record': record, 'line': line, 'value': {value}}}"
        return tuple(self.sql(f"SELECT count(*), min_by({row}, record, {EXAMPLES}) FROM {rows}")[0])

    def write(self, selects: Sequence[str], into: Path) -> int:
        """Write the failing rows; returns how many different rows they are."""
        failures = " UNION ALL ".join([FAILURES, *selects])
        self.sql(f"COPY ({failures} ORDER BY record, rule, column_name) TO {_literal(str(into))} (FORMAT parquet)")
        return int(self.sql(f"SELECT count(DISTINCT record) FROM read_parquet({_literal(str(into))})")[0][0])


def _verdict(rule: Rule, result: Any, overrides: Mapping[str, Override]) -> _Verdict:
    override = overrides.get(rule.meta.rule)
    severity: Severity = override.severity if override else rule.severity
    reason = ""
    if override and severity != rule.severity:
        reason = f" [{severity} instead of {rule.severity}: {override.reason or 'the override gives no reason'}]"
    rows = (result.result or {}).get("unexpected_index_query") or ""
    error = _error(result.exception_info)
    if not error and not result.success and rule.meta.level == "row" and not rows:
        error = f"{rule.type} does not tell which rows fail"
    return _Verdict(rule, severity, reason, not error and not result.success, error, rows.rstrip("; \n"))


def _error(info: Mapping[str, Any] | None) -> str:
    """What the engine could not do, in its first line; nothing where it could."""
    told = info or {}
    raised = [told] if "raised_exception" in told else list(told.values())
    messages = [one["exception_message"] for one in raised if one.get("raised_exception")]
    return (str(messages[0]).strip() or "an error without a message").splitlines()[0] if messages else ""


@cache
def _great_expectations() -> Any:
    """Import Great Expectations (4 s), quiet, sending nothing anywhere."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    import great_expectations

    # The one logger of theirs that sets itself a lower level.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)

    from vmo import duckdb_dialect

    duckdb_dialect.register()
    return great_expectations
