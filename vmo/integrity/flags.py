"""Flags: Collected, Usable, Integrity, Knowledgeable, Actions of one metric, each held, lost or not decided.

A flag is lost by a finding that fails it, and not decided where no data could have shown anything. The score counts the flags
held. What lost Collected or Integrity cannot be met (domain.md 2.4).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from vmo.integrity.rules import LETTERS, Letter, rules
from vmo.records import MISSED, Finding, State

KEPT_FROM_BEING_MET: tuple[Letter, ...] = ("C", "I")
HELD, LOST, UNDECIDED = "held", "lost", "not decided"


@dataclass(frozen=True, slots=True)
class Flags:
    """The five flags of one metric, and the findings that lost one."""

    held: Mapping[Letter, bool | None]
    lost_by: tuple[Finding, ...] = ()

    @property
    def score(self) -> int:
        """Flags held, of five; one that is not decided is not held.

        >>> Flags({"C": True, "U": True, "I": False, "K": True, "A": None}).score
        3
        """
        return sum(one is True for one in self.held.values())

    @property
    def failed(self) -> bool:
        """Whether the metric cannot be met."""
        return any(self.held[letter] is False for letter in KEPT_FROM_BEING_MET)

    @property
    def why(self) -> str:
        """What keeps the metric from being met, the first of each rule; nothing where nothing does."""
        kept: dict[str, list[str]] = {}
        for one in self.lost_by:
            said = f"{one.where}: {one.what}"
            if rules()[one.rule].letter in KEPT_FROM_BEING_MET and said not in kept.setdefault(one.rule, []):
                kept[one.rule].append(said)
        return "; ".join(
            f"{rule}: {said[0]}" + (f", and {len(said) - 1} more" if said[1:] else "") for rule, said in kept.items()
        )


def flags(found: Iterable[Finding], states: Iterable[State], *, untold: Collection[Letter] = ()) -> Flags:
    """The flags of a metric by the findings that concern it, each under the id of its rule, and its states in the month.

    Only an error of a rule that `fails` loses a flag. `untold` are those that nobody has told anything of, such as Actions
    where no register is kept; they are asked for only where a target was missed.

    >>> late = Finding("C2", "warning", "acme.calls", "late")
    >>> missing = Finding("C1", "error", "acme.calls:2026-10-05", "no row of it counts")
    >>> flags([late], ["met"]).score, flags([late], ["met"]).failed
    (5, False)
    >>> told = flags([late, missing], ["breach"], untold=["A"])
    >>> told.score, told.failed, told.held["A"], told.why
    (3, True, None, 'C1: acme.calls:2026-10-05: no row of it counts')
    >>> flags([missing, Finding("C1", "error", "acme.calls:2026-10-06", "no row of it counts")], []).why
    'C1: acme.calls:2026-10-05: no row of it counts, and 1 more'
    """
    lost = tuple(one for one in found if one.severity == "error" and one.rule in rules() and rules()[one.rule].fails)
    held: dict[Letter, bool | None] = dict.fromkeys(LETTERS, True)
    missed = any(state in MISSED for state in states)
    held |= {letter: None for letter in untold if letter != "A" or missed}
    for one in lost:
        held[rules()[one.rule].letter] = False
    return Flags(held, lost)


def said(held: bool | None) -> str:
    """A flag in words.

    >>> [said(one) for one in (True, False, None)]
    ['held', 'lost', 'not decided']
    """
    return UNDECIDED if held is None else HELD if held else LOST
