"""Scope: dimension → values; a row lies in a scope when each dimension that it names has one of its values."""

Scope = dict[str, list[str]]
