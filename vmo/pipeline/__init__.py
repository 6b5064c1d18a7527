"""The order of the line, and the only place that knows it.

Nightly, per partner: arrive (collect, land) → conform (conform, validate) → measure. At month end, per contract:
attain → price → invoice → check → publish. Each step takes what is not yet done and gives a receipt of text and
integers that may travel between tasks; any step may be killed and run again.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from vmo.records import Document, Receipt, RefusedError
from vmo.schema import TermNotInForceError

Told = dict[str, Any]


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
    return of_document(close(house, house.portfolio.contracts[contract], month))


def nightly(house: Any, partner: str | None, *, day: str | None = None, as_of: str | None = None) -> Told:
    """A night in this process: every partner, or one. One partner's trouble never stops another."""
    from vmo.pipeline import night

    known = sorted(house.portfolio.partners)
    if partner is not None and partner not in known:
        raise RefusedError([f"--partner {partner}: no such partner; known: {', '.join(known)}"])
    receipts = []
    for one in [partner] if partner else known:
        receipts += [
            told(night.arrive(house, one, instant(as_of))),
            told(night.conform_landed(house, one)),
            told(night.measure_accepted(house, one)),
        ]
        if day:
            receipts.append(told(night.late(house, one, date.fromisoformat(day))))
    lines = [f"{one['verb']:8} {one['subject']}: {_summary(one)}" for one in receipts]
    findings = [text for one in receipts for text in one["findings"]]
    errors = sum(one["errors"] for one in receipts)
    return {"receipts": receipts, "errors": errors, "text": "\n".join([*lines, *findings])}


def month_end(house: Any, month: str, contract: str | None = None) -> Told:
    """The missing night work of the contracts' partners, then each contract's month; one that lacks data stops no other."""
    from vmo.pipeline import night
    from vmo.pipeline.month import close_month as close

    chosen = chosen_contracts(house, contract)
    for partner in sorted({partner for one in chosen for partner in one.told.scope["partner"]}):
        night.arrive(house, partner, None)
        night.conform_landed(house, partner)
        night.measure_accepted(house, partner)
    documents: list[Told] = []
    refused: list[str] = []
    for one in chosen:
        try:
            documents.append(of_document(close(house, one, month)))
        except RefusedError as error:
            refused += error.reasons
        except TermNotInForceError as error:
            refused.append(str(error))
    if refused and not documents:
        raise RefusedError(refused)
    lines = [
        f"{one['subject']}: {one['status']}, net {one['net']} {one['currency']}, credits {one['credits']}, "
        + ", ".join(f"{name} {state}" for name, state in one["states"].items())
        for one in documents
    ]
    findings = [text for one in documents for text in one["findings"]]
    errors = len(refused) + sum(one["errors"] for one in documents)
    return {
        "documents": documents,
        "refused": refused,
        "errors": errors,
        "text": "\n".join([*lines, *findings, *refused]),
    }


def reread(house: Any, partner: str) -> Told:
    """Conform and count again what the store no longer knows of a partner; the receipt of the conforming."""
    from vmo.pipeline import night

    receipt = told(night.conform_landed(house, partner))
    night.measure_accepted(house, partner)
    return receipt


def preview(house: Any, partner: str, feed: str, path: Path, *, rows: int) -> Told:
    """One file read as a feed would read it; nothing is kept."""
    from vmo.pipeline import night

    return night.preview(house, partner, feed, path, rows=rows)


def attained(house: Any, month: str, contract: str | None = None, *, by: str = "month") -> Told:
    """The measures of a month, whole or by day or UTC quarter-hour, as they stand; nothing is recorded or published."""
    from vmo.pipeline.attainment import attainments

    rows = [row for one in chosen_contracts(house, contract) for row in attainments(house, one, month, by=by)]
    lines = [
        f"{row['contract']} {row['id']:24} {row['from']}  {_figure(row)}  {row['state'] or ''}".rstrip() for row in rows
    ]
    return {"version": 1, "month": month, "by": by, "attainment": rows, "text": "\n".join(lines)}


def _figure(row: Told) -> str:
    """A measure for a reader; no data is n/a."""
    if row["numerator"] is None:
        return "n/a"
    value = "n/a" if row["value"] is None else f"{row['value']} {row['unit']}"
    return value if row["unit"] == "count" else f"{row['numerator']} / {row['denominator']} = {value}"


def chosen_contracts(house: Any, contract: str | None) -> list[Any]:
    """One contract, or all; raises RefusedError with those there are."""
    known = house.portfolio.contracts
    if contract is not None and contract not in known:
        raise RefusedError([f"--contract {contract}: no such contract; known: {', '.join(sorted(known))}"])
    return [known[contract]] if contract else [known[name] for name in sorted(known)]


def _summary(receipt: Told) -> str:
    files = len(receipt["outputs"])
    return {"land": f"{files} files landed", "due": f"{len(receipt['findings'])} late"}.get(
        receipt["verb"], f"{files} files, {receipt['rows_in']} rows in, {receipt['accepted']} accepted"
    )


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
    """What a published document comes to, as it travels."""
    return {
        "subject": document.id,
        "status": document.status,
        "net": f"{document.totals.net:f}",
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
