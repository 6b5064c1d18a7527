"""Law 1 over generated deliveries: every row ends in one place, and arrival alone decides which delivery counts.

A model in a few lines says what must come out; the line is run night by night in two orders of processing.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vmo.cli import DONE, ERRORS, main

DAYS = [date(2026, 10, 5), date(2026, 10, 6)]
NUMBERS = range(3)
READABLE = {"answered": "ANS;10;60;CARE", "abandoned": "ABN;40;0;CARE", "excluded": "ANS;10;60;TEST"}
UNREADABLE = "ANS;soon;60;CARE"
Call = tuple[date, int]


@dataclass(frozen=True)
class Sent:
    """One delivery: what becomes of each call in it; a repeated one stands twice in the file, to the letter."""

    calls: dict[Call, str]
    repeated: frozenset[Call]
    day: date | None = None

    def text(self) -> str:
        rows = [self.row(*call) for call in self.calls]
        rows += [self.row(*call) for call in self.calls if call in self.repeated]
        return "\n".join([small.HEADER, *rows, ""])

    def row(self, day: date, number: int) -> str:
        return f"{day:%m%d}-{number};{day} 09:00:00;{READABLE.get(self.calls[day, number], UNREADABLE)}"

    def counted(self) -> dict[Call, str]:
        return {call: ends for call, ends in self.calls.items() if ends in ("answered", "abandoned")}

    def places(self) -> dict[str, int]:
        """Rows by where they end when the delivery is alone."""
        told = dict.fromkeys(("accepted", "quarantined", "excluded", "duplicates"), 0)
        for call, ends in self.calls.items():
            where = ends if ends in ("quarantined", "excluded") else "accepted"
            told[where] += 1
            if call in self.repeated:
                told["duplicates" if where == "accepted" else where] += 1
        return told


CALLS = st.dictionaries(
    st.tuples(st.sampled_from(DAYS), st.sampled_from(NUMBERS)),
    st.sampled_from(["answered", "answered", "abandoned", "excluded", "quarantined"]),
    min_size=1,
).filter(lambda calls: any(ends == "answered" for ends in calls.values()))
SENT = st.builds(Sent, CALLS, st.frozensets(st.tuples(st.sampled_from(DAYS), st.sampled_from(NUMBERS)), max_size=2))
NAMED = st.builds(
    lambda day, calls: Sent(
        {(day, n): ends for (_, n), ends in calls.items()} | {(day, 9): "answered"}, frozenset(), day
    ),
    st.sampled_from(DAYS),
    CALLS,
)


def standing_under(resend: str, sent: list[Sent]) -> list[set[Call]]:
    """The calls of each delivery that count, in the order of arrival: the specification, in plain words."""
    found = []
    for n, one in enumerate(sent):
        later = sent[n + 1 :]
        if resend == "updates_by_identity":
            gone = {call for other in later for call in other.counted()}
        elif one.day:
            gone = set(one.calls) if any(other.day == one.day for other in later) else set()
        else:
            replaced = {day for other in later for (day, _), ends in other.calls.items() if ends != "quarantined"}
            gone = {call for call in one.calls if call[0] in replaced}
        found.append(one.counted().keys() - gone)
    return found


def run(resend: str, sent: list[Sent], order: list[int], folder: Path) -> tuple[bytes, dict]:
    """The month after a night for each delivery in the order given; each arrived an hour after the one before it."""
    small.build(folder)
    for path in (folder / "inbox/acme").iterdir():
        path.unlink()
    small.change(folder / "partners/acme.yaml", "replaces_days", resend)
    if sent[0].day:
        small.change(folder / "partners/acme.yaml", "calls_*.csv", "calls_{day:%Y-%m-%d}_*.csv")
    for n in order:
        path = folder / "inbox/acme" / (f"calls_{sent[n].day}_{n}.csv" if sent[n].day else f"calls_{n}.csv")
        path.write_text(sent[n].text())
        arrived = (datetime(2026, 10, 7, tzinfo=UTC) + timedelta(hours=n)).timestamp()
        os.utime(path, (arrived, arrived))
        assert main(["night", str(folder)]) in (DONE, ERRORS)
    assert main(["month", str(folder), "--month", small.MONTH]) in (DONE, ERRORS)
    content = (folder / f"out/{small.MONTH}/acme-care/result.json").read_bytes()
    return content, json.loads(content)


def holds(resend: str, sent: list[Sent], order: list[int]) -> None:
    with tempfile.TemporaryDirectory() as place:
        content, result = run(resend, sent, list(range(len(sent))), Path(place) / "as_arrived")
        permuted, _ = run(resend, sent, order, Path(place) / "permuted")
    assert permuted == content
    standing = standing_under(resend, sent)
    ends = [one.calls[call] for one, calls in zip(sent, standing, strict=True) for call in calls]
    volume = {one["id"]: one["numerator"] for one in result["attainment"]}["volume"]
    assert volume == str(len(ends))
    (line,) = result["lines"]
    assert line["quantity"] == f"{ends.count('answered')}.0"  # a minute each
    places = {where: sum(one.places()[where] for one in sent) for where in sent[0].places()}
    data = result["data"]
    assert data["superseded"] == sum(len(one.counted()) - len(calls) for one, calls in zip(sent, standing, strict=True))
    assert data["accepted"] == len(ends)
    assert places == {where: data[where] for where in places} | {"accepted": data["accepted"] + data["superseded"]}
    assert data["rows_in"] == sum(places.values())
    assert [source["file"][-5:] for source in result["sources"]] == [f"{n}.csv" for n in range(len(sent))]


FEW = settings(max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def deliveries(one):
    """Two or three deliveries that are not the same bytes, and an order to process them in."""
    lists = st.lists(one, min_size=2, max_size=3, unique_by=Sent.text)
    return lists.flatmap(lambda sent: st.tuples(st.just(sent), st.permutations(range(len(sent)))))


@pytest.mark.slow
@FEW
@given(deliveries(SENT))
def test_under_replaces_days_the_later_arrival_of_a_day_counts(given):
    holds("replaces_days", *given)


@pytest.mark.slow
@FEW
@given(deliveries(NAMED))
def test_where_the_name_tells_the_day_the_later_arrival_of_that_name_counts(given):
    holds("replaces_days", *given)


@pytest.mark.slow
@FEW
@given(deliveries(SENT))
def test_under_updates_by_identity_the_later_row_of_a_call_counts(given):
    holds("updates_by_identity", *given)
