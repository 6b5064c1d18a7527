"""The line: collect, land, validate, conform, measure of one file through the pipeline's own code, then its month end."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.clock import milli, timed
from bench.export import MONTH
from bench.memory import peak_mb
from bench.scan import scanned
from vmo.pipeline import night
from vmo.pipeline.house import House, open_house
from vmo.pipeline.month import close_month
from vmo.records import Receipt

PORTFOLIO = Path(__file__).parent / "portfolio"
PARTNER, CONTRACT = "summit", "bench"


def opened(csv: Path, folder: Path) -> House:
    """The bench's portfolio with `csv` in its inbox and a state of its own, the store made."""
    house = open_house(PORTFOLIO, inbox=str(csv.parent), state=str(folder / "state"), out=str(folder / "out"))
    with house.store.transaction():
        return house


def night_of(house: House) -> dict[str, Any]:
    """Seconds of each step, and what became of the rows."""
    _, arrive = timed(lambda: night.arrive(house, PARTNER, None))
    conformed, conform = timed(lambda: night.conform_landed(house, PARTNER))
    measured, measure = timed(lambda: night.measure_accepted(house, PARTNER))
    _must_stand(conformed, measured)
    return {
        "rows_in": conformed.rows_in,
        "accepted": conformed.accepted,
        "line_s": milli(arrive.wall + conform.wall + measure.wall),
        "line_cpu_s": milli(arrive.cpu + conform.cpu + measure.cpu),
        "arrive_s": arrive.wall,
        "conform_s": conform.wall,
        "measure_s": measure.wall,
    }


def line(csv: Path, warm_up: Path, folder: Path) -> dict[str, Any]:
    """The night and the month of `csv`, after those of `warm_up` in the same process."""
    _both(warm_up, folder / "warm")
    return {**_both(csv, folder / "bench"), **scanned(opened(csv, folder / "bench"), folder)}


def _both(csv: Path, folder: Path) -> dict[str, Any]:
    house = opened(csv, folder)
    told = {**night_of(house), "peak_rss_mb": peak_mb()}
    document, month = timed(lambda: close_month(house, house.portfolio.contracts[CONTRACT], MONTH))
    proof = {"prove_rows": house.portfolio.told.prove_rows, "proven_rows": document.proven_rows}
    return {**told, "month_s": month.wall, "month_rss_mb": peak_mb(), **proof}


def _must_stand(conformed: Receipt, measured: Receipt) -> None:
    """A file that was stopped, or a figure that was not counted, is no result."""
    if not conformed.accepted or conformed.accepted != measured.accepted or not measured.outputs:
        told = "\n".join(str(one) for one in (*conformed.findings, *measured.findings))
        sys.exit(f"the line did not count the file:\n{told}")


if __name__ == "__main__":
    with TemporaryDirectory(dir=sys.argv[3]) as folder:
        print(json.dumps(line(Path(sys.argv[1]), Path(sys.argv[2]), Path(folder))))
