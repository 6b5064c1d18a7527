"""Data integrity by CUIKA: Collected, Usable, Integrity, Knowledgeable, Actions (domain.md 2.4)."""
