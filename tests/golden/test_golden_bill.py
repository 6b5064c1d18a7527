"""The golden month billed: as it is, and with each thing that may be wrong; the reasons come from the contract's own models."""

from datetime import date
from decimal import Decimal

import june
import pytest
from matched import bill
from test_golden import CONTRACT

from vmo.cli import main
from vmo.matching.match import match
from vmo.pipeline.basis import gather
from vmo.pipeline.expected import expected
from vmo.pipeline.house import open_house
from vmo.pipeline.month import judge
from vmo.terms.matching import MatchTerms

pytestmark = pytest.mark.slow

JUNE = date(2025, 6, 1), date(2025, 6, 30)
TERMS = MatchTerms(lines={"credit.sl": "credit_sl", "credit.email": "credit_email"})
RIGHT = """
    position   item          unit  quantity  unit_price  amount     receipt  tax_category  tax_rate
    line       inbound       MIN   100000    0.85        85000.00   -        AE            0
    line       emails        C62   5000      2.40        12000.00   -        AE            0
    line       emails        C62   1250      2.10        2625.00    -        AE            0
    line       staff         MON   11.5      2150        24725.00   -        AE            0
    line       night         MIN   8000      0.085       680.00     -        AE            0
    line       telecom       USD   3412.37   1           3412.37    R-7      AE            0
    allowance  credit_sl     -     -         -           -2100.50   -        AE            0
    allowance  credit_email  -     -         -           -9377.25   -        AE            0
"""


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    folder = june.build(tmp_path_factory.mktemp("billed"), CONTRACT)
    assert main(["month", str(folder), "--month", june.MAY]) == 0
    house = open_house(folder)
    contract = house.portfolio.contracts["golden"]
    _, document, _ = judge(house, gather(house, contract, june.JUNE))
    return expected(contract, document)


def found(month, *changes: tuple[str, str]):
    rows = RIGHT
    for old, new in changes:
        assert old in rows, old
        rows = rows.replace(old, new)
    return match(month, [bill(rows, span=JUNE, currency="USD")], TERMS)


def test_the_month_billed_as_it_is_matches_to_the_cent(month):
    one = found(month)
    assert (one.variances, one.outcome, one.pay_now) == ((), "match", Decimal("116964.62"))


@pytest.mark.parametrize(
    ("old", "new", "code", "difference"),
    [
        ("0.85        85000.00", "0.86        86000.00", "PRICE", "1000.00"),
        ("100000    0.85        85000.00", "100010    0.85        85008.50", "QTY", "8.50"),
        ("2.10        2625.00", "2.40        3000.00", "BAND", "375.00"),  # 0.30 x 1,250
        ("11.5      2150        24725.00", "12        2150        25800.00", "QTY", "1075.00"),  # half a place
        ("0.085       680.00", "0.170       1360.00", "PREMIUM", "680.00"),
        ("R-7      AE", "-        AE", "SUPPORT", "0"),
        ("-2100.50", "-2100.49", "CREDIT", "0.01"),
    ],
    ids=["price", "quantity", "band", "places", "premium", "receipt", "credit"],
)
def test_each_error_has_its_reason_and_the_right_amount_is_paid(month, old, new, code, difference):
    one = found(month, (old, new))
    (variance,) = one.variances
    assert (variance.code, variance.difference, one.outcome) == (code, Decimal(difference), "dispute")
    assert one.pay_now == Decimal("116964.62") - (Decimal("3412.37") if code == "SUPPORT" else 0)


def test_a_row_of_the_lower_band_at_the_price_of_the_higher_is_of_another_band(month):
    one = found(
        month,
        ("5000      2.40        12000.00", "6250      2.40        15000.00"),
        ("1250      2.10        2625.00", "0         2.10        0.00"),
    )
    assert [(part.code, part.difference) for part in one.variances] == [("BAND", Decimal("375.00"))]
