"""One canonical column: the SQL that reads it from the partner's text, and the faults that its values may have.

Texts are trimmed; an empty cell is null. A number is read exactly or refused: an amount of time finer than a
millisecond has no place in decimal(12,3), and none is rounded but day fractions of a spreadsheet, which are
binary and go to the nearest millisecond.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from vmo.conforming import clock, conditions, times
from vmo.conforming.times import NUMBER
from vmo.kinds import DIGITS, Column
from vmo.partner import Feed, Mapped, Options

SECONDS = "DECIMAL(12,3)"
NUMBER_TYPE = "DECIMAL(18,6)"
FRACTION = "DECIMAL(30,12)"
FACTORS = {"min": 60, "h": 3600, "day": 86400}
TO_MILLISECOND = "[+-]?[0-9]*[.]?[0-9]{0,3}0*"
TO_MILLIONTH = "[+-]?[0-9]*[.]?[0-9]{0,6}0*"
WHOLE = "[+-]?[0-9]+([.]0*)?"
MINUTES = "([+-]?[0-9]+:[0-5]?[0-9]|[+-]?[0-9]+)"
CLOCK = MINUTES + ":[0-5]?[0-9]([.][0-9]*)?"
CLOCK_TO_MILLISECOND = MINUTES + ":[0-5]?[0-9]([.][0-9]{0,3}0*)?"


@dataclass(frozen=True)
class Fault:
    """What may be wrong with a value: `when` is SQL, `reason` a sentence, `value` SQL of what stands in the file.

    `when` is asked of every row and must be cheap; `finer`, asked only where it holds, tells a value that can be read
    but is finer than a `unit`.
    """

    rule: str
    column: str
    when: str
    value: str
    reason: str
    finer: str | None = None
    unit: str = "millisecond"


@dataclass
class Steps:
    """Projections that build on each other, and the faults of their values. Every name is used once."""

    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    offsets: dict[str, str] = field(default_factory=dict)
    instants: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    clocks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """Reads the columns of one feed from the texts of its export. `near` is a time the export is likely to hold;
    `everywhere` tells the clock of every year, not only of those nearby. `numbers` are columns that come as numbers.
    """

    feed: Feed
    columns: Mapping[str, Column]
    texts: Mapping[str, str]
    typed: bool
    numbers: Collection[str]
    near: datetime
    everywhere: bool

    def read(self, ours: str, steps: Steps) -> None:
        """Add the projections and faults of one of our columns."""
        column, mapped = self.columns[ours], self.feed.columns.get(ours)
        if mapped is None:
            steps.values[ours] = _fixed(str(column.default), column)
            return
        if mapped.value is not None:
            self._constant(ours, column, mapped, steps)
            return
        text = f"x_{ours}"
        steps.texts[text] = self._text(mapped, column)
        if mapped.theirs[0] in self.numbers:
            steps.values[ours] = text
        elif column.type == "instant":
            self._instant(ours, mapped, text, steps)
        else:
            steps.values[ours], faults = self._value(ours, column, mapped, text)
            steps.faults += faults
            if column.ratio_of:
                steps.values[f"{ours}{DIGITS}"] = _digits(text, mapped, self.feed.options)
        if column.required:
            steps.faults.append(
                Fault(
                    "missing",
                    ours,
                    f"{text} IS NULL AND {ours} IS NULL",
                    "''",
                    f"{self._from(mapped)} is empty, and {ours} is required",
                )
            )

    def _from(self, mapped: Mapped) -> str:
        return " + ".join(mapped.theirs)

    def _text(self, mapped: Mapped, column: Column) -> str:
        words = ", ".join(quoted(word.strip()) for word in mapped.empty if word.strip())
        parts = [
            f"CASE WHEN {self.texts[name]} NOT IN ({words}) THEN {self.texts[name]} END" if words else self.texts[name]
            for name in mapped.theirs
        ]
        if len(parts) == 1:
            return parts[0]
        if self.feed.format == "events" and column.type != "text":
            return self._first_event(mapped, parts)
        return (
            " || ' ' || ".join(parts) if column.type == "instant" else f"nullif(concat_ws(' ', {', '.join(parts)}), '')"
        )

    def _first_event(self, mapped: Mapped, parts: list[str]) -> str:
        """Of several events the first that is there; the columns of one event, as its day and its time, are joined."""
        told: dict[str, list[str]] = {}
        for name, part in zip(mapped.theirs, parts, strict=True):
            told.setdefault(name.rpartition(".")[0], []).append(part)
        return f"coalesce({', '.join(' || chr(32) || '.join(joined) for joined in told.values())})"

    def _constant(self, ours: str, column: Column, mapped: Mapped, steps: Steps) -> None:
        if column.type != "instant":
            steps.values[ours] = _fixed(str(mapped.value), column)
            return
        steps.values[f"l_{ours}"] = f"CAST({quoted(str(mapped.value))} AS TIMESTAMP)"
        steps.values[f"d_{ours}"] = "CAST(NULL AS TIMESTAMP)"
        self._to_utc(ours, steps)

    def _value(self, ours: str, column: Column, mapped: Mapped, text: str) -> tuple[str, list[Fault]]:
        source = self._from(mapped)
        if column.type == "code" or mapped.cases or mapped.codes:
            return self._code(ours, column, mapped, text)
        if column.type == "seconds":
            return self._seconds(ours, mapped, text)
        if column.type == "number":
            number = _number(_without_sign(text) if column.percent else text, self.feed.options)
            value = (
                f"CASE WHEN regexp_full_match({number}, '{TO_MILLIONTH}') THEN TRY_CAST({number} AS {NUMBER_TYPE}) END"
            )
            readable = f"regexp_full_match({number}, '{NUMBER}') AND abs(TRY_CAST({number} AS DOUBLE)) < 1e12"
            empty = f"{text} IS NOT NULL AND {ours} IS NULL"
            fault = Fault(
                "unreadable", ours, empty, text, f"{source} is not a number", finer=readable, unit="millionth"
            )
            return value, [fault]
        if column.type == "count":
            number = _number(text, self.feed.options)
            whole = f"TRY_CAST(TRY_CAST({number} AS DECIMAL(38,0)) AS BIGINT)"
            value = f"CASE WHEN regexp_full_match({number}, '{WHOLE}') THEN {whole} END"
            return value, [
                Fault(
                    "unreadable",
                    ours,
                    f"{text} IS NOT NULL AND {ours} IS NULL",
                    text,
                    f"{source} is not a whole number",
                )
            ]
        if column.type == "flag":
            words = {True: self.feed.options.true, False: self.feed.options.false}
            told = f"coalesce(lower({text}), '')"
            cases = " ".join(
                f"WHEN {told} IN ({', '.join(quoted(word.strip().lower()) for word in listed)}) THEN {truth}"
                for truth, listed in words.items()
                if listed
            )
            value = f"CASE {cases} END" if cases else "CAST(NULL AS BOOLEAN)"
            known = ", ".join(repr(word) for listed in words.values() for word in listed)
            return value, [
                Fault(
                    "unreadable", ours, f"{text} IS NOT NULL AND {ours} IS NULL", text, f"{source} is none of {known}"
                )
            ]
        error = f"starts_with({text}, '#') AND regexp_full_match({text}, {quoted(OF_A_SHEET)})"
        reason = f"{source} shows an error of a spreadsheet, or a formula without its value"
        return text, [Fault("unreadable", ours, error, text, reason)]

    def _code(self, ours: str, column: Column, mapped: Mapped, text: str) -> tuple[str, list[Fault]]:
        cases = [(conditions.sql(condition, self.texts), code) for code, condition in mapped.cases.items()]
        cases += [(f"{text} = {quoted(theirs.strip())}", code) for theirs, code in mapped.codes.items()]
        known_codes = [code for _, code in cases] + ([] if mapped.codes else column.values)
        few = column.type in ("code", "text") and bool(mapped.codes or column.values)
        kind = codes(known_codes) if few else TYPES[column.type]
        whens = " ".join(f"WHEN {condition} THEN CAST({quoted(code)} AS {kind})" for condition, code in cases)
        rest = "" if mapped.codes else f"ELSE TRY_CAST({text} AS {kind})"
        value = f"CASE {whens} {rest} END" if whens else f"TRY_CAST({text} AS {kind})"
        told = f"{self._from(mapped)} is none of the known codes: {', '.join(mapped.codes or column.values)}"
        fault = Fault(
            "unknown_code",
            ours,
            f"{text} IS NOT NULL AND {ours} IS NULL",
            text,
            f"no case of `cases` holds, and {told}" if mapped.cases else told,
        )
        return value, [fault]

    def _seconds(self, ours: str, mapped: Mapped, text: str) -> tuple[str, list[Fault]]:
        number, source = _number(text, self.feed.options), self._from(mapped)
        exact, shape, told = TO_MILLISECOND, NUMBER, f"a number of {mapped.unit}"
        if mapped.unit == "hh:mm:ss":
            number = f"replace({text}, ',', '.')" if self.feed.options.decimal == "," else text
            exact, shape, told = CLOCK_TO_MILLISECOND, CLOCK, "a time as hh:mm:ss or mm:ss"
            value = f"CASE WHEN regexp_full_match({number}, '{exact}') THEN {_clock(number)} END"
        elif mapped.unit == "s":
            read = f"TRY_CAST({number} AS {SECONDS})"
            spared = short(number)
            value = f"CASE WHEN {spared} THEN {read} WHEN regexp_full_match({number}, '{exact}') THEN {read} END"
        elif mapped.unit == "ms":
            seconds = f"TRY_CAST(TRY_CAST({number} AS DECIMAL(15,0)) * 0.001 AS {SECONDS})"
            value = f"CASE WHEN regexp_full_match({number}, '{WHOLE}') THEN {seconds} END"
        else:
            scaled = f"TRY_CAST({number} AS {FRACTION}) * {FACTORS[mapped.unit]}"
            nearest = f"TRY_CAST({scaled} AS {SECONDS})"
            whole = f" AND {scaled} = {nearest}" if mapped.unit != "day" else ""
            value = f"CASE WHEN regexp_full_match({number}, '{shape}'){whole} THEN {nearest} END"
        if self.typed and mapped.unit == "day":
            value = f"CASE WHEN contains({text}, ':') THEN {_clock(text)} ELSE {value} END"
        readable = f"regexp_full_match({number}, '{shape}') AND {_in_range(number, mapped.unit)}"
        empty = f"{text} IS NOT NULL AND {ours} IS NULL"
        return value, [Fault("unreadable", ours, empty, text, f"{source} is not {told}", finer=readable)]

    def _instant(self, ours: str, mapped: Mapped, text: str, steps: Steps) -> None:
        formats = dict.fromkeys((["iso"] if self.typed else []) + mapped.formats)
        number = _number(text, self.feed.options)
        naive, aware = ([read(text, number, one) for one in formats] for read in (times.local, times.instant))
        steps.values[f"l_{ours}"] = _first(naive)
        steps.values[f"d_{ours}"] = _first(aware)
        self._to_utc(ours, steps)
        known = " or ".join(mapped.formats)
        steps.faults.append(
            Fault(
                "unreadable",
                ours,
                f"{text} IS NOT NULL AND {ours} IS NULL",
                text,
                f"{self._from(mapped)} is not a time as {known}",
            )
        )

    def _to_utc(self, ours: str, steps: Steps) -> None:
        zone = self.feed.clock.time_zone
        steps.offsets[f"o_{ours}"] = clock.offset_sql(
            f"l_{ours}", clock.local_pieces(zone), self.near, everywhere=self.everywhere
        )
        local = f"make_timestamp(epoch_us(l_{ours}) - (o_{ours} - (o_{ours} & {clock.STATES - 1})))"
        # 0001-01-01 and 9999-12-31 stand for no time in many a program; elsewhere on earth they are of no year at all.
        steps.instants[ours] = times.within_years(f"coalesce({local}, d_{ours})")
        if len(clock.local_pieces(zone)) > 1:
            steps.clocks.append(ours)


OF_A_SHEET = "(?s)#(N/A|[A-Z]+[!?]|DIV/0!|GETTING_DATA|[?] =.*)"  # the last as `formats/_sheet_errors.py` writes it
TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "instant": "TIMESTAMP",
    "seconds": SECONDS,
    "number": NUMBER_TYPE,
    "count": "BIGINT",
    "flag": "BOOLEAN",
}


def quoted(text: str | None) -> str:
    """A text as SQL."""
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def codes(known: Iterable[str]) -> str:
    """The type of a text that is one of a few: the engine hands on its number and writes each text once."""
    return f"ENUM({', '.join(map(quoted, dict.fromkeys(known)))})"


def _fixed(value: str, column: Column) -> str:
    kind = codes([value]) if column.type in ("code", "text") else TYPES[column.type]
    return f"CAST({quoted(value)} AS {kind})"


def _first(expressions: Iterable[str | None]) -> str:
    told = [one for one in expressions if one]
    if not told:
        return "CAST(NULL AS TIMESTAMP)"
    return told[0] if len(told) == 1 else f"coalesce({', '.join(told)})"


def _without_sign(text: str) -> str:
    """The text of a percentage; exports write it with the sign, some behind a space."""
    return f"regexp_replace({text}, '[\\s\u00a0\u202f]*[%\uff05]$', '')"


def _number(text: str, options: Options) -> str:
    """The text with a point as decimal mark; groups of thousands must be groups of three."""
    mark, group = options.decimal, options.thousands
    plain = f"replace({text}, ',', '.')" if mark == "," else text
    if mark == "," and group != ".":
        plain = f"CASE WHEN NOT contains({text}, '.') THEN {plain} END"
    if group:
        apart = f"replace({text}, {quoted(group)}, '')"
        ungrouped = f"replace({apart}, ',', '.')" if mark == "," else apart
        shape = f"[+-]?[0-9]{{1,3}}([{group}][0-9]{{3}})+([{mark}][0-9]*)?"
        grouped = f"regexp_full_match({text}, {quoted(shape)})"
        plain = f"CASE WHEN NOT contains({text}, {quoted(group)}) THEN {plain} WHEN {grouped} THEN {ungrouped} END"
    return f"({plain})" if plain != text else text


def _digits(text: str, mapped: Mapped, options: Options) -> str:
    """How many digits the partner wrote after the point; null for a mean in units that are no seconds."""
    if mapped.unit not in ("s", "hh:mm:ss"):
        return "CAST(NULL AS INTEGER)"
    mark = "," if options.decimal == "," else "."
    return f"CAST(strlen(split_part({text}, {quoted(mark)}, 2)) AS INTEGER)"


def short(number: str) -> str:
    """Whether a text is so short that, if it is a number, it has no digit beyond the millisecond; it spares the pattern.

    What the engine also takes for numbers, 1e3 and 1_0, is left to the pattern.
    """
    odd = [f"NOT contains({number}, '{mark}')" for mark in "eE_"]
    return " AND ".join([f"strlen({number}) <= 5", f"{number} >= '0'", *odd])


def _clock(text: str) -> str:
    """hh:mm:ss or mm:ss, of any number of hours or minutes, as seconds; a sign before it counts for the whole."""
    parts = f"string_split(ltrim({text}, '+-'), ':')"
    hours = f"CASE WHEN len({parts}) = 3 THEN TRY_CAST({parts}[1] AS DECIMAL(9,0)) ELSE 0 END"
    minutes, seconds = f"TRY_CAST({parts}[-2] AS DECIMAL(9,0))", f"TRY_CAST({parts}[-1] AS {SECONDS})"
    sign = f"CASE WHEN starts_with({text}, '-') THEN -1 ELSE 1 END"
    return f"TRY_CAST(({hours} * 3600 + {minutes} * 60 + {seconds}) * {sign} AS {SECONDS})"


def _in_range(number: str, unit: str) -> str:
    if unit == "hh:mm:ss":
        return "true"
    limit = 999_999_999_999 if unit == "ms" else 999_999_999 // FACTORS.get(unit, 1)
    return f"abs(TRY_CAST({number} AS DOUBLE)) <= {limit}"
