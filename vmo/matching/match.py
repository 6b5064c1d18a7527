"""Match: a month's bills against the month; what each differs by, and what may be paid now."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from vmo.matching import aside, charges, credited, duplicates, split, taxes
from vmo.matching.laid import keys
from vmo.money import rounded
from vmo.records import Bill, BilledLine, Expected, Matched, Outcome, Rejected, Suspicion, Variance
from vmo.terms.matching import MatchTerms

ZERO = Decimal(0)
QUANTITY, ROUND = "QTY", "ROUND"
Laid = tuple[str, BilledLine]


def match(
    expected: Expected,
    bills: Sequence[Bill],
    terms: MatchTerms,
    *,
    before: Sequence[Bill] = (),
    suspicions: Sequence[Suspicion] = (),
    drift_before: Decimal = ZERO,
    notes: Sequence[str] = (),
) -> Matched:
    """All bills of the month, in the order in which they arrived; `before` are other bills that this one may repeat.

    `suspicions` are those that rows have told, `notes` what else a clerk should know. Rejected documents take no part in the
    comparison.
    """
    accepted, rejected, doubted = _sifted(expected, bills, before)
    laid = [(bill, keys(bill, expected, terms.lines)) for bill in accepted]
    rows = [row for bill, own in laid for row in zip(own, bill.lines, strict=True)]
    found = list(_variances(expected, rows, terms)) if accepted else []
    billed_net = sum((bill.total for bill in accepted), ZERO)
    taxed = [one for bill, own in laid for one in taxes.variances(expected, bill, own)]
    variances = (*credited.within(billed_net, _with_limit(found, terms)), *taxed)
    billed_tax = sum((_tax(bill, expected.currency) for bill in accepted), ZERO)
    withheld = sum((one.withheld for one in variances if not one.of_tax), ZERO)
    return Matched(
        expected,
        tuple(accepted),
        tuple(rejected),
        variances,
        (*doubted, *suspicions),
        _outcome(accepted, variances),
        billed_net=billed_net,
        billed_tax=billed_tax,
        payable_net=billed_net - withheld,
        payable_tax=billed_tax - _tax_withheld(variances, expected),
        drift=sum((one.difference for one in variances if one.code == QUANTITY and one.verdict == "tolerated"), ZERO),
        drift_before=drift_before,
        notes=(*_notes(expected, accepted), *notes),
    )


def _sifted(
    expected: Expected, bills: Sequence[Bill], before: Sequence[Bill]
) -> tuple[list[Bill], list[Rejected], list[Suspicion]]:
    """The documents that are matched, those that are not, and what may be billed twice."""
    accepted: list[Bill] = []
    rejected: list[Rejected] = []
    doubted: list[Suspicion] = []
    for bill in bills:
        again = duplicates.hard(bill, [*before, *accepted])
        if again:
            rejected.append(Rejected(bill, f"billed twice: {again.why}"))
        elif bill.currency != expected.currency:
            what = f"it is in {bill.currency}; the contract is in {expected.currency}"
            rejected.append(Rejected(bill, what))
        elif _elsewhere(bill, expected):
            spans = list(aside.periods(bill.lines))
            first, last = min(span[0] for span in spans), max(span[1] for span in spans)
            what = f"it bills {first} to {last} and nothing of the month, {expected.first} to {expected.last}"
            rejected.append(Rejected(bill, what))
        else:
            doubted += duplicates.soft(bill, [*before, *accepted])
            accepted.append(bill)
    return accepted, rejected, doubted


def _elsewhere(bill: Bill, expected: Expected) -> bool:
    """Whether every row of the document bills days outside the month."""
    spans = list(aside.periods(bill.lines))
    told_of_all = bool(spans) and len(spans) == len(bill.lines)
    return told_of_all and all(last < expected.first or first > expected.last for first, last in spans)


def _variances(expected: Expected, rows: Sequence[Laid], terms: MatchTerms) -> Iterator[Variance]:
    """Row by row set aside, charge by charge compared, and the credits."""
    kept, set_aside = aside.parted(rows, expected)
    yield from set_aside
    known = {one.name for one in expected.charges}
    for charge in expected.charges:
        yield from charges.variances(
            charges.Compared(
                charge,
                [line for line in expected.lines if line.charge == charge.name],
                [line for key, line in kept if key == charge.name],
                terms,
                expected.currency,
            )
        )
    yield from credited.variances(expected, [(key, line) for key, line in kept if key not in known])


def _with_limit(found: Sequence[Variance], terms: MatchTerms) -> list[Variance]:
    """Rounding is tolerated line by line, and in sum up to a limit of its own."""
    rounding = [one for one in found if one.code == ROUND and one.verdict == "tolerated"]
    if abs(sum((one.difference for one in rounding), ZERO)) <= terms.round_invoice:
        return list(found)
    return [
        replace(
            one,
            verdict="dispute" if one.difference > 0 else "report",
            withheld=max(one.difference, ZERO),
            why=f"rounding, which adds up to more than {terms.round_invoice:f} in this bill",
        )
        if one in rounding
        else one
        for one in found
    ]


def _outcome(accepted: Sequence[Bill], variances: Sequence[Variance]) -> Outcome:
    if not accepted:
        return "reject"
    if any(one.verdict == "dispute" for one in variances):
        return "dispute"
    return "match_within_tolerance" if variances else "match"


def _tax(bill: Bill, currency: str) -> Decimal:
    return taxes.computed(bill, currency) if bill.tax is None else bill.tax


def _tax_withheld(variances: Sequence[Variance], expected: Expected) -> Decimal:
    """The tax on what is withheld, rounded once for each rate, and what is withheld of the tax itself."""
    bases: dict[Decimal, Fraction] = {}
    for one in variances:
        if one.of_tax:
            continue
        parts = list(split.by_rate(expected, one.charge, one.withheld)) if one.tax_rate is None else []
        rate = one.tax_rate if one.tax_rate is not None else taxes.kind_of(expected, one.charge)[1]
        for rate_of, base in parts or [(rate, Fraction(one.withheld))]:
            bases[rate_of] = bases.get(rate_of, Fraction(0)) + base
    on_net = [rounded(base * Fraction(rate) / 100, expected.currency) for rate, base in bases.items()]
    return sum(on_net, ZERO) + sum((one.withheld for one in variances if one.of_tax), ZERO)


def _notes(expected: Expected, bills: Sequence[Bill]) -> Iterator[str]:
    """What was not compared, and why."""
    if bills and not expected.taxed:
        yield "the contract tells no tax (`invoice.tax`), so the tax of the bill was not compared"
    for bill in bills:
        if bill.net is not None and bill.net != bill.total:
            yield f"{bill.number}: its total is {bill.net:f}, and its lines add up to {bill.total:f}"
