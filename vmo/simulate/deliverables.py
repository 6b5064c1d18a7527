"""Partner B, what is owed to the client besides service: milestones of a project, and the reports; a German CSV a month."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from vmo.simulate.care import ZONE
from vmo.simulate.export import Export, german
from vmo.simulate.local_day import LocalDay
from vmo.simulate.open_days import at, wall
from vmo.simulate.periods import ends_month, month

HEADER = "Kennung;Art;Titel;Fällig;Erstmals fällig;Genehmigt;Geliefert;Angenommen;Nacharbeit;Mängel;Mangel am;Zeitraum;Takt h"
NOON_S, WEEK_H = 12 * 3600, 168
HOUR = timedelta(hours=1)


def exports(day: date, seed: int) -> Iterator[Export]:  # noqa: ARG001  nothing here is left to chance
    """The month's list, on the day on which it ends."""
    if ends_month(day):
        arrived_at = LocalDay(day, ZONE).morning_after("06:00", 0)
        rows = [*_milestones(day), *_reports(month(day))]
        yield Export(f"boreal/lieferungen_{day:%Y-%m}.csv", german([HEADER, *rows]), arrived_at)


def _milestones(last: date) -> Iterator[str]:
    """A new knowledge base in four steps: one was moved with the client's word, one came late."""
    plan = (
        (6, 6, None, -1, "Konzept"),
        (13, 9, -3, 0, "Inhalte"),
        (20, 20, None, 2, "Schulung"),
        (28, 28, None, -2, "Start"),
    )
    for n, (due, first, approved, late, title) in enumerate(plan, 1):
        at_noon = at(last.replace(day=due), NOON_S)
        baseline = at(last.replace(day=first), NOON_S)
        delivered = at_noon + timedelta(late) - HOUR
        told = [f"M{last:%y%m}-{n}", "Meilenstein", title, wall(at_noon), wall(baseline)]
        told += [wall(baseline + timedelta(approved)) if approved else "", wall(delivered), wall(delivered + HOUR)]
        yield ";".join([*told, "nein", "", "", "", ""])


def _reports(days: list[date]) -> Iterator[str]:
    """The report of each week, due on Tuesday; one came a day late, one had a wrong figure."""
    tuesdays = [day for day in days if day.weekday() == 1]
    for n, tuesday in enumerate(tuesdays, 1):
        due = at(tuesday, NOON_S)
        delivered = due + timedelta(1) if n == 2 else due - 2 * HOUR
        found: datetime | None = delivered + timedelta(2) if n == 3 else None
        told = [f"B{tuesday:%y%m%d}", "Bericht", f"Wochenbericht {n}", wall(due), "", "", wall(delivered), "", "nein"]
        period = max(tuesday - timedelta(8), days[0])
        yield ";".join([*told, "1" if found else "0", wall(found), f"{period:%d.%m.%Y}", str(WEEK_H)])
