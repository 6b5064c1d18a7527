"""What a portfolio may not say, and what it hardly can mean, a file for each matter: `vmo lint` tells both.

Most are faults, a place in the text and a sentence, and no month is made of them; some are notes.
What a person may write at all is the schema's matter (`vmo/schema.py`).
"""
