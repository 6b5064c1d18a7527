"""Measure: which rows count, that equal rows give equal bytes, and that nothing is counted without evidence."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cases import TYPES

from vmo import kinds, measure
from vmo.counting.asks import ask
from vmo.counting.formulas import faults
from vmo.counting.planned import Plan
from vmo.lake import Lake
from vmo.measure import count

PLACED = {
    "record": pa.int64(),
    "line": pa.int64(),
    "credited_on": pa.date32(),
    "quarter_at": pa.timestamp("us"),
    "excluded": pa.string(),
}
QUARANTINE = {"record": pa.int64(), "rule": pa.string(), "releasable": pa.bool_()}
NOON = datetime(2026, 1, 31, 12)  # noqa: DTZ001  the lake keeps UTC without a zone
OFFERED = ask("measure", "call_volume", "contacts", {})
ANSWERED_IN_TIME = ask("measure", "call_service_level", "contacts", {"variant": "sl_answered", "threshold_s": 20})


def write(path, kind, rows):
    """Conformed rows as the lake keeps them; columns that no row has are not mapped."""
    columns = kinds.kind(kind).columns
    names = [name for name in columns if any(name in row for row in rows)]
    schema = pa.schema([*PLACED.items(), *((name, TYPES[columns[name].type]) for name in names)])
    place = {"credited_on": date(2026, 1, 31), "quarter_at": NOON, "excluded": None}
    whole = [{"record": n, "line": n + 1, **place, **row} for n, row in enumerate(rows, 1)]
    pq.write_table(pa.Table.from_pylist(whole, schema=schema), path)
    return path


def call(**told):
    return {"outcome": "answered", "direction": "inbound", "channel": "voice"} | told


def interval(**told):
    return {"interval_at": NOON, "offered": 10, "answered": 10, "direction": "inbound", "channel": "voice"} | told


@pytest.fixture
def counted(tmp_path):
    def run(rows, asks, *, kind="contacts", held=(), released=(), name="counts"):
        quarantine = tmp_path / "quarantine.parquet"
        pq.write_table(pa.Table.from_pylist(list(held), schema=pa.schema(list(QUARANTINE.items()))), quarantine)
        given = write(tmp_path / "rows.parquet", kind, rows)
        into = tmp_path / f"{name}.parquet"
        return count(given, quarantine, released, kind, asks, into, Lake(tmp_path / "state"), feed="acme.calls")

    return run


def total(counts, one):
    """Numerator and denominator of an ask, summed over the file."""
    table = pq.read_table(counts.path)
    return tuple(None if name is None else sum(table[name].to_pylist()) for name in counts.columns[one.key])


def test_excluded_and_duplicate_rows_do_not_count(counted):
    aside = {"record": 3, "rule": "duplicate", "releasable": True}
    counts = counted([call(), call(excluded="test_calls"), call()], [OFFERED], held=[aside])
    assert total(counts, OFFERED) == (1, None)
    assert pq.read_table(counts.path)["rows"].to_pylist() == [1]


def test_a_quarantined_row_counts_when_every_rule_that_holds_it_is_released(counted):
    rows = [call() for _ in range(4)]
    held = [
        {"record": 2, "rule": "I3", "releasable": True},
        {"record": 3, "rule": "I3", "releasable": True},
        {"record": 3, "rule": "I4", "releasable": True},
    ]
    assert total(counted(rows, [OFFERED], held=held), OFFERED) == (2, None)
    assert total(counted(rows, [OFFERED], held=held, released=["I3"]), OFFERED) == (3, None)
    assert total(counted(rows, [OFFERED], held=held, released=["I3", "I4"]), OFFERED) == (4, None)


def test_files_of_one_shape_are_counted_by_words_that_are_found_once(counted):
    asks = [OFFERED, ANSWERED_IN_TIME]
    counted([call(wait_s=Decimal(5))], asks)
    found = measure._lasting.cache_info().misses
    counts = counted([call(wait_s=Decimal(20)), call(wait_s=Decimal(21)), call(wait_s=Decimal(5))], asks)
    assert (total(counts, OFFERED), total(counts, ANSWERED_IN_TIME)) == ((3, None), (2, 3))
    assert measure._lasting.cache_info().misses == found


def test_a_file_of_another_shape_is_counted_by_words_of_its_own(counted):
    counted([call(wait_s=Decimal(5))], [OFFERED, ANSWERED_IN_TIME])
    counts = counted([call(), call()], [OFFERED, ANSWERED_IN_TIME])  # tells no wait
    assert [finding.rows for finding in counts.findings] == [2]
    assert total(counts, OFFERED) == (2, None)
    held = [{"record": 1, "rule": "I3", "releasable": True}]
    assert total(counted([call(), call()], [OFFERED], held=held), OFFERED) == (1, None)
    assert total(counted([call(), call()], [OFFERED], held=held, released=["I3"]), OFFERED) == (2, None)


def test_a_row_held_by_two_rules_is_held_once(counted):
    held = [{"record": 1, "rule": rule, "releasable": True} for rule in ("I3", "I4")]
    assert total(counted([call(), call()], [OFFERED], held=held), OFFERED) == (1, None)


def test_a_row_that_could_not_be_read_holds_no_other_back(counted):
    held = [{"record": 1, "rule": "unreadable", "releasable": False}]
    assert total(counted([call()], [OFFERED], held=held), OFFERED) == (1, None)


def test_counts_stand_per_quarter_hour_and_dimension(counted):
    later = NOON + timedelta(minutes=15)
    rows = [call(program="care"), call(program="care", quarter_at=later), call(program=None), call(program="sales")]
    table = pq.read_table(counted(rows, [OFFERED]).path)
    assert table.column_names[:8] == [
        "credited_on", "quarter_at", "channel", "site", "program", "language", "business_unit", "rows",
    ]  # fmt: skip
    cells = [(row["quarter_at"], row["program"], row["rows"]) for row in table.to_pylist()]
    assert cells == [(NOON, "care", 1), (NOON, "sales", 1), (NOON, None, 1), (later, "care", 1)]
    assert table["site"].null_count == 4


def test_the_same_rows_in_another_order_give_the_same_bytes(counted):
    dice = random.Random(2)
    rows = [
        call(
            outcome=dice.choice(["answered", "abandoned", "busy"]),
            wait_s=Decimal(dice.randrange(60_000)).scaleb(-3),
            program=dice.choice(["care", "sales", None]),
            quarter_at=NOON + timedelta(minutes=15 * dice.randrange(9)),
        )
        for _ in range(500)
    ]
    first = counted(rows, [OFFERED, ANSWERED_IN_TIME], name="first")
    dice.shuffle(rows)
    second = counted(rows, [ANSWERED_IN_TIME, OFFERED, OFFERED], name="second")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.columns == second.columns


def test_asks_share_their_sums():
    variants = ("sl_answered", "sl_ans_plus_aband", "sl_aband_positive", "sl_ignore_aband_in_T")
    words = dict.fromkeys(["outcome", "direction", "channel"], "string")
    plan = Plan(ibis.table({**words, "wait_s": "decimal(12,3)", "credited_on": "date"}, name="t"))
    for variant in variants:
        plan.add(ask("measure", "call_service_level", "contacts", {"variant": variant, "threshold_s": 20}))
    plan.add(ask("measure", "call_volume_answered", "contacts", {}))
    text = ibis.to_sql(plan.scan(["credited_on"]), dialect="duckdb")
    assert text.count("COUNT_IF(") == 4  # answered, in time, abandoned, abandoned early
    assert text.count("'inbound'") == text.count("'voice'") == 2  # alone, and as the population of all
    assert len(set(plan.waiting.values())) == 5


def test_no_division_and_no_float_stands_in_the_scan():
    columns = {"outcome": "string", "handle_s": "decimal(12,3)", "wait_s": "decimal(12,3)", "credited_on": "date"}
    plan = Plan(ibis.table(columns, name="t"))
    steps = {"increment_s": Decimal("2E+1"), "minimum_s": Decimal("0.1")}
    plan.add(ask("quantity", "per_minute", "contacts", steps))
    plan.add(ask("quantity", "per_contact", "contacts", {"minimum_handle_s": Decimal("1.5")}))
    for engine in ("duckdb", "pyspark"):
        text = ibis.to_sql(plan.scan(["credited_on"]), dialect=engine)
        assert not [word for word in ("/", "DOUBLE", "FLOAT", "E+") if word in text], text


def test_populations_share_a_scan_but_not_each_others_rows(counted):
    handled = ask("measure", "call_volume_handled", "contacts", {})
    billed = ask("quantity", "per_contact", "contacts", {})
    rows = [call(), call(direction="outbound"), call(channel="chat")]
    counts = counted(rows, [OFFERED, handled, billed])
    assert [total(counts, one) for one in (OFFERED, handled, billed)] == [(1, None), (2, None), (3, None)]


def test_seconds_stay_exact_where_a_float_would_not(counted):
    aht = ask("measure", "call_aht", "contacts", {})
    counts = counted([call(handle_s=Decimal("999999999.999"))] * 90, [aht])
    assert total(counts, aht) == (Decimal("89999999999.910"), 90)


def test_a_column_that_is_not_mapped_is_a_finding_that_names_metric_column_and_feed(counted):
    asa = ask("measure", "call_asa", "contacts", {})
    counts = counted([call(), call()], [asa, OFFERED])
    assert set(counts.columns) == {OFFERED.key}
    (finding,) = counts.findings
    assert str(finding).startswith(
        "acme.calls: call_asa cannot be counted: needs the column wait_s, which the feed does not map"
    )
    assert (finding.severity, finding.rows) == ("error", 2)


def test_a_column_that_is_not_mapped_is_not_missed_where_the_metric_concerns_no_row(counted):
    counts = counted([call(direction="outbound")], [ANSWERED_IN_TIME])
    assert (total(counts, ANSWERED_IN_TIME), counts.findings) == ((0, 0), ())


def test_handling_that_no_column_tells_is_a_finding(counted):
    billed = ask("quantity", "per_minute", "contacts", {"increment_s": 6})
    counts = counted([call()], [billed])
    assert counts.columns == {}
    words = "per_minute (increment_s 6) cannot be counted: needs the column handle_s or talk_s"
    assert words in counts.findings[0].what


def test_an_empty_night_counts_nothing_and_complains_of_nothing(counted):
    counts = counted([call(excluded="test_calls")], [OFFERED, ANSWERED_IN_TIME])
    assert (pq.read_table(counts.path).num_rows, counts.findings) == (0, ())
    assert set(counts.columns) == {OFFERED.key, ANSWERED_IN_TIME.key}


def test_counts_within_another_threshold_are_never_ours(counted):
    ours = ask("measure", "call_service_level", "intervals", {"variant": "sl_answered", "threshold_s": 20})
    theirs = ask("measure", "call_service_level", "intervals", {"variant": "sl_answered", "threshold_s": 60})
    volume = ask("measure", "call_volume", "intervals", {})
    rows = [interval(answered_in_threshold=9, threshold_s=Decimal(60)) for _ in range(3)]
    counts = counted(rows, [ours, theirs, volume], kind="intervals")
    assert (total(counts, theirs), total(counts, volume)) == ((27, 30), (30, None))
    (finding,) = counts.findings
    assert "call_service_level (threshold_s 20, variant sl_answered) cannot be counted" in finding.what
    assert finding.rows == 3


def test_one_interval_with_another_threshold_takes_the_whole_file(counted):
    ours = ask("measure", "call_service_level", "intervals", {"variant": "sl_answered", "threshold_s": 20})
    later = NOON + timedelta(hours=1)
    rows = [
        interval(answered_in_threshold=9, threshold_s=Decimal(20)),
        interval(answered_in_threshold=9, threshold_s=Decimal(60), quarter_at=later),
    ]
    counts = counted(rows, [ours], kind="intervals")
    assert counts.columns == {}
    assert counts.findings[0].rows == 1


def test_a_model_that_needs_contacts_is_not_asked_of_intervals(counted):
    billed = ask("quantity", "per_minute", "intervals", {"increment_s": 6})
    counts = counted([interval()], [billed], kind="intervals")
    assert counts.columns == {}
    assert "per_minute counts contacts, found intervals" in counts.findings[0].what


SERVICE_LEVEL = ("measure", "call_service_level")
PER_MINUTE = ("quantity", "per_minute")


@pytest.mark.parametrize(
    ("function", "terms", "words"),
    [
        (SERVICE_LEVEL, {"variant": "sl_excl_short", "threshold_s": 20}, "short_s: missing"),
        (SERVICE_LEVEL, {"variant": "sl_best", "threshold_s": 20}, "variant: found 'sl_best'"),
        (SERVICE_LEVEL, {"variant": "sl_answered", "threshold_s": "20 s"}, "threshold_s: found '20 s'"),
        (SERVICE_LEVEL, {"variant": "sl_answered", "threshold_s": -1}, "threshold_s: found -1"),
        (("measure", "call_abandon_rate"), {"variant": "ab_excl_short_num"}, "short_s: missing"),
        (PER_MINUTE, {"increment_s": 0}, "increment_s: found 0"),
        (PER_MINUTE, {"increment_s": Decimal("0.0001")}, "increment_s: found 0.0001"),
        (PER_MINUTE, {"increment_s": 6, "minimum_s": -6}, "minimum_s: found -6"),
        (PER_MINUTE, {"increment_s": 6, "billable": ["ring_s"]}, "billable: found ring_s"),
        (PER_MINUTE, {"increment_s": 6, "billable": ["handle_s", "acw_s"]}, "handle_s holds acw_s already"),
        (("quantity", "per_contact"), {"billable": []}, "billable: found nothing"),
        (("quantity", "per_contact"), {"billable": ["busy"]}, "billable: found busy"),
    ],
)
def test_faulty_terms_are_seen_without_data(function, terms, words):
    (reason,) = faults(ask(*function, "contacts", terms))
    assert words in reason
