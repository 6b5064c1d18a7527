"""Derived: each amount of a month as the steps that it comes from, down to batches and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo import charging
from vmo.counting.forecasts import VOLUME, WORKLOAD
from vmo.derivation import Step, grouped
from vmo.money import for_reading, plain
from vmo.past import CORRECTION, LATE_FEE
from vmo.pipeline.basis import Month
from vmo.pipeline.contributing import Batch, Contributing
from vmo.pipeline.figures import Figure, held_beside, of_charge, of_measure
from vmo.pipeline.stated import Key, Stated, found
from vmo.records import Attainment, Beyond, Bonus, Credit, Document, Line, Tax
from vmo.schema import Dated

ZERO = Decimal(0)
PARTS = (CORRECTION, "credit", "bonus")  # models of lines that say a part of a month
OF_VERSIONS = (VOLUME, WORKLOAD)  # told by every version of a forecast, of which one counts
PLACES = 12  # what does not end by then is told as a fraction
BASES = {
    "share": "at risk",
    "money": "money",
    "percent_of_charges": "1 % of the charges",
    "points": "a point",
}


@dataclass(frozen=True)
class Derived:
    """A document made once more, the calculation of its month, what it said of itself, and the steps between.

    `source` says where its amounts come from, `beside` what the lines come from that no row is counted for: those that rolled in
    from earlier months, and late fees.
    """

    month: Month
    document: Document
    calculation: Document
    said: Stated
    contributing: Contributing
    source: str = "from the lake"
    beside: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)

    @property
    def differs(self) -> dict[Key, tuple[Decimal | None, Decimal | None]]:
        """Every amount that the lake gives and the document does not say, or the other way round: (lake, said)."""
        made = found(self.document)
        keys = [*made, *(key for key in self.said.amounts if key not in made)]
        both = {key: (made.get(key), self.said.amounts.get(key)) for key in keys}
        return {key: pair for key, pair in both.items() if pair[0] != pair[1]}

    def whole(self) -> Step:
        """The document."""
        totals = self.document.totals
        money = [
            self.total("charges", [self.line(one) for one in self.document.lines]),
            *([self.total("credits", [self.credit(one) for one in self.document.credits])] if totals.credits else []),
            *([self.total("bonus", [self.bonus(one) for one in self.document.bonuses])] if totals.bonus else []),
        ]
        net = self.total("net", money)
        return self.total("gross", [net, *map(self.tax, self.document.taxes)])

    def total(self, name: str, of: Iterable[Step] = ()) -> Step:
        """A total and what it adds up."""
        amount: Decimal = getattr(self.document.totals, name)
        return Step(f"{name} {self._compared(('totals', name, ''), amount)}", {"amount": plain(amount)}, tuple(of))

    def line(self, one: Line) -> Step:
        """A line ← quantity × rate ← what was counted."""
        if one.model in PARTS:
            return self._part(one)
        if one.model == LATE_FEE:
            amount = self._compared(("lines", one.id, str(one.first)), one.amount)
            facts = {"amount": plain(one.amount), "line": one.id}
            return Step(f"{one.id} {amount}: {one.text}", facts, self.beside.get(one.id, ()))
        name = one.id.partition(".")[0]
        charge = self.month.contract.told.charges.get(name)
        per = f" ÷ {plain(Decimal(one.per))}" if one.per != 1 else ""
        said = f"{grouped(one.quantity)} {one.unit} × {plain(one.rate)}{per} ({one.clause}), {one.first} to {one.last}"
        facts = {"quantity": plain(one.quantity), "unit": one.unit, "rate": plain(one.rate), "clause": one.clause}
        made = Step(said, facts, (*self._terms(charge.terms if charge else {}, one.first), *self._counted(one, name)))
        amount = self._compared(("lines", one.id, str(one.first)), one.amount)
        return Step(f"{one.id} {amount}: {one.text}", {"amount": plain(one.amount), "line": one.id}, (made,))

    def _part(self, one: Line) -> Step:
        """A line of a document of lines only ← what of the month it is, as that comes to now."""
        amount = self._compared(("lines", one.id, str(one.first)), one.amount)
        facts = {"amount": plain(one.amount), "line": one.id}
        if self.document is self.calculation:  # it rolled in from an earlier month
            return Step(f"{one.id} {amount}: {one.text}", facts, self.beside.get(one.id, ()))
        month = replace(self, document=self.calculation, said=Stated("", {}))
        told = month.document
        now = [month.line(line) for line in told.lines if (line.id, line.first) == (one.id, one.first)]
        now += [
            month.credit(own) for own in told.credits if (f"credit.{own.measure}", own.first) == (one.id, one.first)
        ]
        now += [month.bonus(own) for own in told.bonuses if (f"bonus.{own.measure}", own.first) == (one.id, one.first)]
        return Step(f"{one.id} {amount}: {one.text}", facts, tuple(now))

    def credit(self, one: Credit) -> Step:
        """A credit ← base × share × days × severity × multiplier ← its measure."""
        said = (
            f"{BASES[one.returns]} {_exact(one.base)} × share {_exact(one.share)} × {one.days}/{one.window_days} days × "
            f"severity {_exact(one.severity)} × multiplier {_exact(one.multiplier)} ({one.clause})"
        )
        if one.curve:
            said += f", {one.curve}"
        if one.amount != one.uncapped:
            said += f"; {grouped(one.uncapped)} before the caps"
        facts = {
            "base": str(one.base),
            "share": str(one.share),
            "severity": str(one.severity),
            "multiplier": str(one.multiplier),
            "uncapped": plain(one.uncapped),
            "clause": one.clause,
        }
        measured = [
            step
            for a in self.document.attainments
            if (a.id, a.first) == (one.measure, one.first)
            for step in [self.measure(a)]
        ]
        made = Step(said, facts, (*(self._at_risk() if one.returns == "share" else ()), *measured))
        amount = self._compared(("credits", one.measure, str(one.first)), one.amount)
        return Step(f"credit {one.measure} {amount}", {"amount": plain(one.amount), "measure": one.measure}, (made,))

    def bonus(self, one: Bonus) -> Step:
        """A bonus ← pool × share × days × reach ← its measure."""
        said = (
            f"pool {_exact(one.pool)} × share {_exact(one.share)} × {one.days}/{one.window_days} days × "
            f"reach {_exact(one.reach)} ({one.clause})"
        )
        measured = [self.measure(a) for a in self.document.attainments if (a.id, a.first) == (one.measure, one.first)]
        amount = self._compared(("bonuses", one.measure, str(one.first)), one.amount)
        made = Step(said, {"pool": str(one.pool), "reach": str(one.reach), "clause": one.clause}, tuple(measured))
        return Step(f"bonus {one.measure} {amount}", {"amount": plain(one.amount), "measure": one.measure}, (made,))

    def tax(self, one: Tax) -> Step:
        """A tax ← base × rate."""
        said = f"{grouped(one.base)} × {plain(one.rate)} % ({one.clause})"
        made = Step(said, {"base": plain(one.base), "rate": plain(one.rate), "clause": one.clause})
        return Step(
            f"tax {one.category} {grouped(one.amount)} {self.document.currency}", {"amount": plain(one.amount)}, (made,)
        )

    def measure(self, one: Attainment) -> Step:
        """A measure ← numerator and denominator ← batches ← files, with its terms and what was taken out."""
        value = "n/a" if one.value is None else f"{plain(for_reading(one.value))} {one.unit}"
        ratio = (
            f"{plain(one.numerator)} / {plain(one.denominator)}"
            if one.numerator is not None and one.denominator is not None
            else "no data"
        )
        levels = "".join(
            f", {name} {level}"
            for name, level in (("expected", one.expected), ("minimum", one.minimum))
            if level is not None
        )
        said = f"{one.id} {value} = {ratio}{levels}: {one.state}, {one.first} to {one.last} ({one.clause})"
        facts = {
            "measure": one.id,
            "numerator": None if one.numerator is None else plain(one.numerator),
            "denominator": None if one.denominator is None else plain(one.denominator),
            "state": one.state,
            "terms": one.terms,
            "clause": one.clause,
        }
        figures = of_measure(self.month, one.id, one.first)
        told = [self.contributing.batches(figure) for figure in figures]
        counted = [batch for batches in told for batch in batches]
        sums = sum((b.numerator for b in counted), ZERO), sum((b.denominator for b in counted), ZERO)
        if one.numerator is not None and sums not in ((one.numerator, one.denominator), (one.numerator, ZERO)):
            said += "; made of what is counted below, cell by cell"
        measure, beside = self.month.contract.told.measures[one.id], held_beside(self.month, one.id, one.first)
        of = [*self._terms({**measure.terms, **measure.judging}, one.first), *self._excluded(one)]
        return Step(
            said,
            facts,
            (*of, *map(_figure, figures, told), *(_figure(f, self.contributing.batches(f)) for f in beside)),
        )

    def figures(self, name: str, first: date) -> list[Figure]:
        """What is counted of rows for a line or a measure, and for what it is held to."""
        if name in self.month.contract.told.measures:
            return [*of_measure(self.month, name, first), *held_beside(self.month, name, first)]
        return of_charge(self.month, name, first)

    def _compared(self, key: Key, amount: Decimal) -> str:
        said = self.said.amounts.get(key)
        if not self.said.amounts:
            return f"{grouped(amount)} {self.document.currency} in its month as it is now"
        told = f"{grouped(amount)} {self.document.currency} {self.source}"
        if said == amount:
            return f"{told} = {grouped(said)} as {self.said.word}"
        if said is None:
            return f"{told}, nothing as {self.said.word}"
        return f"{told} ≠ {grouped(said)} as {self.said.word}, a difference of {amount - said:+,f}"

    def _at_risk(self) -> tuple[Step, ...]:
        percent, base = self.document.at_risk_percent, self.document.at_risk_base
        credits_ = self.month.contract.told.credits
        if percent is None or base is None or credits_ is None or credits_.at_risk_percent is None:
            return ()
        since = credits_.at_risk_percent.first_day(self.month.first)
        said = f"at risk: {plain(percent)} % of {grouped(base)} ({self.document.credits_clause}, since {since})"
        return (Step(said, {"percent": plain(percent), "base": plain(base), "clause": self.document.credits_clause}),)

    def _terms(self, histories: Mapping[str, Dated[Any]], day: date) -> list[Step]:
        found_ = []
        for name, history in histories.items():
            if min(history.root) > day:
                continue
            entry, since = history.entry(day), history.first_day(day)
            value = _written(entry.value)
            facts = {"term": name, "value": value, "clause": entry.ref, "since": str(since)}
            found_.append(Step(f"{name} {value} ({entry.ref}, since {since})", facts))
        return found_

    def _excluded(self, one: Attainment) -> list[Step]:
        if one.relieved is None:
            return []
        return [
            Step(
                f"exclusion {excluded.id}: {excluded.type}, {excluded.begins} to {excluded.ends}, {excluded.word}"
                + (f", approved by {excluded.approved_by}" if excluded.approved_by else ""),
                {"exclusion": excluded.id, "word": excluded.word},
            )
            for excluded in self.document.exclusions
            if excluded.id in (*one.relieved.applied, *one.relieved.pending)
        ] + [
            Step(
                f"{cell.cell} came beyond its forecast: {_left(cell)}; {_exact(cell.owed)} of {_exact(cell.volume)} contacts"
                " are owed",
                {"cell": cell.cell, "by": ", ".join(cell.by), "owed": _exact(cell.owed)},
            )
            for cell in one.relieved.beyond
        ]

    def _counted(self, one: Line, name: str) -> list[Step]:
        figures = of_charge(self.month, name, one.first)
        if not figures:
            charge = self.month.contract.told.charges.get(name)
            why = "priced by the contract alone, no row is counted" if charge else f"{one.text}; no row is counted"
            others = charge is not None and charging.of_others(charging.pricing(charge))
            return [Step("made of what the other charges came to; no row is counted of its own" if others else why)]
        return [_figure(figure, self.contributing.batches(figure)) for figure in figures]


def _left(cell: Beyond) -> str:
    """What of a cell left its band, each with the most that the band holds."""
    bands = {
        "volume": ("contacts", cell.volume, cell.volume_allowed),
        "aht": ("s each", cell.aht_s, cell.aht_allowed_s),
        "workload": ("s of work", cell.workload_s, cell.workload_allowed_s),
    }
    told = [(unit, came, allowed) for name, (unit, came, allowed) in bands.items() if name in cell.by]
    return ", ".join(f"{_exact(came)} {unit} above {_exact(allowed)}" for unit, came, allowed in told)


def _figure(figure: Figure, batches: Sequence[Batch]) -> Step:
    over, under = sum((b.numerator for b in batches), ZERO), sum((b.denominator for b in batches), ZERO)
    plain_count = figure.ask.verb == "quantity" or not under
    said = f"{_number(over)} counted" if plain_count else f"{_number(over)} of {_number(under)} counted"
    if figure.beneath:
        said = f"{_number(under)} beneath"
    if figure.ask.function in OF_VERSIONS:
        said = f"{_number(over)} in every locked version together"
    said += f" by {figure.ask.function} of {figure.ask.kind}, {figure.segment.first} to {figure.segment.last}"
    said += "".join(f", {name} {'/'.join(values)}" for name, values in figure.scope.items())
    facts = {
        "counted": plain(over),
        "out_of": plain(under),
        "function": figure.ask.function,
        "kind": figure.ask.kind,
    }
    of_file: dict[tuple[str, str, str, str], list[Batch]] = {}
    for one in batches:
        delivery = one.delivery
        file = (delivery.partner, delivery.feed, delivery.landing.sha256, delivery.conforming.spec)
        of_file.setdefault(file, []).append(one)
    return Step(said, facts, tuple(_batches(figure, ones) for ones in of_file.values()))


def _sums(figure: Figure, over: Decimal, under: Decimal) -> str:
    """The counts of a figure as a reader says them: a plain count, or so many of so many."""
    if figure.beneath:
        return _number(under)
    plain_count = (
        figure.ask.verb == "quantity" or figure.over_another or figure.ask.function in OF_VERSIONS or not under
    )
    return _number(over) if plain_count else f"{_number(over)} of {_number(under)}"


def _batches(figure: Figure, of_file: Sequence[Batch]) -> Step:
    """The days of one file."""
    delivery = of_file[0].delivery
    over, under = sum((b.numerator for b in of_file), ZERO), sum((b.denominator for b in of_file), ZERO)
    rows = sum(one.rows for one in of_file)
    reading, landing = delivery.conforming.spec, delivery.landing
    landed = f"{landing.arrived_at:%Y-%m-%dT%H:%M:%SZ}"
    file = Step(
        f"{landing.name}, sha256 {landing.sha256}, landed {landed}",
        {"file": landing.name, "sha256": landing.sha256, "landed": landed},
    )
    days = [
        {
            "day": str(one.day),
            "rows": one.rows,
            "numerator": plain(one.numerator),
            "denominator": plain(one.denominator),
        }
        for one in of_file
    ]
    facts = {
        "feed": f"{delivery.partner}.{delivery.feed}",
        "rows": rows,
        "numerator": plain(over),
        "denominator": plain(under),
        "days": days,
        "reading": reading,
    }
    said = f"{delivery.partner}.{delivery.feed} {_days([one.day for one in of_file])}: {_sums(figure, over, under)}"
    return Step(f"{said} in {rows:,} rows, under suite and partner text {reading}", facts, (file,))


def _days(days: Sequence[date]) -> str:
    """The days of a file, in few words.

    >>> _days([date(2026, 10, 1)]), _days([date(2026, 10, 1), date(2026, 10, 2)])
    ('2026-10-01', '2026-10-01 to 2026-10-02')
    >>> _days([date(2026, 10, 1), date(2026, 10, 5)])
    '2026-10-01 to 2026-10-05, 2 days of it'
    """
    first, last = min(days), max(days)
    if first == last:
        return str(first)
    gaps = (last - first).days + 1 - len(days)
    return f"{first} to {last}" + (f", {len(days)} days of it" if gaps else "")


def _number(number: Decimal) -> str:
    whole = number.to_integral_value()
    return f"{whole:,f}" if whole == number else f"{number.normalize():,f}"


def _exact(number: Any) -> str:
    """An exact number: as a decimal where it ends, else as a fraction."""
    told = for_reading(number, PLACES)
    return _number(told) if Fraction(told) == Fraction(number) else str(number)


def _written(value: Any) -> str:
    told = value.model_dump(exclude_none=True) if hasattr(value, "model_dump") else value
    if isinstance(told, dict):
        return ", ".join(f"{name} {_written(one)}" for name, one in told.items())
    if isinstance(told, list | tuple):
        return ", ".join(map(_written, told))
    return plain(told) if isinstance(told, Decimal) else str(told)
