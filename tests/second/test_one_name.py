"""A measure and a charge may bear one name: each is counted once, on its own rows."""

from datetime import date

from vmo import proving, simulate
from vmo.portfolio import load

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def test_every_figure_that_is_counted_again_has_a_key_of_its_own():
    portfolio = load(simulate.PORTFOLIO)
    contract = portfolio.contracts["a-campaign"]
    assert contract.told.measures.keys() & contract.told.charges.keys() == {"conversations"}
    proofs = proving.wanted(contract, FIRST, LAST, portfolio.kind_of(contract))
    keys = [proof.key for proof in proofs]
    assert len(keys) == len(set(keys))
    names = {proof.key[0] for proof in proofs if proof.key[0].startswith("conversations")}
    assert names == {"conversations", "conversations.charged"}
