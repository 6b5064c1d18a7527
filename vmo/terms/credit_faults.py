"""Credit faults: what is wrong with the credits of a contract, seen without any data (domain.md 7.1)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from vmo.schema import TermNotInForceError
from vmo.terms.credits import Credits
from vmo.terms.text import ContractText


def credit_faults(told: ContractText, credits_: Credits) -> Iterator[tuple[tuple[str, ...], str]]:
    if told.trigger is None:
        yield ("credits",), "credits need a `trigger`: expected, minimum or minimum_or_3x_expected"
    if credits_.allocation and credits_.at_risk_percent is None:
        yield ("credits", "allocation"), "shares of an at-risk amount need an `at_risk_percent`"
    for day, base in credits_.at_risk_base.root.items() if credits_.at_risk_base else ():
        for charge in base.value if isinstance(base.value, list) else ():
            if charge not in told.charges:
                place = ("credits", "at_risk_base", str(day))
                yield place, f"{charge!r} is not a charge; known: {', '.join(told.charges)}; or write `all`"
    for day, entry in credits_.allocation.root.items() if credits_.allocation else ():
        place = ("credits", "allocation", str(day))
        for measure, share in entry.value.items():
            if measure not in told.measures:
                yield place, f"{measure!r} is not a measure; known: {', '.join(told.measures)}"
            elif told.measures[measure].target is None:
                yield place, f"{measure!r} has no target, so it can bear no credit; give it one or take it out"
            elif told.measures[measure].class_ != "critical":
                yield place, f"{measure!r} is of class key, which is reported only; make it critical or take it out"
            if share < 0:
                yield place, f"{measure!r} has {share}, less than nothing"
            if share > 100:
                yield place, f"{measure!r} has {share}, more than 100 percent of the at-risk amount"
        pool = _pool(credits_, day)
        total = sum(entry.value.values(), Decimal(0))
        if pool is not None and total > pool:
            yield (
                place,
                f"adds up to {total}, above the pool of {pool}; lower an allocation or raise the pool ({entry.ref})",
            )
    for day, curves in credits_.curves.root.items() if credits_.curves else ():
        for measure in curves.value:
            if measure not in told.measures:
                yield (
                    ("credits", "curves", str(day)),
                    f"{measure!r} is not a measure; known: {', '.join(told.measures)}",
                )


def _pool(credits_: Credits, day: date) -> Decimal | None:
    if credits_.pool_percent is None:
        return Decimal(100)
    try:
        return credits_.pool_percent.on(day)
    except TermNotInForceError:
        return None
