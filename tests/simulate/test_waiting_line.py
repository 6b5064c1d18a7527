"""The waiting line behaves as queues do: waits come from load, abandons from patience."""

from random import Random
from statistics import mean

import pytest

from vmo.simulate.arrivals import arrivals
from vmo.simulate.queueing import Caller, serve

HOURS = 200
PATIENT = 1e9


def line(calls_per_hour, agents, *, patience_s=PATIENT, seed=3):
    chance = Random(seed)
    callers = [
        Caller(at, chance.expovariate(1 / patience_s), "abandoned", chance.expovariate(1 / 240), 0.0, 60.0)
        for at in arrivals(chance, [calls_per_hour] * HOURS)
    ]
    return list(serve(callers, [agents] * HOURS))


def mean_wait(visits):
    return mean(visit.wait_s for visit in visits)


def test_waits_grow_with_load():
    waits = [mean_wait(line(calls, agents=4)) for calls in (16, 28, 36, 42)]
    assert waits == sorted(waits)
    assert waits[-1] > 10 * waits[0]


def test_the_same_callers_wait_less_for_more_agents():
    waits = [mean_wait(line(36, agents)) for agents in (4, 5, 6, 8)]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > 10 * waits[-1]


def test_nobody_waits_where_agents_abound():
    assert mean_wait(line(20, agents=40)) == 0


def test_abandons_come_from_waiting_and_not_from_patience_alone():
    calm, busy = line(10, agents=6, patience_s=90), line(60, agents=4, patience_s=90)
    shares = [mean(visit.outcome == "abandoned" for visit in visits) for visits in (calm, busy)]
    assert shares[0] < 0.01
    assert shares[1] > 0.1


def test_one_agent_without_patience_waits_as_the_textbook_says():
    """Pollaczek, Khinchine: 30 calls of 60 s an hour, one agent half busy: 0.5 x 60 / 2(1 - 0.5) = 30 s."""
    chance = Random(5)
    callers = [Caller(at, PATIENT, "abandoned", 60.0, 0.0, 0.0) for at in arrivals(chance, [30.0] * 2000)]
    assert mean_wait(list(serve(callers, [1] * 2000))) == pytest.approx(30, rel=0.05)


def test_calls_are_answered_in_the_order_in_which_they_came():
    visits = line(60, agents=4, patience_s=90)
    answered = [visit.caller.at + visit.wait_s for visit in visits if visit.agent is not None]
    assert answered == sorted(answered)


def test_no_agent_talks_to_two_at_once():
    free_at = {}
    for visit in line(60, agents=4, patience_s=90):
        if visit.agent is None:
            continue
        begun = visit.caller.at + visit.wait_s
        assert begun >= free_at.get(visit.agent, 0)
        free_at[visit.agent] = begun + visit.caller.talk_s + visit.caller.acw_s
    assert len(free_at) == 4


def test_an_agent_answers_only_on_shift_and_the_last_ones_stay():
    def caller(at):
        return Caller(at, PATIENT, "abandoned", 100.0, 0.0, 0.0)

    first, second, late = serve([caller(0.0), caller(0.0), caller(7000.0)], staff=[1, 2])
    assert (first.agent, first.wait_s) == (0, 0)
    assert (second.agent, second.wait_s) == (0, 100)  # the second agent comes at 3600 s only
    assert late.wait_s == 0
    (after,) = serve([caller(9000.0)], staff=[1, 2])  # beyond the last hour: who was there stays
    assert after.wait_s == 0


def test_arrivals_follow_the_hours():
    found = [int(at // 3600) for at in arrivals(Random(1), [0.0, 400.0, 100.0])]
    assert found.count(0) == 0
    assert found.count(1) == pytest.approx(400, rel=0.15)
    assert found.count(2) == pytest.approx(100, rel=0.3)
