"""Reward faults: what a contract says of bonus, earn-back, rights and ratchet that cannot be settled (domain.md 7.1)."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from vmo import catalogue
from vmo.terms import Bonus, ContractText, LevelRange

Fault = tuple[tuple[str, ...], str]
OF_ALL = frozenset({"grade", "carried", "persistent", "last_month"})


def reward_faults(told: ContractText) -> Iterator[Fault]:
    """Everything about them that no month could be settled by."""
    for name in sorted(OF_ALL & told.measures.keys()) if told.credits else ():
        yield ("measures", name), f"{name!r} is the name of a credit that is of no single measure; choose another"
    for day, bonus in told.bonus.root.items() if told.bonus else ():
        yield from _bonus(told, ("bonus", str(day)), bonus.value)
    earn_back = told.credits.earn_back if told.credits else None
    for day, back in earn_back.root.items() if earn_back else ():
        place = ("credits", "earn_back", str(day))
        yield from _unknown(told, place, back.value.measures or ())
        if not 0 < back.value.percent <= 100:
            yield place, f"percent is {back.value.percent}; expected more than 0 and at most 100"
        if back.value.months < 1:
            yield place, f"months is {back.value.months}; expected 1 or more"
    persistent = told.credits.persistent if told.credits else None
    for day, many in persistent.root.items() if persistent else ():
        yield from _unknown(told, ("credits", "persistent", str(day)), many.value.measures or ())
        if many.value.n < 1 or many.value.of < 1:
            yield (
                ("credits", "persistent", str(day)),
                f"found {many.value.n} in {many.value.of}; expected 1 or more of each",
            )
    yield from _on_two_bills(told)
    for day, counters in told.credits.counters.root.items() if told.credits and told.credits.counters else ():
        for rule, counter in counters.value.items():
            effects = {counter.excused, counter.no_volume, counter.low_volume, counter.no_data}
            if "extends" in effects and rule not in ("earn_back", "chronic"):
                yield ("credits", "counters", str(day), "value", rule), "only earn_back and chronic can be extended"
    for name, rights in told.termination.items():
        for day, right in rights.root.items():
            where = ("termination", name, str(day))
            yield from _unknown(told, where, right.value.measures or ())
            levels = [
                one.value.critical for own in told.measures.values() if own.target for one in own.target.root.values()
            ]
            if right.value.rule == "critical" and not any(level is not None for level in levels):
                yield where, "no target has a `critical` level; give one, or take the rule out"
    for day, ratchet in told.ratchet.root.items() if told.ratchet else ():
        beside = ("ratchet", str(day))
        yield from _unknown(told, beside, ratchet.value.measures)
        yield from (
            (beside, f"{name!r} has no level that could rise; give it a target or take it out")
            for name in ratchet.value.measures
            if name in told.measures and (_direction(told, name) not in ("higher", "lower") or _ranged(told, name))
        )


def _on_two_bills(told: ContractText) -> Iterator[Fault]:
    """What a cap does not hold cannot carry into the month in which all credits of this one are taken off."""
    off, caps = (told.credits.taken_off, told.credits.caps) if told.credits else (None, None)
    if off is None or caps is None or not any(one.value.excess == "carries" for one in caps.root.values()):
        return
    for day, one in off.root.items():
        if one.value == "next_month":
            yield (
                ("credits", "taken_off", str(day)),
                "next_month, and `caps` carries what it does not hold into the next month as well; let the excess lapse",
            )


def _bonus(told: ContractText, place: tuple[str, ...], bonus: Bonus) -> Iterator[Fault]:
    yield from _unknown(told, place, bonus.shares)
    together = sum(bonus.shares.values(), Decimal(0))
    if together > 100 or min(bonus.shares.values(), default=0) < 0:
        yield place, f"shares add up to {together}; expected at most 100 percent of the pool, none below 0"
    for name in bonus.shares:
        direction = _direction(told, name)
        if name not in told.measures:
            continue
        if name not in bonus.stretch:
            yield place, f"{name!r} has no `stretch` level; say at which its whole share is earned"
        elif direction not in ("higher", "lower") or _ranged(told, name):
            yield place, f"{name!r} has no level to be beyond; give it a target or take it out"
        else:
            history = told.measures[name].target
            for one in history.root.values() if history else ():
                expected, stretch = one.value.expected, bonus.stretch[name]
                if isinstance(expected, LevelRange):
                    continue
                if (stretch <= expected) if direction == "higher" else (stretch >= expected):
                    yield place, f"{name!r} has the stretch {stretch}, not better than the expected level {expected}"


def _ranged(told: ContractText, name: str) -> bool:
    history = told.measures[name].target
    return any(one.value.ranged for one in history.root.values()) if history else False


def _direction(told: ContractText, name: str) -> str:
    measure = told.measures.get(name)
    if measure is None or measure.target is None or measure.metric not in catalogue.ids():
        return ""
    return catalogue.metric(measure.metric).direction


def _unknown(told: ContractText, place: tuple[str, ...], names: Iterable[str]) -> Iterator[Fault]:
    yield from (
        (place, f"{name!r} is not a measure; known: {', '.join(told.measures)}")
        for name in names
        if name not in told.measures
    )
