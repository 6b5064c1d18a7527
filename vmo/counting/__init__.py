"""Counting: what contracts ask of rows, as sums over one scan of them; what becomes of the sums is not told here.

`asks` are what is asked, `arranged` the rows as each looks at them, `formulas` the sums, `planned` and `scans` one scan of them
all. The ways of counting lie in `vmo/metrics` and `vmo/pricing`, adding up over a window in `vmo/tallies`.
"""
