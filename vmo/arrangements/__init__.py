"""Arrangements: rows grouped or put in order before they are counted, one file each, found by their name."""
