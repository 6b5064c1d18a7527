"""The commands that only look, at what stands or at what could be."""

import argparse
from pathlib import Path

from vmo.cli.words import Command, Told, house_of, month_text
from vmo.copc.profiles import PROFILES


def commands(command: Command) -> None:
    """Add them to the parser."""
    one = command("status", _status, "due, arrived, late, quarantined, blocked, and the next action for each")
    one.add_argument("--month", type=month_text, help="as 2026-10 (default: every month with data)")
    one = command("attain", _attain, "the measures of a month, whole or by day or interval; nothing is published")
    one.add_argument("--month", required=True, type=month_text, help="as 2026-10")
    one.add_argument("--contract", help="only this contract")
    one.add_argument("--by", choices=["month", "day", "interval"], default="month")
    one = command("whatif", _whatif, "recorded months under other terms, beside what was charged; nothing is kept")
    one.add_argument(
        "--contract", required=True, metavar="FILE", help="the other terms: a contract YAML, wherever it lies"
    )
    one.add_argument("--months", required=True, metavar="A..B", help="recorded months, as 2026-08..2026-10, or one")
    one.add_argument("--of", metavar="CONTRACT", help="whose months (default: those of the contract that FILE names)")
    one.add_argument("--xlsx", metavar="FILE", help="also write the comparison as a workbook")
    one = command(
        "diff", _diff, "an amendment in words, and in money on the last recorded months", folder=False, house=False
    )
    one.add_argument("old", metavar="OLD", help="the contract as it stands")
    one.add_argument("new", metavar="NEW", help="the contract as amended")
    one.add_argument(
        "--portfolio", metavar="DIR", help="whose recorded months (default: the folder that a text lies in)"
    )
    one = command("explain", _explain, "where an amount comes from, made once more from the rows of the lake")
    one.add_argument("document", metavar="DOCUMENT", help="its id, its number, or CONTRACT/2026-10")
    one.add_argument("line", metavar="LINE", nargs="?", help="a line, measure or total of it (default: the whole)")
    one.add_argument("--rows", metavar="FILE", help="also write the rows that were counted, as CSV")
    one = command("copc", _copc, "the COPC score of a program, metric by metric, from the months recorded")
    one.add_argument("--program", required=True, help="a program of the `copc` block of portfolio.yaml")
    one.add_argument("--as-of", required=True, type=month_text, help="the last month that counts, as 2026-10")
    one.add_argument("--profile", choices=sorted(PROFILES), help="replaces the profile of the block")
    one = command(
        "integrity", _integrity, "data integrity of a month: five flags a measure, findings, what quarantine is worth"
    )
    one.add_argument("--month", required=True, type=month_text, help="as 2026-10")
    one.add_argument("--partner", help="only this partner")


def _status(given: argparse.Namespace) -> Told:
    from vmo.desk import status

    told = status.status(house_of(given), given.month)
    return told, told["text"]


def _attain(given: argparse.Namespace) -> Told:
    from vmo.pipeline import attained

    told = attained(house_of(given), given.month, given.contract, by=given.by)
    return told, told["text"]


def _whatif(given: argparse.Namespace) -> Told:
    from vmo.desk import whatif

    months, xlsx = whatif.months_between(given.months), Path(given.xlsx) if given.xlsx else None
    told = whatif.whatif(house_of(given), Path(given.contract), months, of=given.of, xlsx=xlsx)
    return told, told["text"]


def _diff(given: argparse.Namespace) -> Told:
    from vmo.desk import diff
    from vmo.pipeline.house import open_house

    old, new = Path(given.old), Path(given.new)
    folder = given.portfolio or diff.portfolio_of(old, new)
    told = diff.diff(old, new, open_house(folder) if folder else None)
    return told, told["text"]


def _explain(given: argparse.Namespace) -> Told:
    from vmo.desk import explain

    rows = Path(given.rows) if given.rows else None
    told = explain.explain(house_of(given), given.document, given.line, rows=rows)
    return told, told["text"]


def _copc(given: argparse.Namespace) -> Told:
    from vmo.desk import copc

    told = copc.copc(house_of(given), given.program, given.as_of, profile=given.profile)
    return told, told["text"]


def _integrity(given: argparse.Namespace) -> Told:
    from vmo.desk import integrity

    told = integrity.integrity(house_of(given), given.month, given.partner)
    return told, told["text"]
