"""Roles: who prepares, approves and issues a document; three persons, where a portfolio gives roles (domain.md 5.6).

>>> told = RolesText(approver="head of finance", issuer=["payables", "head of finance"])
>>> told.refuses("issuer", "payables", {"head of finance": "approved"}, "acme-care/2026-10/1")
>>> told.refuses("issuer", "head of finance", {"head of finance": "approved"}, "acme-care/2026-10/1")
"acme-care/2026-10/1: 'head of finance' has approved it; another issuer is expected: payables"
"""

from collections.abc import Iterator, Mapping
from itertools import product

from vmo.life import Role
from vmo.schema import Told, Words
from vmo.yaml12 import Place

PROGRAM = "vmo"  # who acted where no person did


class RolesText(Told):
    """Who may act on documents, by name. A role that is not given is anybody's."""

    preparer: Words | None = None
    approver: Words | None = None
    issuer: Words | None = None

    @property
    def given(self) -> dict[str, list[str]]:
        """Role → names, of the roles that are given."""
        told = {"preparer": self.preparer, "approver": self.approver, "issuer": self.issuer}
        return {role: [words] if isinstance(words, str) else words for role, words in told.items() if words is not None}

    def refuses(self, role: Role, name: str, acted: Mapping[str, str], document: str) -> str | None:
        """Why a person may not act in a role on a document; `acted` says what others, or they, have done to it before."""
        if not name.strip():
            return f"{document}: --by is empty; the name of a person is expected"
        if not self.given:
            return None
        others = [one for one in self.given.get(role, []) if one not in acted]
        if role in self.given and name not in self.given[role]:
            known = ", ".join(self.given[role])
            return f"{document}: {name!r} is no {role} in portfolio.yaml; expected {known}"
        if name in acted:
            expected = f": {', '.join(others)}" if role in self.given else ""
            return (
                f"{document}: {name!r} has {acted[name]} it; another {role} is expected{expected or ', anybody else'}"
            )
        return None

    def faults(self) -> Iterator[tuple[Place, str]]:
        """A role that nobody has, and roles that no three persons can fill."""
        given = self.given
        empty = [role for role, names in given.items() if not [name for name in names if name.strip()]]
        for role in empty:
            yield ("roles", role), "names nobody; name who may act, or leave the role out"
        if not empty and not any(len(set(chosen)) == len(given) for chosen in product(*given.values())):
            told = ", ".join(given)
            yield ("roles",), f"{told} of one document are different persons, and these names are too few; name another"
