"""What each row adds to a count: over every case of every metric and counting model, the rows add up to what is counted."""

from decimal import Decimal
from pathlib import Path

import pytest
from cases import engine, looked_at, read, taken, value_of

from vmo import charging, plugins
from vmo.asks import ask
from vmo.contributions import OVER, UNDER, contributions
from vmo.formulas import formula
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
        whole = value_of({name: told for name, told in named.items() if told is not None}, rows)
        if None in whole.values():  # the rows do not tell it, so there is no count
            continue
        added = contributions(rows, one)
        (alone,) = engine().to_pyarrow(added.aggregate(**{name: added[name].sum() for name in named})).to_pylist()
        for name, value in whole.items():
            many = len(value) if one.lists else value
            assert Decimal(alone[name] or 0) == Decimal(many), f"{case.where}: {case.name}: {name}"
