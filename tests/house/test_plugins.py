"""What every plug-in has: a name, a case of its own, YAML cases and a second calculation where it counts or prices.

Formats, sheets and documents may have tests in place of a doctest, in `tests/<folder>/`: a format a folder or a file of
its name, a sheet or a document a test that names it.
"""

import ast
import re
from pathlib import Path

import pytest

from vmo import catalogue, charging, kinds, plugins, yaml12
from vmo.counting.asks import price_signature, signature

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("forensics", "formats", "metrics", "pricing", "curves", "checks", "proofs", "sheets", "documents")
COUNTING = ("metrics", "pricing", "curves")
TESTED_BESIDE = ("formats", "sheets", "documents")
VERB = {
    "forensics": ("select", "judge"),
    "formats": ("read", "recognise"),
    "metrics": ("measure",),
    "pricing": ("quantity", "price", "adjust", "convert"),
    "curves": ("severity",),
    "checks": ("check",),
    "sheets": ("write",),
    "documents": ("write",),
}
# Proofs that stand behind no single plug-in: they calculate what the line does around them.
OF_THE_LINE = {
    "proration": "days of a part of a window",
    "attainment": "states and targets",
    "bonus": "what was better than expected",
    "chargeback": "what each business unit bears",
    "counters": "months running",
    "earn_back": "credits that return",
    "ratchet": "levels that may rise",
    "rights": "rights to terminate",
    "credits": "at risk, credits, caps, tax, totals",
    "intervals": "days and hours that must each meet",
    "relief": "exclusions and what they take out",
    "sampled": "whether a sample proves a miss",
    "strata": "strata that weigh by their size",
    "small_numbers": "minimum volume, one miss",
    "variance": "volume above the forecast",
    "window": "days, service hours",
}
TITLE = re.compile(r"[A-Z].*")

EVERY = [(folder, name) for folder in FOLDERS for name in plugins.names(folder)]
COUNTED = [(folder, name) for folder in COUNTING for name in plugins.names(folder)]
every = pytest.mark.parametrize(("folder", "name"), EVERY, ids=[f"{folder}/{name}" for folder, name in EVERY])
counted = pytest.mark.parametrize(("folder", "name"), COUNTED, ids=[f"{folder}/{name}" for folder, name in COUNTED])


def beside(folder: str, name: str) -> list[Path]:
    """The tests beside a plug-in: a folder or a file of its name, or a test file that says its name."""
    place = ROOT / "tests" / folder
    own = [path for path in (place / name, place / f"{name}.yaml", place / f"test_{name}.py") if path.exists()]
    return own or [
        path for path in place.glob("test_*.py") if re.search(rf"\b{name}\b", path.read_text(encoding="utf-8"))
    ]


@every
def test_a_plugin_begins_with_its_name(folder, name):
    first, *_ = (plugins.find(folder, name).__doc__ or "").splitlines() or [""]
    assert first, f"vmo/{folder}/{name}.py:1: no docstring; its first line is its name in every report"
    assert TITLE.fullmatch(first), f"vmo/{folder}/{name}.py:1: {first!r}; begin with a name, as 'Cliff: …'"


@every
def test_a_plugin_shows_a_case_or_has_tests_beside_it(folder, name):
    has_doctest = ">>> " in (plugins.find(folder, name).__doc__ or "")
    own_tests = beside(folder, name) if folder in TESTED_BESIDE else []
    choice = f", or tests in tests/{folder}/" if folder in TESTED_BESIDE else ""
    if folder == "proofs" and name in OF_THE_LINE:
        return  # tests/test_proofs.py works their specification's examples by hand
    assert has_doctest or own_tests, f"vmo/{folder}/{name}.py: add a doctest of one good and one bad case{choice}"


@counted
def test_what_counts_or_prices_shows_a_good_and_a_bad_case(folder, name):
    told = plugins.find(folder, name).__doc__ or ""
    assert "Traceback (most recent call last):" in told, (
        f"vmo/{folder}/{name}.py: its doctest has no refused case; add one"
    )


@every
def test_a_plugin_defines_the_verb_of_its_folder(folder, name):
    if folder == "proofs":
        return
    missing = [verb for verb in VERB[folder] if not callable(getattr(plugins.find(folder, name), verb, None))]
    if folder == "pricing" and len(missing) < len(VERB[folder]):
        return  # a model counts, prices, or is a term of rates
    assert not missing, f"vmo/{folder}/{name}.py: defines no {' and no '.join(missing)}, its folder's verb"


@every
def test_every_public_function_of_a_plugin_says_what_it_gives(folder, name):
    tree = ast.parse((ROOT / f"vmo/{folder}/{name}.py").read_text(encoding="utf-8"))
    mute = [
        one.name
        for one in tree.body
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("_") and not ast.get_docstring(one)
    ]
    if folder in TESTED_BESIDE:
        mute = [one for one in mute if one not in VERB[folder]]  # the module's docstring says what its one verb writes
    assert not mute, f"vmo/{folder}/{name}.py: no docstring in {', '.join(mute)}; give shapes, units and errors"


@counted
def test_what_counts_or_prices_has_yaml_cases(folder, name):
    path = ROOT / f"tests/{folder}/{name}.yaml"
    assert path.exists(), f"write {path.relative_to(ROOT)}: sentences with rows and what they come to (tests/cases.py)"
    cases = yaml12.read(path).data
    functions = (
        {one for one in catalogue.ids() if catalogue.metric(one).arithmetic == name} if folder == "metrics" else {name}
    )
    strange = {case["function"] for case in cases} - functions
    assert cases
    assert not strange, f"{path.relative_to(ROOT)}: cases of {', '.join(sorted(strange))} belong to another file"


@counted
def test_what_counts_or_prices_has_a_second_calculation(folder, name):
    assert name in plugins.names("proofs"), (
        f"write vmo/proofs/{name}.py from the specification, without a look at its twin"
    )
    verbs = [verb for verb in VERB[folder] if hasattr(plugins.find(folder, name), verb)]
    missing = [verb for verb in verbs if not hasattr(plugins.find("proofs", name), verb)]
    assert not missing, f"vmo/proofs/{name}.py: defines no {' and no '.join(missing)}"


def test_no_term_of_a_count_is_one_of_its_price_as_well():
    """A charge holds the terms of both in one block."""
    counters = {one for one in plugins.names("pricing") if charging.counts(one)}
    counted = {term for one in counters for side in signature("quantity", one) for term in side}
    shapes = {one for one in plugins.names("pricing") if charging.of_a_count(one)}
    priced = {term for one in shapes for side in price_signature(one) for term in side}
    assert not counted & priced


def test_every_proof_stands_behind_something():
    alone = set(plugins.names("proofs")) - {name for _, name in COUNTED} - OF_THE_LINE.keys()
    assert not alone, f"vmo/proofs/{', '.join(sorted(alone))}: no plug-in of that name"


def test_every_metric_of_the_catalogue_has_a_case():
    told = {case["function"] for path in (ROOT / "tests/metrics").glob("*.yaml") for case in yaml12.read(path).data}
    missing = set(catalogue.ids()) - told
    assert not missing, f"add a case in tests/metrics/<arithmetic>.yaml for {', '.join(sorted(missing))}"


def test_every_metric_that_divides_has_a_case_with_nothing_to_divide_by():
    """Zero is no volume; of a backlog, which is 0 where nothing is late, a window without a snapshot is no figure."""
    cases = [case for path in (ROOT / "tests/metrics").glob("*.yaml") for case in yaml12.read(path).data]
    none, nothing = (
        {case["function"] for case in cases if str(case["expect"].get(key)) == shown}
        for key, shown in (("denominator", "0"), ("numerator", "None"))
    )
    bare = none | {one for one in nothing if catalogue.metric(one).family == "Backlog"}
    missing = {one for one in catalogue.ids() if not catalogue.metric(one).counts} - bare
    assert not missing, f"add a case without a denominator in tests/metrics for {', '.join(sorted(missing))}"


@pytest.mark.parametrize("metric", catalogue.ids())
def test_every_arithmetic_of_the_catalogue_exists(metric):
    one = catalogue.metric(metric)
    assert one.arithmetic in plugins.names("metrics")
    assert all(kind in kinds.names() for kind in one.kinds)


@pytest.mark.parametrize("kind", kinds.names())
def test_every_kind_of_rows_has_expectations(kind):
    assert (ROOT / f"expectations/{kind}.yaml").exists(), (
        f"write expectations/{kind}.yaml: what a row of {kind} must hold"
    )


@pytest.mark.parametrize("kind", kinds.names())
def test_every_column_of_a_kind_says_what_it_is(kind):
    mute = [name for name, column in kinds.kind(kind).columns.items() if not column.what.strip()]
    assert not mute, f"vmo/kinds/{kind}.yaml: `what` is empty for {', '.join(mute)}"
