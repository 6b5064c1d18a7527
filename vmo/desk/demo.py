"""Demo: three simulated partners, a month of nights and a month end through Airflow, then what people do with it.

Airflow runs as a process of its own with its metadata in DIR/airflow; nothing here imports it. The same
folder may be used again: the exports are written anew with the same bytes, and what is done is not done
twice.
"""

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from secrets import token_urlsafe
from time import monotonic
from typing import Any, Self

from vmo import simulate
from vmo.records import RefusedError
from vmo.simulate import acts
from vmo.simulate import history as past

DAGS = Path(__file__).resolve().parents[2] / "dags"
NIGHT_HOUR, MONTH_END_DAY = 8, 3
LINES, WIDTH = 6, 140  # of what a command says
LISTINGS = {"nightly": ("night", "partners"), "month_end": ("month end", "contracts")}
PLACES = ("scorecard.xlsx", "invoice.xlsx")


def demo(folder: Path, act: Callable[[list[str]], str]) -> dict[str, Any]:
    """Play the month in `folder`; `act` carries out a command and gives what it says.

    Raises RefusedError where a run could not be carried out to its end.
    """
    began = monotonic()
    folder = folder.resolve()
    _say(f"simulating the exports of {_month()} in {_near(folder / 'inbox')}")
    _say("starting Airflow, its metadata in SQLite")
    with Rehearsal(folder) as airflow:
        prepare(folder)
        import_module("vmo.pipeline.month")  # for the acts: loaded, as the exports are written, while Airflow starts
        for run in _runs():
            answer = airflow.play(run)
            _say(f"{_summary(answer)}  ({monotonic() - began:.0f} s)")
            for one in answer["heard"]:
                _say(f"    {one['subject']}: {one['what']}; {one['action']}")
            if undone := list(_undone(answer)):
                raise RefusedError([*undone, f"see {airflow.log}"])
    for one in acts.ACTS:
        if one.due(_state(folder, one.document)):
            _say(f"$ vmo {shlex.join([one.verb, _near(folder), *one.words])}  ({monotonic() - began:.0f} s)")
            _say(_shortened(act([one.verb, str(folder), *one.words])))
    return _published(folder)


def _shortened(said: str) -> str:
    """What a command says, as far as a glance reads it."""
    lines = [textwrap.shorten(line, WIDTH, placeholder=" …") for line in said.splitlines()]
    more = [f"… {len(lines) - LINES} more lines"] if len(lines) > LINES + 1 else lines[LINES:]
    return textwrap.indent("\n".join([*lines[:LINES], *more]), "    ")


def _state(folder: Path, document: str) -> str | None:
    """The state of a document; None where there is none yet."""
    from vmo.life.events import find
    from vmo.pipeline.house import open_house

    with suppress(RefusedError), open_house(folder).store.transaction() as session:
        return find(session, document).status
    return None


def history(folder: Path) -> tuple[list[str], str]:
    """Write the thirteen months of the demo's history into `folder` and close them in this process.

    Gives the programs that are scored, and the month as of which. Raises RefusedError where a month could not be closed.
    """
    from vmo.pipeline import month_end
    from vmo.pipeline.house import open_house

    _say(f"simulating {past.MONTHS[0]} to {past.AS_OF} in {_near(folder / 'inbox')}")
    past.write(folder)
    house = open_house(folder)
    for month in past.MONTHS:
        if refused := month_end(house, month)["refused"]:
            raise RefusedError(refused)
        _say(f"closed {month}")
    assert house.portfolio.told.copc
    return list(house.portfolio.told.copc.programs), past.AS_OF


def prepare(folder: Path) -> None:
    """Write the demo's portfolio and its exports into `folder`; what state it has stays."""
    shutil.copytree(simulate.PORTFOLIO, folder, dirs_exist_ok=True)
    simulate.write_month(folder / "inbox", year=simulate.YEAR, month=simulate.MONTH, seed=simulate.SEED)


def environment(folder: Path) -> dict[str, str]:
    """Give the settings of an Airflow that runs the DAGs on the portfolio in `folder`, apart from any other Airflow."""
    home = folder / "airflow"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    return {
        **kept,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "VMO_PORTFOLIO": str(folder),
    }


def serve(folder: Path, port: int) -> None:
    """Become `airflow standalone` for the portfolio in `folder`: web interface and REST API on 127.0.0.1:`port`."""
    folder = folder.resolve()
    programs = Path(sys.executable).parent
    settings = {
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": token_urlsafe(64),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(_free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(_free_port()),
        "PATH": f"{programs}:{os.environ['PATH']}",
    }
    _say(f"http://127.0.0.1:{port}, user admin, password in {folder / 'airflow'}/*passwords.json.generated")
    os.execve(programs / "airflow", ["airflow", "standalone"], {**environment(folder), **settings})  # noqa: S606


class Rehearsal:
    """Airflow as a process that plays one run after another (dags/rehearsal.py)."""

    def __init__(self, folder: Path) -> None:
        script = DAGS / "rehearsal.py"
        if not script.exists():
            raise RefusedError([f"{script}: not there; run the demo from a clone of the repository"])
        self.log = folder / "airflow" / "demo.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(  # noqa: S603  our own script
            [sys.executable, str(script), str(self.log)],
            env=environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()  # no more is asked: it ends

    def play(self, run: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        with suppress(BrokenPipeError):  # the answer, or its absence, tells
            print(json.dumps(run), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise RefusedError([f"Airflow ended at {run['dag']} of {run['at']}; see {self.log}"])
        return dict(json.loads(answer))


def _month() -> str:
    return f"{simulate.YEAR}-{simulate.MONTH:02d}"


def _runs() -> Iterator[dict[str, Any]]:
    """Yield a night after each day of the month, then the month end."""
    first = datetime(simulate.YEAR, simulate.MONTH, 1, NIGHT_HOUR, tzinfo=UTC)
    end = (first + timedelta(days=31)).replace(day=1)
    at = first
    while at < end:
        at += timedelta(days=1)
        yield {"dag": "nightly", "at": at.isoformat(), "conf": {"as_of": at.isoformat()}}
    yield {"dag": "month_end", "at": end.replace(day=MONTH_END_DAY).isoformat(), "conf": {"month": _month()}}


def _summary(answer: dict[str, Any]) -> str:
    name, subjects = LISTINGS[answer["dag"]]
    count = len({one["subject"] for one in answer["tasks"] if one["subject"]})
    return f"{name} {answer['at'][:10]}  {count} {subjects}  {len(answer['heard'])} to act on"


def _undone(answer: dict[str, Any]) -> Iterator[str]:
    """What did not run, or broke other than by its data; a late or a faulty file is part of the month."""
    where = f"{answer['dag']} of {answer['at'][:10]}"
    for one in answer["tasks"]:
        ended = ("success", "failed") if one["subject"] else ("success", "upstream_failed")
        if one["state"] not in ended:
            yield f"{where}: {one['task']} {one['subject'] or ''} is {one['state']}"
    for one in answer["heard"]:
        if one["kind"] == "fault":
            yield f"{where}: {one['subject']}: {one['what']}"


def _published(folder: Path) -> dict[str, Any]:
    """What the month came to, read from the published results, and the documents that left the house."""
    out = folder / "out"
    results = {path: json.loads(path.read_text("utf-8")) for path in sorted(out.glob(f"{_month()}/*/result.json"))}
    if not results:
        raise RefusedError([f"{out}: nothing was published"])
    rows = [("contract", "service level", "value", "state", "credits", "net")]
    for result in results.values():
        rows += _rows(result)
    paths = [path.with_name(place) for path in results for place in PLACES]
    issued = [path.parent for path in sorted(out.glob("documents/*/result.json"))]
    return {
        "results": list(results.values()),
        "paths": [str(path) for path in paths],
        "issued": [str(path) for path in issued],
        "text": "\n".join([*_aligned(rows), "", *map(_near, (*paths, *issued))]),
    }


def _rows(result: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield a row for the document, then one for each service level."""
    totals, currency = result["totals"], result["currency"]
    state = "" if result["status"] == "draft" else result["status"]
    yield result["contract"], "", "", state, f"{totals['credits']} {currency}", f"{totals['net']} {currency}"
    credited = {(one["measure"], one["from"]): one["amount"] for one in result["credits"]}
    for one in result["attainment"]:
        value = "n/a" if one["value"] is None else f"{one['value'].rstrip('0').rstrip('.')} {one['unit']}"
        amount = credited.get((one["id"], one["from"]))
        yield "", one["id"], value, one["state"], "" if amount is None else f"{amount} {currency}", ""


def _near(path: Path) -> str:
    """Show a path as seen from where the command was given."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _aligned(rows: list[tuple[str, str, str, str, str, str]]) -> Iterator[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
