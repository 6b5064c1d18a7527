"""A payment is recorded once and sealed, on both databases, and one that is changed by hand is found."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from vmo.life import payments, sealed
from vmo.records import Payment, RefusedError
from vmo.store import Store


@pytest.fixture
def store(url):
    opened = Store(url)
    yield opened
    opened.engine.dispose()


FEE = {"days_late": 17, "late_fee": Decimal("567.29"), "late_fee_clause": "§ 11", "working": "17/365"}
ONE = Payment("payment-1", "a/2026-03/1", Decimal("120000.00"), "EUR", date(2026, 4, 17), "clerk", "bank 7", **FEE)


def test_what_is_paid_is_read_back_as_it_was_in_the_order_in_which_it_was_recorded(store):
    other = Payment("payment-0", "a/2026-03/1", Decimal("1.00"), "EUR", date(2026, 4, 17), "clerk", "bank 8")
    with store.transaction() as session:
        payments.remitted(session, ONE)
        payments.remitted(session, other)
    with store.transaction() as session:
        assert payments.of(session, "a/2026-03/1") == [ONE, other]
        assert payments.of(session, "a/2026-04/1") == []
        assert sealed.breaks(session) == []


def test_the_same_payment_again_is_refused(store):
    with store.transaction() as session:
        payments.remitted(session, ONE)
        with pytest.raises(RefusedError, match=r"payment-1: 120000\.00 EUR on 2026-04-17 is recorded already; another"):
            payments.remitted(session, ONE)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE payment SET amount = '12.00'", "payment-1: found amount '12.00', expected '120000.00' by entry 1"),
        ("UPDATE payment SET late_fee = '0.00'", "payment-1: found late_fee '0.00', expected '567.29' by entry 1"),
        ("UPDATE payment SET paid_on = '2026-03-31'", "payment-1: found paid_on '2026-03-31', expected '2026-04-17'"),
        ("DELETE FROM payment", "payment-1: gone from the store, expected by entry 1"),
        ("UPDATE payment SET id = 'payment-2'", "payment-2: it stands in the store, and no entry of the chain says so"),
    ],
)
def test_a_payment_that_is_changed_by_hand_is_found(store, statement, says):
    with store.transaction() as session:
        payments.remitted(session, ONE)
    with store.engine.begin() as connection:
        connection.execute(text(statement))
    with store.transaction() as session:
        assert any(says in one for one in sealed.breaks(session))
