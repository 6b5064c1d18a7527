"""Block: the `copc` key of portfolio.yaml: what each program is scored on (domain.md 2.1)."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from vmo import catalogue
from vmo.copc.aim import Aim
from vmo.copc.required import ONE_ONLY, Required, number, required
from vmo.schema import Dated, Exact, Told
from vmo.terms import Contract, Measure, scope_of

Place = tuple[str, ...]
NOT_BELOW_ZERO = Field(ge=0)


class ScoredTarget(Told):
    """A target that no contract gives: `expected`, or `low` and `high` of a range, in the metric's unit."""

    expected: Exact | None = None
    low: Exact | None = None
    high: Exact | None = None

    def aim(self, direction: str) -> Aim:
        """Raises ValueError where it does not fit the direction."""
        return Aim.of(direction, expected=self.expected, low=self.low, high=self.high)


class ProgramText(Told):
    """What one program is scored on. `measures` says which measures stand for a metric, as `contract.measure`."""

    performed: list[str] = Field(default_factory=list)
    not_performed: list[str] = Field(default_factory=list)
    metrics: list[str] = Field(default_factory=list)
    measures: dict[str, list[str]] = Field(default_factory=dict)
    targets: dict[str, Dated[ScoredTarget]] = Field(default_factory=dict)
    materiality: dict[str, Dated[Annotated[Exact, NOT_BELOW_ZERO]]] = Field(default_factory=dict)


class CopcText(Told):
    """The whole block. `materiality_percent` is of the gap to the target at the start of the trend's window."""

    profile: Literal["gold_2006", "osp"] = "gold_2006"
    level: Literal["pooled", "last_month"] = "pooled"
    trend_months: int = Field(default=6, ge=6, le=36)
    materiality_percent: Annotated[Exact, NOT_BELOW_ZERO] = Decimal(10)
    programs: dict[str, ProgramText] = Field(min_length=1)


def counted(contracts: Iterable[Contract], program: str, told: ProgramText) -> Iterator[tuple[Contract, str, Measure]]:
    """The measures whose scope names the program; where `measures` chooses for a metric, only those that it names."""
    for contract in contracts:
        for name, measure in contract.told.measures.items():
            chosen = told.measures.get(measure.metric)
            in_scope = program in scope_of(contract.told, measure.scope).get("program", [])
            if in_scope and (chosen is None or f"{contract.id}.{name}" in chosen):
                yield contract, name, measure


def required_of(contracts: Iterable[Contract], program: str, told: ProgramText) -> Required:
    """The required metrics of a program of the block."""
    measured = {
        one.metric for _, _, one in counted(contracts, program, told) if one.target or one.metric in told.targets
    }
    return required(
        [catalogue.metric(one) for one in catalogue.ids()],
        performed=told.performed,
        not_performed=told.not_performed,
        listed=told.metrics,
        measured=measured,
    )


def faults(told: CopcText, contracts: Mapping[str, Contract]) -> Iterator[tuple[Place, str]]:
    """Everything of the block that does not fit the catalogue or the contracts: (place, sentence)."""
    scopes = [scope_of(one.told, measure.scope) for one in contracts.values() for measure in one.told.measures.values()]
    programs = sorted({program for scope in scopes for program in scope.get("program", [])})
    for name, program in told.programs.items():
        place = ("copc", "programs", name)
        if name not in programs:
            yield place, f"no measure of a contract has the program {name!r} in its scope; known: {', '.join(programs)}"
        if not program.metrics and not program.performed:
            yield place, "nothing is required; list `metrics`, or the processes `performed`"
        unknown = list(_unknown(place, program))
        yield from unknown
        if not unknown:
            yield from _targets(place, program)
            yield from _measures(place, name, program, contracts)
            yield from _choices(place, name, program, contracts)


def _unknown(place: Place, told: ProgramText) -> Iterator[tuple[Place, str]]:
    ids = catalogue.ids()
    named = {
        "metrics": told.metrics,
        "measures": told.measures,
        "targets": told.targets,
        "materiality": told.materiality,
    }
    for key, metrics in named.items():
        for one in metrics:
            if one not in ids:
                yield (*place, key, one), catalogue.unknown(one)
            elif catalogue.metric(one).copc_class == "V":
                yield (*place, key, one), f"{one} is a volume, which has no target and no vote; take it out"
            elif catalogue.metric(one).of_values:
                yield (
                    (*place, key, one),
                    f"{one} is a percentile, and those of several months cannot be pooled; take it out",
                )
    processes = sorted({catalogue.metric(one).kcrp for one in ids})
    for key, names in (("performed", told.performed), ("not_performed", told.not_performed)):
        for one in names:
            if one not in processes:
                yield (*place, key), f"{one!r} is no process of the catalogue; known: {'; '.join(processes)}"
            elif key == "performed" and one in told.not_performed:
                yield (*place, key), f"{one!r} is both performed and not performed; keep one"


def _targets(place: Place, told: ProgramText) -> Iterator[tuple[Place, str]]:
    for metric, dated in told.targets.items():
        for day, entry in dated.root.items():
            try:
                entry.value.aim(catalogue.metric(metric).direction)
            except ValueError as error:
                yield (
                    (*place, "targets", metric, str(day)),
                    f"{error}; {metric} has the direction " + (catalogue.metric(metric).direction),
                )


def _measures(
    place: Place, name: str, told: ProgramText, contracts: Mapping[str, Contract]
) -> Iterator[tuple[Place, str]]:
    every = [
        (f"{contract.id}.{measure_name}", measure)
        for contract, measure_name, measure in counted(contracts.values(), name, ProgramText())
    ]
    for metric, chosen in told.measures.items():
        there = [one for one, measure in every if measure.metric == metric]
        for one in chosen:
            if one not in there:
                known = ", ".join(there) or "none"
                yield (*place, "measures", metric), f"{one!r} does not count {metric} for {name}; known: {known}"
    used = list(counted(contracts.values(), name, told))
    for contract, measure_name, measure in used:
        where = f"{contract.id}.measures.{measure_name}"
        if measure.target and measure.metric in told.targets:
            yield (
                (*place, "targets", measure.metric),
                f"{where} gives the target of {measure.metric}; take this one out",
            )
    for needed in required_of(contracts.values(), name, told).scored:
        bare = [f"{c.id}.measures.{n}" for c, n, m in used if m.metric == needed.id and not m.target]
        if bare and needed.id not in told.targets:
            others = sum(m.metric == needed.id for _, _, m in used) > len(bare)
            alone = ", or name under `measures` which stand for it" if others else ""
            what = f"{needed.id} is required and {bare[0]} has no target"
            yield place, f"{what}; give one there, or under `targets` here{alone}"
        elif needed.direction == "none":
            yield place, f"{needed.id} knows no better or worse, so it has no vote; take it out"


def _choices(
    place: Place, name: str, told: ProgramText, contracts: Mapping[str, Contract]
) -> Iterator[tuple[Place, str]]:
    both = [one for one in required_of(contracts.values(), name, told).scored if number(one) == ONE_ONLY]
    if len(both) > 1:
        ids = " and ".join(one.id for one in both)
        yield (
            (*place, "metrics"),
            f"metric 2 is service level or speed of answer, found {ids}; name under `metrics` which one counts",
        )
