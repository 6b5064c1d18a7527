"""The second settlement of charges: amounts by line, from proven quantities and parsed terms."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from vmo import charging, plugins
from vmo.counting.asks import charge_segments
from vmo.past import PastMonth
from vmo.proofs import credits as crediting
from vmo.proofs import proration
from vmo.proving import Key, charged, held, taken
from vmo.records import Ratio
from vmo.terms import Contract, Segment

# Decision M6: what stands outside the at-risk base unless that names it.
OUTSIDE = ("pass_through", "minimum_commitment", "true_up", "arc_rrc", "late_fee")
ON_TOP = (
    "cola",
    "premiums",
    "surcharge",
)  # domain.md 4, lines 19, 17, 18: the index first, then what stands on the rate


def priced(
    contract: Contract,
    first: date,
    last: date,
    ratios: Mapping[Key, Ratio],
    places: int,
    *,
    missed: Collection[str] = (),
    past: Sequence[PastMonth] = (),
) -> tuple[dict[Key, Decimal], dict[Key, Decimal]]:
    """Amounts by line, and what was counted for each."""
    charges = contract.told.charges
    cuts = {name: charge_segments(charge, first, last) for name, charge in charges.items()}
    counts = {
        name: [Decimal(ratios.get((charged(name), one.first), Ratio(0)).numerator or 0) for one in cuts[name]]
        for name, charge in charges.items()
        if charging.counting(charge)
    }
    units = {name: [_size(contract, name, count) for count in told] for name, told in counts.items()}
    against = {name: [_held(contract, name, one.first, ratios) for one in cuts[name]] for name in charges}
    amounts: dict[Key, Decimal] = {}
    sums: dict[str, Decimal] = {}
    dated: list[tuple[str, date, date, Decimal]] = []
    by_others = {name for name in charges if "amounts" in charging.keywords(_price(contract, name))}
    for name in [*(one for one in charges if one not in by_others), *(one for one in charges if one in by_others)]:
        beside = {
            "volumes": {one: sum(told, Fraction(0)) for one, told in units.items()},
            "amounts": {one: total for one, total in sums.items() if one not in by_others},
            "dated": [one for one in dated if one[0] not in by_others],
            "missed": missed,
            "earlier": {
                month.period: {one: amount for one, amount in month.charges.items() if one not in by_others}
                for month in past
                if month.charges is not None
            },
        }
        found: list[tuple[date, Fraction]] = []
        for nth, one in enumerate(cuts[name]):
            told = one.terms.get("proration", "calendar")
            own_days, all_days = proration.part(one.first, one.last, (first, last), told, contract.holidays)
            window: dict[str, Any] = {"days": own_days, "window_days": all_days}
            if told in ("business", "actual_30") or (own_days, all_days) == (1, 1):
                whole = 30 if told == "actual_30" else proration.counted(first, last, told, contract.holidays)
                window = {"days": own_days if all_days > 1 else whole, "window_days": whole}
            window["days_between"] = partial(_days_between, told, contract.holidays, (first, last))
            own = units.get(name, [])
            volumes = {"before": sum(own[:nth], Fraction(0)), "whole": sum(own, Fraction(0))}
            given = {**window, **volumes, **beside, "first": one.first, "last": one.last}
            known = [held_ for held_ in against[name] if held_ is not None]
            given |= {"against": against[name][nth], "against_whole": sum(known, Fraction(0)) if known else None}
            given |= {
                "window_first": first,
                "window_last": last,
                "home": contract.told.currency,
                "tables": contract.tables,
                "in_parts": _of_each_day(contract, name, one, last, told),
            }
            exact = _amounts(contract, name, one, [own[nth]] if own else [], given)
            if "fx" in one.terms:
                fx = plugins.find("proofs", "fx").convert
                exact = [fx(amount, **one.terms["fx"], **taken(fx, given)) for amount in exact]
            found += [(one.first, amount) for amount in exact]
        rounded = [(day, crediting.half_up(amount, places)) for day, amount in found]
        sums[name] = sum((amount for _, amount in rounded), Decimal(0))
        ends = {one.first: one.last for one in cuts[name]}
        dated += [(name, day, ends[day], amount) for day, amount in rounded]
        amounts |= {
            (name if len(rounded) == 1 else f"{name}.{n}", day): amount for n, (day, amount) in enumerate(rounded, 1)
        }
    in_order = [key for name in charges for key in amounts if key[0].split(".")[0] == name]
    counted = {
        (line, day): counts[line.split(".")[0]][[one.first for one in cuts[line.split(".")[0]]].index(day)]
        for line, day in in_order
        if line.split(".")[0] in counts
    }
    return {key: amounts[key] for key in in_order}, counted


def at_risk(contract: Contract, first: date, amounts: Mapping[Key, Decimal]) -> list[Decimal]:
    """Decision M6: what the base names, or all but what stands outside."""
    told = contract.told
    named = told.credits.at_risk_base.on(first) if told.credits and told.credits.at_risk_base else None
    own = {name for name, charge in told.charges.items() if charge.model not in OUTSIDE} if named is None else named
    return [amount for (line, _), amount in amounts.items() if named == "all" or line.split(".")[0] in own]


def _amounts(
    contract: Contract, name: str, segment: Segment, quantity: list[Fraction], given: Mapping[str, Any]
) -> list[Fraction]:
    price = _price(contract, name)
    terms = _dearer(segment.terms, given)
    exact: list[Fraction] = price(*quantity, **taken(price, {**terms, **given}))
    return exact


def _price(contract: Contract, name: str) -> Any:
    model = contract.told.charges[name].model
    proof = plugins.find("proofs", model)
    return proof.price if hasattr(proof, "price") else plugins.find("proofs", "unit_rate").price


def _size(contract: Contract, name: str, count: Decimal) -> Fraction:
    """Units of the price: minutes of seconds."""
    counting = charging.counting(contract.told.charges[name]) or ""
    return Fraction(count) / getattr(plugins.find("proofs", counting), "SIZE", 1)


def _held(contract: Contract, name: str, first: date, ratios: Mapping[Key, Ratio]) -> Fraction | None:
    """What the count of a charge's part is held against, in the units of its price; None where nothing tells it."""
    found = ratios.get((held(name), first), Ratio(None)).numerator
    return None if found is None else _size(contract, name, Decimal(found))


def _dearer(terms: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The terms with every rate as its premiums, surcharges and index make it."""

    def rate(value: Any) -> Any:
        found = Fraction(value)
        for name in ON_TOP:
            if name in terms:
                adjust = plugins.find("proofs", name).adjust
                found = adjust(found, **terms[name], **{n: v for n, v in given.items() if n in _told(adjust)})
        return crediting.exact(found)

    if not any(name in terms for name in ON_TOP):
        return dict(terms)
    found = {
        name: rate(value) if name in ("rate", "amount", "fee", "arc", "rrc") else value for name, value in terms.items()
    }
    if "bands" in terms:
        found["bands"] = [{**band, "rate": rate(band["rate"])} for band in terms["bands"]]
    if "rates" in terms:
        found["rates"] = {item: rate(value) for item, value in terms["rates"].items()}
    return found


def _days_between(convention: str, closed: Collection[date], window: tuple[date, date], first: date, last: date) -> int:
    if convention == "actual_30" and (first, last) == window:
        return 30
    return proration.counted(first, last, convention, closed)


def _of_each_day(
    contract: Contract, name: str, own: Segment, window_last: date, convention: str
) -> list[dict[str, Any]]:
    """Day by day what is in force of a minimum, and whether the day counts: of the window, or the year that ends with it; none
    where it is the same on all of a window.
    """
    charge = contract.told.charges[name]
    told = {term: charge.terms[term] for term in ("minimum", "usage", "waived_by") if term in charge.terms}
    if "minimum" not in told:
        return []
    of_a_year = "earlier" in charging.keywords(_price(contract, name))
    begin, end = own.first.toordinal(), own.last.toordinal() + 1
    if of_a_year:
        after = date.fromordinal(window_last.toordinal() + 1)
        begin = after.replace(year=after.year - 1).toordinal()
    days = [date.fromordinal(n) for n in range(begin, end)]
    due = [day for day in days if all(min(one.root) <= day for one in told.values()) and day >= (charge.first or day)]
    each = [
        {
            "first": day,
            "last": day,
            "days": proration.counted(day, day, convention, contract.holidays),
            **{term: history.on(day) for term, history in told.items()},
        }
        for day in due
    ]
    changes = any(one[term] != each[0][term] for one in each for term in told)
    return each if of_a_year or changes else []


def _told(function: Any) -> frozenset[str]:
    return charging.keywords(function)
