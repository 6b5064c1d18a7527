"""Billed once: no contact stands in two charges of one model, or in two months

>>> from types import SimpleNamespace as A
>>> from vmo.records import BilledTwice
>>> list(check(A(id="x/2026-10/1"), billed_twice=[]))
[]
>>> twice = [BilledTwice("c-7", "charge voice", "charge all")]
>>> [str(one) for one in check(A(id="x/2026-10/1"), billed_twice=twice)]
['x/2026-10/1: 1 contacts are billed twice: found c-7 in charge voice and charge all, expected each contact once; narrow the scope of one charge, or exclude the contact']
"""

from collections.abc import Iterator, Sequence

from vmo.records import BilledTwice, Document, Finding

EXAMPLES = 5


def check(document: Document, *, billed_twice: Sequence[BilledTwice]) -> Iterator[Finding]:
    """One error for each pair of places that bill the same contacts, with examples."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for one in billed_twice:
        pairs.setdefault((one.first, one.second), []).append(one.contact)
    for (first, second), contacts in pairs.items():
        named = ", ".join(contacts[:EXAMPLES]) + (" …" if len(contacts) > EXAMPLES else "")
        yield Finding(
            "billed_once",
            "error",
            document.id,
            f"{len(contacts)} contacts are billed twice",
            f"{named} in {first} and {second}",
            "each contact once",
            "narrow the scope of one charge, or exclude the contact",
            len(contacts),
        )
