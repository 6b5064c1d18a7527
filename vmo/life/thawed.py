"""Thawed: the document that a frozen text tells, as it was before it was frozen."""

import json
from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from vmo.records import Document

READ: dict[Any, Callable[[Any], Any]] = {
    Decimal: Decimal,
    Fraction: Fraction,
    date: date.fromisoformat,
    bytes: lambda _: b"",
}


def thawed(text: str) -> Document:
    """The document. What was frozen by an older version has the defaults of what is told since; of an image only
    its hash was frozen, so there is none.
    """
    document: Document = _read(json.loads(text, parse_float=str), Document)
    return document


def _read(told: Any, shape: Any) -> Any:
    """A value in the shape that its noun declares."""
    if get_origin(shape) in (Union, UnionType):
        return None if told is None else _read(told, _fitting(told, get_args(shape)))
    if isinstance(shape, type) and is_dataclass(shape):
        return shape(**{name: _read(told[name], one) for name, one in _hints(shape).items() if name in told})
    if get_origin(shape) is tuple:
        inside = get_args(shape)
        each = inside[:1] * len(told) if Ellipsis in inside else inside
        return tuple(_read(one, own) for one, own in zip(told, each, strict=True))
    return READ[shape](told) if shape in READ else told


def _fitting(told: Any, shapes: tuple[Any, ...]) -> Any:
    """The one of several shapes that a value has: numbers that are exact travel as text, counts as numbers."""
    some = [shape for shape in shapes if shape is not NoneType]
    if len(some) == 1:
        return some[0]
    if isinstance(told, dict):
        return next(shape for shape in some if is_dataclass(shape))
    return next(shape for shape in some if isinstance(told, str) == (shape is not int) and not is_dataclass(shape))


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)
