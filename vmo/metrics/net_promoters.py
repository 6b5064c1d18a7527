"""Net promoters: promoters less detractors, out of all answers.

Scores of 9 and 10 promote, 0 to 6 detract, on the scale of 0 to 10 and no other (domain.md 1.9). `of` takes one side
alone: their shares are what the standard error is made of.

>>> import ibis
>>> answers = ibis.memtable({"score": [10, 9, 8, 6], "scale_min": [0] * 4, "scale_max": [10] * 4})
>>> ratio = measure(answers)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 4)
>>> measure(answers, of="passives")
Traceback (most recent call last):
vmo.records.RefusedError: of: found 'passives', expected one of net, promoters, detractors
"""

from typing import Any, Literal, get_args

from vmo.metrics._answers import answered, exact, on_scale, proven
from vmo.metrics._tallies import one_of
from vmo.records import Ratio

Of = Literal["net", "promoters", "detractors"]
LOWEST, HIGHEST, PROMOTES, DETRACTS = 0, 10, 9, 6


def measure(rows: Any, *, of: Of = "net") -> Ratio:
    """Promoters less detractors over answers; null where an answer is on another scale. Raises RefusedError."""
    one_of("of", of, get_args(Of))
    said = answered(rows)
    other = said & ~on_scale(rows, LOWEST, HIGHEST)
    promoters = rows.count(where=said & (rows.score >= exact(PROMOTES)))
    detractors = rows.count(where=said & (rows.score <= exact(DETRACTS)))
    counted = {"net": promoters - detractors, "promoters": promoters, "detractors": detractors}[of]
    return Ratio(proven(counted, other), proven(rows.count(where=said), other))
