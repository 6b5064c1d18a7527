"""A dispute is raised once and ends once, and both acts are sealed."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from vmo.life import disputes, sealed
from vmo.records import Dispute, RefusedError
from vmo.store import Store

DAY = date(2026, 11, 9)


@pytest.fixture
def store(tmp_path):
    opened = Store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.engine.dispose()


def about(document="acme:INV-7", line="voice", amount="12.50", **other):
    name = disputes.id_of(document, line, "QTY", Decimal(amount), DAY)
    told = {
        "code": "QTY",
        "reason": "more minutes than we measured",
        "currency": "EUR",
        "raised_on": DAY,
        "by": "clerk",
    }
    return Dispute(name, document, line, amount=Decimal(amount), **(told | other))


def test_what_is_raised_is_read_back_as_it_was_and_once_only(store):
    one = about(response_due=date(2026, 11, 14), evidence="ab" * 32)
    with store.transaction() as session:
        assert disputes.raised(session, one)
        assert not disputes.raised(session, one)
        assert disputes.raised(session, about(line="chat", amount="0.05"))
    with store.transaction() as session:
        assert one in disputes.of(session, "acme:INV-7")
        assert disputes.of(session, "acme:INV-8") == []
        assert sealed.breaks(session) == []


def test_a_dispute_ends_once(store):
    with store.transaction() as session:
        disputes.raised(session, about())
        told = {"on": date(2026, 11, 12), "by": "lead", "why": "counted again", "credit_note": "acme-381-2026-00001"}
        ended = disputes.settled(session, about(), "accepted", **told)
        assert (ended.open, ended.age(date(2027, 1, 1))) == (False, 3)
        assert disputes.of(session) == [ended]
        with pytest.raises(RefusedError, match="found accepted on 2026-11-12, expected an open one"):
            disputes.settled(session, ended, "rejected", **told)
        assert sealed.breaks(session) == []


def test_a_credit_note_is_named_once_of_a_dispute_that_was_accepted_and_has_none(store):
    with store.transaction() as session:
        disputes.raised(session, about())
        named = {"by": "clerk", "why": "it came"}
        with pytest.raises(
            RefusedError, match="found an open one, expected one that was accepted and has no credit note"
        ):
            disputes.credited(session, about(), "CN-3", **named)
        told = {"on": date(2026, 11, 12), "by": "lead", "why": "counted again"}
        ended = disputes.settled(session, about(), "accepted", **told)
        later = disputes.credited(session, ended, "CN-3", **named)
        assert disputes.of(session) == [later]
        assert (later.credit_note, later.resolved_by, later.resolved_why) == ("CN-3", "lead", "counted again")
        with pytest.raises(RefusedError, match="found accepted, settled by CN-3, expected"):
            disputes.credited(session, later, "CN-4", **named)
        assert sealed.breaks(session) == []


def test_what_withholds_nothing_is_refused(store):
    with store.transaction() as session, pytest.raises(RefusedError, match="EUR in dispute, expected an amount"):
        disputes.raised(session, about(amount="0.00"))


def test_a_dispute_does_not_end_before_it_began(store):
    with store.transaction() as session:
        disputes.raised(session, about())
        with pytest.raises(RefusedError, match="found 2026-11-08, expected 2026-11-09 or later"):
            disputes.settled(session, about(), "rejected", on=date(2026, 11, 8), by="lead", why="no")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE dispute SET amount = '1250'", "found amount '1250', expected '12.50' by entry 1"),
        ("DELETE FROM dispute", "gone from the store, expected by entry 1"),
        ("UPDATE dispute SET id = 'dispute-0'", "dispute-0: it stands in the store, and no entry of the chain says so"),
    ],
)
def test_a_dispute_that_is_changed_by_hand_is_found(store, statement, says):
    with store.transaction() as session:
        disputes.raised(session, about())
    with store.engine.begin() as connection:
        connection.execute(text(statement))
    with store.transaction() as session:
        assert any(says in one for one in sealed.breaks(session))
