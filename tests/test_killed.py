"""A month that is killed at any moment and run again ends where an undisturbed one ends (law 3).

Importing takes longer than the month of a small portfolio, so most of the killed processes are forked from one that has run
a month already; a few are started as a person starts them, in a process group of their own. The moments are those of the
processor's work: by the clock on the wall a busy machine would move them, at worst behind the end.
"""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing import forkserver
from pathlib import Path

import pytest
import small
import standing

from vmo.cli import DONE, main

SEED = 1999
MOMENTS = 20
AS_A_PERSON = 3  # of the moments
PATIENCE_S = 60

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["month_run_once"])


@dataclass(frozen=True)
class Run:
    """One state and one place for what is published, over the portfolio that all runs share."""

    portfolio: Path
    place: Path

    @property
    def state(self) -> Path:
        return self.place / "state"

    @property
    def words(self) -> list[str]:
        return [str(self.portfolio), "--state", str(self.state), "--out", str(self.place / "out")]

    def started(self, *, as_a_person: bool):
        """The month in a process group of its own; back at the first sign of work."""
        if as_a_person:
            words = [sys.executable, "-m", "vmo.cli", "month", *self.words, "--month", small.MONTH]
            process = subprocess.Popen(words, start_new_session=True, stdout=subprocess.DEVNULL)
        else:
            process = FORKED.Process(target=month, args=(self.words,))
            process.start()
        until = time.monotonic() + PATIENCE_S
        while not (self.state / "store.db").exists():
            assert time.monotonic() < until, "the month did not begin"
            time.sleep(0.002)
        return process

    def ended(self) -> dict[str, object]:
        assert main(["verify", *self.words]) == DONE
        return standing.everything(self.state, self.place / "out")


def month(words: list[str]) -> None:
    os.setsid()
    with Path(os.devnull).open("w") as sys.stdout:
        code = main(["month", *words, "--month", small.MONTH])
    os._exit(code)


def finish(process) -> int:
    process.wait(PATIENCE_S) if isinstance(process, subprocess.Popen) else process.join(PATIENCE_S)
    return process.returncode if isinstance(process, subprocess.Popen) else process.exitcode


def at_work(process) -> bool:
    return process.poll() is None if isinstance(process, subprocess.Popen) else process.is_alive()


def worked(process, seconds: float = float("inf")) -> float:
    """Let it work for so long, or to its end; the seconds that the processor gave it since."""
    begun = last = clock(process)
    while at_work(process) and last - begun < seconds:
        time.sleep(0.002)
        last = max(last, clock(process))
    return last - begun


def clock(process) -> float:
    if sys.platform != "linux":
        return time.monotonic()
    try:
        return time.clock_gettime(~process.pid << 3 | 2)  # the processor's time of another process
    except OSError:  # it has ended
        return 0


def kill(process) -> bool:
    """SIGKILL to its whole group; whether it was still at work."""
    if isinstance(process, subprocess.Popen):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    return finish(process) == -signal.SIGKILL


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    """Two partners, a contract each; one sends a day again, the other sends corrected rows and a damaged one."""
    folder = small.build(tmp_path_factory.mktemp("killed") / "portfolio")
    day = small.DAYS[0]
    (folder / f"inbox/acme/calls_{small.DAYS[1]}.csv").unlink()
    for path, text in (("partners/{}.yaml", small.PARTNER), ("contracts/{}-care.yaml", small.CONTRACT)):
        other = text.replace("acme", "beta").replace("replaces_days", "updates_by_identity")
        (folder / path.format("beta")).write_text(other)
    with (folder / "parties.yaml").open("a") as parties:
        parties.write("  beta: {name: Beta Calls, address: [Quay 3, Bremen], country: DE}\n")
    leave(folder, "acme", f"calls_{day}_again.csv", small.lines(day)[:-3], day, 5)
    leave(folder, "beta", f"calls_{day}.csv", small.lines(day), day, 4)
    corrected = [line.replace(";ANS;10;60;", ";ANS;10;66;") for line in small.lines(day)[:5]]
    leave(folder, "beta", f"calls_{day}_again.csv", [*corrected, f"x;{day} 25:00:00;ANS;1;1;CARE"], day, 5)
    return folder


def leave(folder: Path, partner: str, name: str, body: list[str], day: date, hour: int) -> None:
    path = folder / "inbox" / partner / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([small.HEADER, *body, ""]))
    arrived = (datetime(day.year, day.month, day.day, hour, tzinfo=UTC) + timedelta(1)).timestamp()
    os.utime(path, (arrived, arrived))


@pytest.fixture(scope="module")
def undisturbed(portfolio, tmp_path_factory):
    """What stands after a month that nobody killed, and the seconds of work from its first sign to its end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # all that the process knows from which is forked
        forkserver.ensure_running()
    run = Run(portfolio, tmp_path_factory.mktemp("undisturbed"))
    process = run.started(as_a_person=False)
    seconds = worked(process)
    assert finish(process) in (0, 1)
    return run.ended(), seconds


@pytest.mark.slow
def test_a_month_killed_at_any_of_twenty_moments_ends_as_if_nobody_had(portfolio, undisturbed, tmp_path):
    expected, seconds = undisturbed
    assert len(expected["out"]) == 2 * 7
    chance = random.Random(SEED)
    killed = []
    for n in range(MOMENTS):
        run = Run(portfolio, tmp_path / str(n))
        process = run.started(as_a_person=n % (MOMENTS // AS_A_PERSON) == 3)
        worked(process, seconds * (n + chance.random()) / MOMENTS)
        killed.append(kill(process))
        assert finish(run.started(as_a_person=False)) in (0, 1)
        found = run.ended()
        for what, told in expected.items():
            assert found[what] == told, f"moment {n}: {what}"
    assert sum(killed) > MOMENTS / 2, "the moments came after the work"
