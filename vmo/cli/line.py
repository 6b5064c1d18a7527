"""The commands of the line, and what a portfolio begins with."""

import argparse
from pathlib import Path

from vmo.cli.words import Command, Told, day_text, house_of, instant_text, month_text


def commands(command: Command) -> None:
    """Add them to the parser."""
    one = command("init", _init, "write a commented portfolio", house=False)
    one.add_argument("--feeds", metavar="KINDS", help="template feeds besides, as work_items,quality (docs/kinds.md)")
    command("lint", _lint, "read and cross-check every YAML; no data is touched")
    one = command(
        "preview",
        _preview,
        "show the first rows of a file as conformed, and what would be quarantined; nothing is kept",
    )
    one.add_argument("partner", metavar="PARTNER")
    one.add_argument("feed", metavar="FEED")
    one.add_argument("file", metavar="FILE")
    one.add_argument("--rows", type=int, default=5, help="rows to show (default 5)")
    one = command("night", _night, "collect … measure of everything unseen")
    one.add_argument("--day", type=day_text, help="the day whose dues are looked at, as 2026-10-05 (default: none)")
    one.add_argument("--partner", help="only this partner")
    one.add_argument("--as-of", type=instant_text, help="an ISO instant; files that arrived later are not seen")
    one = command("month", _month, "the missing night work, then attain … publish")
    one.add_argument("--month", required=True, type=month_text, help="as 2026-10")
    one.add_argument("--contract", help="only this contract")
    one.add_argument("--by", default="vmo", metavar="NAME", help="who prepares it (default: the program by itself)")


def _init(given: argparse.Namespace) -> Told:
    from vmo.desk import init

    written = init.init(Path(given.dir), feeds=given.feeds.split(",") if given.feeds else ())
    return {"written": written}, "\n".join(f"wrote {path}" for path in written)


def _lint(given: argparse.Namespace) -> Told:
    from vmo.desk import lint

    told = lint.lint(Path(given.dir), inbox=given.inbox)
    return told, told["text"]


def _preview(given: argparse.Namespace) -> Told:
    from vmo.desk import preview

    told = preview.preview(house_of(given), given.partner, given.feed, Path(given.file), rows=given.rows)
    return told, told["text"]


def _night(given: argparse.Namespace) -> Told:
    from vmo.pipeline import nightly

    told = nightly(house_of(given), given.partner, day=given.day, as_of=given.as_of)
    return told, told["text"]


def _month(given: argparse.Namespace) -> Told:
    from vmo.pipeline import month_end

    told = month_end(house_of(given), given.month, given.contract, by=given.by)
    return told, told["text"]
