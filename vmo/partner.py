"""A partner as its YAML tells it: sites, feeds, and how each export's columns, clock and codes become ours.

Shapes of design.md section 4. Nothing is read here but the text; what a feed's columns mean is checked
against its kind by `Feed.faults`.
"""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, field_validator, model_validator

from vmo import kinds
from vmo.schema import Told

MONTH = "month"
RECORDS = "records"  # as a `source`: what the store remembers of our own documents
OF_RECORDS = ("deliverables", "partner_invoices")
ANY = "*"  # in `unused`: whatever else the export holds
ENCODINGS = (
    *("utf-8", "utf-16", "latin-1", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257"),
    *("cp949", "euc-kr", "gbk", "gb18030", "big5", "shift_jis"),
)
Severity = Literal["info", "warning", "error"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


_zones = cache(available_timezones)


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("not an IANA time zone such as Europe/Berlin")
    return name


ZoneName = Annotated[str, AfterValidator(_zone)]


class Site(Told):
    """Where a partner works; `holidays` names other ones than its country's, as a subdivision or a calendar of the portfolio."""

    country: str
    time_zone: ZoneName
    holidays: str | None = None


class Due(Told):
    """When a feed must have arrived: every day by `daily`, or on day `monthly` of the month after.

    `days` narrows a daily feed to weekdays; `holidays` names a country whose public holidays bring no file.
    """

    daily: str | None = None
    monthly: int | None = Field(default=None, ge=1, le=28)
    time_zone: ZoneName | None = None
    grace_days: int = 0
    days: list[Weekday] = Field(default_factory=list)
    holidays: str | None = None

    @model_validator(mode="after")
    def _one_rhythm(self) -> "Due":
        if (self.daily is None) == (self.monthly is None):
            raise ValueError("give either daily (a time) or monthly (a day of the month)")
        return self


class Control(Told):
    """A file beside the export that says how many rows it has: `{name}` is the export's name, `rows` the key.

    sums: our column → the key under which the file tells the sum of its values, in the column's own unit.
    """

    file: str
    rows: str
    sums: dict[str, str] = Field(default_factory=dict)


class Clock(Told):
    """Zone of naive times, and which instant decides the day of a row: one of the kind's moments."""

    time_zone: ZoneName
    credited: str | None = None


class Options(Told):
    """How the bytes are laid out. `sheet` and `issue_days` are of some formats only; `header` names the columns of an export
    that has no header, `array` is the path to the records of a JSON. Of a log of events, `event` is the column that says what
    happened, `of` are those that name what it happened to.
    """

    delimiter: str = ","
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ".", ",", " ", "'"] = ""
    quote: str = '"'
    encoding: str = "utf-8"
    sheet: str | None = None
    header_row: int = Field(default=1, ge=1)
    header: list[str] | None = Field(default=None, min_length=1)
    array: str | None = None
    event: str | None = None
    of: list[str] | None = Field(default=None, min_length=1)
    issue_days: int | None = Field(default=None, ge=0)
    true: list[str] = Field(default_factory=lambda: ["1", "true", "yes", "y"])
    false: list[str] = Field(default_factory=lambda: ["0", "false", "no", "n", ""])

    @field_validator("encoding")
    @classmethod
    def _known(cls, name: str) -> str:
        if name.lower() not in ENCODINGS:
            raise ValueError(f"not an encoding we read; known: {', '.join(ENCODINGS)}")
        return name.lower()


class Mapped(Told):
    """Where one of our columns comes from: `from` one of theirs (or several, joined by a space), or a constant `value`.

    format: date formats tried in order. unit: of a duration. codes: theirs → ours. cases: ours → a condition on
    their columns, tried in order before the codes. empty: their words for "no value".
    """

    from_: str | list[str] | None = Field(default=None, alias="from")
    value: str | int | None = None
    format: str | list[str] | None = None
    unit: Literal["s", "ms", "min", "h", "hh:mm:ss", "day"] = "s"
    codes: dict[str, str] = Field(default_factory=dict)
    cases: dict[str, str] = Field(default_factory=dict)
    empty: list[str] = Field(default_factory=list)

    @field_validator("codes", "cases", mode="before")
    @classmethod
    def _keys_are_text(cls, codes: Any) -> Any:
        return {str(key): value for key, value in codes.items()} if isinstance(codes, dict) else codes

    @model_validator(mode="after")
    def _one_origin(self) -> "Mapped":
        if (self.from_ is None) == (self.value is None):
            raise ValueError("give either `from` (a column of the export) or `value` (a constant)")
        return self

    @property
    def theirs(self) -> list[str]:
        """Columns of the export that this one reads."""
        return [self.from_] if isinstance(self.from_, str) else list(self.from_ or [])

    @property
    def formats(self) -> list[str]:
        return [self.format] if isinstance(self.format, str) else list(self.format or [])


class Override(Told):
    """A rule's severity changed for one feed, and why."""

    severity: Severity
    reason: str = ""


class Feed(Told):
    """One export of a partner: where it lies, when it is due, how it reads."""

    kind: str
    source: str
    due: Due | None = None
    format: str
    options: Options = Field(default_factory=Options)
    resend: Literal["replaces_days", "updates_by_identity"]
    control: Control | None = None
    clock: Clock
    identity: list[str] = Field(min_length=1)
    columns: dict[str, Mapped]
    exclude: dict[str, str] = Field(default_factory=dict)
    unused: list[str] = Field(default_factory=list)
    severity: dict[str, Override] = Field(default_factory=dict)
    retention: str = "standard"

    @field_validator("columns", mode="before")
    @classmethod
    def _short_form(cls, columns: Any) -> Any:
        if not isinstance(columns, dict):
            return columns
        return {ours: {"from": theirs} if isinstance(theirs, str) else theirs for ours, theirs in columns.items()}

    @field_validator("severity", mode="before")
    @classmethod
    def _short_override(cls, overrides: Any) -> Any:
        if not isinstance(overrides, dict):
            return overrides
        return {rule: {"severity": told} if isinstance(told, str) else told for rule, told in overrides.items()}

    @property
    def zone(self) -> ZoneInfo:
        """Zone of the feed's naive times."""
        return ZoneInfo(self.clock.time_zone)

    @property
    def credited(self) -> str:
        """Our column whose instant decides the day of a row."""
        kind = kinds.kind(self.kind)
        return kind.moments[self.clock.credited] if self.clock.credited else kind.credited

    def faults(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """What the YAML says that its kind does not allow: (place within the feed, sentence)."""
        if self.kind not in kinds.names():
            yield ("kind",), f"{self.kind!r} is not a kind of rows; known: {', '.join(kinds.names())}"
            return
        if self.source == RECORDS and (self.kind not in OF_RECORDS or self.format != "csv"):
            yield (
                ("source",),
                f"our own records are a csv of {' or '.join(OF_RECORDS)}; found a {self.format} of {self.kind}",
            )
        columns, moments = kinds.kind(self.kind).columns, kinds.kind(self.kind).moments
        for ours, mapped in self.columns.items():
            if ours not in columns:
                yield ("columns", ours), f"not a column of {self.kind}; known: {', '.join(columns)}"
                continue
            allowed = columns[ours].values
            for code in [
                *mapped.codes.values(),
                *mapped.cases,
                *([str(mapped.value)] if mapped.value is not None else []),
            ]:
                if allowed and code not in allowed:
                    yield ("columns", ours), f"{code!r} is not a value of {ours}; allowed: {', '.join(allowed)}"
            if columns[ours].type == "instant" and not mapped.formats and mapped.value is None:
                yield ("columns", ours), 'an instant needs its `format`, such as "%d.%m.%Y %H:%M:%S" or iso'
        required = [ours for ours, column in columns.items() if column.required]
        if self.clock.credited in (None, *moments):
            required.append(self.credited)
        else:
            yield (
                ("clock", "credited"),
                f"{self.clock.credited!r} is not a moment of {self.kind}; known: {', '.join(moments)}",
            )
        for ours in dict.fromkeys(required):
            if ours not in self.columns:
                yield ("columns",), f"{ours} is missing; map it to a column of the export"

    @property
    def theirs(self) -> list[str]:
        """Every column of the export that the YAML names, in order, once."""
        mapped = [name for column in self.columns.values() for name in column.theirs]
        named = [name for name in self.identity if name != MONTH]
        return list(dict.fromkeys([*mapped, *named, *self.unused]))


class Partner(Told):
    """A partner centre and its feeds."""

    partner: str
    sites: dict[str, Site] = Field(default_factory=dict)
    feeds: dict[str, Feed]
