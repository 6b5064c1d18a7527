"""The two calculations agree on agents' time, evaluations, answers and outcomes of contacts that nobody chose."""

from datetime import datetime, timedelta
from decimal import Decimal

from cases import looked_at, pieces, value_of
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

from vmo import catalogue, kinds, plugins
from vmo.counting.asks import ask
from vmo.counting.formulas import formula

FEW = settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
NINE = datetime(2026, 1, 5, 8, 50)  # noqa: DTZ001  the lake keeps UTC without a zone
STATES = kinds.kind("agent_states").columns["state"].values
TYPES = kinds.kind("agent_states").columns["time_type"].values
SEVERITIES = kinds.kind("quality").columns["severity"].values
OF_TIME = [one for one in catalogue.ids() if catalogue.metric(one).kinds == ["agent_states"]]
OF_ANSWERS = [one for one in catalogue.ids() if catalogue.metric(one).kinds == ["surveys"]]
# Repeats and percentiles are no sums of rows each on its own: tests/measure/ counts them twice.
APART = ("first_contact", "percentile")
OF_OUTCOMES = [one.id for one in catalogue.read(catalogue.FOLDER / "contacts.yaml") if one.arithmetic not in APART]
OF_QUALITY = [one for one in catalogue.ids() if catalogue.metric(one).kinds == ["quality"]]


@some.composite
def spans(draw):
    start = NINE + timedelta(
        seconds=draw(some.integers(0, 1500)), milliseconds=draw(some.sampled_from([0, 0, 500, 999]))
    )
    return {
        "agent_id": draw(some.sampled_from(["a", "b"])),
        "time_type": draw(some.sampled_from(TYPES)),
        "state": draw(some.sampled_from([*STATES, *["handling", "available"] * 4])),
        "start_at": start,
        "end_at": draw(some.sampled_from([None, start, start + timedelta(seconds=draw(some.integers(-5, 2000)))])),
        "process": draw(some.sampled_from(["call", "call", "call", "electronic", None])),
        "channel": draw(some.sampled_from(["voice", "chat", "chat", None])),
        "site": draw(some.sampled_from(["north", None])),
    }


counts = some.one_of(some.integers(0, 2), some.integers(0, 1), some.none())
points = some.one_of(some.decimals(0, 10, places=1), some.none())
criteria = some.fixed_dictionaries(
    {
        "evaluation_id": some.sampled_from("abcd"),
        "severity": some.sampled_from([*SEVERITIES, None]),
        "applicable": some.sampled_from([True, True, False, None]),
        "passed": some.sampled_from([True, True, False, None]),
        "errors": counts,
        "opportunities": some.one_of(some.integers(2, 5), some.integers(2, 5), some.none()),
        "points_earned": points,
        "points_possible": some.one_of(some.just(Decimal(10)), points),
    }
)
PROCESS = {"a": "call", "b": "call", "c": "electronic", "d": "call"}
METHOD = {"a": "random", "b": "random", "c": "random", "d": "targeted"}


def agree(asks, kind, rows):
    """All that is asked in one scan; then each proof on its own."""
    metrics = [catalogue.metric(name) for name, _ in asks]
    table = looked_at(rows, kind, *(metric.look for metric in metrics))
    counted, proven = {}, {}
    for n, (metric, (_, terms)) in enumerate(zip(metrics, asks, strict=True)):
        ratio = formula(table, ask("measure", metric.id, kind, terms))
        again = plugins.find("proofs", metric.arithmetic).measure(
            pieces(rows, kind, metric.look), **metric.fixed, **terms, population=metric.population
        )
        for side in ("numerator", "denominator"):
            if getattr(ratio, side) is not None:
                counted[f"{n}_{side}"] = getattr(ratio, side)
                proven[f"{n}_{side}"] = getattr(again, side)
    assert value_of(counted, table) == proven


@FEW
@given(rows=some.lists(spans(), min_size=1, max_size=12))
def test_agents_seconds_are_counted_the_same_twice(rows):
    agree([(name, {}) for name in OF_TIME], "agent_states", rows)


@FEW
@given(
    rows=some.lists(criteria, min_size=1, max_size=10), left_out=some.sampled_from([None, "opportunities", "passed"])
)
def test_evaluations_are_counted_the_same_twice(rows, left_out):
    whole = [{**row, "process": PROCESS[row["evaluation_id"]], "method": METHOD[row["evaluation_id"]]} for row in rows]
    classes = [("elec_accuracy", {"errors_of": one}) for one in ("any", "customer_critical")]
    asks = [*((name, {}) for name in OF_QUALITY), *classes, ("call_quality_score", {"auto_fail": "critical"})]
    agree(asks, "quality", [{name: value for name, value in row.items() if name != left_out} for row in whole])


SCALES = some.sampled_from([*[(1, 5)] * 8, (0, 10), (None, None)])
answers = some.tuples(
    SCALES, some.one_of(some.integers(0, 10), some.none()), some.sampled_from(["csat", "client", "resolution"])
)


@FEW
@given(told=some.lists(answers, min_size=1, max_size=10), invited=some.sampled_from([True, False, None]))
def test_answers_are_counted_the_same_twice(told, invited):
    rows = [
        {"survey": survey, "scale_min": low, "scale_max": high, "score": score, "invited": invited}
        for (low, high), score, survey in told
    ]
    rows += [
        {"survey": "nps", "scale_min": 0, "scale_max": 10, "score": one["score"], "invited": invited} for one in rows
    ]
    of_boxes = {"scale_min": 1, "scale_max": 5}
    terms = {name: of_boxes if catalogue.metric(name).arithmetic == "boxes" else {} for name in OF_ANSWERS}
    agree(list(terms.items()), "surveys", rows)


flags = some.sampled_from([True, False, None])
outcomes = some.fixed_dictionaries(
    {
        "outcome": some.sampled_from(["answered", "answered", "abandoned", "busy", "vru_hang", "flowout_callback"]),
        "direction": some.sampled_from(["inbound", "inbound", "outbound"]),
        "channel": some.sampled_from(["voice", "voice", "chat"]),
        "wait_s": some.sampled_from([None, Decimal("4.999"), Decimal(5), Decimal(60)]),
        "currency": some.sampled_from([*["EUR"] * 5, "JPY", None]),
        "revenue": some.one_of(some.none(), some.decimals(0, 100, places=2)),
        "promise_due_at": some.sampled_from([None, NINE]),
    }
    | dict.fromkeys(
        ("transferred", "resolvable", "resolved", "sale", "sale_cancelled", "right_party", "promised", "promise_kept"),
        flags,
    )
)


@FEW
@given(rows=some.lists(outcomes, min_size=1, max_size=12))
def test_outcomes_are_counted_the_same_twice(rows):
    terms = {"short_abandon_share": {"short_s": 5}, "revenue_per_hour": {"currency": "EUR"}}
    agree([(name, terms.get(name, {})) for name in OF_OUTCOMES], "contacts", rows)
