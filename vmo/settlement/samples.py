"""Samples: what a sampled measure proves, and the miss that bears no credit until it is proven (domain.md 1.5, decision Q5)."""

from decimal import Decimal

from vmo import sampling
from vmo.catalogue import Metric
from vmo.records import Ratio, Sampled, State
from vmo.sampling import Sample
from vmo.terms import LevelRange, SamplePolicy, Target

USUAL = SamplePolicy()


def sampled(
    ratio: Ratio, weighted: Sample | None, target: Target | None, metric: Metric, policy: SamplePolicy | None
) -> Sampled | None:
    """What the sample, of `weighted` strata or else simple, says of the whole; a range is no level that it could prove."""
    expected = target.expected if target and not isinstance(target.expected, LevelRange) else None
    told = policy or USUAL
    drawn = weighted or sampling.simple(int(ratio.numerator or 0), int(ratio.denominator or 0))
    return sampling.told(drawn, expected, metric.direction, metric.scale, confidence=told.confidence, side=told.side)


def of_sides(ratio: Ratio, side: Decimal | None, metric: Metric) -> Sampled | None:
    """What answers say of the difference of two shares, one side of which is counted; None where that is not known."""
    if side is None or ratio.numerator is None:
        return None
    return sampling.told_of_net(int(side), int(side - ratio.numerator), int(ratio.denominator), metric.scale)


def counted(ratio: Ratio, weighted: Sample | None) -> Ratio:
    """The events that are counted where numbers are small: of weighted strata what was drawn, not what they hold."""
    return ratio if weighted is None else Ratio(weighted.share * weighted.n, weighted.n)


def decided(state: State, proof: Sampled | None, policy: SamplePolicy | None) -> State:
    """The state; a breach that is not proven is no more than a miss where the bound decides."""
    if state != "breach" or policy is None or policy.decides == "point":
        return state
    return "breach" if proof is not None and proof.word == "proven missed" else "amber"
