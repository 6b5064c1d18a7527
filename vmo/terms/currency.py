"""A currency of ISO 4217 with a minor unit."""

from typing import Annotated

from pydantic import AfterValidator

from vmo.money import UnknownCurrencyError, minor_unit_places


def _currency(code: str) -> str:
    try:
        minor_unit_places(code)
    except UnknownCurrencyError:
        raise ValueError("not an ISO 4217 currency with a minor unit") from None
    return code


Currency = Annotated[str, AfterValidator(_currency)]
