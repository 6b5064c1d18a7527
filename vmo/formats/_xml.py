"""An XML document read element by element, with an account of what nobody has read.

A document that brings a DOCTYPE or entities of its own is refused: an invoice has no use for them, and what they can do
(files of ours read, the network asked, a memory filled) is the reason why they are sent. Spaces around a text are layout.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from vmo.records import Finding, RefusedFeedError

DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?")
YES, NO = ("true", "1"), ("false", "0")
HINTS = "{http://www.w3.org/2001/XMLSchema-instance}"
SHOWN = 80


@dataclass
class Account:
    """One document: its name, its prefixes, its currency once that is known, and what has been read of it."""

    name: str
    spaces: dict[str, str]
    currency: str = ""
    taken: set[Any] = field(default_factory=set)

    def refused(
        self, line: int, what: str, *, found: str = "", expected: str = "", action: str = ""
    ) -> RefusedFeedError:
        """What stops the file, at a line of it."""
        told = action or "ask the partner for a corrected document"
        return RefusedFeedError(
            [Finding("format", "error", f"{self.name}:{line}", what, found[:SHOWN], expected, told)]
        )


@dataclass(frozen=True)
class Node:
    """An element of the document. What a path finds first is read; what stands beside it stays unread, and is told."""

    element: Any
    account: Account

    @property
    def line(self) -> int:
        return int(self.element.sourceline or 1)

    def all(self, path: str) -> list["Node"]:
        """The elements at a path of prefixed names."""
        return [Node(one, self.account) for one in self.element.findall(path, self.account.spaces)]

    def one(self, path: str) -> "Node | None":
        """The first element at a path."""
        found = self.element.find(path, self.account.spaces)
        return None if found is None else Node(found, self.account)

    def own(self) -> str:
        """The text of this element."""
        self.account.taken.add(self.element)
        return (self.element.text or "").strip()

    def text(self, path: str) -> str:
        """The text at a path; empty where there is none."""
        found = self.one(path)
        return found.own() if found else ""

    def needed(self, path: str, term: str) -> str:
        """The text at a path that no invoice may lack; `term` is its business term."""
        told = self.text(path)
        if not told:
            raise self.account.refused(self.line, f"{term} is missing", expected=f"an element {path}")
        return told

    def attribute(self, name: str) -> str:
        """The text of an attribute; empty where there is none."""
        self.account.taken.add((self.element, name))
        return str(self.element.get(name, "")).strip()

    def number(self, path: str) -> Decimal | None:
        """The number at a path, with the decimal places that stand there."""
        found = self.one(path)
        return found.value() if found else None

    def value(self) -> Decimal:
        """The number that this element holds."""
        told = self.own()
        if not DECIMAL.fullmatch(told):
            raise self.account.refused(
                self.line,
                f"{_name(self.element)} is no number",
                found=repr(told),
                expected="digits with a point, as 100.00",
            )
        return Decimal(told)

    def amount(self, path: str, currency: str = "") -> Decimal | None:
        """The amount at a path, in the document's currency or in another that is named."""
        found = self.one(path)
        return found.money(currency) if found else None

    def money(self, currency: str = "") -> Decimal:
        """The amount that this element holds; of a currency that it names itself, only in the expected one."""
        expected, told = currency or self.account.currency, self.attribute("currencyID")
        if told and told != expected:
            what = f"{_name(self.element)} is in another currency than its document"
            raise self.account.refused(self.line, what, found=told, expected=expected)
        return self.value()

    def day(self, path: str) -> date | None:
        """The day at a path, written as 2026-10-31."""
        found = self.one(path)
        told = found.own() if found else ""
        return found.dated(told, DAY.fullmatch(told), "YYYY-MM-DD") if found and told else None

    def dated(self, told: str, match: re.Match[str] | None, expected: str) -> date:
        """The day that a text tells in ISO's order."""
        try:
            if match:
                return date.fromisoformat(match.group(1))
        except ValueError:
            pass
        raise self.account.refused(self.line, "a date that is none", found=repr(told), expected=expected)

    def flag(self, path: str) -> bool:
        """Yes or no at a path."""
        told = self.text(path)
        if told not in (*YES, *NO):
            raise self.account.refused(
                self.line, f"{path} is missing or neither yes nor no", found=repr(told), expected="true or false"
            )
        return told in YES

    def content(self, path: str) -> bytes | None:
        """The bytes at a path, which are written in base 64."""
        found = self.one(path)
        if found is None:
            return None
        try:
            return base64.b64decode("".join(found.own().split()), validate=True)
        except (binascii.Error, ValueError):
            raise self.account.refused(found.line, "an attachment that is not base 64", expected="base 64") from None

    def skip(self, path: str, *words: str) -> str:
        """A word at a path that only says what the rest is, such as VAT; any other word stays unread."""
        for found in self.all(path):
            told = (found.element.text or "").strip()
            if not words or told in words:
                found.own()
                return told
        return ""


def opened(content: bytes, name: str, spaces: dict[str, str]) -> Node:
    """The root of a document. Raises RefusedFeedError for what is no XML, or brings a DOCTYPE."""
    account = Account(name, spaces)
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    place = content.find(b"<!DOCTYPE")
    if place >= 0:
        shown = content[place : place + SHOWN].decode("utf-8", "replace")
        raise _doctype(account, content.count(b"\n", 0, place) + 1, shown)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = (error.position or (1, 1))[0] or 1
        found = str(error.msg).partition(", line ")[0]
        raise account.refused(line, "not XML that can be read", found=found, expected="a whole document") from None
    if root.getroottree().docinfo.doctype:
        raise _doctype(account, 1, root.getroottree().docinfo.doctype)
    return Node(root, account)


def unread(root: Node) -> tuple[str, ...]:
    """The paths of every text and attribute that nobody has read, in the order of the document; hints to a schema are none."""
    return tuple(_unread(root.element, root.account.taken))


def _unread(root: Any, taken: set[Any]) -> Iterator[str]:
    for one in root.iter(etree.Element):
        path = _path(one)
        if (one.text or "").strip() and one not in taken:
            yield path
        for name in one.attrib:
            if not name.startswith(HINTS) and (one, name) not in taken:
                yield f"{path}/@{name}"
        if any((child.tail or "").strip() for child in one):
            yield f"{path}/text()"


def _doctype(account: Account, line: int, found: str) -> RefusedFeedError:
    return account.refused(
        line,
        "the document brings a DOCTYPE",
        found=found.partition("\n")[0],
        expected="an invoice without document type and entities",
        action="ask the partner for the plain document; nothing of this one was read",
    )


def _path(one: Any) -> str:
    """An element by its local names, counted where it has siblings of its name.

    >>> root = etree.fromstring("<a><b/><b><c/></b></a>")
    >>> _path(root[1][0])
    '/a/b[2]/c'
    """
    above = one.getparent()
    if above is None:
        return f"/{_name(one)}"
    alike = above.findall(one.tag)
    place = f"[{alike.index(one) + 1}]" if len(alike) > 1 else ""
    return f"{_path(above)}/{_name(one)}{place}"


def _name(one: Any) -> str:
    return str(etree.QName(one).localname)
