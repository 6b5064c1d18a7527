"""The catalogue: every entry can be counted, says what, and a faulty one is refused with its line."""

import inspect
from pathlib import Path
from typing import get_args

import pytest

from vmo import catalogue, kinds, plugins
from vmo.counting.asks import ask, signature
from vmo.counting.formulas import faults, lacking
from vmo.metrics import abandonment, service_level
from vmo.yaml12 import FaultyTextError

TERMS = {"variant": "ab_all", "threshold_s": 20, "short_s": 5, "percent": 90}
GOOD = """metrics:
  - id: call_asa
    name: Speed
    family: ASA
    kcrp: Answering
    unit: s
    scale: 1
    direction: lower
    copc_class: S
    copc_no: 2b
    seed_no: "2"
    kinds: [contacts]
    arithmetic: mean_wait
    definition: Seconds waited.
"""


def test_the_metrics_of_answering_calls_are_there():
    assert set(catalogue.ids()) >= {
        "call_service_level", "call_asa", "call_abandon_rate", "call_aht", "call_att", "call_hold", "call_acw",
        "call_volume", "call_volume_answered", "call_volume_handled",
    }  # fmt: skip


@pytest.mark.parametrize("metric_id", catalogue.ids())
def test_what_an_entry_fixes_is_a_term_of_its_way_of_counting(metric_id):
    metric = catalogue.metric(metric_id)
    terms = inspect.signature(plugins.find("metrics", metric.arithmetic).measure).parameters
    assert set(metric.fixed) <= {name for name, term in terms.items() if term.kind is term.KEYWORD_ONLY}


@pytest.mark.parametrize("variant", get_args(service_level.Variant))
@pytest.mark.parametrize("threshold_op", ["lte", "lt"])
def test_the_definition_of_a_service_level_names_its_variant_and_threshold(variant, threshold_op):
    terms = {"variant": variant, "threshold_s": 17, "short_s": 6, "threshold_op": threshold_op}
    sentence = catalogue.metric("call_service_level").defined(terms)
    assert f"({variant})" in sentence
    assert ("within 17 s" if threshold_op == "lte" else "in less than 17 s") in sentence
    assert ("6 s" in sentence) == (variant == "sl_excl_short")
    assert "{" not in sentence


@pytest.mark.parametrize("variant", get_args(abandonment.Variant))
def test_the_definition_of_an_abandon_rate_names_its_variant(variant):
    sentence = catalogue.metric("call_abandon_rate").defined({"variant": variant, "short_s": 6})
    assert f"({variant})" in sentence
    assert ("6 s" in sentence) == (variant != "ab_all")


def test_a_good_entry_is_read(tmp_path):
    path = tmp_path / "calls.yaml"
    path.write_text(GOOD)
    assert [one.id for one in catalogue.read(path)] == ["call_asa"]


@pytest.mark.parametrize(
    ("found", "written", "line", "words"),
    [
        ("unit: s", "unit: min", 6, "unit"),
        ("scale: 1", "scale: 100", 7, "scale"),
        ("copc_class: S", "copc_class: X", 9, "copc_class"),
        ("kinds: [contacts]", "kinds: [calls]", 12, "'calls' is not a kind of rows"),
        ("arithmetic: mean_wait", "arithmetic: median_wait", 13, "'median_wait' is not one of vmo/metrics"),
        ("direction: lower", "direction: lower\n    colour: red", 9, "unknown key"),
        ("kinds: [contacts]", "kinds: [contacts]\n    population: {queue: [a]}", 13, "not a column of contacts"),
        ("kinds: [contacts]", "kinds: [contacts]\n    population: {channel: [fone]}", 13, "'fone' is not a value"),
    ],
)
def test_a_faulty_entry_is_refused_with_its_line(tmp_path, found, written, line, words):
    path = tmp_path / "calls.yaml"
    path.write_text(GOOD.replace(found, written))
    with pytest.raises(FaultyTextError) as refused:
        catalogue.read(path)
    assert f"{path}:{line}: " in str(refused.value)
    assert words in str(refused.value)


def test_an_id_that_stands_twice_is_refused(tmp_path):
    path = tmp_path / "calls.yaml"
    path.write_text(GOOD + GOOD.removeprefix("metrics:\n"))
    with pytest.raises(FaultyTextError, match=r":15: .*'call_asa' stands twice"):
        catalogue.read(path)


def test_every_file_of_the_catalogue_is_shipped():
    shipped = {path.suffix for path in Path(catalogue.__file__).parent.iterdir() if path.is_file()}
    assert shipped == {".py", ".yaml"}


@pytest.mark.parametrize("metric_id", [one for one in catalogue.ids() if catalogue.metric(one).of_visits])
def test_the_first_visit_of_a_contact_needs_its_number(metric_id):
    required, _ = signature("measure", metric_id)
    terms = {name: value for name, value in TERMS.items() if name in required}
    terms |= {"variant": "sl_offered"} if metric_id.endswith("service_level") else {}
    first = ask("measure", metric_id, "contacts", {**terms, "visits": "first"})
    mapped = [name for name in kinds.kind("contacts").columns if name != "segment_no"]
    assert lacking(first, mapped) == ("segment_no",)
    assert lacking(ask("measure", metric_id, "contacts", terms), mapped) == ()
    assert faults(ask("measure", metric_id, "contacts", {**terms, "visits": "last"})) == [
        "visits: found 'last', expected one of each, first"
    ]
