"""The scan: counting all metrics of contacts, against four of them, each in one variant.

Two things need rows in an order, which is timed apart. Repeats set a contact beside the customer's next one: their rows are
arranged once, before they are counted (`arrange_s`). Percentiles have the times of each place put in order: what that adds
to the scan in which it happens is `order_s`, and the whole of that scan is compared with four as well
(`ordered_to_four`). The file of the bench tells no customer, so one is drawn for each contact.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from bench.clock import timed
from vmo import catalogue, kinds, plugins
from vmo.counting.arranged import arranged
from vmo.counting.asks import Ask, ask, signature
from vmo.counting.planned import Plan
from vmo.engines import backend
from vmo.kinds import CREDITED
from vmo.measure import PLACED, count
from vmo.pipeline.house import House

KIND = "contacts"
DIMENSIONS = kinds.kind(KIND).dimensions
TERMS = {"threshold_s": 20, "short_s": 5, "currency": "USD", "percent": 90, "within_days": 7, "same": "customer"}
FOUR = ("call_service_level", "call_abandon_rate", "call_asa", "call_aht")
TIMES = 3


class Scan(NamedTuple):
    """Seconds of a scan, and how many figures it gave."""

    seconds: float
    figures: int


def scanned(house: House, folder: Path) -> dict[str, Any]:
    """Seconds for four metrics and for all, the fastest of a few, how many figures all are, and seconds of putting in order."""
    (conformed,) = (house.lake.state / "lake" / "rows").rglob("*.parquet")
    rows = _with_customers(conformed, folder)
    four = [asked(one) for one in FOUR]
    whole = [asked(one) for one in catalogue.ids() if KIND in catalogue.metric(one).kinds]
    beside = [one for one in whole if one.days_ahead is not None]
    one_scan = [one for one in whole if one not in beside]
    sums = [one for one in one_scan if not one.lists]
    arrangement, arranging = timed(lambda: _arranged(house, rows, {one.look for one in beside}, folder))
    told = _fastest(lambda: _counted(house, rows, four, folder))
    summed = _fastest(lambda: _counted(house, rows, sums, folder))
    listed = _fastest(lambda: _counted(house, rows, one_scan, folder))
    repeats = _fastest(lambda: _scanned(house, arrangement, beside))
    return {
        "four_s": told.seconds,
        "all_s": summed.seconds + repeats.seconds,
        "all_figures": summed.figures + repeats.figures,
        "all_to_four": _ratio(summed.seconds + repeats.seconds, told),
        "ordered_to_four": _ratio(listed.seconds + repeats.seconds, told),
        "arrange_s": arranging.wall,
        "order_s": listed.seconds - summed.seconds,
    }


def _ratio(seconds: float, of: Scan) -> float:
    return float(f"{seconds / of.seconds:.2f}")


def asked(metric: str) -> Ask:
    """A metric, in the first of its variants."""
    required, optional = signature("measure", metric)
    terms = {name: value for name, value in TERMS.items() if name in required | optional}
    if "variant" in required:
        terms["variant"] = plugins.find("metrics", catalogue.metric(metric).arithmetic).Variant.__args__[0]
    return ask("measure", metric, KIND, terms)


def _with_customers(rows: Path, folder: Path) -> Path:
    """The rows, each of one of half as many customers."""
    told = folder / "contacts.parquet"
    duckdb.execute(
        f"COPY (SELECT *, 'k' || hash(record) % (count(*) OVER () // 2 + 1) AS customer_id FROM '{rows}') TO '{told}'"
    )
    return told


def _fastest(work: Callable[[], int]) -> Scan:
    readings = [timed(work) for _ in range(TIMES)]
    return min((Scan(seconds.wall, figures) for figures, seconds in readings), key=lambda one: one.seconds)


def _counted(house: House, rows: Path, wanted: list[Ask], folder: Path) -> int:
    return len(count(rows, None, (), KIND, wanted, folder / "scan.parquet", house.lake, feed=KIND).columns)


def _arranged(house: House, rows: Path, looks: set[str], folder: Path) -> Path:
    """The rows as they are looked at, in the order of the file they are from."""
    with backend("duckdb", house.lake) as engine:
        table = arranged(engine.read_parquet(rows), KIND, looks)
        engine.to_parquet(table.filter(table.look != CREDITED).order_by("record"), folder / "arranged.parquet")
    return folder / "arranged.parquet"


def _scanned(house: House, rows: Path, wanted: list[Ask]) -> int:
    """How many figures a scan gives of rows that are arranged."""
    with backend("duckdb", house.lake) as engine:
        plan = Plan(engine.read_parquet(rows))
        for one in wanted:
            plan.add(one)
        engine.to_pyarrow(plan.scan([*PLACED, *(name for name in DIMENSIONS if name in plan.table.columns)]))
    return len(plan.waiting) - len(plan.unmapped)
