"""The rules as they are compiled find what the published stylesheets find, nothing else and nothing less."""

import re

import legal
import pytest
from lxml import etree
from saxonche import PySaxonApiError

from vmo.checks import _rules
from vmo.checks.official_rules import CII_RULES, UBL_RULES
from vmo.documents import cii, ubl

SYNTAXES = [(ubl, UBL_RULES), (cii, CII_RULES)]
SHEETS = [UBL_RULES, CII_RULES]
LEAVES = re.compile(rb"<(cbc|ram|udt):(\w+)([^<>]*)>([^<>]+)</\1:\2>")
ASSERTED = (f"{_rules.SVRL}failed-assert", f"{_rules.SVRL}successful-report")


def told(stylesheet, content):
    """All that a stylesheet says is broken: each place, with its rule and its words, warnings too."""
    try:
        report = stylesheet.transform_to_string(xdm_node=_rules.saxon().parse_xml(xml_text=content.decode()))
    except PySaxonApiError as refused:  # of what its schema refuses, such as a day that is none
        return str(refused)
    found = [(dict(one.attrib), "".join(one.itertext())) for one in etree.fromstring(report.encode()).iter(*ASSERTED)]
    return sorted(found, key=str)


def spoilt(content):
    """The file as it is, and with one value after another gone, empty, changed, or under an attribute nobody asked for."""
    yield content
    for nth, leaf in enumerate(LEAVES.finditer(content)):
        name, known, value = (part.decode() for part in leaf.group(2, 3, 4))
        tag = f"{leaf.group(1).decode()}:{name}"
        others = (
            "",
            f"<{tag}{known}></{tag}>",
            f"<{tag}{known}>x{value}</{tag}>",
            f'<{tag} schemeID="?">{value}</{tag}>',
        )
        yield content[: leaf.start()] + others[nth % len(others)].encode() + content[leaf.end() :]


@pytest.mark.parametrize(("syntax", "name"), SYNTAXES, ids=["ubl", "cii"])
def test_whatever_is_spoilt_the_published_rules_say_the_same(syntax, name):
    whole = _rules.saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_rules.published(name)))
    broken = 0
    for content in spoilt(syntax.write(legal.document())):
        found = told(whole, content)
        assert told(_rules.compiled(name), content) == found
        broken += bool(found)
    assert broken > 30


@pytest.mark.parametrize("name", SHEETS, ids=["ubl", "cii"])
def test_no_rule_is_left_out(name):
    whole, brief = (
        etree.parse(_rules.published(name)),
        etree.ElementTree(etree.fromstring(_rules.brief(_rules.published(name)))),
    )
    for asked in (f"{_rules.XSL}when", f"{_rules.XSL}if", f"{_rules.XSL}template", *ASSERTED):
        assert [dict(one.attrib) for one in brief.iter(asked)] == [dict(one.attrib) for one in whole.iter(asked)]


@pytest.mark.parametrize("name", SHEETS, ids=["ubl", "cii"])
def test_no_rule_is_about_an_attribute_or_asked_on_the_way_to_a_pattern(name):
    templates = [one for one in etree.parse(_rules.published(name)).iter(f"{_rules.XSL}template") if one.get("match")]
    assert {one.get("match") for one in templates if one.get("mode") is None} == {"/", "text()"}
    for one in (one for one in templates if list(one.iter(*ASSERTED))):
        steps, left = one.get("match"), None
        while left != steps:
            left, steps = steps, re.sub(r"\[[^][]*\]", "", steps)
        assert "@" not in steps
        assert "attribute" not in steps
