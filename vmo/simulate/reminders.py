"""Partner B, reminders: customers who have not paid are rung up, and some promise to; a German CSV a month.

The list is told at the month's end, when it is known which promises were kept.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from vmo.simulate.care import ZONE
from vmo.simulate.chance import around, stream
from vmo.simulate.export import Export, comma, german
from vmo.simulate.local_day import LocalDay
from vmo.simulate.open_days import at, open_days, wall
from vmo.simulate.periods import ends_month, month

HEADER = (
    "Anruf;Gewählt;Verbunden;Beendet;Ergebnis;Agent;Gesprächszeit;Haltezeit;Nacharbeit;Kunde;Schuldner erreicht;"
    "Zusage;Zahlt bis;Gezahlt"
)
DIALS_A_DAY, FROM_S, TO_S = 14, 10 * 3600, 17 * 3600
AGENT = "S03"


def exports(day: date, seed: int) -> Iterator[Export]:
    """The month's calls, on the day on which it ends."""
    if not ends_month(day):
        return
    rows = [row for one in open_days(month(day)) for row in _day(one, stream(seed, "reminders", one))]
    arrived_at = LocalDay(day, ZONE).morning_after("06:30", 0)
    yield Export(f"boreal/mahnanrufe_{day:%Y-%m}.csv", german([HEADER, *rows]), arrived_at)


def _day(day: date, chance: Random) -> Iterator[str]:
    step = (TO_S - FROM_S) // DIALS_A_DAY
    for n in range(DIALS_A_DAY):
        dialled = at(day, FROM_S + n * step)
        told = [f"R{day:%y%m%d}{n:02}", wall(dialled)]
        customer = f"{chance.randrange(100000, 999999)}"
        if chance.random() < 0.45:
            yield ";".join([*told, "", "", "nicht erreicht", "", "", "", "", customer, "nein", "nein", "", "nein"])
            continue
        talk_s, wrap_up_s = min(around(chance, 140, 0.5), 900), min(around(chance, 40, 0.4), 300)
        joined = dialled + timedelta(seconds=chance.randrange(8, 25))
        right, promises = chance.random() < 0.8, chance.random() < 0.6
        promised, kept = right and promises, chance.random() < 0.7
        told += [wall(joined), wall(joined + timedelta(seconds=int(talk_s))), "verbunden", AGENT]
        told += [
            comma(talk_s),
            comma(0),
            comma(wrap_up_s),
            customer,
            "ja" if right else "nein",
            "ja" if promised else "nein",
        ]
        until = f"{day + timedelta(7):%d.%m.%Y}" if promised else ""
        yield ";".join([*told, until, "ja" if promised and kept else "nein"])
