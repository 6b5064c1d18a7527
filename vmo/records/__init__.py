"""The nouns of the line: frozen, exact, without behaviour beyond their own arithmetic."""

from vmo.records.documents import (
    MISSED,
    Attainment,
    BilledTwice,
    Cap,
    Credit,
    DayValue,
    Document,
    Line,
    Party,
    Priced,
    Recalculation,
    Returns,
    Source,
    State,
    Tax,
    Totals,
    Unit,
    UnitShare,
)
from vmo.records.figures import Cell, Ratio
from vmo.records.files import Receipt, RowCounts
from vmo.records.findings import (
    Finding,
    RefusedError,
    RefusedFeedError,
    Severity,
    UnknownPluginError,
    UnmappedColumnError,
)
from vmo.records.level import Level, Range
from vmo.records.looking_back import AccruedRight, Bonus, Counted, EarnBackEntry, Proposal, Standing
from vmo.records.own_figures import OwnFigures
from vmo.records.relieved import Excluded, Judged, Relieved
from vmo.records.sampled import Sampled

__all__ = [
    "MISSED",
    "AccruedRight",
    "Attainment",
    "BilledTwice",
    "Bonus",
    "Cap",
    "Cell",
    "Counted",
    "Credit",
    "DayValue",
    "Document",
    "EarnBackEntry",
    "Excluded",
    "Finding",
    "Judged",
    "Level",
    "Line",
    "OwnFigures",
    "Party",
    "Priced",
    "Proposal",
    "Range",
    "Ratio",
    "Recalculation",
    "Receipt",
    "RefusedError",
    "RefusedFeedError",
    "Relieved",
    "Returns",
    "RowCounts",
    "Sampled",
    "Severity",
    "Source",
    "Standing",
    "State",
    "Tax",
    "Totals",
    "Unit",
    "UnitShare",
    "UnknownPluginError",
    "UnmappedColumnError",
]
