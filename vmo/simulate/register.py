"""Partner B, the register of its own bills: those of the month before, part payments, and a correction; a German CSV a month."""

from collections.abc import Iterator
from datetime import date, timedelta

from vmo.simulate.care import ZONE
from vmo.simulate.export import Export, german, money
from vmo.simulate.local_day import LocalDay
from vmo.simulate.periods import ends_month

HEADER = "Eintrag;Nummer;Art;Zeitraum;Fällig;Ausgestellt;Takt h;Netto;Währung;Zu;Grund;Geprüft;Fehler;Bereich"
MONTH_H = 720


def exports(day: date, seed: int) -> Iterator[Export]:  # noqa: ARG001  nothing here is left to chance
    """The month's register, on the day on which it ends."""
    if ends_month(day):
        arrived_at = LocalDay(day, ZONE).morning_after("06:20", 0)
        yield Export(f"boreal/rechnungen_{day:%Y-%m}.csv", german([HEADER, *_rows(day)]), arrived_at)


def _rows(last: date) -> Iterator[str]:
    """Entries by number; the part payment of business customers came two days late and had an error in review."""
    first = last.replace(day=1)
    before = (first - timedelta(1)).replace(day=1)
    yield _row(1, "Rechnung", before, 7, 6, 5210480, "private", last)
    yield _row(2, "Rechnung", before, 7, 7, 1790215, "business", last)
    yield _row(3, "Rechnung", first, 16, 16, 2500000, "private", last)
    yield _row(4, "Rechnung", first, 16, 18, 850000, "business", last, errors=1)
    yield _row(5, "Gutschrift", first, None, 22, 31250, "private", last, corrects=3, reason="Fehler")
    yield _row(6, "Gutschrift", before, None, 20, 104300, "private", last, corrects=1, reason="Servicegutschrift")


def _row(
    nth: int,
    kind: str,
    period: date,
    due: int | None,
    issued: int,
    cents: int,
    area: str,
    last: date,
    *,
    corrects: int | None = None,
    reason: str = "",
    errors: int = 0,
) -> str:
    def number(one: int) -> str:
        return f"BK-{last:%y%m}-{one:03}"

    dates = [f"{last.replace(day=one):%d.%m.%Y}" if one else "" for one in (due, issued)]
    told = [str(nth), number(nth), kind, f"{period:%d.%m.%Y}", *dates, str(MONTH_H), money(cents), "EUR"]
    told += [
        number(corrects) if corrects else "",
        reason,
        "nein" if corrects else "ja",
        "" if corrects else str(errors),
    ]
    return ";".join([*told, area])
