"""What if: recorded months priced under other terms, side by side with what was charged; the store is never touched."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vmo import calendars, workbook
from vmo.correction.comparison import Comparison, compared, of_document, table, told
from vmo.faults import coherence
from vmo.pipeline.house import House
from vmo.pipeline.supposed import charged, supposed
from vmo.records import RefusedError
from vmo.schema import fault
from vmo.terms import Contract, read_contract
from vmo.yaml12 import FaultyTextError

VERSION = 1
BOOK = "whatif"


def whatif(
    house: House, path: Path, months: Sequence[str], *, of: str | None = None, xlsx: Path | None = None
) -> dict[str, Any]:
    """The months of the contract that `path` names, or of the contract `of`, under the terms in `path`.

    Raises RefusedError for a month that is not recorded, FaultyTextError for terms that cannot be read.
    """
    terms, contract = _terms(house, path, of)
    before = [charged(house, contract.id, month) for month in months]
    after = map(of_document, supposed(house, terms, months))
    both = [compared(one, other) for one, other in zip(before, after, strict=True)]
    span = months[0] if len(months) == 1 else f"{months[0]}..{months[-1]}"
    parties = house.portfolio.parties
    found = Comparison(
        f"{contract.id}/{span}",
        path.name,
        contract.told.currency,
        parties[contract.told.parties.supplier],
        parties[contract.told.parties.customer],
        tuple(both),
    )
    if xlsx:
        xlsx.write_bytes(workbook.render(BOOK, found))
    return {"version": VERSION, **told(found), "text": table(found)}


def months_between(span: str) -> list[str]:
    """The months of `2026-08..2026-10`, or of one month. Raises RefusedError for a span that ends before it begins.

    >>> months_between("2025-12..2026-01"), months_between("2026-10")
    (['2025-12', '2026-01'], ['2026-10'])
    """
    first, _, last = span.partition("..")
    begun, ended = calendars.month(first)[0], calendars.month(last or first)[0]
    if ended < begun:
        raise RefusedError([f"--months {span}: the last month lies before the first; write it as 2026-08..2026-10"])
    count = (ended.year - begun.year) * 12 + ended.month - begun.month
    return [*reversed(calendars.months_before(last or first, count)), last or first]


def _terms(house: House, path: Path, of: str | None) -> tuple[Contract, Contract]:
    """The contract as it would be, and the one that was in force: of its id, or `of`, whose rows it then takes."""
    terms = read_contract(path)
    known = house.portfolio.contracts
    if faults := [fault(terms.text, place, what) for place, what in coherence.faults(terms.told)]:
        raise FaultyTextError(faults)
    name = of or terms.id
    if name not in known:
        listed = ", ".join(sorted(known))
        raise RefusedError([f"{path}: {name!r} is no contract of the portfolio; name one with --of: {listed}"])
    contract = known[name]
    if terms.told.currency != contract.told.currency:
        found = f"its terms are in {terms.told.currency}, {name} was charged in {contract.told.currency}"
        raise RefusedError([f"{path}: {found}; write the terms in {contract.told.currency}"])
    supposed_text = terms.told.model_copy(
        update={"contract": contract.id, "parties": contract.told.parties}
        | ({"scope": contract.told.scope, "time_zone": contract.told.time_zone} if of else {})
    )
    return replace(terms, told=supposed_text), contract
