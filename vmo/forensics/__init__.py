"""Forensic rules: traces in what partners report about themselves (domain.md 2.4)."""
