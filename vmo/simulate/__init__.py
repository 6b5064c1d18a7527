"""The demo's world: three partner centres that never were, and the exports they leave in an inbox.

Nothing here knows the rest of the product, and the rest never learns that these files are simulated. The same
year, month and seed give the same bytes and the same arrival times (as modification times) everywhere. The
portfolio that reads them lies beside, as text, in `portfolio/`; it is tuned to `YEAR`, `MONTH` and `SEED`.
"""

import os
from calendar import monthrange
from datetime import date
from pathlib import Path

from vmo.simulate import (
    agent_states,
    backlog,
    bill,
    care,
    costs,
    deliverables,
    evaluations,
    forecasts,
    mails,
    marketing,
    mishaps,
    register,
    reminders,
    staffing,
    surveys,
    switch,
    telesales,
    tickets,
    work_items,
)

PORTFOLIO = Path(__file__).parent / "portfolio"
YEAR, MONTH, SEED = 2026, 10, 1

DAILY = (marketing, care, mails, telesales)
WEEKLY = (agent_states, switch, work_items, backlog, surveys)
MONTHLY = (forecasts, evaluations, tickets, staffing, deliverables, costs, register, bill, reminders)


def write_month(inbox: Path, *, year: int, month: int, seed: int) -> list[Path]:
    """Write every export of the month under `inbox`; gives the paths in order of arrival.

    The modification time of a file is its arrival. A missing folder is made.
    """
    days = [date(year, month, number + 1) for number in range(monthrange(year, month)[1])]
    exports = [export for centre in (*DAILY, *WEEKLY, *MONTHLY) for day in days for export in centre.exports(day, seed)]
    written = []
    for export in sorted(mishaps.befall(exports, days), key=lambda one: (one.arrived_at, one.name)):
        path = inbox / export.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(export.content)
        os.utime(path, (export.arrived_at.timestamp(), export.arrived_at.timestamp()))
        written.append(path)
    return written
