"""What people and machines get wrong in the exports that come seldom: each slip is in the file for a rule to find."""

from collections.abc import Callable
from datetime import date

from vmo.simulate.export import Export, german
from vmo.simulate.periods import SATURDAY, calendar_week

ENCODING = "cp1252"
Change = Callable[[list[str], list[list[str]]], None]


def slips(days: list[date]) -> dict[str, Change]:
    """What is changed in which file of the month."""
    weeks = [calendar_week(day) for day in days if day.weekday() == SATURDAY]
    month = f"{days[0]:%Y-%m}"
    return {
        f"boreal/anlage_{weeks[1]}.csv": _call_lost,
        f"boreal/zustaende_{weeks[2]}.csv": _clock_put_back,
        f"boreal/vorgaenge_{weeks[3]}.csv": _year_mistyped,
        f"boreal/umfragen_{weeks[3]}.csv": _off_the_scale,
        f"boreal/bewertungen_{month}.csv": _own_lead,
        f"boreal/tickets_{month}.csv": _end_forgotten,
    }


def slipped(export: Export, change: Change) -> Export:
    """The export as it came."""
    header, *rows = [line.split(";") for line in export.content.decode(ENCODING).splitlines()]
    change(header, rows)
    return Export(export.name, german(";".join(cells) for cells in (header, *rows)), export.arrived_at)


def _clock_put_back(header: list[str], rows: list[list[str]]) -> None:
    """A workstation's clock jumped: a span ends before it begins."""
    begin, end, cells = header.index("Beginn"), header.index("Ende"), rows[len(rows) // 2]
    cells[begin], cells[end] = cells[end], cells[begin]


def _year_mistyped(header: list[str], rows: list[list[str]]) -> None:
    """The year of a due date was typed wrong: due before it was received."""
    due, cells = header.index("Fällig"), rows[len(rows) // 3]
    day, month, rest = cells[due].split(".")
    cells[due] = f"{day}.{month}.{int(rest[:4]) - 1}{rest[4:]}"


def _call_lost(header: list[str], rows: list[list[str]]) -> None:
    """The switch was started anew: a call was offered and never told again."""
    offered, cells = header.index("Angeboten"), rows[len(rows) // 2]
    cells[offered] = str(int(cells[offered]) + 1)


def _own_lead(header: list[str], rows: list[list[str]]) -> None:
    """The evaluator was ill, and the team lead scored the call of an own agent."""
    name, evaluator, lead = (header.index(one) for one in ("Bewertung", "Bewerter", "Teamleitung"))
    chosen = rows[len(rows) // 4][name]
    for cells in rows:
        if cells[name] == chosen:
            cells[evaluator] = cells[lead]


def _off_the_scale(header: list[str], rows: list[list[str]]) -> None:
    """A 9 where 5 is the best."""
    question, score = header.index("Frage"), header.index("Antwort")
    next(cells for cells in rows if cells[question] == "Zufriedenheit" and cells[score])[score] = "9"


def _end_forgotten(header: list[str], rows: list[list[str]]) -> None:
    """An outage is closed, and nobody noted when it ended."""
    kind, ended, announced = (header.index(one) for one in ("Art", "Gelöst", "Angekündigt"))
    next(cells for cells in rows if cells[kind] == "Ausfall" and cells[announced] == "nein")[ended] = ""
