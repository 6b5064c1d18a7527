"""A history: thirteen months of two partners, one small export a month each, in which COPC scoring as of 2026-10 meets
each outcome. The numbers are done by hand, and the tests hold the score to them.

Partner acme answers twenty calls of program care, four of vip and two of night a month; partner beta three of care. Per
month, care:

    offered 20; in_time 12 of them answered after 10 s, the other answered ones after 60 s; the rest abandoned after 40 s
    every answered call has the same talk and hold, and 60 s of after-call work

The last six months decide a trend, the last three the level (a 20 = the calls answered):

    month                 May     Jun     Jul     Aug     Sep     Oct
    service level         12/20 in every month = 60 %, target 60                                 met, exactly
    abandoned             8       7       7       6       5       4      of 20, target 10 %      S 14: improving
    talk                  123.8   122.1   124.0   121.9   122.8   120.6  s, target 110           S 7: last is best, missed
    hold                  36      41      37      40      38      25     s, target 30            last met, pooled
                          (40*14 + 38*15 + 25*16) / (14 + 15 + 16) = 1530/45 = 34 s              missed
    handling              talk + hold + 60 = about 220 s, target 400                             met
    after-call work       beta sends no file in September                                        no data

vip: talk 100, hold 10, after-call work 20, 21 … 25 over the last six months, target 30 each but talk, target 90:
three of four meet, exactly 75 %; after-call work meets and worsens.

night: nobody chats, so there is no average time to the first answer: no volume. Of the service level of its calls acme tells
its own percentage and no counts: shown only.
"""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

CALLS = "Answering end-user calls"
MONTHS = [f"2025-{month}" for month in (10, 11, 12)] + [f"2026-{month:02}" for month in range(1, 11)]
AS_OF = MONTHS[-1]
SILENT = "2026-09"  # beta sends nothing
ABANDONED = (8,) * 8 + (7, 7, 6, 5, 4)
TALK = ("124.0",) * 7 + ("123.8", "122.1", "124.0", "121.9", "122.8", "120.6")
HOLD = (40,) * 7 + (36, 41, 37, 40, 38, 25)
VIP_ACW = (20,) * 8 + (21, 22, 23, 24, 25)
NIGHT_CALLS = [("ANS", 10, 100, 10, 20, "night")] * 2
HEADER = "CallID;Start;Status;Wait;Talk;Hold;Wrap;Service"

# A process that no program of this history performs.
ELSEWHERE = "Processing end-user payments"

PORTFOLIO = """\
portfolio: history
home_currency: EUR
copc:
  profile: gold_2006
  programs:
    care:
      metrics: [call_service_level, call_abandon_rate, call_aht, call_att, call_hold, call_acw]
    vip:
      not_performed: [Processing end-user payments]
      metrics: [call_aht, call_att, call_hold, call_acw]
      targets:
        call_acw: {2025-01-01: {value: {expected: 30}, ref: "assessment plan 4"}}
    night:
      metrics: [call_service_level, chat_asa]
"""
PARTIES = """\
parties:
  acme: {name: Acme Calls, address: [Quay 1, Bremen], country: DE}
  beta: {name: Beta Calls, address: [Pier 2, Emden], country: DE}
  north: {name: North Energy, address: [Road 2, Kiel], country: DE}
"""
PARTNER = """\
partner: {partner}
feeds:
  calls:
    kind: contacts
    source: "{{inbox}}/{partner}/calls_*.csv"
    format: csv
    options: {{delimiter: ";"}}
    resend: replaces_days
    clock: {{time_zone: Europe/Berlin}}
    identity: [CallID]
    columns:
      contact_id: CallID
      offered_at: {{from: Start, format: "%Y-%m-%d %H:%M:%S"}}
      outcome: {{from: Status, codes: {{ANS: answered, ABN: abandoned}}}}
      wait_s: Wait
      talk_s: Talk
      hold_s: Hold
      acw_s: Wrap
      program: Service
"""
TOTALS = """\
  totals:
    kind: intervals
    source: "{inbox}/acme/totals_*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [At]
    columns:
      interval_at: {from: At, format: "%Y-%m-%d %H:%M"}
      service_level_percent: Level
      program: {value: night}
"""
CONTRACT = """\
contract: {id}
parties: {{supplier: {partner}, customer: north}}
currency: EUR
time_zone: Europe/Berlin
scope: {{partner: [{partner}], program: {programs}}}
trigger: {{2025-01-01: {{value: expected, ref: "B 1"}}}}
on_no_data: miss
measures:
{measures}
charges:
  fee: {{model: fixed_fee, terms: {{amount: {{2025-01-01: {{value: 100, ref: "C 1"}}}}}}}}
"""
SERVICE_LEVEL = """\
  sl:
    metric: call_service_level
    scope: {program: [care]}
    terms:
      variant: {2025-01-01: {value: sl_offered, ref: "B 2"}}
      threshold_s: {2025-01-01: {value: 20, ref: "B 2"}}
    target: {2025-01-01: {value: {expected: 60}, ref: "B 2"}}
  abandon:
    metric: call_abandon_rate
    scope: {program: [care]}
    terms: {variant: {2025-01-01: {value: ab_all, ref: "B 3"}}}
    target: {2025-01-01: {value: {expected: 10}, ref: "B 3"}}
  night_sl:
    metric: call_service_level
    kind: intervals
    scope: {program: [night]}
    terms:
      variant: {2025-01-01: {value: sl_offered, ref: "B 5"}}
      threshold_s: {2025-01-01: {value: 20, ref: "B 5"}}
    target: {2025-01-01: {value: {expected: 60}, ref: "B 5"}}
"""


def write(folder: Path) -> Path:
    """The portfolio and its exports, nothing closed yet."""
    both = SERVICE_LEVEL + simple("care", call_aht=400, call_att=110, call_hold=30)
    both += simple("vip", call_aht=400, call_att=90, call_hold=30)
    both += simple("night", chat_asa=60)
    both += "  vip_acw: {metric: call_acw, scope: {program: [vip]}}\n"
    late = simple("care", call_acw=90)
    texts = {
        "portfolio.yaml": PORTFOLIO,
        "parties.yaml": PARTIES,
        "partners/acme.yaml": PARTNER.format(partner="acme") + TOTALS,
        "partners/beta.yaml": PARTNER.format(partner="beta"),
        "contracts/acme.yaml": CONTRACT.format(id="acme", partner="acme", programs="[care, vip, night]", measures=both),
        "contracts/beta.yaml": CONTRACT.format(id="beta", partner="beta", programs="[care]", measures=late),
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    for nth, month in enumerate(MONTHS):
        send(folder, "acme", month, [*care_calls(nth), *vip_calls(nth), *NIGHT_CALLS])
        arrive(folder / f"inbox/acme/totals_{month}.csv", month, ["At,Level", f"{month}-05 22:00,88"])
        if month != SILENT:
            send(folder, "beta", month, [("ANS", 10, 90, 10, 60, "care")] * 3)
    return folder


def simple(program: str, **targets: int) -> str:
    """Measures of one program without terms, by metric id and target."""
    return "".join(
        f"  {program}_{metric.removeprefix('call_')}: {{metric: {metric}, scope: {{program: [{program}]}}, "
        f'target: {{2025-01-01: {{value: {{expected: {target}}}, ref: "B 4"}}}}}}\n'
        for metric, target in targets.items()
    )


def care_calls(nth: int) -> list[tuple[object, ...]]:
    """The twenty calls of program care in one month."""
    lost = ABANDONED[nth]
    answered = [("ANS", 10 if i < 12 else 60, TALK[nth], HOLD[nth], 60, "care") for i in range(20 - lost)]
    return [*answered, *[("ABN", 40, 0, 0, 0, "care")] * lost]


def vip_calls(nth: int) -> list[tuple[object, ...]]:
    """The four calls of program vip in one month."""
    return [("ANS", 10, 100, 10, VIP_ACW[nth], "vip")] * 4


def send(folder: Path, partner: str, month: str, calls: Iterable[tuple[object, ...]]) -> None:
    """One export a month, of calls on its fifth day."""
    begun = datetime.fromisoformat(f"{month}-05T09:00")  # local, as the export writes it
    rows = [
        ";".join(map(str, (f"{month}-{i}", begun + timedelta(minutes=7 * i), *call))) for i, call in enumerate(calls)
    ]
    arrive(folder / f"inbox/{partner}/calls_{month}.csv", month, [HEADER, *rows])


def arrive(path: Path, month: str, lines: Iterable[str]) -> None:
    """A file that is there on the morning of the sixth day."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    arrived = datetime.fromisoformat(f"{month}-06T04:00+00:00").timestamp()
    os.utime(path, (arrived, arrived))
