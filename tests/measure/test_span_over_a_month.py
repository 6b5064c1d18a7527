"""A span that begins before a month and ends after it counts in that month, from a file of the month before."""

import json
from pathlib import Path

import small

from vmo import pipeline
from vmo.pipeline.house import open_house

FEED = """\
  tickets:
    kind: incidents
    source: "{inbox}/acme/tickets_*.csv"
    format: csv
    resend: updates_by_identity
    clock: {time_zone: Europe/Berlin}
    identity: [Ticket]
    columns:
      incident_id: Ticket
      type: {value: outage}
      service: {value: telecom}
      opened_at: {from: Opened, format: "%Y-%m-%d %H:%M"}
      restored_at: {from: Restored, format: "%Y-%m-%d %H:%M"}
      users_affected: Affected
      users_total: Users
      program: {value: care}
"""
HEADER = "Ticket,Opened,Restored,Affected,Users"


def closed(tmp_path: Path, *tickets: str) -> dict[str, str]:
    """October's uptime, where only the file of September tells tickets."""
    small.build(tmp_path)
    with (tmp_path / "partners/acme.yaml").open("a", encoding="utf-8") as partner:
        partner.write(FEED)
    small.change(
        tmp_path / "contracts/acme-care.yaml",
        "  volume: {metric: call_volume}\n",
        "  volume: {metric: call_volume}\n  uptime: {metric: tel_uptime}\n",
    )
    (tmp_path / "inbox/acme/tickets_2026-09.csv").write_text("\n".join([HEADER, *tickets, ""]), encoding="utf-8")
    house = open_house(tmp_path)
    pipeline.nightly(house, None)
    told = pipeline.month_end(house, small.MONTH)
    assert told["documents"][0]["status"] == "draft", told["text"]  # both calculations agree
    result = json.loads((tmp_path / f"out/{small.MONTH}/acme-care/result.json").read_text("utf-8"))
    found: dict[str, str] = next(one for one in result["attainment"] if one["id"] == "uptime")
    return found


def test_an_outage_from_september_to_november_counts_through_october(tmp_path):
    found = closed(tmp_path, "T1,2026-09-15 08:00,2026-11-15 08:00,1,4")
    # 31 days and the hour that comes twice on the 25th: 745 h = 2,682,000 s, a quarter of the users without service.
    assert (found["numerator"], found["denominator"], found["value"]) == ("2011500", "2682000", "75.000000")


def test_an_outage_that_ends_as_the_month_begins_is_not_of_the_month(tmp_path):
    rest = "T2,2026-09-30 23:00,2026-10-01 00:00,4,4"
    found = closed(tmp_path, "T1,2026-09-15 08:00,2026-11-15 08:00,1,4", rest)
    assert (found["numerator"], found["denominator"]) == ("2011500", "2682000")
