"""Exclusions of a contract: the file beside the contracts that people write them in, and what is wrong in it (domain.md 3.4)."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from vmo import catalogue, kinds, plugins, yaml12
from vmo.counting.asks import look
from vmo.kinds import CREDITED
from vmo.relief import MOMENT, deadline, local
from vmo.schema import TermNotInForceError, checked, fault
from vmo.terms import Contract, Exclusion, ExclusionsText, Measure, scope_of
from vmo.yaml12 import Text

Fault = tuple[tuple[str, ...], str]
QUARTER_MIN = 15


def read(path: Path) -> tuple[ExclusionsText, Text]:
    """One file; raises FaultyTextError with every fault."""
    text = yaml12.read(path)
    told: ExclusionsText = checked(ExclusionsText, text)
    return told, text


def faults(told: ExclusionsText, text: Text, contract: Contract) -> list[str]:
    """What its contract does not allow, or what cannot be counted."""
    found = []
    for name, one in told.exclusions.items():
        place = ("exclusions", name)
        found += [fault(text, (*place, *at), what) for at, what in (*_own(one), *_under(one, contract))]
    return found


def _own(one: Exclusion) -> Iterator[Fault]:
    if one.ends <= one.begins:
        yield ("to",), f"found {one.ends.isoformat()}, expected an instant after {one.begins.isoformat()}"
    for key in ("approved_by", "approved_on"):
        if one.status == "approved" and getattr(one, key) is None:
            yield ("status",), f"approved, but {key} is missing; say who approved it and when, or leave it pending"
        if one.status != "approved" and getattr(one, key) is not None:
            yield (key,), f"told, but the status is {one.status}; only what is approved has one"
    known = {name for kind in kinds.names() for name in kinds.kind(kind).dimensions}
    for dimension in one.scope:
        if dimension not in known | {"partner"}:
            yield ("scope", dimension), f"not a dimension of the counts; known: partner, {', '.join(sorted(known))}"


def _under(one: Exclusion, contract: Contract) -> Iterator[Fault]:
    told = contract.told
    ended = (one.ends - MOMENT).astimezone(ZoneInfo(told.time_zone)).date()
    try:
        granted = told.relief.on(ended).types if told.relief else None
        deadline(contract, one)
    except TermNotInForceError as error:
        yield (), str(error)
        return
    if granted is not None and one.type not in granted:
        yield ("type",), f"{contract.id} grants no relief for {one.type} on {ended}; it grants {', '.join(granted)}"
    for name in one.measures:
        if name not in told.measures:
            yield ("measures",), f"{name!r} is not a measure of {contract.id}; known: {', '.join(told.measures)}"
    for name in one.measures or told.measures:
        if name in told.measures and told.measures[name].metric in catalogue.ids():
            yield from _countable(one, name, told.measures[name], contract)


def _countable(one: Exclusion, name: str, measure: Measure, contract: Contract) -> Iterator[Fault]:
    """What is counted in slices of time, or arranged first, has no instant of its own within the quarter-hour."""
    metric = catalogue.metric(measure.metric)
    looks = {metric.looked({term: entry.value}) for term, told in measure.terms.items() for entry in told.root.values()}
    looks |= {metric.looked({}), *([look("measure", metric.per, {})] if metric.per else [])}
    at_an_instant = {CREDITED, *(moment for kind in metric.kinds for moment in kinds.kind(kind).moments)}
    if looks <= at_an_instant and not hasattr(plugins.find("metrics", metric.arithmetic), "attain"):
        return
    counted = f"{name} ({metric.id}) is counted by quarter-hours"
    for key, at in (("from", one.begins), ("to", one.ends)):
        if not _on_a_quarter(local(at, ZoneInfo("UTC"))):
            yield (
                (key,),
                f"found {at.isoformat()}, and {counted}; give a quarter-hour, or name the `measures` that it relieves",
            )
    whole = scope_of(contract.told, measure.scope)
    narrower = [
        dimension for dimension, values in one.scope.items() if not set(whole.get(dimension, [None])) <= set(values)
    ]
    if narrower and hasattr(plugins.find("metrics", metric.arithmetic), "attain"):
        yield (
            ("scope",),
            f"{counted} over all its scope; a window for some of its {', '.join(narrower)} cannot be taken out of it",
        )


def _on_a_quarter(at: datetime) -> bool:
    return (at.minute % QUARTER_MIN, at.second, at.microsecond) == (0, 0, 0)
