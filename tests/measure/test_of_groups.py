"""What a metric asks of a channel is asked of the group: one sum serves calls and chats, and no group is counted for another."""

import ibis
from cases import engine

from vmo.counting.asks import ask
from vmo.counting.planned import Plan

ROWS = {
    "channel": ["voice", "voice", "chat", None],
    "site": ["a", "b", "a", "a"],
    "direction": ["inbound"] * 4,
    "outcome": ["answered", "abandoned", "answered", "answered"],
    "wait_s": [7, 5, 40, 9],
}


def planned() -> Plan:
    rows = ibis.memtable(ROWS)
    plan = Plan(rows.mutate(wait_s=rows.wait_s.cast("decimal(12,3)")))
    for metric in ("call_volume", "chat_volume", "call_asa", "chat_asa"):
        plan.add(ask("measure", metric, "contacts", {}))
    return plan


def counted(plan: Plan, by: list[str]) -> dict[tuple, list]:
    names = [name for pair in plan.waiting.values() for name in pair if name]
    found = engine().to_pyarrow(plan.scan(by)).to_pylist()
    return {tuple(row[name] for name in by): [row[name] for name in names] for row in found}


def test_a_group_counts_for_the_metrics_of_its_channel_alone():
    assert {group: list(map(int, numbers)) for group, numbers in counted(planned(), ["channel", "site"]).items()} == {
        ("voice", "a"): [1, 0, 7, 1, 0, 0],  # calls, chats, waits of calls over calls answered, and of chats
        ("voice", "b"): [1, 0, 0, 0, 0, 0],
        ("chat", "a"): [0, 1, 0, 0, 40, 1],
        (None, "a"): [0, 0, 0, 0, 0, 0],
    }


def test_calls_and_chats_share_their_sums_where_groups_tell_them_apart():
    apart, together = (str(ibis.to_sql(planned().scan(by), dialect="duckdb")) for by in (["channel"], ["site"]))
    assert (apart.count("COUNT_IF("), together.count("COUNT_IF(")) == (2, 4)
    assert (apart.count("SUM("), together.count("SUM(")) == (1, 2)


def test_without_the_channel_among_the_groups_each_row_is_asked():
    assert {group: list(map(int, numbers)) for group, numbers in counted(planned(), ["site"]).items()} == {
        ("a",): [1, 1, 7, 1, 40, 1],
        ("b",): [1, 0, 0, 0, 0, 0],
    }
