r"""JSON in one piece: an array of objects, or an object with such an array in it, as interfaces answer with.

Each object is a record, on the line where it begins; its nested keys are named by their path with dots.

>>> recognise(b'\n[{"Id": 1}]'), recognise(b'{"tickets": ['), recognise(b"Id;Wait\n")
(True, True, False)
>>> list(elements('{"of": {"tickets": [\n{"Id": 1.50},\n\n{"Id":\n2}]}}', "of.tickets"))
[(2, '{"Id": 1.50}'), (4, '{"Id": 2}')]
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from vmo.formats._export import Export, Places, Source
from vmo.formats._objects import APART, of_objects
from vmo.formats._text import Layout, scan
from vmo.records import Finding, RefusedFeedError

BOM = "\ufeff"
LARGEST = 500_000_000
DECODER = json.JSONDecoder(parse_float=str, parse_int=str)  # what is wanted is where a value ends


def recognise(head: bytes) -> bool:
    """Whether the first bytes can be those of JSON."""
    return head.removeprefix(BOM.encode()).lstrip().startswith((b"{", b"["))


def read(source: Source, *, columns: list[str], unused: list[str], array: str | None = None) -> Export:
    """The objects of the array as rows. `array`: the path of keys to the array, where the text is no array itself.

    Raises RefusedFeedError where the text is no JSON, or no array stands there.
    """
    with source.stream() as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        found = f"more than {LARGEST:,} bytes"
        raise _refused(
            source,
            1,
            "too large for JSON in one piece",
            found,
            "at most that",
            "have it exported by the day, or as JSON lines",
        )
    places: list[int] = []

    def written() -> Iterator[bytes]:
        try:
            for line, text in elements(content.decode().removeprefix(BOM), array):
                places.append(line)
                yield text.encode() + b"\n"
        except UnicodeDecodeError as error:
            line, found = content.count(b"\n", 0, error.start) + 1, repr(content[error.start : error.end])
            raise _refused(
                source, line, "the text is no UTF-8", found, "UTF-8, as JSON is", "ask for it again"
            ) from None
        except json.JSONDecodeError as error:
            act = "ask for it again, in one piece; it may have been cut off, or joined of several"
            raise _refused(source, error.lineno, "the text is no JSON", error.msg, "JSON", act) from None
        except LookupError as error:
            found, expected = error.args
            act = "set `options: {array: …}` to the keys that lead to the array"
            raise _refused(source, 1, "no array of records", found, expected, act) from None

    kept = source.keep(written())
    told = Places.of(np.arange(1, len(places) + 1), np.array(places, dtype=np.int64))
    lines = Export(["line"], 1, scan(kept, Layout(APART, b"", b"\n", 1), skip=0, new_line=True), told)
    return of_objects(source, lines, columns=columns, unused=unused)


def elements(text: str, path: str | None) -> Iterator[tuple[int, str]]:
    """(line, text in one line) of each element of the array at that path of keys.

    Raises JSONDecodeError, or LookupError(found, expected) where no array stands there.
    """
    begun = _array(text, path)
    line, counted = 1, 0
    at = _over(text, begun + 1)
    while text[at : at + 1] != "]":
        _, end = DECODER.raw_decode(text, at)
        line, counted = line + text.count("\n", counted, at), at
        yield line, " ".join(text[at:end].splitlines())
        at = _over(text, end)
        if text[at : at + 1] not in (",", "]"):
            raise json.JSONDecodeError("expected ',' or ']'", text, at)
        at = _over(text, at + 1) if text[at] == "," else at
    _whole(text, begun, at + 1, path)


def _whole(text: str, begun: int, end: int, path: str | None) -> None:
    """Raises JSONDecodeError where the array is not all: the text around it goes on, breaks off, or holds another like it."""
    keys = set(path.split(".")) if path else set()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if twice := keys & {name for name, times in Counter(name for name, _ in pairs).items() if times > 1}:
            raise json.JSONDecodeError(f"the key {min(twice)!r} twice", text, end)
        return dict(pairs)

    try:
        json.loads(f"{text[:begun]}null{text[end:]}", object_pairs_hook=once, parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        at = error.pos if error.doc is text or error.pos <= begun else error.pos - len("null") + end - begun
        raise json.JSONDecodeError(error.msg, text, at) from None


def _array(text: str, path: str | None) -> int:
    """Where the array begins."""
    at = _over(text, 0)
    for key in path.split(".") if path else ():
        at = _value(text, at, key)
    if text[at : at + 1] != "[":
        found = DECODER.raw_decode(text, at)[0]
        keys = f"an object with {', '.join(map(repr, found))}" if isinstance(found, dict) else repr(found)[:80]
        raise LookupError(keys, f"an array at {path!r}" if path else "an array")
    return at


def _value(text: str, at: int, wanted: str) -> int:
    """Where the value of a key of the object begins."""
    keys: list[Any] = []
    at = _over(text, at + 1) if text[at : at + 1] == "{" else len(text)
    while text[at : at + 1] == '"':
        key, end = DECODER.raw_decode(text, at)
        at = _over(text, end)
        if text[at : at + 1] != ":":
            raise json.JSONDecodeError("expected ':'", text, at)
        at = _over(text, at + 1)
        if key == wanted:
            return at
        keys.append(key)
        at = _over(text, DECODER.raw_decode(text, at)[1])
        at = _over(text, at + 1) if text[at : at + 1] == "," else at
    raise LookupError(f"an object with {', '.join(map(repr, keys))}" if keys else "no object", f"the key {wanted!r}")


def _over(text: str, at: int) -> int:
    """The next place that is no blank."""
    while text[at : at + 1] in (" ", "\t", "\n", "\r") and at < len(text):
        at += 1
    return at


def _refused(source: Source, line: int, what: str, found: str, expected: str, action: str) -> RefusedFeedError:
    return RefusedFeedError([Finding("format", "error", f"{source.name}:{line}", what, found, expected, action)])
