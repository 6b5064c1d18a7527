"""Published clauses as contracts: each comes to what its text says, and both calculations agree on it.

`<id>.yaml` is the clause as a contract, `<id>.tests.yaml` what it comes to; the first comment says where it was published.
"""

from pathlib import Path

import pytest
from settled_twice import again, compare

from vmo import contract_tests, yaml12
from vmo.contract_tests import ContractTests, as_came, performance
from vmo.faults import coherence
from vmo.schema import checked
from vmo.settlement.settle import settle
from vmo.terms import read_contract

HERE = Path(__file__).parent
CONTRACTS = {path.stem: path for path in sorted(HERE.glob("*.yaml")) if not path.name.endswith(".tests.yaml")}
SENTENCES = [
    pytest.param(stem, test, id=f"{stem}: {test.name}")
    for stem in CONTRACTS
    for test in checked(ContractTests, yaml12.read(HERE / f"{stem}.tests.yaml")).tests
]


@pytest.mark.parametrize("stem", CONTRACTS)
def test_a_published_clause_is_a_contract_without_fault(stem):
    assert list(coherence.faults(read_contract(CONTRACTS[stem]).told)) == []


def test_each_clause_comes_to_what_it_says():
    contracts = {stem: read_contract(path) for stem, path in CONTRACTS.items()}
    assert list(contract_tests.faults(contracts, HERE)) == []


@pytest.mark.parametrize(("stem", "test"), SENTENCES)
def test_both_calculations_agree_on_a_clause(stem, test):
    contract = read_contract(CONTRACTS[stem])
    given = performance(contract, test)
    compare(settle(contract, given), again(contract, given, as_came(contract, test.month, test.given)))
