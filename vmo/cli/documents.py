"""The steps of a document that people take, and the books of a month."""

import argparse

from vmo.cli.words import Command, Told, day_text, house_of, month_text, named, signed


def commands(command: Command) -> None:
    """Add them to the parser."""
    for name, run, what in (
        ("approve", _approve, "a person answers for a checked document"),
        ("issue", _issue, "give an approved document its number; it never changes from then on"),
        ("correct", _correct, "calculate an issued month anew, and correct it as its contract says"),
        ("dispute", _dispute, "say that an issued document is not accepted, and not to be paid"),
        ("resolve", _resolve, "end a dispute, with what was agreed"),
        ("pay", _pay, "record a payment of an issued document, whole or in part"),
    ):
        one = command(name, run, what)
        ids = "its id, as acme-care/2026-10/1, or its number"
        ids += "; or the id of a dispute, as dispute-a736b03a" if name == "resolve" else ""
        one.add_argument("document", metavar="DOCUMENT", help=ids)
        if name == "issue":
            one.add_argument("--on", type=day_text, help="the day of issue, as 2026-11-05 (default: today)")
            one.add_argument("--provisional", action="store_true", help="also where later data still changes a value")
        if name == "correct":
            one.add_argument("--on", type=day_text, help="the day of the correction, as 2026-12-05 (default: today)")
            reasons_ = ["error_correction", "service_credit", "volume_rebate", "other"]
            meant = "what it corrects; only errors are billing errors of COPC (default: error_correction)"
            one.add_argument("--reason", choices=reasons_, default=reasons_[0], help=meant)
        if name in ("dispute", "resolve"):
            one.add_argument("--line", help="the line, as voice; of several disputes about one, the dispute's id")
        if name == "dispute":
            one.add_argument("--amount", help="what is not accepted of it, as 120.00 (default: all of it)")
            one.add_argument(
                "--on", type=day_text, help="the day on which it was raised, as 2026-11-20 (default: today)"
            )
            one.add_argument("--response-due", type=day_text, help="the day on which an answer is due, as 2026-12-05")
        if name == "pay":
            one.add_argument("--amount", help="what was paid, as 120.00 (default: all that may be paid)")
            one.add_argument("--on", type=day_text, help="the day of the payment, as 2026-12-05 (default: today)")
        if name == "resolve":
            ended = one.add_mutually_exclusive_group(required=True)
            ended.add_argument("--accept", action="store_true", help="the dispute was right")
            ended.add_argument("--reject", action="store_true", help="the document stands")
            one.add_argument("--credit-note", metavar="NUMBER", help="the credit note that settles it")
        signed(one)
    one = command("accrue", _accrue, "accruals of what is not issued at the end of a month, and their reversal")
    one.add_argument("--month", required=True, type=month_text, help="as 2026-10")
    command("verify", _verify, "walk the chain of receipts and compare published files with their records")


def _approve(given: argparse.Namespace) -> Told:
    from vmo.desk import approve

    told = approve.approve(house_of(given), given.document, by=given.by, why=given.why)
    return told, told["text"]


def _issue(given: argparse.Namespace) -> Told:
    from vmo.desk import issue

    told = issue.issue(house_of(given), given.document, **named(given, "by why on provisional"))
    return told, told["text"]


def _correct(given: argparse.Namespace) -> Told:
    from vmo.desk import correct

    told = correct.correct(house_of(given), given.document, **named(given, "by why reason on"))
    return told, told["text"]


def _dispute(given: argparse.Namespace) -> Told:
    from vmo.desk import dispute

    told = dispute.dispute(house_of(given), given.document, **named(given, "by why line amount response_due on"))
    return told, told["text"]


def _resolve(given: argparse.Namespace) -> Told:
    from vmo.desk import resolve

    told = resolve.resolve(house_of(given), given.document, **named(given, "by why accept line credit_note"))
    return told, told["text"]


def _pay(given: argparse.Namespace) -> Told:
    from vmo.desk import pay

    told = pay.pay(house_of(given), given.document, **named(given, "by why amount on"))
    return told, told["text"]


def _accrue(given: argparse.Namespace) -> Told:
    from vmo.desk import accrue

    told = accrue.accrue(house_of(given), given.month)
    return told, told["text"]


def _verify(given: argparse.Namespace) -> Told:
    from vmo.desk import verify

    told = verify.verify(house_of(given))
    return told, told["text"]
