"""A log of events: all that happened to one call becomes one record."""

import gzip

import pytest
from trials import Trial, feed, quarantined, rows, trial

from vmo.conform import RefusedFeedError
from vmo.faults.exports import faults

__all__ = ["trial"]

OPTIONS = "{delimiter: '|', quote: '', header: [time, call, queue, agent, event, p1, p2, p3], event: event, of: [call, queue]}"
COLUMNS = {
    "format": "events",
    "resend": "updates_by_identity",
    "clock": "{time_zone: UTC}",
    "identity": "[call, queue]",
    "contact_id": "call",
    "offered_at": "{from: ENTER.time, format: epoch}",
    "wait_s": "{from: [CONNECT.p1, ABANDON.p3]}",
    "agent_id": "CONNECT.agent",
    "outcome": '{from: call, cases: {answered: "CONNECT.time is not null", abandoned: "ABANDON.time is not null"}}',
    "unused": "['*']",
}
LOG = """1767344400|1.1|sales|NONE|ENTER||7000|1
1767344401|2.2|sales|NONE|ENTER||7001|2
1767344405|1.1|sales|SIP/a|RINGNOANSWER|5000
1767344409|1.1|sales|SIP/b|CONNECT|9|x|
1767344421|2.2|sales|NONE|ABANDON|2|2|20
1767344500|1.1|sales|SIP/b|COMPLETE|9|91|1
"""
WANTED = "record, line, contact_id, outcome, wait_s::INTEGER, agent_id"


def events(**changed: str):
    return feed(**{**COLUMNS, "options": OPTIONS, **changed})


def test_a_call_is_one_record_on_the_line_where_it_began(trial: Trial):
    assert rows(trial.conform(LOG.encode(), events()), WANTED) == [
        (1, 1, "1.1", "answered", 9, "SIP/b"),
        (2, 2, "2.2", "abandoned", 20, None),
    ]


@pytest.mark.parametrize("bytes_of", [str.encode, lambda text: gzip.compress(text.encode(), mtime=0)])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_blank_lines_a_mark_and_packing_change_nothing(trial: Trial, bytes_of, newline: str):
    text = "\ufeff" + LOG.replace("\n", newline * 2)
    told = rows(trial.conform(bytes_of(text), events()), WANTED)
    assert [(one[1], one[2], one[4]) for one in told] == [(1, "1.1", 9), (3, "2.2", 20)]


def test_of_events_that_repeat_the_first_counts(trial: Trial):
    again = LOG + "1767344600|1.1|sales|SIP/c|CONNECT|60|y|\n"
    assert rows(trial.conform(again.encode(), events()), WANTED)[0] == (1, 1, "1.1", "answered", 9, "SIP/b")


def test_of_columns_of_several_events_the_first_that_is_there_counts(trial: Trial):
    late = LOG.replace("1767344400|1.1|sales|NONE|ENTER||7000|1\n", "")  # it came before the log begins
    changed = events(
        offered_at="{from: [ENTER.time, CONNECT.time], format: epoch}", wait_s="{from: [COMPLETE.p1, CONNECT.p1]}"
    )
    assert sorted(
        rows(trial.conform(LOG.encode(), changed), "contact_id, epoch(offered_at)::BIGINT, wait_s::INTEGER")
    ) == [
        ("1.1", 1767344400, 9),
        ("2.2", 1767344401, None),
    ]
    assert ("1.1", 1767344409) in rows(trial.conform(late.encode(), changed), "contact_id, epoch(offered_at)::BIGINT")


def test_a_day_and_a_time_of_one_event_are_joined(trial: Trial):
    log = "2026-10-05|09:00:00|1.1|ENTER\n2026-10-05|09:00:07|1.1|CONNECT\n"
    header = "{delimiter: '|', quote: '', header: [day, time, call, event], event: event, of: [call]}"
    told = events(
        options=header,
        identity="[call]",
        offered_at='{from: [ENTER.day, ENTER.time, CONNECT.day, CONNECT.time], format: "%Y-%m-%d %H:%M:%S"}',
        wait_s="{value: 7}",
        agent_id="call",
        outcome="{value: answered}",
    )
    assert [f"{one:%d %H:%M:%S}" for (one,) in rows(trial.conform(log.encode(), told), "offered_at")] == ["05 09:00:00"]


def test_a_call_of_two_queues_is_two_visits(trial: Trial):
    other = LOG + "1767344600|1.1|service|NONE|ENTER||7000|1\n1767344630|1.1|service|NONE|ABANDON|1|1|30\n"
    found = rows(trial.conform(other.encode(), events(program="queue")), "line, contact_id, program, wait_s::INTEGER")
    assert found == [(1, "1.1", "sales", 9), (2, "2.2", "sales", 20), (7, "1.1", "service", 30)]


def test_a_call_that_has_no_end_yet_is_quarantined(trial: Trial):
    told = trial.conform((LOG + "1767344700|3.3|sales|NONE|ENTER||7000|1\n").encode(), events())
    assert quarantined(told, "line, rule, column_name") == [(7, "unknown_code", "outcome")]


def test_lines_that_tell_nothing_of_a_call_are_excluded_by_name(trial: Trial):
    told = trial.conform(
        (LOG + "1767344700|NONE|NONE|NONE|QUEUESTART|\n").encode(), events(exclude="{none: \"call = 'NONE'\"}")
    )
    assert rows(told, "line, excluded") == [(1, None), (2, None), (7, "none")]
    assert not quarantined(told)


@pytest.mark.parametrize(
    ("line", "rule", "reason"),
    [
        (b"1767344700|3.3|sales|NONE||x", "fields", "no event"),
        (b"1767344700|||NONE|ENTER|x", "fields", "no call, queue"),
        (b"1767344700|3.3|sales|NONE|ENTER|1|2|3|4", "fields", "9 fields where the header has 8"),
    ],
)
def test_a_line_that_cannot_be_read_is_quarantined_alone(trial: Trial, line: bytes, rule: str, reason: str):
    told = trial.conform(line + b"\n" + LOG.encode(), events())
    assert quarantined(told, "record, line, rule, reason") == [(1, 1, rule, reason)]
    assert rows(told, "record, line, contact_id") == [(2, 2, "1.1"), (3, 3, "2.2")]


def test_a_line_of_another_encoding_is_quarantined_alone(trial: Trial):
    calls = "".join(LOG.replace("|1.1|", f"|1.{n}|").replace("|2.2|", f"|2.{n}|") for n in range(200)).encode()
    told = trial.conform(calls + b"1767344700|3.3|s\xe4les|NONE|ENTER|1\n", events())
    assert quarantined(told, "line, rule, reason") == [
        (1201, "encoding", "bytes that are not of the declared encoding")
    ]
    assert len(rows(told)) == 400


def test_a_log_may_have_a_header_and_quotes(trial: Trial):
    log = 'at,call,what,by\n2026-01-02T09:00:00Z,7,ENTER,\n2026-01-02T09:00:05Z,7,ANSWER,"Doe, J."\n'
    told = trial.conform(
        log.encode(),
        events(
            options="{event: what, of: [call]}",
            identity="[call]",
            offered_at="{from: ENTER.at, format: iso}",
            wait_s="{value: 5}",
            agent_id="ANSWER.by",
            outcome='{from: call, cases: {answered: "ANSWER.at is not null"}}',
        ),
    )
    assert rows(told, WANTED) == [(1, 2, "7", "answered", 5, "Doe, J.")]


def test_an_event_that_the_feed_does_not_know_stops_the_file(trial: Trial):
    with pytest.raises(RefusedFeedError, match=r"column not declared: found 'TRANSFER.time'"):
        trial.conform(
            (LOG + "1767344600|1.1|sales|SIP/b|TRANSFER|\n").encode(),
            events(
                unused="[ENTER.agent, ENTER.p2, ENTER.p3, RINGNOANSWER.time, RINGNOANSWER.agent, RINGNOANSWER.p1, CONNECT.p2, "
                "ABANDON.agent, ABANDON.p1, ABANDON.p2, COMPLETE.time, COMPLETE.agent, COMPLETE.p1, COMPLETE.p2, "
                "COMPLETE.p3, TRANSFER.agent]"
            ),
        )


def test_a_log_without_these_columns_stops(trial: Trial):
    with pytest.raises(RefusedFeedError, match=r"calls.csv:1: no column 'what'"):
        trial.conform(b"at,call,event\n1,2,3\n", events(options="{event: what, of: [call]}"))


def test_a_feed_of_events_that_does_not_say_what_happened_to_what_is_refused():
    found = [what for _, what in faults(events(options="{delimiter: '|'}"))]
    assert found == ["events needs `event`; add it", "events needs `of`; add it"]
