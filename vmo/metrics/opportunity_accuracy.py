"""Opportunity accuracy: opportunities without an error, out of all that applied.

Counted over criteria, so errors that fall in one evaluation weigh as much as errors in many: never the same figure as
unit accuracy (domain.md 1.5). Where the feed maps no opportunities, a criterion that applies is one, and failing it is
one error.

>>> import ibis
>>> criteria = ibis.memtable({"errors": [0, 2, 0], "opportunities": [4, 4, 2]})
>>> ratio = measure(criteria)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(8, 10)
>>> measure(criteria.drop("errors", "opportunities"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column errors or passed, which the feed does not map
"""

from typing import Any

import ibis

from vmo.metrics._evaluated import proven
from vmo.metrics._tallies import column
from vmo.records import Ratio, UnmappedColumnError


def measure(rows: Any) -> Ratio:
    """Opportunities without error over opportunities; a blank count makes both null. Raises UnmappedColumnError."""
    applies = rows.applicable.fill_null(True) if "applicable" in rows.columns else ibis.literal(True)
    if "opportunities" in rows.columns:
        chances, errors = rows.opportunities, column(rows, "errors")
        blank = applies & (chances.isnull() | errors.isnull())
        return Ratio(
            proven((chances - errors).sum(where=applies), blank, "int64"),
            proven(chances.sum(where=applies), blank, "int64"),
        )
    told = [rows[name].notnull() for name in ("errors", "passed") if name in rows.columns]
    if not told:
        raise UnmappedColumnError("errors", "passed")
    failed = ibis.literal(False)
    if "errors" in rows.columns:
        failed = failed | (rows.errors > 0).fill_null(False)
    if "passed" in rows.columns:
        failed = failed | (~rows.passed).fill_null(False)
    blank = applies & ~(told[0] | told[-1])
    return Ratio(proven(rows.count(where=applies & ~failed), blank, "int64"), rows.count(where=applies))
