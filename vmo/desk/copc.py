"""COPC: the score of one program as of a month, metric by metric, from what the month ends recorded."""

from fractions import Fraction
from typing import Any

from vmo import calendars, catalogue
from vmo.catalogue import Metric
from vmo.copc.block import CopcText, ProgramText, counted, required_of
from vmo.copc.months import Series
from vmo.copc.page import text
from vmo.copc.profiles import PROFILES
from vmo.copc.required import Required
from vmo.copc.rows import lacking, of_score, read, row, signed
from vmo.copc.score import Score, Standing, score
from vmo.copc.trend import ALPHA
from vmo.copc.verdict import Settings, Verdict, verdict
from vmo.pipeline.house import House
from vmo.pipeline.scored import recorded_months
from vmo.records import RefusedError

VERSION = 1


def copc(house: House, program: str, as_of: str, *, profile: str | None = None) -> dict[str, Any]:
    """One row a required metric, the two shares, and what a reader must know of them.

    Raises RefusedError where the month is not recorded, or two measures of one metric clash.
    """
    told, asked = _block(house, program)
    name = profile or told.profile
    contracts = house.portfolio.contracts.values()
    required = required_of(contracts, program, asked)
    months = (*reversed(calendars.months_before(as_of, told.trend_months - 1)), as_of)
    recorded = recorded_months(house, program, asked, months)
    if not any(as_of in values for values in recorded.values.values()):
        raise RefusedError([f"{program}: nothing is recorded for {as_of}; run vmo month --month {as_of} first"])
    settings = Settings(months, told.level, Fraction(told.materiality_percent) * Fraction(1, 100))
    verdicts = [
        verdict(
            Series(one.id, recorded.values.get(one.id, {}), recorded.failed),
            settings,
            materiality=_materiality(asked, one, as_of),
        )
        for one in required.scored
    ]
    rows = [row(catalogue.metric(one.metric), one) for one in verdicts]
    rows += [lacking(one, nth) for one in required.lacking for nth in range(one.missing)]
    rows += [row(one, Verdict(one.id, "not_applicable")) for one in required.not_applicable]
    standings: list[Standing] = [one["result"] for one in rows]
    found = score(standings, PROFILES[name])
    said = {
        "version": VERSION,
        "program": program,
        "as_of": as_of,
        "profile": {"name": name, "source": PROFILES[name].source},
        "level": told.level,
        "trend_months": list(months),
        "metrics": rows,
        "score": of_score(found),
        "passes": found.passes if found else None,
        "notes": list(_notes(house, program, asked, required, verdicts, found)),
    }
    return {**said, "text": text(said, PROFILES[name])}


def _block(house: House, program: str) -> tuple[CopcText, ProgramText]:
    told = house.portfolio.told.copc
    if told is None:
        where = house.portfolio.folder / "portfolio.yaml"
        raise RefusedError(
            [f"{where}:1: no key `copc`; list there what each program is scored on (docs/portfolio.md, copc)"]
        )
    if program not in told.programs:
        raise RefusedError([f"--program {program}: not under copc.programs; known: {', '.join(told.programs)}"])
    return told, told.programs[program]


def _materiality(asked: ProgramText, metric: Metric, as_of: str) -> Fraction | None:
    term = asked.materiality.get(metric.id)
    return Fraction(term.on(calendars.month(as_of)[1])) if term else None


def _notes(
    house: House, program: str, asked: ProgramText, required: Required, verdicts: list[Verdict], found: Score | None
) -> list[str]:
    """What a reader must know before quoting the score."""
    tested = [one for one in verdicts if one.trend]
    notes = [f"borderline: {found.borderline}"] if found and found.borderline else []
    if found is None:
        notes.append("nothing is left to score: every metric is not applicable or only shown")
    if tested:
        alarms = read(len(tested) * ALPHA)
        notes.append(
            f"{len(tested)} series were tested at {read(100 * ALPHA)} % each; "
            f"by chance alone about {alarms} of them would improve"
        )
    notes += [
        f"early warning: {one.metric} worsens: p {read(one.trend.p_worse, 4)}, slope {signed(one.trend.slope)} a month"
        for one in tested
        if one.trend and one.trend.deteriorating
    ]
    notes += [f"{one.metric}: {one.pooled.note}" for one in verdicts if one.pooled and one.pooled.note]
    if required.unlisted:
        notes.append(f"not on the list, though the COPC table asks for it: {', '.join(required.unlisted)}")
    for contract, name, measure in counted(house.portfolio.contracts.values(), program, asked):
        programs = {**contract.told.scope, **measure.scope}["program"]
        if len(programs) > 1:
            notes.append(f"{contract.id}.{name} counts the programs {', '.join(programs)} together")
    return notes
