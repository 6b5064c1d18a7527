"""Settlement: what a contract makes of what was performed: states, charges, credits, totals.

It knows no rows, store or clock: `attain` and `price` settle what was counted of a month, and whoever asks what
another text would have made of it settles the same figures under that one. Earlier months come as they were recorded.

The order of evaluation (domain.md 3.14), and where each step is:

    data freeze                  pipeline/basis.py: the deliveries that count
    gates of CUIKA               verdict.py: what lost Collected or Integrity is not met
    exclusions                   relief.py: rows in approved windows are in neither number
    metric                       the ratio that `attain` made of the counts
    volume threshold             small_numbers.py
    state                        verdict.py, under the trigger; repeats.py: months running
    severity, multiplier         curve.py, repeats.py
    allocation                   credits.py: each credit, rounded once; points and the grade
    caps                         caps.py: measure, month, year, contract
    bonus                        bonus.py
    earn-back                    earn_back.py: the ledger, and what returns as a line
    rights to terminate          rights.py
    ratchet                      ratchet.py: proposals

attainments.py goes down to the multiplier, money.py from the allocation to the end; settle.py is both.
"""
