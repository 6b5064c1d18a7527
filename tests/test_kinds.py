"""Kinds of rows: what a kind's file may say, and which moment a feed lets decide the day."""

import pytest

from vmo import kinds, yaml12
from vmo.partner import Partner
from vmo.schema import checked
from vmo.yaml12 import FaultyTextError

KIND = """
kind: parcels
grain: G4
what: One row per parcel.
evidence: A
credited: sent_at
moments: {sent: sent_at, weighed: weight_g}
spans: {start: sent_at, end: arrived_at}
columns:
  sent_at: {type: instant, what: when it was sent}
  weight_g: {type: count, what: its weight}
  size: {type: code, values: [small, large], default: huge, what: its size}
  damaged_percent: {type: number, ratio_of: [damaged, weight_g], what: how much of it arrived}
"""


def test_a_kind_whose_moments_are_no_instants_is_refused_with_every_fault_and_its_line(tmp_path):
    path = tmp_path / "parcels.yaml"
    path.write_text(KIND, encoding="utf-8")
    with pytest.raises(FaultyTextError) as refused:
        kinds.read(path)
    assert refused.value.faults == [
        f"{path}:7: moments.weighed: 'weight_g' is not an instant of parcels; known: sent_at",
        f"{path}:8: spans.end: 'arrived_at' is not an instant of parcels; known: sent_at",
        f"{path}:12: columns.size.default: 'huge' is not one of small, large",
        f"{path}:13: columns.damaged_percent.ratio_of: 'damaged' is not a column of parcels",
    ]


def feed(credited):
    told = yaml12.parse(
        f"""
        partner: trial
        feeds:
          classes:
            kind: staffing
            source: "{{inbox}}/*"
            format: csv
            resend: replaces_days
            clock: {{time_zone: Europe/Berlin{credited}}}
            identity: [id]
            columns: {{type: {{value: cohort}}, class_end_at: {{from: end, format: iso}}}}
        """,
        "trial.yaml",
    )
    return checked(Partner, told).feeds["classes"]


def test_a_feed_lets_one_of_the_moments_of_its_kind_decide_the_day():
    told = feed(", credited: class_end")
    assert told.credited == "class_end_at"
    assert list(told.faults()) == []


def test_without_a_word_it_is_the_kinds_own_which_must_be_mapped():
    told = feed("")
    assert told.credited == "needed_at"
    assert list(told.faults()) == [(("columns",), "needed_at is missing; map it to a column of the export")]


def test_a_moment_of_another_kind_is_refused_with_those_there_are():
    (fault,) = feed(", credited: queue_entry").faults()
    assert fault == (
        ("clock", "credited"),
        "'queue_entry' is not a moment of staffing; known: needed, filled, class_end, counted, interval",
    )


@pytest.mark.parametrize("kind", kinds.names())
def test_the_instant_that_a_kind_is_credited_to_is_one_of_its_moments(kind):
    assert kinds.kind(kind).credited in kinds.kind(kind).moments.values()
