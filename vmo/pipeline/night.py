"""A partner's night: whatever has arrived and is not yet landed, conformed, judged or counted.

Each step commits what it finished, file by file; what is committed is never done again.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from vmo.collect import collect
from vmo.conform import Conformed, conform
from vmo.deliveries.arrival import Arrival, Landing
from vmo.deliveries.dues import missing, owed
from vmo.deliveries.giving_way import gave_way, given_way, keep
from vmo.land import UnfinishedError, land, same_bytes
from vmo.money import for_reading, plain
from vmo.partner import Feed
from vmo.pipeline import counting
from vmo.pipeline.following import Following
from vmo.pipeline.house import House, closed_days, keep_findings
from vmo.pipeline.own_records import at_hand
from vmo.pipeline.reading import key, reading
from vmo.pipeline.unread import unread
from vmo.records import Finding, Receipt, RefusedError, RefusedFeedError, Severity
from vmo.store import Batch, Conforming, LandingRow, Sighting, SupersededRows
from vmo.terms import begins
from vmo.trail import record
from vmo.validate import Judgement, judge_export, judge_rows

LANDING = ("sha256", "partner", "feed", "name", "size", "arrived_at", "day", "control_rows", "control_sums")


def arrive(house: House, partner: str, as_of: datetime | None) -> Receipt:
    """Collect and land: every file of the partner that was not seen yet, up to `as_of`."""
    landed: list[str] = []
    findings: list[Finding] = []
    for _, feed_name, feed in house.portfolio.feeds(partner):
        with house.store.transaction() as session:
            rows = session.scalars(select(Sighting).where(Sighting.partner == partner, Sighting.feed == feed_name))
            seen = {(row.url, row.size, row.modified_at) for row in rows}
        lies = at_hand(house, partner, feed_name, feed, as_of)
        collected = collect(house.portfolio, partner, feed_name, lies, seen=seen, as_of=as_of)
        own = list(collected.findings)
        for arrival in collected.arrivals:
            try:
                landing = land(arrival, house.lake)
            except RefusedError as error:
                own += [_not_landed(arrival, reason, error) for reason in error.reasons]
                continue
            findings += _landed(house, arrival, landing, feed)
            landed.append(f"{landing.name} {landing.sha256}")
        with house.store.transaction() as session:
            keep_findings(session, f"feed:{partner}.{feed_name}", own)
        findings += _of_feed(partner, feed_name, own)
    return Receipt("land", partner, outputs=tuple(landed), findings=tuple(findings))


def conform_landed(house: House, partner: str) -> Receipt:
    """Conform and judge every landed file that is not yet, under the reading in force."""
    outputs: list[str] = []
    findings: list[Finding] = []
    rows_in = accepted = 0
    for _, feed_name, feed in house.portfolio.feeds(partner):
        for landing in _unread(house, partner, feed_name, feed):
            done, found = _conform(house, landing, feed)
            outputs.append(f"{landing.name} {done.key}")
            findings += _of_feed(partner, feed_name, found)
            rows_in += done.rows_in
            accepted += done.accepted
        if feed.resend == "updates_by_identity":
            _give_way(house, partner, feed_name, feed)
    return Receipt(
        "conform", partner, outputs=tuple(outputs), findings=tuple(findings), rows_in=rows_in, accepted=accepted
    )


def measure_accepted(house: House, partner: str) -> Receipt:
    """Count what contracts ask of each standing delivery and is not counted yet: one scan a file."""
    outputs: list[str] = []
    findings: list[Finding] = []
    accepted = 0
    following = Following(house)
    for _, feed_name, feed in house.portfolio.feeds(partner):
        with house.store.transaction() as session:
            found = house.deliveries(session, partner, feed_name, feed)
        for one in found:
            accepted += one.rows.accepted
            asks = counting.uncounted(house, one, following)
            if asks and one.standing:
                outputs.append(f"{one.landing.name} {len(asks)}")
                findings += counting.counted(house, one, asks)
    return Receipt("measure", partner, outputs=tuple(outputs), findings=tuple(findings), accepted=accepted)


def late(house: House, partner: str, day: date) -> Receipt:
    """What was to have arrived by the end of `day` (UTC) in the last month and has not: a finding each."""
    findings = []
    end = datetime.combine(day + timedelta(1), time(0), UTC)
    for _, feed_name, feed in house.portfolio.feeds(partner):
        with house.store.transaction() as session:
            standing = {d for one in house.deliveries(session, partner, feed_name, feed) for d in one.standing}
            closed = closed_days(session, partner, feed_name)
        begun = min(standing, default=_in_force(house, partner) or day)
        due = [one for one in owed(partner, feed_name, feed, max(begun, day - timedelta(31)), day) if one.by <= end]
        findings += [
            Finding(
                "C2",
                "warning",
                f"{partner}.{feed_name}:{one.day}",
                "the file is late",
                "nothing",
                f"a file by {one.by:%Y-%m-%d %H:%M} UTC",
                "ask the partner for it",
            )
            for one in missing(due, standing, closed)
        ]
    return Receipt("due", partner, findings=tuple(findings))


def _of_feed(partner: str, feed_name: str, findings: list[Finding]) -> list[Finding]:
    """The findings as they travel: the name of a file alone does not tell its feed."""
    name = f"{partner}.{feed_name}"
    return [one if one.where.startswith(name) else replace(one, where=f"{name}: {one.where}") for one in findings]


def _in_force(house: House, partner: str) -> date | None:
    """The first day on which a contract looks at the partner."""
    return min((first for one in house.contracts_of(partner) if (first := begins(one.told))), default=None)


def _landed(house: House, arrival: Arrival, landing: Landing, feed: Feed) -> list[Finding]:
    """Commit the landing; the first name and arrival of the same bytes stand."""
    with house.store.transaction() as session:
        session.merge(
            Sighting(
                url=arrival.url,
                size=arrival.size or 0,
                modified_at=arrival.arrived_at,
                partner=landing.partner,
                feed=landing.feed,
                sha256=landing.sha256,
            )
        )
        known = session.get(LandingRow, (landing.sha256, landing.partner, landing.feed))
        if known is None:
            session.add(LandingRow(**{name: getattr(landing, name) for name in LANDING}, retention=feed.retention))
            record(
                session,
                "land",
                f"{landing.partner}.{landing.feed}",
                {"file": landing.name, "sha256": landing.sha256, "size": landing.size},
            )
            return []
        told, stood = ((one.control_rows, one.control_sums) for one in (landing, known))
        if landing.control_rows is not None and told != stood:
            known.control_rows, known.control_sums = told
            same = (
                Conforming.sha256 == known.sha256,
                Conforming.partner == known.partner,
                Conforming.feed == known.feed,
            )
            session.execute(delete(Conforming).where(*same))
        twice = same_bytes(landing, _landing(known))
        found = [twice] if twice else []
        keep_findings(session, f"landing:{landing.partner}.{landing.feed}:{landing.name}", found)
    return found


def _not_landed(arrival: Arrival, reason: str, error: RefusedError) -> Finding:
    """A file that could not be read whole; the next run tries again. One that is still written needs nobody."""
    severity: Severity = "warning" if isinstance(error, UnfinishedError) else "error"
    return Finding("source", severity, arrival.name, reason.removeprefix(f"{arrival.name}: "))


def _unread(house: House, partner: str, feed_name: str, feed: Feed) -> Iterator[Landing]:
    """Landed files without a conforming under the reading in force, in the order of their arrival."""
    with house.store.transaction() as session:
        rows = unread(session, partner, feed_name, feed)
    yield from (_landing(row) for row in rows)


def _conform(house: House, landing: Landing, feed: Feed) -> tuple[Conforming, list[Finding]]:
    name = key(landing, feed)
    with house.lake.staging() as staging:
        try:
            conformed = conform(landing, feed, lake=house.lake, staging=staging, key=name)
            whole = judge_export(facts(conformed, landing, feed), feed.severity, landing.name, temporary=staging)
            judged = judge_rows(
                conformed.rows,
                feed.kind,
                overrides=feed.severity,
                arrived_at=landing.arrived_at,
                where=landing.name,
                into=staging / "failures.parquet",
                aside=conformed.aside if conformed.duplicates else None,
                temporary=staging,
            )
            findings = [*conformed.findings, *whole, *judged.findings]
            stopped = judged.stopped or any(one.severity == "error" for one in whole)
        except RefusedFeedError as error:
            conformed, judged, findings, stopped = None, None, list(error.findings), True
        done = _conforming(name, landing, feed, conformed, judged, stopped=stopped)
        batches = (
            [] if stopped or conformed is None or judged is None else _kept(house, name, conformed, judged, staging)
        )
    with house.store.transaction() as session:
        if session.get(Conforming, name) is None:
            session.add(done)
            session.flush()
            session.add_all(
                Batch(conforming=name, credited_on=day, rows=rows, accepted=kept) for day, rows, kept in batches
            )
            keep_findings(session, f"conforming:{name}", findings)
            told = {
                "file": landing.name,
                "sha256": landing.sha256,
                "state": done.state,
                "rows_in": done.rows_in,
                "accepted": done.accepted,
            }
            record(session, "conform", f"{landing.partner}.{landing.feed}", told)
    return done, findings


def facts(conformed: Conformed, landing: Landing, feed: Feed) -> dict[str, Any]:
    """What the export is judged by as a whole (`suites.FACTS`)."""
    return {
        "rows_in": conformed.rows_in,
        "unreadable_rows": conformed.unreadable_rows,
        "control_rows": landing.control_rows,
        "sums_apart": sums_apart(conformed, landing),
        "conflicting": conformed.facts["conflicting"] if feed.resend == "replaces_days" else None,
        "first_day": conformed.facts["first_day"],
        "last_day": conformed.facts["last_day"],
        "arrived_on": landing.arrived_at.date(),
        "named_day": landing.day,
    }


def sums_apart(conformed: Conformed, landing: Landing) -> str | None:
    """The sums of the file that are not those of its control file; None where all are, or rows of it could not be read."""
    if landing.control_sums is None or conformed.unreadable_rows:
        return None
    expected = {name: Fraction(told) for name, told in json.loads(landing.control_sums, parse_float=str).items()}
    apart = [
        f"{name} {plain(for_reading(found).normalize())} and not {plain(for_reading(expected[name]).normalize())}"
        for name, found in conformed.facts["sums"].items()
        if name in expected and found != expected[name]
    ]
    return "; ".join(apart) or None


def _conforming(
    name: str, landing: Landing, feed: Feed, conformed: Conformed | None, judged: Judgement | None, *, stopped: bool
) -> Conforming:
    """The store's row. A stopped file is in quarantine whole: none of its rows is accepted."""
    rows_in = conformed.rows_in if conformed else 0
    excluded = sum(conformed.excluded.values()) if conformed and not stopped else 0
    duplicates = conformed.duplicates if conformed and not stopped else 0
    refused = conformed.unreadable_rows + judged.failed_rows if conformed and judged else 0
    quarantined = rows_in if stopped else refused
    return Conforming(
        key=name,
        sha256=landing.sha256,
        partner=landing.partner,
        feed=landing.feed,
        kind=feed.kind,
        spec=reading(feed),
        state="stopped" if stopped else "accepted",
        rows_in=rows_in,
        quarantined=quarantined,
        excluded=excluded,
        duplicates=duplicates,
        accepted=rows_in - quarantined - excluded - duplicates,
    )


def _kept(
    house: House, name: str, conformed: Conformed, judged: Judgement, staging: Path
) -> list[tuple[date, int, int]]:
    """Put rows and quarantine in their places; the days of the file with rows and accepted rows each."""
    merged = staging / "quarantine.parquet"
    with house.lake.connect() as engine:
        engine.execute(
            f"COPY (SELECT * FROM read_parquet('{conformed.unreadable}') UNION ALL BY NAME "
            f"SELECT * FROM read_parquet('{conformed.aside}') UNION ALL BY NAME "
            f"SELECT * FROM read_parquet('{judged.failures}') ORDER BY record, rule, column_name) TO '{merged}' (FORMAT parquet)"
        )
        counted = engine.execute(
            "SELECT credited_on, sum(rows), sum(accepted) FROM ("
            "SELECT credited_on, count(*) AS rows, count(*) FILTER (excluded IS NULL) AS accepted "
            f"FROM read_parquet('{conformed.rows}') GROUP BY 1 UNION ALL "
            "SELECT credited_on, 0, -count(DISTINCT record) "
            f"FROM read_parquet('{merged}') WHERE releasable GROUP BY 1"
            ") WHERE credited_on IS NOT NULL GROUP BY 1 ORDER BY 1"
        ).fetchall()
    house.lake.put(conformed.rows, house.lake.rows(name))
    house.lake.put(merged, house.lake.quarantine(name))
    return [(day, int(rows), int(accepted)) for day, rows, accepted in counted]


def _give_way(house: House, partner: str, feed_name: str, feed: Feed) -> None:
    """Settle which rows of a feed give way to later ones; the same deliveries settle the same way."""
    with house.store.transaction() as session:
        found = house.deliveries(session, partner, feed_name, feed)
    gone = gave_way(house.lake, found)
    for one in found:
        if days := gone[one.key]:
            settled = {day: given_way(records) for day, records in days.items()}
            keep(house.lake, replace(one, given_way=settled), days)
    with house.store.transaction() as session:
        now = house.deliveries(session, partner, feed_name, feed)
        unchanged = [(one.key, one.released) for one in now] == [(one.key, one.released) for one in found]
        if unchanged:
            session.execute(delete(SupersededRows).where(SupersededRows.conforming.in_(gone)))
            session.add_all(
                SupersededRows(
                    conforming=key_,
                    credited_on=day,
                    partner=partner,
                    feed=feed_name,
                    rows=len(records),
                    records=given_way(records).records,
                )
                for key_, days in gone.items()
                for day, records in days.items()
            )
    if not unchanged:  # another process has brought or released something meanwhile
        _give_way(house, partner, feed_name, feed)


def _landing(row: LandingRow) -> Landing:
    return Landing(**{name: getattr(row, name) for name in LANDING})
