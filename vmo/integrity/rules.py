"""Rules: every rule of CUIKA as data, by what it is decided, and under which names it is found (domain.md 2.4)."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from vmo import plugins, suites, yaml12
from vmo.schema import Told, checked

FILE = Path(__file__).with_name("rules.yaml")
Letter = Literal["C", "U", "I", "K", "A"]
LETTERS: tuple[Letter, ...] = ("C", "U", "I", "K", "A")
OWN: dict[str, Letter] = {"quarantine": "I", "blocked": "I", "fingerprint": "K"}  # what domain.md does not number


class Rule(Told):
    """One rule. `found_as` names findings of the line that serve it; `fails` whether breaking it loses the flag."""

    id: str
    what: str
    by: Literal["line", "suite", "forensics", "made", "nothing"]
    how: str
    fails: bool = False
    found_as: list[str] = Field(default_factory=list)

    @property
    def letter(self) -> Letter:
        return OWN.get(self.id) or _letter(self.id)

    @property
    def decided(self) -> bool:
        return self.by != "nothing"


class RulesFile(Told):
    rules: list[Rule]


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in order."""
    told: RulesFile = checked(RulesFile, yaml12.read(FILE))
    return {one.id: one for one in told.rules}


def serves(found: str, kind: str) -> str:
    """The rule that a finding of a feed of this kind serves; nothing where it serves none.

    >>> serves("I3", "contacts"), serves("instants", "contacts"), serves("unknown_code", "contacts"), serves("night", "contacts")
    ('I3', 'I3', 'I3', '')
    """
    if found in rules():
        return found
    by_suite = _by_suite(kind).get(found)
    return by_suite or next((one.id for one in rules().values() if found in one.found_as), "")


def by_forensics() -> dict[str, str]:
    """Which file of vmo/forensics serves which rule: rule → name of the file."""
    return {plugins.find("forensics", name).RULE: name for name in plugins.names("forensics")}


@cache
def _by_suite(kind: str) -> dict[str, str]:
    found = [rule.meta for name in (kind, suites.EXPORT) for rule in suites.suite(name).expectations]
    return {meta.rule: meta.serves for meta in found if meta.serves}


def _letter(rule: str) -> Letter:
    return next(letter for letter in LETTERS if rule.startswith(letter))
