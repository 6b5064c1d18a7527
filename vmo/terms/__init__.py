"""Dated contracts: the text of one agreement, and the terms in force on a day (design.md section 5).

Every term that can change is a history. A measure or a charge splits only where one of its own terms changes;
equal neighbours are one; contract-wide terms are read on the first day of the window. The sentence under each key is what
editors and docs/contracts.md say of it.
"""

from vmo.terms.bonus import Bonus
from vmo.terms.calendar import ServiceCalendar
from vmo.terms.caps import Caps, Limit
from vmo.terms.charge import Charge
from vmo.terms.contract import Contract, begins, opened, read_contract, scope_of
from vmo.terms.corrections import Corrections
from vmo.terms.counters import Counter
from vmo.terms.credits import Credits, Grading, PointsTable, curve_of, switches_of
from vmo.terms.currency import Currency
from vmo.terms.earn_back import EarnBack
from vmo.terms.exclusions import Exclusion, ExclusionsText, Relief
from vmo.terms.measure import Each, LevelRange, Measure, Rounding, SamplePolicy, Target, Variance
from vmo.terms.ratchet import Ratchet
from vmo.terms.scope import Scope
from vmo.terms.segments import Segment, clause, segments
from vmo.terms.termination import Right
from vmo.terms.text import ContractText

__all__ = [
    "Bonus",
    "Caps",
    "Charge",
    "Contract",
    "ContractText",
    "Corrections",
    "Counter",
    "Credits",
    "Currency",
    "Each",
    "EarnBack",
    "Exclusion",
    "ExclusionsText",
    "Grading",
    "LevelRange",
    "Limit",
    "Measure",
    "PointsTable",
    "Ratchet",
    "Relief",
    "Right",
    "Rounding",
    "SamplePolicy",
    "Scope",
    "Segment",
    "ServiceCalendar",
    "Target",
    "Variance",
    "begins",
    "clause",
    "curve_of",
    "opened",
    "read_contract",
    "scope_of",
    "segments",
    "switches_of",
]
