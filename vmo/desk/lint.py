"""Lint: every YAML of a portfolio read and cross-checked, and its contract tests run; no data is touched."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from vmo import catalogue, charging, contract_tests, kinds, plugins
from vmo.counting import formulas
from vmo.counting.asks import Ask, ask, on_calendar
from vmo.faults import incentives, other_units, uncountable
from vmo.portfolio import Portfolio, load
from vmo.ratios_alone import alone
from vmo.records import RefusedError
from vmo.schema import Dated
from vmo.settlement import charges
from vmo.tallies.cells import attained
from vmo.terms import Contract, Segment, segments
from vmo.yaml12 import FaultyTextError

ANY_DAY = date(2000, 1, 1)
ZERO = Decimal(0)
EVERY_MONTH: dict[str, dict[str, Decimal]] = {
    f"{year}-{month:02}": {} for year in range(1990, 2100) for month in range(1, 13)
}

Place = tuple[str, ...]


def lint(folder: Path, *, inbox: str | None = None) -> dict[str, Any]:
    """What the portfolio holds, and notes. Raises FaultyTextError with every fault, each `file:line:`."""
    portfolio = load(folder, inbox=inbox)
    faults = [fault for contract in portfolio.contracts.values() for fault in _faults(portfolio, contract)]
    if faults:
        raise FaultyTextError(list(dict.fromkeys(faults)))
    ratios = [
        (contract, one)
        for contract in portfolio.contracts.values()
        for one in alone(contract.told, _asks(portfolio, contract), portfolio.partners)
    ]
    if billed := [
        f"{contract.where(*one.place)}: {'.'.join(one.place)}: {one}" for contract, one in ratios if one.billed
    ]:
        raise FaultyTextError(list(dict.fromkeys(billed)))
    if broken := list(contract_tests.faults(portfolio.contracts, folder / "contracts")):
        raise FaultyTextError(broken)
    notes = [
        f"partners/{partner}: {feed_name}: severity of {rule} is {override.severity} without a reason; give one"
        for partner, feed_name, feed in portfolio.feeds()
        for rule, override in feed.severity.items()
        if not override.reason
    ]
    notes += [
        f"partners/{partner}: {feed_name}: {ours} is a ratio without its counts, evidence class C: it may be shown, never "
        "aggregated, never billed; map the counts as well"
        for partner, feed_name, feed in portfolio.feeds()
        for ours in kinds.kind(feed.kind).ratios_alone(feed.columns)
    ]
    notes += dict.fromkeys(f"{contract.where(*one.place)}: {'.'.join(one.place)}: {one}" for contract, one in ratios)
    notes += dict.fromkeys(
        f"{contract.where(*place)}: {'.'.join(place)}: {what}"
        for contract in portfolio.contracts.values()
        for place, what in uncountable.notes(contract.told, _asks(portfolio, contract), portfolio.partners)
    )
    notes += [
        f"{contract.where(*place)}: {'.'.join(place)}: {what}"
        for contract in portfolio.contracts.values()
        for place, what in (*incentives.notes(contract.told), *other_units.notes(contract.told, contract.text.data))
    ]
    counts = {
        "partner": len(portfolio.partners),
        "feed": sum(1 for _ in portfolio.feeds()),
        "contract": len(portfolio.contracts),
        "contract test": contract_tests.count(folder / "contracts"),
    }
    found = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for word, count in counts.items())
    return {
        "partners": sorted(portfolio.partners),
        "contracts": sorted(portfolio.contracts),
        "notes": notes,
        "text": "\n".join([*notes, f"{found}: no fault"]),
    }


def _faults(portfolio: Portfolio, contract: Contract) -> Iterator[str]:
    """Values of terms that no function would take: each is given to the function that it is meant for, without rows."""
    for place, asked in _asks(portfolio, contract):
        for reason in formulas.faults(asked):
            yield f"{contract.where(*place)}: {'.'.join(place)}: {reason}"
    for name, measure in contract.told.measures.items():
        metric = catalogue.metric(measure.metric)
        module = plugins.find("metrics", metric.arithmetic)
        for segment in _segments(measure.terms) if hasattr(module, "attain") else []:
            try:
                attained(module, [], [], open_s=0, terms={**metric.fixed, **segment.terms})
            except RefusedError as error:
                yield from (
                    f"{contract.where('measures', name, 'terms')}: measures.{name}: {one}" for one in error.reasons
                )
    for name, charge in contract.told.charges.items():
        nothing = [ZERO] if charging.counting(charge) else None
        beside = _beside(contract)
        for segment in _segments(charge.terms):
            try:
                charges.priced(contract, charge, segment, (segment.first, segment.last), nothing, 0, beside)
            except RefusedError as error:
                yield from (
                    f"{contract.where('charges', name, 'terms')}: charges.{name}: {one}" for one in error.reasons
                )


def _beside(contract: Contract) -> dict[str, Any]:
    """What a settlement tells a price of the other charges: that they came to nothing."""
    told = contract.told.charges
    own = [name for name, charge in told.items() if not charging.of_others(charging.pricing(charge))]
    volumes = {name: Fraction(0) for name, charge in told.items() if charging.counting(charge)}
    return {
        "amounts": dict.fromkeys(own, ZERO),
        "volumes": volumes,
        "missed": (),
        "earlier": EVERY_MONTH,
        "against": ZERO,
    }


def _asks(portfolio: Portfolio, contract: Contract) -> Iterator[tuple[Place, Ask]]:
    kind_of = portfolio.kind_of(contract)
    for name, measure in contract.told.measures.items():
        for segment in _segments(measure.terms):
            yield (
                ("measures", name, "terms"),
                ask("measure", measure.metric, kind_of[f"measures.{name}"], on_calendar(measure, segment.terms)),
            )
    for name, charge in contract.told.charges.items():
        for function, key in charging.counted(name, charge):
            for segment in _segments(charge.terms):
                yield ("charges", name, "terms"), ask("quantity", function, kind_of[key], segment.terms)


def _segments(histories: dict[str, Dated[Any]]) -> list[Segment]:
    """Every state of the terms, from the first day on which all are in force."""
    days = [sorted(history.root) for history in histories.values()]
    first = max((one[0] for one in days), default=ANY_DAY)
    last = max((one[-1] for one in days), default=ANY_DAY)
    return segments(histories, first, last)
