"""The demo's month, conformed for real: every slip is found, and every metric counts the same on DuckDB and on Spark."""

import os
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from vmo import catalogue
from vmo.counting import listed
from vmo.counting.asks import ask, signature
from vmo.deliveries.accepted import SET_ASIDE, accepted
from vmo.deliveries.giving_way import gave_way, refused
from vmo.desk.demo import prepare
from vmo.measure import count
from vmo.pipeline import night
from vmo.pipeline.as_released import Release, as_released
from vmo.pipeline.house import open_house
from vmo.pipeline.staged import staged
from vmo.simulate.slips import slips
from vmo.store import FindingRow
from vmo.tallies import read

pytestmark = pytest.mark.slow
APART = Path(sys.prefix) / "spark"
TERMS = {
    "currency": "EUR",
    "percent": 90,
    "scale_max": 5,
    "scale_min": 1,
    "short_s": 5,
    "target_h": {"P1": 4, "P2": 24, "P3": 72},
    "threshold_s": 20,
    "same": "reason",
    "within_days": 7,
}
VARIANTS = {"service_level": "sl_excl_short", "abandonment": "ab_excl_short"}
CYCLES_H = {"rpt_backlog_acl": 168, "inv_backlog_acl": 720}
# What the demo has nothing to count for, and why.
NOTHING = {one: "no partner of the demo answers chats" for one in catalogue.ids() if one.startswith("chat_")}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Every partner's month, landed and conformed in this process; no contract counts anything."""
    folder = tmp_path_factory.mktemp("demo")
    prepare(folder)
    found = open_house(folder)
    for partner in sorted(found.portfolio.partners):
        night.arrive(found, partner, None)
        night.conform_landed(found, partner)
    return found


def told(house, partner, name, feed):
    with house.store.transaction() as session:
        return house.deliveries(session, partner, name, feed)


def test_every_slip_is_found_by_its_rule(house):
    with house.store.transaction() as session:
        rows = session.scalars(select(FindingRow).where(FindingRow.severity == "error")).all()
        found = Counter((row.rule, Path(row.where.split(":")[0]).name.split("_")[0]) for row in rows)
    expected = {
        ("I1", "anlage"),
        ("I3", "zustaende"),
        ("I3", "vorgaenge"),
        ("I3", "umfragen"),
        ("I13", "bewertungen"),
        ("outage_without_end", "tickets"),
    }
    assert {key for key in found if key[1] != "contacts"} == expected
    assert len(slips([date(2026, 10, n + 1) for n in range(31)])) == len(expected)


def test_every_row_but_those_with_a_slip_is_accepted(house):
    held = Counter()
    for partner, name, feed in house.portfolio.feeds():
        for one in told(house, partner, name, feed):
            assert one.rows.rows_in > 0
            held[name] += one.rows.quarantined
    assert held["evaluations"] == 4
    assert {name: rows for name, rows in held.items() if rows and name != "evaluations"} == {
        "contacts": 2, "items": 1, "queues": 1, "states": 1, "surveys": 1, "tickets": 1,
    }  # fmt: skip


def test_what_a_release_gains_beside_what_stands_is_what_all_rows_count(house, tmp_path):
    """Every metric of the catalogue, over every delivery that has rows to release."""
    quarters = house.portfolio.contracts["b-care"].openings.quarters(date(2026, 10, 1), date(2026, 10, 31))
    moved, alone = set(), set()
    for partner, name, feed in house.portfolio.feeds():
        deliveries = told(house, partner, name, feed)
        gone = gave_way(house.lake, deliveries) if feed.resend == "updates_by_identity" else defaultdict(dict)
        for one in deliveries:
            held = pq.read_table(house.lake.quarantine(one.key), filters=[("releasable", "=", True)])
            rules = frozenset(held["rule"].to_pylist()) - set(SET_ASIDE)
            if not rules or not one.standing:
                continue
            release = Release(one, rules, house.lake.quarantine(refused(one)), gone[one.key])
            assert release.only_gains
            asks = answered(house, release, feed, tmp_path / "answered.parquet")
            now = staged(house, one, asks, fresh(tmp_path), refused=release.refused, released=())
            whole = staged(house, one, asks, fresh(tmp_path), refused=release.refused, released=rules)
            released = as_released(house, release, asks, [now], fresh(tmp_path), kept=False)
            found, before, expected = (
                summed(read(house.lake, files, quarters)) for files in (released, [now], [whole])
            )
            assert found == expected, name
            moved |= {name} if found != before else set()
            alone |= {name} if any(file.path.endswith("gained.parquet") for file in released) else set()
    assert moved == {"items", "queues", "states", "surveys", "tickets", "evaluations"}
    assert alone == moved  # in each of them some metric looks at each row alone


def fresh(folder):
    return Path(tempfile.mkdtemp(dir=folder))


def answered(house, release, feed, into):
    """What the rows answer, those in quarantine among them."""
    one = release.delivery
    every = [ask for metric in catalogue.ids() for ask in asked(metric, feed.kind)]
    rows = house.lake.rows(one.key)
    found = count(rows, release.refused, release.released, feed.kind, every, into, house.lake, feed=feed.kind)
    return [ask for ask in every if ask.key in found.columns]


def summed(tallies):
    """Rows and sums of each cell, whichever file told them."""
    found = defaultdict(Counter)
    for tally in tallies:
        cell = found[tally.bucket, tally.open, *sorted(tally.cell.items(), key=str)]
        cell["rows"] += tally.rows
        for key, ratio in tally.numbers.items():
            cell[key, "n"] += ratio.numerator
            cell[key, "d"] += ratio.denominator or 0
    return {cell: {name: n for name, n in told.items() if n} for cell, told in found.items() if any(told.values())}


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and there is none")
@pytest.mark.skipif(not APART.is_dir(), reason="pyspark is not installed: make test installs it")
def test_every_metric_counts_the_same_on_duckdb_and_on_spark(house, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(APART)
    monkeypatch.setenv("PYTHONPATH", f"{APART}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    counted = set()
    for partner, name, feed in house.portfolio.feeds():
        asks = [one for metric in catalogue.ids() for one in asked(metric, feed.kind)]
        rows = together(house, partner, name, feed, tmp_path / f"{partner}-{name}.parquet")
        found = {
            engine: count(
                rows, None, (), feed.kind, asks, tmp_path / f"{engine}.parquet", house.lake, feed=name,
                credited=feed.credited, engine=engine,
            )
            for engine in ("duckdb", "pyspark")
        }  # fmt: skip
        ours, theirs = (pq.read_table(found[engine].path) for engine in ("duckdb", "pyspark"))
        assert found["duckdb"].columns == found["pyspark"].columns
        assert [str(one) for one in found["duckdb"].findings] == [str(one) for one in found["pyspark"].findings]
        assert ours.to_pylist() == theirs.to_pylist(), name
        counted |= {one.function for one in asks if counts(ours, found["duckdb"].columns.get(one.key))}
    assert sorted(set(catalogue.ids()) - counted) == sorted(NOTHING)


def asked(metric, kind):
    """The metric under some terms, where it can be counted on the kind."""
    if kind not in catalogue.metric(metric).kinds:
        return
    required, _ = signature("measure", metric)
    terms = {name: TERMS[name] for name in required & TERMS.keys()}
    if variant := VARIANTS.get(catalogue.metric(metric).arithmetic):
        terms |= {"variant": variant, "short_s": TERMS["short_s"]}
    if "cycle_h" in required:
        terms["cycle_h"] = CYCLES_H.get(metric, [24, 48, 72])
    if metric == "fcr_survey":
        terms |= {"scale_min": 0, "scale_max": 1}
    yield ask("measure", metric, kind, terms)


def together(house, partner, name, feed, into):
    """The accepted rows of all deliveries of a feed in one file, numbered anew; those that gave way left out."""
    selects = [
        accepted(house.lake.rows(one.key), house.lake.quarantine(refused(one)), one.released)
        + f" AND r.credited_on IN ({', '.join(f'''DATE '{day}' ''' for day in sorted(one.standing))})"
        for one in told(house, partner, name, feed)
        if one.standing
    ]
    with house.lake.connect() as engine:
        whole = " UNION ALL BY NAME ".join(selects)
        numbered = f"SELECT * REPLACE (row_number() OVER (ORDER BY credited_on, record) AS record) FROM ({whole})"
        engine.execute(f"COPY ({numbered} ORDER BY record) TO '{into}' (FORMAT parquet)")
    return into


def counts(table, pair):
    """Whether either part of a ratio is somewhere above nothing."""
    flat = [pc.list_flatten(table[name]) if listed.is_list(name) else table[name] for name in pair or () if name]
    return any(pc.sum(pc.abs(numbers.cast("float64"))).as_py() for numbers in flat)
