"""The pages of docs/ are current, name everything that there is, and lead only to places that exist."""

import argparse
import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import cases
import pytest

from vmo import catalogue, charging, cli, kinds, plugins, suites
from vmo.contract_tests import ContractTests
from vmo.counting.asks import price_signature, signature
from vmo.parties import PartiesText
from vmo.partner import Partner
from vmo.portfolio import PortfolioText
from vmo.tables import TableText
from vmo.terms import ContractText

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")])


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def generator():
    sys.path.insert(0, str(DOCS)) if str(DOCS) not in sys.path else None
    spec = spec_from_file_location("generate", DOCS / "generate.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unnamed(words, text: str) -> list[str]:
    """The words that stand nowhere in the text as code."""
    return [word for word in words if not re.search(rf"`[^`\n]*(?<![\w-]){re.escape(word)}(?![\w-])[^`\n]*`", text)]


def commands() -> dict[str, argparse.ArgumentParser]:
    parser = cli.parser()
    (subparsers,) = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    return dict(subparsers.choices)


@pytest.mark.parametrize("name", sorted(generator().pages()))
def test_a_generated_page_is_current(name):
    assert page(name) == generator().pages()[name], f"docs/{name} is behind; run `make docs`"


def test_every_rule_of_reading_is_told_and_none_that_is_gone():
    made = generator()
    code, told = made.reading_rules(), set(made.READING)
    assert code == told, f"READING of docs/generate.py: add {sorted(code - told)}, take out {sorted(told - code)}"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_its_section_with_every_option_and_an_example(name):
    text = page("commands.md")
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md: no section `## {name}`"
    section, common = found[1], text.split("\n## ")[0]
    assert f"$ vmo {name}" in section, f"docs/commands.md: {name} has no example"
    for action in commands()[name]._actions:
        option = action.option_strings[-1] if action.option_strings else action.metavar or action.dest
        if option not in ("--help", "DIR"):
            assert option in section or option in common, f"docs/commands.md: {name} does not name {option}"


def test_no_command_that_is_gone_is_told():
    gone = set(re.findall(r"^## (\w+)$", page("commands.md"), re.MULTILINE)) - set(commands())
    assert not gone


def keys(shape, found=None) -> set[str]:
    """Every key of a YAML, by its JSON Schema."""
    schema = shape.model_json_schema(by_alias=True)
    return {
        key
        for name, one in {**schema.get("$defs", {}), "": schema}.items()
        if not name.startswith(("Entry", "Dated"))
        for key in one.get("properties", {})
    }


@pytest.mark.parametrize(
    ("shape", "name"),
    [
        (PortfolioText, "portfolio.md"),
        (PartiesText, "portfolio.md"),
        (TableText, "portfolio.md"),
        (Partner, "portfolio.md"),
        (ContractText, "contracts.md"),
        (ContractTests, "contracts.md"),
    ],
)
def test_every_key_of_a_yaml_is_told(shape, name):
    missing = unnamed(sorted(keys(shape)), page(name))
    assert not missing, f"docs/{name}: no word of {', '.join(missing)}"


def test_every_key_of_a_contract_says_what_it_is_and_stands_in_a_table():
    tables = generator().keys
    shapes = [*tables.shapes(ContractText), *tables.shapes(ContractTests)]
    silent = [
        f"{one.__name__}.{name}" for one in shapes for name, key in one.model_fields.items() if not key.description
    ]
    assert not silent, f"vmo/terms: a sentence under {', '.join(silent)}"
    absent = [one.__name__ for one in shapes if f"<!-- keys: {one.__name__} -->" not in page("contracts.md")]
    assert not absent, f"docs/contracts.md: no table of the keys of {', '.join(absent)}"


def test_every_term_of_a_metric_model_and_curve_is_told():
    terms = {term for one in catalogue.ids() for side in signature("measure", one) for term in side}
    for model in plugins.names("pricing"):
        terms |= {term for side in signature("quantity", model) for term in side}
        terms |= {term for side in price_signature(model) for term in side} if charging.prices(model) else set()
    missing = unnamed(sorted(terms), page("metrics.md") + page("pricing.md"))
    assert not missing, f"docs/metrics.md and pricing.md: no word of {', '.join(missing)}"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("metrics.md", [*catalogue.ids()]),
        ("kinds.md", [column for kind in kinds.names() for column in kinds.kind(kind).columns]),
        ("checks.md", [*plugins.names("checks")]),
        ("checks.md", [rule for kind in (*kinds.names(), suites.EXPORT) for rule in suites.severities(kind)]),
        ("portfolio.md", [*plugins.names("formats")]),
        ("pricing.md", [*plugins.names("curves"), *plugins.names("pricing")]),
        ("operations.md", ["VMO_PORTFOLIO", "VMO_NOTIFY", "nightly", "month_end"]),
    ],
    ids=["metrics", "columns", "checks", "rules", "formats", "curves and models", "operation"],
)
def test_everything_that_can_be_named_is_named(name, words):
    missing = unnamed(words, page(name))
    assert not missing, f"docs/{name}: no word of {', '.join(missing)}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        file, _, heading = target.partition("#")
        place = path.parent / file if file else path
        if "://" in target:
            continue
        if not place.exists() or (heading and heading not in headings(place)):
            broken.append(target)
    assert not broken, f"{path.name}: {', '.join(broken)} leads nowhere"


def headings(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in found}


def test_the_readme_leads_to_every_page():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [path.name for path in DOCS.glob("*.md") if f"docs/{path.name}" not in text]
    assert not missing, f"README.md: no link to {', '.join(missing)}"


def test_the_worked_example_of_a_metric_counts_as_it_says(tmp_path):
    entry, told = re.findall(r"```yaml\n(.*?)```", page("adding.md"), re.DOTALL)
    (tmp_path / "calls.yaml").write_text(f"metrics:\n{entry}", encoding="utf-8")
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics/abandonment.yaml").write_text(told, encoding="utf-8")
    (metric,) = catalogue.read(tmp_path / "calls.yaml")
    (case,) = cases.read(tmp_path / "metrics/abandonment.yaml")
    assert case.function == metric.id
    ratio = plugins.find("proofs", metric.arithmetic).measure(case.rows, **case.terms, population=metric.population)
    assert (str(ratio.numerator), str(ratio.denominator)) == (case.expect["numerator"], case.expect["denominator"])


@pytest.mark.parametrize("target", ["demo", "test", "docs", "bench", "up"])
def test_every_make_target_that_the_pages_name_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert any(f"make {target}" in path.read_text(encoding="utf-8") for path in PAGES)
