# ruff: noqa: DTZ001  instants of the lake are UTC without a zone
"""Each forensic rule over rows in the engine: what it selects and what it says, a good month and a bad one."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest

from vmo import plugins
from vmo.forensics._asked import Asked
from vmo.integrity.rules import by_forensics, rules

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
NINE = datetime(2026, 10, 5, 9)
CONTACTS = (
    "feed VARCHAR, record BIGINT, credited_on DATE, quarter_at TIMESTAMP, identity VARCHAR, outcome VARCHAR, "
    "wait_s DECIMAL(12,3), handle_s DECIMAL(12,3), offered_at TIMESTAMP, agent_id VARCHAR, channel VARCHAR, program VARCHAR"
)
INTERVALS = (
    "feed VARCHAR, credited_on DATE, quarter_at TIMESTAMP, offered BIGINT, answered BIGINT, abandoned BIGINT, "
    "abandoned_short BIGINT, short_s DECIMAL(12,3), channel VARCHAR, program VARCHAR"
)
STATES = (
    "feed VARCHAR, credited_on DATE, quarter_at TIMESTAMP, agent_id VARCHAR, time_type VARCHAR, state VARCHAR, "
    "start_at TIMESTAMP, end_at TIMESTAMP"
)
AGAIN = "feed VARCHAR, file VARCHAR, credited_on DATE, closed VARCHAR, whole BOOLEAN, before VARCHAR, since VARCHAR"
TABLES = {"contacts": CONTACTS, "intervals": INTERVALS, "agent_states": STATES, "delivered_again": AGAIN}
ASKED = Asked(
    first=FIRST,
    last=LAST,
    since=FIRST - timedelta(28),
    thresholds=((Decimal(20), "lte"),),
    shorts=(Decimal(5),),
    edges=(datetime(2026, 10, 5, 0, 0), datetime(2026, 10, 5, 23, 45)),
)


def found(rule: str, asked: Asked = ASKED, **rows: list[tuple]):
    """What the rule says of the rows of each table."""
    with duckdb.connect(config={"threads": 1}) as engine:
        for name, told in rows.items():
            engine.execute(f"CREATE TABLE {name} ({TABLES[name]})")
            for n in range(0, len(told), 200):  # one statement for many rows
                some = told[n : n + 200]
                values = ", ".join(f"({', '.join('?' * len(some[0]))})" for _ in some)
                engine.execute(f"INSERT INTO {name} VALUES {values}", [one for row in some for one in row])
        columns = {name: [row[0] for row in engine.execute(f"DESCRIBE {name}").fetchall()] for name in rows}
        module = plugins.find("forensics", rule)
        cursor = engine.execute(module.select(columns, asked))
        names = [one[0] for one in cursor.description]
        cells = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return module.judge(cells, where="acme")


def call(n: int, *, at=NINE, wait=10, handle=60, outcome="answered", agent="ann", program="care", channel="voice"):
    quarter = at.replace(minute=at.minute // 15 * 15, second=0)
    return "calls", n, at.date(), quarter, str(n), outcome, wait, handle, at, agent, channel, program


def waits(**numbers: int) -> list[tuple]:
    return [call(n, wait=int(wait[1:])) for wait, number in numbers.items() for n in range(number)]


def test_waits_that_thin_out_do_not_heap():
    assert found("heaping", contacts=waits(s19=130, s20=120, s21=110, s22=100)) == []


def test_waits_that_are_cut_at_the_threshold_heap():
    (one,) = found("heaping", contacts=waits(s19=130, s20=220, s21=10, s22=100))
    assert (one.rule, one.severity, one.found, one.rows) == (
        "I11",
        "warning",
        "220 within its last second, 10 in the next",
        210,
    )


def test_a_threshold_of_less_than_holds_the_seconds_one_lower():
    under = Asked(FIRST, LAST, FIRST, thresholds=((Decimal(20), "lt"),))
    assert found("heaping", under, contacts=waits(s18=100, s19=220, s20=10, s21=100)) != []
    assert found("heaping", under, contacts=waits(s19=130, s20=220, s21=10, s22=100)) == []


def test_a_steep_fall_that_the_seconds_beside_share_is_no_heap():
    """(300 - 200)^2 is beyond 9 x 500, but 400 before and 100 after let expect just that: 3 x 100 - 300 = 0."""
    assert found("heaping", contacts=waits(s19=400, s20=300, s21=200, s22=100)) == []


def test_calls_of_one_agent_after_another_do_not_overlap():
    assert found("two_calls_at_once", contacts=[call(n, at=NINE + n * timedelta(seconds=70)) for n in range(10)]) == []


def test_an_agent_in_two_calls_at_once_is_told_with_the_seconds():
    """Answered at 9:00:10, handled 60 s to 9:01:10; the next answered at 9:00:40: 30 s in both."""
    (one,) = found("two_calls_at_once", contacts=[call(1), call(2, at=NINE + timedelta(seconds=30))])
    assert (one.rule, one.where, one.found) == ("I7", "acme.calls", "1 of 2 calls, of 1 agents, by 30 s together")


@pytest.mark.parametrize(
    "second",
    [
        call(2, at=NINE + timedelta(seconds=55)),
        call(2, at=NINE + timedelta(seconds=30), agent="bob"),
        call(2, at=NINE + timedelta(seconds=30), channel="chat"),
        call(2, at=NINE + timedelta(seconds=30), handle=90_000),
    ],
    ids=["within the tolerance", "another agent", "a chat", "longer than a shift"],
)
def test_what_may_overlap_is_left_out(second):
    assert found("two_calls_at_once", contacts=[call(1), second]) == []


def days_of_calls(short_on_the_last_day: int) -> list[tuple]:
    """Callers who give up after 3 s, and those who do at the short-abandon time itself, which is not before it."""
    days = [datetime(2026, 9, 20, 9) + n * timedelta(1) for n in range(20)]
    return [
        call(
            n,
            at=day,
            wait=3 if n < (short_on_the_last_day if day == days[-1] else 2) else 5,
            outcome="forced_disc" if n % 2 else "abandoned",
        )
        for day in days
        for n in range(100)
    ]


def test_a_steady_share_of_short_abandons_is_no_jump():
    assert found("short_abandons", contacts=days_of_calls(3)) == []


def test_a_day_on_which_short_abandons_jump_is_told():
    (one,) = found("short_abandons", contacts=days_of_calls(20))
    assert (one.rule, one.found) == ("I12", "20 of 100 offered")
    assert "before 5 s jumps on 2026-10-09" in one.what


def test_short_abandons_that_the_partner_counts_are_looked_at_too():
    days = [datetime(2026, 9, 20) + n * timedelta(1) for n in range(20)]
    rows = [("i", d.date(), d, 100, 90, 10, 20 if d == days[-1] else 2, 5, "voice", "care") for d in days]
    assert [one.found for one in found("short_abandons", intervals=rows)] == ["20 of 100 offered"]


def interval(offered: int, *, day=5, program="care", abandoned=0):
    at = datetime(2026, 10, day, 9)
    return "half_hours", at.date(), at, offered, offered - abandoned, abandoned, 0, 5, "voice", program


def test_intervals_that_tie_to_the_rows_say_nothing():
    rows = [call(n) for n in range(5)] + [call(9, at=datetime(2026, 10, 6, 9))]
    assert found("totals_tie", contacts=rows, intervals=[interval(5), interval(1, day=6)]) == []


def test_a_call_that_the_system_dropped_is_an_abandon_in_rows_and_intervals():
    rows = [call(1), call(2, outcome="abandoned"), call(3, outcome="forced_disc")]
    assert found("totals_tie", contacts=rows, intervals=[interval(3, abandoned=2)]) == []


def test_an_interval_that_counts_calls_without_a_row_is_told():
    rows = [call(n) for n in range(5)] + [call(9, at=datetime(2026, 10, 6, 9))]
    offered, answered = sorted(
        found("totals_tie", contacts=rows, intervals=[interval(7), interval(1, day=6)]),
        key=lambda one: one.what,
        reverse=True,
    )
    assert offered.what == "offered (voice, care) does not tie to the rows on 1 day"
    assert (offered.found, offered.rows) == ("7 in the counts of 2026-10-05", 2)
    assert answered.what.startswith("answered")


def test_calls_about_midnight_are_a_tolerance():
    rows = [call(1), call(2, at=datetime(2026, 10, 5, 23, 50)), call(3, at=datetime(2026, 10, 6, 9))]
    assert found("totals_tie", contacts=rows, intervals=[interval(1), interval(1, day=6)]) == []


def test_one_total_for_the_month_is_held_against_the_sum_of_the_days():
    rows = [call(n, at=datetime(2026, 10, 5 + n, 9)) for n in range(4)]
    assert found("totals_tie", contacts=rows, intervals=[interval(4, day=1)]) == []
    told = found("totals_tie", contacts=rows, intervals=[interval(6, day=1)])
    assert {one.found for one in told} == {"6 in its one total"}


def test_a_program_that_only_one_export_tells_is_not_compared():
    assert found("totals_tie", contacts=[call(1)], intervals=[interval(9, program="sales")]) == []


def test_two_sources_within_two_percent_agree():
    rows = [call(n) for n in range(100)]
    assert found("two_sources", contacts=rows, intervals=[interval(98)]) == []


def test_two_sources_further_apart_do_not():
    (one,) = found("two_sources", contacts=[call(n) for n in range(100)], intervals=[interval(97)])
    assert (one.rule, one.found) == ("I6", "100 by contacts, 97 by intervals")


def state(seconds: int, *, at=NINE, agent="ann", name="handling"):
    return "states", at.date(), at, agent, "actual", name, at, at + timedelta(seconds=seconds)


def test_handling_by_calls_is_held_against_handling_by_states():
    rows = [call(n) for n in range(10)]
    assert found("two_sources", contacts=rows, agent_states=[state(600)]) == []
    (one,) = found("two_sources", contacts=rows, agent_states=[state(500)])
    assert (one.what, one.found) == (
        "handling seconds differ between two sources",
        "600 by contacts, 500 by agent_states",
    )


def again(before: str | None, since: str | None, *, closed="issued", whole=True):
    return "calls", "calls_1.csv", date(2026, 10, 5), closed, whole, before, since


def spent(seconds: int, time_type: str, *, agent="ann", name=None):
    feed, day, quarter, _, _, _, begun, ended = state(seconds)
    return feed, day, quarter, agent, time_type, name, begun, ended


def test_hours_in_order_over_several_feeds_say_nothing():
    """105 of 100 is the limit."""
    rows = [spent(1050, "actual", name="handling"), spent(1000, "logged_in"), spent(1000, "paid")]
    assert found("hours_in_order", agent_states=rows) == []


def test_hours_out_of_order_are_told_by_pair_with_the_seconds():
    rows = [spent(1051, "actual", name="handling"), spent(1000, "logged_in"), spent(2000, "paid")]
    rows += [spent(500, "actual", name="handling", agent="bob"), spent(400, "paid", agent="bob")]
    told = {one.what: (one.rule, one.found) for one in found("hours_in_order", agent_states=rows)}
    assert told == {
        "handling time is above logged-in time": ("I8", "1 of 1 agents, by 51 s together"),
        "productive time is above logged-in time": ("I8", "1 of 1 agents, by 51 s together"),
        "handling time is above paid time": ("I8", "1 of 2 agents, by 100 s together"),
        "productive time is above paid time": ("I8", "1 of 2 agents, by 100 s together"),
    }


def test_a_day_delivered_again_with_the_same_rows_is_the_frozen_one():
    assert found("closed_day", delivered_again=[again("a", "a"), again("b", "b")]) == []


def test_a_day_delivered_again_with_other_rows_differs():
    (one,) = found("closed_day", delivered_again=[again("a", "b"), again(None, "c"), again("d", None)])
    assert (one.rule, one.severity, one.found) == ("I9", "error", "1 rows gone, 1 new, 1 changed")


def test_only_an_issued_month_makes_it_an_error_and_updates_tell_only_what_changed():
    assert [one.severity for one in found("closed_day", delivered_again=[again("a", "b", closed="published")])] == [
        "warning"
    ]
    assert [one.severity for one in found("closed_day", delivered_again=[again("a", "b", closed="")])] == ["info"]
    assert found("closed_day", delivered_again=[again("a", None, whole=False)]) == []


def offered_at(*hours: int) -> list[tuple]:
    return [call(n, at=NINE.replace(hour=hour)) for n, hour in enumerate(hours)]


def test_an_hour_without_a_contact_is_no_silence():
    rows = [call(1), call(2, at=NINE + timedelta(minutes=75))]
    assert found("silent_zeros", contacts=rows, agent_states=[state(7200, name="available")]) == []


def test_agents_for_whom_nothing_comes_for_more_than_an_hour_are_told():
    """There from 9 to 12; calls at 9:00 and at 11:00, so the quarters 9:15 to 10:45 are empty: seven."""
    (one,) = found(
        "silent_zeros",
        contacts=offered_at(9, 11),
        agent_states=[state(10_800, name="available"), state(10_800, name="available", agent="bob")],
    )
    assert (one.rule, one.found) == ("C3", "0 contacts, 2 agents at most")
    assert "from 2026-10-05 09:15 to 11:00 UTC" in one.what


def test_agents_on_a_break_are_not_there():
    assert found("silent_zeros", contacts=offered_at(9, 11), agent_states=[state(10_800, name="break")]) == []


@pytest.mark.parametrize("name", plugins.names("forensics"))
def test_a_rule_whose_columns_are_not_there_does_not_run_and_says_what_it_wants(name):
    module = plugins.find("forensics", name)
    assert module.select({}, ASKED) is None
    assert module.WANTS


def test_every_rule_serves_a_rule_of_the_list_that_says_so():
    told = {one.id for one in rules().values() if one.by == "forensics"}
    assert set(by_forensics()) == told
