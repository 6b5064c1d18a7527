"""Unit accuracy: evaluations without an error of a class, out of all evaluations.

An evaluation with five errors is one defective unit, as one with a single error is (domain.md 1.5). `errors_of` names
the class: one of the critical ones, `critical` for all three, or `any` for every error, whatever its severity.

`strata: weighted` weighs each stratum by what it holds, Σ size × share ÷ Σ size, so that strata may be drawn from at
different rates; `pooled`, the default, counts every evaluation alike. An evaluation that does not tell its stratum and that
stratum's size then proves nothing.

>>> import ibis
>>> calls = ibis.memtable({"any_failed": [0, 5, 0, 0], "any_blank": [0, 0, 0, 0]})
>>> ratio = measure(calls, errors_of="any")
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(3, 4)
>>> measure(calls, errors_of="critical")
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column severity, which the feed does not map
"""

from typing import Any, Literal, get_args

from vmo.metrics._evaluated import ErrorsOf, defective, proven
from vmo.metrics._tallies import column, one_of
from vmo.records import Ratio

Strata = Literal["pooled", "weighted"]


def measure(rows: Any, *, errors_of: ErrorsOf = "critical", strata: Strata = "pooled") -> Ratio:
    """Evaluations without error over evaluations; raises UnmappedColumnError, RefusedError for a strange class."""
    one_of("errors_of", errors_of, get_args(ErrorsOf))
    one_of("strata", strata, get_args(Strata))
    bad, blank = defective(rows, errors_of)
    if strata == "weighted":
        unknown = column(rows, "stratum").isnull() | column(rows, "stratum_size").isnull()
        return Ratio(proven(rows.count(where=~bad), unknown | (blank & ~bad), "int64"), rows.count())
    return Ratio(proven(rows.count(where=~bad), blank & ~bad, "int64"), rows.count())
