"""What a person may write: every key known, every value checked, every fault with its `file:line`.

`Told` is the base of each shape of a portfolio; `Dated` is a term with a history. The same classes give the
JSON Schema that editors use.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    RootModel,
    ValidationError,
    model_validator,
)

from vmo.yaml12 import FaultyTextError, Place, Text

T = TypeVar("T")
UNWRITTEN = ("[key]", "[level]", "[range]")  # parts of pydantic's places that no person wrote
BRANCH = re.compile(r".*\[.*\]|(constrained-)?(int|str|decimal|bool|date)")  # of a union, in pydantic's words
DAY_REPR = re.compile(r"datetime\.date\((\d+), (\d+), (\d+)\)")


def _exact(value: Any) -> Any:
    if isinstance(value, bool | float | str):
        # pydantic turns only ValueError into a fault
        raise ValueError("Input should be a number, as 80 or 0.85, without quotes, sign of percent or currency")  # noqa: TRY004
    return value


def _day(value: Any) -> Any:
    if not isinstance(value, date):
        raise ValueError("Input should be a day such as 2026-01-01, without quotes")  # noqa: TRY004  as above
    return value


Day = Annotated[date, BeforeValidator(_day)]
Exact = Annotated[Decimal, BeforeValidator(_exact)]
Positive = Annotated[Exact, Field(ge=0)]
Percent = Annotated[Exact, Field(ge=0, le=100)]
Words = str | list[str]


class Told(BaseModel):
    """A mapping that a person wrote; keys that are not its fields are refused. The text under a key says what it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, use_attribute_docstrings=True)


class Entry(Told, Generic[T]):
    """One value of a dated term, and the clause that sets it."""

    # It has no texts under its keys, and each kind of value would look for them in the source anew.
    model_config = ConfigDict(use_attribute_docstrings=False)

    value: T
    ref: str


class TermNotInForceError(Exception):
    """A dated term was read on a day before its first."""


class Dated(RootModel[dict[Day, Entry[T]]], Generic[T]):
    """A term's history: first day → value and clause. The value of a day is that of the latest first day before it."""

    model_config = ConfigDict(frozen=True)
    _where: str = PrivateAttr("")

    @model_validator(mode="before")
    @classmethod
    def _has_days(cls, told: Any) -> Any:
        if not isinstance(told, dict) or {"value", "ref"} & set(told):
            raise ValueError(
                "Input should be a history, `2026-01-01: {value: …, ref: …}`, the first day before each value"
            )
        return told

    @model_validator(mode="after")
    def _begun(self) -> "Dated[T]":
        if not self.root:
            raise ValueError("Input should be a history, `first day: {value, ref}`; it has no day")
        return self

    def entry(self, day: date) -> Entry[T]:
        """The entry in force on `day`; raises TermNotInForceError before the first."""
        return self.root[self.first_day(day)]

    def on(self, day: date) -> T:
        return self.entry(day).value

    def first_day(self, day: date) -> date:
        """The first day of the entry in force on `day`."""
        begun = [first for first in self.root if first <= day]
        if begun:
            return max(begun)
        if not self.root:
            raise TermNotInForceError(
                f"{self._where}: the term has no value on any day; give it `first day: {{value, ref}}`"
            )
        raise TermNotInForceError(
            f"{self._where}: read on {day}, found no value before {min(self.root)}, its first day; "
            f"add an entry for {day} or begin later"
        )

    def changes(self) -> list[date]:
        """First days of every entry whose value differs from the one before."""
        days = sorted(self.root)
        return [day for i, day in enumerate(days) if not i or self.root[day].value != self.root[days[i - 1]].value]

    @property
    def where(self) -> str:
        """`file:line` of the term."""
        return self._where


def checked(shape: type[Told], text: Text) -> Any:
    """The text as an instance of `shape`; raises FaultyTextError with every fault of the file."""
    if not isinstance(text.data, dict):
        raise FaultyTextError([f"{text.path}:1: the file is empty; expected the keys {', '.join(_fields(shape))}"])
    try:
        told = shape.model_validate(text.data)
    except ValidationError as error:
        raise FaultyTextError(sorted({_fault(shape, text, e) for e in error.errors()}, key=_by_line)) from None
    for place, dated in _histories(told, ()):
        dated._where = f"{text.at(place)}: {'.'.join(map(str, place))}"  # noqa: SLF001  its own file
    return told


def fault(text: Text, place: Place, what: str) -> str:
    """A fault of a text, in the one form that all have."""
    return f"{text.at(place)}: {'.'.join(map(str, place)) or 'the file'}: {what}"


def _by_line(message: str) -> tuple[str, int, str]:
    path, line = message.split(":")[:2]
    return path, int(line) if line.isdigit() else 0, message


def _fault(shape: type[Told], text: Text, error: Any) -> str:
    place = _place(text, error["loc"])
    name = ".".join(map(str, place))
    if error["type"] in ("extra_forbidden", "invalid_key"):
        allowed = _fields(_shape_at(shape, place[:-1]))
        near = get_close_matches(str(place[-1]), allowed, n=1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        if error["type"] == "invalid_key" or (not near and error["input"] is None):
            meant = "a text with a comma needs quotes; "
        return f"{text.at(place)}: unknown key {name!r}; {meant}allowed here: {', '.join(allowed) or 'none'}"
    if error["type"] == "missing":
        return f"{text.at(place[:-1])}: {name}: missing; add it"
    found = error["input"]
    shown = "" if isinstance(found, dict | list) else f", found {found!s}"
    said = error["msg"].removeprefix("Value error, ")
    if error["type"] in ("model_type", "model_attributes_type"):
        allowed = _fields(_shape_at(shape, place))
        said = f"Input should be a mapping with the keys {', '.join(allowed)}" if allowed else said
    return f"{text.at(place)}: {name}: {said[:1].lower()}{said[1:]}{shown}"


def _place(text: Text, loc: tuple[Any, ...]) -> Place:
    """Pydantic writes a day as its repr and adds the branch of a union; the text knows only keys as written."""
    place: Place = ()
    loc = tuple(part for part in loc if part not in UNWRITTEN)
    for i, part in enumerate(loc):
        day = DAY_REPR.fullmatch(part) if isinstance(part, str) else None
        written = date(*map(int, day.groups())).isoformat() if day else str(part)
        if isinstance(part, str) and BRANCH.fullmatch(part) and (*place, part) not in text.lines:
            continue
        key = part if isinstance(part, int) and (*place, part) in text.lines else written
        if (*place, key) in text.lines or i == len(loc) - 1:
            place = (*place, key)
    return place


def _fields(shape: type[Told] | None) -> list[str]:
    return [field.alias or name for name, field in shape.model_fields.items()] if shape else []


def _shape_at(shape: Any, place: Place) -> type[Told] | None:
    """The Told that stands at `place` of a shape, found through mappings, lists and unions."""
    candidates = [shape]
    for part in place:
        candidates = [inner for one in candidates for inner in _inside(one, part)]
    found = [one for candidate in candidates for one in _tolds(candidate)]
    return found[0] if found else None


def _inside(annotation: Any, part: str | int) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin in (Union, UnionType, Annotated):
        for one in get_args(annotation):
            yield from _inside(one, part)
    elif origin is dict or origin is list:
        yield get_args(annotation)[-1]
    elif isinstance(annotation, type) and issubclass(annotation, RootModel):
        yield from _inside(annotation.model_fields["root"].annotation, part)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if part in (name, field.alias):
                yield field.annotation


def _tolds(annotation: Any) -> Iterator[type[Told]]:
    if get_origin(annotation) in (Union, UnionType, Annotated):
        for one in get_args(annotation):
            yield from _tolds(one)
    elif isinstance(annotation, type) and issubclass(annotation, Told):
        yield annotation


def _histories(told: Any, place: Place) -> Iterator[tuple[Place, Dated[Any]]]:
    if isinstance(told, Dated):
        yield place, told
    elif isinstance(told, BaseModel):
        for name, field in type(told).model_fields.items():
            yield from _histories(getattr(told, name), (*place, field.alias or name))
    elif isinstance(told, dict):
        for key, value in told.items():
            yield from _histories(value, (*place, str(key)))


__all__ = ["Dated", "Day", "Entry", "Exact", "TermNotInForceError", "Told", "Words", "checked", "fault"]
