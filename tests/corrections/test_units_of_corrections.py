"""Each line of a correction is borne by the business units that it concerns, in its statements and in its journal."""

from dataclasses import replace
from decimal import Decimal

from documents_drawn import bonus, credit, document, line, money
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from vmo import correction
from vmo.borne import borne
from vmo.checks import journal_ties, statements_tie
from vmo.documents import journal
from vmo.journal import booked
from vmo.records import PrecedingInvoice, Tax

D = Decimal
ORIGINAL = PrecedingInvoice("acme-389-2026-00001", None)
UNITS = ("cards", "loans")


def corrected(before, after):
    """The document of the differences, as it is rendered."""
    told = correction.difference(before, after, 2, ORIGINAL).document
    return replace(told, borne=borne(told))


def by_hand(lines, shares, credits_=(), credit_shares=()):
    """A month whose lines and credits the units bear as told."""
    one = document("EUR", lines, list(credits_), [], [], UNITS, (1, 1), type="self_billed")
    told = replace(one.borne, lines=shares, credits=credit_shares)
    nets = [sum(own[n] for own in shares) - sum(own[n] for own in credit_shares) for n in range(len(UNITS))]
    units = [replace(unit, net=net, gross=net) for unit, net in zip(one.chargeback, nets, strict=True)]
    return replace(one, borne=told, chargeback=tuple(units))


def test_a_call_that_one_unit_had_more_is_borne_by_that_unit_and_the_credit_by_those_that_share_it():
    voice, mail = line("voice", D("10.00")), line("mail", D("4.00"))
    before = by_hand(
        [voice, mail],
        ((D("6.00"), D("4.00")), (D("1.00"), D("3.00"))),
        [credit("sl", D("1.00"))],
        ((D("0.60"), D("0.40")),),
    )
    more = line("voice", D("12.00"))
    after = by_hand(
        [more, mail],
        ((D("6.00"), D("6.00")), (D("1.00"), D("3.00"))),
        [credit("sl", D("0.90"))],
        ((D("0.45"), D("0.45")),),
    )
    told = corrected(before, after)
    assert [one.amount for one in told.lines] == [D("2.00"), D("0.10")]  # 0.10 less of a credit
    # of voice all 2.00 are of loans; of the credit cards lose 0.15, and loans gain 0.05
    assert told.borne.lines == ((D("0.00"), D("2.00")), (D("0.15"), D("-0.05")))
    assert [one.net for one in told.chargeback] == [D("0.15"), D("1.95")]
    by_unit = {(one.reference, one.unit): (one.debit, one.credit) for one in booked(told).entries}
    assert by_unit["voice", "loans"] == (D("2.00"), None)
    assert by_unit["credit.sl", "loans"] == (None, D("0.05"))
    assert ("voice", "cards") not in by_unit
    assert list(statements_tie.check(told)) == []


def test_what_only_moved_from_one_unit_to_another_is_borne_with_the_last_line():
    voice, mail = line("voice", D("10.00")), line("mail", D("4.00"))
    before = by_hand([voice, mail], ((D("6.00"), D("4.00")), (D("1.00"), D("3.00"))), [], ())
    after = by_hand([voice, line("mail", D("5.00"))], ((D("5.00"), D("5.00")), (D("2.00"), D("3.00"))), [], ())
    told = corrected(before, after)
    assert told.borne.lines == ((D("0.00"), D("1.00")),)  # cards: +1.00 of mail, -1.00 of voice; loans: +1.00 of voice
    assert list(statements_tie.check(told)) == []


AMOUNTS = some.lists(money("EUR", 1, 500_000), min_size=1, max_size=4)
WEIGHTS = some.lists(some.integers(0, 9), min_size=2, max_size=2).filter(any)


@some.composite
def months(draw):
    lines = [line(f"charge{n}", amount) for n, amount in enumerate(draw(AMOUNTS))]
    owed = [credit("sl", amount) for amount in draw(some.lists(money("EUR", 1, 400_000), max_size=1))]
    more = [bonus("aht", amount) for amount in draw(some.lists(money("EUR", 1, 400), max_size=1))]
    net = sum(one.amount for one in lines) - sum(one.amount for one in owed) + sum(one.amount for one in more)
    taxes = [Tax("S", D(19), net, draw(money("EUR", -900, 900)), "F 1")]
    return document("EUR", lines, owed, more, taxes, UNITS, draw(WEIGHTS), type="self_billed")


@settings(max_examples=200, deadline=None)
@given(months(), months())
def test_whatever_differs_statements_and_journal_add_up_line_by_line(before, after):
    told = corrected(before, after)
    assume(told.lines)  # where no amount differs there is no document
    assert list(statements_tie.check(told)) == []
    assert list(journal_ties.check(told, rendered={"journal.csv": journal.text([booked(told)])})) == []
    sign = -1 if told.kind == "credit_note" else 1
    for nth, unit in enumerate(told.chargeback):
        old, new = before.chargeback[nth], after.chargeback[nth]
        assert sign * unit.net == new.net - old.net
        assert sign * sum(own[nth] for own in told.borne.taxes) == new.tax - old.tax


@settings(max_examples=100, deadline=None)
@given(months())
def test_a_month_of_less_than_nothing_is_borne_as_its_calculation_is(one):
    told = correction.as_billed(one).document
    told = replace(told, borne=borne(told))
    assert list(statements_tie.check(told)) == []
    assert list(journal_ties.check(told, rendered={"journal.csv": journal.text([booked(told)])})) == []
