"""Contacts cut at quarter-hours bill the same in each by both calculations, and together what they bill whole."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

from cases import engine, looked_at, pieces_at, table_of, value_of
from hypothesis import given, settings
from hypothesis import strategies as some

from vmo.pricing import per_minute
from vmo.proofs import per_minute as proof

MANY = settings(max_examples=40, deadline=None)
LATE = datetime(2026, 1, 5, 21, 40)  # noqa: DTZ001  the lake keeps UTC without a zone
LOOK = "handling_time"
seconds = some.one_of(some.none(), some.integers(0, 1900).map(Decimal), some.decimals("0", "90", places=3))


@some.composite
def contacts(draw):
    """An hour around 22:00; parts of the handling beside the whole, which may be less or more, or not told."""
    offered = LATE + timedelta(seconds=draw(some.integers(0, 3600)), milliseconds=draw(some.sampled_from([0, 0, 250])))
    later = timedelta(seconds=draw(some.integers(0, 1000)))
    return {
        "outcome": draw(some.sampled_from(["answered", "answered", "answered", "abandoned"])),
        "offered_at": offered,
        "answered_at": draw(some.sampled_from([None, offered + later])),
        "wait_s": draw(seconds),
        "talk_s": draw(seconds),
        "acw_s": draw(seconds),
        "handle_s": draw(some.one_of(seconds, some.just(Decimal(180_000)))),
    }


@MANY
@given(
    rows=some.lists(contacts(), min_size=1, max_size=8),
    billable=some.sampled_from([["handle_s"], ["talk_s"], ["talk_s", "acw_s"], ["wait_s", "handle_s"]]),
    increment=some.sampled_from([1, 6, 60, Decimal("0.1")]),
    least=some.sampled_from([0, 30, 1200]),
)
def test_slices_bill_the_same_twice_and_together_the_whole(rows, billable, increment, least):
    terms = {"increment_s": increment, "minimum_s": least, "billable": billable}
    table = looked_at(rows, "contacts", LOOK).filter(lambda t: t.look == LOOK)
    counted = table.group_by("quarter_at").aggregate(s=per_minute.quantity(table, at_border="sliced", **terms))
    found = {row["quarter_at"]: row["s"] for row in engine().to_pyarrow(counted).to_pylist() if row["s"]}
    groups = defaultdict(list)
    for row, at in pieces_at(rows, "contacts", LOOK):
        groups[at].append(row)
    again = {at: proof.quantity(group, at_border="sliced", **terms) for at, group in groups.items()}
    assert found == {at: one for at, one in again.items() if one}
    whole = table_of(rows, "contacts")
    assert sum(found.values()) == value_of({"s": per_minute.quantity(whole, **terms)}, whole)["s"]
