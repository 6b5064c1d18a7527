"""A portfolio small enough to do by hand: one partner, one feed, thirty calls on each of two days, one contract.

Each day holds, by outcome, wait and handling time in seconds:

    20 answered after 10, handled 60      2 answered after 21, handled 61     2 abandoned after 40
     4 answered after 20, handled 90      1 abandoned after 3                 1 left for a callback after 15

so the month has 60 offered, 52 answered (48 within 20 s), 6 abandoned (2 before 5 s) and 2 flowed out, and

    sl       48 / (52 + 6 - 2) = 48/56 = 85.714286 %; expected 90, floor 80: severity (90 - 600/7) / 10 = 3/7
    abandon  (6 - 2) / (60 - 2) = 4/58 = 6.896552 %; expected 5: a cliff, severity 1
    aht      (40*60 + 8*90 + 4*61) / 52 = 3364/52 s
    volume   60
    voice    40*60 + 8*90 + 4*66 = 3384 s, by six seconds = 56.4 min x 0.80 = 45.12
    at risk  10 % of 45.12 = 4.512
    credits  sl 4.512 x 100 % x 3/7 = 1.93; abandon 4.512 x 50 % x 1 = 2.26; together 4.19
    net      45.12 - 4.19 = 40.93
"""

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

MONTH = "2026-10"
DAYS = (date(2026, 10, 5), date(2026, 10, 6))
CALLS = (
    (20, "ANS", 10, 60),
    (4, "ANS", 20, 90),
    (2, "ANS", 21, 61),
    (1, "ABN", 3, 0),
    (2, "ABN", 40, 0),
    (1, "CBK", 15, 0),
)
MONDAYS = '{daily: "06:00", days: [mon]}'
HEADER = "CallID;Start;Status;Wait;Handle;Skill"

PORTFOLIO = """\
portfolio: small
home_currency: EUR
"""
PARTIES = """\
parties:
  acme: {name: Acme Calls, address: [Quay 1, Bremen], country: DE, vat_id: DE000000000}
  north: {name: North Energy, address: [Road 2, Kiel], country: DE, vat_id: DE000000001}
"""
PARTNER = """\
partner: acme
sites: {quay: {country: DE, time_zone: Europe/Berlin}}
feeds:
  calls:
    kind: contacts
    source: "{inbox}/acme/calls_*.csv"
    format: csv
    options: {delimiter: ";"}
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [CallID]
    columns:
      contact_id: CallID
      offered_at: {from: Start, format: "%Y-%m-%d %H:%M:%S"}
      outcome: {from: Status, codes: {ANS: answered, ABN: abandoned, CBK: flowout_callback}}
      wait_s: Wait
      handle_s: Handle
      program: {value: care}
    exclude: {tests: "Skill = 'TEST'"}
    unused: [Skill]
"""
CONTRACT = """\
contract: acme-care
parties: {supplier: acme, customer: north}
currency: EUR
time_zone: Europe/Berlin
scope: {partner: [acme], program: [care]}
trigger: {2026-01-01: {value: expected, ref: "B 1"}}
measures:
  sl:
    metric: call_service_level
    class: critical
    terms:
      variant: {2026-01-01: {value: sl_excl_short, ref: "B 2"}}
      threshold_s: {2026-01-01: {value: 20, ref: "B 2"}}
      short_s: {2026-01-01: {value: 5, ref: "B 2"}}
    target: {2026-01-01: {value: {expected: 90, minimum: 85}, ref: "B 2"}}
  abandon:
    metric: call_abandon_rate
    class: critical
    terms:
      variant: {2026-01-01: {value: ab_excl_short, ref: "B 3"}}
      short_s: {2026-01-01: {value: 5, ref: "B 3"}}
    target: {2026-01-01: {value: {expected: 5}, ref: "B 3"}}
  aht: {metric: call_aht}
  volume: {metric: call_volume}
charges:
  voice:
    model: per_minute
    terms:
      rate: {2026-01-01: {value: 0.80, ref: "C 1"}}
      increment_s: {2026-01-01: {value: 6, ref: "C 2"}}
credits:
  at_risk_percent: {2026-01-01: {value: 10, ref: "D 1"}}
  pool_percent: {2026-01-01: {value: 200, ref: "D 1"}}
  allocation: {2026-01-01: {value: {sl: 100, abandon: 50}, ref: "D 2"}}
  curves: {2026-01-01: {value: {sl: {linear: {floor: 80}}}, ref: "D 3"}}
invoice: {payment_days: 30, tax: {2026-01-01: {value: {category: AE, rate: 0, reason: Reverse charge}, ref: "E 1"}}}
"""


def build(folder: Path, *, due: str | None = None) -> Path:
    """Write the portfolio and its two files into `folder`; `due` is the value of the feed's key of that name."""
    partner = PARTNER.replace("    format:", f"    due: {due}\n    format:", 1) if due else PARTNER
    for path, text in (
        ("portfolio.yaml", PORTFOLIO),
        ("parties.yaml", PARTIES),
        ("partners/acme.yaml", partner),
        ("contracts/acme-care.yaml", CONTRACT),
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    for day in DAYS:
        send(folder, day, lines(day))
    return folder


def lines(day: date) -> list[str]:
    """The thirty calls of a day, one every ten minutes from nine o'clock."""
    begun = datetime.combine(day, time(9))
    calls = [(status, wait, handle) for number, status, wait, handle in CALLS for _ in range(number)]
    return [
        f"{day:%m%d}-{i:02};{begun + timedelta(minutes=10 * i)};{status};{wait};{handle};CARE"
        for i, (status, wait, handle) in enumerate(calls)
    ]


def send(folder: Path, day: date, body: Iterable[str], *, header: str = HEADER, name: str | None = None) -> Path:
    """Leave a file in the inbox, as if it had arrived at four the next morning."""
    path = folder / "inbox/acme" / (name or f"calls_{day}.csv")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *body, ""]), encoding="utf-8")
    arrived = datetime.combine(day + timedelta(1), time(4), UTC).timestamp()
    os.utime(path, (arrived, arrived))
    return path


def with_rows(folder: Path, *rows: str) -> None:
    """Send the file of the first day again, with more rows."""
    send(folder, DAYS[0], [*lines(DAYS[0]), *rows])


def call(number: int, *, status: str = "ANS", wait: int = 10, handle: int = 60) -> str:
    """A row of the first day."""
    return f"{DAYS[0]:%m%d}-{number};{DAYS[0]} 15:00:00;{status};{wait};{handle};CARE"


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that stands once in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8")
