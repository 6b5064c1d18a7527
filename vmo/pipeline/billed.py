"""What partners billed: the documents of feeds of kind `billed_lines`, each as its file brought it, in order of arrival.

A second document under a number is a document of its own here, even where its rows gave way to others or theirs to it: whether
that is a correction or a duplicate is for the match to say.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from vmo.deliveries import Delivery
from vmo.deliveries.accepted import accepted
from vmo.money import UnknownCurrencyError, rounded
from vmo.partner import Feed
from vmo.pipeline.house import House
from vmo.pipeline.stopped import stopped
from vmo.records import Bill, BilledLine

KIND = "billed_lines"
CREDIT_NOTE = "credit_note"
Row = dict[str, Any]


def has_feed(house: House, partners: list[str]) -> bool:
    """Whether any of the partners sends what it bills."""
    return any(feed.kind == KIND for partner in partners for _, _, feed in house.portfolio.feeds(partner))


def bills(house: House) -> list[Bill]:
    """Every document of every partner, earliest arrival first."""
    found: list[tuple[datetime, str, Bill]] = []
    with house.store.transaction() as session:
        for partner, name, feed in house.portfolio.feeds():
            if feed.kind == KIND:
                found += [
                    (one.landing.arrived_at, one.landing.name, bill)
                    for one in house.deliveries(session, partner, name, feed)
                    for bill in _of_delivery(house, one, feed)
                ]
    return [bill for _, _, bill in sorted(found, key=lambda one: one[:2])]


def unread(house: House, partners: list[str]) -> Iterator[str]:
    """What partners sent of bills and no match sees: files that were stopped, rows in quarantine."""
    with house.store.transaction() as session:
        for partner in partners:
            for _, name, feed in house.portfolio.feeds(partner):
                if feed.kind != KIND:
                    continue
                for _, file in stopped(session, partner, name, feed):
                    yield f"{file.name} was stopped, and nothing of it is matched; see vmo status"
                for one in house.deliveries(session, partner, name, feed):
                    if one.rows.quarantined:
                        yield f"{one.landing.name}: {one.rows.quarantined} rows are in quarantine and not matched; see vmo status"


def _of_delivery(house: House, one: Delivery, feed: Feed) -> Iterator[Bill]:
    """The documents of one file, in the order in which they stand there."""
    with house.lake.connect() as engine:
        told = accepted(house.lake.rows(one.key), house.lake.quarantine(one.key), one.released)
        answer = engine.execute(f"SELECT * FROM ({told}) ORDER BY record")
        names = [column[0] for column in answer.description]
        rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    places = {row.get("number") or "": n for n, row in reversed(list(enumerate(rows)))}
    rows.sort(key=lambda row: (places[row.get("number") or ""], row["record"]))
    for number, group in groupby(rows, key=lambda row: row.get("number") or ""):
        yield _bill(one, feed, number, list(group))


def _bill(one: Delivery, feed: Feed, number: str, rows: list[Row]) -> Bill:
    head: Row = rows[0]
    kind: Any = head.get("type") or "invoice"
    sign = -1 if kind == CREDIT_NOTE else 1
    return Bill(
        one.partner,
        number,
        kind,
        head["currency"],
        one.landing.name,
        one.landing.sha256,
        tuple(_line(row, number, one.landing.name, feed.zone, sign) for row in rows),
        supplier=head.get("supplier") or "",
        supplier_id=head.get("supplier_id") or "",
        issued_on=_day(head.get("issued_at"), feed.zone),
        due_on=_day(head.get("due_at"), feed.zone),
        contract=head.get("contract") or "",
        corrects=head.get("corrects") or "",
        net=_money(head.get("invoice_net"), sign, head["currency"]),
        tax=_money(head.get("invoice_tax"), sign, head["currency"]),
        gross=_money(head.get("invoice_gross"), sign, head["currency"]),
    )


def _line(row: Row, number: str, file: str, zone: ZoneInfo, sign: int) -> BilledLine:
    first = _day(row.get("line_from_at"), zone) or _day(row["period_at"], zone)
    return BilledLine(
        number,
        f"{file}:{row['line']}",
        _money(row["amount"], sign, row["currency"]) or Decimal(0),
        position=row.get("position") or "line",
        id=row.get("line_id") or "",
        item=row.get("item") or "",
        text=row.get("text") or "",
        first=first,
        last=_day(row.get("line_to_at"), zone) or _day(row.get("period_end_at"), zone),
        quantity=_signed(row.get("quantity"), sign),
        unit=row.get("unit") or "",
        unit_price=_signed(row.get("unit_price"), 1),
        price_per=_signed(row.get("price_per"), 1),
        tax_category=row.get("tax_category") or "",
        tax_rate=_signed(row.get("tax_rate"), 1),
        fx_rate=_signed(row.get("fx_rate"), 1),
        receipt=row.get("receipt") or "",
        site=row.get("site") or "",
        program=row.get("program") or "",
    )


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return None if at is None else at.replace(tzinfo=UTC).astimezone(zone).date()


def _signed(number: Decimal | None, sign: int) -> Decimal | None:
    """A number of the lake, whose six decimals say nothing."""
    return None if number is None else Decimal(f"{(number * sign).normalize():f}")


def _money(amount: Decimal | None, sign: int, currency: str) -> Decimal | None:
    """An amount in minor units, where it has no more."""
    if amount is None:
        return None
    try:
        minor = rounded(amount * sign, currency)
    except UnknownCurrencyError:
        return _signed(amount, sign)
    return minor if minor == amount * sign else _signed(amount, sign)
