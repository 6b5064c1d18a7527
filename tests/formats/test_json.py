"""JSON in one piece: an array, wherever it stands; what is no JSON stops the file with its line."""

import json

import pytest
from test_jsonl import BRIEF, CHANGED, FULL
from trials import Trial, feed, quarantined, rows, trial

from vmo.conform import RefusedFeedError

__all__ = ["trial"]

JSON = {**CHANGED, "format": "json"}
BELOW = {**JSON, "options": "{array: data.contacts}"}


def test_each_object_is_a_record_on_the_line_where_it_begins(trial: Trial):
    pretty = json.dumps([json.loads(FULL), json.loads(BRIEF)], indent=1)
    told = trial.conform(pretty.encode(), feed(**JSON))
    second = pretty.splitlines().index('  "ContactId": "2",')  # counted from 0; its brace stands one line above
    assert [tuple(map(str, row)) for row in rows(told, "record, line, contact_id, wait_s, acw_s")] == [
        ("1", "2", "1", "346.000", "5.250"),
        ("2", str(second), "2", "7.000", "None"),
    ]


def test_the_array_may_stand_below_keys_and_beside_others(trial: Trial):
    content = f'{{"count": 2, "data": {{"next": [1, 2], "contacts": [{FULL}, {BRIEF}]}}}}'
    told = trial.conform(b"\xef\xbb\xbf" + content.encode(), feed(**BELOW))
    assert rows(told, "contact_id") == [("1",), ("2",)]


def test_an_element_that_is_no_object_is_quarantined(trial: Trial):
    told = trial.conform(f"[{FULL},\n7,\n{BRIEF}]".encode(), feed(**JSON))
    assert quarantined(told, "record, line, value") == [(2, 2, "7")]
    assert rows(told, "record, line, contact_id") == [(1, 1, "1"), (3, 3, "2")]


@pytest.mark.parametrize(
    ("content", "changed", "words"),
    [
        (f"[{FULL},\n", JSON, "calls.json:2: the text is no JSON"),
        (f"[{FULL}\n{BRIEF}]", JSON, "calls.json:2: the text is no JSON: found expected ',' or ']'"),
        (
            '{"data": {"calls": []}}',
            BELOW,
            "no array of records: found an object with 'calls', expected the key 'contacts'",
        ),
        ('{"data": {"contacts": {"a": 1}}}', BELOW, "found an object with 'a', expected an array at 'data.contacts'"),
        (
            f'{{"contacts": [{FULL}]}}',
            JSON,
            "found an object with 'contacts', expected an array; set `options: {array: …}`",
        ),
        ("[]", JSON, "no rows"),
        (
            f"[{FULL}]\n[{BRIEF}]",
            JSON,
            "calls.json:2: the text is no JSON: found Extra data, expected JSON; ask for it again",
        ),
        (f'{{"data": {{"contacts": [{FULL}]', BELOW, "the text is no JSON: found Expecting ',' delimiter"),
        (f'{{"data": {{"contacts": [{FULL}], "contacts": [{BRIEF}]}}}}', BELOW, "found the key 'contacts' twice"),
    ],
)
def test_what_is_no_array_of_records_stops_the_file(trial: Trial, content: str, changed: dict[str, str], words: str):
    with pytest.raises(RefusedFeedError) as refused:
        trial.conform(content.encode(), feed(**changed), "calls.json")
    assert words in str(refused.value)


def test_bytes_that_are_no_utf_8_stop_the_file(trial: Trial):
    with pytest.raises(RefusedFeedError, match=r"calls\.json:2: the text is no UTF-8"):
        trial.conform(b'[\n{"ContactId": "\xfc"}]', feed(**JSON), "calls.json")
