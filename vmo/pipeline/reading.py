"""How a feed is read, as a hash: its text, its kind, its suite, and the code that reads. Another reading conforms again."""

import hashlib
import inspect
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from vmo import conform, conforming, plugins, suites
from vmo.deliveries.arrival import Landing
from vmo.partner import Feed


def reading(feed: Feed) -> str:
    """The name of the reading that is in force for a feed."""
    named = "\n".join([conform.reading(feed), _code(feed.format), _suites(feed.kind)])
    return hashlib.sha256(named.encode()).hexdigest()[:24]


def key(landing: Landing, feed: Feed) -> str:
    """The name of one file under one reading; it names the files of the lake."""
    named = "\n".join([landing.sha256, landing.partner, landing.feed, reading(feed)])
    return hashlib.sha256(named.encode()).hexdigest()[:24]


@cache
def _code(format_name: str) -> str:
    reading = [import_module(f"vmo.conforming.{one.name}") for one in iter_modules(conforming.__path__)]
    modules = [conform, *reading, plugins.find("formats", format_name), *plugins.shared_styles("formats")]
    return "\n".join(inspect.getsource(module) for module in modules)


@cache
def _suites(kind: str) -> str:
    return suites.suite(kind).model_dump_json() + suites.suite(suites.EXPORT).model_dump_json()
