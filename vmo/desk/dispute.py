"""Dispute: somebody does not accept an issued document, or a line of it; it is not to be paid until that is resolved.

Where its contract tells days for that, a dispute that is raised later than these after a payment is refused.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from vmo import amounts
from vmo.life import NEXT, disputes, payments
from vmo.life.events import decide, find, issued_as, name_of
from vmo.life.thawed import thawed
from vmo.money import plain
from vmo.paying.documents import payable
from vmo.pipeline.house import House
from vmo.records import Dispute, Document, RefusedError
from vmo.settlement.disputing import in_time
from vmo.settlement.payment import balance


def dispute(
    house: House,
    document: str,
    *,
    by: str,
    why: str,
    line: str | None = None,
    amount: str | None = None,
    response_due: str | None = None,
    on: str | None = None,
) -> dict[str, Any]:
    """`on` is the day on which it was raised. Raises RefusedError where the document is not issued or is paid, has no such line,
    where less is left to dispute, or it comes too late.
    """
    with house.store.transaction() as session:
        row = find(session, document)
        name = name_of(row)
        known = issued_as(session, row)
        row = decide(session, name, "dispute", house.portfolio.roles, by=by, why=why)
        assert known is not None  # what may be disputed is issued
        issued, contract = thawed(known.frozen), house.portfolio.contracts.get(row.contract)
        today = date.fromisoformat(on) if on else max(datetime.now(UTC).date(), known.issued_on)
        of, paid = payable(session, known, contract), payments.of(session, name)
        in_time(of, paid, today)
        whole = _of(issued, line)
        told = whole if amount is None else amounts.read(amount, issued.currency)
        left = balance(of, disputes.of(session, name), paid).payable
        if told > min(whole, left):
            most = f"at most {plain(min(whole, left))} {issued.currency}, what of it is neither paid nor disputed"
            raise RefusedError([f"{name}: found {plain(told)} in dispute, expected {most}"])
        one = Dispute(
            disputes.id_of(name, line or "", "", told, today),
            name,
            line or "",
            "",
            why,
            told,
            issued.currency,
            today,
            by,
            date.fromisoformat(response_due) if response_due else None,
        )
        if not disputes.raised(session, one):
            raise RefusedError([f"{one.id}: it was raised today already, {plain(told)} on {line or 'the whole'}"])
        what = f"line {line}, " if line else ""
        due = f", an answer is due on {one.response_due}" if one.response_due else ""
        said = f"{what}{plain(told)} {one.currency} disputed by {by}: {why}; not to be paid{due}"
        text = f"{name}: {said}; next: {NEXT[row.status]}"
        return {"document": name, "status": row.status, "dispute": one.id, "amount": plain(told), "text": text}


def _of(issued: Document, line: str | None) -> Decimal:
    """What a line comes to, or the whole document."""
    if line is None:
        return issued.totals.gross
    amounts = {one.id: abs(one.amount) for one in issued.lines} | {one.measure: one.amount for one in issued.credits}
    if line not in amounts:
        raise RefusedError([f"--line {line}: no line of {issued.id}; known: {', '.join(amounts)}"])
    return amounts[line]
