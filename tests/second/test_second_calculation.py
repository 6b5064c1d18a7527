"""The second calculation is another one: whatever part of the first is wrong, the document is blocked, and says so.

Each change is of the kind that a slip would make. The scorecard and the result are published all the same.
"""

import functools
import json
import shutil
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import small
from openpyxl import load_workbook

import vmo.attain
import vmo.calendars
import vmo.calendars.openings
import vmo.curves.cliff
import vmo.curves.linear
import vmo.measure
import vmo.metrics.abandonment
import vmo.metrics.handling
import vmo.metrics.service_level
import vmo.metrics.volume
import vmo.pipeline.month
import vmo.pricing.per_minute
import vmo.pricing.unit_rate
import vmo.settlement.caps
import vmo.settlement.charges
import vmo.settlement.money
from vmo.cli import DONE, ERRORS, main
from vmo.pipeline.basis import gather
from vmo.pipeline.evidence import batches_of, rows_in
from vmo.pipeline.house import open_house

COUNTING = ("measure", "quantity")  # what they counted is kept, so it is counted anew
OUT = f"out/{small.MONTH}/acme-care"


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A month that is right and published, with a call in an hour that belongs to two months, and a cap that is reached."""
    folder = small.build(tmp_path_factory.mktemp("second") / "closed")
    first = small.DAYS[0].replace(day=1)
    small.send(folder, first, [f"early;{first} 00:30:00;ANS;30;60;CARE", f"night;{first} 23:00:00;ANS;30;60;CARE"])
    contract = folder / "contracts/acme-care.yaml"
    small.change(contract, "abandon: 50}", "abandon: 100}")
    small.change(contract, "scope: {", 'calendar: {owner: customer, service_hours: {mon-sun: "00:00-22:00"}}\nscope: {')
    small.change(contract, "category: AE, rate: 0, reason: Reverse charge", "category: S, rate: 19")
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    assert (folder / OUT / "invoice.xlsx").exists()
    return folder


def test_rows_come_in_parts_while_others_ask_the_engine_too(closed):
    house = open_house(closed)
    month = gather(house, house.portfolio.contracts["acme-care"], small.MONTH)
    batch = max(batches_of(month), key=lambda one: one.rows)
    with house.lake.connect() as engine:
        (whole,) = rows_in(house, engine, batch, batch.rows)
        parts = []
        for part in rows_in(house, engine, batch, 7):
            assert engine.execute("SELECT 1").fetchall() == [(1,)]
            parts.append(part)
    assert [len(part) for part in parts] == [7, 7, 7, 7, 2]  # the thirty calls of a day
    assert [row for part in parts for row in part] == whole
    assert {row["partner"] for row in whole} == {"acme"}


@pytest.fixture
def folder(closed, tmp_path):
    """The same, to be closed again; what was published still lies there."""
    copied = tmp_path / "again"
    shutil.copytree(closed, copied)
    return copied


def test_what_is_right_is_not_blocked(folder):
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    assert (folder / OUT / "invoice.xlsx").exists()


def under(**terms):
    """The function as if the contract had other terms."""
    return lambda function: lambda *given, **told: function(*given, **(told | terms))


def then(change):
    """The function, and something else made of what it gives."""
    return lambda function: lambda *given, **told: change(function(*given, **told))


def a_cent_more(parts):
    return [replace(part, amount=part.amount + Fraction(1, 100)) for part in parts]


def in_utc(function):
    return lambda first, last, _zone, **told: function(first, last, ZoneInfo("UTC"), **told)


def one_met(found):
    return [replace(found[0], state="met", severity=None), *found[1:]]


SLIPS = {
    "a threshold of a service level": (vmo.metrics.service_level, "measure", under(threshold_s=19)),
    "an operator of a service level": (vmo.metrics.service_level, "measure", under(threshold_op="lt")),
    "a variant of a service level": (vmo.metrics.service_level, "measure", under(variant="sl_offered")),
    "short abandons": (vmo.metrics.abandonment, "measure", under(short_s=2)),
    "what no money rests on: a volume": (
        vmo.metrics.volume,
        "measure",
        then(lambda r: replace(r, numerator=r.numerator * 2)),
    ),
    "a linear curve": (vmo.curves.linear, "severity", then(lambda severity: severity / 2)),
    "a cliff": (vmo.curves.cliff, "severity", then(lambda severity: severity / 2)),
    "the increment of a quantity": (vmo.pricing.per_minute, "quantity", under(increment_s=1)),
    "a price": (vmo.pricing.unit_rate, "price", then(a_cent_more)),
    "no cap": (vmo.settlement.caps, "held", lambda _: lambda credits_, *_: list(credits_)),
    "a cap that is rounded up": (vmo.settlement.money, "rounded_down", then(lambda cap: cap + cap / cap / 100)),
    "what is at risk": (vmo.settlement.money, "at_risk_amount", then(lambda amount: amount / 2)),
    "the day of a row": (vmo.calendars, "quarters", in_utc),
    "service hours": (vmo.calendars, "quarters", under(service_hours={})),
    "a state": (vmo.pipeline.month, "attain", then(one_met)),
    "a measure that is left out": (vmo.pipeline.month, "attain", then(lambda found: found[:-1])),
    "rounding of money": (
        vmo.settlement.charges,
        "rounded",
        then(lambda amount: amount + amount / amount / 100 if amount else amount),
    ),
}


@pytest.fixture
def nothing_remembered():
    """No quarter-hours and no words of a scan that were made before a slip, nor by one."""
    kept = (vmo.calendars.openings.quarters_of, vmo.measure._lasting)
    for one in kept:
        one.cache_clear()
    yield
    for one in kept:
        one.cache_clear()


@pytest.mark.usefixtures("nothing_remembered")
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_the_first_calculation_blocks_the_document(folder, monkeypatch, slip):
    module, name, change = SLIPS[slip]
    function = getattr(module, name)
    if name in COUNTING:
        shutil.rmtree(folder / "state")
    monkeypatch.setattr(module, name, functools.wraps(function)(change(function)))
    assert main(["month", str(folder), "--month", small.MONTH]) == ERRORS
    told = json.loads((folder / OUT / "result.json").read_text())
    assert told["status"] == "blocked"
    assert "second_calculation" in {one["rule"] for one in told["findings"] if one["severity"] == "error"}
    assert not (folder / OUT / "invoice.xlsx").exists()
    assert "blocked" in " ".join(cells(folder / OUT / "scorecard.xlsx")).lower()
    monkeypatch.undo()
    assert main(["verify", str(folder)]) == DONE


def test_a_month_larger_than_what_is_proven_says_what_share_was(closed, tmp_path):
    found = []
    for name in ("one", "other"):
        copied = tmp_path / name
        shutil.copytree(closed, copied)
        shutil.rmtree(copied / "state")
        small.change(copied / "portfolio.yaml", "home_currency: EUR", "home_currency: EUR\nprove_rows: 35")
        assert main(["month", str(copied), "--month", small.MONTH]) == DONE
        found.append({path.name: path.read_bytes() for path in (copied / OUT).iterdir()})
    assert found[0] == found[1]
    proven = 32  # one of the days of thirty calls, and the day of two; no other choice fits into 35 rows
    assert Fraction(json.loads(found[0]["result.json"])["proven"]) == Fraction("0.516129")
    assert Fraction(proven, 62).limit_denominator(10**6) == Fraction(16, 31)
    for book in ("scorecard.xlsx", "invoice.xlsx"):
        assert any("51.6" in cell or "32 of 62" in cell for cell in cells(BytesIO(found[0][book]))), book


def test_the_batches_beyond_what_is_proven_take_the_first_calculation(closed, tmp_path, monkeypatch):
    copied = tmp_path / "none"
    shutil.copytree(closed, copied)
    shutil.rmtree(copied / "state")
    small.change(copied / "portfolio.yaml", "home_currency: EUR", "home_currency: EUR\nprove_rows: 0")
    monkeypatch.setattr(
        vmo.pricing.unit_rate,
        "price",
        functools.wraps(vmo.pricing.unit_rate.price)(then(a_cent_more)(vmo.pricing.unit_rate.price)),
    )
    assert main(["month", str(copied), "--month", small.MONTH]) == ERRORS
    told = json.loads((copied / OUT / "result.json").read_text())
    assert told["proven"] == "0"
    assert {one["rule"] for one in told["findings"] if one["severity"] == "error"} == {
        "second_calculation",
        "lines_multiply",
    }


def cells(book) -> list[str]:
    """Every cell of a workbook as text."""
    sheets = load_workbook(book)
    return [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
