"""Partner A, marketing: a campaign that dials out, and a desk for those who ring back.

The dialler rings more numbers than there are agents. Whoever picks up while all agents talk hears silence,
and the dialler lets go after two seconds: an abandoned contact. Each working day gives packed JSON lines,
with instants in UTC and times in milliseconds.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from vmo.simulate.arrivals import arrivals
from vmo.simulate.chance import around, stream
from vmo.simulate.export import Export, gzipped
from vmo.simulate.local_day import LocalDay
from vmo.simulate.queueing import Caller, Offer, Visit, leaves, serve

Number = TypeVar("Number", int, float)

ZONE = ZoneInfo("Europe/London")
FRIDAY = 4
OPENS_AT = 9
# From 9 to 20: expected dials, share of them picked up, agents; then expected calls back, agents of the desk.
DIALS = (80, 100, 100, 90, 80, 90, 100, 100, 100, 90, 60)
PICK_UP = (0.28, 0.3, 0.3, 0.28, 0.26, 0.28, 0.3, 0.34, 0.4, 0.42, 0.38)
AGENTS = (4, 5, 5, 5, 4, 5, 5, 5, 6, 6, 5)
CALLS_BACK = (4, 7, 8, 8, 7, 6, 6, 7, 8, 8, 5)
DESK = (1, 2, 2, 2, 1, 1, 2, 2, 2, 2, 1)
DIAL, BACK, TEST = "AUTUMN26", "AUTUMN26-BACK", "TEST"
RINGS_S = (3, 8)
LETS_GO_S = 2.0
UNREACHED = ("NO_ANSWER", "NO_ANSWER", "NO_ANSWER", "BUSY", "MACHINE")
MAILBOX = Offer(after_s=120, share=0.3, outcome="VOICEMAIL")
DISPOSITIONS = {"answered": "CONNECTED", "abandoned": "HUNG_UP"}


@dataclass(frozen=True)
class Contact:
    """A dial or a call back. `at` is when somebody joined the line; who was never reached has no visit."""

    at: float
    direction: str
    campaign: str
    visit: Visit | None


def exports(day: date, seed: int) -> Iterator[Export]:
    """The day's dials and calls back, Monday to Friday."""
    if day.weekday() > FRIDAY:
        return
    local = LocalDay(day, ZONE)
    chance = stream(seed, "marketing", day)
    contacts = [*_dials(chance), *_calls_back(stream(seed, "marketing", day, "desk"))]
    contacts.sort(key=lambda one: one.at)
    records = [_record(n, contact, local, chance) for n, contact in enumerate(contacts, 1)]
    arrived_at = local.morning_after("02:15", chance.uniform(0, 25))
    text = "".join(f"{json.dumps(record)}\n" for record in records)
    yield Export(f"alder/contacts_{day}.jsonl.gz", gzipped(text), arrived_at)


def _dials(chance: Random) -> Iterator[Contact]:
    picked_up = [dials * share for dials, share in zip(DIALS, PICK_UP, strict=True)]
    callers = (_picked_up(chance, at) for at in arrivals(chance, _from_opening(picked_up)))
    for visit in serve(callers, _from_opening(AGENTS)):
        yield Contact(visit.caller.at, "OUT", visit.caller.queue, visit)
    for at in arrivals(chance, _from_opening(dials - up for dials, up in zip(DIALS, picked_up, strict=True))):
        yield Contact(at, "OUT", DIAL, None)


def _picked_up(chance: Random, at: float) -> Caller:
    leaves_after_s = min(LETS_GO_S, chance.expovariate(0.25))
    talk_s, acw_s = around(chance, 95, 0.7), around(chance, 30, 0.5)
    campaign = TEST if chance.random() < 0.004 else DIAL
    return Caller(at, leaves_after_s, "DROPPED", talk_s, 0.0, acw_s, campaign)


def _calls_back(chance: Random) -> Iterator[Contact]:
    callers = (_caller(chance, at) for at in arrivals(chance, _from_opening(CALLS_BACK)))
    for visit in serve(callers, _from_opening(DESK)):
        yield Contact(visit.caller.at, "IN", BACK, visit)


def _caller(chance: Random, at: float) -> Caller:
    leaves_after_s, leaves_as = leaves(chance, patience_s=200, at_once=0.02, offer=MAILBOX)
    return Caller(at, leaves_after_s, leaves_as, around(chance, 110, 0.6), 0.0, around(chance, 25, 0.5), BACK)


def _record(number: int, contact: Contact, local: LocalDay, chance: Random) -> dict[str, str | int | None]:
    at, visit = contact.at, contact.visit
    record: dict[str, str | int | None] = {
        "id": f"A-{local.day:%Y%m%d}-{number:05}",
        "direction": contact.direction,
        "campaign": contact.campaign,
        "started_at": _utc(local.instant(at - chance.uniform(*RINGS_S))),
        "queued_at": _utc(local.instant(at)) if visit else None,
        "agent_at": None,
        "ended_at": None,
        "disposition": DISPOSITIONS.get(visit.outcome, visit.outcome) if visit else chance.choice(UNREACHED),
        "wait_ms": int(visit.wait_s * 1000) if visit else None,
        "talk_ms": None,
        "wrap_ms": None,
        "agent": None,
        "list": f"L{chance.randrange(1, 5)}",
    }
    if visit and visit.agent is not None:
        joined = at + visit.wait_s
        record["agent_at"] = _utc(local.instant(joined))
        record["ended_at"] = _utc(local.instant(joined + visit.caller.talk_s))
        record["talk_ms"], record["wrap_ms"] = int(visit.caller.talk_s * 1000), int(visit.caller.acw_s * 1000)
        record["agent"] = f"{contact.direction}{visit.agent + 1:02}"
    return record


def _from_opening(numbers: Iterable[Number]) -> list[Number]:
    closed: list[Number] = [0] * OPENS_AT
    return closed + list(numbers)


def _utc(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
