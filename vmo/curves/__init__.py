"""Credit curves: what a miss costs, of its shortfall (domain.md 3.7, decision M3).

A curve says what its `severity` RETURNS: `share` of the allocated at-risk amount, 0 to 1; `money` in the contract's
currency; `percent_of_charges`; or `points`, which a table turns into percent. MULTIPLIED and CAPPED say whether the repeat
multiplier and the caps apply unless the contract says otherwise; BY_DAYS, whether a part of a window costs its days' part.
"""

GIVENS = frozenset({"actual", "expected", "direction", "numerator", "denominator", "scores"})
