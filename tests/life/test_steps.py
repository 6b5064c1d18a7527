"""The table of a document's steps: nothing leads back from issue, and every state says what comes next."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmo.life import IN_PART, ISSUED, NEXT, STEPS, State, step
from vmo.life.roles import RolesText
from vmo.pipeline.issuing import awaited
from vmo.records import RefusedError

STATES = State.__args__


def test_every_state_says_what_comes_next_and_names_only_steps_that_may_be_taken():
    assert set(NEXT) == set(STATES)
    for state, told in NEXT.items():
        named = {verb for verb in STEPS if f"vmo {verb}" in told}
        taken = {verb for verb, one in STEPS.items() if state in one.before and verb not in ("check", "lapse")}
        assert named == taken | ({"pay"} if state in IN_PART else set()), state


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_what_is_issued_stays_issued_and_is_reached_through_a_check_and_an_approval_only(verbs):
    state, path = "draft", []
    for verb in verbs:
        try:
            after = step(state, verb, "a/2026-10/1").after
        except RefusedError:
            continue
        assert state not in ISSUED or after in ISSUED
        state, path = after, [*path, verb]
    if state in ISSUED:
        assert path[path.index("issue") - 2 : path.index("issue") + 1] == ["check", "approve", "issue"]


@pytest.mark.parametrize(
    ("state", "verb", "says"),
    [
        ("approved", "approve", "found approved, expected checked to approve it; next: vmo issue"),
        ("checked", "issue", "found checked, expected approved to issue it; next: vmo approve"),
        ("blocked", "approve", "next: put right what its scorecard lists, then vmo month"),
        ("disputed", "pay", "found disputed, expected issued or resolved to pay it; next: vmo resolve"),
        ("paid", "dispute", "next: nothing; what is wrong with it is corrected by another document"),
        ("checked", "dispute", "found checked, expected issued or resolved or disputed to dispute it"),
        ("issued", "resolve", "found issued, expected disputed to resolve it"),
        ("paid", "pay", "found paid, expected issued or resolved to pay it"),
    ],
)
def test_a_step_that_does_not_fit_is_refused_with_what_is_expected_and_what_to_do(state, verb, says):
    with pytest.raises(RefusedError) as refused:
        step(state, verb, "a/2026-10/1")
    assert says in str(refused.value)


def test_three_persons_act_where_roles_are_given_and_anybody_where_they_are_not():
    roles = RolesText(preparer="p", approver=["a", "b"], issuer="c")
    assert roles.refuses("approver", "a", {"p": "prepared"}, "x") is None
    assert (
        roles.refuses("approver", "p", {"p": "prepared"}, "x")
        == "x: 'p' is no approver in portfolio.yaml; expected a, b"
    )
    told = RolesText(approver=["a", "b"]).refuses("approver", "a", {"a": "prepared"}, "x")
    assert told == "x: 'a' has prepared it; another approver is expected: b"
    told = RolesText(approver=["a", "b"]).refuses("issuer", "a", {"a": "approved"}, "x")
    assert told == "x: 'a' has approved it; another issuer is expected, anybody else"
    assert RolesText().refuses("issuer", "a", {"a": "approved"}, "x") is None


@pytest.mark.parametrize(
    ("roles", "says"),
    [
        ({"approver": "a", "issuer": ["a"]}, "approver, issuer of one document are different persons"),
        ({"preparer": ["a", "b"], "approver": ["a", "b"], "issuer": ["a", "b"]}, "these names are too few"),
        ({"approver": []}, "names nobody"),
        ({"issuer": " "}, "names nobody"),
    ],
)
def test_roles_that_no_three_persons_can_fill_are_refused(roles, says):
    ((_, what),) = RolesText(**roles).faults()
    assert says in what


def test_roles_that_three_persons_can_fill_have_no_fault():
    assert not list(RolesText(preparer=["a", "b"], approver=["a"], issuer=["b", "c"]).faults())


def test_a_value_that_later_data_changes_keeps_a_month_from_being_issued():
    told = SimpleNamespace(
        id="fcr", first=date(2026, 10, 1), provisional="provisional until the data of 2026-11-07 is there"
    )
    final = SimpleNamespace(id="sl", first=date(2026, 10, 1), provisional="")
    (said,) = awaited(SimpleNamespace(id="a/2026-10/1", attainments=[told, final]))
    assert said.startswith(
        "a/2026-10/1: fcr from 2026-10-01 is provisional until the data of 2026-11-07 is there; wait for it"
    )
    assert awaited(SimpleNamespace(id="a/2026-10/1", attainments=[final])) == []
