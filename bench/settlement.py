"""The settlement: a thousand contract-months of twenty charges and ten measures each, judged and priced in one process."""

import json
from decimal import Decimal
from pathlib import Path

from bench.clock import timed
from vmo import calendars, yaml12
from vmo.calendars.openings import Openings
from vmo.counting.asks import charge_segments, measure_segments
from vmo.records import Ratio
from vmo.schema import checked
from vmo.settlement.performance import Performance
from vmo.settlement.settle import settle
from vmo.terms import Contract, ContractText

CONTRACTS, YEAR = 84, [f"2026-{month:02}" for month in range(1, 13)]
MEASURES, CHARGES = 10, 20

HEAD = """\
contract: bench-{n}
parties: {{supplier: summit, customer: northwind}}
currency: USD
time_zone: America/New_York
scope: {{partner: [summit]}}
trigger: {{2026-01-01: {{value: minimum, ref: "B 1"}}}}
measures:
"""
# Targets and rates change once a year, so every twelfth month is cut.
MEASURE = """\
  m{i}:
    metric: call_service_level
    class: critical
    terms:
      variant: {{2026-01-01: {{value: sl_excl_short, ref: "B 2"}}}}
      threshold_s: {{2026-01-01: {{value: {threshold}, ref: "B 2"}}}}
      short_s: {{2026-01-01: {{value: 5, ref: "B 3"}}}}
    target:
      2026-01-01: {{value: {{expected: 80, minimum: 75}}, ref: "B 4"}}
      2026-07-16: {{value: {{expected: 82, minimum: 77}}, ref: "A 1"}}
"""
CHARGE = """\
  c{i}:
    model: per_minute
    terms:
      rate:
        2026-01-01: {{value: 0.{rate}, ref: "C 1"}}
        2026-07-16: {{value: 0.{rate}5, ref: "A 1"}}
      increment_s: {{2026-01-01: {{value: 6, ref: "C 2"}}}}
"""
CREDITS = """\
credits:
  at_risk_percent: {{2026-01-01: {{value: 10, ref: "D 1"}}}}
  pool_percent: {{2026-01-01: {{value: 200, ref: "D 1"}}}}
  allocation: {{2026-01-01: {{value: {{{allocation}}}, ref: "D 2"}}}}
  curves: {{2026-01-01: {{value: {{{curves}}}, ref: "D 3"}}}}
  repeat: {{2026-01-01: {{value: {{1: 1, 2: 1.5, 3: 2}}, ref: "D 4"}}}}
invoice: {{tax: {{2026-01-01: {{value: {{category: S, rate: 19}}, ref: "E 1"}}}}}}
"""


def contract(n: int, charges: int = CHARGES) -> Contract:
    """One contract, its rates its own."""
    names = [f"m{i}" for i in range(MEASURES)]
    parts = [HEAD.format(n=n)]
    parts += [MEASURE.format(i=i, threshold=10 + i) for i in range(MEASURES)]
    parts += ["charges:\n", *(CHARGE.format(i=i, rate=50 + (n + i) % 40) for i in range(charges))]
    allocation = ", ".join(f"{name}: 20" for name in names)
    curves = ", ".join(f"{name}: {{linear: {{floor: 60}}}}" for name in names)
    parts.append(CREDITS.format(allocation=allocation, curves=curves))
    text = yaml12.parse("".join(parts), Path(f"bench-{n}.yaml"))
    told: ContractText = checked(ContractText, text)
    return Contract(told, text, Openings(told.time_zone, ()))


def performance(told: Contract, month: str, n: int) -> Performance:
    """What was measured of a month: figures that differ from contract to contract, each other month a miss."""
    first, last = calendars.month(month)
    ratios = {
        (name, segment.first): Ratio(Decimal(7_400 + (n * 31 + first.month * 97 + i * 53) % 1_200), Decimal(10_000))
        for i, (name, measure) in enumerate(told.told.measures.items())
        for segment in measure_segments(measure, first, last)
    }
    quantities = {
        (name, segment.first): Decimal(6 * (100_000 + (n * 7 + i) % 5_000))
        for i, (name, charge) in enumerate(told.told.charges.items())
        for segment in charge_segments(charge, first, last)
    }
    return Performance(first, last, ratios, quantities)


def main() -> None:
    """One JSON line: how many contract-months, and milliseconds for each."""
    contracts = [contract(n) for n in range(CONTRACTS)]
    months = [(told, performance(told, month, n)) for n, told in enumerate(contracts) for month in YEAR]

    def settled() -> int:
        return sum(len(settle(told, months_figures).money.credits) for told, months_figures in months)

    credits_, spent = timed(settled)
    told = {
        "contract_months": len(months),
        "contract_month_ms": float(f"{spent.wall * 1000 / len(months):.2f}"),
        "contract_month_credits": credits_,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
