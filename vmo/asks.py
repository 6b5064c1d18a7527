"""What a contract asks of rows: a metric or a quantity under terms, per segment; the key of every count.

The key names the function, its terms and the text of the code that counts, so changed code counts again.
"""

import hashlib
import inspect
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from vmo import catalogue, plugins
from vmo.kinds import CREDITED
from vmo.money import plain
from vmo.schema import Dated
from vmo.terms import Charge, Contract, Measure, Segment, segments

GIVEN = frozenset({"days", "window_days"})  # what the verb tells a model of a segment; no term of a contract
Verb = Literal["measure", "quantity"]


@dataclass(frozen=True)
class Ask:
    """One function over one kind of row. `terms` are its keyword arguments, sorted by name."""

    verb: Verb
    function: str
    kind: str
    terms: tuple[tuple[str, Hashable], ...]

    @property
    def arguments(self) -> dict[str, Any]:
        """The terms as the function takes them: text, int, Decimal, or a list of these."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self.terms}

    @property
    def key(self) -> str:
        terms = [f"{name}={_text(value)}" for name, value in self.terms]
        named = "\n".join([self.verb, self.function, self.kind, *terms, _code(self.verb, self.function)])
        return hashlib.sha256(named.encode()).hexdigest()[:24]


def ask(verb: Verb, function: str, kind: str, terms: dict[str, Any]) -> Ask:
    """An Ask from parsed terms; the terms that the function does not take are left out."""
    required, optional = signature(verb, function)
    taken = {name: value for name, value in terms.items() if name in required | optional}
    return Ask(verb, function, kind, tuple(sorted((name, _frozen(value)) for name, value in taken.items())))


def signature(verb: Verb, function: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the terms that the function requires, and of those it may take."""
    if verb == "measure":
        metric = catalogue.metric(function)
        required, optional = _keywords(plugins.find("metrics", metric.arithmetic).measure, frozenset(metric.fixed))
        beneath = signature(verb, metric.per) if metric.per else (frozenset[str](), frozenset[str]())
        return required | beneath[0], (optional | beneath[1]) - required - beneath[0]
    model = plugins.find("pricing", function)
    return _keywords(model.quantity) if hasattr(model, "quantity") else (frozenset(), frozenset())


def price_signature(model: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the terms that a pricing model's price requires, and of those it may take."""
    return _keywords(plugins.find("pricing", model).price, GIVEN)


def look(verb: Verb, function: str) -> str:
    """How the function looks at rows (`vmo/arranged.py`)."""
    if verb == "quantity":
        return str(getattr(plugins.find("pricing", function), "LOOK", CREDITED))
    return catalogue.metric(function).look


def looks(contract: Contract, kind_of: dict[str, str]) -> dict[str, set[str]]:
    """The ways in which a contract looks at the rows of each kind."""
    found: dict[str, set[str]] = {}
    for name, measure in contract.told.measures.items():
        metric = catalogue.metric(measure.metric)
        found.setdefault(kind_of[f"measures.{name}"], set()).add(metric.look)
        if metric.per:
            found.setdefault(kind_of[f"measures.{name}.per"], set()).add(look("measure", metric.per))
    for name, charge in contract.told.charges.items():
        if f"charges.{name}" in kind_of:
            found.setdefault(kind_of[f"charges.{name}"], set()).add(look("quantity", charge.model))
    return found


def measure_segments(measure: Measure, first: date, last: date) -> list[Segment]:
    """The window of a measure, cut where its own terms or target change."""
    target = {"target": measure.target} if measure.target else {}
    histories: dict[str, Dated[Any]] = {**measure.terms, **target}
    return segments(histories, first, last, effective=measure.effective)


def charge_segments(charge: Charge, first: date, last: date) -> list[Segment]:
    """The window of a charge, cut where its own terms change."""
    return segments(charge.terms, first, last)


def asked(contract: Contract, first: date, last: date, kind_of: dict[str, str]) -> list[Ask]:
    """Everything a contract asks of rows in a window. `kind_of` names the kind for each measure and charge."""
    told = contract.told
    found = [
        ask("measure", measure.metric, kind_of[f"measures.{name}"], segment.terms)
        for name, measure in told.measures.items()
        for segment in measure_segments(measure, first, last)
    ]
    found += [
        ask("measure", per, kind_of[f"measures.{name}.per"], segment.terms)
        for name, measure in told.measures.items()
        if (per := catalogue.metric(measure.metric).per)
        for segment in measure_segments(measure, first, last)
    ]
    found += [
        ask("quantity", charge.model, kind_of[f"charges.{name}"], segment.terms)
        for name, charge in told.charges.items()
        if hasattr(plugins.find("pricing", charge.model), "quantity")
        for segment in charge_segments(charge, first, last)
    ]
    return list(dict.fromkeys(found))


def _keywords(function: Any, fixed: frozenset[str] = frozenset()) -> tuple[frozenset[str], frozenset[str]]:
    keywords = [
        p for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY and p.name not in fixed
    ]
    required = frozenset(p.name for p in keywords if p.default is p.empty)
    return required, frozenset(p.name for p in keywords) - required


@cache
def _code(verb: str, function: str) -> str:
    """Hash of the source that counts: the plug-in and the shared styles beside it."""
    folder = "metrics" if verb == "measure" else "pricing"
    name = catalogue.metric(function).arithmetic if verb == "measure" else function
    module = plugins.find(folder, name)
    styles = plugins.shared_styles(folder)
    counting = [
        Path(__file__).with_name(name).read_text("utf-8") for name in ("formulas.py", "arranged.py")
    ]  # they know asks
    entry = catalogue.metric(function).model_dump_json() if verb == "measure" else ""
    text = "\n".join([*(inspect.getsource(one) for one in (module, *styles)), *counting, entry])
    return hashlib.sha256(text.encode()).hexdigest()


def _frozen(value: Any) -> Hashable:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _text(value: Hashable) -> str:
    """A term as text, equal for equal numbers.

    >>> _text(Decimal("20.0")) == _text(20), _text(("talk_s", "hold_s"))
    (True, 'talk_s,hold_s')
    """
    if isinstance(value, tuple):
        return ",".join(map(_text, value))
    return plain(value.normalize()) if isinstance(value, Decimal) else str(value)
