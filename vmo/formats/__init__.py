"""Formats of exports and bills: recognised by their first bytes, read as records that know their place."""
