"""What a person writes is known or refused, and a refusal says where and what to do."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from vmo.schema import Dated, Exact, TermNotInForceError, Told, checked
from vmo.yaml12 import FaultyTextError, parse


class Wheel(Told):
    size: Exact
    class_: str = Field(default="round", alias="class")


class Bike(Told):
    name: str
    wheels: dict[str, Wheel] = Field(default_factory=dict)
    price: Dated[Exact] | None = None
    extra: dict[str, Dated[Any]] = Field(default_factory=dict)


def told(content: str) -> Bike:
    bike: Bike = checked(Bike, parse(content, Path("bike.yaml")))
    return bike


def fault(content: str) -> str:
    with pytest.raises(FaultyTextError) as error:
        told(content)
    return str(error.value)


def test_an_unknown_key_is_refused_with_its_line_and_what_is_known():
    assert fault("name: a\nnmae: b") == (
        "bike.yaml:2: unknown key 'nmae'; did you mean 'name'? allowed here: name, wheels, price, extra"
    )


def test_an_unknown_key_inside_names_the_keys_of_its_own_shape():
    assert fault("name: a\nwheels:\n  front:\n    size: 1\n    clas: b") == (
        "bike.yaml:5: unknown key 'wheels.front.clas'; did you mean 'class'? allowed here: size, class"
    )


def test_a_comma_in_an_unquoted_ref_is_a_key_that_nobody_knows():
    assert "bike.yaml:2: unknown key 'price.2026-01-01.§ 2'; a text with a comma needs quotes" in fault(
        "name: a\nprice: {2026-01-01: {value: 1, ref: Annex C, § 2}}"
    )
    assert "unknown key 'price.2026-01-01.1'; a text with a comma needs quotes" in fault(
        "name: a\nprice: {2026-01-01: {value: 1, ref: Amendment 3, 1}}"
    )


def test_every_fault_is_told_in_the_order_of_the_lines():
    lines = fault("nmae: a\nwheels:\n  front: {size: round}").splitlines()
    assert [line.split(": ")[0] for line in lines] == ["bike.yaml:1", "bike.yaml:1", "bike.yaml:3"]


def test_a_missing_key_is_named():
    assert fault("wheels: {}") == "bike.yaml:1: name: missing; add it"


@pytest.mark.parametrize("written", ["round", "true", '"10"', "8:30", "[1]", "2026-01-01", ".nan"])
def test_only_a_number_is_a_number(written):
    assert "bike.yaml:1: wheels.front.size: " in fault(f"{{name: a, wheels: {{front: {{size: {written}}}}}}}")


@pytest.mark.parametrize("name", ["1", "1.5", "true", "2026-01-01", "~"])
def test_only_a_text_is_a_text(name):
    assert "name: input should be a valid string" in fault(f"name: {name}")


def test_a_file_with_nothing_in_it_says_what_it_should_have():
    keys = "name, wheels, price, extra"
    assert fault("# nothing") == f"bike.yaml:1: the file is empty; expected the keys {keys}"


def test_a_term_has_the_value_of_the_latest_day_begun():
    bike = told(
        "name: a\nprice:\n  2026-07-01: {value: 82, ref: 'Amendment 3'}\n  2026-01-01: {value: 80, ref: 'Annex B'}\n"
    )
    price = bike.price
    assert price is not None
    assert [price.on(date(2026, *day)) for day in ((1, 1), (6, 30), (7, 1))] == [80, 80, 82]
    assert price.entry(date(2026, 12, 31)).ref == "Amendment 3"
    assert isinstance(price.on(date(2026, 1, 1)), Decimal)


def test_a_term_read_before_its_first_day_says_where_and_which():
    bike = told("name: a\nprice:\n  2026-07-01: {value: 82, ref: 'Amendment 3'}")
    assert bike.price is not None
    with pytest.raises(TermNotInForceError) as error:
        bike.price.on(date(2026, 6, 30))
    assert str(error.value) == (
        "bike.yaml:2: price: read on 2026-06-30, found no value before 2026-07-01, its first day; "
        "add an entry for 2026-06-30 or begin later"
    )


def test_a_history_inside_a_mapping_knows_its_place():
    bike = told("name: a\nextra:\n  bell: {2026-01-01: {value: x, ref: r}}\n")
    with pytest.raises(TermNotInForceError, match=r"bike.yaml:3: extra.bell: read on 2025-12-31"):
        bike.extra["bell"].on(date(2025, 12, 31))


def test_equal_neighbours_are_no_change():
    bike = told(
        "name: a\nprice:\n"
        "  2026-01-01: {value: 1, ref: a}\n"
        "  2026-02-01: {value: 1.0, ref: b}\n"
        "  2026-03-01: {value: 2, ref: c}\n"
    )
    assert bike.price is not None
    assert bike.price.changes() == [date(2026, 1, 1), date(2026, 3, 1)]


@pytest.mark.parametrize("day", ["20260101", '"2026-01-01"', "January", "2026-1-1", "0"])
def test_a_day_is_written_in_one_way_only(day):
    assert "input should be a day such as 2026-01-01, without quotes" in fault(
        f"name: a\nprice: {{{day}: {{value: 1, ref: a}}}}"
    )


def test_a_history_without_a_day_is_none():
    assert "bike.yaml:2: price: input should be a history" in fault("name: a\nprice: {}")
