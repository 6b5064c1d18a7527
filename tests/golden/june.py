"""The golden month, domain.md 4.1, as exports of a partner: June 2025, and a May that makes its missed e-mails the second.

    inbound    1,000 calls of 6,000 s, by six seconds                     100,000.0 min x 0.85     85,000.00
    night      80 of them begin after 22 o'clock                            8,000.0 min x 0.085       680.00
    e-mails    6,250 items completed                       5,000 x 2.40 + 1,250 x 2.10             14,625.00
    staff      11 places, and one from 16 June                           11.5 places x 2,150       24,725.00
    telecom    passed through                                                                       3,412.37
                                                                                                  128,442.37
    at risk    10 % of all but what is passed through                         125,030.00           12,503.00
    sl         772 of 1,000 within 20 s: 77.2 of 80, floor 70    0.28 x 60 %                        2,100.50
    e-mails    half of them late, in May as well: a cliff, x 1.5  1.5 x 50 %                        9,377.25
    net                                                                                           116,964.62

The variant has 250 abandoned calls beside them, and 965 answered in time: 77.2 % as before, and 20 % abandoned.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

MAY, JUNE = "2025-05", "2025-06"
ARRIVED = datetime(2025, 7, 1, 6, tzinfo=UTC).timestamp()
CALLS, HANDLED_S, NIGHT_CALLS = 1_000, 6_000, 80
ITEMS, LATE_ITEMS = 6_250, 3_125
EVALUATIONS = 20

PARTIES = """\
parties:
  acme: {name: Acme Calls, address: [1 Main Street, Albany], country: US}
  northwind: {name: Northwind, address: [2 High Street, Boston], country: US}
"""
PARTNER = """\
partner: acme
sites: {albany: {country: US, time_zone: America/New_York}}
feeds:
  calls:
    kind: contacts
    source: "{inbox}/acme/calls_*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: America/New_York}
    identity: [CallID]
    columns:
      contact_id: CallID
      offered_at: {from: Start, format: "%Y-%m-%d %H:%M:%S"}
      outcome: {from: Status, codes: {ANS: answered, ABN: abandoned}}
      wait_s: Wait
      handle_s: Handle
      site: {value: albany}
  items:
    kind: work_items
    source: "{inbox}/acme/items_*.csv"
    format: csv
    resend: updates_by_identity
    clock: {time_zone: America/New_York}
    identity: [ItemNo]
    columns:
      item_id: ItemNo
      process: {from: Type, codes: {MAIL: electronic}}
      received_at: {from: Received, format: "%Y-%m-%d %H:%M"}
      due_at: {from: Due, format: "%Y-%m-%d %H:%M"}
      completed_at: {from: Completed, format: "%Y-%m-%d %H:%M"}
      status: {value: completed}
      rework: {value: false}
      site: {value: albany}
  evaluations:
    kind: quality
    source: "{inbox}/acme/evaluations_*.csv"
    format: csv
    resend: updates_by_identity
    clock: {time_zone: America/New_York}
    identity: [EvalID]
    columns:
      evaluation_id: EvalID
      evaluated_at: {from: Evaluated, format: "%Y-%m-%d %H:%M"}
      agent_id: Agent
      evaluator_id: Evaluator
      team_lead_id: TeamLead
      method: {value: random}
      process: {value: call}
      criterion_id: Criterion
      severity: {value: customer_critical}
      passed: Passed
      site: {value: albany}
  ledger:
    kind: costs
    source: "{inbox}/acme/costs_*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: America/New_York}
    identity: [Period, Account]
    columns:
      period_at: {from: Period, format: "%Y-%m"}
      element: {from: Account, codes: {"6300": telecom}}
      amount: Amount
      currency: Currency
      process: {value: call}
      site: {value: albany}
"""


def build(folder: Path, contract: str, *, abandoned: int = 0, in_time: int = 772) -> Path:
    """Write the portfolio and its exports of two months into `folder`."""
    texts = {
        "portfolio.yaml": "portfolio: golden\nhome_currency: USD\n",
        "parties.yaml": PARTIES,
        "partners/acme.yaml": PARTNER,
        "contracts/golden.yaml": contract,
        "inbox/acme/calls_2025-05.csv": _csv("CallID,Start,Status,Wait,Handle", may_calls()),
        "inbox/acme/calls_2025-06.csv": _csv("CallID,Start,Status,Wait,Handle", june_calls(abandoned, in_time)),
        "inbox/acme/items_2025-05.csv": _csv("ItemNo,Type,Received,Due,Completed", items(5, 10, 5)),
        "inbox/acme/items_2025-06.csv": _csv("ItemNo,Type,Received,Due,Completed", items(6, ITEMS, LATE_ITEMS)),
    }
    for month in (5, 6):
        text = _csv("EvalID,Evaluated,Agent,Evaluator,TeamLead,Criterion,Passed", evaluations(month))
        texts[f"inbox/acme/evaluations_2025-{month:02}.csv"] = text
        cost = "3412.37" if month == 6 else "100.00"
        texts[f"inbox/acme/costs_2025-{month:02}.csv"] = _csv(
            "Period,Account,Amount,Currency", [f"2025-{month:02},6300,{cost},USD"]
        )
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
        os.utime(folder / path, (ARRIVED, ARRIVED))
    return folder


def may_calls() -> Iterator[str]:
    """Ten calls of a minute, all in time."""
    begun = datetime(2025, 5, 6, 9)  # noqa: DTZ001  local time, as the export tells it
    yield from (f"5-{i},{begun + timedelta(minutes=i)},ANS,10,60" for i in range(10))


def june_calls(abandoned: int, in_time: int) -> Iterator[str]:
    """The thousand calls, forty a day and the night ones at 22 o'clock, and those that hung up."""
    for i in range(CALLS):
        day, nth = i % 25 + 2, i // 25
        hour = 22 if i < NIGHT_CALLS else 9
        begun = datetime(2025, 6, day, hour, nth)  # noqa: DTZ001  local time
        yield f"6-{i},{begun},ANS,{20 if i < in_time else 21},{HANDLED_S}"
    begun = datetime(2025, 6, 3, 14)  # noqa: DTZ001  local time
    yield from (f"6-a{i},{begun + timedelta(minutes=i)},ABN,60,0" for i in range(abandoned))


def items(month: int, number: int, late: int) -> Iterator[str]:
    """E-mails due after a day; the late ones a minute later."""
    received = datetime(2025, month, 3, 8)  # noqa: DTZ001  local time
    for i in range(number):
        begun = received + timedelta(minutes=i)
        due = begun + timedelta(days=1)
        done = due + timedelta(minutes=1 if i < late else -1)
        yield f"{month}-{i},MAIL,{begun:%Y-%m-%d %H:%M},{due:%Y-%m-%d %H:%M},{done:%Y-%m-%d %H:%M}"


def evaluations(month: int) -> Iterator[str]:
    """Random evaluations without an error."""
    yield from (f"{month}-{i},2025-{month:02}-10 10:{i:02},A{i},E1,L1,greeting,1" for i in range(EVALUATIONS))


def _csv(header: str, body: Iterator[str] | list[str]) -> str:
    return "\n".join([header, *body, ""])
