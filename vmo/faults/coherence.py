"""What a contract may not say: its measures, charges and curves against the catalogue and the plug-ins they name.

Every fault is (place in the text, sentence); the portfolio turns each into `file:line: …`.
"""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from vmo import catalogue, charging, plugins
from vmo.catalogue import Metric
from vmo.counting.asks import STRATA, charge_signature, signature
from vmo.faults import incentives, locks, scopes, usage
from vmo.faults.curves import curve_faults
from vmo.faults.rewards import reward_faults
from vmo.faults.variance import variance_faults
from vmo.intervals import judged_as
from vmo.money import UnknownCurrencyError, minor_unit_places
from vmo.records import RefusedError
from vmo.schema import Dated
from vmo.terms import Charge, ContractText, LevelRange, Measure, Scope, Target, scope_of
from vmo.terms.measure import Averaged

Fault = tuple[tuple[str, ...], str]
BORDER = "at_border"  # what becomes of a contact that lasts past the border of a charge's hours
SAMPLES = ("quality", "surveys")


def faults(told: ContractText) -> Iterator[Fault]:
    """Everything that the contract says and that cannot be counted, judged or priced."""
    try:
        minor_unit_places(told.currency)
    except UnknownCurrencyError as error:
        yield ("currency",), str(error)
    for name, measure in told.measures.items():
        yield from _measure(("measures", name), measure, scope_of(told, measure.scope))
    for name, charge in told.charges.items():
        yield from _charge(("charges", name), charge)
    for name in charging.of_documents():
        yield from _of_document(told, name)
    for day, entry in told.chargeback.root.items() if told.chargeback else ():
        for name in (entry.value.driver, *entry.value.direct):
            own = told.charges.get(name)
            if own and charging.is_known(own) and not charging.counting(own):
                place = ("chargeback", str(day), "value")
                yield place, f"{name} counts nothing, so it cannot say what is whose; name a charge that counts"
    yield from scopes.faults(told)
    yield from curve_faults(told)
    yield from reward_faults(told)
    if all(map(charging.is_known, told.charges.values())):
        yield from incentives.faults(told)
        yield from usage.faults(told)
        yield from locks.faults(told)


def _measure(place: tuple[str, ...], measure: Measure, scope: Scope) -> Iterator[Fault]:
    if measure.metric not in catalogue.ids():
        yield (*place, "metric"), catalogue.unknown(measure.metric)
        return
    metric = catalogue.metric(measure.metric)
    required, optional = signature("measure", measure.metric)
    yield from _terms(place, measure.terms, required, optional, f"metric {measure.metric}")
    if measure.agg == "mean_of_daily" and metric.of_values:
        yield (
            (*place, "agg"),
            f"{measure.metric} is made of all values of the window, never of its days' results; take it out",
        )
    if measure.kind and measure.kind not in metric.kinds:
        yield (*place, "kind"), f"{measure.metric} is not counted on {measure.kind!r}; known: {', '.join(metric.kinds)}"
    if measure.target and metric.direction == "none":
        yield (*place, "target"), f"{measure.metric} has no better or worse, so no target; take it out"
    yield from _each(place, measure, metric)
    yield from _strata(place, measure)
    yield from variance_faults(place, measure, metric, scope)
    metric = judged_as(
        metric, next((entry.value for entry in measure.each.root.values()), None) if measure.each else None
    )
    yield from _small_numbers(place, measure, metric)
    if measure.sample and not set(SAMPLES) & set(metric.kinds):
        yield (*place, "sample"), f"{metric.id} is counted on no sample ({', '.join(SAMPLES)}); take it out"
    yield from _short(place, measure)
    for day, entry in measure.target.root.items() if measure.target else ():
        yield from (((*place, "target", str(day)), what) for what in _levels(entry.value, metric))


def _levels(target: Target, metric: Metric) -> Iterator[str]:
    """What the levels of a target may not be: turned round, or of two kinds."""
    expected, minimum = target.expected, target.minimum
    if isinstance(expected, LevelRange):
        for word, one in (("expected", expected), ("minimum", minimum)):
            if isinstance(one, LevelRange) and one.low > one.high:
                yield f"{word}: low {one.low} is above high {one.high}"
        if isinstance(minimum, LevelRange) and (minimum.low > expected.low or minimum.high < expected.high):
            told = f"{minimum.low} to {minimum.high} does not hold the expected range {expected.low} to {expected.high}"
            yield f"the minimum range {told}; the minimum is the wider"
        if minimum is not None and not isinstance(minimum, LevelRange):
            yield f"the minimum {minimum} is one level, and expected is a range; write `minimum: {{low: …, high: …}}`"
        return
    if metric.direction == "range":
        what = f"{metric.id} is good within a range, found the one level {expected}"
        yield f"{what}; write `expected: {{low: …, high: …}}`"
    elif isinstance(minimum, LevelRange):
        yield f"the minimum is a range, and expected is the one level {expected}; write both alike"
    elif minimum is not None and (minimum > expected if metric.direction == "higher" else minimum < expected):
        better = "above" if metric.direction == "higher" else "below"
        yield f"the minimum {minimum} is {better} the expected level {expected}; the minimum is the worse"


def _each(place: tuple[str, ...], measure: Measure, metric: Metric) -> Iterator[Fault]:
    if not measure.each:
        return
    if metric.direction not in ("higher", "lower"):
        yield (*place, "each"), f"{metric.id} has no better or worse, so no interval could reach a level; take it out"
    if hasattr(plugins.find("metrics", metric.arithmetic), "attain"):
        yield (
            (*place, "each"),
            f"{metric.id} is made of its whole window, not of sums that an interval has; take it out",
        )
    if measure.agg == "mean_of_daily":
        yield (*place, "each"), "a mean of days and a test of each interval are two ways; take one out"


def _strata(place: tuple[str, ...], measure: Measure) -> Iterator[Fault]:
    """Weighted strata are those of one month, of which no event is counted alone (domain.md 1.5)."""
    history = measure.terms.get(STRATA)
    if history is None or all(entry.value != "weighted" for entry in history.root.values()):
        return
    windows = [entry.value for entry in measure.window.root.values()] if measure.window else []
    beside = {
        "each": measure.each is not None,
        "forecast_variance": measure.forecast_variance is not None,
        "one_miss": measure.one_miss is not None,
        "agg": measure.agg != "ratio_of_sums",
        "window": any(one != "month" for one in windows),
    }
    for key, found in beside.items():
        if found:
            yield (*place, key), "strata are weighted over one month as a whole; take this out, or let strata be pooled"


def _small_numbers(place: tuple[str, ...], measure: Measure, metric: Metric) -> Iterator[Fault]:
    if measure.minimum_volume and metric.counts:
        yield (*place, "minimum_volume"), f"{metric.id} is a plain count without a denominator; take it out"
    for day, entry in measure.minimum_volume.root.items() if measure.minimum_volume else ():
        if entry.value < 0:
            yield (*place, "minimum_volume", str(day)), f"found {entry.value}, expected 0 or more"
    if measure.sample_policy:
        why = (
            f"{metric.id} is not sampled, so it has no interval"
            if not metric.sampled
            else "a mean of days has no interval"
            if measure.agg == "mean_of_daily"
            else "a mean of months has no interval"
            if measure.window and any(isinstance(one.value, Averaged) for one in measure.window.root.values())
            else "a range is no level that a bound could prove"
            if measure.target and any(one.value.ranged for one in measure.target.root.values())
            else ""
        )
        if why:
            yield (*place, "sample_policy"), f"{why}; take it out"
    if measure.round_before_compare and not measure.target:
        yield (*place, "round_before_compare"), "there is no target to compare with; give one or take it out"
    ranged = [str(day) for day, entry in measure.target.root.items() if entry.value.ranged] if measure.target else []
    if measure.one_miss and ranged:
        yield (
            (*place, "one_miss"),
            f"the target of {ranged[0]} is a range, which leaves no number of misses; take it out",
        )
    if measure.one_miss and (metric.unit != "%" or metric.direction not in ("higher", "lower")):
        what = f"{metric.id} is no share of events that reach or miss"
        yield (*place, "one_miss"), f"{what}; one_miss takes a metric in % with a better direction: take it out"
    shapes = [entry.value for entry in measure.window.root.values()] if measure.window else []
    for term in ("minimum_volume", "one_miss"):
        if getattr(measure, term) and any(isinstance(one, Averaged) for one in shapes):
            yield (*place, term), "a mean of months has no events to count; take it out, or let the window be rolling"
    if measure.one_miss and measure.agg == "mean_of_daily":
        yield (*place, "one_miss"), "a mean of days has no events to count; take it out, or let agg be ratio_of_sums"


def _short(place: tuple[str, ...], measure: Measure) -> Iterator[Fault]:
    """A short abandon is never longer than the threshold (domain.md 1.2.4)."""
    short, threshold = measure.terms.get("short_s"), measure.terms.get("threshold_s")
    if short is None or threshold is None:
        return
    begun = max(min(short.root), min(threshold.root))
    for day in sorted({*short.root, *threshold.root}):
        if day >= begun and _above(short.on(day), threshold.on(day)) and not _above(0, threshold.on(day)):
            found = f"found {short.on(day)} above the threshold of {threshold.on(day)} on {day}"
            yield (
                (*place, "terms", "short_s"),
                f"{found}; a short abandon is none that waited longer than the threshold",
            )


def _above(one: Any, other: Any) -> bool:
    return isinstance(one, Decimal | int) and isinstance(other, Decimal | int) and one > other


def _of_document(told: ContractText, name: str) -> Iterator[Fault]:
    """Terms of a payment that its model does not take, or could not price."""
    history: Dated[dict[str, Any]] | None = getattr(told.invoice, name)
    price = charging.model(name).price
    required, optional = charging.own_terms(price, charging.OF_PAYMENT)
    if history and "due_on" in charging.keywords(price) and told.invoice.payment_days is None:
        yield ("invoice", name), "nothing says from when a payment is late; add `payment_days` to `invoice`"
    for day, entry in history.root.items() if history else ():
        place = ("invoice", name, str(day))
        unknown = sorted(set(entry.value) - required - optional)
        missing = sorted(required - set(entry.value))
        if unknown or missing:
            what = f"found {', '.join(unknown)}" if unknown else f"{', '.join(missing)} is missing"
            yield place, f"{what}; expected {', '.join(sorted(required | optional))}"
            continue
        money = dict.fromkeys(("amount", "disputed", "net", "gross"), Decimal(0))
        days = dict.fromkeys(("due_on", "paid_on", "issued_on"), day)
        given = {key: one for key, one in {**money, **days}.items() if key in charging.keywords(price)}
        try:
            price(**entry.value, **given)
        except RefusedError as error:
            yield from ((place, reason) for reason in error.reasons)


def _charge(place: tuple[str, ...], charge: Charge) -> Iterator[Fault]:
    wrong = list(charging.faults(charge))
    yield from (((*place, key), what) for key, what in wrong)
    if wrong:
        return
    named = charge.model if charge.of is None else f"{charge.model} of {charge.of}"
    yield from _terms(place, charge.terms, *charge_signature(charge), f"model {named}")
    if BORDER in charge.terms and charging.HOURS not in charge.terms:
        what = "there is no border where a charge counts at all hours; give it `hours`, or take this out"
        yield (*place, "terms", BORDER), what


def _terms(
    place: tuple[str, ...],
    terms: dict[str, Dated[Any]],
    required: Collection[str],
    optional: Collection[str],
    what: str,
) -> Iterator[Fault]:
    for name in terms:
        if name not in required and name not in optional:
            known = ", ".join(sorted([*required, *optional])) or "none"
            yield (*place, "terms", name), f"{what} has no such term; known: {known}"
    for name in sorted(set(required) - terms.keys()):
        yield (*place, "terms"), f"{what} needs the term {name!r}; add it as `{name}: {{first day: {{value, ref}}}}`"
