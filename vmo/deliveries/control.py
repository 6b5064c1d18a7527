"""Control files: the partner's own count of the rows of an export, and sums of its columns, in a small file beside it."""

import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

PAIR = re.compile(r"\s*(?P<key>[^=:;,\t]+?)\s*[=:;,\t]\s*(?P<value>.*?)\s*;?")
WHOLE = re.compile(r"[0-9]+")
NUMBER = re.compile(r"[+-]?[0-9]+([.][0-9]+)?")
CLOCK = re.compile(r"([0-9]+):([0-5]?[0-9]):([0-5]?[0-9])")
SECONDS = {"s": Fraction(1), "ms": Fraction(1, 1000), "min": Fraction(60), "h": Fraction(3600), "day": Fraction(86400)}


class UnreadableControlError(Exception):
    """The control file does not tell the count; the message says what it holds instead."""


def rows(content: bytes, key: str) -> int:
    r"""The count under `key` in `KEY=VALUE`, `KEY: VALUE`, `KEY;VALUE` lines or in a JSON object.

    >>> rows(b"FILE=calls.csv\nROWS=31599\n", "ROWS"), rows(b'{"ROWS": 31599}', "ROWS")
    (31599, 31599)
    >>> rows(b"ROWS=", "ROWS")
    Traceback (most recent call last):
    vmo.deliveries.control.UnreadableControlError: found nothing after ROWS, expected a whole number
    """
    told = _told(content, key)
    if not WHOLE.fullmatch(told):
        raise UnreadableControlError(f"found {told[:40] or 'nothing'} after {key}, expected a whole number")
    return int(told)


def total(content: bytes, key: str, unit: str, mark: str = ".") -> Fraction:
    r"""The sum under `key`, of a number of the `unit`, in seconds where that is a time; `mark` is the decimal mark.

    >>> total(b"TALK=1.5", "TALK", "min"), total(b"TALK=26:00:01", "TALK", "hh:mm:ss"), total(b"SUM=-2,50", "SUM", "s", ",")
    (Fraction(90, 1), Fraction(93601, 1), Fraction(-5, 2))
    >>> total(b"TALK=1.5", "TALK", "hh:mm:ss")
    Traceback (most recent call last):
    vmo.deliveries.control.UnreadableControlError: found 1.5 after TALK, expected hh:mm:ss
    """
    told = _told(content, key)
    if unit == "hh:mm:ss":
        parts = CLOCK.fullmatch(told)
        if not parts:
            raise UnreadableControlError(f"found {told[:40] or 'nothing'} after {key}, expected hh:mm:ss")
        hours, minutes, seconds = map(int, parts.groups())
        return Fraction(3600 * hours + 60 * minutes + seconds)
    number = told.replace(mark, ".")
    if not NUMBER.fullmatch(number):
        raise UnreadableControlError(f"found {told[:40] or 'nothing'} after {key}, expected a number")
    return Fraction(Decimal(number)) * SECONDS[unit]


def _told(content: bytes, key: str) -> str:
    """What stands under the key, once."""
    text = content.decode("utf-8-sig", errors="replace")
    counts = _of_json(text, key) if text.lstrip().startswith("{") else _of_lines(text, key)
    if not counts:
        raise UnreadableControlError(f"found no line of {key} in {len(content)} bytes, expected {key}=number")
    if len(set(counts)) > 1:
        raise UnreadableControlError(f"found {key} as {' and as '.join(counts)}, expected it once")
    return counts[0]


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
