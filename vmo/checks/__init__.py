"""Accuracy checks of a month's document, on its records and its rendered bytes (domain.md 5)."""
