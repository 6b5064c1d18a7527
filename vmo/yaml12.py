"""YAML by the core rules of version 1.2, every value with its place, no float ever made.

PyYAML reads `NO` as false and `8:30` as 510, keeps the last of two equal keys and makes floats. Here the
parser only builds nodes; the values come from their text: true, false, null, integers, Decimal for numbers
with a point or an exponent, and dates written 2026-01-01; all else is text.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

Place = tuple[str | int, ...]

INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")  # 007 and 01 are codes of somebody, so text
NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LIBYAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a PyYAML may be built without it
LEVELS = 5000
WORDS = (
    dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
    | dict.fromkeys(("null", "Null", "NULL", "~", ""))
)


class FaultyTextError(Exception):
    """One or more faults of a text that a person wrote, each `file:line: what, found, expected, what to do`."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Text:
    """What a YAML file says (`data`) and on which line it says it."""

    path: Path
    data: Any
    lines: dict[Place, int] = field(repr=False)

    def at(self, place: Place) -> str:
        """`file:line` of the value, or of its nearest parent that the text has."""
        while place and place not in self.lines:
            place = place[:-1]
        return f"{self.path}:{self.lines.get(place, 1)}"


def read(path: Path) -> Text:
    """Read one file; raises FaultyTextError with file and line."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise FaultyTextError([f"{path}:1: no such file"]) from None
    except OSError as error:
        raise FaultyTextError([f"{path}:1: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        raise FaultyTextError(
            [f"{path}:1: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"]
        ) from None
    return parse(content, path)


def parse(content: str, path: Path) -> Text:
    r"""Parse the content of `path`.

    >>> parse("{a: NO, b: 8:30, c: 0.10, d: 2026-01-01}", Path("x.yaml")).data
    {'a': 'NO', 'b': '8:30', 'c': Decimal('0.10'), 'd': datetime.date(2026, 1, 1)}
    >>> parse("a: 1\na: 2", Path("x.yaml"))
    Traceback (most recent call last):
    vmo.yaml12.FaultyTextError: x.yaml:2: key 'a' stands twice (first on line 1); keep one of them
    """
    lines: dict[Place, int] = {}
    faults: list[str] = []
    try:
        root = _composed(content)
        data = None if root is None else _value(root, (), path, lines, faults)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise FaultyTextError([f"{path}:{line}: not YAML: {error.problem or error.context}"]) from None
    except yaml.YAMLError as error:
        raise FaultyTextError([f"{path}:1: not YAML: {str(error).splitlines()[0]}"]) from None
    except RecursionError:
        raise FaultyTextError([f"{path}:1: nested too deep, or an alias that contains itself; write it out"]) from None
    if faults:
        raise FaultyTextError(faults)
    return Text(path, data, lines)


def _composed(content: str) -> yaml.Node | None:
    """Build the nodes: by libyaml, eight times as fast, and by PyYAML itself where that finds a fault, to say which.

    libyaml's builder calls itself for every level and would end the process on a text made to be deep, so it
    gets none that could have so many levels.
    """
    levels = content.count("[") + content.count("{") + max(map(len, content.splitlines()), default=0)
    if levels < LEVELS:
        with suppress(yaml.YAMLError):
            return yaml.compose(content, Loader=LIBYAML)
    return yaml.compose(content, Loader=yaml.SafeLoader)


def _value(node: yaml.Node, place: Place, path: Path, lines: dict[Place, int], faults: list[str]) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return dict(_entries(node, place, path, lines, faults))
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*place, i), path, lines, faults) for i, child in enumerate(node.value)]
    return _scalar(node, path, faults)


def _entries(
    node: yaml.MappingNode, place: Place, path: Path, lines: dict[Place, int], faults: list[str]
) -> Iterator[tuple[Any, Any]]:
    seen: dict[str, int] = {}
    for key_node, child in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(f"{path}:{line}: a key must be one word, found a {key_node.id}")
            continue
        key = _scalar(key_node, path, faults)
        if isinstance(key, bool):
            key = key_node.value  # the words of a flag are keys too, and no key is a truth
        name = str(key)
        if name in seen:
            what = "day" if isinstance(key, date) else "key"
            faults.append(f"{path}:{line}: {what} {name!r} stands twice (first on line {seen[name]}); keep one of them")
            continue
        seen[name] = line
        lines[*place, str(key)] = line
        yield key, _value(child, (*place, str(key)), path, lines, faults)


def _scalar(node: Any, path: Path, faults: list[str]) -> Any:
    text: str = node.value
    if node.style:
        return text
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    if NUMBER.fullmatch(text):
        return Decimal(f"{Decimal(text):f}")
    if DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            faults.append(f"{path}:{node.start_mark.line + 1}: {text} is not a day of the calendar")
    return text
