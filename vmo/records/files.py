"""Receipts of the verbs, and where the rows of files went."""

from dataclasses import dataclass

from vmo.records.findings import Finding


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one verb did to one subject: paths and sha256s as text, never rows. Travels between tasks as a dict."""

    verb: str
    subject: str
    outputs: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    rows_in: int = 0
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class RowCounts:
    """Where the rows of one or more files went (law 1): rows_in is the sum of the next five.

    `out_of_scope` and `out_of_period` are parts of accepted, seen from one contract.
    """

    rows_in: int = 0
    accepted: int = 0
    quarantined: int = 0
    excluded: int = 0
    duplicates: int = 0
    superseded: int = 0
    out_of_scope: int = 0
    out_of_period: int = 0

    def __add__(self, other: "RowCounts") -> "RowCounts":
        return RowCounts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def adds_up(self) -> bool:
        return self.rows_in == self.accepted + self.quarantined + self.excluded + self.duplicates + self.superseded
