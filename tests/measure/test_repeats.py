"""First contact by repeats: a repeat may stand in another day's file, another feed's or the next month's, and come later."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import small
from openpyxl import load_workbook

from vmo import pipeline
from vmo.pipeline.house import open_house

COLUMNS = """\
    columns:
      contact_id: CallID
      offered_at: {from: Start, format: "%Y-%m-%d %H:%M:%S"}
      outcome: {from: Status, codes: {ANS: answered, ABN: abandoned}}
      customer_id: Customer
      reason: Reason
      program: Program
"""
FEED = """\
  {name}:
    kind: contacts
    source: "{{inbox}}/acme/{name}_*.csv"
    format: csv
    options: {{delimiter: ";"}}
    resend: replaces_days
    clock: {{time_zone: Europe/Berlin}}
    identity: [CallID]
"""
PARTNER = """\
partner: acme
sites: {quay: {country: DE, time_zone: Europe/Berlin}}
feeds:
"""
CONTRACT = """\
contract: acme-care
parties: {supplier: acme, customer: north}
currency: EUR
time_zone: Europe/Berlin
scope: {partner: [acme], program: [care]}
trigger: {2026-01-01: {value: expected, ref: "B 1"}}
measures:
  fcr:
    metric: fcr_repeat
    terms:
      within_days: {2026-01-01: {value: 7, ref: "B 2"}}
      same: {2026-01-01: {value: reason, ref: "B 2"}}
    target: {2026-01-01: {value: {expected: 70}, ref: "B 2"}}
  fcr_any:
    metric: fcr_repeat
    scope: {program: [care]}
    terms:
      within_days: {2026-01-01: {value: 1, ref: "B 2"}}
      same: {2026-01-01: {value: customer, ref: "B 2"}}
  fcr_days:
    metric: fcr_repeat
    terms:
      within_days: {2026-01-01: {value: 7, ref: "B 2"}}
      same: {2026-01-01: {value: reason, ref: "B 2"}}
    target: {2026-01-01: {value: {expected: 50}, ref: "B 2"}}
    each: {2026-01-01: {value: {interval: day, level: 60}, ref: "B 2"}}
  fcr_mean:
    metric: fcr_repeat
    agg: mean_of_daily
    terms:
      within_days: {2026-01-01: {value: 7, ref: "B 2"}}
      same: {2026-01-01: {value: reason, ref: "B 2"}}
  volume: {metric: call_volume}
charges: {}
"""
HEADER = "CallID;Start;Status;Customer;Reason;Program"
LAST = date(2026, 11, 7)

# k1 calls on the fifth and, seven days later to the second, chats. k2 calls on the 31st, comes back on 7 November at the
# last second, and once more a second later. k3 is heard of again in another program only, k4 about another reason.
CALLS = {
    date(2026, 10, 5): ["1;2026-10-05 09:00:00;ANS;k1;bill;care", "2;2026-10-05 09:00:00;ANS;k3;bill;care"],
    date(2026, 10, 6): ["3;2026-10-06 08:00:00;ANS;k3;bill;sales", "4;2026-10-06 09:00:00;ANS;k4;bill;care"],
    date(2026, 10, 7): ["5;2026-10-07 09:00:00;ABN;k4;move;care"],
    date(2026, 10, 31): ["6;2026-10-31 23:59:59;ANS;k2;bill;care"],
    LAST: ["7;2026-11-07 23:59:59;ABN;k2;bill;care"],
}
CHATS = {
    date(2026, 10, 12): ["c1;2026-10-12 09:00:00;ANS;k1;bill;care"],
    date(2026, 11, 1): ["c2;2026-11-01 12:00:00;ABN;;;care"],
    LAST: ["c3;2026-11-07 12:00:00;ABN;;;care"],
}
OCTOBER = [day for day in (*CALLS, *CHATS) if day.month == 10]


def portfolio(folder: Path, *, days: Iterable[date] = OCTOBER) -> Path:
    small.build(folder)
    for old in (folder / "inbox/acme").iterdir():
        old.unlink()
    feeds = "".join(FEED.format(name=name) + COLUMNS for name in ("calls", "chats"))
    (folder / "partners/acme.yaml").write_text(PARTNER + feeds, encoding="utf-8")
    (folder / "contracts/acme-care.yaml").write_text(CONTRACT, encoding="utf-8")
    arrive(folder, days)
    return folder


def arrive(folder: Path, days: Iterable[date]) -> None:
    for day in days:
        for feed, told in (("calls", CALLS), ("chats", CHATS)):
            if day in told:
                small.send(folder, day, told[day], header=HEADER, name=f"{feed}_{day}.csv")


def closed(folder: Path) -> dict[str, dict[str, str | None]]:
    house = open_house(folder)
    pipeline.nightly(house, None)
    told = pipeline.month_end(house, small.MONTH)
    assert told["documents"][0]["status"] == "draft", told["text"]  # both calculations agree
    return {one["id"]: one for one in result(folder)["attainment"]}


def result(folder: Path) -> dict:
    return json.loads((folder / f"out/{small.MONTH}/acme-care/result.json").read_text("utf-8"))


def parts(one: dict[str, str | None]) -> tuple[str | None, str | None]:
    return one["numerator"], one["denominator"]


@pytest.mark.parametrize("prove_rows", [5_000_000, 3, 0])
def test_a_repeat_counts_in_whatever_file_and_feed_it_stands(tmp_path, prove_rows):
    portfolio(tmp_path, days=[*OCTOBER, LAST])
    with (tmp_path / "portfolio.yaml").open("a", encoding="utf-8") as text:
        text.write(f"prove_rows: {prove_rows}\n")
    found = closed(tmp_path)
    # Handled in scope: 1, 2, 4, 6 and c1. Repeated for the same reason: 1 by c1 and 6 by 7, each at the last second.
    assert parts(found["fcr"]) == ("3", "5")
    # Within a day, whatever the reason: 4 by 5, at the last second. 3 is out of scope, so 2 stays the first contact.
    assert parts(found["fcr_any"]) == ("4", "5")
    assert (found["fcr"]["provisional"], found["fcr"]["state"]) == (None, "breach")
    # The days have 1 of 2, 1 of 1, 1 of 1 and 0 of 1: two of four reach 60 %, and their mean is 2.5 of 4.
    assert (parts(found["fcr_days"]), parts(found["fcr_mean"])) == (("2", "4"), ("5", "8"))
    assert parts(found["volume"]) == ("6", "1")  # what is counted beside stays as it is: these five, and 5


def test_until_the_last_days_data_is_there_it_is_provisional_and_then_final(tmp_path):
    found = closed(portfolio(tmp_path))
    assert parts(found["fcr"]) == ("4", "5")  # 7 is not there yet
    assert found["fcr"]["provisional"] == "provisional until the data of 2026-11-07 is there"
    assert found["fcr_any"]["provisional"] == "provisional until the data of 2026-11-01 is there"
    warned = [one["text"] for one in result(tmp_path)["findings"] if one["rule"] == "provisional"]
    assert len(warned) == 4  # one for each measure of repeats
    assert "expected the data of every day to 2026-11-07" in warned[0]
    cells = cells_of(tmp_path)
    assert "met, provisional" in cells
    assert "fcr (2026-10-01 to 2026-10-31) is provisional until the data of 2026-11-07 is there." in cells

    arrive(tmp_path, [LAST])
    found = closed(tmp_path)
    assert (parts(found["fcr"]), found["fcr"]["provisional"]) == (("3", "5"), None)
    assert not [one for one in result(tmp_path)["findings"] if one["rule"] == "provisional"]
    assert "met, provisional" not in cells_of(tmp_path)


def cells_of(folder: Path) -> set[str]:
    book = load_workbook(folder / f"out/{small.MONTH}/acme-care/scorecard.xlsx", read_only=True)
    return {str(one) for sheet in book for row in sheet.iter_rows(values_only=True) for one in row if one is not None}


def test_a_day_sent_again_without_the_repeat_takes_it_back(tmp_path):
    found = closed(portfolio(tmp_path, days=[*OCTOBER, LAST]))
    assert parts(found["fcr"]) == ("3", "5")
    path = small.send(
        tmp_path, date(2026, 11, 7), ["7;2026-11-08 00:00:00;ABN;k2;bill;care"], header=HEADER, name="calls_again.csv"
    )
    again = ["8;2026-11-07 10:00:00;ABN;k9;bill;care", *path.read_text("utf-8").splitlines()[1:]]
    small.send(tmp_path, date(2026, 11, 8), again, header=HEADER, name="calls_again.csv")
    assert parts(closed(tmp_path)["fcr"]) == ("4", "5")  # 7 now came a second too late


def test_by_day_and_by_quarter_hour_a_contact_counts_where_it_stands_itself(tmp_path):
    portfolio(tmp_path, days=[*OCTOBER, LAST])
    house = open_house(tmp_path)
    pipeline.nightly(house, None)
    days = pipeline.attained(house, small.MONTH, by="day")["attainment"]
    told = {one["from"]: parts(one) for one in days if one["id"] == "fcr" and one["denominator"] not in (None, "0")}
    assert told == {
        "2026-10-05": ("1", "2"),
        "2026-10-06": ("1", "1"),
        "2026-10-12": ("1", "1"),
        "2026-10-31": ("0", "1"),
    }
    quarters = pipeline.attained(house, small.MONTH, by="interval")["attainment"]
    assert {one["from"]: parts(one) for one in quarters if one["id"] == "fcr"}["2026-10-31T22:45:00Z"] == ("0", "1")


def test_a_handled_contact_without_a_customer_is_told_and_never_a_smaller_number(tmp_path):
    portfolio(tmp_path)
    small.send(
        tmp_path,
        date(2026, 10, 8),
        ["9;2026-10-08 09:00:00;ANS;;bill;care"],
        header=HEADER,
        name="calls_2026-10-08.csv",
    )
    house = open_house(tmp_path)
    told = pipeline.nightly(house, None)
    assert (
        "fcr_repeat (same reason, within_days 7) cannot be counted: the partner left blank what it rests on"
        in told["text"]
    )
    with pytest.raises(pipeline.RefusedError, match=r"calls_2026-10-08\.csv is not counted for 2 figures"):
        pipeline.month_end(house, small.MONTH)


def test_no_customer_leaves_the_rows_of_the_lake(tmp_path):
    closed(portfolio(tmp_path))
    for path in (tmp_path / "state/lake/counts").rglob("*.parquet"):
        assert not {"customer_id", "reason"} & set(pq.read_schema(path).names)
    for path in (tmp_path / "out").rglob("*.*"):
        assert path.suffix == ".xlsx" or b"k1" not in path.read_bytes(), path
    assert not {"k1", "k2"} & cells_of(tmp_path)


EXCLUSION = """\
contract: acme-care
exclusions:
  outage:
    type: client_outage
    from: "2026-10-05T08:45+02:00"
    to: "2026-10-05T09:15+02:00"
    evidence: the client's log of outages
    requested_by: Acme
    requested_on: 2026-10-06
    approved_by: North
    approved_on: 2026-10-07
    status: approved
    ref: "Annex E 2"
"""


def test_what_relief_takes_out_does_not_count_and_a_repeat_in_it_is_one(tmp_path):
    portfolio(tmp_path, days=[*OCTOBER, LAST])
    (tmp_path / "exclusions").mkdir()
    (tmp_path / "exclusions/acme-care.yaml").write_text(EXCLUSION, encoding="utf-8")
    early, at_once = "10;2026-10-03 09:00:00;ANS;k3;bill;care", "11;2026-10-05 09:15:00;ANS;k5;bill;care"
    small.send(tmp_path, date(2026, 10, 3), [early], header=HEADER, name="calls_2026-10-03.csv")
    fifth = date(2026, 10, 5)
    small.send(tmp_path, fifth, [*CALLS[fifth], at_once], header=HEADER, name=f"calls_{fifth}.csv")
    # 1 and 2 are out. 10 is repeated all the same, by 2 in the outage; 11 came as it had ended. So 4, 11 and c1 of 4, 6, 10, 11
    # and c1.
    assert parts(closed(tmp_path)["fcr"]) == ("3", "5")
