"""Incentives: what a price pays for against what the service levels ask (domain.md 4, coherence rules; 1.2.7, row 6).

A price rewards something beside the work: by the minute a long one, by the contact a short one that comes back. What holds
that back is a measure with a target; a contract without it gets a note. Credits for what the partner does not own are refused.
"""

from collections.abc import Iterator

from vmo import catalogue, charging
from vmo.terms import Charge, ContractText

Told = tuple[tuple[str, ...], str]

QUEUE = ("service_level", "mean_wait", "abandonment", "answer_rate")
SYSTEMS = ("KSP Telecommunications", "KSP Managing information systems")
SEAT = "physical_seat"


def notes(told: ContractText) -> Iterator[Told]:
    """(place, sentence) for each price whose reward no target holds back."""
    targeted = {_arithmetic(name, told) for name, measure in told.measures.items() if measure.target}
    for name, charge in told.charges.items():
        yield from _falling(name, charge)
        counting = charging.counting(charge) or charge.model
        model = charging.model(counting)
        held_by: tuple[str, ...] = getattr(model, "HELD_BACK_BY", ())
        if held_by and not targeted & set(held_by):
            known = [one for one in catalogue.ids() if catalogue.metric(one).arithmetic in held_by]
            yield (
                ("charges", name),
                f"{counting} pays for {model.REWARDS}; give one of {', '.join(known[:4])} a target beside it",
            )


def _falling(name: str, charge: Charge) -> Iterator[Told]:
    """Bands in which one unit more costs less than all before it, where the contract does not say that it accepts that."""
    model = charging.model(charge.model)
    unguarded = hasattr(model, "falls") and "guard" not in charge.terms
    for day, entry in charge.terms["bands"].root.items() if unguarded else ():
        for limit in model.falls(entry.value):
            what = f"one more than {limit} costs less than {limit}; `guard: limit` holds the price, `guard: none` accepts it"
            yield ("charges", name, "terms", "bands", str(day)), what


def faults(told: ContractText) -> Iterator[Told]:
    """(place, sentence) for each credit on what the partner does not own."""
    for day, entry in told.credits.allocation.root.items() if told.credits and told.credits.allocation else ():
        for name in entry.value:
            if name in told.measures and told.measures[name].metric in catalogue.ids():
                yield from (
                    (("credits", "allocation", str(day)), f"{name!r} {what}") for what in _not_owned(name, told)
                )


def _not_owned(name: str, told: ContractText) -> Iterator[str]:
    metric = catalogue.metric(told.measures[name].metric)
    if metric.arithmetic in QUEUE and told.routing == "enterprise_queue":
        yield (
            f"is {metric.id}, which one virtual queue (routing: enterprise_queue) makes the client's; credit "
            "staffing_fulfilment, adherence or quality, or use percent_allocation (domain.md 1.2.7)"
        )
    if metric.arithmetic in QUEUE and told.staffing == "customer":
        yield (
            f"is {metric.id}, and the customer sets the headcount (staffing: customer); credit staffing_fulfilment, "
            "or let the partner staff (domain.md 4)"
        )
    if _seats_alone(told) and metric.kcrp not in SYSTEMS:
        yield (
            f"is {metric.id}, and the contract buys seats without staff or telecom; credit the uptime and response of "
            "systems only (domain.md 4, row 6)"
        )


def _seats_alone(told: ContractText) -> bool:
    """Whether seats are bought and nothing that a person works."""
    models = [charging.counting(one) or one.model for one in told.charges.values()]
    return SEAT in models and not any(getattr(charging.model(one), "STAFFED", True) for one in models)


def _arithmetic(name: str, told: ContractText) -> str:
    return catalogue.metric(told.measures[name].metric).arithmetic
