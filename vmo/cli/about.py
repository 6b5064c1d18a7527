"""The commands about the product itself: its metrics, its shapes, its demo."""

import argparse
import json
from pathlib import Path

from vmo.cli.words import Command, Told


def commands(command: Command) -> None:
    """Add them to the parser."""
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


def _metrics(given: argparse.Namespace) -> Told:
    from vmo.desk import metrics

    return {"metrics": metrics.listing()}, metrics.page().rstrip("\n") if given.markdown else metrics.table()


def _schema(given: argparse.Namespace) -> Told:
    from vmo.desk import schema

    told = schema.schema(given.shape)
    return told, json.dumps(told, indent=1, ensure_ascii=False)


def _demo(given: argparse.Namespace) -> Told:
    from vmo.desk import demo

    if given.history:
        return _scored(Path(given.dir or "build/history"))
    told = demo.demo(Path(given.dir or "build/demo"), _carried_out)
    return told, told["text"]


def _carried_out(words: list[str]) -> str:
    """What a command says; raises what it raises."""
    from vmo.cli import parser

    given = parser().parse_args(words)
    _, text = given.run(given)
    return str(text)


def _scored(folder: Path) -> Told:
    """The demo's history, and what scoring makes of it."""
    from vmo.desk import copc, demo
    from vmo.pipeline.house import open_house

    programs, as_of = demo.history(folder.resolve())
    house = open_house(folder)
    scores = [copc.copc(house, program, as_of) for program in programs]
    return {"scores": scores}, "\n\n".join(score["text"] for score in scores)
