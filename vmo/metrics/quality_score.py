"""Quality score: points earned, out of points that could be earned.

Only criteria that apply count. `auto_fail: critical` takes all points from an evaluation with a critical error;
`none`, the default, leaves them: a score can be 94 while critical accuracy is 80 (domain.md 1.5).

>>> import ibis
>>> told = {"earned": [90, 80], "possible": [100, 100], "points_blank": [0, 0]}
>>> calls = ibis.memtable(told)
>>> ratio = measure(calls)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(170, 200)
>>> measure(calls, auto_fail="critical")
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column errors or passed, which the feed does not map
"""

from typing import Any, Literal, get_args

from vmo.metrics._evaluated import defective, proven
from vmo.metrics._tallies import one_of
from vmo.records import Ratio, UnmappedColumnError

AutoFail = Literal["none", "critical"]
POINTS = "decimal(38,6)"


def measure(rows: Any, *, auto_fail: AutoFail = "none") -> Ratio:
    """Points over points; raises UnmappedColumnError, RefusedError for a strange `auto_fail`."""
    one_of("auto_fail", auto_fail, get_args(AutoFail))
    if "points_blank" not in rows.columns:
        raise UnmappedColumnError("points_earned", "points_possible")
    earned, possible, blank = rows.earned, rows.possible, rows.points_blank
    if auto_fail == "none":
        return Ratio(proven(earned.sum(), blank > 0, POINTS), proven(possible.sum(), blank > 0, POINTS))
    bad, open_ = defective(rows, "critical")
    over = proven(earned.sum(where=~bad), (blank > 0) | (open_ & ~bad), POINTS)
    return Ratio(over, proven(possible.sum(), blank > 0, POINTS))
