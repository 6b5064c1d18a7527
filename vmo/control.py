"""Control files: the partner's own count of the rows of an export, in a small file beside it."""

import json
import re
from typing import Any

PAIR = re.compile(r"\s*(?P<key>[^=:;,\t]+?)\s*[=:;,\t]\s*(?P<value>.*?)\s*;?")
WHOLE = re.compile(r"[0-9]+")


class UnreadableControlError(Exception):
    """The control file does not tell the count; the message says what it holds instead."""


def rows(content: bytes, key: str) -> int:
    r"""The count under `key` in `KEY=VALUE`, `KEY: VALUE`, `KEY;VALUE` lines or in a JSON object.

    >>> rows(b"FILE=calls.csv\nROWS=31599\n", "ROWS"), rows(b'{"ROWS": 31599}', "ROWS")
    (31599, 31599)
    >>> rows(b"ROWS=", "ROWS")
    Traceback (most recent call last):
    vmo.control.UnreadableControlError: found nothing after ROWS, expected a whole number
    """
    text = content.decode("utf-8-sig", errors="replace")
    counts = _of_json(text, key) if text.lstrip().startswith("{") else _of_lines(text, key)
    if not counts:
        raise UnreadableControlError(f"found no line of {key} in {len(content)} bytes, expected {key}=number")
    if len(set(counts)) > 1:
        raise UnreadableControlError(f"found {key} as {' and as '.join(counts)}, expected it once")
    if not WHOLE.fullmatch(counts[0]):
        raise UnreadableControlError(f"found {counts[0][:40] or 'nothing'} after {key}, expected a whole number")
    return int(counts[0])


def _of_lines(text: str, key: str) -> list[str]:
    pairs = [PAIR.fullmatch(line) for line in text.splitlines()]
    return [pair["value"].strip("\"'") for pair in pairs if pair and pair["key"].strip("\"'") == key]


def _of_json(text: str, key: str) -> list[str]:
    try:
        told: Any = json.loads(text, parse_float=str)
    except json.JSONDecodeError as error:
        raise UnreadableControlError(f"the JSON breaks off at character {error.pos}, expected a whole object") from None
    value = told.get(key)
    return [] if value is None else [str(value)]
