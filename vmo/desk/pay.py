"""Pay: a payment of an issued document, whole or in part; what its day costs or saves; the one that settles it makes it paid."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vmo import amounts
from vmo.life import IN_PART, NEXT, disputes, payments, step
from vmo.life.events import find, issued_as, name_of, signed, take
from vmo.money import plain
from vmo.paying.documents import payable
from vmo.paying.terms import received_twice
from vmo.pipeline import late_fees
from vmo.pipeline.house import House
from vmo.pipeline.remitted import remitted
from vmo.records import Balance, Payment, RefusedError
from vmo.settlement.disputing import until
from vmo.settlement.payment import Act, Payable, balance
from vmo.store import DocumentRow
from vmo.terms import Contract
from vmo.wording import paid_in_words


def pay(
    house: House, document: str, *, by: str, why: str, amount: str | None = None, on: str | None = None
) -> dict[str, Any]:
    """Without an amount all that may be paid. Raises RefusedError for more than is left, and for what is not issued.

    What is recorded is booked in the journal of its month's payments; where it cannot be, the reason is told.
    """
    told, month = _recorded(house, document, by=by, why=why, amount=amount, on=on)
    if told["payment"] is None:
        return told
    found = remitted(house, month)
    lines = [*(f"  {reason}" for reason in found.left_out), *(f"  wrote {path}" for path in found.paths)]
    told |= {"not_booked": list(found.left_out), "files": [str(path) for path in found.paths]}
    return {**told, "text": "\n".join([told["text"], *lines])}


def _recorded(
    house: House, document: str, *, by: str, why: str, amount: str | None, on: str | None
) -> tuple[dict[str, Any], str]:
    """The payment as it was recorded, and its month."""
    with house.store.transaction() as session:
        row = find(session, document)
        name = name_of(row)
        signed(name, by=by, why=why)
        known = issued_as(session, row)
        found, earlier = disputes.of(session, name), payments.of(session, name)
        if known is None or row.status not in IN_PART or (row.status == "disputed" and not any(o.open for o in found)):
            step(row.status, "pay", name)  # which says what is expected
        assert known is not None  # what has been issued
        contract = _contract(house, row)
        of = payable(session, known, contract)
        day = date.fromisoformat(on) if on else datetime.now(ZoneInfo(contract.told.time_zone)).date()
        act = Act(None if amount is None else amounts.read(amount, of.currency), day, by, why)
        if amount is None and not balance(of, found, earlier).left:
            _settle(session, row, act)
            text = f"{name}: nothing was left to pay, recorded as paid by {by}: {why}"
            return {"document": name, "status": row.status, "payment": None, "left": "0", "text": text}, ""
        one = received_twice(of, found, earlier, act)
        payments.remitted(session, one)
        after = balance(of, found, [*earlier, one])
        if not after.left:
            _settle(session, row, act)
        last = until(of, [*earlier, one])
        told = {
            "document": name,
            "status": row.status,
            "payment": one.id,
            "amount": plain(one.amount),
            "left": plain(after.left),
            "discount": plain(one.discount),
            "late_fee": plain(one.late_fee),
            "text": "\n".join(
                [f"{name}: {paid_in_words(one)}", *_next(session, contract, one), f"  {_rest(row, after, of, last)}"]
            ),
        }
        return told, f"{day:%Y-%m}"


def _settle(session: Session, row: DocumentRow, act: Act) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    take(session, row, "pay", by=act.by, why=act.why, at=at, on=act.on.isoformat())


def _contract(house: House, row: DocumentRow) -> Contract:
    known = house.portfolio.contracts
    if row.contract not in known:
        what = f"{row.contract}: no such contract any more, so nobody knows its terms of payment; put its YAML back"
        raise RefusedError([f"{what}, known: {', '.join(sorted(known))}"])
    return known[row.contract]


def _next(session: Session, contract: Contract, one: Payment) -> list[str]:
    return [f"  {late_fees.next_step(session, contract, one)}"] if one.late_fee else []


def _rest(row: DocumentRow, after: Balance, of: Payable, last: date | None) -> str:
    """What is left to pay, and what comes next."""
    if not after.left:
        return f"nothing is left: {row.status}"
    doubted = f", {plain(after.open)} of it in dispute" if after.open else ""
    due = f", due on {of.due_on}" if of.due_on else ""
    until_then = f", to be disputed until {last}" if last and after.payable else ""
    return f"{plain(after.left)} {of.currency} left{doubted}{due}{until_then}: {row.status}; next: {NEXT[row.status]}"
