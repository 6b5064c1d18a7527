"""Comparison: months as they were charged, beside the same months under other terms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vmo.correction import LAST_MONTH
from vmo.correction.apportioned import BONUS, CREDIT
from vmo.money import plain
from vmo.records import Document, Party, State

TOTALS = ("charges", "credits", "bonus", "net", "tax", "gross")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Side:
    """What one month came to, or would come to: amounts by charge, measure and total; states by measure, part by part.
    `version` says of what was charged which one it is.
    """

    period: str
    lines: dict[str, Decimal]
    credits: dict[str, Decimal]
    totals: dict[str, Decimal]
    states: dict[str, tuple[State, ...]]
    version: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount on both sides; None where that side has none."""

    kind: str
    name: str
    charged: Decimal | None
    supposed: Decimal | None

    @property
    def difference(self) -> Decimal:
        return (self.supposed or ZERO) - (self.charged or ZERO)


@dataclass(frozen=True, slots=True)
class Turned:
    """The states of a measure on both sides; empty where that side has no such measure."""

    measure: str
    charged: tuple[State, ...]
    supposed: tuple[State, ...]

    @property
    def turns(self) -> bool:
        return self.charged != self.supposed


@dataclass(frozen=True, slots=True)
class ComparedMonth:
    """One month on both sides; `version` says which one was charged."""

    period: str
    amounts: tuple[Amount, ...]
    states: tuple[Turned, ...]
    version: str = ""

    @property
    def title(self) -> str:
        return f"{self.period}, {self.version}" if self.version else self.period


@dataclass(frozen=True, slots=True)
class Comparison:
    """Some months of one contract: `id` says whose and which, `terms` where the other terms stand."""

    id: str
    terms: str
    currency: str
    supplier: Party
    customer: Party
    months: tuple[ComparedMonth, ...]

    @property
    def totals(self) -> tuple[Amount, ...]:
        """The totals of all months together."""
        each = [{one.name: one for one in month.amounts if one.kind == "total"} for month in self.months]
        return tuple(
            Amount(
                "total",
                name,
                sum((one[name].charged or ZERO for one in each), ZERO),
                sum((one[name].supposed or ZERO for one in each), ZERO),
            )
            for name in TOTALS
        )


def of_document(document: Document) -> Side:
    """A document as one side; the parts of a charge or credit are one amount."""
    return Side(
        document.period,
        lines=_added((line.id.partition(".")[0], line.amount) for line in document.lines),
        credits=_added((one.measure, one.amount) for one in document.credits),
        totals={name: getattr(document.totals, name) for name in TOTALS},
        states=_states((one.id, one.state) for one in document.attainments),
    )


def of_results(documents: Sequence[dict[str, Any]]) -> Side:
    """The published result.json of each document of a month as one side: as the month bears its amounts, so that those of a
    credit note bear a sign, and a line that stands for a credit is one again.
    """
    first = documents[0]
    measures = {LAST_MONTH, *(one["id"] for one in first["attainment"])}
    lines: list[tuple[str, Decimal]] = []
    credits_: list[tuple[str, Decimal]] = []
    totals = dict.fromkeys(TOTALS, ZERO)
    for told in documents:
        sign = -1 if told["document"]["kind"] == "credit_note" else 1
        bonus = sign * Decimal(told["totals"]["bonus"])
        credits_ += [(one["measure"], Decimal(one["amount"])) for one in told["credits"]]
        for one in told["lines"]:
            name, amount = one["id"].split("."), sign * Decimal(one["amount"])
            stands_for = name[0] if len(name) > 1 and name[1] in measures else ""
            if stands_for == CREDIT:
                credits_.append((name[1], -amount))
            elif stands_for == BONUS:
                bonus += amount
            else:
                lines.append((name[0], amount))
        totals["bonus"] += bonus
        for what in ("net", "tax", "gross"):
            totals[what] += sign * Decimal(told["totals"][what])
    for what, amounts in (("charges", lines), ("credits", credits_)):
        totals[what] = sum((amount for _, amount in amounts), totals[what])
    return Side(
        first["period"],
        lines=_added(iter(lines)),
        credits=_added(iter(credits_)),
        totals=totals,
        states=_states((one["id"], one["state"]) for one in first["attainment"]),
    )


def compared(charged: Side, supposed: Side) -> ComparedMonth:
    """One month side by side, in the order in which it was charged; what is new follows."""
    amounts = [
        Amount(kind, name, before.get(name), after.get(name))
        for kind, before, after in (
            ("line", charged.lines, supposed.lines),
            ("credit", charged.credits, supposed.credits),
            ("total", charged.totals, supposed.totals),
        )
        for name in dict.fromkeys([*before, *after])
    ]
    measures = dict.fromkeys([*charged.states, *supposed.states])
    states = [Turned(name, charged.states.get(name, ()), supposed.states.get(name, ())) for name in measures]
    return ComparedMonth(charged.period, tuple(amounts), tuple(states), charged.version)


def table(found: Comparison, sides: tuple[str, str] = ("charged", "supposed")) -> str:
    """The comparison for a terminal, each side under its name."""
    rows = [("", *sides, "difference")]
    for month in found.months:
        rows += [(month.title, "", "", "")]
        rows += [_row(one) for one in month.amounts]
        rows += [
            (f"  {one.measure}", _in_words(one.charged), _in_words(one.supposed), "")
            for one in month.states
            if one.turns
        ]
    if len(found.months) > 1:
        rows += [("together", "", "", ""), *(_row(one) for one in found.totals)]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    lines = [
        f"{row[0]:{widths[0]}}  " + "  ".join(f"{one:>{w}}" for one, w in zip(row[1:], widths[1:], strict=True))
        for row in rows
    ]
    return "\n".join([f"{found.id} under {found.terms}, {found.currency}", *(line.rstrip() for line in lines)])


def told(found: Comparison) -> dict[str, Any]:
    """The comparison for programs, amounts as text."""
    return {
        "id": found.id,
        "terms": found.terms,
        "currency": found.currency,
        "months": [
            {
                "period": month.period,
                "charged": month.version or None,
                "amounts": [_json(one) for one in month.amounts],
                "states": [_turned(one) for one in month.states],
            }
            for month in found.months
        ],
        "totals": [_json(one) for one in found.totals],
    }


def _added(pairs: Iterator[tuple[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for name, amount in pairs:
        found[name] = found.get(name, ZERO) + amount
    return found


def _states(pairs: Iterator[tuple[str, Any]]) -> dict[str, tuple[State, ...]]:
    found: dict[str, tuple[State, ...]] = {}
    for name, state in pairs:
        found[name] = (*found.get(name, ()), state)
    return found


def _row(one: Amount) -> tuple[str, str, str, str]:
    name = f"  credit {one.name}" if one.kind == "credit" else f"  {one.name}"
    sign = "+" if one.difference > 0 else ""
    return (
        name,
        _amount(one.charged),
        _amount(one.supposed),
        f"{sign}{plain(one.difference)}" if one.difference else "=",
    )


def _amount(amount: Decimal | None) -> str:
    return "-" if amount is None else plain(amount)


def _in_words(states: tuple[State, ...]) -> str:
    return ", ".join(states) or "-"


def _json(one: Amount) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.name,
        "charged": None if one.charged is None else plain(one.charged),
        "supposed": None if one.supposed is None else plain(one.supposed),
        "difference": plain(one.difference),
    }


def _turned(one: Turned) -> dict[str, Any]:
    return {"measure": one.measure, "charged": list(one.charged), "supposed": list(one.supposed)}
