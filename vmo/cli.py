"""The commands: arguments and printing only. Exit 0 done, 1 done with error findings, 2 refused."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from vmo import calendars
from vmo.copc.profiles import PROFILES
from vmo.unexpected import reasons

DONE, ERRORS, REFUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what a person must act on goes to standard error, without a traceback."""
    given = _parser().parse_args(arguments)
    try:
        told, text = given.run(given)
    except KeyboardInterrupt:
        return _refuse(given, ["stopped by hand; what is finished is kept, and the same command goes on from there"])
    except Exception as error:  # noqa: BLE001  whatever it is, a person gets a sentence
        return _refuse(given, reasons(error))
    if given.json:
        text = json.dumps({key: value for key, value in told.items() if key != "text"}, indent=1, ensure_ascii=False)
    _say(text)
    return ERRORS if told.get("errors") else DONE


def _refuse(given: argparse.Namespace, refused: list[str]) -> int:
    if given.json:
        _say(json.dumps({"refused": refused}, indent=1, ensure_ascii=False))
    for reason in refused:
        _say(reason, sys.stderr)
    return REFUSED


def _say(text: str, stream: TextIO | None = None) -> None:
    """Print, whatever the terminal can show; a reader who has seen enough (`| head`) is no fault."""
    stream = stream or sys.stdout
    try:
        print(text, file=stream, flush=True)
    except UnicodeEncodeError:
        print(text.encode("ascii", "backslashreplace").decode("ascii"), file=stream, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _house(given: argparse.Namespace) -> Any:
    from vmo.pipeline.house import open_house

    return open_house(given.dir, inbox=given.inbox, state=given.state, out=given.out)


def _named(given: argparse.Namespace, names: str) -> dict[str, Any]:
    """Options under their own names."""
    return {name: getattr(given, name) for name in names.split()}


def _init(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import init

    written = init.init(Path(given.dir), feeds=given.feeds.split(",") if given.feeds else ())
    return {"written": written}, "\n".join(f"wrote {path}" for path in written)


def _lint(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import lint

    told = lint.lint(Path(given.dir), inbox=given.inbox)
    return told, told["text"]


def _preview(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import preview

    told = preview.preview(_house(given), given.partner, given.feed, Path(given.file), rows=given.rows)
    return told, told["text"]


def _night(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.pipeline import nightly

    told = nightly(_house(given), given.partner, day=given.day, as_of=given.as_of)
    return told, told["text"]


def _month(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.pipeline import month_end

    told = month_end(_house(given), given.month, given.contract, by=given.by)
    return told, told["text"]


def _attain(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.pipeline import attained

    told = attained(_house(given), given.month, given.contract, by=given.by)
    return told, told["text"]


def _whatif(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import whatif

    months, xlsx = whatif.months_between(given.months), Path(given.xlsx) if given.xlsx else None
    told = whatif.whatif(_house(given), Path(given.contract), months, of=given.of, xlsx=xlsx)
    return told, told["text"]


def _match(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import match

    told = match.match(_house(given), given.month, given.contract, by=given.by, on=given.on)
    return told, told["text"]


def _diff(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import diff
    from vmo.pipeline.house import open_house

    old, new = Path(given.old), Path(given.new)
    folder = given.portfolio or diff.portfolio_of(old, new)
    told = diff.diff(old, new, open_house(folder) if folder else None)
    return told, told["text"]


def _status(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import status

    told = status.status(_house(given), given.month)
    return told, told["text"]


def _replay(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import replay

    told = replay.replay(_house(given), given.partner, given.feed)
    return told, told["text"]


def _release(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import release

    told = release.release(_house(given), given.file, given.rule, by=given.by, why=given.why)
    return told, told["text"]


def _close(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import close

    told = close.close(_house(given), given.month, given.accept_missing, by=given.by, why=given.why)
    return told, told["text"]


def _adjust(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import adjust

    told = adjust.adjust(_house(given), **_named(given, "contract month amount text by why"))
    return told, told["text"]


def _approve(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import approve

    told = approve.approve(_house(given), given.document, by=given.by, why=given.why)
    return told, told["text"]


def _issue(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import issue

    told = issue.issue(_house(given), given.document, **_named(given, "by why on provisional"))
    return told, told["text"]


def _correct(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import correct

    told = correct.correct(_house(given), given.document, **_named(given, "by why reason on"))
    return told, told["text"]


def _dispute(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import dispute

    told = dispute.dispute(_house(given), given.document, **_named(given, "by why line amount response_due"))
    return told, told["text"]


def _resolve(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import resolve

    told = resolve.resolve(_house(given), given.document, **_named(given, "by why accept line credit_note"))
    return told, told["text"]


def _pay(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import pay

    told = pay.pay(_house(given), given.document, by=given.by, why=given.why)
    return told, told["text"]


def _copc(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import copc

    told = copc.copc(_house(given), given.program, given.as_of, profile=given.profile)
    return told, told["text"]


def _integrity(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import integrity

    told = integrity.integrity(_house(given), given.month, given.partner)
    return told, told["text"]


def _explain(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import explain

    rows = Path(given.rows) if given.rows else None
    told = explain.explain(_house(given), given.document, given.line, rows=rows)
    return told, told["text"]


def _accrue(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import accrue

    told = accrue.accrue(_house(given), given.month)
    return told, told["text"]


def _verify(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import verify

    told = verify.verify(_house(given))
    return told, told["text"]


def _metrics(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import metrics

    return {"metrics": metrics.listing()}, metrics.page().rstrip("\n") if given.markdown else metrics.table()


def _schema(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import schema

    told = schema.schema(given.shape)
    return told, json.dumps(told, indent=1, ensure_ascii=False)


def _demo(given: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from vmo.desk import demo

    if given.history:
        return _scored(Path(given.dir or "build/history"))
    told = demo.demo(Path(given.dir or "build/demo"), _carried_out)
    return told, told["text"]


def _carried_out(words: list[str]) -> str:
    """What a command says; raises what it raises."""
    given = _parser().parse_args(words)
    _, text = given.run(given)
    return str(text)


def _scored(folder: Path) -> tuple[dict[str, Any], str]:
    """The demo's history, and what scoring makes of it."""
    from vmo.desk import copc, demo
    from vmo.pipeline.house import open_house

    programs, as_of = demo.history(folder.resolve())
    house = open_house(folder)
    scores = [copc.copc(house, program, as_of) for program in programs]
    return {"scores": scores}, "\n\n".join(score["text"] for score in scores)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vmo", description="From a partner's export to a checked, service-level-based invoice."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, what: str, *, folder: bool = True, house: bool = True) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=what, description=what)
        one.set_defaults(run=run)
        if folder:
            one.add_argument("dir", metavar="DIR", help="the portfolio's folder")
        one.add_argument("--json", action="store_true", help="print the result as JSON")
        if house:
            one.add_argument("--inbox", help="replaces the inbox root of portfolio.yaml (a folder or an fsspec URL)")
            one.add_argument("--state", help="where the lake and the store lie (default DIR/state)")
            one.add_argument("--out", help="where published files go (default DIR/out)")
        return one

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
    one.add_argument("--day", type=_day_text, help="the day whose dues are looked at, as 2026-10-05 (default: none)")
    one.add_argument("--partner", help="only this partner")
    one.add_argument("--as-of", type=_instant_text, help="an ISO instant; files that arrived later are not seen")
    one = command("month", _month, "the missing night work, then attain … publish")
    one.add_argument("--month", required=True, type=_month_text, help="as 2026-10")
    one.add_argument("--contract", help="only this contract")
    one.add_argument("--by", default="vmo", metavar="NAME", help="who prepares it (default: the program by itself)")
    _looking(command)
    _deciding(command)
    _of_documents(command)
    one = command("accrue", _accrue, "accruals of what is not issued at the end of a month, and their reversal")
    one.add_argument("--month", required=True, type=_month_text, help="as 2026-10")
    command("verify", _verify, "walk the chain of receipts and compare published files with their records")
    one = command(
        "metrics", _metrics, "every metric: what it counts, on which rows, with which terms", folder=False, house=False
    )
    one.add_argument("--markdown", action="store_true", help="the page docs/metrics.md, with every definition")
    one = command("schema", _schema, "print the JSON Schema of a YAML, for editors", folder=False, house=False)
    shapes = ["contract", "contract-tests", "partner", "portfolio", "parties", "calendar", "exclusions", "actions"]
    one.add_argument("shape", choices=shapes)
    one = command(
        "demo",
        _demo,
        "three simulated partners, a month of nights and a month end through Airflow",
        folder=False,
        house=False,
    )
    one.add_argument("dir", metavar="DIR", nargs="?", help="default: build/demo, of a history build/history")
    what = "thirteen small months instead, closed in this process, and their COPC score"
    one.add_argument("--history", action="store_true", help=what)
    return parser


def _looking(command: Any) -> None:
    """The commands that only look, at what stands or at what could be."""
    one = command("status", _status, "due, arrived, late, quarantined, blocked, and the next action for each")
    one.add_argument("--month", type=_month_text, help="as 2026-10 (default: every month with data)")
    one = command("attain", _attain, "the measures of a month, whole or by day or interval; nothing is published")
    one.add_argument("--month", required=True, type=_month_text, help="as 2026-10")
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
    one.add_argument("--as-of", required=True, type=_month_text, help="the last month that counts, as 2026-10")
    one.add_argument("--profile", choices=sorted(PROFILES), help="replaces the profile of the block")
    one = command(
        "integrity", _integrity, "data integrity of a month: five flags a measure, findings, what quarantine is worth"
    )
    one.add_argument("--month", required=True, type=_month_text, help="as 2026-10")
    one.add_argument("--partner", help="only this partner")


def _deciding(command: Any) -> None:
    """The commands that do something anew, or by a person's decision."""
    one = command("replay", _replay, "conform landed files again after a fix")
    one.add_argument("--partner", help="only this partner")
    one.add_argument("--feed", help="only this feed")
    one = command("release", _release, "accept quarantined rows of one rule in one file, by name and reason")
    one.add_argument("--file", required=True, help="name of the landed file, or the beginning of its sha256")
    one.add_argument("--rule", required=True, help="the rule whose rows are accepted, as I3")
    _signed(one)
    one = command("close", _close, "accept that a day of a feed is missing")
    one.add_argument("--month", required=True, type=_month_text, help="as 2026-10")
    one.add_argument("--accept-missing", required=True, metavar="FEED:DAY", help="as acme.calls:2026-10-05")
    _signed(one)
    one = command("match", _match, "what partners billed for a month, against the contract and the measured month")
    one.add_argument("--month", required=True, type=_month_text, help="as 2026-10")
    one.add_argument("--contract", help="only this contract")
    one.add_argument("--by", default="", metavar="NAME", help="raise the disputes in this name (default: raise none)")
    one.add_argument("--on", type=_day_text, help="the day of the letters and disputes (default: today)")
    one = command("adjust", _adjust, "a signed manual line on a contract's month")
    one.add_argument("--contract", required=True)
    one.add_argument("--month", required=True, type=_month_text, help="as 2026-10")
    one.add_argument("--amount", required=True, help="signed, in the contract's currency, as -120.00")
    one.add_argument("--text", required=True, help="what the line says")
    _signed(one)


def _of_documents(command: Any) -> None:
    """The steps of a document that people take."""
    for name, run, what in (
        ("approve", _approve, "a person answers for a checked document"),
        ("issue", _issue, "give an approved document its number; it never changes from then on"),
        ("correct", _correct, "calculate an issued month anew, and correct it as its contract says"),
        ("dispute", _dispute, "say that an issued document is not accepted, and not to be paid"),
        ("resolve", _resolve, "end a dispute, with what was agreed"),
        ("pay", _pay, "record that an issued document is paid"),
    ):
        one = command(name, run, what)
        one.add_argument("document", metavar="DOCUMENT", help="its id, as acme-care/2026-10/1, or its number")
        if name == "issue":
            one.add_argument("--on", type=_day_text, help="the day of issue, as 2026-11-05 (default: today)")
            one.add_argument("--provisional", action="store_true", help="also where later data still changes a value")
        if name == "correct":
            one.add_argument("--on", type=_day_text, help="the day of the correction, as 2026-12-05 (default: today)")
            reasons_ = ["error_correction", "service_credit", "volume_rebate", "other"]
            meant = "what it corrects; only errors are billing errors of COPC (default: error_correction)"
            one.add_argument("--reason", choices=reasons_, default=reasons_[0], help=meant)
        if name in ("dispute", "resolve"):
            one.add_argument("--line", help="the line, as voice; of several disputes about one, the dispute's id")
        if name == "dispute":
            one.add_argument("--amount", help="what is not accepted of it, as 120.00 (default: all of it)")
            one.add_argument("--response-due", type=_day_text, help="the day on which an answer is due, as 2026-12-05")
        if name == "resolve":
            ended = one.add_mutually_exclusive_group(required=True)
            ended.add_argument("--accept", action="store_true", help="the dispute was right")
            ended.add_argument("--reject", action="store_true", help="the document stands")
            one.add_argument("--credit-note", metavar="NUMBER", help="the credit note that settles it")
        _signed(one)


def _month_text(text: str) -> str:
    try:
        calendars.month(text)
    except calendars.CalendarError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def _day_text(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2026-10-05") from None


def _instant_text(text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an instant; write it as 2026-10-05T06:00:00Z") from None


def _signed(one: argparse.ArgumentParser) -> None:
    one.add_argument("--by", required=True, help="who decides")
    one.add_argument("--why", required=True, help="the reason, as it will be shown")


if __name__ == "__main__":
    sys.exit(main())
