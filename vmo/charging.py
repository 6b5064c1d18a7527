"""Charging: which pricing model counts a charge, which prices it, and the terms that both take.

Counting and pricing are two ideas. A model of `vmo/pricing/` that has `quantity` counts rows; one that has `price` makes
lines: of a count, where its `price` takes a quantity, else of the contract alone. A charge names the model that prices it
and, as `of`, the one that counts; a model that counts and is named alone is priced by its own `price`, or at a unit rate.
"""

import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any

from vmo import plugins
from vmo.calendars import DAY_MIN, WEEKDAYS, opening
from vmo.kinds import CREDITED
from vmo.terms import Charge, Scope

Against = Mapping[
    str, Mapping[str, Mapping[str, str]]
]  # term → its word → model that counts → what that is held against

UNIT_RATE, SURCHARGE = "unit_rate", "surcharge"
MONEY = "currency"  # the unit of what is counted in money, and the dimension of its rows
PRORATION = "proration"  # a term of whatever is due by days: which days count
QUARTER_MIN = 15
HOURS = "hours"  # a term of whatever counts: only what falls into them, on the clock of the site
# What the settlement tells a price of its window and of what was counted; no term of a contract.
OF_PAYMENT = frozenset({"amount", "due_on", "paid_on", "disputed", "net", "gross", "issued_on"})
GIVEN = frozenset(
    {
        *("days", "window_days", "days_between", "first", "last", "unit", "before", "whole"),
        *("amounts", "volumes", "missed", "earlier", "tables", "home", "window_first", "window_last"),
        *("against", "against_whole", "in_parts", "dated"),
    }
)


def counting(charge: Charge) -> str | None:
    """The name of the model that counts the charge's rows; None where it is priced without a count."""
    return charge.of or (charge.model if counts(charge.model) else None)


def pricing(charge: Charge) -> str:
    """The name of the model that prices the charge."""
    return charge.model if prices(charge.model) else UNIT_RATE


def kind(charge: Charge) -> str | None:
    """The kind of rows that the charge is counted on; None where it is priced without a count."""
    name = counting(charge)
    return None if name is None else str(model(name).KIND)


def against(charge: Charge, terms: Mapping[str, Any] | None = None) -> str | None:
    """The name of the model that counts what the charge's own count is held against: that of its price, or of a word that one of
    its terms has there for such a count, ever or in these `terms`. None where it is held against nothing that is counted.
    """
    told: str | Against | None = getattr(model(pricing(charge)), "AGAINST", None)
    if told is None or isinstance(told, str):
        return told
    return next((held.get(counting(charge) or "") for held in _held(charge, told, terms)), None)


def _held(charge: Charge, told: Against, terms: Mapping[str, Any] | None = None) -> Iterator[Mapping[str, str]]:
    """Where a word of the price's terms holds the count against another, what that is for each model that counts."""
    for term, words in told.items():
        ever = [entry.value for entry in charge.terms[term].root.values()] if term in charge.terms else []
        for value in ever if terms is None else [terms.get(term)]:
            if isinstance(value, str) and value in words:
                yield words[value]


def possibly_against(name: str) -> list[str]:
    """The models that count what a price may hold a count against, whatever its terms say.

    >>> possibly_against("forecast_lock"), possibly_against("unit_rate")
    (['locked_handling', 'locked_volume'], [])
    """
    told: str | Against = getattr(model(name), "AGAINST", {})
    if isinstance(told, str):
        return [told]
    return sorted({one for words in told.values() for held in words.values() for one in held.values()})


def counted(name: str, charge: Charge) -> list[tuple[str, str]]:
    """The models that count for a charge, each with the key of its kind of rows: its own, and what that is held against."""
    named = ((counting(charge), f"charges.{name}"), (against(charge), f"charges.{name}.against"))
    return [(function, key) for function, key in named if function]


def is_known(charge: Charge) -> bool:
    """Whether there are models of the names that the charge gives, and they fit together (`vmo/faults` says why not)."""
    return next(faults(charge), None) is None


def faults(charge: Charge) -> Iterator[tuple[str, str]]:
    """What the names of the models cannot mean: (key of the charge, sentence)."""
    known = plugins.names("pricing")
    for key, name in (("model", charge.model), ("of", charge.of)):
        if name is not None and name not in known:
            yield key, f"{name!r} is not a pricing model; known: {', '.join(known)}"
    if charge.model in (*adjustments(), *conversions()):
        yield "model", f"{charge.model} is a term of other charges, and no price of its own"
        return
    if charge.model in known and getattr(model(charge.model), "OF_A_DOCUMENT", False):
        yield "model", f"{charge.model} prices a document and its payment, no month; name it under `invoice`"
        return
    if charge.model in known and of_cells(charge.model):
        yield "model", f"{charge.model} is what a count is held against, and no price of its own"
        return
    if charge.model not in known or charge.of not in (None, *known):
        return
    if charge.of is None:
        if of_a_count(charge.model) and not counts(charge.model):
            yield "model", f"{charge.model} prices a count; say of what: `of` one of {', '.join(counters())}"
    elif counts(charge.model):
        yield "of", f"{charge.model} counts itself; take `of` out"
    elif not of_a_count(charge.model):
        yield "of", f"{charge.model} prices no count; take `of` out"
    elif charge.of in known and of_cells(charge.of):
        yield "of", f"{charge.of} is what a count is held against, and counts nothing that is charged; take another"
    elif charge.of not in counters():
        yield "of", f"{charge.of} counts nothing; counting models: {', '.join(counters())}"
    else:
        yield from _held_otherwise(charge)


def _held_otherwise(charge: Charge) -> Iterator[tuple[str, str]]:
    """A count that is held against another of a different unit, or of other hours."""
    beside, price = against(charge), model(charge.model)
    words = getattr(price, "AGAINST", {})
    for held in [] if beside or isinstance(words, str) else _held(charge, words):
        why = getattr(price, "UNTOLD", {}).get(charge.of, f"a forecast does not tell what {charge.of} counts")
        yield "of", f"{why}; count by {', '.join(sorted(held))}, or tell the volumes in the contract"
        return
    if beside is None:
        alone = [term for term in getattr(price, "OF_AGAINST", ()) if term in charge.terms]
        yield from (
            ("terms", f"{term} speaks of a forecast that is delivered, and none is; take it out") for term in alone
        )
        return
    if of_cells(beside) and HOURS in charge.terms:
        yield (
            "terms",
            f"{beside} is of all hours, and `hours` count some; take them out, or tell what these are held against",
        )
    own, other = (model(name).UNIT for name in (charge.of or charge.model, beside))
    if isinstance(words, str) and (own.name, own.size) != (other.name, other.size):
        fitting = [name for name in counters() if name != beside and other == model(name).UNIT]
        what = f"{charge.of} counts in {own.name}, and {charge.model} holds it against {beside}, in {other.name}"
        yield "of", f"{what}; count by {' or '.join(fitting)}"


def model(name: str) -> ModuleType:
    return plugins.find("pricing", name)


def counts(name: str) -> bool:
    """Whether a model counts rows."""
    return hasattr(model(name), "quantity")


def counters() -> list[str]:
    """The models that count rows for a charge."""
    return [name for name in plugins.names("pricing") if counts(name) and not of_cells(name)]


def looks(name: str) -> Mapping[str, Mapping[str, str]]:
    """Term → its words by which a model that counts looks at rows otherwise than it does, each with that look."""
    return getattr(model(name), "LOOKS", {})


def look(name: str, terms: Mapping[str, Any]) -> str:
    """How a model that counts looks at rows under its terms (`vmo/counting/arranged.py`).

    >>> look("per_minute", {"at_border": "sliced"}), look("per_minute", {}), look("per_hour", {})
    ('handling_time', 'credited', 'agent_time')
    """
    told = [words[str(terms[term])] for term, words in looks(name).items() if str(terms.get(term)) in words]
    return told[0] if told else str(getattr(model(name), "LOOK", CREDITED))


def of_cells(name: str) -> bool:
    """Whether what a model counts is no sum, but made of its cells, as forecasts of several versions are."""
    return bool(getattr(model(name), "OF_CELLS", False))


def prices(name: str) -> bool:
    """Whether a model makes lines."""
    return hasattr(model(name), "price")


def of_a_count(name: str) -> bool:
    """Whether a model prices what another counted.

    >>> of_a_count("graduated"), of_a_count("fixed_fee")
    (True, False)
    """
    return prices(name) and "quantity" in inspect.signature(model(name).price).parameters


@cache
def keywords(function: Any) -> frozenset[str]:
    """The names that a function takes by keyword only."""
    return frozenset(p.name for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY)


def currency(terms: Mapping[str, Any], home: str) -> str:
    """The currency in which a charge is priced, before it is exchanged."""
    told = [terms[name] for name in conversions() if isinstance(terms.get(name), dict)]
    return str(told[0].get("currency", home)) if told else home


def own_scope(charge: Charge, scope: Scope, terms: Mapping[str, Any], home: str) -> Scope:
    """The scope of a charge's rows: money is added of one currency, its own, unless the scope names others."""
    name = counting(charge)
    if name is None or model(name).UNIT.name != MONEY or MONEY in scope:
        return scope
    return {**scope, MONEY: [currency(terms, home)]}


def of_others(name: str) -> bool:
    """Whether a price looks at what the other charges came to.

    >>> of_others("minimum_commitment"), of_others("graduated")
    (True, False)
    """
    return prices(name) and "amounts" in keywords(model(name).price)


def by_days(name: str) -> bool:
    """Whether a price depends on the days of the part of the window that it is due.

    >>> by_days("fixed_fee"), by_days("fte"), by_days("unit_rate")
    (True, True, False)
    """
    return prices(name) and "window_days" in keywords(model(name).price)


def adjustments() -> list[str]:
    """The models that change a rate, in the order in which they do; each is a term of any charge that has one."""
    found = [name for name in plugins.names("pricing") if hasattr(model(name), "adjust")]
    return sorted(found, key=lambda name: model(name).PLACE)


@cache
def conversions() -> list[str]:
    """The models that turn a line into the contract's currency; each is a term of any charge."""
    return [name for name in plugins.names("pricing") if hasattr(model(name), "convert")]


def of_documents() -> list[str]:
    """The models that price a document and its payment; each is a key of a contract's `invoice`."""
    return [name for name in plugins.names("pricing") if getattr(model(name), "OF_A_DOCUMENT", False)]


def own_terms(function: Any, given: frozenset[str] = GIVEN) -> tuple[frozenset[str], frozenset[str]]:
    """What of a contract a function requires, and what it may take beside what it is `given`."""
    parameters = inspect.signature(function).parameters.values()
    own = [p for p in parameters if p.kind is p.KEYWORD_ONLY and p.name not in given]
    required = frozenset(p.name for p in own if p.default is p.empty)
    return required, frozenset(p.name for p in own) - required


def of_the_whole_window(name: str) -> bool:
    """Whether a model prices the window as one, under the terms of its first day."""
    return bool(getattr(model(name), "OF_THE_WINDOW", False))


def may_count_the_same(one: Charge, other: Charge) -> bool:
    """Whether two charges may count the same rows where their scopes meet: by one model, and neither a term
    nor the time of day tells them apart. A surcharge is on top of another charge by its nature.
    """
    name = counting(one)
    if name is None or name != counting(other):
        return False
    if SURCHARGE in one.terms or SURCHARGE in other.terms or _at_other_times(one, other):
        return False
    return not any(_apart(one, other, term) for term in getattr(model(name), "APART", ()))


def _at_other_times(one: Charge, other: Charge) -> bool:
    """Whether the hours of two charges never meet in a week; a charge without `hours` counts at all times."""
    if HOURS not in one.terms or HOURS not in other.terms:
        return False
    weeks = [
        {minute for entry in charge.terms[HOURS].root.values() for minute in _week(entry.value)}
        for charge in (one, other)
    ]
    return not weeks[0] & weeks[1]


def _week(hours: Any) -> Iterator[int]:
    """The quarter-hours of a week, from Monday, that hours hold; holidays are a day of their own, or any where none is told."""
    told = opening(hours)
    anyway = [] if "holiday" in told else [("holiday", windows) for windows in told.values()]
    for weekday, windows in [*told.items(), *anyway]:
        nth = (*WEEKDAYS, "holiday").index(weekday)
        for begin, end in windows:
            for minute in range(begin, end, QUARTER_MIN):
                yield nth * DAY_MIN + minute if weekday == "holiday" else (nth * DAY_MIN + minute) % (7 * DAY_MIN)


def _apart(one: Charge, other: Charge, term: str) -> bool:
    """Whether no value that the term ever has for one is a value for the other."""
    had = [_values(charge, term) for charge in (one, other)]
    return bool(had[0] and had[1]) and not had[0] & had[1]


def _values(charge: Charge, term: str) -> set[str]:
    entries = charge.terms[term].root.values() if term in charge.terms else []
    default = inspect.signature(model(counting(charge) or "").quantity).parameters[term].default
    told = [entry.value for entry in entries] or ([] if default in (None, inspect.Parameter.empty) else [default])
    return {str(value) for one in told for value in (one if isinstance(one, list | tuple) else [one])}
