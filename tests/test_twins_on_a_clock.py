"""The two calculations agree on items and tickets whose due times run on calendars that nobody chose."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from calendars_told import proven_due
from cases import looked_at, pieces, taken, value_of
from hypothesis import given, settings
from hypothesis import strategies as some
from test_business_time import BEGIN, lengths, openings

from vmo import catalogue, plugins, proving
from vmo.calendars.openings import Openings
from vmo.counting.asks import CALENDAR, ask
from vmo.counting.formulas import formula

FEW = settings(max_examples=4, deadline=None)
instants = some.one_of(
    some.integers(0, 20 * 96).map(lambda n: BEGIN + n * timedelta(minutes=15)),
    some.integers(0, 20 * 86_400_000).map(lambda ms: BEGIN + timedelta(milliseconds=ms)),
)
maybe = some.one_of(some.none(), instants)
pauses = some.one_of(some.none(), some.integers(0, 90).map(lambda n: Decimal(n * 900)))
items = some.fixed_dictionaries(
    {
        "process": some.just("electronic"),
        "received_at": instants,
        "due_at": maybe,
        "completed_at": maybe,
        "status": some.sampled_from(["open", "completed", "cancelled", None]),
        "paused_s": pauses,
        "pause_reason": some.sampled_from(["customer", None]),
    }
)
tickets = some.fixed_dictionaries(
    {
        "type": some.just("request"),
        "service": some.just("mis"),
        "priority": some.sampled_from(["P1", "P2", "P3"]),
        "opened_at": instants,
        "restored_at": maybe,
        "resolution_due_at": maybe,
        "paused_s": pauses,
    }
)
PAUSED = {"paused": "extends", "pause_reasons": ["customer"], "pause_cap_h": 9}
BY_PRIORITY = {"P1": "calendar", "P2": "business", "P3": "business"}
ASKED: dict[str, tuple[Any, list[tuple[str, dict[str, Any]]]]] = {
    "work_items": (
        items,
        [
            ("elec_on_time", {}),
            ("elec_on_time", {"due": "computed"}),
            ("elec_on_time", {"cohort": "received_in_period", "early": "out", "early_h": 3}),
            ("elec_on_time", PAUSED),
        ],
    ),
    "incidents": (
        tickets,
        [
            ("mis_resolution_in_target", {"clock": BY_PRIORITY}),
            ("mis_resolution_in_target", {"pauses": "deducted"}),
            ("mis_resolution_on_time", {"due": "computed", "clock": BY_PRIORITY, "pauses": "deducted"}),
            ("mis_resolution_on_time", {}),
        ],
    ),
}


@pytest.mark.parametrize("kind", ASKED)
@FEW
@given(opening=openings, length=lengths, data=some.data())
def test_a_figure_and_its_proof_agree_on_any_calendar(kind, opening, length, data):
    shape, asked = ASKED[kind]
    rows = data.draw(some.lists(shape, min_size=3, max_size=12))
    whole = Decimal(1 + length // timedelta(hours=1))
    own = {"cycle_h": whole} if kind == "work_items" else {"target_h": {"P1": whole, "P2": whole}}
    calendar = Openings(opening.zone, ((("", None), opening),))
    for name, more in asked:
        terms = {"clock": "business", **own, **more, CALENDAR: calendar}
        metric, one = catalogue.metric(name), ask("measure", name, kind, terms)
        table = looked_at(rows, kind, one)
        ratio = formula(table, one)
        first = value_of({"n": ratio.numerator, "d": ratio.denominator}, table)
        proof, told = plugins.find("proofs", metric.arithmetic).measure, proving.plain_terms(terms.items())
        seen = pieces(rows, kind, metric.looked(terms), proven_due(metric, kind, terms))
        again = proof(seen, **metric.fixed, **taken(proof, told), population=metric.population)
        assert (first["n"], first["d"]) == (again.numerator, again.denominator), (name, terms)
