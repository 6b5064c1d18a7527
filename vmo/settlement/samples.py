"""Samples: what a sampled measure proves, and the miss that bears no credit until it is proven (domain.md 1.5, decision Q5)."""

from vmo import sampling
from vmo.catalogue import Metric
from vmo.records import Ratio, Sampled, State
from vmo.terms import LevelRange, SamplePolicy, Target

USUAL = SamplePolicy()


def sampled(ratio: Ratio, target: Target | None, metric: Metric, policy: SamplePolicy | None) -> Sampled | None:
    """What the sample says of the whole; a range is no level that it could prove."""
    expected = target.expected if target and not isinstance(target.expected, LevelRange) else None
    told = policy or USUAL
    return sampling.told(ratio, expected, metric.direction, metric.scale, confidence=told.confidence, side=told.side)


def decided(state: State, proof: Sampled | None, policy: SamplePolicy | None) -> State:
    """The state; a breach that is not proven is no more than a miss where the bound decides."""
    if state != "breach" or policy is None or policy.decides == "point":
        return state
    return "breach" if proof is not None and proof.word == "proven missed" else "amber"
