"""Paying: payments of issued documents, with what the contract's terms make of each: discounts, fees, entries.

The payments themselves are kept as the rest of a document's life is (`vmo/life/payments.py`).
"""
