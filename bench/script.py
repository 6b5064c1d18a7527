"""The same job as a careful analyst would write it in one script: pandas and Great Expectations, rows as a frame.

Read, convert, set test calls and duplicates aside, judge by the rules of the suite, count by UTC quarter-hour. It
leaves out what the line keeps: the landed bytes, the conformed rows, the quarantine, the trail.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import great_expectations as gx
import pandas as pd

from bench.clock import timed
from bench.export import ARRIVED, ZONE
from bench.memory import peak_mb

OUTCOMES = {"ANS": "answered", "ABN": "abandoned", "OVF": "flowout_transfer"}
PROGRAMS = {"CARE": "care", "SALE": "sales", "TECH": "technical", "TEST": "test"}
DIRECTIONS = {"I": "inbound", "O": "outbound"}
FIRST, LAST = pd.Timestamp("1990-01-01"), pd.Timestamp(ARRIVED.replace(tzinfo=None)) + pd.Timedelta(hours=1)


def read(path: str) -> pd.DataFrame:
    """The export in our columns, without test calls and duplicates."""
    calls = pd.read_csv(path, dtype={"CallID": "str", "Agent": "str"})
    calls = calls[calls["Queue"] != "TEST"].drop_duplicates("CallID")
    local = pd.to_datetime(calls["Start"], format="%Y-%m-%d %H:%M:%S")
    return pd.DataFrame(
        {
            "contact_id": calls["CallID"],
            "credited_on": local.dt.normalize(),
            "offered_at": utc(local),
            "ended_at": utc(pd.to_datetime(calls["End"], format="%Y-%m-%d %H:%M:%S")),
            "direction": calls["Direction"].map(DIRECTIONS),
            "program": calls["Queue"].map(PROGRAMS),
            "site": calls["Site"],
            "language": calls["Language"],
            "agent_id": calls["Agent"],
            "outcome": calls["Status"].map(OUTCOMES),
            "wait_s": calls["Wait"],
            "talk_s": calls["Talk"],
            "hold_s": calls["Hold"],
            "acw_s": calls["Wrapup"],
        }
    )


def utc(local: "pd.Series[Any]") -> Any:
    """Naive local times as naive UTC."""
    return local.dt.tz_localize(ZONE).dt.tz_convert("UTC").dt.tz_localize(None)


def refused(calls: pd.DataFrame) -> set[str]:
    """Contacts that break a rule of severity error."""
    expect = gx.expectations
    calls = calls.assign(
        talk_of_abandoned_s=calls["talk_s"].where((calls["outcome"] == "abandoned") & (calls["talk_s"] > 0)),
        answered_without_agent=calls["outcome"].where((calls["outcome"] == "answered") & calls["agent_id"].isna()),
        ended_before_offered=calls["ended_at"].where(calls["ended_at"] < calls["offered_at"]),
    )
    rules = [
        expect.ExpectColumnValuesToNotBeNull(column="contact_id", severity="critical"),
        expect.ExpectColumnValuesToBeBetween(column="wait_s", min_value=0, max_value=14400, severity="critical"),
        *(
            expect.ExpectColumnValuesToBeBetween(column=name, min_value=0, max_value=28800, severity="critical")
            for name in ("talk_s", "hold_s", "acw_s")
        ),
        *(
            expect.ExpectColumnValuesToBeBetween(column=name, min_value=FIRST, max_value=LAST, severity="critical")
            for name in ("offered_at", "ended_at")
        ),
        expect.ExpectColumnValuesToBeNull(column="ended_before_offered", severity="critical"),
        expect.ExpectColumnValuesToBeNull(column="talk_of_abandoned_s", severity="warning"),
        expect.ExpectColumnValuesToBeNull(column="answered_without_agent", severity="warning"),
    ]
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("calls")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": calls})
    wanted = {"result_format": "COMPLETE", "unexpected_index_column_names": ["contact_id"]}
    result = batch.validate(gx.ExpectationSuite(name="calls", expectations=rules), result_format=wanted)
    errors = [one for one in result.results if not one.success and one.expectation_config.severity == "critical"]
    return {row["contact_id"] for one in errors for row in one.result["unexpected_index_list"]}


def counts(calls: pd.DataFrame) -> pd.DataFrame:
    """What the ten measures and the price need, by quarter-hour and dimension."""
    inbound, answered, abandoned = (
        calls["direction"] == "inbound",
        calls["outcome"] == "answered",
        calls["outcome"] == "abandoned",
    )
    handle_s = calls["talk_s"] + calls["hold_s"] + calls["acw_s"]
    atoms = pd.DataFrame(
        {
            "credited_on": calls["credited_on"],
            "quarter_at": calls["offered_at"].dt.floor("15min"),
            "site": calls["site"],
            "program": calls["program"],
            "language": calls["language"],
            "offered": inbound,
            "answered": inbound & answered,
            "answered_20": inbound & answered & (calls["wait_s"] <= 20),
            "answered_30": inbound & answered & (calls["wait_s"] <= 30),
            "abandoned": inbound & abandoned,
            "abandoned_short": inbound & abandoned & (calls["wait_s"] < 5),
            "waited_s": calls["wait_s"].where(inbound & answered, 0),
            "handled": answered,
            "talk_s": calls["talk_s"].where(answered, 0),
            "hold_s": calls["hold_s"].where(answered, 0),
            "acw_s": calls["acw_s"].where(answered, 0),
            "billed_s": (-(-handle_s // 6) * 6).clip(lower=30).where(answered & (handle_s > 0), 0),
        }
    )
    return atoms.groupby(["credited_on", "quarter_at", "site", "program", "language"]).sum()


def script(path: str, into: Path) -> int:
    """Counts of the file in a Parquet file; returns how many contacts were accepted."""
    calls = read(path)
    calls = calls[~calls["contact_id"].isin(refused(calls))]
    counts(calls).to_parquet(into)
    return len(calls)


if __name__ == "__main__":
    with TemporaryDirectory(dir=sys.argv[3]) as folder:
        script(sys.argv[2], Path(folder) / "warm.parquet")
        accepted, seconds = timed(lambda: script(sys.argv[1], Path(folder) / "counts.parquet"))
    print(json.dumps({"accepted": accepted, "pandas_s": seconds.wall, "pandas_rss_mb": peak_mb()}))
