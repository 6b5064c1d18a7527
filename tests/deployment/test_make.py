"""The Makefile and .ci/run: what they would do, without doing it."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def planned(target, *variables):
    """The commands of a target, in order."""
    alone = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    told = subprocess.run(
        ["make", "-n", "-B", target, *variables], cwd=ROOT, env=alone, check=True, text=True, capture_output=True
    )
    return [line.strip() for line in told.stdout.replace("\\\n", " ").splitlines()]


def test_make_test_runs_every_check_and_ends_with_pytest():
    ours = [line.removeprefix(".venv/bin/") for line in planned("test") if line.startswith(".venv/bin/")]
    assert ours == ["ruff check .", "ruff format --check .", "mypy", "lint-imports", "pytest -n auto --dist loadfile"]


def test_ci_runs_make_test():
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make test"


def test_the_environment_is_made_from_the_lock_with_hashes_and_compiled_bytecode():
    installs = [line for line in planned("demo") if "pip install" in line]
    assert [line.split("pip install --quiet ")[1] for line in installs] == [
        "--require-hashes -r requirements.lock",
        "--no-deps --no-build-isolation -e .",
    ]
    assert all(line.startswith("env -u PYTHONDONTWRITEBYTECODE ") for line in installs)
    assert planned("demo", "DIR=/tmp/d")[-1] == ".venv/bin/vmo demo /tmp/d"


def test_a_python_that_is_too_old_is_named_with_what_to_do():
    (check,) = [line for line in planned("demo") if "version_info" in line]
    pretend = check.replace("import sys;", "import sys; sys.version_info = (3, 9);")
    assert pretend != check
    told = subprocess.run(["sh", "-c", pretend], text=True, capture_output=True, check=False)
    assert told.returncode == 1
    assert told.stderr.strip() == "vmo needs Python 3.11 or newer, found 3.9; name one: make PYTHON=python3.11"


def test_every_target_says_what_it_is_for_and_none_names_a_registry():
    text = (ROOT / "Makefile").read_text()
    (listed,) = re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert re.findall(r"^(\w+):.*  ## \S", text, re.MULTILINE) == listed.split()
    for name in ("Makefile", "Dockerfile", "requirements.lock", "pyproject.toml", "docker-compose.yml"):
        assert not re.search(r"index-url|https?://(?!127\.0\.0\.1|\$|api-server)", (ROOT / name).read_text()), name


def test_the_lock_pins_every_package_that_the_project_asks_for():
    pinned = set(
        re.findall(
            r"^([a-z0-9][a-z0-9.-]*)(?:\[[^\]]+\])?==\S+", (ROOT / "requirements.lock").read_text(), re.MULTILINE
        )
    )
    project = (ROOT / "pyproject.toml").read_text()
    asked = {
        re.split(r"[\[=<>]", name)[0].lower().replace("_", "-")
        for block in re.findall(r"^(?:dependencies|test) = \[(.+?)^\]", project, re.MULTILINE | re.DOTALL)
        for name in re.findall(r'"([^"]+)"', block)
    }
    assert len(asked) > 20
    assert asked - pinned == set()
