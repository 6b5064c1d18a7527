"""A month run once where this is imported, so that what is forked from there begins with its own work at once."""

import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import small

from vmo.cli import main

with tempfile.TemporaryDirectory() as place, redirect_stdout(StringIO()):
    folder = small.build(Path(place) / "small")
    for words in (["night"], ["month", "--month", small.MONTH]):
        if code := main([words[0], str(folder), *words[1:]]):
            sys.exit(code)
