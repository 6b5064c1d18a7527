"""Pricing models and adjustments: what is counted of rows, and what it costs (domain.md 4)."""
