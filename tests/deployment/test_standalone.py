"""Airflow as `make up` starts it, triggered from outside through its REST API."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
import small

pytestmark = pytest.mark.slow
SERVE = (
    "import sys; from pathlib import Path; from vmo.desk.demo import serve; serve(Path(sys.argv[1]), int(sys.argv[2]))"
)
NIGHT = "2026-10-02T08:00:00+00:00"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Airflow:
    """One Airflow on loopback, in its own process group."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.token = folder, free_port(), ""
        self.log = (folder.parent / "standalone.log").open("w+")
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(folder), str(self.port)],
            env=kept,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def ask(self, path: str, body: dict | None = None, method: str | None = None) -> dict:
        headers = {
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        }
        data = None if body is None else json.dumps(body).encode()
        with urlopen(
            Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method), timeout=10
        ) as answer:
            return json.load(answer)

    def wait(self, what: str, seconds: int, until):
        """The first true answer of `until`; a service that does not answer yet is asked again."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if found := until():
                    return found
            except (URLError, ConnectionError, TimeoutError):
                pass
            time.sleep(0.5)
        self.log.seek(0)
        pytest.fail(f"no {what} within {seconds} s:\n{self.log.read()[-6000:]}")

    def stop(self) -> None:
        """End it as Ctrl-C does; it reads what its tasks print until the last one ends, so a running one is ended too."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=20)


def living(home: Path) -> list[str]:
    """The processes that have this folder as their Airflow's home."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"AIRFLOW_HOME={home}".encode() in path.read_bytes().split(b"\0"):
                found.append(path.parent.name)
    return found


def test_a_night_is_triggered_through_the_rest_api_of_the_airflow_that_make_up_starts(tmp_path):
    airflow = Airflow(small.build(tmp_path / "small"))
    try:
        airflow.wait(
            "health",
            150,
            lambda: all(
                part["status"] == "healthy"
                for name, part in airflow.ask("/api/v2/monitor/health").items()
                if name != "triggerer"
            ),
        )
        assert living(tmp_path / "small/airflow")
        password_file = next((tmp_path / "small/airflow").glob("*passwords.json.generated"))
        password = json.loads(password_file.read_text())["admin"]
        airflow.token = airflow.ask("/auth/token", {"username": "admin", "password": password})["access_token"]
        airflow.wait("nightly", 60, lambda: "nightly" in {one["dag_id"] for one in airflow.ask("/api/v2/dags")["dags"]})
        airflow.ask("/api/v2/dags/nightly", {"is_paused": False}, method="PATCH")

        run = airflow.ask(
            "/api/v2/dags/nightly/dagRuns", {"logical_date": None, "conf": {"as_of": NIGHT, "day": NIGHT[:10]}}
        )
        path = f"/api/v2/dags/nightly/dagRuns/{run['dag_run_id'].replace('+', '%2B')}"
        ended = airflow.wait(
            "end of the run", 150, lambda: (one := airflow.ask(path))["state"] in ("success", "failed") and one
        )

        tasks = airflow.ask(f"{path}/taskInstances")["task_instances"]
        assert ended["state"] == "success", [(one["task_id"], one["rendered_map_index"], one["state"]) for one in tasks]
        rows = {one["rendered_map_index"] for one in tasks if one["map_index"] >= 0}
        assert rows == {"acme"}
    finally:
        airflow.stop()
    end = time.monotonic() + 20
    while (left := living(tmp_path / "small/airflow")) and time.monotonic() < end:
        time.sleep(0.5)
    assert left == []
    assert list((tmp_path / "small/state/lake/counts").rglob("*.parquet"))
