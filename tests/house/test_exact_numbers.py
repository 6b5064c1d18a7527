"""No float near money or a ratio; one place that rounds. Read from the syntax of every file of vmo/."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for path in (ROOT / "vmo").rglob("*.py") if "migrations" not in path.parts)

# Where a float may stand, and why: file, what stands there.
FLOATS = {
    ("vmo/simulate/*", "*"): "the simulation draws chances and waits; it writes exports and knows no money",
    ("vmo/sheets/_chart.py", "*"): "places and sizes within a chart, and its axis",
    ("vmo/sheets/_page.py", "*"): "margins of a printed page in inches",
    ("vmo/sheets/_measure.py", "*"): "widths of columns in characters",
    ("vmo/documents/_pdf_*.py", "*"): "places and sizes on a page, in points",
    ("vmo/store.py", "0.05"): "seconds to sleep before another try",
    ("vmo/formats/xlsx.py", "float"): "spreadsheets hold floats; each becomes its shortest text at once",
    ("vmo/conforming/header.py", "0.6"): "how alike two names of columns are",
    ("vmo/schema.py", "float"): "a number that a person wrote in quotes is refused, as is a float",
    ("vmo/collect.py", "float"): "seconds of a file's clock, turned into an instant at once",
}
# `/` is exact only between fractions. Paths are divided too: by a text, or by one of these.
PATHS = (
    "folder / *",
    "root / *",
    "place / *",
    "inbox / *",
    "house.portfolio.out / *",
    "house.lake.state / *",
    "self.state / *",
)
DIVISIONS = {
    ("vmo/money.py", "(total - sum(shares, Decimal(0))) / unit"): "minor units, a whole number of them",
    ("vmo/curves/linear.py", "shortfall(actual, expected, direction) / whole"): "two fractions",
    ("vmo/proofs/linear.py", "short / whole"): "two fractions",
    ("vmo/sheets/_chart.py", "*"): "steps of an axis",
    ("vmo/sheets/_measure.py", "*"): "widths of columns",
    ("vmo/sheets/_page.py", "*"): "widths of pages",
    ("vmo/documents/_pdf_*.py", "*"): "places and sizes on a page",
    ("vmo/simulate/*", "*"): "chances and waits",
}
JSON_READ_EXACTLY = {
    ("vmo/checks/rendered_as_recorded.py", "*"): "result.json holds its numbers as text",
    ("vmo/formats/_objects.py", "*"): "the structure of the keys; the values stay text",
    ("vmo/desk/demo.py", "*"): "result.json holds its numbers as text; answers of the rehearsal hold none",
}

Place = tuple[str, int, str]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def allowed(path: Path, what: str, where: dict[tuple[str, str], str]) -> bool:
    return any(fnmatch(name(path), file) and fnmatch(what, pattern) for file, pattern in where)


def told(path: Path, found: list[tuple[int, str]], act: str) -> str:
    return "\n".join(f"{name(path)}:{line}: {what}; {act}" for line, what in found)


def floats(path: Path) -> Iterator[tuple[int, str]]:
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, str(node.value)
        elif isinstance(node, ast.Name) and node.id == "float":
            yield node.lineno, "float"


def divisions(path: Path) -> Iterator[tuple[int, str]]:
    """Divisions that are neither of a fraction nor of a path."""
    for node in nodes(path):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            texts = [one for one in ast.walk(node) if isinstance(one, ast.JoinedStr)]
            texts += [one for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            said = ast.unparse(node)
            if not texts and "Fraction(" not in said and not any(fnmatch(said, path_) for path_ in PATHS):
                yield node.lineno, said


def calls(path: Path) -> Iterator[tuple[int, str, ast.Call]]:
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func), node


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_float_stands_where_money_or_a_ratio_could_meet_it(path):
    found = [(line, what) for line, what in floats(path) if not allowed(path, what, FLOATS)]
    assert not found, told(path, found, "use Decimal or Fraction, or give the reason in FLOATS of this test")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_only_fractions_and_paths_are_divided(path):
    found = [(line, what) for line, what in divisions(path) if not allowed(path, what, DIVISIONS)]
    assert not found, told(path, found, "write Fraction(…) / …, or give the reason in DIVISIONS of this test")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_only_money_rounds(path):
    found = [(line, what) for line, what, _ in calls(path) if what.rpartition(".")[2] in ("round", "quantize")]
    if name(path).startswith("vmo/simulate/") or name(path) == "vmo/money.py":
        found = []  # the simulation writes the partners' exports, which round as they please
    assert not found, told(path, found, "use rounded, rounded_down or for_reading of vmo/money.py")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_json_is_never_read_into_floats(path):
    found = [
        (line, what)
        for line, what, call in calls(path)
        if what in ("json.load", "json.loads")
        and not any(keyword.arg == "parse_float" for keyword in call.keywords)
        and not allowed(path, what, JSON_READ_EXACTLY)
    ]
    assert not found, told(path, found, "give parse_float=Decimal or str, or the reason in JSON_READ_EXACTLY")


@pytest.mark.parametrize(
    "where", [FLOATS, DIVISIONS, JSON_READ_EXACTLY], ids=["FLOATS", "DIVISIONS", "JSON_READ_EXACTLY"]
)
def test_no_exception_outlives_its_file(where):
    gone = [file for file, _ in where if not any(fnmatch(name(path), file) for path in FILES)]
    assert not gone, f"take out of this test: {', '.join(gone)}"


def test_the_sheets_round_only_through_money():
    """A number format shows; it never computes."""
    found = [(p, line) for p in FILES for line, what, _ in calls(p) if what == "format" and p.parent.name == "sheets"]
    assert not found


def test_these_rules_can_fail(tmp_path):
    path = tmp_path / "x.py"
    path.write_text(
        "a = 0.1\nb = float(c)\nd = e / f\ng = round(a)\nh = i.quantize(1)\nj = Fraction(a) / 2\nk = path / 'x'\n"
    )
    assert [line for line, _ in floats(path)] == [1, 2]
    assert [line for line, _ in divisions(path)] == [3]
    assert [what for _, what, _ in calls(path) if what.rpartition(".")[2] in ("round", "quantize")] == [
        "round",
        "i.quantize",
    ]
