"""The generated pages: docs/kinds.md, docs/metrics.md, docs/pricing.md, docs/checks.md and the tables of docs/contracts.md.

python docs/generate.py        writes them; tests/house/test_docs.py says when they are behind
"""

import ast
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import house
import keys

from vmo import charging, kinds, plugins, suites
from vmo.contract_tests import ContractTests
from vmo.counting.asks import price_signature, signature
from vmo.curves import GIVENS
from vmo.desk import metrics
from vmo.kinds import Column
from vmo.terms import ContractText

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
MADE = "<!-- made by `make docs` from {source}; change that, not this page -->"

# What reading a file may find, by the name that a finding bears; `reading_rules` collects the names from the code.
STOPS, ASIDE, TOLD = "stops the file", "quarantines the row", "is told"
READING = {
    "format": (STOPS, "The bytes are not those of the declared format, or the reader gives up on them."),
    "header": (STOPS, "A column is missing, renamed, stands twice, or is neither in `columns` nor in `unused`."),
    "empty": (STOPS, "No byte, nothing in the gzip or zip, or a header and no row. No data is not zero contacts."),
    "encoding": (
        "stops the file or quarantines the row",
        "Bytes that the declared encoding does not have: one record in a hundred stops the file, fewer are set aside.",
    ),
    "gzip": (STOPS, "The gzip file is cut off or damaged; what could be read of it does not count either."),
    "zip": (STOPS, "The zip is damaged, has a password, or does not hold one file alone."),
    "nul_bytes": (STOPS, "A text holds NUL bytes, as after a broken transfer."),
    "line_length": (STOPS, "A line is longer than 2 MiB; no export has such a record."),
    "line_ends": (STOPS, "The lines of a text end in carriage returns alone."),
    "fields": (ASIDE, "The record has more or fewer fields than the header, or its quotes do not close."),
    "missing": (ASIDE, "A required column, the instant that decides the day, or the whole identity is empty."),
    "unreadable": (ASIDE, "A value is not a time, number or word as the YAML declares it."),
    "unknown_code": (ASIDE, "A code is in neither `codes` nor `cases`. It is never guessed."),
    "resolution": (ASIDE, "A duration is finer than a millisecond; it is not rounded."),
    "empty_column": (
        TOLD,
        "A column that the feed maps is empty in every row; the mapping or the export may be wrong.",
    ),
    "dst_gap": (
        "quarantines the row; with `severity: {dst_gap: warning}` is told",
        "A local time lies in the hour that the clock skips. As a warning it is moved forward by the gap.",
    ),
    "window": (
        TOLD,
        "A month that a measure's window looks back on has no row at all; the measure rests on the others.",
    ),
    "dst_fold": (TOLD, "Local times lie in the hour that the clock repeats; the order of the file tells which pass."),
    "I4": (TOLD, "An identity stands twice in a file; one row counts, the others are set aside as duplicates."),
    "same_bytes": (TOLD, "The same bytes arrived under two names; they count once for a feed."),
    "source": ("keeps the file back", "The partner's place cannot be reached, listed or read."),
    "outside": (
        "keeps the file back",
        "The path, or the file that a link leads to, lies outside the partner's folder.",
    ),
    "unfinished": ("keeps the file back", "The name says that the file is still being written (`.part`, `.tmp` …)."),
    "named_day": ("keeps the file back", "The name tells no day where `source` says that it does."),
    "control": (
        "keeps the file back",
        "The control file is missing or does not tell its totals; the file waits for it.",
    ),
    "stopped": (TOLD, "A file of the month's feeds was stopped, so what it holds does not count."),
    "evidence": ("blocks what asked", "A figure that a contract asks for cannot be counted from the rows of a feed."),
    "night": ("is told", "A step of one partner's night failed; the others went on."),
    "mean_of_daily": (TOLD, "A contract takes the mean of the days' results (`agg`), not the ratio of their sums."),
    "flattering": (
        TOLD,
        "A contract takes short abandons out of the calls abandoned and leaves them in those offered.",
    ),
    "reprice": (TOLD, "A charge's volume lies beyond the limit to which its price was agreed, so a new price is due."),
    "provisional": (TOLD, "Days after the month that may still change a measure, as repeats do, have no data yet."),
    "no_data": (
        "blocks the document",
        "What bears credit lacks data, and no clause says what that costs (integrity.md).",
    ),
    "C1": (TOLD, "A day is missing and a person accepted that (`vmo close`)."),
    "C2": (TOLD, "A file that was due has not come."),
    "quarantine": (TOLD, "What accepting the rows in quarantine would change of a month (integrity.md)."),
}


def pages() -> dict[str, str]:
    """Every generated page, by its file name."""
    return {
        "house.md": _page(house.page()),
        "kinds.md": _page(_kinds()),
        "metrics.md": metrics.page(),
        "pricing.md": _page(_pricing()),
        "checks.md": _page(_checks()),
        "contracts.md": keys.filled((DOCS / "contracts.md").read_text("utf-8"), ContractText, ContractTests),
    }


def reading_rules() -> set[str]:
    """The names of findings that the code makes itself, outside expectations/ and vmo/checks/."""
    return {
        rule
        for path in sorted((ROOT / "vmo").rglob("*.py"))
        if path.parent.name not in ("checks", "sheets", "forensics")
        for rule in _rules(path)
    }


def _kinds() -> Iterator[str]:
    yield "# Kinds of rows"
    yield MADE.format(source="`vmo/kinds/*.yaml`")
    yield (
        "A feed declares its `kind`; [portfolio.md](portfolio.md) says how its columns become these. Times are UTC instants, "
        "seconds have three decimals, a number (volume, points, hours, money) six; a dimension groups the counts and may stand "
        "in a contract's `scope`. A moment is an instant at which a row may count, and a feed's `clock` may let one of them "
        "decide the day. `vmo init DIR --feeds KIND,…` writes a commented feed of each kind."
    )
    for name in kinds.names():
        kind = kinds.kind(name)
        yield f"## {name}"
        yield (
            f"{kind.what} Grain {kind.grain}, evidence class {kind.evidence}. Credited to the day of `{kind.credited}` unless "
            "the feed's `clock` says otherwise."
        )
        moments = ", ".join(f"`{moment}` (`{column}`)" for moment, column in kind.moments.items())
        yield f"Moments: {moments}."
        if kind.spans:
            yield f"A row covers the time from `{kind.spans.start}` to `{kind.spans.end}`."
        yield _table(
            ("column", "type", "", "what"),
            ((f"`{column}`", told.type, _marks(told), _what(told)) for column, told in kind.columns.items()),
        )


def _pricing() -> Iterator[str]:
    yield "# Prices and credits"
    yield MADE.format(source="`vmo/pricing/` and `vmo/curves/`")
    yield (
        "Counting and pricing are two ideas. A charge's `model` makes its lines; where that prices a count, `of` names the "
        "model that counts. A model that counts may stand alone, and is then charged at a unit `rate`. `terms` holds the terms "
        "of both."
    )
    yield "## Models that count"
    for name in charging.counters():
        yield from _plugin(name, plugins.find("pricing", name), _model_terms(name))
    yield "## What a count is held against"
    yield "No charge of its own; the price that holds a count against it names it."
    for name in filter(charging.of_cells, plugins.names("pricing")):
        yield from _plugin(name, plugins.find("pricing", name), _model_terms(name))
    yield "## Prices of a count"
    for name in plugins.names("pricing"):
        if charging.of_a_count(name) and not charging.counts(name):
            yield from _plugin(name, plugins.find("pricing", name), _model_terms(name))
    yield "## Prices without a count"
    for name in plugins.names("pricing"):
        if charging.prices(name) and not charging.of_a_count(name) and name not in charging.of_documents():
            yield from _plugin(name, plugins.find("pricing", name), _model_terms(name))
    yield "## Prices of a payment"
    yield "Keys of a contract's `invoice`, each a history whose value holds the terms below; the document gives the rest."
    for name in charging.of_documents():
        yield from _plugin(name, plugins.find("pricing", name), _model_terms(name))
    yield "## Terms of every rate"
    yield (
        "A charge that has a rate may have these among its `terms`, each a history whose value holds the terms below. They "
        "change the terms `rate`, `amount`, `fee`, `arc` and `rrc`, each rate of `bands` and of `rates`, in this order; `fx` "
        "changes the lines that came of them."
    )
    yield "### hours"
    yield (
        "Hours: only what falls into them is counted, on the clock of the site that did the work. Where they name `holiday`, a "
        "holiday of the site has those alone; where they do not, it is a day like any other."
    )
    yield (
        'A term of whatever counts, as `{mon-sun: "22:00-06:00", holiday: "00:00-24:00"}`, in quarter-hours; the start of a '
        "contact decides, and by the minute `at_border: sliced` cuts it there. A charge of the night alone has `hours` and a "
        "`surcharge`."
    )
    yield "### proration"
    yield (
        "Proration: which days count where a price is due for a part of the window. A term of every price that depends on days: "
        "`calendar` (the default), every day; `business`, Monday to Friday without the contract's holidays; `actual_30`, the "
        "days of a part out of 30."
    )
    for name in charging.adjustments():
        module = plugins.find("pricing", name)
        taken = frozenset().union(*charging.own_terms(module.adjust))
        yield from _plugin(name, module, metrics.named([p for p in _keywords(module.adjust) if p.name in taken]))
    for name in charging.conversions():
        module = plugins.find("pricing", name)
        taken = frozenset().union(*charging.own_terms(module.convert))
        yield from _plugin(name, module, metrics.named([p for p in _keywords(module.convert) if p.name in taken]))
    yield "## Credit curves"
    yield (
        "A curve turns the shortfall of a missed measure into what it costs: a share of its allocated at-risk amount, money, "
        "percent of the charges, or points."
    )
    for name in plugins.names("curves"):
        module = plugins.find("curves", name)
        own = [p for p in _keywords(module.severity) if p.name not in GIVENS]
        yield from _plugin(name, module, metrics.named(own))


def _checks() -> Iterator[str]:
    yield "# Checks"
    yield MADE.format(source="`expectations/*.yaml`, `vmo/checks/` and the findings of the code")
    yield (
        "Three nets, one after the other: what a file may hold to be read at all, what its rows must hold to be counted, and "
        "what a document must hold to leave the house. [operations.md](operations.md) says what to do about each."
    )
    yield "## Reading a file"
    yield "What `collect`, `land`, `conform` and `measure` find; the name is that of the finding."
    yield _table(("rule", "effect", "what"), ((f"`{rule}`", effect, what) for rule, (effect, what) in READING.items()))
    for name in sorted(path.stem for path in suites.FOLDER.glob("*.yaml")):
        suite = suites.suite(name)
        whole = name == suites.EXPORT
        yield "## The export as a whole" if whole else f"## Rows of {name}"
        yield (
            "Judged once a file. An error stops the file; the feed goes on with the next one."
            if whole
            else "Of rows that are neither excluded nor duplicate. An error of level row sends the row to quarantine, one "
            "of level batch stops the file. A rule whose columns the feed does not map is not applied. CUIKA tells which rule "
            "of data integrity it serves."
        )
        yield _table(
            ("rule", "CUIKA", "level", "severity", "what is wrong", "why"),
            (
                (f"`{rule.meta.rule}`", rule.meta.serves, rule.meta.level, rule.severity, _said(rule), rule.meta.why)
                for rule in suite.expectations
            ),
        )
    yield "A partner's YAML changes the severity of a rule for one feed, with the reason: [severity](portfolio.md#severity)."
    yield "## The document"
    yield "An error blocks the invoice, never the scorecard, which then says so."
    yield _table(
        ("check", "what holds"),
        ((f"`{name}`", _after_colon(plugins.find("checks", name))) for name in plugins.names("checks")),
    )
    yield (
        "`second_calculation` takes its figures from `vmo/proofs/`. Each is written from the specification and shares no code "
        "with what it proves:\n\n" + "\n".join(f"- `{name}`" for name in plugins.names("proofs"))
    )


def _plugin(name: str, module: ModuleType, terms: str) -> Iterator[str]:
    yield f"### `{name}`"
    yield _prose(module)
    yield terms


def _model_terms(name: str) -> str:
    module = plugins.find("pricing", name)
    counted = signature("quantity", name)
    priced = price_signature(name) if charging.prices(name) else (frozenset[str](), frozenset[str]())
    taken = {*counted[0], *counted[1], *priced[0], *priced[1]}
    found: dict[str, inspect.Parameter] = {}
    for function in (getattr(module, "quantity", None), getattr(module, "price", None)):
        found |= {p.name: p for p in (_keywords(function) if function else []) if p.name in taken}
    return metrics.named(list(found.values()))


def _keywords(function: Any) -> list[inspect.Parameter]:
    return [p for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]


def _prose(module: ModuleType) -> str:
    """The docstring up to its doctest."""
    return (module.__doc__ or "").split(">>>")[0].strip()


def _after_colon(module: ModuleType) -> str:
    title = plugins.title(module)
    return title.partition(": ")[2] or title


def _marks(column: Column) -> str:
    told = [
        ("required", column.required),
        ("dimension", column.dimension),
        ("may bear a %", column.percent),
        (f"default {column.default}", column.default is not None),
        (f"{' / '.join(column.ratio_of)}, evidence class C", bool(column.ratio_of)),
    ]
    return ", ".join(word for word, holds in told if holds)


def _what(column: Column) -> str:
    values = f" One of {', '.join(f'`{value}`' for value in column.values)}." if column.values else ""
    return f"{column.what}.{values}"


def _said(rule: suites.Rule) -> str:
    return f"{rule.meta.says} (expected {rule.expected})" if rule.expected else rule.meta.says


def _rules(path: Path) -> Iterator[str]:
    """Names of rules in one file: `rule=` anywhere, the first word of a Finding or a Fault, constants of that name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RULE":
            yield from _text(node.value)
        if isinstance(node, ast.Return) and path.parent.name == "formats" and isinstance(node.value, ast.Tuple):
            yield from _text(node.value.elts[0])  # (rule, reason) of a record that cannot be split
        if isinstance(node, ast.Call):
            yield from (one for keyword in node.keywords if keyword.arg == "rule" for one in _text(keyword.value))
            yield from (one for keyword in node.keywords if keyword.arg == "finer" for one in ["resolution"])
            if ast.unparse(node.func) in ("Finding", "Fault") and node.args:
                yield from _text(node.args[0])


def _text(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(header)
    lines = [titles, ["---"] * len(titles), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


if __name__ == "__main__":
    for file, text in pages().items():
        (DOCS / file).write_text(text, encoding="utf-8")
        print(f"wrote docs/{file}")
