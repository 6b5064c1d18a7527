"""Elements of an XML vocabulary, as deep as they are written; what has neither text nor a child is left out."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from vmo.money import plain

Content = Any  # an element, a text, a number, a day, None, or several of them


class Vocabulary:
    """Makes elements of prefixed names.

    >>> made = Vocabulary({"a": "urn:a"})
    >>> made("a:order", made("a:id", "7", scheme=""), made("a:note", ""), [made("a:total", Decimal("1.50"))]).tag
    '{urn:a}order'
    >>> made("a:order", made("a:id", ""), None) is None
    True
    """

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self._namespaces = {prefix or None: uri for prefix, uri in namespaces.items()}

    def __call__(self, name: str, /, *content: Content, **attributes: str) -> Any:
        found = [one for one in _flat(content) if one is not None and not (isinstance(one, str) and not one)]
        if not found:
            return None
        element = self.empty(name, **attributes)
        for one in found:
            if isinstance(one, str):
                element.text = one
            else:
                element.append(one)
        return element

    def empty(self, name: str, /, **attributes: str) -> Any:
        """An element that is there, whatever it holds."""
        prefix, _, tag = name.rpartition(":")
        told = {key: value for key, value in attributes.items() if value}
        return etree.Element(f"{{{self._namespaces[prefix or None]}}}{tag}", told, nsmap=self._namespaces)


def bytes_of(root: Any) -> bytes:
    """The same tree is the same bytes."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=[])
    told: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return told


def _flat(content: Iterable[Content]) -> Iterable[Content]:
    for one in content:
        if isinstance(one, list | tuple):
            yield from _flat(one)
        elif isinstance(one, Decimal):
            yield plain(one)
        elif isinstance(one, date):
            yield one.isoformat()
        else:
            yield one
