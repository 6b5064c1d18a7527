"""Premiums: a rate with percents on top, as for a language or a skill.

A term of any charge that has a rate. `stacking` says how several go together: of 25 and 10 percent `multiplicative` makes
37.5, `additive` 35, `max` 25 (domain.md 4, row 17).

>>> [str(adjust(Decimal("2.00"), percent=[25, 10], stacking=one)) for one in ("multiplicative", "additive", "max")]
['2.750000', '2.7000', '2.5000']
>>> adjust(Decimal("2.00"), percent=[25, 10])
Traceback (most recent call last):
vmo.records.RefusedError: premiums: stacking: 2 premiums, and not told how they go together; one of multiplicative, ...
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import mul
from typing import Any, Literal, get_args

from vmo.pricing._numbers import Number, exact, one_of, percent_of
from vmo.records import RefusedError

PLACE = 2

Stacking = Literal["multiplicative", "additive", "max"]


def adjust(
    rate: Decimal, *, percent: Number | Sequence[Number] | Mapping[str, Number], stacking: Stacking | None = None
) -> Decimal:
    """The rate with its premiums, exact. Several may be named, as `{japanese: 25, technical: 10}`."""
    told: Any = list(percent.values()) if isinstance(percent, Mapping) else percent
    several = told if isinstance(told, list | tuple) else [told]
    parts = [percent_of(exact("premiums: percent", one)) for one in several]
    if len(parts) > 1 and stacking is None:
        what = f"{len(parts)} premiums, and not told how they go together; one of {', '.join(get_args(Stacking))}"
        raise RefusedError([f"premiums: stacking: {what}"])
    if not parts:
        raise RefusedError(["premiums: percent: found none; take the term out"])
    one_of("premiums: stacking", stacking or "max", get_args(Stacking))
    if stacking == "multiplicative":
        return reduce(mul, (1 + one for one in parts), rate)
    return rate * (1 + (sum(parts, Decimal(0)) if stacking == "additive" else max(parts)))
