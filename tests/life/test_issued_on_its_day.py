"""A document with exchange rates of its day of issue is issued on that day: what was approved is what leaves the house."""

import json

import pytest
import small

from vmo.cli import DONE, REFUSED

pytestmark = pytest.mark.slow

ID = "acme-care/2026-10/1"
SIGNED = ("--by", "the clerk", "--why", "agreed by letter")
FX = """\
      fx:
        2026-01-01:
          ref: "C 3"
          value: {currency: PHP, quote: PHP per EUR, basis: invoice_date, table: ecb, days_after: 5}
"""
TABLE = """\
table: ecb
source: European Central Bank
values: {2026-10-30: 60.00, 2026-11-03: 64.00, 2026-11-05: 62.50}
"""


@pytest.fixture
def folder(counted_folder):
    return counted_folder


def test_the_rate_is_that_of_the_agreed_day_of_issue_and_no_other_day_will_do(vmo, folder):
    path = folder / "contracts/acme-care.yaml"
    small.change(path, "credits:\n", f"{FX}credits:\n")
    small.change(path, "value: 0.80", "value: 50")
    (folder / "tables").mkdir()
    (folder / "tables/ecb.yaml").write_text(TABLE)
    assert vmo("month", folder, "--month", small.MONTH).code == DONE
    told = json.loads((folder / "out/2026-10/acme-care/result.json").read_text())
    assert told["lines"][0]["amount"] == "45.12"  # 56.4 min x 50 PHP / 62.50, the rate of 5 November
    assert vmo("approve", folder, ID, *SIGNED).code == DONE
    refused = vmo("issue", folder, ID, "--on", "2026-11-06", *SIGNED)
    says = (
        "charges.voice.fx has the exchange rate of 2026-11-05, its day of issue; found 2026-11-06; issue it with --on"
    )
    assert (refused.code, says in refused.err) == (REFUSED, True), refused.err
    assert vmo("issue", folder, ID, "--on", "2026-11-05", *SIGNED).code == DONE


def test_what_is_counted_of_a_month_that_is_not_over_leaves_the_house_only_as_provisional(vmo, folder):
    assert vmo("month", folder, "--month", small.MONTH).code == DONE
    assert vmo("approve", folder, ID, *SIGNED).code == DONE
    refused = vmo("issue", folder, ID, "--on", "2026-10-31", *SIGNED)
    assert refused.code == REFUSED
    assert f"{ID}: its month lasts until 2026-10-31, and what is counted by 2026-10-31 is not all of it" in refused.err
    assert vmo("issue", folder, ID, "--on", "2026-10-31", "--provisional", *SIGNED).code == DONE
