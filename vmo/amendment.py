"""Amendment: what a newer text of a contract changes, in words, and the text as if the amendment had begun earlier."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from vmo.money import plain
from vmo.schema import Dated, Entry, Told
from vmo.terms import ContractText

Place = tuple[str, ...]


def changes(old: ContractText, new: ContractText) -> list[str]:
    """A sentence for each thing that the newer text says otherwise, in its order; none where both say the same."""
    return [f"{'.'.join(place)}: {what}" for place, what in _changed(old, new, ())]


def as_if_begun(old: ContractText, new: ContractText, first: date) -> ContractText:
    """The newer text with each amended history standing, as amended last, from `first` on.

    So months that are past can be settled under an amendment that begins later. What the older text says of a day and the
    newer leaves as it is, stays.
    """
    begun: ContractText = _begun(old, new, first)
    return begun


def _changed(old: Any, new: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if old == new:
        return
    if isinstance(new, Dated) and isinstance(old, Dated):
        yield from ((place, what) for what in _amended(old, new))
    elif isinstance(new, Told) and isinstance(old, Told) and type(new) is type(old):
        for name, key in type(new).model_fields.items():
            yield from _changed(getattr(old, name), getattr(new, name), (*place, key.alias or name))
    elif isinstance(new, dict) and isinstance(old, dict):
        for name in dict.fromkeys([*old, *new]):
            if name not in new:
                yield (*place, str(name)), "taken out"
            elif name not in old:
                yield (*place, str(name)), f"added: {_said(new[name])}"
            else:
                yield from _changed(old[name], new[name], (*place, str(name)))
    elif old is None or new is None:
        yield place, f"added: {_said(new)}" if old is None else "taken out"
    else:
        yield place, f"{_said(new)} instead of {_said(old)}"


def _amended(old: Dated[Any], new: Dated[Any]) -> Iterator[str]:
    for day in sorted({*old.root, *new.root}):
        before, after = old.root.get(day), new.root.get(day)
        if before == after:
            continue
        if after is None:
            yield f"from {day} no longer {_said(before.value if before else None)}"
        elif before is not None and before.value == after.value:
            yield f"from {day} by {after.ref} instead of {before.ref}"
        else:
            stood = [one for one in sorted(old.root) if one <= day]
            instead = f" instead of {_said(old.root[stood[-1]].value)}" if stood else ""
            yield f"from {day} {_said(after.value)}{instead} ({after.ref})"


def _begun(old: Any, new: Any, first: date) -> Any:
    if isinstance(new, Dated):
        known = old.root if isinstance(old, Dated) else {}
        amended = [day for day in sorted(new.root) if known.get(day) != new.root[day]]
        if not amended or amended[-1] <= first:
            return new
        kept: dict[date, Entry[Any]] = {day: entry for day, entry in new.root.items() if day < first}
        begun = type(new).model_construct(root={**kept, first: new.root[amended[-1]]})
        begun._where = new._where  # noqa: SLF001  the same term
        return begun
    if isinstance(new, Told):
        own = {name: _begun(getattr(old, name, None), getattr(new, name), first) for name in type(new).model_fields}
        return new.model_copy(update=own)
    if isinstance(new, dict):
        before = old if isinstance(old, dict) else {}
        return type(new)({key: _begun(before.get(key), value, first) for key, value in new.items()})
    return new


def _said(value: Any) -> str:
    """A value as a reader says it.

    >>> _said({"sl": Decimal("60.0"), "curve": {"linear": {"floor": 70}}}), _said([Decimal(1), True])
    ('sl 60.0, curve (linear (floor 70))', '1, yes')
    """
    if isinstance(value, Dated):
        return "; ".join(f"from {day} {_said(entry.value)} ({entry.ref})" for day, entry in sorted(value.root.items()))
    if isinstance(value, Told):
        given = {(key.alias or name): getattr(value, name) for name, key in type(value).model_fields.items()}
        return _said({name: one for name, one in given.items() if one not in (None, {}, [])})
    if isinstance(value, dict):
        return ", ".join(
            f"{key} ({_said(one)})" if isinstance(one, dict | Told | Dated) else f"{key} {_said(one)}"
            for key, one in value.items()
        )
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value) if isinstance(value, Decimal) else str(value)
