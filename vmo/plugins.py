"""Discovery of plug-ins: a module of the folder that defines the folder's verb; nothing is registered."""

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

from vmo.records import UnknownPluginError


@cache
def names(folder: str) -> tuple[str, ...]:
    """The plug-ins of `vmo/<folder>/`, by file name; a leading underscore marks a shared style, not a plug-in."""
    package = import_module(f"vmo.{folder}")
    return tuple(sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_")))


@cache
def find(folder: str, name: str) -> ModuleType:
    """The module, or an error that names what there is."""
    if name not in names(folder):
        raise UnknownPluginError(f"{name!r} is not one of vmo/{folder}: {', '.join(names(folder))}")
    return import_module(f"vmo.{folder}.{name}")


@cache
def shared_styles(folder: str) -> tuple[ModuleType, ...]:
    """The modules of a folder that its plug-ins share: those with a leading underscore."""
    package = import_module(f"vmo.{folder}")
    found = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.name.startswith("_"))
    return tuple(import_module(f"vmo.{folder}.{name}") for name in found)


def name(module: ModuleType) -> str:
    """What the plug-in is called, as on a line of an invoice: its title without what it explains.

    >>> name(find("pricing", "fixed_fee"))
    'Fixed fee'
    """
    return title(module).partition(":")[0]


def title(module: ModuleType) -> str:
    """The first line of the docstring: the plug-in's name in every report."""
    return (module.__doc__ or module.__name__).strip().splitlines()[0].rstrip(".")
