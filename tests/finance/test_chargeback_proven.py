"""The chargeback a second time: both calculations share alike on any counts, and count alike through the whole line."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
import small
from documents_drawn import FIRST, documents
from hypothesis import given, settings
from hypothesis import strategies as st

from vmo.cli import DONE, ERRORS
from vmo.money import minor_unit_places, shared_out
from vmo.pipeline import charged_back
from vmo.pipeline import month as months
from vmo.proofs import chargeback
from vmo.settlement.chargeback import ByUnit, borne

UNITS = st.sampled_from(["retail", "loans", "cards", ""])
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
COUNTS = st.dictionaries(UNITS, st.integers(0, 5_000).map(Decimal), min_size=1)
FAILED = st.dictionaries(st.sampled_from(["m0", "m1"]), COUNTS)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=7),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_both_share_any_amount_alike(units, weights, currency):
    places = minor_unit_places(currency)
    amount = Decimal(units).scaleb(-places)
    told = weights if any(weights) else [1] * len(weights)
    assert chargeback.shared(amount, weights, places) == shared_out(amount, told, currency)


@settings(max_examples=200, deadline=None)
@given(
    documents(),
    COUNTS,
    COUNTS,
    st.dictionaries(st.sampled_from(["m0", "m1"]), COUNTS),
    st.sampled_from(["pro_rata", "failed"]),
)
def test_both_charge_any_document_back_alike(one, voice, mails, failed, credits_):
    terms = SimpleNamespace(driver="voice", direct=["mails"], credits=credits_)
    contract = SimpleNamespace(
        told=SimpleNamespace(chargeback=SimpleNamespace(on=lambda _: terms), currency=one.currency)
    )
    charges = {("voice", FIRST): voice, ("mails", FIRST): mails}
    by_unit = ByUnit(charges, failed)
    first = borne(contract, FIRST, by_unit, one.lines, one.credits, one.bonuses, one.taxes)
    told = chargeback.Told("voice", ("mails",), charges, failed if credits_ == "failed" else {})
    units = chargeback.in_order(set(by_unit.units))
    assert first == chargeback.borne(one, units, told, minor_unit_places(one.currency))


def with_units(folder: Path, credits_: str) -> None:
    """Three calls of four are of cards; every seventh names no unit; a second charge of the second day alone is direct."""
    small.change(folder / "partners/acme.yaml", "      program:", "      business_unit: Unit\n      program:")
    for day in small.DAYS:
        body = [
            f"{line};{'' if i % 7 == 6 else 'loans' if i % 4 == 3 else 'cards'}"
            for i, line in enumerate(small.lines(day))
        ]
        small.send(folder, day, body, header=f"{small.HEADER};Unit")
    contract = folder / "contracts/acme-care.yaml"
    terms = f"chargeback: {{2026-01-01: {{value: {{driver: voice, direct: [ended], credits: {credits_}}}, ref: F}}}}\ncredits:\n"
    ended = '  ended:\n    model: per_contact\n    terms: {rate: {2026-01-01: {value: 0.11, ref: "C 3"}}}\n'
    small.change(contract, "credits:\n", ended + terms)


@pytest.mark.slow
@pytest.mark.parametrize("credits_", ["pro_rata", "failed"])
def test_a_month_is_charged_back_twice_from_its_rows_and_a_slip_stops_it(vmo, folder, monkeypatch, credits_):
    with_units(folder, credits_)
    seen = []

    def spied(house, month, document):
        seen.append((document, charged_back.borne_again(house, month, document)))
        return seen[-1][1]

    monkeypatch.setattr(months, "borne_again", spied)
    assert vmo("month", folder, "--month", small.MONTH).code == DONE
    ((document, again),) = seen
    assert document.borne == again
    assert again.units == ("cards", "loans", "")
    assert len({*again.lines, *again.credits}) > 2  # not all are shared alike

    def slipped(house, month, document):
        told = charged_back.borne_again(house, month, document)
        (first, *others), *lines = told.lines
        return replace(told, lines=((first + Decimal("0.01"), *others), *lines))

    monkeypatch.setattr(months, "borne_again", slipped)
    told = vmo("month", folder, "--month", small.MONTH)
    assert (told.code, "voice, as cards bears it: found" in told.out) == (ERRORS, True)


def test_the_units_stand_by_name_and_what_names_none_is_last():
    assert chargeback.in_order({"", "b", "a"}) == ["a", "b", ""]
