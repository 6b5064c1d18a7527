"""Exclusions & relief: what was asked for, what applies, what came beyond its forecast, and each measure with and without it."""

from dataclasses import replace
from typing import cast

from openpyxl.worksheet.worksheet import Worksheet

from vmo.records import Attainment, Document, Excluded, Judged, State
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._style import Mark, Tone
from vmo.sheets._words import mark, reading, value_of
from vmo.wording import days

BOOK = "scorecard"
PLACE = 35
ASKED = (
    Column("exclusion", 22),
    Column("type", 18),
    Column("from", 24),
    Column("to", 24),
    Column("scope", 26),
    Column("measures", 18),
    Column("evidence", 34),
    Column("requested by", 20),
    Column("requested on"),
    Column("deadline"),
    Column("approved by", 20),
    Column("approved on"),
    Column("status"),
    Column("clause", 20),
)
RELIEVED = (
    Column("measure", 24),
    Column("days", 26),
    Column("value"),
    Column("state"),
    Column("removed from numerator"),
    Column("removed from denominator"),
    Column("without relief"),
    Column("state without"),
    Column("pending", 22),
    Column("with pending"),
    Column("state with pending"),
)
BEYOND = (
    Column("measure", 24),
    Column("cell", 26),
    Column("left its band", 22),
    Column("contacts came"),
    Column("contacts allowed"),
    Column("contacts owed"),
    Column("handling, s"),
    Column("handling allowed, s"),
    Column("workload, s"),
    Column("workload allowed, s"),
)
TONES: dict[str, Tone] = {"applied": "good", "pending": "warn", "late": "bad", "rejected": "calm"}


def write(sheet: Worksheet, document: Document) -> None:
    with Page(sheet, document, "Exclusions & relief") as page:
        page.freeze(page.row)
        changed = [row for one in document.attainments if (row := relieved(one))]
        cells = [row for one in document.attainments for row in beyond(one)]
        if document.exclusions:
            page.section("What was asked for")
            page.table(ASKED, [asked(one) for one in document.exclusions])
        elif not changed:
            page.sentence("No exclusion was asked for in this period; every row counts.")
            return
        else:
            page.sentence("No exclusion was asked for in this period.")
        page.section("What it does to each measure")
        page.sentence(
            "Only approved exclusions apply; their rows are out of numerator and denominator, each once however many windows"
            " hold it. What is pending is shown as what it would change."
        )
        if changed:
            page.table(RELIEVED, changed)
        else:
            page.sentence("None of them applies or is pending.")
        if cells:
            page.section("What came beyond its forecast")
            page.sentence(
                "Of these cells less is owed than came: contacts, the handling time of each, or both together left the band"
                " that the contract sets around the forecast."
            )
            page.table(BEYOND, cells)


def beyond(one: Attainment) -> list[list[Value]]:
    """The cells of a measure that left their forecast, each in the order of BEYOND."""
    return [
        [
            one.id,
            cell.cell,
            ", ".join(cell.by),
            *(
                None if exact is None else reading(exact)
                for exact in (
                    cell.volume,
                    cell.volume_allowed,
                    cell.owed,
                    cell.aht_s,
                    cell.aht_allowed_s,
                    cell.workload_s,
                    cell.workload_allowed_s,
                )
            ),
        ]
        for cell in (one.relieved.beyond if one.relieved else ())
    ]


def asked(one: Excluded) -> list[Value]:
    """The cells of one exclusion, in the order of ASKED."""
    return [
        one.id,
        one.type.replace("_", " "),
        one.begins,
        one.ends,
        one.scope or "all",
        ", ".join(one.measures) or "all",
        one.evidence,
        one.requested_by,
        one.requested_on,
        one.deadline or "",
        one.approved_by,
        one.approved_on or "",
        Mark(one.word, TONES[one.word]),
        one.clause,
    ]


def relieved(one: Attainment) -> list[Value]:
    """The cells of one measure that exclusions concern, in the order of RELIEVED; nothing for another."""
    told = one.relieved
    if told is None:
        return []
    removed: list[Value] = [
        None if bare is None or left is None else bare - left
        for bare, left in ((told.without.numerator, one.numerator), (told.without.denominator, one.denominator))
    ]
    hoped: list[Value] = ["", ""] if told.hoped is None else [_value(one, told.hoped), _state(told.hoped)]
    return [
        one.id,
        days(one.first, one.last),
        value_of(one),
        mark(one.state),
        *removed,
        _value(one, told.without),
        _state(told.without),
        ", ".join(told.pending),
        *hoped,
    ]


def _value(one: Attainment, judged: Judged) -> Value:
    return value_of(replace(one, numerator=judged.numerator, denominator=judged.denominator))


def _state(judged: Judged) -> Mark:
    return mark(cast("State", judged.state))
