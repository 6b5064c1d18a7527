"""The past of a contract: its earlier months as they were recorded, from which every counter is made anew (decision M7).

Nothing here is a counter: repeats, earn-backs, ratchets and rights are recomputed from these facts whenever they are asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.records import Attainment, Cap, Credit, Line, Ratio, State

MANUAL = "manual"
EARN_BACK = "earn_back"
CORRECTION = "correction"
LATE_FEE = "late_fee"
WORST_FIRST: tuple[State, ...] = ("breach", "amber", "no_data", "met")


@dataclass(frozen=True, slots=True)
class PastPart:
    """A measure in one segment of a month: its days, the ratio that was measured, the state that was judged."""

    first: date
    last: date
    state: State
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def value(self, scale: int) -> Fraction | None:
        """In the metric's unit; None without data or volume."""
        value = Ratio(self.numerator, self.denominator).value
        return None if value is None else value * scale


@dataclass(frozen=True, slots=True)
class PastCredit:
    """A credit of a month: rounded before the caps, after them, and what of it was carried into the next month."""

    measure: str
    first: date
    uncapped: Decimal
    amount: Decimal
    carried: Decimal = Decimal(0)
    clause: str = ""
    under_caps: bool = True


@dataclass(frozen=True, slots=True)
class PastMonth:
    """One recorded month, `2026-10`: every measure's parts, and the money, where it was recorded.

    `base` is what percents are taken of; `cap` the month's cap, None without one; `returned` what earn-back gave back;
    `charges` what each charge came to, None where that was not recorded.
    """

    period: str
    parts: Mapping[str, tuple[PastPart, ...]] = field(default_factory=dict)
    credits: tuple[PastCredit, ...] = ()
    base: Decimal = Decimal(0)
    cap: Decimal | None = None
    bonus: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)
    charges: Mapping[str, Decimal] | None = None

    def state(self, measure: str) -> State | None:
        """The month's one step of a measure's counters: missed if a part is missed (M8); None where it has no part.

        >>> PastMonth("2026-10", {"sl": (PastPart(date(2026, 10, 1), date(2026, 10, 31), "met"),)}).state("sl")
        'met'
        """
        parts = self.parts.get(measure, ())
        return worst([part.state for part in parts]) if parts else None

    @property
    def capped(self) -> Decimal:
        """What was credited under the caps."""
        return sum((one.amount for one in self.credits if one.under_caps), Decimal(0))


def past_month(
    period: str,
    attainments: Iterable[Attainment],
    credits_: Iterable[Credit],
    *,
    base: Decimal,
    caps: Iterable[Cap],
    bonus: Decimal,
    returned: Decimal = Decimal(0),
    lines: Iterable[Line] = (),
) -> PastMonth:
    """A settled month as those after it look back on it."""
    parts: dict[str, list[PastPart]] = {}
    for one in attainments:
        part = PastPart(one.first, one.last, one.state, one.numerator, one.denominator)
        parts.setdefault(one.id, []).append(part)
    return PastMonth(
        period,
        {measure: tuple(own) for measure, own in parts.items()},
        tuple(
            PastCredit(one.measure, one.first, one.uncapped, one.amount, one.carried, one.clause, one.capped)
            for one in credits_
        ),
        base,
        next((one.limit for one in caps if one.of == "month"), None),
        bonus,
        returned,
        by_charge(lines),
    )


def by_charge(lines: Iterable[Line]) -> dict[str, Decimal]:
    """What each charge came to; manual lines, what was earned back, what corrects another month and late fees are nobody's."""
    found: dict[str, Decimal] = {}
    for line in lines:
        if line.model not in (MANUAL, EARN_BACK, CORRECTION, LATE_FEE):
            name = line.id.partition(".")[0]
            found[name] = found.get(name, Decimal(0)) + line.amount
    return found


def is_late_fee(line: Line) -> bool:
    """Whether a line is a late fee, or what one differs by from what was issued."""
    return line.model == LATE_FEE or (line.model == CORRECTION and line.id.startswith(f"{LATE_FEE}.payment-"))


def worst(states: Sequence[State]) -> State:
    """The state that speaks for several parts of a month.

    >>> worst(["met", "amber"]), worst(["no_volume", "met"]), worst(["excused", "excused"])
    ('amber', 'met', 'excused')
    """
    return next((state for state in WORST_FIRST if state in states), states[0])


def before(period: str, months: int = 1) -> str:
    """The period so many months earlier.

    >>> before("2026-03"), before("2026-03", 3), before("2026-03", -10)
    ('2026-02', '2025-12', '2027-01')
    """
    year, month = map(int, period.split("-"))
    ordinal = year * 12 + month - 1 - months
    return f"{ordinal // 12:04}-{ordinal % 12 + 1:02}"


def running(past: Sequence[PastMonth], measure: str, period: str) -> Iterator[tuple[PastMonth, State]]:
    """The months before a period in which a measure was judged, latest first, up to the first that is not recorded."""
    by_period = {month.period: month for month in past}
    wanted = before(period)
    while (month := by_period.get(wanted)) and (state := month.state(measure)):
        if state != "not_due":  # a part of a window is no step of any counter
            yield month, state
        wanted = before(wanted)
