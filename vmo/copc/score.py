"""Score: how many of the required metrics meet their target, and how many meet it or improve (domain.md 2.1).

One vote each, no weight, no partial credit. What is not applicable, or only shown, is out of the denominator; what has no
data stays in it and is not met. Shares are compared as integers: 100 × metrics against percent × metrics.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from vmo.copc.profiles import Profile

Standing = Literal["met", "improving", "missed", "no_volume", "no_data", "not_applicable", "shown_only"]
OUT: tuple[Standing, ...] = ("not_applicable", "shown_only")


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of` metrics against a rule in percent. `exactly` flags a result on the line itself."""

    count: int
    of: int
    required: int
    op: Literal["gte", "gt"]

    @property
    def percent(self) -> Fraction:
        return Fraction(100 * self.count, self.of)

    @property
    def exactly(self) -> bool:
        return 100 * self.count == self.required * self.of

    @property
    def passes(self) -> bool:
        reached, needed = 100 * self.count, self.required * self.of
        return reached >= needed if self.op == "gte" else reached > needed


@dataclass(frozen=True, slots=True)
class Score:
    """The two rules of a profile, which must both hold."""

    meet: Share
    combined: Share

    @property
    def passes(self) -> bool:
        return self.meet.passes and self.combined.passes

    @property
    def borderline(self) -> str:
        """What to say of a combined share that is exactly the one required: the wording of the rule leaves it open."""
        if not self.combined.exactly:
            return ""
        said = f"{self.combined.count} of {self.combined.of} is exactly {self.combined.required} %"
        return f"{said}: passes if >=, fails if >"


def score(standings: Iterable[Standing], profile: Profile) -> Score | None:
    """The score of the required metrics; None where nothing is left to score.

    >>> from vmo.copc.profiles import PROFILES
    >>> found = score(["met"] * 13 + ["improving"] * 2 + ["missed"] * 5, PROFILES["gold_2006"])
    >>> found.passes, found.borderline
    (True, '15 of 20 is exactly 75 %: passes if >=, fails if >')
    >>> score(["not_applicable"], PROFILES["gold_2006"]) is None
    True
    """
    scored = [one for one in standings if one not in OUT]
    if not scored:
        return None

    def share(counted: tuple[Standing, ...], required: int, op: Literal["gte", "gt"]) -> Share:
        return Share(sum(one in counted for one in scored), len(scored), required, op)

    return Score(
        meet=share(("met",), profile.meet, "gte"),
        combined=share(("met", "improving"), profile.combined, profile.combined_op),
    )
