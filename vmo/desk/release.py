"""Release: quarantined rows of one rule in one file accepted by a person, with the reason."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from vmo.deliveries.accepted import SET_ASIDE, accepted
from vmo.pipeline.house import House
from vmo.records import RefusedError
from vmo.store import Batch, Conforming, LandingRow, Release
from vmo.trail import record


def release(house: House, file: str, rule: str, *, by: str, why: str) -> dict[str, Any]:
    """Accept the rows that could be read but failed `rule`. Raises RefusedError: no such file, or nothing to release."""
    conforming = _conforming(house, file)
    rows, quarantine = house.lake.rows(conforming.key), house.lake.quarantine(conforming.key)
    with house.store.transaction() as session:
        before = set(session.scalars(select(Release.rule).where(Release.conforming == conforming.key)))
    with house.lake.connect() as engine:
        rules = dict(
            engine.execute(
                f"SELECT rule, count(*) FROM read_parquet('{quarantine}') WHERE releasable AND rule NOT IN {SET_ASIDE} GROUP BY 1"
            ).fetchall()
        )
        if rule not in rules:
            known = ", ".join(sorted(rules)) or "none (rows that could not be read cannot be accepted)"
            raise RefusedError(
                [f"--rule {rule}: {file} has no such rows in quarantine that could be released; rules there: {known}"]
            )
        sql = f"SELECT credited_on, count(*) FROM ({accepted(rows, quarantine, before | {rule})}) GROUP BY 1"
        days = dict(engine.execute(sql).fetchall())
    with house.store.transaction() as session:
        if rule not in before:
            session.add(Release(conforming=conforming.key, rule=rule, by=by, why=why, at=datetime.now(UTC)))
            record(
                session,
                "release",
                f"{conforming.partner}.{conforming.feed}",
                {"conforming": conforming.key, "rule": rule, "by": by, "why": why},
            )
        row = session.get_one(Conforming, conforming.key)
        total = sum(days.values())
        row.quarantined -= total - row.accepted
        row.accepted = total
        for batch in session.scalars(select(Batch).where(Batch.conforming == conforming.key)):
            batch.accepted = days.get(batch.credited_on, 0)
    return {
        "file": file,
        "rule": rule,
        "rows": rules[rule],
        "text": f"{rules[rule]} rows of {rule} in {file} released by {by}: {why}; run vmo month to see them",
    }


def _conforming(house: House, file: str) -> Conforming:
    """The conforming in force of a file, by its name or the beginning of its sha256."""
    with house.store.transaction() as session:
        current = {
            one.key: one
            for partner, name, feed in house.portfolio.feeds()
            for one in house.deliveries(session, partner, name, feed)
        }
        landings = session.scalars(select(LandingRow)).all()
    found = [
        one
        for one in current.values()
        if file in (one.landing.name, one.landing.name.rpartition("/")[2])
        or (len(file) >= 8 and one.landing.sha256.startswith(file))
    ]
    if len(found) != 1:
        names = ", ".join(sorted(row.name for row in landings))
        raise RefusedError([f"--file {file}: {len(found)} accepted files of that name; known: {names}"])
    return found[0].conforming
