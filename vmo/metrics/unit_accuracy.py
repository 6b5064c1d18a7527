"""Unit accuracy: evaluations without an error of a class, out of all evaluations.

An evaluation with five errors is one defective unit, as one with a single error is (domain.md 1.5). `errors_of` names
the class: one of the critical ones, `critical` for all three, or `any` for every error, whatever its severity.

>>> import ibis
>>> calls = ibis.memtable({"any_failed": [0, 5, 0, 0], "any_blank": [0, 0, 0, 0]})
>>> ratio = measure(calls, errors_of="any")
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(3, 4)
>>> measure(calls, errors_of="critical")
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column severity, which the feed does not map
"""

from typing import Any, get_args

from vmo.metrics._evaluated import ErrorsOf, defective, proven
from vmo.metrics._tallies import one_of
from vmo.records import Ratio


def measure(rows: Any, *, errors_of: ErrorsOf = "critical") -> Ratio:
    """Evaluations without error over evaluations; raises UnmappedColumnError, RefusedError for a strange class."""
    one_of("errors_of", errors_of, get_args(ErrorsOf))
    bad, blank = defective(rows, errors_of)
    return Ratio(proven(rows.count(where=~bad), blank & ~bad, "int64"), rows.count())
