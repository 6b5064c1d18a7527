"""What a match came to, as text and integers: match.json, and the line that a command prints."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from vmo.money import rounded
from vmo.records import Matched, Variance

VERSION = 1
WORDS = {
    "match": "the bill is what the contract and the month come to: pay it",
    "match_within_tolerance": "nothing is disputed: pay it as billed",
    "dispute": "pay what is undisputed, and dispute the rest",
    "reject": "pay nothing",
}


def sentence(matched: Matched) -> str:
    """The outcome in words, with what to pay now."""
    if not matched.bills and not matched.rejected:
        return "no bill of this month has come"
    told = WORDS[matched.outcome]
    if matched.held and matched.outcome != "reject":
        told = f"held: something may be billed twice; when that is settled, {told}"
    return f"{told}; now: {rounded(matched.pay_now, matched.expected.currency):f} {matched.expected.currency}"


def as_text(matched: Matched) -> dict[str, Any]:
    """All of it; amounts as text."""
    currency = matched.expected.currency

    def money(amount: Decimal) -> str:
        return f"{rounded(amount, currency):f}"

    return {
        "version": VERSION,
        "contract": matched.expected.contract,
        "document": matched.id,
        "currency": matched.expected.currency,
        "outcome": matched.outcome if matched.bills or matched.rejected else "no_bill",
        "says": sentence(matched),
        "bills": [
            {"number": one.number, "type": one.type, "file": one.file, "sha256": one.sha256, "net": money(one.total)}
            for one in matched.bills
        ],
        "rejected": [{"number": one.bill.number, "file": one.bill.file, "why": one.why} for one in matched.rejected],
        "variances": [_variance(one, money) for one in matched.variances],
        "suspicions": [{"number": one.number, "other": one.other, "why": one.why} for one in matched.suspicions],
        "expected_net": money(matched.expected.net),
        "billed_net": money(matched.billed_net),
        "billed_tax": money(matched.billed_tax),
        "payable_net": money(matched.payable_net),
        "payable_tax": money(matched.payable_tax),
        "pay_now": money(matched.pay_now),
        "drift": money(matched.drift),
        "drift_before": money(matched.drift_before),
        "notes": list(matched.notes),
    }


def _variance(one: Variance, money: Callable[[Decimal], str]) -> dict[str, Any]:
    return {
        "code": one.code,
        "verdict": one.verdict,
        "charge": one.charge,
        "number": one.number,
        "line": one.line,
        "ours": one.ours,
        "theirs": one.theirs,
        "difference": money(one.difference),
        "withheld": money(one.withheld),
        "why": one.why,
        "clause": one.clause,
        "place": one.place,
    }
