"""The incident log of an IT service desk: the last update of each incident counts, and every figure is counted again here."""

import csv
from datetime import date, datetime, time, timedelta

import pytest
from months import EXAMPLES, Example, inbox, ratios

MONTHS = ("2016-02", "2016-03")
ROWS, INCIDENTS = 5_998, 890
HOURS = {"1 - Critical": 24, "2 - High": 48, "3 - Moderate": 72, "4 - Low": 120}
OPEN_HOURS = {"2 - High": 16, "3 - Moderate": 24, "4 - Low": 40}
FIRST_MINUTES = {"1 - Critical": 6, "2 - High": 15, "3 - Moderate": 15, "4 - Low": 30}
CRITICAL = "1 - Critical"
FREE = {
    date(2016, 3, 25),
    date(2016, 3, 28),
    date(2016, 5, 5),
    date(2016, 5, 16),
}  # Good Friday to Whit Monday, on weekdays
YEAR = [date(2016, 1, 1) + timedelta(days=n) for n in range(400)]
OFFICE = [
    (datetime.combine(day, time(8)), datetime.combine(day, time(18)))
    for day in YEAR
    if day.weekday() < 5 and day not in FREE
]


@pytest.fixture(scope="module")
def months(tmp_path_factory):
    example = Example(EXAMPLES / "uci_incidents", inbox("incidents"), tmp_path_factory.mktemp("uci"), "incidents")
    return {month: example.month(month) for month in MONTHS}


@pytest.fixture(scope="module")
def incidents():
    """The last row of each incident, by the month in which it was opened."""
    (path,) = inbox("incidents").glob("incident_event_log_*.csv")
    with path.open(encoding="utf-8", newline="") as log:
        last = {row["number"]: row for row in csv.DictReader(log)}
    by_month = {month: [] for month in MONTHS}
    for row in last.values():
        by_month[f"{at(row['opened_at']):%Y-%m}"].append(row)
    return by_month


def in_the_office(begin, end):
    """Open time between two instants: what of it lies on the days of the office, added up."""
    return sum(
        (min(end, closing) - max(begin, opening) for opening, closing in OFFICE if begin < closing and end > opening),
        timedelta(),
    )


def at(text):
    return None if text == "?" else datetime.strptime(text, "%d-%m-%Y %H:%M")  # noqa: DTZ007  the log names no zone


def resolved_in(row, hours):
    return row["resolved_at"] != "?" and at(row["resolved_at"]) - at(row["opened_at"]) <= timedelta(hours=hours)


@pytest.mark.parametrize("month", MONTHS)
def test_the_last_update_of_each_incident_counts(months, incidents, month):
    own = incidents[month]
    made = sum(row["made_sla"] == "TRUE" for row in own)
    assert ratios(months[month])["made_sla"] == (str(made), str(len(own)))


@pytest.mark.parametrize("month", MONTHS)
def test_incidents_are_resolved_within_the_hours_of_their_priority_or_late(months, incidents, month):
    own = incidents[month]
    in_time = sum(resolved_in(row, HOURS[row["priority"]]) for row in own)
    assert ratios(months[month])["resolved"] == (str(in_time), str(len(own)))
    critical = [row for row in own if row["priority"] == "1 - Critical"]
    in_time = sum(resolved_in(row, HOURS["1 - Critical"]) for row in critical)
    assert ratios(months[month])["resolved_critical"] == (str(in_time), str(len(critical)))
    assert len(critical) > 0


@pytest.mark.parametrize("month", MONTHS)
def test_incidents_are_resolved_within_the_open_hours_of_their_priority_critical_ones_round_the_clock(
    months, incidents, month
):
    def in_time(row):
        if row["resolved_at"] == "?" or row["priority"] == CRITICAL:
            return resolved_in(row, HOURS[CRITICAL])
        return in_the_office(at(row["opened_at"]), at(row["resolved_at"])) <= timedelta(
            hours=OPEN_HOURS[row["priority"]]
        )

    own = incidents[month]
    found = ratios(months[month])
    assert found["resolved_in_open_time"] == (str(sum(map(in_time, own))), str(len(own)))
    assert found["resolved_in_open_time"] != found["resolved"]


@pytest.mark.parametrize("month", MONTHS)
def test_incidents_are_written_down_within_the_minutes_of_their_priority_or_late(months, incidents, month):
    def in_time(row, elapsed):
        if row["sys_created_at"] == "?":
            return False  # a missing stamp is late, never left out
        limit = timedelta(minutes=FIRST_MINUTES[row["priority"]])
        return elapsed(at(row["opened_at"]), at(row["sys_created_at"])) <= limit

    def on_the_wall(begin, end):
        return end - begin

    own = incidents[month]
    found = ratios(months[month])
    around = sum(in_time(row, on_the_wall) for row in own)
    assert found["responded"] == (str(around), str(len(own)))
    open_time = sum(in_time(row, on_the_wall if row["priority"] == CRITICAL else in_the_office) for row in own)
    assert found["responded_in_open_time"] == (str(open_time), str(len(own)))
    assert 0 < around < open_time < len(own)


def test_incidents_that_were_never_resolved_are_late_and_not_left_out(incidents):
    assert sum(row["resolved_at"] == "?" for own in incidents.values() for row in own) == 29


def test_every_row_is_an_incident_or_an_update_that_another_one_followed(months, incidents):
    assert sum(map(len, incidents.values())) == INCIDENTS
    for month in months.values():
        data = month["data"]
        assert (data["rows_in"], data["accepted"], data["duplicates"]) == (ROWS, INCIDENTS, ROWS - INCIDENTS)
        assert data["quarantined"] == data["excluded"] == 0
