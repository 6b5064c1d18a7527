"""Tables of a portfolio: read or refused, and used by the charges that name them."""

import json

import pytest
import small

from vmo.cli import main

WAGES = "table: wages\nsource: office of statistics\nvalues: {2025-12: 100, 2026-09: 110}\n"
COLA = """\
      cola:
        2026-01-01:
          ref: "C 9"
          value: {parts: [{weight: 1, index: wages}], starts: 2026-10, base_month: 2025-12, lag_months: 1, base: fixed, places: 4}
credits:
"""


def test_a_rate_follows_a_table_of_the_portfolio(folder):
    (folder / "tables").mkdir()
    (folder / "tables/wages.yaml").write_text(WAGES)
    small.change(folder / "contracts/acme-care.yaml", "credits:\n", COLA)
    assert main(["night", str(folder)]) == 0
    assert main(["month", str(folder), "--month", small.MONTH]) == 0
    (line,) = json.loads((folder / "out/2026-10/acme-care/result.json").read_text())["lines"]
    assert (line["rate"], line["amount"]) == ("0.8800", "49.63")  # 56.4 min x 0.80 x 110/100 = 49.632


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (WAGES.replace("2025-12: 100", "2025: 100"), "found 2025, expected a month such as 2026-01"),
        (WAGES.replace("110", "0"), "found 0, expected more than 0"),
        (WAGES.replace("2026-09", "2026-09-30"), "some are of months and some of days"),
        (WAGES.replace("source", "sorce"), "unknown key 'sorce'; did you mean 'source'"),
    ],
)
def test_a_faulty_table_is_refused(folder, vmo, table, said):
    (folder / "tables").mkdir()
    (folder / "tables/wages.yaml").write_text(table)
    told = vmo("lint", folder)
    assert told.code == 2
    assert "tables/wages.yaml" in told.err
    assert said in told.err


def test_a_table_that_there_is_not_is_told_before_any_data_comes(folder, vmo):
    small.change(folder / "contracts/acme-care.yaml", "credits:\n", COLA)
    small.change(folder / "contracts/acme-care.yaml", "starts: 2026-10", "starts: 2026-01")
    assert "'wages', expected the name of a table in tables/: none" in vmo("lint", folder).err
