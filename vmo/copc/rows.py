"""Rows: verdicts and shares as they are printed and as they travel: exact sums as text, values for reading."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.catalogue import Metric
from vmo.copc.months import Level, MonthValue
from vmo.copc.required import Lacking
from vmo.copc.score import Score, Share
from vmo.copc.trend import Trend
from vmo.copc.verdict import Verdict
from vmo.money import for_reading, plain


def row(metric: Metric, one: Verdict) -> dict[str, Any]:
    """One required metric: levels, standing, trend, and the recorded months they rest on."""
    newest = one.newest
    return {
        "id": metric.id,
        "name": metric.name,
        "class": metric.copc_class,
        "copc_no": metric.copc_no,
        "unit": metric.unit,
        "target": str(one.aim) if one.aim else None,
        "evidence": newest.evidence if newest else None,
        "last_month": _level(one.last),
        "pooled": _level(one.pooled),
        "result": one.standing,
        "trend": _trend(one.trend),
        "why_not": list(one.why),
        "definition": newest.said if newest else "",
        "months": [_month(month, value) for month, value in one.months],
    }


def lacking(one: Lacking, nth: int) -> dict[str, Any]:
    """A vote that nobody can give: the nth that a choice of the table lacks."""
    forms = ", ".join(one.of) or "its forms, of which the catalogue holds none"
    return {
        **dict.fromkeys(("class", "unit", "target", "evidence", "last_month", "pooled", "trend")),
        "id": f"{one.copc_no}:{nth + 1}",
        "name": f"metric {one.copc_no} of the table, not chosen",
        "copc_no": one.copc_no,
        "result": "no_data",
        "why_not": [f"metric {one.copc_no} needs {one.missing} more of {forms}"],
        "definition": "",
        "months": [],
    }


def _month(month: str, value: MonthValue) -> dict[str, Any]:
    return {
        "month": month,
        "numerator": _exact(value.numerator),
        "denominator": _exact(value.denominator),
        "value": read(value.value),
        "target": str(value.aim) if value.aim else None,
        "evidence": value.evidence,
    }


def _level(level: Level | None) -> dict[str, Any] | None:
    if level is None:
        return None
    return {
        "months": list(level.months),
        "numerator": _exact(level.numerator),
        "denominator": _exact(level.denominator),
        "value": read(level.value),
        "meets": level.meets,
        "note": level.note,
    }


def _trend(trend: Trend | None) -> dict[str, Any] | None:
    if trend is None:
        return None
    return {
        "s": trend.s,
        "n": trend.n,
        "p": read(trend.p),
        "p_exact": str(trend.p),
        "slope": read(trend.slope),
        "materiality": read(trend.materiality),
        "lag_1": read(trend.lag_1),
        "improving": trend.improving,
        "deteriorating": trend.deteriorating,
        "lacks": list(trend.why_not),
    }


def of_score(found: Score | None) -> dict[str, Any] | None:
    """The shares of the two rules; None where nothing was left to score."""
    return {"meet": _share(found.meet), "meet_or_improve": _share(found.combined)} if found else None


def _share(share: Share) -> dict[str, Any]:
    return {
        "count": share.count,
        "of": share.of,
        "percent": read(share.percent),
        "required": share.required,
        "op": share.op,
        "passes": share.passes,
        "exactly": share.exactly,
    }


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else plain(_bare(number))


def read(number: Fraction | None, places: int = 6) -> str | None:
    """A figure for the eye, half up, without idle zeros."""
    return None if number is None else plain(_bare(for_reading(number, places)))


def signed(number: Fraction) -> str:
    """The same with its sign."""
    return f"{'+' if number > 0 else ''}{read(number)}"


def _bare(number: Decimal) -> Decimal:
    return number.to_integral_value() if number == number.to_integral_value() else number.normalize()
