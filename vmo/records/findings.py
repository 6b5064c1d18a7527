"""What is wrong: findings, which are collected, and refusals, which are raised."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warning", "error"]
NOUNS = "vmo.records"  # what a reader of an error sees: the nouns are one place, though a file each


class RefusedError(Exception):
    """The work cannot be done as asked; each reason says where, what was found, what is expected, what to do."""

    __module__ = NOUNS

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


class UnknownPluginError(RefusedError):
    """No plug-in of that name."""

    __module__ = NOUNS

    def __init__(self, reason: str) -> None:
        super().__init__([reason])


class UnmappedColumnError(RefusedError):
    """The rows lack every column that a way of counting could use; `columns` names them."""

    __module__ = NOUNS

    def __init__(self, *columns: str) -> None:
        self.columns = columns
        super().__init__([f"needs the column {' or '.join(columns)}, which the feed does not map"])


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, by how much, and what the reader should do; collected, never raised.

    `rule` is an id of the integrity rules (I4), of a check (totals_add_up) or of the line (header);
    `where` is `file:line` or the place in a contract; `rows` counts the rows concerned.
    """

    rule: str
    severity: Severity
    where: str
    what: str
    found: str = ""
    expected: str = ""
    action: str = ""
    rows: int = 0

    def __str__(self) -> str:
        """One line for a person.

        >>> print(Finding("header", "error", "calls.csv:1", "column renamed", "Wiat", "Wait", "ask the partner"))
        calls.csv:1: column renamed: found Wiat, expected Wait; ask the partner
        """
        pairs = (("found", self.found), ("expected", self.expected))
        numbers = ", ".join(f"{word} {value}" for word, value in pairs if value)
        sentence = f"{self.where}: {self.what}" + (f": {numbers}" if numbers else "")
        return sentence + (f"; {self.action}" if self.action else "")


class RefusedFeedError(RefusedError):
    """A file that stops its feed (law 5): nothing of it counts until the partner or the YAML is put right."""

    __module__ = NOUNS

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__([str(finding) for finding in findings])
