"""Matching: contract × measured month × what the partner billed → where they differ, and what to pay (domain.md 5.3, 5.4).

Pure: no rows, store or clock. `match` takes the month as it should be billed, the bills, and the terms of the contract; a
file of this folder holds each group of reasons. The differences of a match add up to what was billed less what was expected,
to the minor unit, whatever the reasons: that is a law, and a test.

| reason | file |
| --- | --- |
| NOTCONTRACT, PERIOD, DUPLINE | aside: a row that bills nothing of this month |
| PRICE, BAND, PREMIUM, MINIMUM, QTY, UNDERBILL, ROUND, FX, SUPPORT | charges: the rows of one charge against its lines |
| CREDIT | credited: service-level credits, bonus |
| TAX | taxes |
| duplicates | duplicates: documents against each other |
"""
