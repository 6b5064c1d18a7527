"""A trial: one file read and judged as its feed would, in a staging folder that is removed at the end."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vmo.conform import conform
from vmo.deliveries.arrival import Arrival
from vmo.kinds import DIGITS
from vmo.lake import Lake
from vmo.land import land
from vmo.pipeline.house import House
from vmo.pipeline.night import facts
from vmo.records import RefusedFeedError
from vmo.validate import judge_export, judge_rows


def read(house: House, partner: str, feed_name: str, path: Path, *, rows: int) -> dict[str, Any]:
    """A file read and judged as the feed would, in a staging folder that is removed at the end."""
    feed = house.portfolio.partners[partner].feeds[feed_name]
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    arrival = Arrival(partner, feed_name, str(path), path.name, None, at, lambda: path.open("rb"))
    with house.lake.staging() as staging:
        apart = Lake(staging / "apart")
        landing = land(arrival, apart)
        told: dict[str, Any] = {
            "rows_in": 0,
            "conformed": 0,
            "quarantined": 0,
            "rows": [],
            "quarantine": [],
            "errors": 0,
        }
        try:
            conformed = conform(landing, feed, lake=apart, staging=staging, key="preview")
            judged = judge_rows(
                conformed.rows,
                feed.kind,
                overrides=feed.severity,
                arrived_at=at,
                where=landing.name,
                into=staging / "failures.parquet",
                aside=conformed.aside if conformed.duplicates else None,
                temporary=staging,
            )
        except RefusedFeedError as error:
            return {**told, "findings": [str(one) for one in error.findings], "errors": len(error.findings)}
        findings = [
            *conformed.findings,
            *judge_export(facts(conformed, landing, feed), feed.severity, landing.name, temporary=staging),
            *judged.findings,
        ]
        with apart.connect() as engine:
            first = engine.sql(
                f"SELECT * FROM read_parquet('{conformed.rows}') ORDER BY record LIMIT {rows}"
            ).to_arrow_table()
            refused = engine.sql(
                "SELECT record, line, rule, column_name, value, reason FROM "
                f"(FROM read_parquet('{conformed.unreadable}') UNION ALL BY NAME FROM read_parquet('{judged.failures}')) "
                f"ORDER BY record LIMIT {rows}"
            ).to_arrow_table()
        return {
            "rows_in": conformed.rows_in,
            "conformed": conformed.rows_in - conformed.unreadable_rows,
            "quarantined": conformed.unreadable_rows + judged.failed_rows,
            "rows": [
                {
                    name: None if value is None else str(value)
                    for name, value in row.items()
                    if not name.endswith(DIGITS)
                }
                for row in first.to_pylist()
            ],
            "quarantine": refused.to_pylist(),
            "findings": [str(one) for one in findings],
            "errors": sum(one.severity == "error" for one in findings),
        }
