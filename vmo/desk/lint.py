"""Lint: every YAML of a portfolio read and cross-checked; no data is touched."""

from pathlib import Path
from typing import Any

from vmo.portfolio import load


def lint(folder: Path, *, inbox: str | None = None) -> dict[str, Any]:
    """What the portfolio holds, and notes. Raises FaultyTextError with every fault, each `file:line:`."""
    portfolio = load(folder, inbox=inbox)
    notes = [
        f"partners/{partner}: {feed_name}: severity of {rule} is {override.severity} without a reason; give one"
        for partner, feed_name, feed in portfolio.feeds()
        for rule, override in feed.severity.items()
        if not override.reason
    ]
    feeds = sum(1 for _ in portfolio.feeds())
    found = f"{len(portfolio.partners)} partners, {feeds} feeds, {len(portfolio.contracts)} contracts: no fault"
    return {
        "partners": sorted(portfolio.partners),
        "contracts": sorted(portfolio.contracts),
        "notes": notes,
        "text": "\n".join([*notes, found]),
    }
