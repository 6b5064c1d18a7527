"""What a delivered forecast was locked at is found the same by both calculations, or refused by both."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vmo import plugins
from vmo.records import Cell, Ratio, RefusedError

MANY = settings(max_examples=200, deadline=None)
NINE = datetime(2026, 6, 1, 9)  # noqa: DTZ001  the lake keeps UTC without a zone
LOCK = NINE - timedelta(days=1)


@some.composite
def cells(draw):
    """One of a few intervals, of one of a few versions, locked around the instant that counts."""
    at = NINE + draw(some.integers(0, 3)) * timedelta(minutes=30)
    locked = draw(some.sampled_from([None, LOCK - timedelta(hours=9), LOCK, LOCK + timedelta(seconds=1)]))
    told = {
        "version": draw(some.sampled_from(["v1", "v2"])),
        "locked_at": None if locked is None else str(locked),
        "interval_s": draw(some.sampled_from(["1800.000", "1800.000", "1800.000", "3600.000", None])),
        "author": draw(some.sampled_from(["client", "client", "client", "partner"])),
        "program": draw(some.sampled_from(["care", "sales"])),
    }
    number = draw(some.integers(0, 2))
    volume = draw(some.decimals("0", "900", places=1)) if number else Decimal(0)
    return Cell(at, at, told, Ratio(volume, number))


def distinct(told):
    """A group stands once: cells that differ in nothing that tells them apart are one."""
    return list({(one.at, tuple(one.dimensions.items())): one for one in told}.values())


@pytest.mark.parametrize("name", ["locked_volume", "locked_handling"])
@MANY
@given(told=some.lists(cells(), max_size=6).map(distinct), until=some.sampled_from([90, 120, 240]))
def test_what_was_locked_is_found_the_same_twice(name, told, until):
    model, proof = plugins.find("pricing", name), plugins.find("proofs", name)
    end = NINE + timedelta(minutes=until)
    try:
        found = model.held(told, locked_by=LOCK, until=end)
    except RefusedError:
        with pytest.raises(RefusedError):
            proof.held(told, locked_by=LOCK, until=end)
        return
    again = proof.held(told, locked_by=LOCK, until=end)
    assert again == (None if found is None else Fraction(found))
