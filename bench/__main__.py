"""make bench: one JSON line of times and memory. Each part runs alone, one after the other, in a fresh process."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench import export

CACHE = Path("build/bench")
WARM_UP = 20_000
SCAN = ("four_s", "all_s", "all_figures", "all_to_four", "ordered_to_four", "arrange_s", "order_s")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="bench", description=__doc__)
    arguments.add_argument("--rows", type=int, default=5_000_000, help="contacts in the file")
    arguments.add_argument("--cache", type=Path, default=CACHE, help="where the files are kept")
    arguments.add_argument(
        "--times", type=int, default=3, help="how often the line is run; the fastest counts, as of the floor"
    )
    arguments.add_argument("--without-pandas", action="store_true", help="no plain script, which holds all rows")
    told = arguments.parse_args()
    print(json.dumps(measured(told.rows, told.cache, times=told.times, pandas=not told.without_pandas)))


def measured(rows: int, cache: Path, *, times: int, pandas: bool) -> dict[str, Any]:
    """The bench of one file. Seconds are floats, memory is whole MiB; what was left out is None."""
    csv, warm_up = str(export.written(rows, cache)), str(export.written(WARM_UP, cache))
    floor = _alone("floor", csv)
    line = min((_alone("line", csv, warm_up, str(cache)) for _ in range(times)), key=lambda one: one["line_s"])
    imports = _alone("imports")
    script = _alone("script", csv, warm_up, str(cache)) if pandas else None
    if not floor["rows"] == line["rows_in"] == rows or (script and script["accepted"] != line["accepted"]):
        sys.exit(f"the parts read different rows: {floor}, {line}, {script}")
    return {
        "rows": rows,
        "accepted": line["accepted"],
        "file_mb": Path(csv).stat().st_size >> 20,
        "floor_s": floor["floor_s"],
        "floor_cpu_s": floor["floor_cpu_s"],
        "line_s": line["line_s"],
        "line_cpu_s": line["line_cpu_s"],
        "arrive_s": line["arrive_s"],
        "conform_s": line["conform_s"],
        "measure_s": line["measure_s"],
        **{name: line[name] for name in SCAN},
        **_alone("settlement"),
        **_alone("documents"),
        "import_s": imports["import_s"],
        "month_s": line["month_s"],
        "prove_rows": line["prove_rows"],
        "proven_rows": line["proven_rows"],
        "ratio": float(f"{line['line_s'] / floor['floor_s']:.2f}"),
        "peak_rss_mb": line["peak_rss_mb"],
        "month_rss_mb": line["month_rss_mb"],
        "pandas_s": script and script["pandas_s"],
        "pandas_rss_mb": script and script["pandas_rss_mb"],
    }


def _alone(part: str, *arguments: str) -> Any:
    """What a part says on its last line; a part that fails ends the bench, its own words being on screen."""
    command = [sys.executable, "-m", f"bench.{part}", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603  our own modules
    if done.returncode:
        sys.exit(f"bench.{part} failed")
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
