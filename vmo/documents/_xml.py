"""Elements of an XML vocabulary, as deep as they are written; what has neither text nor a child is left out."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from vmo.money import plain

# What XML cannot carry is written out, as in a workbook.
UNCARRIED = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Content = Any  # an element, a text, a number, a day, None, or several of them


class Vocabulary:
    r"""Makes elements of prefixed names.

    >>> made = Vocabulary({"a": "urn:a"})
    >>> made("a:order", made("a:id", "7", scheme=""), made("a:note", ""), [made("a:total", Decimal("1.50"))]).tag
    '{urn:a}order'
    >>> made("a:order", made("a:id", ""), None) is None
    True
    >>> made("a:note", "calls\x00.csv").text
    'calls\\x00.csv'
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
                element.text = UNCARRIED.sub(_written_out, one)
            else:
                element.append(one)
        return element

    def empty(self, name: str, /, **attributes: str) -> Any:
        """An element that is there, whatever it holds."""
        prefix, _, tag = name.rpartition(":")
        told = {key: UNCARRIED.sub(_written_out, value) for key, value in attributes.items() if value}
        return etree.Element(f"{{{self._namespaces[prefix or None]}}}{tag}", told, nsmap=self._namespaces)


def bytes_of(root: Any) -> bytes:
    """The same tree is the same bytes."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=[])
    told: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return told


def _written_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


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
