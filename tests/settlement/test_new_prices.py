"""A volume strictly beyond the outer limit is charged as the contract says, and the document tells that a new price is due."""

import json

import pytest
import small

from vmo.cli import DONE, main

ARC = """\
charges:
  volume:
    model: arc_rrc
    of: per_contact
    terms:
      baseline: {{2026-01-01: {{value: {baseline}, ref: "C 3"}}}}
      deadband_percent: {{2026-01-01: {{value: 5, ref: "C 3"}}}}
      reprice_percent: {{2026-01-01: {{value: 30, ref: "C 4"}}}}
      arc: {{2026-01-01: {{value: 2.10, ref: "C 3"}}}}
      rrc: {{2026-01-01: {{value: 1.80, ref: "C 3"}}}}
"""


@pytest.mark.parametrize(
    ("baseline", "amount", "told"),
    [
        (40, "21.00", []),  # 52 of 40 are 30 % more, not beyond; (52 - 42) x 2.10
        (39, "23.21", ["52 lies more than 30 % beside the baseline of 39"]),  # (52 - 40.95) x 2.10 = 23.205
        (75, "-34.65", ["52 lies more than 30 % beside the baseline of 75"]),  # (71.25 - 52) x 1.80, taken off
    ],
)
def test_a_new_price_is_due_strictly_beyond_the_outer_limit(folder, baseline, amount, told):
    small.change(folder / "contracts/acme-care.yaml", "charges:\n", ARC.format(baseline=baseline))
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    result = json.loads((folder / f"out/{small.MONTH}/acme-care/result.json").read_text("utf-8"))
    assert [line["amount"] for line in result["lines"] if line["id"] == "volume"] == [amount]
    due = [one for one in result["findings"] if one["rule"] == "reprice"]
    assert [one["severity"] for one in due] == ["warning"] * len(told)
    assert all(f"volume: {words}; agree a new price" in one["text"] for one, words in zip(due, told, strict=True))
