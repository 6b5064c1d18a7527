"""The commands: arguments and printing only. Exit 0 done, 1 done with error findings, 2 refused."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any, TextIO

from vmo import garbage
from vmo.cli import about, deciding, documents, line, looking
from vmo.unexpected import reasons

DONE, ERRORS, REFUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what a person must act on goes to standard error, without a traceback."""
    given = parser().parse_args(arguments)
    garbage.rarely()
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


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    whole = argparse.ArgumentParser(
        prog="vmo", description="From a partner's export to a checked, service-level-based invoice."
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

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

    for group in (line, looking, deciding, documents, about):
        group.commands(command)
    return whole


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
