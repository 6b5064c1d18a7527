"""What every file keeps: a name that says what it holds, a length that can be read, no place of one machine."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APART = {".git", ".venv", "build", "state", "out", "__pycache__", "node_modules"}
TEXTS = {".py", ".md", ".yaml", ".yml", ".toml", ".cfg", ".ini", ".txt", ".lock", ".mako", ".sh", ".json", ".csv", ""}
VERBS = ("collect", "land", "validate", "conform", "measure", "attain", "price", "invoice", "check", "publish")
NOTHING_SAID = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc", "stuff"}
LONGEST = 350


def files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part in APART or (part.startswith(".") and part.endswith("_cache")) for part in parts)
        if (
            path.is_file()
            and not hidden
            and ".hypothesis" not in parts
            and not any(p.endswith(".egg-info") for p in parts)
        ):
            yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


ALL = list(files())
READ = [path for path in ALL if path.suffix in TEXTS]
PYTHON = [path for path in ALL if path.suffix == ".py"]


def test_there_are_files_to_look_at():
    assert {"vmo/cli/__init__.py", "README.md", "requirements.lock"} <= {name(path) for path in READ}


def test_a_file_name_says_what_the_file_holds():
    vague = [name(path) for path in PYTHON if path.stem.strip("_").lower() in NOTHING_SAID]
    assert not vague, f"rename after what they hold: {', '.join(vague)}"


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_file_can_be_read_in_one_sitting(path):
    written = sum(bool(line.strip()) for line in path.read_text(encoding="utf-8").splitlines())
    assert written <= LONGEST, f"{name(path)}: {written} written lines, at most {LONGEST}; one idea per file: part it"


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{name(path)}:{number}: {line.strip()[:80]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


HERE_ONLY = re.compile(r"(?<![\w.<>{}/-])/(?:home|Users|root|work|mnt|workspace)/\w")


def test_no_text_names_a_place_of_one_machine():
    places = found(HERE_ONLY, [path for path in READ if path != Path(__file__)])
    assert not places, "\n".join([*places, "write a path from the root of the repository, or take it from an argument"])


REGISTRY = re.compile(
    r"--(?:extra-)?index-url|--find-links|trusted-host|https?://[^\s'\"]*/simple\b|files\.pythonhosted|@ (?:https?|file|git\+)"
)


def test_packages_come_from_wherever_pip_is_told():
    pinned = [path for path in READ if path != Path(__file__)]
    places = found(REGISTRY, pinned)
    assert not places, "\n".join([*places, "the lock names packages and hashes, never an index"])


def test_every_package_of_the_lock_is_pinned_and_hashed():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    loose = [
        entry.split()[0]
        for entry in re.split(r"\n(?=\S)", text.replace("\\\n", ""))
        if entry.strip()
        and not entry.startswith("#")
        and ("==" not in entry.split()[0] or "--hash=sha256:" not in entry)
    ]
    assert not loose, f"pin with == and hashes: {', '.join(loose)}"


@pytest.mark.parametrize("verb", VERBS)
def test_every_public_function_of_a_verb_says_what_it_gives(verb):
    tree = ast.parse((ROOT / f"vmo/{verb}.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"vmo/{verb}.py:1: no docstring"
    mute = [
        f"vmo/{verb}.py:{node.lineno}: {node.name}"
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not mute, "\n".join([*mute, "give it a docstring: what it takes and gives, units, errors"])


@pytest.mark.parametrize("path", sorted((ROOT / "vmo").rglob("*.py")), ids=name)
def test_every_module_begins_with_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    if not text.strip() or "migrations" in path.parts:
        return
    assert ast.get_docstring(ast.parse(text)), f"{name(path)}:1: no docstring; say in one line what the file holds"


@pytest.mark.parametrize("path", sorted((ROOT / "dags").glob("*.py")), ids=name)
def test_a_dag_shows_in_airflow_what_it_does_and_how_to_act(path):
    text = path.read_text(encoding="utf-8")
    if "@dag(" not in text:
        return
    told = ast.get_docstring(ast.parse(text)) or ""
    assert "**To act:**" in told, f"{name(path)}:1: the docstring does not say what to do when it fails"
    assert "doc_md=__doc__" in text, f"{name(path)}: give doc_md=__doc__, so that Airflow shows the docstring"
    mute = [
        node.name
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
        for decorator in map(ast.unparse, node.decorator_list)
        if decorator.partition("(")[0] == "task" and "doc_md=" not in decorator and not ast.get_docstring(node)
    ]
    assert not mute, f"{name(path)}: tasks that say nothing, in doc_md or a docstring: {', '.join(mute)}"


def test_every_entry_of_the_changelog_says_which_periods_it_affects():
    entries = re.split(r"\n## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))[1:]
    assert entries
    silent = [entry.splitlines()[0] for entry in entries if "Affected periods:" not in entry]
    assert not silent, f"CHANGELOG.md: no line `Affected periods:` under {', '.join(silent)}"
