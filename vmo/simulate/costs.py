"""Partner B, the cost ledger of the service: each element of cost by what it is spent on; a German CSV a month."""

from collections.abc import Iterator
from datetime import date

from vmo.simulate.care import ZONE
from vmo.simulate.chance import stream
from vmo.simulate.export import Export, german, money
from vmo.simulate.local_day import LocalDay
from vmo.simulate.periods import ends_month

HEADER = "Monat;Konto;Bezeichnung;Art;Bereich;Betrag;Währung"
ACCOUNTS = {"6000": "Personal", "6050": "Schulung", "6200": "Räume", "6300": "Telefon", "6310": "Systeme"}
# Euros of staff; the other accounts are shares of them.
STAFF = {("private", "Anruf"): 38200, ("business", "Anruf"): 12100, ("private", "E-Mail"): 4600}
STAFF |= {("private", "Brief"): 3100, ("private", "Zahlung"): 4200, ("private", "Klärfall"): 1300}
SHARES = {"6000": 100, "6050": 4, "6200": 11, "6300": 6, "6310": 9}


def exports(day: date, seed: int) -> Iterator[Export]:
    """The month's ledger, on the day on which it ends."""
    if not ends_month(day):
        return
    chance = stream(seed, "costs", f"{day:%Y-%m}")
    rows = []
    for (area, process), euros in STAFF.items():
        for account, name in ACCOUNTS.items():
            cents = euros * SHARES[account] + chance.randrange(-9000, 9000) * SHARES[account] // 100
            rows.append(f"{day:%m.%Y};{account};{name};{process};{area};{money(cents)};EUR")
    arrived_at = LocalDay(day, ZONE).morning_after("06:10", 0)
    yield Export(f"boreal/kosten_{day:%Y-%m}.csv", german([HEADER, *rows]), arrived_at)
