"""Sums of counts over a contract's window: the lake's quarter-hours, by local day, service hours and dimensions.

Beside it lie what needs more than a sum at the end: cells, strata, hours of a site, units of the client, and what a charge is
held against. How rows become counts lies in `vmo/counting`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from vmo.calendars import Quarter
from vmo.calendars.openings import Quarters
from vmo.counting import listed
from vmo.lake import Lake
from vmo.records import Ratio
from vmo.terms import Scope


@dataclass(frozen=True)
class CountsFile:
    """Counts of one delivery: its Parquet, the days of it that stand, and the columns of each ask's key.

    A delivery that was counted in several scans has several files; only one of them tells its rows.
    """

    partner: str
    acceptance: str
    path: str
    standing: frozenset[date]
    columns: tuple[tuple[str, str, str | None], ...]
    dimensions: tuple[str, ...]
    tells_rows: bool = True


@dataclass(frozen=True)
class Tally:
    """Accepted rows of one cell: its bucket (local day or UTC quarter-hour, None outside the window), open or not, dimensions.

    `value` is that of each of its rows, where they were counted by it.
    """

    bucket: date | datetime | None
    open: bool
    cell: dict[str, str | None]
    rows: int
    numbers: dict[str, Ratio]
    value: Decimal | None = None

    def within(self, scope: Scope) -> bool:
        """Whether the cell lies in a scope: every dimension that the scope names has one of its values."""
        return all(self.cell.get(name) in values for name, values in scope.items())


def read(
    lake: Lake,
    files: Sequence[CountsFile],
    quarters: Quarters,
    *,
    by: str = "day",
    valued: bool = False,
    each: bool = False,
) -> list[Tally]:
    """Every cell of the files, summed. `by` is `day`, `interval`, or `instant`: where in its quarter-hour a row was counted.

    A cell is open when the service is at its partner and site; one of a site that the partner does not name never is.
    `valued`: apart by the value of the rows; only files in which rows are counted by it have one. `each`: apart by each time
    of the columns, which all are lists.
    """
    at = "time_bucket(INTERVAL 15 MINUTE, c.quarter_at)" if by == "instant" else "c.quarter_at"
    found: list[Tally] = []
    if not any(one.standing for one in files):
        return found
    with lake.connect() as engine:
        shapes: dict[tuple[Any, ...], list[CountsFile]] = {}
        for one in files:
            if one.standing:
                shapes.setdefault((one.partner, one.columns, one.dimensions, one.tells_rows), []).append(one)
        for (partner, columns, dimensions, tells_rows), same in shapes.items():
            engine.register("standing", _standing(same))
            at_sites = quarters.of(partner)
            engine.register("quarters", _quarters(at_sites, by))
            own_site = " AND q.site = c.site" if None not in at_sites else ""
            if own_site:  # the bucket is of all sites alike, also of one that nobody named
                engine.register("days", _quarters({None: quarters.own}, by))
            told_by = "b" if own_site else "q"
            bucket = (
                f"CASE WHEN {told_by}.at IS NOT NULL THEN c.quarter_at END" if by == "instant" else f"{told_by}.bucket"
            )
            joined = f"LEFT JOIN days b ON b.at = {at} " if own_site else ""
            atoms = list(dict.fromkeys(column for _, *pair in columns for column in pair if column))
            sums = "".join(f", {listed.summed(atom)} AS {atom}" for atom in atoms)
            cells = "".join(f", c.{name}" for name in (*dimensions, *(["value_s"] if valued else [])))
            told = "sum(c.rows)" if tells_rows else "0"
            paths = ", ".join(f"'{one.path}'" for one in same)
            source = (
                f"FROM read_parquet([{paths}], filename = true) c "
                "JOIN standing s ON s.path = c.filename AND s.day = c.credited_on "
                f"{joined}LEFT JOIN quarters q ON q.at = {at}{own_site}"
            )
            for atom in atoms if each else ():
                times = f"SELECT {bucket} AS bucket, q.open AS open{cells}, unnest(c.{atom}) AS ms {source}"
                rows = engine.execute(f"SELECT *, 0, count(*) FROM ({times}) GROUP BY ALL").fetchall()
                own = tuple(one for one in columns if one[1] == atom)
                found.extend(_tally(row, partner, own, dimensions, [atom], valued=True) for row in rows)
            if not each:
                query = f"SELECT {bucket}, q.open{cells}, {told}::BIGINT{sums} {source} GROUP BY ALL"
                rows = engine.execute(query).fetchall()
                found.extend(_tally(row, partner, columns, dimensions, atoms, valued=valued) for row in rows)
            engine.unregister("standing")
    return found


def total(tallies: Iterable[Tally], key: str, scope: Scope, *, first: date, last: date, open_only: bool) -> Ratio:
    """The sum of one ask over the days first to last; a numerator of None says that no row was counted."""
    numerator: Any = None
    denominator: Any = None
    for tally in tallies:
        day = tally.bucket
        if day is None or not first <= day <= last or (open_only and not tally.open) or not tally.within(scope):
            continue
        ratio = tally.numbers.get(key)
        if ratio is None:
            continue
        numerator = (numerator or 0) + ratio.numerator
        if ratio.denominator is not None:
            denominator = (denominator or 0) + ratio.denominator
    return Ratio(_decimal(numerator), _decimal(denominator))


def _tally(
    row: tuple[Any, ...],
    partner: str,
    columns: tuple[tuple[str, str, str | None], ...],
    dimensions: tuple[str, ...],
    atoms: list[str],
    *,
    valued: bool,
) -> Tally:
    bucket, is_open = row[0], bool(row[1])
    cell = {"partner": partner, **dict(zip(dimensions, row[2 : 2 + len(dimensions)], strict=True))}
    value = row[2 + len(dimensions)] if valued else None
    if isinstance(value, int):
        value = listed.seconds(value)
    rows, *sums = row[2 + len(dimensions) + valued :]
    values = dict(zip(atoms, sums, strict=True))
    numbers = {key: Ratio(values[n] or 0, None if d is None else values[d] or 0) for key, n, d in columns}
    return Tally(bucket, is_open, cell, rows, numbers, value)


def _quarters(at_sites: Mapping[str | None, Sequence[Quarter]], by: str) -> pa.Table:
    told = [(one, site) for site, quarters in at_sites.items() for one in quarters]
    bucket = (
        pa.array([one.day for one, _ in told], pa.date32())
        if by == "day"
        else pa.array([one.at for one, _ in told], pa.timestamp("us"))
    )
    return pa.table(
        {
            "at": pa.array([one.at for one, _ in told], pa.timestamp("us")),
            "site": pa.array([site for _, site in told], pa.string()),
            "bucket": bucket,
            "open": [one.open for one, _ in told],
        }
    )


def _standing(files: Sequence[CountsFile]) -> pa.Table:
    pairs = [(one.path, day) for one in files for day in sorted(one.standing)]
    return pa.table({"path": [path for path, _ in pairs], "day": pa.array([day for _, day in pairs], pa.date32())})


def _decimal(number: Any) -> Decimal | None:
    """The exact number; a whole one without a point."""
    if number is None:
        return None
    exact = Decimal(number)
    return exact.to_integral_value() if exact == exact.to_integral_value() else exact
