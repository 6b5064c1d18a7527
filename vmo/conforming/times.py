"""How a partner writes a time: the SQL that reads one, as a local time or as an instant where the text tells its offset."""

import re

ISO = "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)? ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?"
ISO_WITH_OFFSET = ".*[0-9]{2}:[0-9]{2}.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
NUMBER = "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)"
MICROSECONDS = {"epoch": 1_000_000, "epoch_ms": 1_000}
SPREADSHEETS_BEGIN_MS = -2_209_161_600_000  # 1899-12-30, day 0 of a spreadsheet
DAY = 86_400_000_000
FIRST, LAST = (
    -62_135_596_800_000_000 + DAY,
    253_402_300_800_000_000 - DAY,
)  # microseconds from 1970; of every zone's years 1 to 9999
MERIDIEM = {"오전": "AM", "오후": "PM", "上午": "AM", "下午": "PM"}
DOTTED = "(^|[^A-Za-z])([AaPp])[.]?[ ]?[Mm]\\b[.]?"  # a.m., p. m.
NARROW = "chr(160) || chr(8239)"  # what stands before AM and PM where a program keeps them on one line
# In German, French, Spanish, Italian, Portuguese and Dutch, long and short.
MONTHS = {
    "January": "januar|jänner|jän|janvier|janv|enero|ene|gennaio|gen|janeiro|januari",
    "February": "februar|février|févr|fév|febrero|febbraio|fevereiro|fev|februari",
    "March": "märz|mär|mrz|mars|marzo|março|maart|mrt",
    "April": "avril|avr|abril|abr|aprile",
    "May": "mai|mayo|maggio|mag|maio|mei",
    "June": "juni|juin|junio|giugno|giu|junho",
    "July": "juli|juillet|juil|julio|luglio|lug|julho",
    "August": "août|agosto|ago|augustus",
    "September": "sept|septembre|septiembre|settembre|sett|set|setembro",
    "October": "oktober|okt|octobre|octubre|ottobre|ott|outubro|out",
    "November": "novembre|noviembre|novembro",
    "December": "dezember|dez|décembre|déc|diciembre|dic|dicembre|dezembro",
}
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
        return f"CASE WHEN regexp_full_match({number}, '{NUMBER}') AND abs({day_ms}) * 1000 < {LAST} THEN {day} END"
    if form in MICROSECONDS or "%z" in form:
        return None
    return _read(text, form)


def instant(text: str, number: str, form: str) -> str | None:
    """A text in that format as an instant, UTC; None where the format tells no offset."""
    if form == "iso":
        told = f"regexp_full_match({text}, '{ISO}') AND regexp_full_match({text}, '{ISO_WITH_OFFSET}')"
        return f"CASE WHEN NOT ({_usual(text)}) AND {told} THEN CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP) END"
    if form in MICROSECONDS:
        since = f"TRY_CAST(TRY_CAST({number} AS DECIMAL(22,6)) * {MICROSECONDS[form]} AS BIGINT)"
        within = f"regexp_full_match({number}, '{NUMBER}') AND {since} BETWEEN {FIRST} AND {LAST}"
        return f"CASE WHEN {within} THEN make_timestamp({since}) END"
    return f"CAST({_read(text, form)} AS TIMESTAMP)" if "%z" in form else None


def within_years(instant: str) -> str:
    """The instant, or none where it is on the first day of year 1, the last of 9999, or beyond."""
    return f"CASE WHEN epoch_us({instant}) BETWEEN {FIRST} AND {LAST} THEN {instant} END"


def _usual(text: str) -> str:
    """2026-10-05 09:00:00, without offset; it spares the pattern."""
    return f"strlen({text}) = 19 AND substr({text}, 17, 1) = ':'"


def _as_written(text: str, form: str) -> str:
    """The text in the words of the engine, which knows English ones, and an offset in figures."""
    told = _with_zeros(text, form)
    if "%p" in form:
        told = f"translate({told}, {NARROW}, '  ')"
        for theirs, english in MERIDIEM.items():
            told = f"replace({told}, '{theirs}', '{english}')"
        told = f"regexp_replace({told}, '{DOTTED}', '\\1\\2M')"
    if form.endswith("%z"):
        told = f"regexp_replace({told}, '(Z|UTC|GMT)$', '+0000')"
    return told


def _read(text: str, form: str) -> str:
    """A text read by a pattern, with the months of other languages where it names them."""
    told = _as_written(text, form)
    first = f"try_strptime({told}, {_quoted(form)})"
    if "%b" not in form.lower():
        return first
    for english, others in MONTHS.items():
        name = english if "%B" in form else english[:3]
        words = "|".join(
            sorted((english, name, *others.split("|")), key=len, reverse=True)
        )  # ç ends a word, to the engine
        told = f"regexp_replace({told}, '(?i)\\b({words})\\b', '{name}')"
    undotted = f"regexp_replace({told}, '([A-Za-z])[.]', '\\1')"
    return f"COALESCE({first}, try_strptime({told}, {_quoted(form)}), try_strptime({undotted}, {_quoted(form)}))"


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
