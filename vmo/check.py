"""Check: the accuracy checks there are, on the records of a document and on its rendered bytes.

A check takes the document and, by keyword, the evidence it names: `recalculation`, `billed_twice`, `rendered`,
`accrued`, or `paid` and `payments`. A check whose evidence is not at hand yet is left for the call that has it.
"""

import inspect
from typing import Any

from vmo import plugins
from vmo.records import Document, Finding


def check(document: Document, **evidence: Any) -> list[Finding]:
    """Findings of every check that needs exactly this kind of evidence, or none when none is given."""
    found: list[Finding] = []
    for name in plugins.names("checks"):
        module = plugins.find("checks", name)
        wanted = {p.name for p in inspect.signature(module.check).parameters.values() if p.kind is p.KEYWORD_ONLY}
        if wanted <= evidence.keys() and (wanted or "rendered" not in evidence):
            found.extend(module.check(document, **{key: evidence[key] for key in wanted}))
    return found
