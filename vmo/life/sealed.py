"""Sealed: what the chain of receipts says of documents, held against what the store holds of them now."""

import json
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo.life import STEPS, calculations, payments
from vmo.life.calculations import CALCULATE, CalculationRow
from vmo.life.disputes import RAISED, SETTLED, DisputeRow, as_sealed, as_told
from vmo.life.events import WITHDRAW, name_of
from vmo.life.payments import REMITTED, PaymentRow
from vmo.store import DocumentRow, IssuedRow, TrailRow

RESTORE = "it was changed after it was sealed; restore the store from a backup"


def breaks(session: Session) -> list[str]:
    """Every document that is not as it was sealed, and every number that is missing or given twice."""
    acts = select(TrailRow).where(TrailRow.verb.in_(["publish", WITHDRAW, *STEPS])).order_by(TrailRow.ordinal)
    sealed = [(row, json.loads(row.receipt, parse_float=str)) for row in session.scalars(acts)]
    return [*_states(session, sealed), *_issued(session, sealed), *_numbers(sealed), *_kept(session)]


def _states(session: Session, sealed: list[tuple[TrailRow, dict[str, Any]]]) -> Iterator[str]:
    """Each document's state, files and net are those of its last act."""
    known = {name_of(row): row for row in session.scalars(select(DocumentRow))}
    last: dict[str, dict[str, str]] = defaultdict(dict)
    for entry, told in sealed:
        if entry.verb == "publish":
            files = sha256(told["files"].encode()).hexdigest()
            last[entry.subject] = {"status": told["status"], "net": told["net"], "files": files}
            if "currency" in told:  # what older receipts lack
                last[entry.subject]["currency"] = told["currency"]
        elif entry.verb == WITHDRAW:
            del last[entry.subject]
            continue
        else:
            last[entry.subject] |= {"status": told["to"], "files": told["content"]}
        last[entry.subject]["entry"] = str(entry.ordinal)
    for name, told in last.items():
        row = known.pop(name, None)
        if row is None:
            yield f"{name}: gone from the store, expected {told['status']} by entry {told['entry']}; {RESTORE}"
            continue
        found = {"status": row.status, "net": row.net, "files": sha256(row.content.encode()).hexdigest()}
        for what, value in {**found, "currency": row.currency}.items():
            if told.get(what, value) != value:
                yield f"{name}: found {what} {value}, expected {told[what]} by entry {told['entry']}; {RESTORE}"
    for name in known:
        yield f"{name}: it stands in the store, and no entry of the chain says so; it was put in by hand, take it out"


def _issued(session: Session, sealed: list[tuple[TrailRow, dict[str, Any]]]) -> Iterator[str]:
    """Each issued document is the one that was sealed when its number was given."""
    known = {row.number: row for row in session.scalars(select(IssuedRow))}
    for entry, told in sealed:
        if entry.verb != "issue":
            continue
        row = known.pop(told["number"], None)
        if row is None:
            yield f"{told['number']}: gone from the store, expected as issued by entry {entry.ordinal}; {RESTORE}"
            continue
        found = {
            "frozen": sha256(row.frozen.encode()).hexdigest(),
            "content": sha256(row.content.encode()).hexdigest(),
            "issued_on": row.issued_on.isoformat(),
            "series": row.series,
            "ordinal": row.ordinal,
        }
        for what, value in found.items():
            if told[what] != value:
                yield f"{row.number}: {what} is not what entry {entry.ordinal} sealed; {RESTORE}"
        if name_of_issued(row) != entry.subject:
            yield f"{row.number}: found for {name_of_issued(row)}, expected {entry.subject}; {RESTORE}"
    for number in known:
        yield f"{number}: it stands in the store, and no entry of the chain says so; it was put in by hand, take it out"


def _numbers(sealed: list[tuple[TrailRow, dict[str, Any]]]) -> Iterator[str]:
    """The numbers of each series are 1, 2, 3 … in the order in which they were given."""
    given: dict[str, int] = defaultdict(int)
    for entry, told in sealed:
        if entry.verb == "issue":
            given[told["series"]] += 1
            if told["ordinal"] != given[told["series"]]:
                what = f"series {told['series']}: found {told['ordinal']} in entry {entry.ordinal}"
                yield f"{what}, expected {given[told['series']]}; numbers have no gap and none stands twice: report it"


def _kept(session: Session) -> Iterator[str]:
    """Each dispute, payment and calculation is what its last act says."""
    disputes = {row.id: as_sealed(as_told(row)) for row in session.scalars(select(DisputeRow))}
    yield from _as_last_told(session, disputes, RAISED, SETTLED)
    paid = {row.id: payments.as_sealed(row) for row in session.scalars(select(PaymentRow))}
    yield from _as_last_told(session, paid, REMITTED)
    months = {calculations.subject(row): calculations.sealed(row) for row in session.scalars(select(CalculationRow))}
    yield from _as_last_told(session, months, CALCULATE)


def _as_last_told(session: Session, known: dict[str, dict[str, Any]], *verbs: str) -> Iterator[str]:
    acts = select(TrailRow).where(TrailRow.verb.in_(verbs)).order_by(TrailRow.ordinal)
    last = {entry.subject: (entry, json.loads(entry.receipt, parse_float=str)) for entry in session.scalars(acts)}
    for name, (entry, told) in last.items():
        found = known.pop(name, None)
        if told.get("state") == calculations.WITHDRAWN:
            if found:
                yield f"{name}: it stands in the store, expected withdrawn by entry {entry.ordinal}; {RESTORE}"
        elif found is None:
            yield f"{name}: gone from the store, expected by entry {entry.ordinal}; {RESTORE}"
        else:
            for what in sorted(key for key in told if told[key] != found[key]):
                yield f"{name}: found {what} {found[what]!r}, expected {told[what]!r} by entry {entry.ordinal}; {RESTORE}"
    for name in known:
        yield f"{name}: it stands in the store, and no entry of the chain says so; it was put in by hand, take it out"


def name_of_issued(row: IssuedRow) -> str:
    return f"{row.contract}/{row.period}/{row.version}"
