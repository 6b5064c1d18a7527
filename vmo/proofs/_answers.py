"""Answers as the proofs read them, from domain.md 1.9: scores, all on one scale."""

from collections.abc import Iterable
from decimal import Decimal

from vmo.proofs._rows import Population, Row, UnknownError, cell, within
from vmo.records import RefusedError


def scores(rows: Iterable[Row], population: Population, lowest: Decimal | int, highest: Decimal | int) -> list[Decimal]:
    """The scores given; UnknownError where one is on another scale, for it is not comparable."""
    if not lowest < highest:
        raise RefusedError([f"scale_max: found {highest}, expected more than scale_min {lowest}"])
    found = []
    for row in within(rows, population):
        given = cell(row, "score")
        scale = cell(row, "scale_min"), cell(row, "scale_max")
        if given is None:
            continue
        if scale != (lowest, highest):
            raise UnknownError("scale")
        found.append(Decimal(given))
    return found
