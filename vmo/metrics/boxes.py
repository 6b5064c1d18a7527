"""Boxes: answers in the best or the worst boxes of a scale, out of all answers.

Only answers on the contract's own scale (`scale_min`, `scale_max`) are evidence: two boxes of 5 and two of 10 are not
alike, and scores of different scales are never put together (domain.md 1.9). `of`: top_two, top_one or bottom_two.

>>> import ibis
>>> answers = ibis.memtable({"score": [5, 4, 3, None], "scale_min": [1] * 4, "scale_max": [5] * 4})
>>> ratio = measure(answers, of="top_two", scale_min=1, scale_max=5)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(2, 3)
>>> measure(answers, of="top_two", scale_min=5, scale_max=5)
Traceback (most recent call last):
vmo.records.RefusedError: scale_max: found 5, expected a number above scale_min 5
"""

from decimal import Decimal
from typing import Any, Literal, get_args

from vmo.metrics._answers import Number, answered, exact, on_scale, proven
from vmo.metrics._tallies import one_of
from vmo.records import Ratio

Of = Literal["top_two", "top_one", "bottom_two"]


def measure(rows: Any, *, of: Of, scale_min: Number, scale_max: Number) -> Ratio:
    """Answers in the boxes over answers; null where an answer is on another scale. Raises RefusedError."""
    one_of("of", of, get_args(Of))
    other = ~on_scale(rows, scale_min, scale_max)
    boxes = {
        "top_two": rows.score >= exact(Decimal(scale_max) - 1),
        "top_one": rows.score >= exact(scale_max),
        "bottom_two": rows.score <= exact(Decimal(scale_min) + 1),
    }
    said = answered(rows)
    return Ratio(proven(rows.count(where=said & boxes[of]), said & other), proven(rows.count(where=said), said & other))
