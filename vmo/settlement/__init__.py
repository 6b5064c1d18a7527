"""Settlement: what a contract makes of what was performed: states, charges, credits, totals, in the order of domain.md 3.14.

It knows no rows, no store and no clock: `attain` and `price` settle what was counted of a month, and whoever asks what
another text would have made of it settles the same figures under that one.
"""
