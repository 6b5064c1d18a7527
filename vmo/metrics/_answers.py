"""Answers: which rows of a survey hold a score, and on which scale (domain.md 1.9)."""

from decimal import Decimal
from typing import Any

import ibis

from vmo.metrics._tallies import column
from vmo.records import RefusedError

Number = Decimal | int
SCORE = "decimal(18,6)"


def answered(rows: Any) -> Any:
    return column(rows, "score").notnull()


def on_scale(rows: Any, lowest: Number, highest: Number) -> Any:
    """Whether a row is on the scale; a row that tells none is not. Raises RefusedError for a scale without boxes."""
    for term, number in (("scale_min", lowest), ("scale_max", highest)):
        if isinstance(number, bool) or not isinstance(number, Decimal | int):
            raise RefusedError([f"{term}: found {number!r}, expected a number, such as 5"])
    if lowest >= highest:
        raise RefusedError([f"scale_max: found {highest}, expected a number above scale_min {lowest}"])
    same = (column(rows, "scale_min") == exact(lowest)) & (column(rows, "scale_max") == exact(highest))
    return same.fill_null(False)


def exact(number: Number) -> Any:
    """A score as an exact literal."""
    return ibis.literal(f"{Decimal(number):f}").cast(SCORE)


def proven(counted: Any, unproven: Any) -> Any:
    """The count, null where any row is unproven."""
    return ibis.ifelse(unproven.any().fill_null(False), ibis.null("int64"), counted)
