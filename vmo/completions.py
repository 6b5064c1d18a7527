"""Completions: the JSON Schema of a contract, with the terms that each metric, pricing model and curve takes.

What pydantic makes of `vmo/terms/` knows the keys; which terms a measure may have depends on its metric, so each metric adds an
`if` it is this one `then` these terms. An editor completes them, with what each is and what it may be.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import ModuleType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from vmo import catalogue, charging, plugins
from vmo.catalogue import visits
from vmo.counting.asks import GIVEN, charge_signature, signature
from vmo.curves import GIVENS
from vmo.settlement.proration import CONVENTIONS
from vmo.terms import Charge, ContractText

JsonSchema = dict[str, Any]
BESIDE = {"multiplied": {"type": "boolean"}, "capped": {"type": "boolean"}}
OF_ALL = "grade"


def contract() -> JsonSchema:
    """JSON Schema of contracts/<id>.yaml, every term of every plug-in in it."""
    schema = ContractText.model_json_schema(by_alias=True)
    shapes = schema["$defs"]
    _extend(
        shapes["Measure"], "metric", [(one, catalogue.metric(one).name, _of_metric(one)) for one in catalogue.ids()]
    )
    priced = [one for one in plugins.names("pricing") if not charging.of_cells(one)]
    models = [(one, _title("pricing", one), _of_model(one)) for one in priced]
    _extend(shapes["Charge"], "model", models)
    _counted(shapes["Charge"])
    shapes["Curve"] = _curves()
    entry = {"type": "object", "properties": {"value": {"additionalProperties": {"$ref": "#/$defs/Curve"}}}}
    shapes["Credits"]["properties"]["curves"]["additionalProperties"] = entry
    return schema


def _extend(shape: JsonSchema, key: str, known: Sequence[tuple[str, str, JsonSchema]]) -> None:
    """The shape's `key` as a choice, and for each choice the terms that go with it."""
    told = shape["properties"][key].get("description", "")
    shape["properties"][key] = {
        "description": told,
        "oneOf": [{"const": name, "description": what} for name, what, _ in known],
    }
    shape["allOf"] = [
        {
            "if": {"properties": {key: {"const": name}}, "required": [key]},
            "then": {"properties": {"terms": terms}, "required": ["terms"] if terms["required"] else []},
        }
        for name, _, terms in known
    ]


def _counted(shape: JsonSchema) -> None:
    """The models that count as a choice of `of`; a price of a count needs one, and the terms of both go together."""
    counters = charging.counters()
    known = shape["properties"]["of"]
    shape["properties"]["of"] = {
        "description": known.get("description", ""),
        "oneOf": [{"const": name, "description": _title("pricing", name)} for name in counters],
    }
    for told in shape["allOf"]:
        model = told["if"]["properties"]["model"]["const"]
        if charging.of_a_count(model) and not charging.counts(model):
            choices = [
                {
                    "if": {"properties": {"of": {"const": name}}, "required": ["of"]},
                    "then": {"properties": {"terms": _of_model(model, name)}},
                }
                for name in counters
            ]
            told["then"] = {"required": ["of", "terms"], "allOf": choices}


def _of_metric(metric: str) -> JsonSchema:
    required, optional = signature("measure", metric)
    one = catalogue.metric(metric)
    functions = list(_functions(plugins.find("metrics", one.arithmetic), "measure", "attain"))
    functions += [visits.counted] if one.of_visits else []
    if one.per:
        beneath = catalogue.metric(one.per)
        functions += _functions(plugins.find("metrics", beneath.arithmetic), "measure", "attain")
    return _terms(functions, required, optional)


def _of_model(model: str, of: str | None = None) -> JsonSchema:
    charge = Charge(model=model, of=of, terms={})
    held = charging.possibly_against(charging.pricing(charge))
    named = [name for name in (charging.counting(charge), *held, charging.pricing(charge)) if name]
    functions = [one for name in named for one in _functions(plugins.find("pricing", name), "quantity", "price")]
    required, optional = charge_signature(charge)
    beside = (one for name in held for one in signature("quantity", name))
    found = _terms(functions, required, optional.union(*beside) - required)
    if charging.counting(charge):
        windows = {"type": "object", "additionalProperties": {"type": "string"}}
        found["properties"][charging.HOURS] = _dated(windows)
    if charging.by_days(charging.pricing(charge)):
        found["properties"][charging.PRORATION] = _dated({"enum": list(CONVENTIONS)})
    for name in (*charging.adjustments(), *charging.conversions()):
        found["properties"][name] = _dated(_adjustment(name))
    return found


def _adjustment(name: str) -> JsonSchema:
    module = charging.model(name)
    adjust = getattr(module, "adjust", None) or module.convert
    required, optional = charging.own_terms(adjust)
    known = dict(_keywords(adjust))
    own = {term: known[term] for term in sorted(required | optional)}
    return {"type": "object", "properties": own, "required": sorted(required), "additionalProperties": False}


def _terms(functions: Sequence[Callable[..., Any]], required: frozenset[str], optional: frozenset[str]) -> JsonSchema:
    found: JsonSchema = {}
    for name, value in (pair for function in functions for pair in _keywords(function)):
        if name in required | optional:
            found.setdefault(name, value)
    return {
        "type": "object",
        "properties": {name: _dated(found.get(name, {})) for name in sorted(required | optional)},
        "required": sorted(required),
        "additionalProperties": False,
    }


def _curves() -> JsonSchema:
    choices: list[JsonSchema] = []
    for name in plugins.names("curves"):
        if name == OF_ALL:
            continue
        known = dict(_keywords(plugins.find("curves", name).severity))
        own = {term: value for term, value in known.items() if term not in GIVENS}
        needed = [term for term, value in own.items() if "default" not in value]
        if not needed:
            choices.append({"const": name, "description": _title("curves", name)})
        if own:
            terms = {"type": "object", "properties": own, "required": needed, "additionalProperties": False}
            choices.append(
                {
                    "type": "object",
                    "properties": {name: terms, **BESIDE},
                    "required": [name],
                    "additionalProperties": False,
                }
            )
    return {"anyOf": choices}


def _dated(value: JsonSchema) -> JsonSchema:
    """A history of such a value."""
    entry = {
        "type": "object",
        "properties": {"value": value, "ref": {"type": "string", "description": "The clause that says so."}},
        "required": ["value", "ref"],
        "additionalProperties": False,
    }
    return {"type": "object", "propertyNames": {"format": "date"}, "additionalProperties": entry, "minProperties": 1}


def _functions(module: ModuleType, *verbs: str) -> Iterator[Callable[..., Any]]:
    yield from (getattr(module, verb) for verb in verbs if hasattr(module, verb))


def _keywords(function: Callable[..., Any]) -> Iterator[tuple[str, JsonSchema]]:
    """The terms that a function takes, each with its type and default."""
    hints = get_type_hints(function, include_extras=True)
    for one in inspect.signature(function).parameters.values():
        if one.kind is one.KEYWORD_ONLY and one.name not in GIVEN | charging.GIVEN:
            told = _typed(hints.get(one.name, Any))
            yield one.name, told if one.default is one.empty else {**told, "default": _plain(one.default)}


def _typed(annotation: Any) -> JsonSchema:
    """The JSON Schema of what a term may be.

    >>> _typed(Literal["lte", "lt"]), _typed(Sequence[str])
    ({'enum': ['lte', 'lt']}, {'type': 'array', 'items': {'type': 'string'}})
    """
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _typed(inner[0])
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (Union, UnionType):
        kinds = [_typed(one) for one in inner if one is not type(None)]
        distinct = [one for n, one in enumerate(kinds) if one not in kinds[:n]]
        return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _typed(inner[1])}
    if origin is not None:
        return {"type": "array", "items": _typed(inner[0])}
    if annotation in (Decimal, Fraction, int):
        return {"type": "number"}
    return {"type": "string"} if annotation is str else {"type": "boolean"} if annotation is bool else {}


def _plain(default: Any) -> Any:
    return list(default) if isinstance(default, tuple) else str(default) if isinstance(default, Decimal) else default


def _title(folder: str, name: str) -> str:
    return plugins.title(plugins.find(folder, name))
