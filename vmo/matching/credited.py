"""Credits and bonus of the bill against those of the month: CREDIT, without tolerance (domain.md 5.3).

Where every credit of the bill names its measure they are compared measure by measure, else by their sum. Whichever measure
they are given for, no more is withheld than they lack in all.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from vmo.matching import split
from vmo.matching.laid import BONUS, CREDIT, CREDITS
from vmo.records import BilledLine, Expected, Variance

ZERO = Decimal(0)
Laid = tuple[str, BilledLine]


def is_credit(key: str) -> bool:
    """Whether a key is no charge: a credit, or bonus."""
    return is_given(key) or key == BONUS or key.startswith(f"{BONUS}.")


def is_given(key: str) -> bool:
    """Whether a key is a credit."""
    return key == CREDITS or key.startswith(CREDIT)


def variances(expected: Expected, rows: Sequence[Laid]) -> Iterator[Variance]:
    """What the bill credits too little, or too much; what it pays itself as a bonus that is not due."""
    given = [(key, line) for key, line in rows if is_given(key)]
    found: list[Variance] = []
    if all(key != CREDITS for key, _ in given):
        measures = dict.fromkeys(
            [*(one.measure for one in expected.credits), *(key.removeprefix(CREDIT) for key, _ in given)]
        )
        for measure in measures:
            owed = [one for one in expected.credits if one.measure == measure]
            lines = [line for key, line in given if key == f"{CREDIT}{measure}"]
            found += _compared(
                f"{CREDIT}{measure}", sum((one.amount for one in owed), ZERO), lines, {one.clause for one in owed}
            )
    else:
        owed_in_all = sum((one.amount for one in expected.credits), ZERO)
        clauses = {one.clause for one in expected.credits}
        found += _compared(CREDITS, owed_in_all, [line for _, line in given], clauses)
    yield from _netted(found, expected)
    bonus = [line for key, line in rows if key == BONUS or key.startswith(f"{BONUS}.")]
    paid = sum((line.amount for line in bonus), ZERO)
    if paid != expected.bonus:
        what = f"a bonus of {paid:f} is billed; {expected.bonus:f} is due"
        yield _variance(BONUS, paid - expected.bonus, what, bonus, f"{expected.bonus:f}", f"{paid:f}", "")


def _netted(found: Sequence[Variance], expected: Expected) -> Iterator[Variance]:
    """What is withheld of each. Damages bear no tax; a credit in several categories bears that of each, no single one."""
    left = max(sum((one.difference for one in found), ZERO), ZERO)
    for one in found:
        withheld = min(one.withheld, left)
        left -= withheld
        yield replace(
            one,
            withheld=withheld,
            verdict="dispute" if withheld else "report",
            tax_rate=ZERO if expected.damages else None if len(split.due(expected, one.charge)) > 1 else one.tax_rate,
        )


def within(billed: Decimal, found: Sequence[Variance]) -> Iterator[Variance]:
    """All that a bill differs by; of its credits no more is withheld than the bill would pay without them.

    A bill of which every row is disputed is paid with nothing, and never turned into a claim.
    """
    left = max(billed - sum((one.withheld for one in found if not is_given(one.charge)), ZERO), ZERO)
    for one in found:
        if not is_given(one.charge) or one.withheld <= left:
            left -= one.withheld if is_given(one.charge) else ZERO
            yield one
            continue
        why = f"{one.why}; {left:f} of it is withheld, for no more would be paid"
        yield replace(one, withheld=left, verdict="dispute" if left else "report", why=why)
        left = ZERO


def _compared(key: str, owed: Decimal, lines: Sequence[BilledLine], clauses: Iterable[str]) -> Iterator[Variance]:
    credited = -sum((line.amount for line in lines), ZERO)
    if credited != owed:
        why = f"a credit of {owed:f} is due; " + (f"{credited:f} is given" if lines else "none is given")
        yield _variance(
            key,
            owed - credited,
            why,
            lines,
            f"{-owed:f}",
            f"{-credited:f}" if lines else "nothing",
            ", ".join(sorted({*clauses} - {""})),
        )


def _variance(
    key: str, money: Decimal, why: str, lines: Sequence[BilledLine], ours: str, theirs: str, clause: str
) -> Variance:
    row = lines[0] if lines else None
    return Variance(
        "CREDIT",
        "dispute" if money > 0 else "report",
        money,
        max(money, ZERO),
        why,
        charge=key,
        number=row.number if row else "",
        line=row.id if row else "",
        text=row.text if row else f"service-level credit {key.removeprefix(CREDIT)}" if key != BONUS else "bonus",
        ours=ours,
        theirs=theirs,
        clause=clause,
        place=row.place if row else "",
        tax_rate=row.tax_rate if row else None,
    )
