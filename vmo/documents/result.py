"""Result: the month of one contract for programs, every number exact"""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from vmo.documents import _exact
from vmo.documents._exact import fraction, number
from vmo.documents._looking_back import looking_back
from vmo.money import for_reading, plain
from vmo.records import (
    Attainment,
    Beyond,
    Credit,
    Document,
    Excluded,
    Judged,
    Level,
    Line,
    Range,
    Ratio,
    Relieved,
    Sampled,
)

FILE = "result.json"
VERSION = 1


def write(document: Document) -> bytes:
    """result.json in the shape of design.md section 4."""
    totals = document.totals
    return _exact.text(
        {
            "version": VERSION,
            "contract": document.contract,
            "period": document.period,
            "status": document.status,
            "currency": document.currency,
            "attainment": [attainment(one) for one in document.attainments],
            "lines": [_line(line) for line in document.lines],
            "credits": [_credit(one) for one in document.credits],
            **looking_back(document),
            "totals": {name: plain(getattr(totals, name)) for name in totals.__slots__},
            "chargeback": [
                {
                    "unit": one.unit or None,
                    **{name: plain(getattr(one, name)) for name in one.__slots__ if name != "unit"},
                }
                for one in document.chargeback
            ],
            "document": _document(document),
            "copc": None,
            "data": asdict(document.rows),
            "proven": fraction(document.proven),
            "sources": [{"file": one.file, "sha256": one.sha256} for one in document.sources],
            "exclusions": [_excluded(one) for one in document.exclusions],
            "findings": [
                {"severity": one.severity, "rule": one.rule, "rows": one.rows, "text": str(one)}
                for one in document.findings
            ],
        }
    )


def _document(document: Document) -> dict[str, Any]:
    """What the document is; amounts of a credit note are positive and reduce what is owed."""
    corrects = document.corrects
    return {
        "id": document.id,
        "number": document.fiscal_number,
        "type": document.type,
        "kind": document.kind,
        "corrects": None
        if corrects is None
        else {"number": corrects.number, "issued_on": corrects.issued_on and corrects.issued_on.isoformat()},
    }


def attainment(one: Attainment) -> dict[str, Any]:
    """One measure in one segment; `value` is for reading only."""
    value = Ratio(one.numerator, one.denominator).value
    return {
        "id": one.id,
        "metric": one.metric,
        "from": one.first.isoformat(),
        "to": one.last.isoformat(),
        "unit": one.unit,
        "numerator": number(one.numerator),
        "denominator": number(one.denominator),
        "value": None if value is None else plain(for_reading(value * one.scale)),
        "compared": None if one.compared is None else plain(one.compared),
        "expected": _level(one.expected),
        "minimum": _level(one.minimum),
        "state": one.state,
        "cannot_be_met": one.cannot_be_met or None,
        "provisional": one.provisional or None,
        "severity": fraction(one.severity),
        "returns": one.returns,
        "multiplier": fraction(one.multiplier),
        "terms": one.terms,
        "evidence": one.evidence,
        "own_figures": [
            {"column": said.column, "number": said.number, "only": number(said.only)} for said in one.own_figures
        ],
        "sampled": None if one.sampled is None else _sampled(one.sampled),
        "relief": None if one.relieved is None else _relieved(one, one.relieved),
        "clause": one.clause,
    }


def _relieved(one: Attainment, told: Relieved) -> dict[str, Any]:
    """What exclusions took out of a measure, what it would be without them, and with those that are pending."""
    removed = [
        None if bare is None or left is None else plain(bare - left)
        for bare, left in (
            (told.without.numerator, one.numerator),
            (told.without.denominator, one.denominator),
        )
    ]
    return {
        "applied": list(told.applied),
        "pending": list(told.pending),
        "removed": {"numerator": removed[0], "denominator": removed[1]},
        "without": _judged(told.without, one.scale),
        "with_pending": None if told.hoped is None else _judged(told.hoped, one.scale),
        "beyond": [_beyond(cell) for cell in told.beyond],
    }


def _beyond(cell: Beyond) -> dict[str, Any]:
    """A cell that left its forecast, and by which numbers; those with more than six decimals are for reading only."""
    named = {name: getattr(cell, name) for name in cell.__slots__}
    return {
        name: one if isinstance(one, str) else list(one) if isinstance(one, tuple) else fraction(one)
        for name, one in named.items()
    }


def _judged(one: Judged, scale: int) -> dict[str, Any]:
    value = Ratio(one.numerator, one.denominator).value
    return {
        "numerator": number(one.numerator),
        "denominator": number(one.denominator),
        "value": None if value is None else plain(for_reading(value * scale)),
        "state": one.state,
    }


def _excluded(one: Excluded) -> dict[str, Any]:
    told = asdict(one)
    days = ("requested_on", "deadline", "approved_on")
    told |= {name: None if told[name] is None else told[name].isoformat() for name in days}
    return {**told, "measures": list(one.measures)}


def _level(level: Level | None) -> Any:
    """A level, or both ends of a range."""
    if isinstance(level, Range):
        return {"low": number(level.low), "high": number(level.high)}
    return number(level)


def _sampled(one: Sampled) -> dict[str, Any]:
    """What a sample proves; `low`, `high`, `effective_n` and `standard_error` are for reading only."""
    return {
        "n": one.n,
        "effective_n": None if one.effective is None else plain(for_reading(one.effective)),
        "size": one.size,
        "standard_error": None if one.error is None else plain(one.error),
        "low": plain(one.low),
        "high": plain(one.high),
        "word": one.word,
        "method": one.method,
        "confidence": one.confidence,
        "side": one.side,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "from": line.first.isoformat(),
        "to": line.last.isoformat(),
        "text": line.text,
        "quantity": plain(line.quantity),
        "unit": line.unit,
        "rate": plain(line.rate),
        "per": plain(Decimal(line.per)),
        "amount": plain(line.amount),
        "clause": line.clause,
    }


def _credit(one: Credit) -> dict[str, Any]:
    return {
        "measure": one.measure,
        "from": one.first.isoformat(),
        "to": one.last.isoformat(),
        "severity": fraction(one.severity),
        "returns": one.returns,
        "base": fraction(one.base),
        "multiplier": fraction(one.multiplier),
        "share": fraction(one.share),
        "uncapped": plain(one.uncapped),
        "amount": plain(one.amount),
        **({"carried": plain(one.carried)} if one.carried else {}),
        "clause": one.clause,
    }
