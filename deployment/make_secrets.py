"""Secrets: the files that docker-compose.yml reads its secrets from, made at random where they are missing.

python deployment/make_secrets.py FOLDER
"""

import base64
import json
import secrets
import sys
from pathlib import Path


def write(folder: Path) -> list[str]:
    """Write what is missing into `folder`, readable by its owner only; give the names written."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    password = _kept(folder / "postgres_password", secrets.token_urlsafe(24))
    told = {
        "postgres_password": password,
        "airflow_database_url": f"postgresql+psycopg://airflow:{password}@postgres:5432/airflow",
        "airflow_fernet_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "airflow_jwt_secret": secrets.token_urlsafe(48),
        "airflow_api_secret_key": secrets.token_urlsafe(48),
        "airflow_passwords": json.dumps({"admin": secrets.token_urlsafe(12)}),
    }
    written = []
    for name, secret in told.items():
        path = folder / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secret, encoding="utf-8")
            written.append(name)
    return written


def _kept(path: Path, otherwise: str) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else otherwise


if __name__ == "__main__":
    for name in write(Path(sys.argv[1])):
        print(f"wrote {sys.argv[1]}/{name}")
