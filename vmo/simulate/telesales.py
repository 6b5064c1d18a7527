"""Partner C, telesales: orders by telephone, day and night; a spreadsheet a day, local times."""

from collections.abc import Iterator
from datetime import date
from random import Random
from zoneinfo import ZoneInfo

from vmo.simulate.arrivals import arrivals
from vmo.simulate.chance import around, stream
from vmo.simulate.export import Export, clocked
from vmo.simulate.local_day import LocalDay
from vmo.simulate.queueing import Caller, Offer, Visit, leaves, serve
from vmo.simulate.spreadsheet import workbook

ZONE = ZoneInfo("Europe/Madrid")
TIMES = ("Espera", "Conversación", "Retención", "Postllamada")
HEADER = ("Id", "Inicio", "Cola", "Resultado", *TIMES, "Agente", "Importe", "Anulado")
WORDS = {"answered": "ATENDIDA", "abandoned": "ABANDONADA", "flowout_voicemail": "BUZÓN"}

# Expected calls, and agents rostered, in each hour on the wall. The roster thins at 21, the callers later.
CALLS = (9, 7, 6, 5, 5, 5, 6, 8, 11, 15, 19, 21, 20, 18, 16, 15, 16, 18, 21, 24, 26, 25, 20, 13)
AGENTS = (2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 3, 3, 3)
WEEKDAYS = (1.0, 0.94, 0.92, 0.96, 1.02, 1.12, 1.1)
CANCELLED_OF = 30  # of so many sales one is cancelled the same day
MAILBOX = Offer(after_s=150, share=0.3, outcome="flowout_voicemail")


def exports(day: date, seed: int) -> Iterator[Export]:
    """The day's orders; the centre never closes."""
    chance = stream(seed, "telesales", day)
    local = LocalDay(day, ZONE)
    visits = list(serve(_callers(chance, local), [AGENTS[local.hour(n)] for n in range(local.hours)]))
    rows = [_row(n, visit, local, chance) for n, visit in enumerate(visits, 1)]
    title = (f"Informe de llamadas {day:%d/%m/%Y}",)
    arrived_at = local.morning_after("05:10", chance.uniform(0, 30))
    yield Export(f"cierzo/pedidos_{day}.xlsx", workbook("Llamadas", [title, HEADER, *rows]), arrived_at)


def _callers(chance: Random, local: LocalDay) -> Iterator[Caller]:
    busy = WEEKDAYS[local.day.weekday()]
    for at in arrivals(chance, [CALLS[local.hour(n)] * busy for n in range(local.hours)]):
        leaves_after_s, leaves_as = leaves(chance, patience_s=240, at_once=0.02, offer=MAILBOX)
        hold_s = around(chance, 35, 0.6) if chance.random() < 0.2 else 0.0
        queue = "PRUEBAS" if chance.random() < 0.006 else "PEDIDOS"
        talk_s, acw_s = around(chance, 230, 0.55), around(chance, 45, 0.5)
        yield Caller(at, leaves_after_s, leaves_as, talk_s, hold_s, acw_s, queue)


def _row(number: int, visit: Visit, local: LocalDay, chance: Random) -> tuple[str | int, ...]:
    caller = visit.caller
    begun = f"{local.wall(caller.at):%d/%m/%Y %H:%M:%S}"
    name = f"C{local.day:%y%m%d}-{number:04}"
    offer = (name, begun, caller.queue, WORDS[visit.outcome], clocked(visit.wait_s))
    if visit.agent is None:
        return (*offer, "", "", "", "", "", "")
    work = (clocked(caller.talk_s), clocked(caller.hold_s), clocked(caller.acw_s))
    sold = int(around(chance, 60, 0.7)) if chance.random() < 0.6 else ""
    cancelled = "SÍ" if sold and sold % CANCELLED_OF == 0 else "NO"
    return (*offer, *work, f"T{visit.agent + 1:02}", sold, cancelled)
