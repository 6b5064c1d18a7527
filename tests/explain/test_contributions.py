"""What each row adds to a count: over every case of every metric and counting model, the rows add up to what is counted."""

from decimal import Decimal
from pathlib import Path

import pytest
from cases import engine, looked_at, read, taken

from vmo import charging, plugins
from vmo.counting.asks import ask
from vmo.counting.contributions import OVER, UNDER, contributions
from vmo.counting.formulas import formula
from vmo.terms import Charge

TESTS = Path(__file__).parents[1]
FILES = [path for folder in ("metrics", "pricing") for path in sorted((TESTS / folder).glob("*.yaml"))]


def asked(case):
    """What the case asks of its rows; None where it counts none."""
    if case.folder == "metrics":
        return ask("measure", case.function, case.kind, case.asked)
    if case.function in (*charging.adjustments(), *charging.conversions(), *charging.of_documents()):
        return None
    counting = charging.counting(Charge(model=case.function, of=case.of, terms={}))
    return counting and ask(
        "quantity", counting, case.kind, taken(plugins.find("pricing", counting).quantity, case.terms)
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_count_is_the_sum_of_what_its_rows_add(path):
    cases = [case for case in read(path) if case.rows and "error" not in case.expect]
    for case, one in [(case, one) for case in cases if (one := asked(case))]:
        rows = looked_at(case.rows, case.kind, one)
        ratio = formula(rows, one)
        named = {OVER: ratio.numerator, UNDER: ratio.denominator}
        added = contributions(rows, one)
        counts = rows.aggregate(**{name: told for name, told in named.items() if told is not None})
        sums = added.aggregate(**{f"added_{name}": added[name].sum() for name in named})
        # Compiled together, since that is what takes the time.
        (found,) = engine().to_pyarrow(counts.cross_join(sums)).to_pylist()
        whole = {name: found[name] for name in counts.columns}
        if None in whole.values():  # the rows do not tell it, so there is no count
            continue
        for name, value in whole.items():
            many = len(value) if one.lists else value
            assert Decimal(found[f"added_{name}"] or 0) == Decimal(many), f"{case.where}: {case.name}: {name}"
