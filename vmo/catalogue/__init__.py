"""The catalogue: every metric by its id, as data (domain.md 1.1).

An entry names the way of counting (`vmo/metrics/<arithmetic>.py`), what that way needs fixed, and which rows
it counts. The number printed in the seed document slips, so nothing is keyed on it (domain.md 0.1).
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from vmo import kinds, plugins, yaml12
from vmo.catalogue import visits
from vmo.kinds import CREDITED, SPAN
from vmo.records import RefusedError
from vmo.schema import Told, checked, fault
from vmo.yaml12 import FaultyTextError

FOLDER = Path(__file__).parent
SAY_LITTLE = {"rate", "percent", "ratio", "average", "avg", "mean", "number", "total"}
SCALES = {"%": 100, "points": 100, "1/h": 3600, "money/h": 3600}


class Metric(Told):
    """One metric. `scale` turns the ratio into the unit; `population` maps a column to the values that count.

    `look` says how rows are looked at (`vmo/counting/arranged.py`): at the instant they are credited, at another of their
    moments, by their slices of time, or through an arrangement. `per` names the metric whose numerator is the
    denominator, perhaps of another kind of rows. `sampled`: the rows are a sample, so that the value has an interval.
    `error_by` names the metric of one side of a difference of two shares, of which its standard error is made.
    `total`: a plain sum in a unit that is else of means. `looks` maps a term's value to another look, as a cohort does.
    `of_visits`: it counts visits of queues, and takes the term of `vmo/catalogue/visits.py`.
    `around_the_clock`: rows count in and out of service hours, which narrow queues only: a due time may be the closing.

    copc_class: S service, Q quality, C cost, CS satisfaction, R revenue, V volume. `definition` is a sentence
    whose {terms} are filled by `defined`; `wording` says a term's value in words.
    """

    id: str
    name: str
    family: str
    kcrp: str
    unit: Literal["%", "s", "count", "cycles", "1/h", "money", "money/h", "points"]
    scale: Literal[1, 100, 3600]
    direction: Literal["higher", "lower", "range", "none"]
    copc_class: Literal["S", "Q", "C", "CS", "R", "V"]
    copc_no: str
    seed_no: str
    kinds: list[str] = Field(min_length=1)
    arithmetic: str
    look: str = CREDITED
    looks: dict[str, dict[str, str]] = Field(default_factory=dict)
    around_the_clock: bool = False
    per: str | None = None
    sampled: bool = False
    error_by: str | None = None
    total: bool = False
    of_visits: bool = False
    fixed: dict[str, str] = Field(default_factory=dict)
    population: dict[str, list[str]] = Field(default_factory=dict)
    definition: str
    wording: dict[str, dict[str, str]] = Field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether the metric is a plain count, without a denominator."""
        return (self.total or self.unit in ("count", "money")) and self.per is None

    @property
    def of_values(self) -> bool:
        """Whether the metric is made of the single values, as a percentile is, so that those of days or months never add up."""
        return getattr(plugins.find("metrics", self.arithmetic), "OF_VALUES", False)

    def about(self, terms: Mapping[str, Any]) -> visits.Population:
        """The rows that count under these terms: column → values, None where a row may tell none. Raises RefusedError.

        >>> metric("call_volume").about({"visits": "first"})
        {'direction': ['inbound'], 'channel': ['voice'], 'segment_no': [1, None]}
        """
        told = {name: value for name, value in terms.items() if self.of_visits and name == visits.TERM}
        return visits.counted(self.population, **told)

    def looked(self, terms: Mapping[str, Any]) -> str:
        """How rows are looked at under these terms.

        >>> metric("elec_on_time").looked({}), metric("elec_on_time").looked({"cohort": "completed_in_period"})
        ('due', 'completed')
        """
        chosen = [looks[str(terms[term])] for term, looks in self.looks.items() if str(terms.get(term)) in looks]
        return chosen[0] if chosen else self.look

    def defined(self, terms: Mapping[str, Any]) -> str:
        """The definition under these terms and the defaults of the way of counting, as one sentence.

        >>> metric("call_service_level").defined({"variant": "sl_answered", "threshold_s": 20})
        'Calls answered within 20 s of joining the agent queue, out of calls answered (sl_answered).'
        """
        measure = plugins.find("metrics", self.arithmetic).measure
        defaults = {
            p.name: p.default for p in inspect.signature(measure).parameters.values() if p.kind is p.KEYWORD_ONLY
        }
        told = {**defaults, **self.fixed, **terms}
        words = {name: _in_words(one) for name, one in told.items()}
        said = {name: self.wording.get(name, {}).get(value, value) for name, value in words.items()}
        return self.definition.format(**said).format(**said) + _strata(told) + _clock(told) + _visits(told)


class MetricsFile(Told):
    """vmo/catalogue/<family>.yaml."""

    metrics: list[Metric]


def metric(metric_id: str) -> Metric:
    """The metric of that id; raises RefusedError with the ids there are.

    >>> metric("call_asa").unit
    's'
    >>> metric("call_speed")
    Traceback (most recent call last):
    vmo.records.RefusedError: 'call_speed' is not a metric; near it: call_asa, call_hold, call_cost; `vmo metrics` lists all
    """
    known = _metrics()
    if metric_id not in known:
        raise RefusedError([unknown(metric_id)])
    return known[metric_id]


def unknown(metric_id: str) -> str:
    """What to say of an id that no metric has: those that speak of the same, then those that are written like it.

    >>> unknown("call_sevice_level")
    "'call_sevice_level' is not a metric; near it: call_service_level, chat_service_level; `vmo metrics` lists all"
    >>> unknown("promises_kept_rate")
    "'promises_kept_rate' is not a metric; near it: ptp_kept; `vmo metrics` lists all"
    """
    near = list(dict.fromkeys([*_speaking_of(metric_id), *get_close_matches(metric_id, ids())]))[:3]
    told = f"near it: {', '.join(near)}; " if near else ""
    return f"{metric_id!r} is not a metric; {told}`vmo metrics` lists all"


def _speaking_of(metric_id: str) -> list[str]:
    """The metrics that have all words of an id in their id, name or definition, the shortest definition first."""
    words = [word.removesuffix("s") for word in re.findall("[a-z]{3,}", metric_id.lower()) if word not in SAY_LITTLE]
    said = {one.id: f"{one.id} {one.name} {one.arithmetic} {one.definition}".lower() for one in _metrics().values()}
    return sorted(
        (one for one, told in said.items() if words and all(word in told for word in words)),
        key=lambda one: len(said[one]),
    )


def ids() -> tuple[str, ...]:
    """Every metric id, in the order of the catalogue."""
    return tuple(_metrics())


def read(path: Path) -> list[Metric]:
    """The metrics of one file; raises FaultyTextError with every fault."""
    text = yaml12.read(path)
    told: MetricsFile = checked(MetricsFile, text)
    faults = [
        fault(text, ("metrics", n, *place), what) for n, one in enumerate(told.metrics) for place, what in _faults(one)
    ]
    seen: set[str] = set()
    for n, one in enumerate(told.metrics):
        if one.id in seen:
            faults.append(fault(text, ("metrics", n, "id"), f"{one.id!r} stands twice; keep one of them"))
        seen.add(one.id)
    if faults:
        raise FaultyTextError(faults)
    return told.metrics


@cache
def _metrics() -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for one in read(path):
            if one.id in found:
                raise FaultyTextError([f"{path}:1: metric {one.id!r} also stands in another file; keep one of them"])
            found[one.id] = one
    return found


def _in_words(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _strata(told: Mapping[str, Any]) -> str:
    if told.get("strata") != "weighted":
        return ""
    return " Each stratum weighs as much as it holds: the sum of size × share, out of the sum of sizes."


def _visits(told: Mapping[str, Any]) -> str:
    return " Of a contact only the first visit of a queue counts." if told.get(visits.TERM) == "first" else ""


def _clock(told: Mapping[str, Any]) -> str:
    """What the terms say of due times and of the clock that they run on; nothing where all is told and runs round the clock."""
    clock, length = told.get("clock", "calendar"), _in_words(told.get("cycle_h") or told.get("target_h") or "")
    said = ""
    if told.get("due") == "computed":
        said += f" Due times are those of the contract, whatever was told: {length} h after the start."
    elif told.get("due") == "told" and length:
        said += f" What was told no due time is due {length} h after its start."
    if clock == "business":
        said += " Lengths of time run only while the service is open."
    elif clock != "calendar":
        open_only = ", ".join(name for name, word in clock.items() if word == "business")
        said += f" Lengths of time run only while the service is open for {open_only}; for others round the clock."
    return said


def _faults(one: Metric) -> Iterator[tuple[tuple[str, ...], str]]:
    if one.scale != SCALES.get(one.unit, 1):
        yield (
            ("scale",),
            f"found {one.scale} for the unit {one.unit}; 100 makes % or points, 3600 hours of seconds, all else is 1",
        )
    if one.arithmetic not in plugins.names("metrics"):
        yield (
            ("arithmetic",),
            f"{one.arithmetic!r} is not one of vmo/metrics: {', '.join(plugins.names('metrics'))}",
        )
    for name in one.kinds:
        if name not in kinds.names():
            yield ("kinds",), f"{name!r} is not a kind of rows; known: {', '.join(kinds.names())}"
            continue
        looks = [
            CREDITED,
            *kinds.kind(name).moments,
            *([SPAN] if kinds.kind(name).spans else []),
            *plugins.names("arrangements"),
        ]
        chosen = [(("looks", term, word), look) for term, words in one.looks.items() for word, look in words.items()]
        for place, look in [(("look",), one.look), *chosen]:
            if look not in looks:
                yield place, f"{look!r} is no way to look at {name}; known: {', '.join(looks)}"
        columns = kinds.kind(name).columns
        for column, values in one.population.items():
            if column not in columns:
                yield ("population", column), f"not a column of {name}; known: {', '.join(columns)}"
                continue
            for value in values:
                if value not in columns[column].values:
                    allowed = ", ".join(columns[column].values)
                    yield (
                        ("population", column),
                        f"{value!r} is not a value of {name}.{column}; allowed: {allowed}",
                    )
