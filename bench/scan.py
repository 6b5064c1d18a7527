"""The scan: counting all that the catalogue can ask of contacts, against four of its metrics, in one scan each.

Percentiles are timed beside it: they count how often each value occurs, and that is nearly as often as there are rows. What
sets rows beside others, as repeats do, is arranged before a scan of its own and not timed: these contacts tell no customer.
"""

from pathlib import Path
from typing import Any

from bench.clock import timed
from vmo import catalogue
from vmo.asks import Ask, ask, signature
from vmo.measure import count
from vmo.metrics.abandonment import Variant as AbandonVariant
from vmo.metrics.service_level import Variant
from vmo.pipeline.house import House

KIND = "contacts"
TERMS = {"threshold_s": 20, "short_s": 5, "currency": "USD", "percent": 90, "within_days": 7, "same": "reason"}
VARIANTS = {"call_service_level": Variant.__args__, "call_abandon_rate": AbandonVariant.__args__}
FOUR = ("call_service_level", "call_abandon_rate", "call_asa", "call_aht")
TIMES = 3


def scanned(house: House, folder: Path) -> dict[str, Any]:
    """Seconds for four metrics, for all and for percentiles, the fastest of a few, and how many figures all are."""
    (rows,) = (house.lake.state / "lake" / "rows").rglob("*.parquet")
    four = [asks(one)[0] for one in FOUR]
    whole = [found for one in catalogue.ids() if KIND in catalogue.metric(one).kinds for found in asks(one)]
    values = [one for one in whole if catalogue.metric(one.function).of_values]
    sums = [one for one in whole if one not in values and one.days_ahead is None]
    parts = (("four", four), ("all", sums), ("values", values))
    told = {name: _fastest(house, rows, wanted, folder) for name, wanted in parts}
    return {
        "four_s": told["four"][0],
        "all_s": told["all"][0],
        "all_figures": told["all"][1],
        "all_to_four": float(f"{told['all'][0] / told['four'][0]:.2f}"),
        "values_s": told["values"][0],
    }


def asks(metric: str) -> list[Ask]:
    """A metric under each of its variants."""
    required, optional = signature("measure", metric)
    terms = {name: value for name, value in TERMS.items() if name in required | optional}
    each = [{"variant": variant} for variant in VARIANTS.get(metric, ())] or [{}]
    return [ask("measure", metric, KIND, {**terms, **variant}) for variant in each]


def _fastest(house: House, rows: Path, wanted: list[Ask], folder: Path) -> tuple[float, int]:
    def counted() -> int:
        return len(count(rows, None, (), KIND, wanted, folder / "scan.parquet", house.lake, feed=KIND).columns)

    readings = [timed(counted) for _ in range(TIMES)]
    figures, fastest = min(readings, key=lambda one: one[1].wall)
    return fastest.wall, figures
