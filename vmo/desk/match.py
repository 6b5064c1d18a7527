"""Match: what partners billed for a month against the contract and the measured month (domain.md 5.3)."""

from datetime import date
from typing import Any

from vmo.matching.plainly import as_text, sentence
from vmo.pipeline import chosen_contracts
from vmo.pipeline.billed import has_feed
from vmo.pipeline.house import House
from vmo.pipeline.matched import Told, match_month, unassigned
from vmo.records import RefusedError

VERSION = 1


def match(
    house: House, month: str, contract: str | None = None, *, by: str = "", on: str | None = None
) -> dict[str, Any]:
    """Every contract whose supplier bills for himself, or one. One that cannot be judged stops no other.

    Raises RefusedError where there is nothing to match at all.
    """
    chosen = [
        one
        for one in chosen_contracts(house, contract)
        if one.told.issues == "shadow" and has_feed(house, one.told.scope["partner"])
    ]
    if not chosen:
        whose = f"--contract {contract}" if contract else "the portfolio"
        what = "no contract of `issues: shadow` whose partner has a feed of kind billed_lines"
        raise RefusedError([f"{whose}: {what}; see docs/payables.md"])
    day = date.fromisoformat(on) if on else date.today()  # noqa: DTZ011  the clerk's own day
    found: list[Told] = []
    refused: list[str] = []
    for one in chosen:
        try:
            found.append(match_month(house, one, month, on=day, by=by))
        except RefusedError as error:
            refused += error.reasons
    if refused and not found:
        raise RefusedError(refused)
    lost = unassigned(house, chosen) if contract is None else []
    lines = [*(line for one in found for line in _lines(one)), *lost]
    return {
        "version": VERSION,
        "month": month,
        "matches": [{**as_text(one.matched), "disputes": [two.id for two in one.disputes]} for one in found],
        "unassigned": lost,
        "refused": refused,
        "errors": len(refused) + len(lost),
        "text": "\n".join([*lines, *refused]),
    }


def _lines(told: Told) -> list[str]:
    """What a clerk reads on the screen; the workbook says more."""
    one = told.matched
    currency = one.expected.currency
    return [
        f"{one.id}: {sentence(one)}",
        *(f"  rejected {r.bill.number or r.bill.file}: {r.why}" for r in one.rejected),
        *(
            f"  {v.code:12} {v.text or v.charge}: {v.difference:+f} {currency}, {v.verdict}: {v.why}"
            for v in one.variances
        ),
        *(f"  may be billed twice: {s.number}: {s.why}" for s in one.suspicions),
        *(f"  note: {note}" for note in one.notes),
        *(f"  {d.id}: {d.amount:f} {currency} {d.code}, answer due {d.response_due}" for d in told.disputes),
    ]
