"""What a month comes to beside charges and credits, for result.json: caps, bonus, ledger, rights, proposals."""

from typing import Any

from vmo.documents._exact import fraction, number
from vmo.money import plain
from vmo.records import Document


def looking_back(document: Document) -> dict[str, Any]:
    """The blocks of result.json, each a list; amounts and levels exact."""
    return {
        "caps": [
            {
                "of": one.of,
                "measure": one.measure or None,
                "limit": plain(one.limit),
                "before": plain(one.before),
                "after": plain(one.after),
                "clause": one.clause,
            }
            for one in document.caps
        ],
        "bonuses": [
            {
                "measure": one.measure,
                "from": one.first.isoformat(),
                "to": one.last.isoformat(),
                "share": fraction(one.share),
                "reach": fraction(one.reach),
                "uncapped": plain(one.uncapped),
                "amount": plain(one.amount),
                "clause": one.clause,
            }
            for one in document.bonuses
        ],
        "bonus_withheld": document.bonus_withheld or None,
        "earn_back": [
            {
                "measure": one.measure,
                "period": one.period,
                "credit": plain(one.credit),
                "returns": plain(one.returns),
                "state": one.standing,
                "passed": one.passed,
                "months": one.months,
                "test_on": one.test_on.isoformat(),
                "settled_in": one.settled_in or None,
                "clause": one.clause,
            }
            for one in document.ledger
        ],
        "counters": [
            {"rule": one.rule, "measure": one.measure, "count": one.count, "limit": one.limit, "what": one.what}
            for one in document.counters
        ],
        "rights": [
            {
                "rule": one.rule,
                "measure": one.measure or None,
                "why": one.why,
                "right_accrued_on": one.right_accrued_on.isoformat(),
                "right_expires_on": one.right_expires_on.isoformat() if one.right_expires_on else None,
                "exercised": one.exercised_on.isoformat() if one.exercised_on else None,
                "clause": one.clause,
            }
            for one in document.rights
        ],
        "proposals": [
            {
                "measure": one.measure,
                "current": number(one.current),
                "average": fraction(one.average),
                "halfway": fraction(one.halfway),
                "proposed": number(one.proposed),
                "effective_on": one.effective_on.isoformat(),
                "text": one.text,
                "entry": one.entry,
                "clause": one.clause,
            }
            for one in document.proposals
        ],
    }
