"""JSON lines: nested keys, broken lines, keys that nobody declared."""

import pytest
from trials import Trial, feed, quarantined, rows, trial

from vmo.conform import RefusedFeedError

__all__ = ["trial"]

CHANGED = {
    "format": "jsonl",
    "contact_id": "ContactId",
    "identity": "[ContactId]",
    "offered_at": "{from: Queue.EnqueueTimestamp, format: iso}",
    "outcome": '{from: DisconnectReason, codes: {AGENT: answered}, cases: {abandoned: "Agent.Name is null"}}',
    "wait_s": "Queue.Duration",
    "acw_s": "Agent.AfterContactWorkDuration",
    "unused": "[Agent.Name, Attributes]",
}
FULL = (
    '{"ContactId": "1", "DisconnectReason": "AGENT", "Agent": {"Name": "a", "AfterContactWorkDuration": 5.25}, '
    '"Queue": {"EnqueueTimestamp": "2026-10-01T10:00:00Z", "Duration": 346}, '
    '"Attributes": {"greetingPlayed": "true", "GreetingPlayed": "no"}}'
)
BRIEF = '{"ContactId": "2", "Agent": null, "Queue": {"Duration": "7", "EnqueueTimestamp": "2026-10-01T10:00:00Z"}}'


def test_nested_keys_are_columns_and_a_key_may_be_absent(trial: Trial):
    told = trial.conform(f"{FULL}\n{BRIEF}\n".encode(), feed(**CHANGED))
    assert [tuple(map(str, row)) for row in rows(told, "contact_id, outcome, offered_at, wait_s, acw_s, line")] == [
        ("1", "answered", "2026-10-01 10:00:00", "346.000", "5.250", "1"),
        ("2", "abandoned", "2026-10-01 10:00:00", "7.000", "None", "2"),
    ]


@pytest.mark.parametrize("broken", ['{"ContactId": ', "[1, 2]", '"text"', "ContactId=1", '{"ContactId": "1"} {}'])
def test_a_line_that_is_no_object_is_quarantined_and_blank_lines_are_not(trial: Trial, broken: str):
    told = trial.conform(f"{FULL}\n\n{broken}\n{BRIEF}".encode(), feed(**CHANGED))
    assert quarantined(told) == [(2, 3, "fields", "", broken)]
    assert rows(told, "record, line, contact_id") == [(1, 1, "1"), (3, 4, "2")]


def test_a_key_that_nobody_declared_stops_the_feed(trial: Trial):
    with pytest.raises(RefusedFeedError) as stopped:
        trial.conform(FULL.replace("Name", "Nome").encode(), feed(**CHANGED))
    assert "column not declared: found 'Agent.Nome'" in str(stopped.value)


def test_a_star_in_unused_ignores_unknown_keys(trial: Trial):
    told = trial.conform(
        FULL.replace("Attributes", "Else").encode(), feed(**CHANGED | {"unused": '["Agent.Name", "*"]'})
    )
    assert rows(told, "contact_id, wait_s::int") == [("1", 346)]


def test_a_key_may_hold_a_delimiter_a_quote_or_a_newline_in_its_text(trial: Trial):
    told = trial.conform(FULL.replace('"1"', r'"a,\"b\"\nc"').encode(), feed(**CHANGED))
    assert rows(told, "contact_id") == [('a,"b"\nc',)]


def test_text_that_is_no_json_at_all_is_another_format(trial: Trial):
    with pytest.raises(RefusedFeedError, match="wrong format: found what may be csv or events, expected jsonl"):
        trial.conform(b"id,start\n1,2\n", feed(**CHANGED))
