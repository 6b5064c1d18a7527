"""How a partner writes a time: the SQL that reads one, as a local time or as an instant where the text tells its offset."""

import re

ISO = "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)? ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?"
ISO_WITH_OFFSET = ".*[0-9]{2}:[0-9]{2}.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
NUMBER = "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)"
MICROSECONDS = {"epoch": 1_000_000, "epoch_ms": 1_000}
SPREADSHEETS_BEGIN_MS = -2_209_161_600_000  # 1899-12-30, day 0 of a spreadsheet
MERIDIEM = {"오전": "AM", "오후": "PM", "上午": "AM", "下午": "PM"}
WIDTHS = {"%d": 2, "%m": 2, "%H": 2, "%I": 2, "%y": 2, "%M": 2, "%S": 2, "%Y": 4}
UNMARKED = re.compile("%[dmHIy](%[dmHIyMSY])+")


def local(text: str, number: str, form: str) -> str | None:
    """A text in that format as local time; None where the format tells its offset. `number` is the text with a point."""
    if form == "iso":
        plain = f"regexp_full_match({text}, '{ISO}') AND NOT regexp_full_match({text}, '{ISO_WITH_OFFSET}')"
        return f"CASE WHEN {_usual(text)} OR ({plain}) THEN TRY_CAST({text} AS TIMESTAMP) END"
    if form == "excel":
        day_ms = f"TRY_CAST(TRY_CAST({number} AS DECIMAL(24,12)) * 86400000 AS DECIMAL(18,0))"
        day = f"make_timestamp_ms(CAST({day_ms} AS BIGINT) + {SPREADSHEETS_BEGIN_MS})"
        return f"CASE WHEN regexp_full_match({number}, '{NUMBER}') AND {day_ms} < 1e15 THEN {day} END"
    if form in MICROSECONDS or "%z" in form:
        return None
    return f"try_strptime({_as_written(text, form)}, {_quoted(form)})"


def instant(text: str, number: str, form: str) -> str | None:
    """A text in that format as an instant, UTC; None where the format tells no offset."""
    if form == "iso":
        told = f"regexp_full_match({text}, '{ISO}') AND regexp_full_match({text}, '{ISO_WITH_OFFSET}')"
        return f"CASE WHEN NOT ({_usual(text)}) AND {told} THEN CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP) END"
    if form in MICROSECONDS:
        since = f"TRY_CAST(TRY_CAST({number} AS DECIMAL(22,6)) * {MICROSECONDS[form]} AS BIGINT)"
        return f"CASE WHEN regexp_full_match({number}, '{NUMBER}') THEN make_timestamp({since}) END"
    return f"CAST(try_strptime({_as_written(text, form)}, {_quoted(form)}) AS TIMESTAMP)" if "%z" in form else None


def _usual(text: str) -> str:
    """2026-10-05 09:00:00, without offset; it spares the pattern."""
    return f"strlen({text}) = 19 AND substr({text}, 17, 1) = ':'"


def _as_written(text: str, form: str) -> str:
    told = _with_zeros(text, form)
    if "%p" in form:
        for theirs, english in MERIDIEM.items():
            told = f"replace({told}, '{theirs}', '{english}')"
    return told


def _with_zeros(text: str, form: str) -> str:
    """The text with the zeros before numbers without marks, that programs which take these for one number leave out."""
    parts = form.split(" ")
    if not any(UNMARKED.fullmatch(part) for part in parts):
        return text
    told = [
        _filled(f"split_part({text}, ' ', {n})", part) if UNMARKED.fullmatch(part) else f"split_part({text}, ' ', {n})"
        for n, part in enumerate(parts, 1)
    ]
    as_many = f"strlen({text}) - strlen(replace({text}, ' ', '')) = {len(parts) - 1}"
    return f"CASE WHEN {as_many} THEN concat_ws(' ', {', '.join(told)}) ELSE {text} END"


def _filled(text: str, part: str) -> str:
    width = sum(WIDTHS[one] for one in re.findall("%.", part))
    return (
        f"CASE WHEN regexp_full_match({text}, '[0-9]{{1,{width - 1}}}') THEN lpad({text}, {width}, '0') ELSE {text} END"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
