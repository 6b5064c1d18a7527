"""Profiles: the shares of metrics that a standard asks for (domain.md 2.1)."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Profile:
    """`meet` percent must meet their target, `combined` percent must meet it or improve in earnest; both rules hold at once.

    `combined_op` says whether exactly `combined` passes. `source` is what the figures rest on.
    """

    meet: int
    combined: int
    combined_op: Literal["gte", "gt"]
    source: str


PROFILES = {
    "gold_2006": Profile(
        65, 75, "gte", "COPC Gold as told in 2006: at least 65 % meet; 75 % and above meet or improve"
    ),
    "osp": Profile(
        50, 75, "gte", "the outsourcer standard: a minimum of 50 % meet; its 75 % is not confirmed by a source"
    ),
}
