"""The import rules that import-linter cannot say: what a plug-in may touch, the simulation, dags/."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("checks", "curves", "documents", "forensics", "formats", "metrics", "pricing", "proofs", "sheets")
PLUGINS = sorted(path for folder in FOLDERS for path in (ROOT / "vmo" / folder).glob("*.py"))
WORLD = {
    "os",
    "pathlib",
    "socket",
    "time",
    "random",
    "subprocess",
    "urllib",
    "http",
    "fsspec",
    "sqlalchemy",
    "duckdb",
    "requests",
    "httpx",
}


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, also inside functions; `from a import b` gives a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)


def ours(path: Path) -> set[str]:
    """The modules of vmo among them, without the names taken from them."""
    found = {name for name in imported(path) if name.split(".")[0] == "vmo"}
    return {
        name if (ROOT / name.replace(".", "/")).with_suffix(".py").exists() else name.rpartition(".")[0]
        for name in found
    }


@pytest.mark.parametrize("path", PLUGINS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_plugin_imports_the_nouns_and_words_it_needs_and_the_styles_beside_it(path):
    beside = {f"vmo.{path.parent.name}.{style.stem}" for style in path.parent.glob("_*.py")}
    assert ours(path) <= {"vmo.records", "vmo.money", "vmo.wording", *beside}


@pytest.mark.parametrize("path", PLUGINS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_plugin_touches_no_file_clock_or_network(path):
    assert not {name.split(".")[0] for name in imported(path)} & WORLD


@pytest.mark.parametrize("path", sorted((ROOT / "vmo/simulate").glob("*.py")), ids=lambda path: path.name)
def test_the_simulation_knows_nothing_of_the_rest(path):
    assert {name for name in ours(path) if not name.startswith("vmo.simulate")} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "dags").glob("*.py")), ids=lambda path: path.name)
def test_a_dag_file_knows_of_ours_only_the_pipeline(path):
    beside = {one.stem for one in (ROOT / "dags").glob("*.py")}
    foreign = {name.split(".")[0] for name in imported(path)} - {*sys.stdlib_module_names, *beside, "airflow"}
    assert foreign <= {"vmo"}
    assert ours(path) <= {"vmo.pipeline", "vmo"}
    assert {name for name in imported(path) if name.startswith("vmo")} <= {"vmo.pipeline"}
