"""Preview: the first rows of a file as conformed, its findings, and what would be quarantined; nothing is kept."""

from pathlib import Path
from typing import Any

from vmo import pipeline
from vmo.pipeline.house import House
from vmo.records import RefusedError


def preview(house: House, partner: str, feed: str, file: Path, *, rows: int) -> dict[str, Any]:
    """Rows and quarantine as mappings, findings as text. Raises RefusedError for an unknown partner, feed or file."""
    known = [(one, name) for one, name, _ in house.portfolio.feeds()]
    if (partner, feed) not in known:
        raise RefusedError(
            [f"{partner} {feed}: no such partner and feed; known: {', '.join(' '.join(pair) for pair in known)}"]
        )
    if not file.is_file():
        raise RefusedError([f"{file}: no such file"])
    told = pipeline.preview(house, partner, feed, file, rows=rows)
    lines = [f"{told['rows_in']} rows in, {told['conformed']} conformed, {told['quarantined']} would be quarantined"]
    lines += [", ".join(f"{name}={value}" for name, value in row.items() if value is not None) for row in told["rows"]]
    lines += [f"line {one['line']}: {one['rule']}: {one['reason']}" for one in told["quarantine"]]
    return {**told, "text": "\n".join([*lines, *told["findings"]])}
