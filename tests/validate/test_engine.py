"""The engine behind the rules: what it cannot check is told apart, what it needs is still needed, what it costs."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from rows_of import ARRIVED, failures, judge, write

from vmo import duckdb_dialect, kinds, suites, validate
from vmo.yaml12 import FaultyTextError

TWO = "contact_id wait_s\nc1 -1\nc2 1"
TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "instant": "TIMESTAMP",
    "seconds": "DECIMAL(12, 3)",
    "count": "BIGINT",
    "number": "DECIMAL(18, 6)",
    "flag": "BOOLEAN",
}
TYPES_OF_FACTS = dict.fromkeys(("first_day", "last_day", "arrived_on", "named_day"), "DATE")


def test_duckdb_must_still_be_registered_with_great_expectations(tmp_path, monkeypatch):
    """Fails on the day that Great Expectations keeps DuckDB's connection open: then drop vmo/duckdb_dialect.py."""
    validate._great_expectations()
    from great_expectations.execution_engine import sqlalchemy_execution_engine as engine

    ours = engine._PERSISTED_CONNECTION_DIALECTS
    monkeypatch.setattr(
        engine, "_PERSISTED_CONNECTION_DIALECTS", tuple(d for d in ours if d is not duckdb_dialect.Dialect.DUCKDB)
    )
    monkeypatch.setattr(validate, "_engine", lambda: validate._Engine("duckdb:///:memory:unregistered"))
    told = judge(tmp_path, "contacts", TWO)
    assert told.stopped
    assert {finding.what.partition(" ")[0] for finding in told.findings} == {"could"}  # could not check …


def test_registering_twice_changes_nothing():
    validate._great_expectations()
    from great_expectations.execution_engine import sqlalchemy_execution_engine as engine

    before = engine._PERSISTED_CONNECTION_DIALECTS
    duckdb_dialect.register()
    assert before == engine._PERSISTED_CONNECTION_DIALECTS


def suite_of(monkeypatch, folder, text):
    path = folder / "contacts.yaml"
    path.write_text(text, encoding="utf-8")
    told = suites.read(path, ("contact_id", "wait_s", "talk_s"))
    monkeypatch.setattr(suites, "suite", lambda _: told)


def test_a_missing_column_a_failing_row_and_an_engine_error_are_three_things(tmp_path, monkeypatch):
    suite_of(
        monkeypatch,
        tmp_path,
        """
        name: contacts
        columns:
          letters: {needs: [contact_id], is: "CAST(contact_id AS INTEGER)"}
        expectations:
          - {type: expect_column_values_to_be_between, kwargs: {column: talk_s, min_value: 0}, severity: error,
             meta: {rule: A, level: row, says: a, why: w}}
          - {type: expect_column_values_to_be_between, kwargs: {column: wait_s, min_value: 0}, severity: error,
             meta: {rule: B, level: row, says: b, why: w}}
          - {type: expect_column_values_to_be_between, kwargs: {column: letters, min_value: 0}, severity: error,
             meta: {rule: C, level: row, says: c, why: w}}
        """,
    )
    told = judge(tmp_path, "contacts", TWO)
    assert told.not_applicable == ("A: talk_s",)
    assert failures(told) == [(1, "B", "wait_s", "-1.000")]
    failed, errored = told.findings
    assert (failed.rule, failed.what, failed.rows) == ("B", "b (1 row in quarantine)", 1)
    assert (errored.rule, errored.what, errored.rows) == ("C", "could not check letters", 0)
    assert "Could not convert string 'c1' to INT32" in errored.found
    assert told.stopped  # what was not judged is not accepted


def test_a_rule_of_the_whole_batch_needs_no_rows_to_stop_the_feed(tmp_path, monkeypatch):
    suite_of(
        monkeypatch,
        tmp_path,
        """
        name: contacts
        expectations:
          - {type: expect_column_max_to_be_between, kwargs: {column: wait_s, max_value: 0}, severity: error,
             meta: {rule: A, level: batch, says: somebody waited, why: w, do: ask them}}
        """,
    )
    told = judge(tmp_path, "contacts", TWO)
    assert told.stopped
    assert [str(finding) for finding in told.findings] == ["calls.csv: somebody waited: expected at most 0; ask them"]
    assert failures(told) == []


def test_a_rule_that_looks_at_no_column_of_ours_is_refused_with_its_line(tmp_path):
    path = tmp_path / "contacts.yaml"
    path.write_text(
        "name: contacts\nexpectations:\n"
        "  - {type: t, kwargs: {column: wiat_s}, severity: error, meta: {rule: A, level: row, says: s, why: w}}\n"
    )
    with pytest.raises(FaultyTextError) as refused:
        suites.read(path, ("wait_s",))
    assert refused.value.faults == [f"{path}:3: expectations.0: 'wiat_s' is neither a column nor one of `columns`"]


@pytest.mark.parametrize("kind", [*kinds.names(), suites.EXPORT])
def test_every_added_column_is_made_of_the_columns_that_it_names(kind):
    suite = suites.suite(kind)
    told = {} if kind == suites.EXPORT else kinds.kind(kind).columns
    for name, derived in suite.columns.items():
        typed = {one: TYPES[told[one].type] if told else TYPES_OF_FACTS.get(one, "BIGINT") for one in derived.needs}
        own = {"record": "BIGINT", "credited_on": "DATE"}  # every file of conformed rows has them
        source = "(SELECT " + ", ".join(f"NULL::{of} AS {one}" for one, of in (own | typed).items()) + ")"
        rules = [rule for rule in suite.expectations if name in rule.columns]
        assert rules, f"no rule looks at {name}"
        duckdb.sql(suite.select(rules, derived.needs, source)).fetchall()


def test_what_can_be_overridden_is_told_and_another_text_is_another_version(monkeypatch, tmp_path):
    assert suites.severities("contacts") | {"I3": "error", "I5": "error"} == suites.severities("contacts")
    before = suites.version("contacts")
    for name in ("contacts", "export"):
        (tmp_path / f"{name}.yaml").write_bytes((suites.FOLDER / f"{name}.yaml").read_bytes() + b"# \n")
    monkeypatch.setattr(suites, "FOLDER", tmp_path)
    assert suites.version("contacts") != before


def test_one_judgement_leaves_nothing_for_the_next(tmp_path):
    assert judge(tmp_path, "contacts", TWO).failed_rows == 1
    assert judge(tmp_path, "contacts", "contact_id wait_s\nc1 1\nc2 1").failed_rows == 0
    assert judge(tmp_path, "intervals", "interval_at offered\n09:00:00 1").failed_rows == 0


def test_a_small_file_costs_less_than_a_second(tmp_path):
    table = "contact_id offered_at ended_at outcome wait_s talk_s hold_s acw_s\n" + "\n".join(
        f"c{i} 09:00:00 09:03:00 answered {i % 60} 100 0 20" for i in range(200)
    )
    judge(tmp_path, "contacts", table)
    begun = time.perf_counter()
    for _ in range(3):
        judge(tmp_path, "contacts", table)
    assert (time.perf_counter() - begun) / 3 < 1


@pytest.mark.slow
def test_a_million_rows_are_judged_in_bounded_memory(tmp_path):
    """Five million rows take 1.3 s and 370 MB where this was written; the limit here leaves room for a busy machine."""
    duckdb.sql(f"""
        COPY (SELECT i AS record, i AS line, DATE '2026-01-05' AS credited_on, NULL::VARCHAR AS excluded,
              'c' || i AS contact_id, (i % 400 - 1)::DECIMAL(12, 3) AS wait_s
              FROM range(1000000) t(i)) TO '{tmp_path}/rows.parquet' (FORMAT parquet)""")
    begun = time.perf_counter()
    told = validate.judge_rows(
        tmp_path / "rows.parquet", "contacts", overrides={}, arrived_at=ARRIVED, where="calls.csv",
        into=tmp_path / "failures.parquet", temporary=tmp_path.parent / "spill", memory="256MB",
    )  # fmt: skip
    assert told.failed_rows == 2500  # 1 in 400 waits -1 s
    assert time.perf_counter() - begun < 10


@pytest.mark.slow
def test_rules_that_need_an_order_judge_a_million_spans_in_bounded_memory(tmp_path):
    """Overlaps and the order of an agent's hours look at the whole file; 256 MB are as much as a night gives them."""
    duckdb.sql(f"""
        COPY (SELECT i AS record, i AS line, DATE '2026-01-05' - (i % 20)::INT AS credited_on,
              NULL::VARCHAR AS excluded, 'agent-' || (i % 5000) AS agent_id, 'actual' AS time_type,
              CASE i % 3 WHEN 0 THEN 'available' ELSE 'handling' END AS state, start_at,
              start_at + INTERVAL 60 SECOND AS end_at
              FROM (SELECT i, TIMESTAMP '2025-12-01' + INTERVAL 1 MINUTE * (i // 5000) AS start_at FROM range(1000000) t(i)))
        TO '{tmp_path}/rows.parquet' (FORMAT parquet)""")
    begun = time.perf_counter()
    told = validate.judge_rows(
        tmp_path / "rows.parquet", "agent_states", overrides={}, arrived_at=ARRIVED, where="states.csv",
        into=tmp_path / "failures.parquet", temporary=tmp_path.parent / "spill", memory="256MB",
    )  # fmt: skip
    assert (told.failed_rows, told.findings) == (0, ())
    assert time.perf_counter() - begun < 20


@pytest.mark.slow
def test_nothing_is_imported_before_it_is_needed_nothing_written_elsewhere_and_nothing_printed(tmp_path):
    write(tmp_path / "rows.parquet", "contacts", TWO)
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    program = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from vmo import validate
assert "great_expectations" not in sys.modules
here = Path({str(tmp_path)!r})
told = validate.judge_rows(here / "rows.parquet", "contacts", overrides={{}}, arrived_at=datetime.now(UTC),
                           where="calls.csv", into=here / "failures.parquet", temporary=here / "spill")
assert told.failed_rows == 1
"""
    env = os.environ | {"HOME": str(home), "PYTHONPATH": str(Path(validate.__file__).parents[1])}
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=work, env=env, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert [*home.rglob("*"), *work.rglob("*")] == []


def test_another_portfolio_in_the_same_process_spills_to_its_own_folder(tmp_path):
    """DuckDB refuses to change the folder once it has spilled; 40 MB for 300,000 failing rows makes it spill."""
    duckdb.sql(f"""
        COPY (SELECT i AS record, i AS line, DATE '2026-01-05' AS credited_on, NULL::VARCHAR AS excluded,
              'contact-of-the-day-' || i AS contact_id, -1::DECIMAL(12, 3) AS wait_s
              FROM range(300000) t(i)) TO '{tmp_path}/rows.parquet' (FORMAT parquet)""")
    for name in ("one", "two"):
        told = validate.judge_rows(
            tmp_path / "rows.parquet", "contacts", overrides={}, arrived_at=ARRIVED, where="calls.csv",
            into=tmp_path / f"{name}.parquet", temporary=tmp_path / name, memory="40MB",
        )  # fmt: skip
        assert told.failed_rows == 300000
    assert (tmp_path / "two").is_dir()  # so it did spill; DuckDB removes its folder when it is closed


def test_a_forked_process_judges_with_an_engine_of_its_own(tmp_path):
    """An executor forks its workers from a process that has judged already."""
    assert judge(tmp_path, "contacts", TWO).failed_rows == 1
    child = os.fork()
    if not child:
        try:
            os._exit(judge(tmp_path, "contacts", TWO).failed_rows)
        finally:
            os._exit(99)
    deadline = time.monotonic() + 30
    while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    if not ended[0]:
        os.kill(child, 9)
        os.waitpid(child, 0)
    assert (ended[0], os.waitstatus_to_exitcode(ended[1])) == (child, 1)


def test_threads_of_one_process_take_turns(tmp_path):
    tables = ["contact_id wait_s\n" + "\n".join(f"c{i} -1" for i in range(n)) for n in range(1, 5)]
    folders = [tmp_path / str(n) for n in range(4)]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(judge, folders, ["contacts"] * 4, tables))
    assert [one.failed_rows for one in told] == [1, 2, 3, 4]
