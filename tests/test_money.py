"""Money is exact, and rounds once, half up, to the minor unit of its currency (M2)."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from vmo.money import (
    UnknownCurrencyError,
    for_reading,
    minor_unit_places,
    plain,
    rounded,
    rounded_down,
    shared_out,
)


@pytest.mark.parametrize(
    ("currency", "places"),
    [("USD", 2), ("EUR", 2), ("JPY", 0), ("KRW", 0), ("VND", 0), ("CLP", 0), ("KWD", 3), ("BHD", 3)],
)
def test_a_currency_has_the_places_of_iso_4217(currency, places):
    assert minor_unit_places(currency) == places


@pytest.mark.parametrize("code", ["", "US", "USX", "XAU", "usd", "$"])
def test_a_code_that_is_no_currency_is_refused(code):
    with pytest.raises(UnknownCurrencyError, match="ISO 4217"):
        rounded(Decimal(1), code)


@pytest.mark.parametrize(
    ("exact", "currency", "amount"),
    [
        ("0.125", "USD", "0.13"),  # where round() gives 0.12
        ("0.135", "USD", "0.14"),
        ("0.1249999999999999999999999999999", "USD", "0.12"),
        ("-0.125", "USD", "-0.13"),
        ("-0.004", "USD", "0.00"),
        ("99.5", "JPY", "100"),
        ("100.5", "JPY", "101"),
        ("0.0005", "KWD", "0.001"),
        ("2100.504", "USD", "2100.50"),
        ("12345678901234567890123456789.995", "USD", "12345678901234567890123456790.00"),
    ],
)
def test_halves_go_up_and_away_from_nought(exact, currency, amount):
    assert str(rounded(Decimal(exact), currency)) == amount


def test_a_third_is_never_cut_before_it_is_rounded():
    assert rounded(Fraction(1, 3), "USD") == Decimal("0.33")
    assert rounded(Fraction(2, 3), "USD") == Decimal("0.67")
    assert rounded(Fraction(10**30, 3), "KWD") == Decimal("3" * 30 + ".333")


def test_the_precision_around_does_not_matter():
    with localcontext() as context:
        context.prec = 3
        assert rounded(Decimal("123456.785"), "USD") == Decimal("123456.79")


@pytest.mark.parametrize(("exact", "amount"), [("10.009", "10.00"), ("-10.009", "-10.00"), ("10.01", "10.01")])
def test_a_cap_rounds_down(exact, amount):
    assert str(rounded_down(Decimal(exact), "USD")) == amount


def test_a_figure_for_reading_has_six_places():
    assert str(for_reading(Fraction(1712000, 41710))) == "41.045313"


def test_a_number_is_written_without_exponent():
    assert [plain(Decimal(text)) for text in ("1E+3", "0.850", "-0")] == ["1000", "0.850", "-0"]


@pytest.mark.parametrize(
    ("total", "weights", "currency", "parts"),
    [
        ("10000.00", ["1", "1", "1"], "EUR", ["3333.34", "3333.33", "3333.33"]),
        ("48000.00", ["28800.00", "28800.00"], "USD", ["24000.00", "24000.00"]),
        ("0.01", ["1", "1"], "USD", ["0.01", "0.00"]),
        ("10", ["1", "1", "1"], "JPY", ["4", "3", "3"]),
        ("1.000", ["1", "2"], "KWD", ["0.333", "0.667"]),
        ("-10.00", ["1", "1", "1"], "EUR", ["-3.34", "-3.33", "-3.33"]),
        ("5.00", ["0", "1"], "EUR", ["0.00", "5.00"]),
    ],
)
def test_a_total_is_shared_to_the_last_cent(total, weights, currency, parts):
    found = shared_out(Decimal(total), [Decimal(weight) for weight in weights], currency)
    assert [str(part) for part in found] == parts


def test_what_cannot_be_shared_is_refused():
    with pytest.raises(ValueError, match="every weight is zero"):
        shared_out(Decimal(1), [Decimal(0)], "EUR")
    with pytest.raises(ValueError, match="finer than the minor unit"):
        shared_out(Decimal("10.005"), [Decimal(1)] * 2, "EUR")
