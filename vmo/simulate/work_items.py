"""Partner B, items of deferred work: a German CSV a week of what came or was done in it, as it stood at the week's end."""

from collections.abc import Iterator
from datetime import date, datetime

from vmo.simulate.back_office import CYCLE_H, WAITED_FOR, Item, items
from vmo.simulate.care import ZONE
from vmo.simulate.chance import stream
from vmo.simulate.export import Export, clocked, german, money
from vmo.simulate.local_day import LocalDay
from vmo.simulate.open_days import CLOSES_S, at, wall
from vmo.simulate.periods import calendar_week, week

TIMES = "Eingang;Fällig;Erledigt;Wieder geöffnet"
HEADER = (
    f"Vorgang;Art;{TIMES};Stand;Ziel h;Bearbeitung;Wartezeit;Wartet auf;Sachbearbeiter;Betrag;Fehlbuchung;Anlass;"
    "Stapel;Weg;Nacharbeit"
)
WORDS = {
    "non_electronic": "Brief",
    "electronic": "E-Mail",
    "bulk": "Sammelauftrag",
    "payment": "Zahlung",
    "exception": "Klärfall",
}


def exports(day: date, seed: int) -> Iterator[Export]:
    """The week's items, on the day on which a week ends."""
    if not (days := week(day)):
        return
    begin, end = at(days[0], 0), at(day, CLOSES_S)
    told = [one for one in items(day.year, day.month, seed) if one.received < end and _lived(one, begin)]
    rows = [_row(one, end) for one in told]
    arrived_at = LocalDay(day, ZONE).morning_after("05:00", stream(seed, "work items", day).uniform(0, 20))
    yield Export(f"boreal/vorgaenge_{calendar_week(day)}.csv", german([HEADER, *rows]), arrived_at)


def _lived(item: Item, begin: datetime) -> bool:
    return item.received >= begin or item.completed is None or item.completed >= begin


def _row(item: Item, now: datetime) -> str:
    done = item.completed is not None and item.completed <= now
    stand = "storniert" if item.cancelled else "erledigt" if done else "wartet" if item.waits else "offen"
    return ";".join(
        [
            item.id,
            WORDS[item.process],
            wall(item.received),
            wall(item.due),
            wall(item.completed) if done else "",
            wall(item.reopened) if done else "",
            stand,
            str(CYCLE_H[item.process]),
            clocked(item.handle_s) if done else "",
            clocked(item.paused_s) if item.waits and done else "",
            WAITED_FOR if item.waits else "",
            item.clerk if done else "",
            money(item.cents),
            money(item.misposted or None) if done else "",
            item.parent,
            item.batch,
            item.channel,
            "ja" if item.rework else "nein",
        ]
    )
