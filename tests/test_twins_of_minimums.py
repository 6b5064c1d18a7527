"""Minimums and their proofs agree on months and years that nobody cut, and on the laws of what is owed."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as some

from vmo import plugins
from vmo.calendars import days

MANY = settings(max_examples=100, deadline=None)


@MANY
@given(
    spent=some.dictionaries(
        some.sampled_from(["voice", "mail", "chat"]), some.decimals("0", "9000", places=2), min_size=1
    ),
    minimum=some.integers(0, 20_000),
    days=some.integers(1, 31),
)
def test_a_commitment_is_charged_the_same_twice_and_fills_up_to_it(spent, minimum, days):
    terms = {"minimum": minimum, "usage": "all", "amounts": spent, "days": days, "window_days": 31}
    lines = plugins.find("pricing", "minimum_commitment").price(**terms)
    assert [line.amount for line in lines] == plugins.find("proofs", "minimum_commitment").price(**terms)
    least = Fraction(minimum * days, 31)
    assert sum((line.amount for line in lines), Fraction(sum(spent.values()))) == max(
        least, Fraction(sum(spent.values()))
    )


cuts = some.lists(some.integers(2, 30), unique=True, max_size=3).map(sorted)


@some.composite
def parts_of_june(draw):
    """June, cut, and the terms of a minimum in each part."""
    starts = [1, *draw(cuts)]
    return [
        {
            "first": date(2026, 6, begin),
            "last": date(2026, 6, after - 1),
            "days": after - begin,
            "minimum": draw(some.one_of(some.integers(0, 20_000), some.decimals("0", "20000", places=3))),
            "usage": draw(some.sampled_from(["all", ["voice"], ["voice", "mail"]])),
            "waived_by": draw(some.sampled_from([[], ["sl"], ["sl", "asa"], ["asa"]])),
        }
        for begin, after in pairwise([*starts, 31])
    ]


@MANY
@given(
    told=parts_of_june(), missed=some.sampled_from([[], ["sl"], ["asa"], ["sl", "asa"]]), spent=some.integers(-9, 9000)
)
def test_a_commitment_that_is_amended_is_charged_the_same_twice_and_no_waiver_adds_to_it(told, missed, spent):
    first, last = told[0]["first"], told[-1]["last"]
    lines = [("mail", one["first"], one["last"], Decimal(10 * one["days"])) for one in told]
    window = {"amounts": {"voice": Decimal(spent), "mail": Decimal(300)}, "days": 30, "window_days": 30}
    window |= {"dated": [("voice", first, last, Decimal(spent)), *lines]}

    def due(parts, missed):
        terms = {**window, "missed": missed, **{name: parts[0][name] for name in ("minimum", "usage", "waived_by")}}
        found = [line.amount for line in plugins.find("pricing", "minimum_commitment").price(**terms, in_parts=parts)]
        each = [
            {**one, "first": day, "last": day, "days": 1} for one in parts for day in days(one["first"], one["last"])
        ]
        for proven in (parts, each):
            assert found == plugins.find("proofs", "minimum_commitment").price(**terms, in_parts=proven)
        return sum(found, Fraction(0))

    alone = [due([{**one, "first": first, "last": last, "days": 30}], missed) for one in told]
    assert due(told, missed) <= due(told, [])
    if all(one["usage"] == told[0]["usage"] for one in told):
        assert due(told, missed) <= max(alone)
    same = {name: told[0][name] for name in ("minimum", "usage", "waived_by")}
    assert due([{**one, **same} for one in told], missed) == alone[0]


@MANY
@given(
    minimums=some.lists(some.decimals("0", "900000", places=2), min_size=3, max_size=3),
    starts=some.lists(some.dates(date(2025, 1, 2), date(2025, 12, 31)), min_size=2, max_size=2, unique=True).map(
        sorted
    ),
    begins=some.dates(date(2024, 12, 1), date(2025, 12, 31)),
    spent=some.lists(some.decimals("0", "60000", places=2), min_size=12, max_size=12),
)
def test_a_year_whose_minimum_changes_is_trued_up_the_same_twice_and_no_dearer_than_its_dearest(
    minimums, starts, begins, spent
):
    ends = [*(day - timedelta(1) for day in starts), date(2025, 12, 31)]
    every = [
        {"first": max(first, begins), "last": last, "minimum": minimum, "usage": usage}
        for first, last, minimum, usage in zip(
            [date(2025, 1, 1), *starts], ends, minimums, ["all", ["voice"], "all"], strict=True
        )
        if last >= begins
    ]
    year = {f"2025-{month:02}": {"voice": one, "mail": Decimal(100)} for month, one in enumerate(spent[:11], 1)}
    now = {"voice": spent[11], "mail": Decimal(100)}
    december = {"first": date(2025, 12, 1), "window_first": date(2025, 12, 1), "window_last": date(2025, 12, 31)}
    terms = {
        "minimum": every[-1]["minimum"],
        "usage": "all",
        **december,
        "amounts": now,
        "earlier": year,
        "in_parts": every,
    }
    found = [line.amount for line in plugins.find("pricing", "true_up").price(**terms)]
    assert found == plugins.find("proofs", "true_up").price(**terms)
    told = [one["minimum"] for one in every]
    share = Fraction((date(2026, 1, 1) - max(begins, date(2025, 1, 1))).days, 365)
    assert sum(found, Fraction(0)) <= Fraction(max(told)) * share
