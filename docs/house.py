"""The house on one page: the verbs in their order, the folders, and the files beside them, each by its own first sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

VMO = Path(__file__).parents[1] / "vmo"
VERBS = ("collect", "land", "conform", "validate", "measure", "attain", "price", "invoice", "check", "publish")
BY_ONE = (
    "metrics",
    "arrangements",
    "pricing",
    "curves",
    "proofs",
    "formats",
    "forensics",
    "checks",
    "sheets",
    "documents",
)
APART = ("pipeline", "cli", "desk", "simulate")
HEAD = """# The house

<!-- made by `make docs` from the first line of each file; change that, not this page -->

A night runs the verbs from `collect` to `measure`, a month end the others. A verb knows no other: `vmo/pipeline/` alone knows
their order, `vmo/cli/` and `vmo/desk/` ask the pipeline, and only `dags/` knows Airflow. `lint-imports` keeps that."""


def page() -> Iterator[str]:
    """The parts of the page."""
    folders = sorted(one.parent.name for one in VMO.glob("*/__init__.py"))
    files = sorted(one.stem for one in VMO.glob("*.py") if one.stem != "__init__")
    yield HEAD
    yield "## The verbs, in their order"
    yield "\n".join(f"{nth}. {_told(one)}" for nth, one in enumerate(VERBS, 1))
    yield "## What has them done"
    yield "\n".join(f"- {_told(one)}" for one in APART)
    yield "## Folders of which a file is one thing of its kind, found by its name"
    yield "\n".join(f"- {_told(one)}" for one in BY_ONE)
    yield "## Other folders"
    yield "\n".join(f"- {_told(one)}" for one in folders if one not in {*BY_ONE, *APART})
    yield "## Files beside them"
    yield "\n".join(f"- {_told(one)}" for one in files if one not in VERBS)


def _told(name: str) -> str:
    folder = (VMO / name / "__init__.py").exists()
    place = f"{name}/" if folder else f"{name}.py"
    text = (VMO / name / "__init__.py" if folder else VMO / place).read_text("utf-8")
    first = (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]
    return f"[`{place}`](../vmo/{place}): {first.removeprefix(name.capitalize() + ': ')}"
