"""Adjust: a signed manual line on a contract's month, its own kind, always shown with its reason."""

import hashlib
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from vmo import calendars
from vmo.money import minor_unit_places, plain
from vmo.pipeline.house import House
from vmo.records import RefusedError
from vmo.store import Adjustment
from vmo.trail import record

AMOUNT = re.compile(r"[-+]?[0-9]+(\.(?P<decimals>[0-9]+))?")


def adjust(house: House, contract: str, month: str, amount: str, text: str, *, by: str, why: str) -> dict[str, Any]:
    """Record the line; the same line again is the same one. Raises RefusedError."""
    calendars.month(month)
    known = house.portfolio.contracts
    if contract not in known:
        raise RefusedError([f"--contract {contract}: no such contract; known: {', '.join(sorted(known))}"])
    if refused := house.portfolio.roles.refuses("preparer", by, {}, f"{contract}/{month}"):
        raise RefusedError([refused])
    currency = known[contract].told.currency
    places = minor_unit_places(currency)
    pattern = AMOUNT.fullmatch(amount)
    if not pattern or len(pattern["decimals"] or "") > places:
        raise RefusedError(
            [f"--amount {amount}: expected a signed amount of {currency} with at most {places} places, as -120.00"]
        )
    exact = plain(Decimal(amount))
    name = "adjustment-" + hashlib.sha256(f"{contract}\n{month}\n{exact}\n{text}\n{by}\n{why}".encode()).hexdigest()[:8]
    with house.store.transaction() as session:
        if session.get(Adjustment, name) is None:
            session.add(
                Adjustment(
                    id=name,
                    contract=contract,
                    period=month,
                    amount=exact,
                    text=text,
                    by=by,
                    why=why,
                    at=datetime.now(UTC),
                )
            )
            record(session, "adjust", f"{contract}/{month}", {"amount": exact, "text": text, "by": by, "why": why})
    return {
        "id": name,
        "amount": exact,
        "text": f"{name}: {exact} {currency} on {contract} {month}, by {by}: {why}; run vmo month to see it",
    }
