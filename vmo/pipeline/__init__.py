"""The order of the line, and the only place that knows it.

Nightly, per partner: arrive (collect, land) → conform (conform, validate) → measure. At month end, per contract:
attain → price → invoice → check → publish. Each step takes what is not yet done and gives a receipt of text and
integers that may travel between tasks; any step may be killed and run again.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from vmo.life.roles import PROGRAM
from vmo.records import Document, Finding, Receipt, RefusedError
from vmo.unexpected import reasons

Told = dict[str, Any]
NIGHT = "stopped"
CELLS_TOLD = 3
# What may leave its band around a forecast: its name, word and unit, and the keys of what came and what is allowed.
BANDS = (
    ("volume", "volume", "contacts", "volume", "volume_allowed"),
    ("aht", "handling", "s", "aht_s", "aht_allowed_s"),
    ("workload", "workload", "s", "workload_s", "workload_allowed_s"),
)


def partners(portfolio: str) -> list[str]:
    """The partners of a portfolio, by name."""
    from vmo.portfolio import load

    return sorted(load(Path(portfolio)).partners)


def contracts(portfolio: str) -> list[str]:
    """The contracts of a portfolio, by id."""
    from vmo.portfolio import load

    return sorted(load(Path(portfolio)).contracts)


def arrive(portfolio: str, partner: str, as_of: str | None = None) -> Told:
    """Collect and land what the partner has left up to `as_of` (ISO instant with zone; None: now)."""
    from vmo.pipeline import night
    from vmo.pipeline.house import open_house

    return told(night.arrive(open_house(portfolio), partner, instant(as_of)))


def conform(portfolio: str, partner: str) -> Told:
    """Conform and judge every landed file of the partner that is not yet."""
    from vmo.pipeline import night
    from vmo.pipeline.house import open_house

    return told(night.conform_landed(open_house(portfolio), partner))


def measure(portfolio: str, partner: str) -> Told:
    """Count everything that contracts ask of the partner's rows and that is not counted yet."""
    from vmo.pipeline import night
    from vmo.pipeline.house import open_house

    return told(night.measure_accepted(open_house(portfolio), partner))


def due(portfolio: str, partner: str, day: str) -> Told:
    """What the partner owed by the end of `day` and has not delivered: late feeds as findings."""
    from vmo.pipeline import night
    from vmo.pipeline.house import open_house

    return told(night.late(open_house(portfolio), partner, date.fromisoformat(day)))


def close_month(portfolio: str, contract: str, month: str) -> Told:
    """Judge, price, check and publish a contract's month; raises RefusedError with the list of what is missing."""
    from vmo.pipeline.house import open_house
    from vmo.pipeline.month import close_month as close

    house = open_house(portfolio)
    published = of_document(close(house, house.portfolio.contracts[contract], month))
    # Rows in quarantine were told in their night; a month end has failed only where its document is blocked.
    return published if published["status"] == "blocked" else {**published, "errors": 0}


def nightly(house: Any, partner: str | None, *, day: str | None = None, as_of: str | None = None) -> Told:
    """A night in this process: every partner, or one. One partner's trouble never stops another."""
    from vmo.pipeline import night

    known = sorted(house.portfolio.partners)
    if partner is not None and partner not in known:
        raise RefusedError([f"--partner {partner}: no such partner; known: {', '.join(known)}"])
    receipts = []
    for one in [partner] if partner else known:
        late = [partial(night.late, house, one, date.fromisoformat(day))] if day else []
        receipts += [told(receipt) for receipt in _taken(one, [*_steps(house, one, instant(as_of)), *late])]
    lines = [f"{one['verb']:8} {one['subject']}: {_summary(one)}" for one in receipts]
    findings = [text for one in receipts for text in one["findings"]]
    errors = sum(one["errors"] for one in receipts)
    return {"receipts": receipts, "errors": errors, "text": "\n".join([*lines, *findings])}


def month_end(house: Any, month: str, contract: str | None = None, *, by: str = PROGRAM) -> Told:
    """The missing night work of the contracts' partners, then each contract's month; one that lacks data stops no other."""
    from vmo.pipeline.month import close_month as close

    chosen = chosen_contracts(house, contract)
    receipts: list[Receipt] = []
    documents: list[Told] = []
    refused: list[str] = []
    for some in _in_turn(house, chosen):
        receipts += _caught_up(house, some)
        broken = {one.subject: one for one in receipts if one.verb == NIGHT}
        for one in some:
            stopped = [str(finding) for p in one.told.scope["partner"] if p in broken for finding in broken[p].findings]
            if stopped:
                refused += [f"{one.id}: the night of its partner is not done: {reason}" for reason in stopped]
                continue
            try:
                documents.append(of_document(close(house, one, month, by=by)))
            except Exception as error:  # noqa: BLE001  one contract's trouble is not the next one's
                refused += reasons(error)
    # What kept files from landing stands in no document, since it belongs to no month.
    kept_back = [told(one) for one in receipts if one.verb == "land"]
    findings = [text for one in kept_back for text in one["findings"]]
    if refused and not documents:
        raise RefusedError([*findings, *refused])
    lines = [
        f"{one['subject']}: {one['status']}, {one['owed']}, credits {one['credits']}"
        + "".join(f", {name} {state}" for name, state in one["states"].items())
        for one in documents
    ]
    return {
        "documents": documents,
        "findings": findings,
        "refused": refused,
        "errors": len(refused) + sum(one["errors"] for one in (*documents, *kept_back)),
        "text": "\n".join([*lines, *(text for one in documents for text in one["findings"]), *findings, *refused]),
    }


def _in_turn(house: Any, chosen: list[Any]) -> list[list[Any]]:
    """The contracts that look at partners' work, then those that look at our own records of it."""
    from vmo.partner import RECORDS

    def on_records(one: Any) -> bool:
        return any(feed.source == RECORDS for _, _, feed in house.feeds_of(one))

    return [[one for one in chosen if on_records(one) is last] for last in (False, True)]


def _caught_up(house: Any, chosen: list[Any]) -> list[Receipt]:
    """The night work that is missing, of every partner that the contracts draw on."""
    drawn_on = sorted({partner for one in chosen for partner in one.told.scope["partner"]})
    return [receipt for one in drawn_on for receipt in _taken(one, _steps(house, one, None))]


def _steps(house: Any, partner: str, as_of: datetime | None) -> list[Callable[[], Receipt]]:
    """A partner's night."""
    from vmo.pipeline import night

    return [
        partial(night.arrive, house, partner, as_of),
        partial(night.conform_landed, house, partner),
        partial(night.measure_accepted, house, partner),
    ]


def _taken(partner: str, steps: Iterable[Callable[[], Receipt]]) -> Iterator[Receipt]:
    """The receipts of one partner's steps; where one fails, a receipt that says so ends them."""
    try:
        for step in steps:
            yield step()
    except Exception as error:  # noqa: BLE001  one partner's trouble is not the next one's
        found = tuple(Finding("night", "error", partner, reason) for reason in reasons(error))
        yield Receipt(NIGHT, partner, findings=found)


def reread(house: Any, partner: str) -> Told:
    """Conform and count again what the store no longer knows of a partner; the receipt of the conforming."""
    from vmo.pipeline import night

    receipt = told(night.conform_landed(house, partner))
    night.measure_accepted(house, partner)
    return receipt


def preview(house: Any, partner: str, feed: str, path: Path, *, rows: int) -> Told:
    """One file read as a feed would read it; nothing is kept."""
    from vmo.pipeline import trial

    return trial.read(house, partner, feed, path, rows=rows)


def attained(house: Any, month: str, contract: str | None = None, *, by: str = "month") -> Told:
    """The measures of a month, whole or by day or UTC quarter-hour, after the missing night work; nothing is published."""
    from vmo.pipeline.attainment import attainments

    chosen = chosen_contracts(house, contract)
    _caught_up(house, chosen)
    rows = [row for one in chosen for row in attainments(house, one, month, by=by)]
    lines = [
        f"{row['contract']} {row['id']:24} {row['from']}  {_figure(row)}  {row['state'] or ''}{_relief(row)}".rstrip()
        for row in rows
    ]
    return {"version": 1, "month": month, "by": by, "attainment": rows, "text": "\n".join(lines)}


def _figure(row: Told) -> str:
    """A measure for a reader; no data is n/a."""
    if row["numerator"] is None:
        return "n/a"
    value = "n/a" if row["value"] is None else f"{row['value']} {row['unit']}"
    return value if row["unit"] == "count" else f"{row['numerator']} / {row['denominator']} = {value}"


def _relief(row: Told) -> str:
    """What exclusions and forecasts did and would do to a measure, for a reader."""
    told = row.get("relief")
    if not told:
        return ""
    parts = (
        [f"without relief {_figure({**row, **told['without']})} {told['without']['state']}"] if told["applied"] else []
    )
    parts += [_beyond(cell) for cell in told["beyond"][:CELLS_TOLD]]
    if (more := len(told["beyond"]) - CELLS_TOLD) > 0:
        parts.append(f"and {more} more cells beyond their forecast")
    if told["with_pending"]:
        hoped = told["with_pending"]
        parts.append(f"{', '.join(told['pending'])} would change it to {_figure({**row, **hoped})} {hoped['state']}")
    return f"  ({'; '.join(parts)})"


def _beyond(cell: Told) -> str:
    """A cell that left its forecast, and what of it did.

    >>> _beyond({"cell": "2026-10", "by": ["aht"], "owed": "0", "aht_s": "350", "aht_allowed_s": "315"})
    '2026-10 beyond its forecast: handling 350 s above 315'
    """
    left = [
        f"{word} {cell[came]} {unit} above {cell[allowed]}"
        for name, word, unit, came, allowed in BANDS
        if name in cell["by"]
    ]
    return f"{cell['cell']} beyond its forecast: {', '.join(left)}"


def chosen_contracts(house: Any, contract: str | None) -> list[Any]:
    """One contract, or all; raises RefusedError with those there are."""
    known = house.portfolio.contracts
    if contract is not None and contract not in known:
        raise RefusedError([f"--contract {contract}: no such contract; known: {', '.join(sorted(known))}"])
    return [known[contract]] if contract else [known[name] for name in sorted(known)]


def _summary(receipt: Told) -> str:
    files = len(receipt["outputs"])
    return {
        "land": f"{files} files landed",
        "due": f"{len(receipt['findings'])} late",
        "measure": f"{files} files counted, {receipt['accepted']} rows accepted",
        NIGHT: "the night is not done",
    }.get(receipt["verb"], f"{files} files, {receipt['rows_in']} rows in, {receipt['accepted']} accepted")


def told(receipt: Receipt) -> Told:
    """A receipt as it travels: text, integers and lists of these."""
    return {
        "verb": receipt.verb,
        "subject": receipt.subject,
        "outputs": list(receipt.outputs),
        "rows_in": receipt.rows_in,
        "accepted": receipt.accepted,
        "findings": [f"{one.severity}: {one}" for one in receipt.findings],
        "errors": sum(one.severity == "error" for one in receipt.findings),
    }


def of_document(document: Document) -> Told:
    """What a published document comes to, as it travels; `net` bears a sign, `owed` says it as the documents do."""
    from vmo.correction.companion import owed

    return {
        "subject": document.id,
        "status": document.status,
        "net": f"{document.totals.net:f}",
        "owed": owed(document),
        "credits": f"{document.totals.credits:f}",
        "currency": document.currency,
        "states": {one.id: one.state for one in document.attainments},
        "rows_in": document.rows.rows_in,
        "accepted": document.rows.accepted,
        "findings": [f"{one.severity}: {one}" for one in document.findings],
        "errors": sum(one.severity == "error" for one in document.findings),
    }


def instant(text: str | None) -> datetime | None:
    """An ISO instant; without a zone it is UTC."""
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
