"""What a contract asks of rows: a metric or a quantity under terms, per segment; the key of every count.

The key names the function, its terms and the text of the code that counts, so changed code counts again.
"""

import hashlib
import inspect
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Literal

from vmo import catalogue, charging, plugins, relief, windows
from vmo.calendars.business_time import on_business
from vmo.calendars.openings import Openings
from vmo.catalogue import visits
from vmo.counting import grains
from vmo.counting.beside import Beside, Follow
from vmo.counting.code import code
from vmo.counting.forecasts import beside, ever_beside
from vmo.counting.timed import Timed, on_clock
from vmo.kinds import CREDITED
from vmo.money import plain
from vmo.records import RefusedError
from vmo.relief import Away, Reliefs, reliefs
from vmo.terms import Charge, Contract, Measure, Scope, Segment, Variance, scope_of, segments

# What attain tells a metric of a segment; no term of a contract.
GIVEN = frozenset({"per", "open_s", "counted_on", "months"})
CALENDAR = "calendar"  # beside the terms of a segment whose clock stands while the service is closed: its openings
LENGTHS = frozenset({"cycle_h", "target_h"})  # what tells due times
STARTS = frozenset({"received", "opened"})  # and where they start
START = "start"
LONGEST_DAYS = 366  # an item is found in the month in which it is due if it came within so many days before
STRATA = "strata"  # the term that has strata weighted by their size (`vmo/tallies/strata.py`)
Verb = Literal["measure", "quantity"]


@dataclass(frozen=True)
class Ask:
    """One function over one kind of row. `terms` are its keyword arguments, sorted by name; rows in `without` do not count.

    Where the rows of later days matter to it, `scope` narrows both to what the contract looks at, and `beside` are the
    deliveries that hold them.
    """

    verb: Verb
    function: str
    kind: str
    terms: tuple[tuple[str, Hashable], ...]
    without: tuple[Away, ...] = ()
    openings: Openings | None = None
    scope: tuple[tuple[str, tuple[str, ...]], ...] = ()
    beside: tuple[Beside, ...] = ()

    @property
    def look(self) -> str:
        """How the function looks at rows (`vmo/counting/arranged.py`)."""
        return self.timed.label if self.timed else look(self.verb, self.function, self.arguments)

    @cached_property
    def timed(self) -> Timed | None:
        """The clock that its due times and lengths of time run on, where they do (`vmo/counting/timed.py`)."""
        try:
            return _timed(self) if self.verb == "measure" else None
        except RefusedError:
            return None  # counting under these terms says what is wrong with them

    @property
    def of_values(self) -> bool:
        """Whether rows are counted by the value of each, as the sizes of strata are."""
        found = self.look
        arranging = plugins.find("arrangements", found) if found in plugins.names("arrangements") else None
        return getattr(arranging, "OF_VALUES", False)

    @property
    def lists(self) -> bool:
        """Whether the single values are listed, as the times of a percentile are."""
        return self.verb == "measure" and catalogue.metric(self.function).of_values

    @property
    def arguments(self) -> dict[str, Any]:
        """The terms as the function takes them: text, int, Decimal, or a list or mapping of these."""
        return {name: _thawed(value) for name, value in self.terms}

    @property
    def key(self) -> str:
        terms = [f"{name}={_text(value)}" for name, value in self.terms]
        terms += [self.openings.key] if self.openings else []
        out = [f"without {one.begin} {one.end} {one.scope}" for one in self.without]
        out += [f"scope {self.scope}"] * bool(self.scope) + [f"beside {one}" for one in self.beside]
        counting = code(self.verb, self.function, _every_look(self.verb, self.function))
        named = "\n".join([self.verb, self.function, self.kind, *terms, *out, counting])
        return hashlib.sha256(named.encode()).hexdigest()[:24]

    @property
    def days_ahead(self) -> int | None:
        """For how many days after a row later ones matter to it; None where they never do."""
        term = ahead(self.verb, self.function)
        return None if term is None else int(self.arguments[term])

    def near(self, partner: str, days: Iterable[date], follow: Follow | None = None) -> "Ask":
        """The same, asked of one delivery: without the windows that none of its rows can lie in, and with what follows it."""
        told = days if look(self.verb, self.function, self.arguments) == CREDITED else None
        without = relief.near(self.without, partner, told) if self.without else ()
        if self.days_ahead is None:
            return replace(self, without=without)
        own = tuple(one for one in self.scope if one[0] != "partner")
        return replace(self, without=without, scope=own, beside=follow(self.days_ahead) if follow else ())


def ask(
    verb: Verb,
    function: str,
    kind: str,
    terms: dict[str, Any],
    without: tuple[Away, ...] = (),
    scope: Scope | None = None,
) -> Ask:
    """An Ask from parsed terms; the terms that the function does not take are left out, and a `scope` that does not matter."""
    required, optional = _of_rows(verb, function)
    taken = {name: value for name, value in terms.items() if name in required | optional}
    openings = terms.get(CALENDAR) if "clock" in taken else None
    frozen = tuple(sorted((name, _frozen(value)) for name, value in taken.items()))
    within = scope if scope and ahead(verb, function) else {}
    among = tuple(sorted((name, tuple(sorted(values))) for name, values in within.items()))
    return Ask(verb, function, kind, frozen, without, openings, among)


def ahead(verb: Verb, function: str) -> str | None:
    """The term that says for how many days after a row later ones matter to it (`AHEAD` of a way of counting)."""
    if verb == "quantity":
        return None
    return getattr(plugins.find("metrics", catalogue.metric(function).arithmetic), "AHEAD", None)


def signature(verb: Verb, function: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the terms that the function requires, and of those it may take: of rows, and where the window is attained."""
    found = [_of_rows(verb, function)]
    if verb == "measure":
        metric = catalogue.metric(function)
        module = plugins.find("metrics", metric.arithmetic)
        found += [_keywords(module.attain, GIVEN | frozenset(metric.fixed))] if hasattr(module, "attain") else []
        found += [signature(verb, metric.per)] if metric.per else []
    required = frozenset[str]().union(*(one for one, _ in found))
    return required, frozenset[str]().union(*(one for _, one in found)) - required


def _of_rows(verb: Verb, function: str) -> tuple[frozenset[str], frozenset[str]]:
    if verb == "measure":
        metric = catalogue.metric(function)
        required, optional = _keywords(plugins.find("metrics", metric.arithmetic).measure, frozenset(metric.fixed))
        return required, optional.union(*(_keywords(visits.counted) if metric.of_visits else ()))
    model = plugins.find("pricing", function)
    return _keywords(model.quantity) if hasattr(model, "quantity") else (frozenset(), frozenset())


def price_signature(model: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the terms that a pricing model's price requires, and of those it may take."""
    given = charging.OF_PAYMENT if model in charging.of_documents() else charging.GIVEN
    return _keywords(plugins.find("pricing", model).price, given)


def charge_signature(charge: Charge) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the terms that a charge's models require, and of those they may take: to count, and to price."""
    named = [name for name in (charging.counting(charge), charging.against(charge)) if name]
    told = [*(signature("quantity", name) for name in named), price_signature(charging.pricing(charge))]
    required = frozenset[str]().union(*(one for one, _ in told))
    beside = {*charging.adjustments(), *charging.conversions(), *([charging.HOURS] if named else [])}
    beside |= {charging.PRORATION} if charging.by_days(charging.pricing(charge)) else set()
    return required, frozenset(beside).union(*(one for _, one in told)) - required


def look(verb: Verb, function: str, terms: Mapping[str, Any] | None = None) -> str:
    """How the function looks at rows under its terms (`vmo/counting/arranged.py`)."""
    if verb == "quantity":
        return charging.look(function, terms or {})
    return catalogue.metric(function).looked(terms or {})


def _timed(one: Ask) -> Timed | None:
    metric = catalogue.metric(one.function)
    told = {**metric.fixed, **one.arguments}
    if not on_clock(metric.arithmetic, one.kind, told):
        return None
    module = plugins.find("metrics", metric.arithmetic)
    names = {
        name for function in (module.on_clock, module.due_times) for name in frozenset().union(*_keywords(function))
    }
    terms = tuple((name, _frozen(told[name])) for name in sorted(names & told.keys()))
    return Timed(metric.looked(one.arguments), metric.arithmetic, terms, told, one.openings)


@cache
def _every_look(verb: Verb, function: str) -> frozenset[str]:
    """Its looks under whatever terms."""
    chosen = catalogue.metric(function).looks if verb == "measure" else charging.looks(function)
    return frozenset([look(verb, function), *(one for words in chosen.values() for one in words.values())])


def looks(contract: Contract, kind_of: dict[str, str]) -> dict[str, set[str]]:
    """The ways in which a contract looks at the rows of each kind."""
    found: dict[str, set[str]] = {}
    for name, measure in contract.told.measures.items():
        metric = catalogue.metric(measure.metric)
        for terms in ({}, *_dated(measure)):
            found.setdefault(kind_of[f"measures.{name}"], set()).update(_seen_at(metric.looked(terms)))
            if LENGTHS & terms.keys() and metric.looked(terms).endswith("due"):
                found[kind_of[f"measures.{name}"]].update({START, *STARTS})
            for part, counted in ever_beside(measure).items():
                found.setdefault(kind_of[f"measures.{name}.{part}"], set()).update(_seen_at(look("measure", counted)))
            if metric.per:
                beneath = look("measure", metric.per, terms)
                found.setdefault(kind_of[f"measures.{name}.per"], set()).update(_seen_at(beneath))
    for name, charge in contract.told.charges.items():
        for function, key in charging.counted(name, charge):
            seen = [_seen_at(look("quantity", function, terms)) for terms in ({}, *_dated(charge))]
            found.setdefault(kind_of[key], set()).update(*seen)
    return found


def _dated(one: Measure | Charge) -> list[dict[str, Any]]:
    """Every value that a term ever has, one at a time."""
    return [{name: entry.value} for name, history in one.terms.items() for entry in history.root.values()]


def every_day(look_name: str) -> bool:
    """Whether the arrangement shows the rows on every day, so that a day without one is a day with nothing to show."""
    arranging = look_name in plugins.names("arrangements")
    return arranging and getattr(plugins.find("arrangements", look_name), "EVERY_DAY", False)


def days_back(looks_of_kind: Collection[str]) -> int:
    """How many days before a window a row may lie that a look still finds in it."""
    arranging = [plugins.find("arrangements", one) for one in looks_of_kind if one in plugins.names("arrangements")]
    longest = LONGEST_DAYS if START in looks_of_kind else 0
    return max((getattr(one, "DAYS_BACK", 0) for one in arranging), default=longest)


def _seen_at(look_name: str) -> set[str]:
    """The look, and those at whose instants its arrangement finds rows (its `SEEN_AT`)."""
    arranging = look_name in plugins.names("arrangements")
    return {look_name, *(getattr(plugins.find("arrangements", look_name), "SEEN_AT", ()) if arranging else ())}


def measure_segments(measure: Measure, first: date, last: date) -> list[Segment]:
    """What is judged of a measure in the month first to last: its window, cut where its own terms change (`vmo/windows.py`)."""
    return on_calendars(measure, windows.parts(measure, first, last))


def counted_segments(measure: Measure, first: date, last: date) -> list[Segment]:
    """What is counted for that: the same, and the months that its value is averaged with."""
    return [*measure_segments(measure, first, last), *averaged_segments(measure, first, last)]


def averaged_segments(measure: Measure, first: date, last: date) -> list[Segment]:
    """The earlier months that the value of a month is averaged with."""
    return on_calendars(measure, windows.averaged_with(measure, first, last))


def measure_reliefs(contract: Contract, name: str, first: date, last: date) -> Reliefs:
    """What is taken out of all that a measure looks at in the month first to last."""
    return reliefs(contract, name, windows.reach(contract.told.measures[name], first, last).earliest, last)


def on_calendars(measure: Measure, parts: list[Segment]) -> list[Segment]:
    """Parts of a window, with the openings of the contract where their clock stands while the service is closed."""
    return [replace(one, terms=on_calendar(measure, one.terms)) for one in parts]


def on_calendar(measure: Measure, terms: dict[str, Any]) -> dict[str, Any]:
    """The terms, and where one of them is a clock that stands while the service is closed the openings of the contract."""
    if measure.openings and on_business(terms.get("clock", "")):
        return {**terms, CALENDAR: measure.openings}
    return terms


def charge_segments(charge: Charge, first: date, last: date) -> list[Segment]:
    """The days of the window on which a charge is due, cut where its own terms change, unless it prices the window as one, and
    by the grain of its price (`vmo/counting/grains.py`).
    """
    begin, end = max(first, charge.first or first), min(last, charge.last or last)
    if begin > end:
        return []
    whole = charging.of_the_whole_window(charging.pricing(charge))
    return grains.cut(segments(charge.terms, begin, end, effective="next_period" if whole else "split"))


def attained(contract: Contract, first: date, last: date, kind_of: dict[str, str]) -> list[Ask]:
    """What a contract asks whose cells are wanted, not only their sum (`vmo/tallies/cells.py`)."""
    told = contract.told
    found = [
        ask("quantity", function, kind_of[key], segment.terms)
        for name, charge in told.charges.items()
        for function, key in charging.counted(name, charge)
        if charging.HOURS in charge.terms or charging.of_cells(function)
        for segment in charge_segments(charge, first, last)
    ]
    for name, measure in told.measures.items():
        metric = catalogue.metric(measure.metric)
        found += _beside(contract, name, first, last, kind_of)
        celled = measure.each or measure.forecast_delivered or STRATA in measure.terms
        if celled or hasattr(plugins.find("metrics", metric.arithmetic), "attain"):
            parts = [(metric.id, name), *([(metric.per, f"{name}.per")] if metric.per else [])]
            found += [
                ask(
                    "measure",
                    function,
                    kind_of[f"measures.{part}"],
                    segment.terms,
                    without,
                    scope_of(told, measure.scope),
                )
                for function, part in parts
                for segment in counted_segments(measure, first, last)
                for without in measure_reliefs(contract, name, first, last).each
            ]
    return list(dict.fromkeys(found))


def asks_of(measure: Measure, first: date, last: date, kind: str) -> list[Ask]:
    """What one measure asks of its own rows in the month first to last, whatever is taken out of them."""
    return [ask("measure", measure.metric, kind, one.terms) for one in measure_segments(measure, first, last)]


def asked(contract: Contract, first: date, last: date, kind_of: dict[str, str]) -> list[Ask]:
    """Everything a contract asks of rows in a window. `kind_of` names the kind for each measure and charge."""
    told = contract.told
    found = [
        ask("measure", function, kind_of[f"measures.{name}"], segment.terms, without, scope_of(told, measure.scope))
        for name, measure in told.measures.items()
        for function in filter(None, (measure.metric, catalogue.metric(measure.metric).error_by))
        for segment in counted_segments(measure, first, last)
        for without in measure_reliefs(contract, name, first, last).each
    ]
    found += [
        ask("measure", per, kind_of[f"measures.{name}.per"], segment.terms, without, scope_of(told, measure.scope))
        for name, measure in told.measures.items()
        if (per := catalogue.metric(measure.metric).per)
        for segment in counted_segments(measure, first, last)
        for without in measure_reliefs(contract, name, first, last).each
    ]
    found += [one for name in told.measures for one in _beside(contract, name, first, last, kind_of)]
    found += [
        ask("quantity", function, kind_of[key], segment.terms)
        for name, charge in told.charges.items()
        for function, key in charging.counted(name, charge)
        for segment in charge_segments(charge, first, last)
    ]
    return list(dict.fromkeys(found))


def beside_ask(variance: Variance, function: str, kind: str, without: tuple[Away, ...] = ()) -> Ask:
    """What is counted beside a measure that is held to a forecast: its forecasts, or how long handling took."""
    return ask("measure", function, kind, {"author": variance.author} if variance.author else {}, without)


def _beside(contract: Contract, name: str, first: date, last: date, kind_of: dict[str, str]) -> list[Ask]:
    away = measure_reliefs(contract, name, first, last).each
    return [
        beside_ask(variance, function, kind_of[f"measures.{name}.{part}"], without)
        for segment in counted_segments(contract.told.measures[name], first, last)
        if (variance := segment.terms.get("forecast_variance"))
        for part, function in beside(variance).items()
        for without in (away if part == "handling" else [()])
    ]


def of_delivery(asks: Iterable[Ask], partner: str, days: Collection[date], follow: Follow) -> dict[Ask, list[str]]:
    """What is counted of one delivery: each ask as it is near it, and the keys of the asks that it answers.

    `follow` tells the deliveries that hold what comes up to so many days after it.
    """
    found: dict[Ask, list[str]] = {}
    for one in asks:
        if partner in dict(one.scope).get("partner", (partner,)):
            found.setdefault(one.near(partner, days, follow), []).append(one.key)
    return found


@cache
def _keywords(function: Any, fixed: frozenset[str] = frozenset()) -> tuple[frozenset[str], frozenset[str]]:
    keywords = [
        p for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY and p.name not in fixed
    ]
    required = frozenset(p.name for p in keywords if p.default is p.empty)
    return required, frozenset(p.name for p in keywords) - required


class _Pairs(tuple[Any, ...]):
    """A term that is a mapping, as a key holds it: its pairs in the order of their names."""

    __slots__ = ()


def _frozen(value: Any) -> Hashable:
    if isinstance(value, dict):
        return _Pairs(sorted((str(name), _frozen(one)) for name, one in value.items()))
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _thawed(value: Hashable) -> Any:
    if isinstance(value, _Pairs):
        return {name: _thawed(one) for name, one in value}
    return list(map(_thawed, value)) if isinstance(value, tuple) else value


def _text(value: Hashable) -> str:
    """A term as text, equal for equal numbers.

    >>> _text(Decimal("20.0")) == _text(20), _text(("talk_s", "hold_s"))
    (True, 'talk_s,hold_s')
    """
    if isinstance(value, tuple):
        return ",".join(map(_text, value))
    return plain(value.normalize()) if isinstance(value, Decimal) else str(value)
