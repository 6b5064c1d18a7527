"""Quarantine valued: what a month would come to if the rows in quarantine were accepted (domain.md 2.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from vmo.money import for_reading, plain
from vmo.records import Attainment, Document, Finding

RULE = "quarantine"


@dataclass(frozen=True, slots=True)
class Moved:
    """One measure in one segment as it stands, and as it would be; values in its unit, credits in the contract's currency."""

    before: Attainment
    after: Attainment
    credit: Decimal
    credit_after: Decimal

    @property
    def points(self) -> Fraction | None:
        """By how much the value would move; None where either is no value."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def turns(self) -> bool:
        return self.before.state != self.after.state

    @property
    def moves(self) -> bool:
        same = (self.before.numerator, self.before.denominator) == (self.after.numerator, self.after.denominator)
        return self.turns or not same or self.credit != self.credit_after

    def __str__(self) -> str:
        """One sentence for a person."""
        credit = f" and the credit from {self.credit} to {self.credit_after}" if self.before.credit_bearing else ""
        states = f" ({self.before.state} to {self.after.state})" if self.turns else ""
        return f"quarantine would change {self.before.id} from {_value(self.before)} to {_value(self.after)}{states}{credit}"


@dataclass(frozen=True, slots=True)
class Valued:
    """The rows of a month in quarantine by rule, the measures they would move, and the money: (as it is, as it would be)."""

    contract: str
    period: str
    currency: str
    rules: Mapping[str, int]
    rows: int
    measures: tuple[Moved, ...]
    charges: tuple[Decimal, Decimal]
    credits: tuple[Decimal, Decimal]
    net: tuple[Decimal, Decimal]

    def beside(self, document: Document) -> "Valued":
        """The same, with the document that was judged after the trial in place of the one that was tried."""
        return replace(
            self,
            measures=tuple(
                replace(moved, before=one, credit=_credit(document, one))
                for moved, one in zip(self.measures, document.attainments, strict=True)
            ),
            charges=(document.totals.charges, self.charges[1]),
            credits=(document.totals.credits, self.credits[1]),
            net=(document.totals.net, self.net[1]),
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A finding for each measure that would move, and one for the money; an error where a verdict would turn."""
        where, act = (
            f"{self.contract}/{self.period}",
            "look at the rows (vmo status), then vmo release or ask the partner",
        )
        rows = f"{self.rows} rows in quarantine: " + ", ".join(
            f"{n} of {rule}" for rule, n in sorted(self.rules.items())
        )
        told = [
            Finding(RULE, "warning", f"{where}.{one.before.id}", str(one), rows, action=act, rows=self.rows)
            for one in self.measures
            if one.moves
        ]
        if self.net[0] != self.net[1]:
            parts = ", ".join(
                f"{name} from {before} to {after}"
                for name, (before, after) in (("charges", self.charges), ("credits", self.credits), ("net", self.net))
                if before != after
            )
            what = f"quarantine would change {parts} {self.currency}"
            told.append(Finding(RULE, "warning", where, what, rows, action=act, rows=self.rows))
        return tuple(told)


def valued(document: Document, accepted: Document, rules: Mapping[str, int], rows: int) -> Valued:
    """Two documents of one month compared: as it stands, and with every row that a person could release."""
    return Valued(
        contract=document.contract,
        period=document.period,
        currency=document.currency,
        rules=rules,
        rows=rows,
        measures=tuple(
            Moved(before, after, _credit(document, before), _credit(accepted, after))
            for before, after in zip(document.attainments, accepted.attainments, strict=True)
        ),
        charges=(document.totals.charges, accepted.totals.charges),
        credits=(document.totals.credits, accepted.totals.credits),
        net=(document.totals.net, accepted.totals.net),
    )


def _credit(document: Document, one: Attainment) -> Decimal:
    zero = document.totals.credits - document.totals.credits
    return sum((c.amount for c in document.credits if (c.measure, c.first) == (one.id, one.first)), zero)


def _value(one: Attainment) -> str:
    return "no value" if one.value is None else f"{plain(for_reading(one.value).normalize())}"
