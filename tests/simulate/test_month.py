"""The month that the demo tells: reproducible, shaped as the partner YAML says, every mishap in the files."""

import csv
import gzip
import hashlib
import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from statistics import mean
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from vmo import yaml12
from vmo.deliveries.dues import owed
from vmo.formats import einvoice
from vmo.money import rounded
from vmo.partner import Partner
from vmo.schema import checked
from vmo.simulate import DAILY, MONTH, MONTHLY, PORTFOLIO, SEED, WEEKLY, YEAR, write_month
from vmo.simulate.care import PRIVATE
from vmo.simulate.slips import slips

DELAYED = "cierzo/pedidos_2026-10-20.xlsx"
AGAIN = {"boreal/anrufe_20261014.csv": date(2026, 10, 17), "boreal/anrufe_20261028.csv": date(2026, 11, 5)}
DAMAGED = "alder/contacts_2026-10-21.jsonl.gz"
SLIPS = slips([date(2026, 10, number) for number in range(1, 32)])
TABLES = {
    ("boreal", "calls"): "boreal/anrufe_*.csv",
    ("boreal", "mails"): "boreal/mails_*.csv",
    ("cierzo", "orders"): "cierzo/pedidos_*.xlsx",
}
DIALS = ("alder", "contacts")
EVERY_WEEK, EVERY_MONTH = 5, 1
BERLIN, MADRID = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Madrid")


def german(path):
    with path.open(encoding="cp1252", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def spanish(path):
    _title, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Llamadas").to_python()
    return rows


@cache
def records(path):
    header, *rows = german(path) if path.suffix == ".csv" else spanish(path)
    return [dict(zip(header, row, strict=True)) for row in rows]


@cache
def lines(path):
    return gzip.decompress(path.read_bytes()).decode().splitlines()


@cache
def dials(path):
    return [json.loads(line) for line in lines(path) if line.endswith("}")]


@cache
def feeds(partner):
    return checked(Partner, yaml12.read(PORTFOLIO / "partners" / f"{partner}.yaml")).feeds


def feed(partner, name):
    return feeds(partner)[name]


def files(inbox, partner, name):
    return sorted(inbox.glob(feed(partner, name).source.removeprefix("{inbox}/")))


BILLED = ("boreal", "billed")  # a document, no table
SELDOM = [("boreal", name) for name in feeds("boreal") if ("boreal", name) not in {*TABLES, BILLED}]


def day_of(path):
    digits = "".join(letter for letter in path.stem if letter.isdigit())
    return datetime.strptime(digits, "%Y%m%d").replace(tzinfo=UTC).date()


def corrected(path):
    return path.with_stem(f"{path.stem}_korrektur")


def hasty(path):
    return corrected(path).exists()


def german_time(text):
    return datetime.strptime(text, "%d.%m.%Y %H:%M:%S").replace(tzinfo=BERLIN)


def seconds(text):
    return float(text.replace(",", "."))


def arrived(path):
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def hashes(paths, folder):
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime)
        for path in paths
    }


def test_the_same_seed_gives_the_same_bytes_and_arrivals(inbox, written, tmp_path):
    again = write_month(tmp_path, year=YEAR, month=MONTH, seed=SEED)
    assert hashes(again, tmp_path) == hashes(written, inbox)


def test_another_seed_gives_other_calls():
    for centre, day in [*((one, date(2026, 10, 6)) for one in DAILY), *((one, date(2026, 10, 10)) for one in WEEKLY)]:
        ours, other = next(iter(centre.exports(day, 1))), next(iter(centre.exports(day, 2)))
        assert ours.name == other.name
        assert ours.content != other.content


@pytest.mark.parametrize(
    ("centre", "day"),
    [
        *((centre, date(2026, 10, 26)) for centre in DAILY),
        *((centre, date(2026, 10, 31)) for centre in WEEKLY),
        *((centre, date(2026, 10, 1 if centre.__name__.endswith("forecasts") else 31)) for centre in MONTHLY),
    ],
    ids=lambda one: getattr(one, "__name__", "").rpartition(".")[2] or None,
)
def test_an_export_written_alone_is_that_of_the_month(inbox, centre, day):
    found = list(centre.exports(day, SEED))
    assert found
    for alone in found:
        if alone.name not in SLIPS:
            assert (inbox / alone.name).read_bytes() == alone.content


@pytest.mark.parametrize(("year", "month"), [(2027, 2), (2026, 11)], ids=["28 days", "ends on a Monday"])
def test_any_month_can_be_written(tmp_path, year, month):
    assert len(write_month(tmp_path, year=year, month=month, seed=9)) > 80


def test_files_are_listed_as_they_arrived_the_morning_after(written):
    times = [arrived(path) for path in written]
    assert times == sorted(times)
    assert times[0].date() == date(2026, 9, 24)  # the forecast comes before its month
    assert times[1].date() == date(2026, 10, 2)
    assert times[-2].date() == date(2026, 11, 1)
    assert times[-1].date() == date(2026, 11, 5)  # when invoices are out


def test_the_month_holds_forty_to_sixty_thousand_contacts(inbox):
    rows = sum(len(lines(path)) for path in inbox.glob("alder/*"))
    rows += sum(len(records(path)) for pattern in TABLES.values() for path in inbox.glob(pattern))
    assert 40_000 < rows < 60_000


@pytest.mark.parametrize("table", [*TABLES, *SELDOM], ids="-".join)
def test_every_table_has_exactly_the_columns_that_the_partner_yaml_names(inbox, table):
    paths = files(inbox, *table)
    assert len(paths) in (EVERY_WEEK, EVERY_MONTH) if table in SELDOM else len(paths) >= 26
    for path in paths:
        header, *rows = german(path) if path.suffix == ".csv" else spanish(path)
        assert set(header) == set(feed(*table).theirs)
        assert {len(row) for row in rows} == {len(header)}


def test_every_json_record_has_exactly_the_columns_that_the_partner_yaml_names(inbox):
    named = frozenset(feed(*DIALS).theirs)
    for path in inbox.glob("alder/*"):
        whole = lines(path)[:-1] if path == inbox / DAMAGED else lines(path)
        assert {frozenset(json.loads(line)) for line in whole} == {named}


def test_every_code_is_mapped_but_the_one_that_nobody_knows(inbox):
    exports = {DIALS: [record for path in inbox.glob("alder/*") for record in dials(path)]}
    for table in [*TABLES, *SELDOM]:
        exports[table] = [row for path in files(inbox, *table) for row in records(path)]
    unmapped = Counter()
    for table, rows in exports.items():
        coded = {mapped.from_: mapped.codes for mapped in feed(*table).columns.values() if mapped.codes}
        assert coded or table in SELDOM
        unmapped.update(
            row[name] for row in rows for name, codes in coded.items() if row[name] and row[name] not in codes
        )
    assert unmapped == {"CALL_AGAIN": 1}


def test_ids_are_used_once_but_where_a_file_was_sent_or_a_record_written_twice(inbox):
    for table, pattern in TABLES.items():
        (identity,) = feed(*table).identity
        paths = [path for path in inbox.glob(pattern) if not hasty(path)]
        ids = Counter(row[identity] for path in paths for row in records(path))
        assert set(ids.values()) == {1}
    ids = Counter(record["id"] for path in inbox.glob("alder/*") for record in dials(path))
    assert [count for count in ids.values() if count > 1] == [2]


def test_each_file_holds_only_its_own_day(inbox):
    for path in inbox.glob("boreal/anrufe*"):
        assert {row["Beginn"][:10] for row in records(path)} == {f"{day_of(path):%d.%m.%Y}"}
    for path in inbox.glob("boreal/mails*"):
        assert {row["Erledigt"][:10] for row in records(path)} == {f"{day_of(path):%d.%m.%Y}"}
    for path in inbox.glob("cierzo/*"):
        assert {row["Inicio"][:10] for row in records(path)} == {f"{day_of(path):%d/%m/%Y}"}
    for path in inbox.glob("alder/*"):
        assert {record["started_at"][:10] for record in dials(path)} == {f"{day_of(path)}"}


def test_one_file_comes_two_days_late_and_every_other_in_time(inbox):
    late = [
        (one.feed, one.day)
        for table, pattern in {**TABLES, DIALS: "alder/*"}.items()
        for path in inbox.glob(pattern)
        for one in owed(*table, feed(*table), day_of(path), day_of(path))
        if not path.stem.endswith("_korrektur") and arrived(path) > one.by
    ]
    assert late == [("orders", date(2026, 10, 20))]
    assert arrived(inbox / DELAYED).astimezone(MADRID).date() == date(2026, 10, 23)  # not on the 21st


@pytest.mark.parametrize("name", AGAIN)
def test_a_day_is_sent_again_with_more_rows_and_other_waits_soon_or_when_invoices_are_out(inbox, name):
    first, second = inbox / name, corrected(inbox / name)
    assert arrived(first).astimezone(BERLIN).date() == day_of(first) + timedelta(1)
    assert arrived(second).astimezone(BERLIN).date() == AGAIN[name]
    before, after = records(first), records(second)
    assert 0 < len(before) < len(after)
    assert [row["Vorgang"] for row in before] == [row["Vorgang"] for row in after[: len(before)]]
    changed = [(old, new) for old, new in zip(before, after, strict=False) if old != new]
    assert len(changed) > 50
    assert all(row["Wartezeit"].endswith(",0") for row in before)
    assert {name for old, new in changed for name in old if old[name] != new[name]} == {"Wartezeit"}


def test_one_file_is_damaged_thrice(inbox):
    damaged = lines(inbox / DAMAGED)
    with pytest.raises(json.JSONDecodeError):
        json.loads(damaged[-1])
    whole = [json.loads(line) for line in damaged[:-1]]
    assert [record["disposition"] for record in whole].count("CALL_AGAIN") == 1
    assert [count for count in Counter(damaged).values() if count > 1] == [2]
    for path in inbox.glob("alder/*"):
        if path != inbox / DAMAGED:
            assert all(json.loads(line) for line in lines(path))


def test_the_repeated_hour_has_calls_in_both_passes_in_the_order_of_the_file(inbox):
    walls = [row["Inicio"][11:] for row in records(inbox / "cierzo/pedidos_2026-10-25.xlsx")]
    back = [n for n, (one, next_one) in enumerate(pairwise(walls)) if next_one < one]
    assert len(back) == 1  # the wall clock goes back once
    first, second = walls[: back[0] + 1], walls[back[0] + 1 :]
    assert sum(wall.startswith("02") for wall in first) >= 2
    assert sum(wall.startswith("02") for wall in second) >= 2


def test_care_is_closed_on_sundays_and_on_unity_day(inbox):
    october = {date(2026, 10, number) for number in range(1, 32)}
    open_days = {day for day in october if day.weekday() < 6} - {date(2026, 10, 3)}
    assert {day_of(path) for path in inbox.glob("boreal/anrufe*")} == open_days
    assert {day_of(path) for path in inbox.glob("boreal/mails*")} == open_days


def test_mail_of_the_weekend_is_closed_on_monday_within_its_open_hours(inbox):
    rows = records(inbox / "boreal/mails_20261005.csv")
    received = {row["Eingang"][:10] for row in rows}
    assert received == {"02.10.2026", "03.10.2026", "04.10.2026", "05.10.2026"}  # Saturday was the holiday
    assert all("08:00:00" < row["Erledigt"][11:] < "20:00:00" for row in rows)


def test_test_traffic_short_abandons_and_flow_outs_are_there(inbox):
    care = [row for path in inbox.glob("boreal/anrufe*") for row in records(path)]
    seen = Counter(row["Ergebnis"] for row in care)
    assert seen["Rückruf"] > 50
    assert sum(row["Warteschlange"] == "TEST" for row in care) > 10
    assert sum(row["Ergebnis"] == "aufgelegt" and seconds(row["Wartezeit"]) < 5 for row in care) > 30
    orders = [row for path in inbox.glob("cierzo/*") for row in records(path)]
    assert sum(row["Resultado"] == "BUZÓN" for row in orders) > 10
    assert sum(row["Cola"] == "PRUEBAS" for row in orders) > 10


def test_callers_wait_longer_where_an_agent_has_most_calls_than_where_fewest(inbox):
    waits = defaultdict(list)
    for path in inbox.glob("boreal/anrufe*"):
        for row in records(path):
            if row["Warteschlange"] == "Privat" and day_of(path).weekday() < 5:
                waits[int(row["Beginn"][11:13])].append(seconds(row["Wartezeit"]))
    hours = sorted(waits, key=lambda hour: PRIVATE.calls[hour - 8] / PRIVATE.agents[hour - 8])
    calm, busy = [[wait for hour in some for wait in waits[hour]] for some in (hours[:3], hours[-3:])]
    assert mean(busy) > 1.4 * mean(calm)


def test_who_answered_a_call_is_seen_at_work_and_logged_in_then(inbox):
    spans = [row for path in files(inbox, "boreal", "states") for row in records(path) if row["Agent"][0] in "PG"]
    busy = {(row["Agent"], row["Beginn"]) for row in spans if row["Zustand"] == "Bearbeitung"}
    sessions = defaultdict(list)
    for row in spans:
        if row["Quelle"] == "Anmeldung":
            sessions[row["Agent"]].append((german_time(row["Beginn"]), german_time(row["Ende"])))
    calls = [row for path in inbox.glob(TABLES["boreal", "calls"]) if not hasty(path) for row in records(path)]
    answered = [row for row in calls if row["Agent"][:1] in ("P", "G")]
    slipped = 1
    assert len(answered) > 10_000
    assert sum((row["Agent"], row["Annahme"]) not in busy for row in answered) <= slipped
    for row in answered:
        assert any(begin <= german_time(row["Annahme"]) < end for begin, end in sessions[row["Agent"]])


def test_the_switch_adds_up_what_the_calls_tell(inbox):
    counted, said = Counter(), Counter()
    for path in inbox.glob(TABLES["boreal", "calls"]):
        if not hasty(path):
            counted.update((row["Warteschlange"], row["Ergebnis"]) for row in records(path))
    for path in files(inbox, "boreal", "queues"):
        for row in records(path):
            for word, column in (("angenommen", "Angenommen"), ("aufgelegt", "Aufgelegt"), ("Rückruf", "Rückrufe")):
                said[row["Warteschlange"], word] += int(row[column])
    assert said == {key: number for key, number in counted.items() if key[0] != "TEST"}


def test_evaluations_and_surveys_are_of_contacts_that_took_place(inbox):
    known = {row["Vorgang"] for path in inbox.glob("boreal/anrufe*") for row in records(path)}
    known |= {row["Vorgang"] for path in files(inbox, "boreal", "items") for row in records(path)}
    for name in ("evaluations", "surveys"):
        told = {row["Vorgang"] for path in files(inbox, "boreal", name) for row in records(path)} - {""}
        assert len(told) > 300
        assert told <= known


def test_the_spreadsheet_opens_in_another_reader_with_the_same_cells(inbox):
    path = inbox / "cierzo/pedidos_2026-10-05.xlsx"
    sheet = openpyxl.load_workbook(path)["Llamadas"]
    rows = sheet.iter_rows(min_row=2, values_only=True)
    assert [["" if cell is None else cell for cell in row] for row in rows] == spanish(path)


def test_the_bill_can_be_read_whole_and_its_totals_add_up(inbox):
    (path,) = files(inbox, *BILLED)
    bill = einvoice.invoice(path.read_bytes(), path.name)
    assert bill.unread == ()
    told = bill.told
    (line,) = told.lines
    assert line.net_amount == rounded(Fraction(line.quantity) * Fraction(line.net_price), "EUR")
    assert told.net == line.net_amount - sum(one.amount for one in told.adjustments)
    assert told.tax == rounded(Fraction(told.net) * 19 / 100, "EUR")
    assert told.gross == told.due == told.net + told.tax
