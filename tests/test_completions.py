"""What an editor is told of a contract: every contract that we have passes, what lint would refuse of its terms does not."""

from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from vmo import catalogue, charging, plugins, yaml12
from vmo.desk.schema import schema

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = sorted(
    path
    for folder in ("examples", "vmo/simulate/portfolio", "vmo/desk/commented", "bench/portfolio")
    for path in (ROOT / folder).rglob("contracts/*.yaml")
    if not path.name.endswith(".tests.yaml")
)
VALIDATOR = Draft202012Validator(schema("contract"))


def faults(data):
    """The faults that an editor would mark, deepest first."""
    found = list(VALIDATOR.iter_errors(as_json(data)))
    return [one.message for error in found for one in (error.context or [error])]


def as_json(data):
    """YAML as an editor sees it: days are text, keys are text."""
    if isinstance(data, dict):
        return {str(key): as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(one) for one in data]
    return data.isoformat() if isinstance(data, date) else data


@pytest.fixture
def contract():
    return as_json(yaml12.read(ROOT / "vmo/desk/commented/contracts/acme-care.yaml").data)


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem)
def test_an_editor_marks_nothing_in_a_contract_that_lint_accepts(path):
    assert faults(yaml12.read(path).data) == []


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(schema("contract"))


def test_a_term_that_the_metric_does_not_take_is_marked(contract):
    contract["measures"]["sl"]["terms"]["treshold_s"] = contract["measures"]["sl"]["terms"]["threshold_s"]
    assert any("'treshold_s' was unexpected" in one for one in faults(contract))


def test_a_term_that_the_metric_needs_is_marked_where_it_is_missing(contract):
    del contract["measures"]["sl"]["terms"]["variant"]
    assert any("'variant' is a required property" in one for one in faults(contract))


def test_a_word_that_a_term_may_not_be_is_marked(contract):
    contract["measures"]["sl"]["terms"]["variant"]["2026-01-01"]["value"] = "sl_best"
    assert any("'sl_best' is not one of ['sl_offered'" in one for one in faults(contract))


def test_a_term_of_another_model_is_marked(contract):
    contract["charges"]["inbound"]["model"] = "fixed_fee"
    assert any("'increment_s', 'rate' were unexpected" in one for one in faults(contract))


def test_a_curve_without_its_term_is_marked(contract):
    contract["credits"]["curves"]["2026-01-01"]["value"]["sl"] = {"linear": {}}
    assert faults(contract)


@pytest.mark.parametrize(
    ("shape", "key", "names"),
    [
        ("Measure", "metric", catalogue.ids()),
        ("Charge", "model", [one for one in plugins.names("pricing") if not charging.of_cells(one)]),
    ],
)
def test_every_metric_and_model_can_be_completed(shape, key, names):
    told = schema("contract")["$defs"][shape]
    assert [one["const"] for one in told["properties"][key]["oneOf"]] == list(names)
    assert all(one["description"] for one in told["properties"][key]["oneOf"])
    assert [one["if"]["properties"][key]["const"] for one in told["allOf"]] == list(names)
