"""The commands that do something anew, or by a person's decision."""

import argparse

from vmo.cli.words import Command, Told, day_text, house_of, month_text, named, signed


def commands(command: Command) -> None:
    """Add them to the parser."""
    one = command("replay", _replay, "conform landed files again after a fix")
    one.add_argument("--partner", help="only this partner")
    one.add_argument("--feed", help="only this feed")
    one = command("release", _release, "accept quarantined rows of one rule in one file, by name and reason")
    one.add_argument("--file", required=True, help="name of the landed file, or the beginning of its sha256")
    one.add_argument("--rule", required=True, help="the rule whose rows are accepted, as I3")
    signed(one)
    one = command("close", _close, "accept that days of a feed are missing")
    one.add_argument("--month", required=True, type=month_text, help="as 2026-10")
    one.add_argument("--accept-missing", required=True, metavar="FEED:DAY[..DAY]", help="as acme.calls:2026-10-05")
    signed(one)
    one = command("match", _match, "what partners billed for a month, against the contract and the measured month")
    one.add_argument("--month", required=True, type=month_text, help="as 2026-10")
    one.add_argument("--contract", help="only this contract")
    one.add_argument("--by", default="", metavar="NAME", help="raise the disputes in this name (default: raise none)")
    one.add_argument("--on", type=day_text, help="the day of the letters and disputes (default: today)")
    one = command("adjust", _adjust, "a signed manual line on a contract's month")
    one.add_argument("--contract", required=True)
    one.add_argument("--month", required=True, type=month_text, help="as 2026-10")
    one.add_argument("--amount", required=True, help="signed, in the contract's currency, as -120.00")
    one.add_argument("--text", required=True, help="what the line says")
    signed(one)


def _replay(given: argparse.Namespace) -> Told:
    from vmo.desk import replay

    told = replay.replay(house_of(given), given.partner, given.feed)
    return told, told["text"]


def _release(given: argparse.Namespace) -> Told:
    from vmo.desk import release

    told = release.release(house_of(given), given.file, given.rule, by=given.by, why=given.why)
    return told, told["text"]


def _close(given: argparse.Namespace) -> Told:
    from vmo.desk import close

    told = close.close(house_of(given), given.month, given.accept_missing, by=given.by, why=given.why)
    return told, told["text"]


def _match(given: argparse.Namespace) -> Told:
    from vmo.desk import match

    told = match.match(house_of(given), given.month, given.contract, by=given.by, on=given.on)
    return told, told["text"]


def _adjust(given: argparse.Namespace) -> Told:
    from vmo.desk import adjust

    told = adjust.adjust(house_of(given), **named(given, "contract month amount text by why"))
    return told, told["text"]
