"""Code: the text that counts, as a hash of it, so that changed code counts again."""

import hashlib
import inspect
from functools import cache
from pathlib import Path

from vmo import catalogue, plugins

# They know asks, or are known to all.
EVERYWHERE = {"counting": ("formulas", "arranged", "timed"), "calendars": ("business_time", "instants")}


@cache
def code(verb: str, function: str, looks: frozenset[str]) -> str:
    """Of a function that looks at rows so: its plug-in, the styles beside it, arrangements, and what every count is made by."""
    folder = "metrics" if verb == "measure" else "pricing"
    module = plugins.find(folder, catalogue.metric(function).arithmetic if verb == "measure" else function)
    arranging = [plugins.find("arrangements", one) for one in plugins.names("arrangements") if one in looks]
    arranging += plugins.shared_styles("arrangements") if arranging else ()
    told = [inspect.getsource(one) for one in (module, *plugins.shared_styles(folder), *arranging)]
    told += [_text(where, name) for where, names in EVERYWHERE.items() for name in names]
    entry = catalogue.metric(function).model_dump_json() if verb == "measure" else ""
    return hashlib.sha256("\n".join([*told, entry]).encode()).hexdigest()


def _text(folder: str, name: str) -> str:
    return Path(__file__).parents[1].joinpath(folder, f"{name}.py").read_text("utf-8")
