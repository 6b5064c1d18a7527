"""Standing: the accepted rows of a delivery on its days that count, as a sentence of SQL."""

from vmo.deliveries import Delivery
from vmo.deliveries.accepted import accepted
from vmo.deliveries.giving_way import refused
from vmo.pipeline.house import House


def standing_rows(house: House, one: Delivery) -> str:
    """SELECT over the rows Parquet, as text."""
    rows = accepted(house.lake.rows(one.key), house.lake.quarantine(refused(one)), one.released)
    days = ", ".join(f"DATE '{day}'" for day in sorted(one.standing))
    return f"{rows} AND r.credited_on IN ({days})"
