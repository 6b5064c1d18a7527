"""Objects of JSON, one text a row: their nested keys as columns, named by their path with dots.

A key that the feed names, in `columns` or `unused`, ends the path there: what lies below comes as JSON text.

>>> list(paths({"Id": "VARCHAR", "Agent": {"Wrap": "UBIGINT", "Skills": ["VARCHAR"]}, "Tags": {"a": "VARCHAR"}}, {"Tags"}))
[('Id',), ('Agent', 'Wrap'), ('Agent', 'Skills'), ('Tags',)]
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from vmo.formats._export import Export, Source
from vmo.formats._text import literal

APART = b"\x1f"
ANY = "*"


def of_objects(source: Source, lines: Export, *, columns: list[str], unused: list[str]) -> Export:
    """The keys of objects that come as one text a row."""
    objects = f"(SELECT c0 AS line, CASE WHEN json_valid(c0) AND json_type(c0) = 'OBJECT' THEN c0 END AS told FROM {lines.scan})"
    found: dict[str, tuple[str, ...]] = {}
    if ANY not in unused:
        structure = source.ask(f"SELECT json_group_structure(told::JSON) FROM {objects} WHERE told IS NOT NULL")[0][0]
        told = json.loads(structure) if structure else {}
        found = {".".join(path): path for path in paths(told if isinstance(told, dict) else {}, {*columns, *unused})}
    names = list(dict.fromkeys([*found, *columns]))
    pointers = ", ".join(literal(_pointer(found.get(name, tuple(name.split("."))))) for name in names)
    cells = ", ".join(f"cells[{i + 1}] AS c{i}" for i in range(len(names)))
    cut = f"(SELECT line, told, json_extract_string(told, [{pointers}]) AS cells FROM {objects})"
    return replace(
        lines,
        header=names,
        scan=f"(SELECT {cells}, line, told FROM {cut})",
        fault="told IS NULL",
        shown="left(line, 500)",
        optional=True,
    )


def paths(structure: dict[str, Any], declared: set[str], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of a structure's leaves; a declared name is a leaf."""
    for key, below in structure.items():
        path = (*above, key)
        if isinstance(below, dict) and ".".join(path) not in declared:
            yield from paths(below, declared, path)
        else:
            yield path


def _pointer(path: tuple[str, ...]) -> str:
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
