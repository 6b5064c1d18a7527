"""Acted: whether each missed target has an action, none is overdue, a repeated miss has a new one, and what they changed.

Rules A1 to A4 of domain.md 2.4, over the register that a person keeps. "Overdue" is as of the last day of the month.

>>> from datetime import date
>>> hired = Action(measure="c.sl", missed=["2026-09"], cause="too few agents", action="hire ten", owner="site lead",
...                due=date(2026, 10, 15), done=date(2026, 10, 12))
>>> september = Month("c.sl", "2026-09", date(2026, 9, 30), missed=True)
>>> list(judge(september, [hired])), [one.rule for one in judge(september, [])]
([], ['A1'])
>>> october = Month("c.sl", "2026-10", date(2026, 10, 31), missed=True, before="2026-09")
>>> both = hired.model_copy(update={"missed": ["2026-09", "2026-10"], "done": None})
>>> [one.rule for one in judge(october, [both])]
['A2', 'A4']
>>> new = hired.model_copy(update={"missed": ["2026-10"], "due": date(2026, 11, 15), "done": None})
>>> list(judge(october, [hired, new]))
[]
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from vmo.actions import Action
from vmo.money import for_reading, plain
from vmo.records import Finding

UNANSWERED, OVERDUE, WITHOUT_EFFECT, NOTHING_NEW = "A1", "A2", "A3", "A4"
REGISTER = "write it to actions.yaml"


class Part(Protocol):
    """What was measured of a measure in a part of a month."""

    @property
    def numerator(self) -> Decimal | None: ...

    @property
    def denominator(self) -> Decimal | None: ...


@dataclass(frozen=True, slots=True)
class Month:
    """A measure's month: whether it missed, and the month before where that missed too."""

    where: str
    period: str
    last: date
    missed: bool
    before: str = ""


def judge(month: Month, register: Sequence[Action]) -> Iterator[Finding]:
    """An error for each thing that is not done."""
    own = [one for one in register if one.measure == month.where]
    answers = [one for one in own if month.period in one.missed]
    if month.missed and not answers:
        what = f"the miss of {month.period} has no cause, action, owner and date"
        yield Finding(UNANSWERED, "error", month.where, what, action=REGISTER)
    for one in own:
        if min(one.missed) <= month.period and one.due <= month.last and (one.done is None or one.done > month.last):
            yield Finding(
                OVERDUE,
                "error",
                month.where,
                f"an action of {one.owner} is overdue: {one.action}",
                "not done" if one.done is None else f"done on {one.done}",
                f"by {one.due}",
                "do it, and write the day to `done`",
            )
    if month.missed and month.before and answers and all(month.before in one.missed for one in answers):
        what = f"{month.period} missed again after {month.before}, and nothing new is done about it"
        yield Finding(
            NOTHING_NEW, "error", month.where, what, action=f"escalate, and decide on another action; {REGISTER}"
        )


def effect(
    month: Month, register: Sequence[Action], values: Mapping[str, Fraction], *, higher: bool
) -> Iterator[Finding]:
    """A warning for each action that was done before the month and after which the measure is no better.

    >>> done = Action(measure="c.sl", missed=["2026-08"], cause="c", action="hire ten", owner="o", due=date(2026, 9, 15),
    ...               done=date(2026, 9, 12))
    >>> october = Month("c.sl", "2026-10", date(2026, 10, 31), missed=True)
    >>> list(effect(october, [done], {"2026-08": Fraction(78), "2026-10": Fraction(79)}, higher=True))
    []
    >>> print(*effect(october, [done], {"2026-08": Fraction(78), "2026-10": Fraction(77)}, higher=True))
    c.sl: no better after an action that was done on 2026-09-12: hire ten: found 77 in 2026-10, expected better than 78 in \
2026-08; ask whether the cause was the right one
    """
    for one in register:
        worst = max(one.missed)
        if one.measure != month.where or one.done is None or one.done > month.last.replace(day=1):
            continue
        if worst >= month.period or not {worst, month.period} <= set(values):
            continue
        now, then = values[month.period], values[worst]
        if now <= then if higher else now >= then:
            yield Finding(
                WITHOUT_EFFECT,
                "warning",
                month.where,
                f"no better after an action that was done on {one.done}: {one.action}",
                f"{_read(now)} in {month.period}",
                f"better than {_read(then)} in {worst}",
                "ask whether the cause was the right one",
            )


def _read(value: Fraction) -> str:
    return plain(for_reading(value).normalize())
