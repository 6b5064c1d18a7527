"""Schema: the JSON Schema of what a person writes, for editors."""

from typing import Any

from vmo import completions
from vmo.actions import ActionsText
from vmo.calendars.of_portfolio import CalendarText
from vmo.contract_tests import ContractTests
from vmo.parties import PartiesText
from vmo.partner import Partner
from vmo.portfolio import PortfolioText
from vmo.schema import Told
from vmo.terms import ContractText, ExclusionsText

SHAPES: dict[str, type[Told]] = {
    "contract": ContractText,
    "contract-tests": ContractTests,
    "partner": Partner,
    "portfolio": PortfolioText,
    "parties": PartiesText,
    "actions": ActionsText,
    "calendar": CalendarText,
    "exclusions": ExclusionsText,
}


def schema(shape: str) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one YAML file."""
    told = completions.contract() if shape == "contract" else SHAPES[shape].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **told}
