"""Coming back: for the second calculation, the rows among which a proof looks for repeats of a batch's contacts.

They are all rows of the batch's customers that the partner delivered for those days, narrowed to the scope of what is
proven. What of it is a repeat the proof alone decides.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from vmo import kinds
from vmo.counting.asks import ahead
from vmo.deliveries import Delivery
from vmo.pipeline.following import Following
from vmo.pipeline.standing import standing_rows
from vmo.proving import Proof

Row = dict[str, Any]
WHO = "customer_id"
NEEDED = ("contact_id", WHO, "reason", "offered_at", "direction", "outcome")


@dataclass
class ComingBack:
    """Rows beside those of a batch, read once for a number of days."""

    following: Following
    _last: tuple[tuple[str, date, int], list[Row]] | None = field(default=None)

    def told(self, proof: Proof, one: Delivery) -> str:
        """What the rows are, for the key of a kept result; nothing where the proof looks at its own rows alone."""
        days = days_ahead(proof)
        return "" if days is None else str(self.following.of(one)(days))

    def rows(self, proof: Proof, engine: Any, one: Delivery, day: date) -> list[Row] | None:
        """The rows among which the proof looks; None where it looks at its own alone."""
        days = days_ahead(proof)
        if days is None:
            return None
        if self._last is None or self._last[0] != (one.acceptance, day, days):
            self._last = ((one.acceptance, day, days), self._read(engine, one, day, days))
        return [row for row in self._last[1] if all(row.get(name) in told for name, told in proof.scope.items())]

    def _read(self, engine: Any, one: Delivery, day: date, days: int) -> list[Row]:
        house = self.following.house
        others = [standing_rows(house, other) for other in self.following.deliveries(one, days)]
        if not others:
            return []
        engine.execute(f"CREATE OR REPLACE TEMP VIEW beside AS {' UNION ALL BY NAME '.join(others)}")
        wanted = [*NEEDED, *kinds.kind(one.conforming.kind).dimensions]
        mapped = {name for name, *_ in engine.execute("DESCRIBE beside").fetchall()}
        if WHO not in mapped:
            return []
        columns = ", ".join(name for name in wanted if name in mapped)
        own = f"SELECT {WHO} FROM ({standing_rows(house, one)} AND r.credited_on = DATE '{day}')"
        rows: list[Row] = (
            engine.sql(f"SELECT {columns} FROM beside WHERE {WHO} IN ({own})").to_arrow_table().to_pylist()
        )
        return [{**row, "partner": one.partner} for row in rows]


def days_ahead(proof: Proof) -> int | None:
    """For how many days after a row the proof looks at others; None where it does not."""
    term = ahead("measure", proof.metric) if proof.metric else None
    return None if term is None else int(dict(proof.terms)[term])
