"""Words that partners wrote, in a table that people open with a spreadsheet."""

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


def harmless(word: str) -> str:
    """A word that a spreadsheet would calculate is led by an apostrophe.

    >>> harmless("=1+1"), harmless("Voice")
    ("'=1+1", 'Voice')
    """
    return f"'{word}" if word.startswith(FORMULA_MARKS) else word
