"""Tables of the keys that a person may write, from the classes that read them: each key, what it takes, its default, its text.

A page marks the place of a table with `<!-- keys: Measure -->` and `<!-- end of keys -->`; what stands between is made.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from vmo.schema import Dated, Told

BLOCK = re.compile(r"(<!-- keys: (\w+) -->\n).*?(<!-- end of keys -->)", re.DOTALL)
WORDS = {
    str: "text",
    int: "whole number",
    Decimal: "number",
    bool: "`true` or `false`",
    Any: "as its function takes it",
}


def filled(page: str, *roots: type[Told]) -> str:
    """The page with every table made anew; raises KeyError for a class that no root reaches."""
    known = {shape.__name__: shape for root in roots for shape in shapes(root)}
    return BLOCK.sub(lambda found: f"{found[1]}{table(known[found[2]])}\n{found[3]}", page)


def shapes(root: type[Told]) -> Iterator[type[Told]]:
    """The class and all those that its keys lead to, each once."""
    seen, waiting = [root], [root]
    while waiting:
        for field in waiting.pop(0).model_fields.values():
            for one in _tolds(field.annotation):
                if one not in seen:
                    seen.append(one)
                    waiting.append(one)
    yield from seen


def table(shape: type[Told]) -> str:
    rows = [
        f"| `{field.alias or name}` | {_takes(field.annotation)} | {_default(field)} | {_said(field)} |"
        for name, field in shape.model_fields.items()
    ]
    return "\n".join(["| key | takes | default | what |", "| --- | --- | --- | --- |", *rows])


def _said(field: FieldInfo) -> str:
    return " ".join((field.description or "").split()).replace("|", "\\|")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "…"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value in ({}, [], ()) or isinstance(value, Told):
        return ""
    return f"`{value}`"


def _takes(annotation: Any) -> str:
    """What a key takes, in words.

    >>> _takes(dict[str, list[str]]), _takes(Literal["block", "miss"])
    ('name → list of text', '`block`, `miss`')
    """
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _takes(inner[0])
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in inner)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_takes(one) for one in inner if one is not type(None)))
    if origin is dict:
        key = {str: "name", int: "number"}.get(inner[0], _takes(inner[0]))
        return f"{key} → {_takes(inner[1])}"
    if origin in (list, tuple):
        return f"list of {_takes(inner[0])}"
    if isinstance(annotation, type) and issubclass(annotation, Dated):
        entry = get_args(annotation.model_fields["root"].annotation)[1]
        return f"history of {_takes(entry.model_fields['value'].annotation)}"
    if isinstance(annotation, type) and issubclass(annotation, Told):
        return f"keys of {annotation.__name__}"
    return WORDS.get(annotation) or getattr(annotation, "__name__", str(annotation))


def _tolds(annotation: Any) -> Iterator[type[Told]]:
    if isinstance(annotation, type) and issubclass(annotation, Dated):
        entry = get_args(annotation.model_fields["root"].annotation)[1]
        yield from _tolds(entry.model_fields["value"].annotation)
    elif isinstance(annotation, type) and issubclass(annotation, Told):
        yield annotation
    for one in get_args(annotation):
        yield from _tolds(one)
