"""Relief, second calculation: the agreement as it would judge without any, and with all that is still asked for (domain.md 3.4).

Each is the contract over changed text, of the measures that relief concerns and of nothing that is priced.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vmo.terms import Contract, Exclusion, Measure

WITHOUT, HOPED = "without", "hoped"


def variants(contract: Contract) -> dict[str, Contract]:
    """The word of each other agreement, and that agreement; none where nothing relieves anybody."""
    concerned = {name: one for name, one in contract.told.measures.items() if _concerned(contract, name, one)}
    if not concerned:
        return {}
    found = {WITHOUT: _over(contract, {name: _owing_all(one) for name, one in concerned.items()}, {})}
    if any(one.status == "pending" for one in contract.exclusions.values()):
        granted = {
            name: one.model_copy(update={"status": "approved"}) if one.status == "pending" else one
            for name, one in contract.exclusions.items()
        }
        found[HOPED] = _over(contract, concerned, granted)
    return found


def _concerned(contract: Contract, name: str, measure: Measure) -> bool:
    named = (one.measures for one in contract.exclusions.values())
    return measure.forecast_variance is not None or any(not own or name in own for own in named)


def _over(contract: Contract, measures: Mapping[str, Measure], granted: Mapping[str, Exclusion]) -> Contract:
    told = contract.told.model_copy(update={"measures": dict(measures), "charges": {}})
    return replace(contract, told=told, exclusions=granted)


def _owing_all(measure: Measure) -> Measure:
    """The measure with a forecast that relieves nothing, cut into parts on the same days."""
    history = measure.forecast_variance
    if history is None:
        return measure
    different: list[Any] = []
    for entry in history.root.values():
        if entry.value not in different:
            different.append(entry.value)
    entries = {
        day: entry.model_copy(
            update={
                "value": entry.value.model_copy(update={"policy": "none", "lock_days": different.index(entry.value)})
            }
        )
        for day, entry in history.root.items()
    }
    return measure.model_copy(update={"forecast_variance": history.model_copy(update={"root": entries})})
