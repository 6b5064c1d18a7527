"""Conditions on a partner's columns: the small language of `cases` and `exclude`.

Columns of the export, numbers, texts in single quotes, `= <> < <= > >=`, `and`, `or`, `not`, `in`, `like`, `between`, `is null`.
Two values only: a comparison with an empty cell does not hold, `<>` and `not` of it do. A comparison with a number
compares numbers; with a text, texts.
"""

from collections.abc import Iterator, Mapping

import sqlglot
from sqlglot import expressions as e
from sqlglot.errors import SqlglotError

from vmo.partner import ANY, Feed

COMPARISONS: dict[type[e.Expression], str] = {e.EQ: "=", e.NEQ: "<>", e.LT: "<", e.LTE: "<=", e.GT: ">", e.GTE: ">="}
PARTS = {"this", "expression", "expressions", "low", "high", "negate"}
LANGUAGE = "columns, numbers, 'texts', = <> < <= > >=, and, or, not, in, like, between, is null"


class ConditionError(ValueError):
    """The condition is outside the language, or names a column that the export does not have."""


def faults(feed: Feed) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every condition of a feed that cannot be used: (place within the feed, sentence). No data is touched."""
    told = {name: name for name in feed.theirs if name != ANY}
    for place, condition in _conditions(feed):
        try:
            # A feed that ignores unknown columns may look at one of them.
            known = told | {name: name for name in _columns(condition)} if ANY in feed.unused else told
            sql(condition, known)
        except ConditionError as error:
            yield place, str(error)


def columns(feed: Feed) -> list[str]:
    """The columns of the export that the feed's conditions look at, each once."""
    return list(dict.fromkeys(name for _, condition in _conditions(feed) for name in _columns(condition)))


def _columns(condition: str) -> list[str]:
    """The columns of a condition; none where it cannot be read, which `sql` tells."""
    try:
        return [_name(column) for column in _parsed(condition).find_all(e.Column)]
    except ConditionError:
        return []


def sql(condition: str, columns: Mapping[str, str]) -> str:
    """SQL that is true or false, never null; `columns` gives the SQL of each column's text.

    >>> sql("Skill = 'TEST' or Wait > 3", {"Skill": "t0", "Wait": "t1"})
    "(coalesce(t0 = 'TEST', false) OR coalesce(TRY_CAST(t1 AS DECIMAL(38, 9)) > 3, false))"
    >>> sql("Skil = 'TEST'", {"Skill": "t0"})
    Traceback (most recent call last):
    vmo.conforming.conditions.ConditionError: "Skil = 'TEST'": 'Skil' is not a column of the export; known: Skill
    """
    return _Told(condition, columns).truth(_parsed(condition))


def _parsed(condition: str) -> e.Expression:
    """In parentheses a column may be called like a command: Call, Show, Set."""
    try:
        told = sqlglot.parse_one(f"({condition})", into=e.Condition, dialect="duckdb")
    except SqlglotError:
        told = None
    if isinstance(told, e.Paren):
        return told.this
    raise ConditionError(
        f'"{condition}": expected one condition; the language is {LANGUAGE}; '
        "a column whose name is no plain word stands in double quotes"
    )


def _conditions(feed: Feed) -> Iterator[tuple[tuple[str, ...], str]]:
    for ours, mapped in feed.columns.items():
        for code, condition in mapped.cases.items():
            yield ("columns", ours, "cases", code), condition
    for name, condition in feed.exclude.items():
        yield ("exclude", name), condition


class _Told:
    """One condition, turned into SQL node by node."""

    def __init__(self, condition: str, columns: Mapping[str, str]) -> None:
        self.condition = condition
        self.columns = columns

    def truth(self, node: e.Expression) -> str:
        if any(value for name, value in node.args.items() if name not in PARTS):
            raise self._refused(node)
        if isinstance(node, e.Paren):
            return self.truth(node.this)
        if isinstance(node, e.Not):
            return f"(NOT {self.truth(node.this)})"
        if isinstance(node, e.And | e.Or):
            word = "AND" if isinstance(node, e.And) else "OR"
            return f"({self.truth(node.left)} {word} {self.truth(node.right)})"
        if type(node) in COMPARISONS:
            return self._comparison(node, COMPARISONS[type(node)])
        if isinstance(node, e.Between):
            low, high = node.args["low"], node.args["high"]
            return f"({self._compared(node.this, low, '>=')} AND {self._compared(node.this, high, '<=')})"
        if isinstance(node, e.In) and node.expressions and not node.args.get("query"):
            return "(" + " OR ".join(self._compared(node.this, one, "=") for one in node.expressions) + ")"
        if isinstance(node, e.Like):
            like = f"coalesce({self._text(node.this)} LIKE {self._literal(node.expression, text=True)}, false)"
            return f"(NOT {like})" if node.args.get("negate") else like
        if isinstance(node, e.Is) and isinstance(node.expression, e.Null):
            return f"({self._text(node.this)} IS NULL)"
        raise self._refused(node)

    def _comparison(self, node: e.Expression, sign: str) -> str:
        if sign == "<>":
            return f"(NOT {self._compared(node.left, node.right, '=')})"
        return self._compared(node.left, node.right, sign)

    def _compared(self, left: e.Expression, right: e.Expression, sign: str) -> str:
        for side in (left, right):
            if not isinstance(side, e.Column | e.Literal) and not _is_number(side):
                raise self._refused(side)
        if not any(isinstance(side, e.Column) for side in (left, right)):
            raise ConditionError(
                f'"{self.condition}": a comparison needs a column of the export; known: {", ".join(self.columns)}'
            )
        number = any(_is_number(side) for side in (left, right))
        sides = [
            self._literal(side, text=not number)
            if not isinstance(side, e.Column)
            else self._operand(side, number=number)
            for side in (left, right)
        ]
        return f"coalesce({sides[0]} {sign} {sides[1]}, false)"

    def _operand(self, node: e.Expression, *, number: bool) -> str:
        return f"TRY_CAST({self._text(node)} AS DECIMAL(38, 9))" if number else self._text(node)

    def _text(self, node: e.Expression) -> str:
        if not isinstance(node, e.Column):
            raise self._refused(node)
        if _name(node) not in self.columns:
            raise ConditionError(
                f'"{self.condition}": {_name(node)!r} is not a column of the export; known: {", ".join(self.columns)}'
            )
        return self.columns[_name(node)]

    def _literal(self, node: e.Expression, *, text: bool) -> str:
        if _is_number(node) and not text:
            return str(node.sql(comments=False))
        if isinstance(node, e.Literal) and node.is_string and text:
            if not node.this.strip():
                raise ConditionError(f'"{self.condition}": an empty cell is no text; write `is null`')
            return str(node.sql(dialect="duckdb", comments=False))
        raise self._refused(node)

    def _refused(self, node: e.Expression) -> ConditionError:
        return ConditionError(
            f'"{self.condition}": {node.sql(dialect="duckdb", comments=False)!r} is outside the language: {LANGUAGE}'
        )


def _name(column: e.Column) -> str:
    """A name with dots, as a key of JSON has, is one name."""
    return ".".join(part.name for part in column.parts)


def _is_number(node: e.Expression) -> bool:
    return (isinstance(node, e.Literal) and not node.is_string) or (isinstance(node, e.Neg) and _is_number(node.this))
