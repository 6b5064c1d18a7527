"""Page: the score of a program as text: one row a required metric, the two rules, the notes, the definitions."""

from fractions import Fraction
from typing import Any

from vmo.copc.profiles import Profile
from vmo.copc.verdict import POOLED_MONTHS
from vmo.money import for_reading, plain

MEETS = {True: "meets", False: "misses", None: "not judged"}
SIGN = {"gte": ">=", "gt": ">"}
HEADER = (
    "metric",
    "name",
    "class",
    "evidence",
    "target",
    "last month",
    f"last {POOLED_MONTHS} months",
    "result",
    "S",
    "n",
    "p",
    "slope",
    "lag 1",
    "improving",
    "why not",
)


def text(said: dict[str, Any], profile: Profile) -> str:
    """What `said` says, for a person; it ends with the definition of every figure."""
    months, found = said["trend_months"], said["score"]
    decides = f"the last {POOLED_MONTHS} months pooled" if said["level"] == "pooled" else "the last month"
    lines = [
        f"{said['program']} as of {said['as_of']}, profile {said['profile']['name']}: {profile.source}",
        f"level: {decides}; trend: {months[0]} to {months[-1]}",
        "",
        *_table([HEADER, *(_cells(row) for row in said["metrics"])]),
        "",
    ]
    if found:
        lines += [
            _rule("meet their target", found["meet"], "gte"),
            _rule("meet it or improve", found["meet_or_improve"], profile.combined_op),
            f"{said['program']}: {'passes' if said['passes'] else 'fails'}",
        ]
    sentences = [(row["definition"], row["id"]) for row in said["metrics"] if row["definition"]]
    lines += [*said["notes"], "", "S, p: exact Mann-Kendall; slope: Theil-Sen, above 0 is better, in the unit a month"]
    return "\n".join([*lines, *(f"{name}: {sentence}" for sentence, name in sentences)])


def _rule(what: str, share: dict[str, Any], op: str) -> str:
    result = "passes" if share["passes"] else "fails"
    return (
        f"{share['count']} of {share['of']} {what} = {share['percent']} %, {SIGN[op]} {share['required']} %: {result}"
    )


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    trend = row["trend"]
    numbers = (
        (str(trend["s"]), str(trend["n"]), plain(for_reading(Fraction(trend["p_exact"]), 4)), trend["slope"])
        if trend
        else ("", "", "", "")
    )
    return (
        row["id"],
        row["name"],
        row["class"] or "",
        row["evidence"] or "",
        f"{row['target']} {row['unit']}" if row["target"] else "",
        _said(row["last_month"]),
        _said(row["pooled"]),
        row["result"],
        *numbers,
        (trend["lag_1"] or "n/a") if trend else "",
        ("yes" if trend["improving"] else "no") if trend else "",
        "; ".join(row["why_not"]),
    )


def _said(level: dict[str, Any] | None) -> str:
    if level is None:
        return ""
    if level["value"] is None:
        return "n/a"
    return f"{level['value']} ({level['numerator']}/{level['denominator']}) {MEETS[level['meets']]}"


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
