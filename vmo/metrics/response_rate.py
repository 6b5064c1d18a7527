"""Response rate: invitations that were answered, out of all invitations.

Answers that came unasked are on neither side.

>>> import ibis
>>> asked = ibis.memtable({"invited": [True, True, False], "score": [5, None, 5]})
>>> ratio = measure(asked)
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(asked.drop("invited"))
Traceback (most recent call last):
vmo.records.UnmappedColumnError: needs the column invited, which the feed does not map
"""

from typing import Any

from vmo.metrics._answers import answered
from vmo.metrics._tallies import column
from vmo.records import Ratio


def measure(rows: Any) -> Ratio:
    """Invitations answered over invitations; raises UnmappedColumnError where the feed does not tell who was invited."""
    invited = column(rows, "invited").fill_null(False)
    return Ratio(rows.count(where=invited & answered(rows)), rows.count(where=invited))
