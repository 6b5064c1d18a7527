"""Diff: an amendment in words, and in money on the last recorded months, as if it had been in force in them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vmo.amendment import as_if_begun, changes
from vmo.correction.comparison import Comparison, compared, of_document
from vmo.correction.comparison import table as side_by_side
from vmo.correction.comparison import told as as_json
from vmo.faults import coherence
from vmo.pipeline.house import House
from vmo.pipeline.supposed import last_months, supposed
from vmo.records import RefusedError
from vmo.schema import fault
from vmo.terms import Contract, read_contract
from vmo.yaml12 import FaultyTextError

VERSION = 1
MONTHS = 3


def portfolio_of(*texts: Path) -> Path | None:
    """The portfolio that one of the texts lies in (`<portfolio>/contracts/<id>.yaml`); None where none does."""
    folders = [text.resolve().parent.parent for text in reversed(texts) if text.resolve().parent.name == "contracts"]
    return next((folder for folder in folders if (folder / "portfolio.yaml").is_file()), None)


def diff(old_path: Path, new_path: Path, house: House | None) -> dict[str, Any]:
    """What the newer text changes. Without a house, or a recorded month, in words alone, and that is said."""
    old, new = _read(old_path), _read(new_path)
    if old.id != new.id:
        raise RefusedError([f"{new_path}: found the contract {new.id!r}, expected {old.id!r} as in {old_path}"])
    words = changes(old.told, new.told)
    months = last_months(house, old.id, MONTHS) if house else []
    lines = [*words] or ["no term differs"]
    money = None
    if not months:
        lines.append(f"in money: no month of {old.id} is recorded; nothing to settle")
    elif words and house:
        money = _in_money(house, old, new, months)
        begun = new.month(months[0])[0]
        lines += ["", f"in money, as if it had been in force since {begun}:", side_by_side(money, ("before", "after"))]
    return {
        "version": VERSION,
        "contract": old.id,
        "changes": words,
        "money": as_json(money) if money else None,
        "text": "\n".join(lines),
    }


def _in_money(house: House, old: Contract, new: Contract, months: Sequence[str]) -> Comparison:
    begun = replace(new, told=as_if_begun(old.told, new.told, new.month(months[0])[0]))
    both = zip(supposed(house, old, months), supposed(house, begun, months), strict=True)
    parties = house.portfolio.parties
    return Comparison(
        f"{old.id}/{months[0]}..{months[-1]}",
        new.text.path.name,
        new.told.currency,
        parties[old.told.parties.supplier],
        parties[old.told.parties.customer],
        tuple(compared(of_document(before), of_document(after)) for before, after in both),
    )


def _read(path: Path) -> Contract:
    contract = read_contract(path)
    if faults := [fault(contract.text, place, what) for place, what in coherence.faults(contract.told)]:
        raise FaultyTextError(faults)
    return contract
