"""The forensic rules over the bank's two real months: what the page says is what they find, and what plain counting finds."""

import csv
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta

import pytest
from months import EXAMPLES, Example, inbox

MONTHS = {"1999-01": "january", "1999-02": "february"}
NEVER_QUEUED = {"outcome": "HANG", "q_start": "0:00:00", "q_exit": "0:00:00", "q_time": "0"}
SHIFT_S = 28_800
PAGE = EXAMPLES.parent / "docs/integrity.md"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Month → the forensic findings of the command, by rule."""
    bank = Example(EXAMPLES / "anonymous_bank", inbox("anonymous_bank"), tmp_path_factory.mktemp("bank"), "bank")
    bank.run("night")
    found = {}
    for month in MONTHS:
        _, said = bank.run("integrity", "--month", month)
        forensics = said["forensics"]["centre"]
        assert forensics["run"] == ["I11", "I12", "I7"]
        found[month] = {one["rule"]: one for one in forensics["findings"]}
    return found


@pytest.fixture(scope="module")
def calls():
    """Month → its queued calls, read by hand from the files."""
    found = {}
    for month, name in MONTHS.items():
        with (inbox("anonymous_bank") / f"{name}.txt").open(newline="", encoding="ascii") as file:
            rows = [row for row in csv.DictReader(file, delimiter="\t") if row["outcome"] != "PHANTOM"]
        found[month] = [row for row in rows if any(row[key] != value for key, value in NEVER_QUEUED.items())]
    return found


@pytest.mark.parametrize("month", MONTHS)
def test_the_waits_do_not_heap_at_twenty_seconds(told, calls, month):
    waits = Counter(int(row["q_time"]) for row in calls[month] if row["outcome"] == "AGENT")
    assert "I11" not in told[month]
    assert (waits[20] - waits[21]) ** 2 <= 9 * (waits[20] + waits[21])


@pytest.mark.parametrize("month", MONTHS)
def test_the_agents_in_two_calls_at_once_are_those_of_plain_counting(told, calls, month):
    """In the order of their answers, each call of an agent against the latest end of his earlier ones."""
    spans = defaultdict(list)
    for nth, row in enumerate(calls[month]):
        if row["outcome"] == "AGENT" and row["server"] != "NO_SERVER" and 0 <= int(row["ser_time"]) <= SHIFT_S:
            entry = datetime.strptime(f"{row['date']} {row['vru_entry']}", "%y%m%d %H:%M:%S")  # noqa: DTZ007
            begun = entry + timedelta(seconds=int(row["vru_time"]) + int(row["q_time"]))
            spans[row["server"]].append((begun, nth, begun + timedelta(seconds=int(row["ser_time"]))))
    overlaps = []
    for agent, own in spans.items():
        latest = None
        for begun, _, ended in sorted(own):
            together = (min(ended, latest) - begun).total_seconds() if latest else 0
            if together > 5:
                overlaps.append((agent, int(together)))
            latest = max(ended, latest) if latest else ended
    agents, seconds = len({agent for agent, _ in overlaps}), sum(together for _, together in overlaps)
    number = sum(map(len, spans.values()))
    expected = f"{len(overlaps)} of {number} calls, of {agents} agents, by {seconds} s together"
    assert told[month]["I7"]["found"] == expected


@pytest.mark.parametrize(("month", "day"), [("1999-01", "990118"), ("1999-02", "990203")])
def test_the_day_on_which_short_abandons_jump_is_that_of_plain_counting(told, calls, month, day):
    own = [row for row in calls[month] if row["date"] == day]
    short = [row for row in own if row["outcome"] == "HANG" and int(row["q_time"]) < 5]
    assert told[month]["I12"]["found"] == f"{len(short)} of {len(own)} offered"
    assert datetime.strptime(day, "%y%m%d").date().isoformat() in told[month]["I12"]["what"]  # noqa: DTZ007


@pytest.mark.parametrize("month", MONTHS)
def test_the_page_lists_what_was_found_and_nothing_else(told, month):
    rows = re.findall(rf"^\| {month} \| `(\w+)` \| (.+?) \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    found = {(rule, one["found"], one["expected"]) for rule, one in told[month].items()}
    assert set(rows) == found, f"docs/integrity.md: {month}: {sorted(found)}"
