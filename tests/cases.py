"""YAML cases as tests: every file of tests/metrics, tests/pricing and tests/curves gives one test a sentence.

Each case is counted twice, by the plug-in and by its proof, and both must give what the case expects.

    - name: A caller gone within the short-abandon time was never an offer
      function: call_service_level        # a metric id, a pricing model or a curve
      terms: {variant: sl_excl_short, threshold_s: 20, short_s: 5}
      kind: contacts                      # of rows; contacts unless told
      rows: |                             # `-` is no value; a column that is not named is not mapped
        outcome    wait_s
        answered   12
        abandoned  3
      expect: {numerator: 1, denominator: 1}

Of a metric per another, such as a cost per item, `per` is a table of the rows of that other; without it the numerator is
counted alone. `calendar` tells a business clock: `{zone: Europe/Berlin, hours: {mon-fri: "08:00-18:00"}, holidays: DE}`, or
`sites` of these.

Pricing expects quantity (in the unit that is counted), unit, priced (in the unit of the rate), rate, per, amount; of
several lines, `lines` with these words each, and amount is their sum. `of` names the model that counts, as in a charge;
without rows `given` holds the quantity and what else a settlement tells a price.
Curves are given `actual, expected, direction` and expect a severity; `percent` is what the table of `points` says.
`error`: words that a refusal says.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from calendars_told import days_of, openings_of, proven_due
from shown_numbers import number_of, shown
from worded_rows import rows_of

from vmo import catalogue, charging, plugins, proving, yaml12
from vmo.calendars.openings import Openings
from vmo.counting.arranged import arranged
from vmo.counting.asks import CALENDAR, Ask, ask
from vmo.counting.formulas import formula
from vmo.kinds import CREDITED, SPAN, kind
from vmo.money import plain, rounded
from vmo.records import Priced, Ratio, RefusedError
from vmo.terms import Charge

HERE = Path(__file__).parent
FOLDERS = ("metrics", "pricing", "curves")
KEYS = {"name", "function", "of", "terms", "kind", "rows", "per", "given", "currency", "calendar", "expect"}
EXPECTED = {
    "metrics": {"numerator", "denominator", "error"},
    "pricing": {"quantity", "unit", "priced", "rate", "per", "amount", "lines", "error"},
    "curves": {"severity", "percent", "error"},
}
TYPES = {
    "text": pa.string(),
    "code": pa.string(),
    "instant": pa.timestamp("us"),
    "seconds": pa.decimal128(12, 3),
    "count": pa.int64(),
    "number": pa.decimal128(18, 6),
    "flag": pa.bool_(),
}

OF_COUNTS = (
    "before",
    "whole",
    "against",
    "against_whole",
)  # given in what is counted, and to a proof in units of the price
ANY_TIME = datetime(2026, 1, 1)  # noqa: DTZ001  the lake keeps UTC without a zone

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One sentence that must hold, of one function under terms."""

    folder: str
    where: str
    name: str
    function: str
    terms: dict[str, Any]
    kind: str
    rows: Rows
    given: dict[str, Any]
    currency: str | None
    expect: dict[str, str | None]
    per: str = ""
    of: str | None = None
    lines: list[dict[str, Any]] | None = None
    calendar: Openings | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """The terms with the calendar that they run on, as an ask takes them."""
        return {**self.terms, **({CALENDAR: self.calendar} if self.calendar else {})}

    @property
    def needs_cells(self) -> bool:
        """Whether the figure is made of its cells (tests/attained.py)."""
        arithmetic = plugins.find("metrics", catalogue.metric(self.function).arithmetic)
        return hasattr(arithmetic, "attain") or self.terms.get("strata") == "weighted"


def read(path: Path) -> Iterator[Case]:
    """The cases of a file; a key that no case may have is refused."""
    folder, text = path.parent.name, yaml12.read(path)
    for i, told in enumerate(text.data):
        where = text.at((i,))
        unknown = (told.keys() - KEYS) | (told.get("expect", {}).keys() - EXPECTED[folder])
        if unknown or not told.get("expect"):
            allowed = ", ".join(sorted(KEYS | EXPECTED[folder]))
            raise ValueError(f"{where}: found {sorted(unknown) or 'no expect'}, allowed: {allowed}")
        rows_kind = told.get("kind", "contacts")
        yield Case(
            folder=folder,
            where=where,
            name=told["name"],
            function=told["function"],
            terms=told.get("terms", {}),
            kind=rows_kind,
            rows=rows_of(told.get("rows", ""), rows_kind),
            given=told.get("given", {}),
            currency=told.get("currency"),
            expect={
                key: None if value is None else str(value) for key, value in told["expect"].items() if key != "lines"
            },
            per=told.get("per", ""),
            of=told.get("of"),
            lines=told["expect"].get("lines"),
            calendar=openings_of(told["calendar"]) if "calendar" in told else None,
        )


def table_of(rows: Rows, kind_name: str, columns: Iterable[str] | None = None) -> Any:
    """The rows as an Ibis table of the types that the lake keeps; without rows, the named columns or all."""
    return ibis.memtable(arrow_of(rows, kind_name, columns))


def arrow_of(rows: Rows, kind_name: str, columns: Iterable[str] | None = None) -> pa.Table:
    known = kind(kind_name).columns
    names = list(rows[0]) if rows else list(columns or known)
    fields = [(name, TYPES[known[name].type]) for name in names]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


@cache
def engine() -> Any:
    return ibis.duckdb.connect(threads=1)


def value_of(expressions: Mapping[str, Any], rows: Any) -> dict[str, Any]:
    """The aggregates of a table, by name, in one scan."""
    (counted,) = engine().to_pyarrow(rows.aggregate(**expressions)).to_pylist()
    return dict(counted)


def taken(function: Callable[..., Any], terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms that are keyword-only arguments of the function."""
    parameters = inspect.signature(function).parameters.values()
    keywords = {parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY}
    return {name: value for name, value in terms.items() if name in keywords}


def looked_at(rows: Rows, kind_name: str, *looks: str | Ask) -> Any:
    """The rows as an Ibis table, as metrics of these looks, or asks, find them: placed in time, and arranged."""
    credited = kind(kind_name).credited
    table = arrow_of(rows, kind_name)
    at = [row.get(credited) or ANY_TIME for row in rows]
    quarters = [one.replace(minute=one.minute // 15 * 15, second=0, microsecond=0) for one in at]
    places = {
        "record": pa.array(range(1, len(rows) + 1), pa.int64()),
        "credited_on": pa.array([one.date() for one in at], pa.date32()),
        "quarter_at": pa.array(quarters, pa.timestamp("us")),
    }
    for name, column in places.items():
        table = table.append_column(name, column)
    timed = {one.look: one.timed for one in looks if isinstance(one, Ask) and one.timed}
    names = {one.look if isinstance(one, Ask) else one for one in looks}
    return arranged(ibis.memtable(table), kind_name, names, timed, between=days_of(rows))


def pieces(rows: Rows, kind_name: str, look: str, due_at: Any = None) -> Rows:
    """The plain rows as a proof of that look gets them: those that have the moment, pieces of spans, or all."""
    if look == CREDITED:
        return rows
    credited = kind(kind_name).credited
    whole = [row if row.get(credited) else {**row, credited: ANY_TIME} for row in rows]
    own = kind(kind_name).moments.get(look)
    spans = kind(kind_name).spans if look == SPAN else None
    for column in [own] if own else [spans.start, spans.end] if spans else []:
        if rows and column not in rows[0] and not due_at:
            raise RefusedError([f"{column}: not mapped"])
    return [dict(row) for row, _ in proving.looked_at(whole, credited, kind_name, look, due_at)]


def pieces_at(rows: Rows, kind_name: str, look: str) -> list[tuple[dict[str, Any], datetime]]:
    """The plain rows of a look, each with the instant at which it counts."""
    credited = kind(kind_name).credited
    whole = [row if row.get(credited) else {**row, credited: ANY_TIME} for row in rows]
    return [(dict(row), at) for row, at in proving.looked_at(whole, credited, kind_name, look)]


def measured(case: Case) -> tuple[Ratio, Ratio]:
    """A metric by its arithmetic and by its proof; of a metric `per` another the numerator only, unless both are told."""
    metric = catalogue.metric(case.function)
    if case.needs_cells or case.per:
        from attained import attained

        return attained(case)
    asked = ask("measure", metric.id, case.kind, case.asked)
    rows = looked_at(case.rows, case.kind, asked)
    ratio = formula(rows, asked)
    expressions = {"numerator": ratio.numerator, "denominator": ratio.denominator}
    counted = value_of({name: one for name, one in expressions.items() if one is not None}, rows)
    proof = plugins.find("proofs", metric.arithmetic)
    plain_terms = taken(proof.measure, proving.plain_terms(case.asked.items()))
    seen = pieces(case.rows, case.kind, metric.looked(case.terms), proven_due(metric, case.kind, case.asked))
    proven = proof.measure(seen, **metric.fixed, **plain_terms, population=metric.about(case.terms))
    return Ratio(counted["numerator"], counted.get("denominator")), proven


def quantities(case: Case, charge: Charge) -> tuple[Any, Any]:
    """What a charge counts of the rows, by its model and by the proof of that; as given where there are none."""
    name = charging.counting(charge)
    if name is None or not case.rows:
        given = case.given.get("quantity")
        return given, given
    model, proof = plugins.find("pricing", name), plugins.find("proofs", name)
    terms = taken(model.quantity, case.terms)
    look = charging.look(name, terms)
    rows = table_of(case.rows, case.kind) if look == CREDITED else looked_at(case.rows, case.kind, look)
    counted = (
        model.quantity(rows, **terms)
        if look == CREDITED
        else formula(rows, ask("quantity", name, case.kind, terms)).numerator
    )
    found = value_of({"quantity": counted}, rows)["quantity"]
    again = proof.quantity(pieces(case.rows, case.kind, look), **terms)
    return Decimal(found), again.numerator if isinstance(again, Ratio) else again


def check(case: Case) -> None:
    """Fail unless both calculations give what the case expects."""
    if "error" not in case.expect:
        CHECKS[case.folder](case)
        return
    words = str(case.expect["error"])
    for twin in (case.folder, "proofs"):
        with pytest.raises(RefusedError, match=words):
            REFUSALS[case.folder](case, twin)


def check_metric(case: Case) -> None:
    for counted in measured(case):
        assert shown(counted.numerator) == shown(case.expect["numerator"]), counted
        assert shown(counted.denominator) == shown(case.expect.get("denominator")), counted


def check_rate(case: Case) -> None:
    """A term of rates, by itself: `rate` is given and expected."""
    given = {name: value for name, value in case.given.items() if name != "rate"}
    for folder, exact in (("pricing", Decimal), ("proofs", Fraction)):
        found = plugins.find(folder, case.function).adjust(exact(case.given["rate"]), **case.terms, **given)
        assert shown(found) == shown(case.expect["rate"]), folder


def check_exchange(case: Case) -> None:
    """A term of a whole charge, by itself: an amount is given, and expected in the contract's currency."""
    given = {name: value for name, value in case.given.items() if name != "amount"}
    amount = Fraction(case.given["amount"])
    line = Priced(Decimal(case.given["amount"]), case.terms["currency"], Decimal(1), amount)
    line = plugins.find("pricing", case.function).convert(line, **case.terms, **given)
    assert line.amount == plugins.find("proofs", case.function).convert(amount, **case.terms, **given)
    assert line.amount == Fraction(line.quantity) * Fraction(line.rate) / Fraction(line.per)
    found = {key: number_of(line, key, case.currency) for key in case.expect}
    assert found == {key: value if key == "amount" else shown(value) for key, value in case.expect.items()}


def check_pricing(case: Case) -> None:
    if hasattr(plugins.find("pricing", case.function), "adjust"):
        check_rate(case)
        return
    if hasattr(plugins.find("pricing", case.function), "convert"):
        check_exchange(case)
        return
    charge = Charge(model=case.function, of=case.of, terms={})
    counted, proven = quantities(case, charge)
    if "quantity" in case.expect:
        assert shown(counted) == shown(case.expect["quantity"])
    assert counted == proven
    found = lines_of(case, charge, counted)
    if "amount" in case.expect:
        assert case.currency, f"{case.where}: an amount needs its currency"
        assert plain(sum((rounded(line.amount, case.currency) for line in found), Decimal(0))) == case.expect["amount"]
    single = {key: value for key, value in case.expect.items() if key not in ("quantity", "amount")}
    expected = case.lines if case.lines is not None else [single]
    assert len(found) == len(expected), found
    for line, told in zip(found, expected, strict=True):
        assert {key: number_of(line, key, case.currency) for key in told} == {
            key: value if key in ("unit", "amount") else shown(value) for key, value in told.items()
        }


def lines_of(case: Case, charge: Charge, counted: Any) -> list[Priced]:
    """The lines of a charge; their exact amounts are those of the proof, and quantity × rate ÷ per of each."""
    name, counting = charging.pricing(charge), charging.counting(charge)
    model, proof = plugins.find("pricing", name), plugins.find("proofs", name)
    size = getattr(plugins.find("proofs", counting), "SIZE", 1) if counting else 1
    counts = charging.model(counting) if counting else None
    told = counts.unit(**taken(counts.unit, case.terms)) if hasattr(counts, "unit") else getattr(counts, "UNIT", None)
    unit = {"unit": told} if counts else {}
    units = {key: Fraction(case.given[key]) / size for key in OF_COUNTS if key in case.given}
    lines = model.price(*([counted] if counting else []), **taken(model.price, {**case.terms, **unit, **case.given}))
    again = proof.price(
        *([Fraction(counted) / size] if counting else []), **taken(proof.price, {**case.terms, **case.given, **units})
    )
    assert [line.amount for line in lines] == again
    assert all(line.amount == Fraction(line.quantity) * Fraction(line.rate) / Fraction(line.per) for line in lines)
    return lines


def check_curve(case: Case) -> None:
    ((verb, expected),) = case.expect.items()
    for folder in ("curves", "proofs"):
        found = getattr(plugins.find(folder, case.function), verb)(**case.given, **case.terms)
        assert found == Fraction(str(expected)), folder


def refuse_metric(case: Case, folder: str) -> None:
    metric = catalogue.metric(case.function)
    look = metric.looked(case.terms)
    if folder == "proofs":
        rows: Any = pieces(case.rows, case.kind, look, proven_due(metric, case.kind, case.asked))
        plugins.find(folder, metric.arithmetic).measure(rows, **metric.fixed, **proving.plain_terms(case.asked.items()))
        return
    rows = looked_at(case.rows, case.kind, ask("measure", metric.id, case.kind, case.asked))
    plugins.find(folder, metric.arithmetic).measure(rows, **metric.fixed, **case.terms)


def refuse_pricing(case: Case, folder: str) -> None:
    if hasattr(plugins.find(folder, case.function), "convert"):
        given = {name: value for name, value in case.given.items() if name != "amount"}
        amount = Fraction(case.given["amount"])
        what: Any = amount if folder == "proofs" else Priced(Decimal(1), "PHP", Decimal(1), amount)
        plugins.find(folder, case.function).convert(what, **case.terms, **given)
        return
    if hasattr(plugins.find(folder, case.function), "adjust"):
        given = {name: value for name, value in case.given.items() if name != "rate"}
        plugins.find(folder, case.function).adjust(Decimal(case.given["rate"]), **case.terms, **given)
        return
    charge = Charge(model=case.function, of=case.of, terms={})
    counting = charging.counting(charge)
    if counting and "quantity" not in case.given:
        module = plugins.find(folder, counting)
        look = charging.look(counting, case.terms)
        rows: Any = (
            pieces(case.rows, case.kind, look)
            if folder == "proofs"
            else table_of(case.rows, case.kind)
            if look == CREDITED
            else looked_at(case.rows, case.kind, look)
        )
        module.quantity(rows, **taken(module.quantity, case.terms))
    price = plugins.find(folder, charging.pricing(charge)).price
    quantity = case.given.get("quantity", Decimal(1))
    price(*([quantity] if counting else []), **taken(price, {**case.terms, **case.given}))


def refuse_curve(case: Case, folder: str) -> None:
    plugins.find(folder, case.function).severity(**case.given, **case.terms)


CHECKS = {"metrics": check_metric, "pricing": check_pricing, "curves": check_curve}
REFUSALS = {"metrics": refuse_metric, "pricing": refuse_pricing, "curves": refuse_curve}


class CaseItem(pytest.Item):
    """One sentence."""

    def __init__(self, *, case: Case, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case

    def runtest(self) -> None:
        check(self.case)

    def repr_failure(self, excinfo: Any, style: Any = "short") -> Any:
        return f"{self.case.where}: {self.case.name}\n{super().repr_failure(excinfo, style)}"

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, int(self.case.where.rsplit(":", 1)[1]) - 1, self.name


class CaseFile(pytest.File):
    """One YAML file of sentences."""

    def collect(self) -> Iterator[CaseItem]:
        for case in read(self.path):
            yield CaseItem.from_parent(self, name=case.name, case=case)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    if file_path.suffix == ".yaml" and file_path.parent.name in FOLDERS and file_path.parent.parent == HERE:
        return CaseFile.from_parent(parent, path=file_path)
    return None


def pytest_unconfigure() -> None:
    """Close the engine, so that nothing is left when Python ends."""
    if engine.cache_info().currsize:
        engine().disconnect()
        engine.cache_clear()
