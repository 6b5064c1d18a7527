"""A contract's month matched with the bills of its supplier, and what comes of it: match.xlsx, match.json, letters, disputes."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from vmo import workbook
from vmo.calendars import months_before
from vmo.life import disputes
from vmo.matching.letter import letter
from vmo.matching.match import match
from vmo.matching.plainly import as_text
from vmo.pipeline import integrity
from vmo.pipeline.basis import gather
from vmo.pipeline.billed import bills, unread
from vmo.pipeline.expected import expected
from vmo.pipeline.house import House
from vmo.pipeline.month import judge
from vmo.pipeline.twice import across_contracts
from vmo.publish import beside
from vmo.records import Bill, Dispute, Matched, RefusedError, Variance
from vmo.terms import Contract
from vmo.terms.matching import MatchTerms

BOOK = "match"
TEXT = "match.json"
LETTERS = "dispute-*.txt"
A_MONTH = timedelta(31)


@dataclass(frozen=True)
class Told:
    """A month's match, the disputes about it, and the files that say so."""

    matched: Matched
    disputes: tuple[Dispute, ...]
    files: tuple[str, ...]


def match_month(house: House, contract: Contract, period: str, *, on: date, by: str = "") -> Told:
    """Match one month and write what it came to beside its scorecard. `by` raises the disputes in that name, once.

    Raises RefusedError where the month cannot be judged.
    """
    terms = terms_of(contract, period)
    month, document, quarantine = judge(house, gather(house, contract, period), anew=True, kept=True)
    stopping = (*(quarantine.findings if quarantine else ()), *integrity.unjudged(month, document))
    blocking = [one for one in stopping if one.severity == "error"]
    if blocking:
        raise RefusedError([f"{document.id}: nothing to match with, it is blocked: {one}" for one in blocking])
    everything = bills(house)
    own = [one for one in everything if is_for(one, house, contract)]
    first, last = contract.month(period)
    here = [one for one in own if overlaps(one, first, last)] or [one for one in own if _expected_now(one, last)]
    found = match(
        expected(contract, document),
        here,
        terms,
        before=[one for one in everything if one not in here],
        suspicions=across_contracts(house, month) if here else (),
        drift_before=_drift_before(house, contract, period),
        notes=[*_elsewhere(own, here, last), *unread(house, contract.told.scope["partner"])],
    )
    raised = _raised(house, found, on=on, by=by, terms=terms) if by else ()
    letters = _letters(found, on=on, terms=terms)
    written = beside(
        {
            f"{BOOK}.xlsx": workbook.render(BOOK, found),
            TEXT: (json.dumps(as_text(found), indent=1, ensure_ascii=False) + "\n").encode(),
            **letters,
        },
        house.portfolio.out / period / contract.id,
        pattern=LETTERS,
    )
    return Told(found, raised, tuple(path.name for path in written))


def terms_of(contract: Contract, period: str) -> MatchTerms:
    """The terms of matching in force on the month's first day; the defaults where the contract has none."""
    history = contract.told.invoice.match
    return history.on(contract.month(period)[0]) if history else MatchTerms()


def is_for(bill: Bill, house: House, contract: Contract) -> bool:
    """Whether a bill is for the contract: by the contract that it names, else where its partner has only this one to bill."""
    if bill.partner not in contract.told.scope["partner"]:
        return False
    if bill.contract:
        history = contract.told.invoice.match
        references = [entry.value.reference for entry in history.root.values()] if history else []
        return bill.contract.casefold() in {name.casefold() for name in (contract.id, *references) if name}
    billing = [one.id for one in house.contracts_of(bill.partner) if one.told.issues == "shadow"]
    return billing == [contract.id]


def unassigned(house: House, contracts: Sequence[Contract]) -> list[str]:
    """Bills of the contracts' partners that are for none of them, each with what to do."""
    partners = {partner for one in contracts for partner in one.told.scope["partner"]}
    found = []
    for bill in bills(house):
        if bill.partner in partners and not any(is_for(bill, house, one) for one in contracts):
            named = (
                f"names the contract {bill.contract}"
                if bill.contract
                else "names no contract, and the partner has several"
            )
            known = ", ".join(one.id for one in contracts if bill.partner in one.told.scope["partner"])
            found.append(
                f"{bill.file}: {bill.number or 'the bill'} {named}; expected one of {known}, "
                "or `invoice.match.reference` as the partner writes it"
            )
    return found


def overlaps(bill: Bill, first: date, last: date) -> bool:
    """Whether any row of the bill is of the window."""
    return any((line.first or first) <= last and (line.last or line.first or last) >= first for line in bill.lines)


def _expected_now(bill: Bill, last: date) -> bool:
    """Whether the bill came when that of the month was to come, whatever days it says it bills."""
    return bill.issued_on is not None and last < bill.issued_on <= last + A_MONTH


def _elsewhere(own: Sequence[Bill], here: Sequence[Bill], last: date) -> Iterator[str]:
    """Documents of the contract that came when the month's were to come, and bill others."""
    for bill in own:
        if bill not in here and _expected_now(bill, last):
            spans = sorted(
                (line.first, line.last or line.first) for line in bill.lines if line.first and (line.last or line.first)
            )
            told = f"{spans[0][0]} to {spans[-1][1]}" if spans else "no day"
            yield f"{bill.number or bill.file} of {bill.issued_on} bills {told}, another month; match that one"


def _drift_before(house: House, contract: Contract, period: str) -> Decimal:
    """The tolerated differences of quantity in the eleven months before, as far as they were matched."""
    total = Decimal(0)
    for one in months_before(period, 11):
        path = house.portfolio.out / one / contract.id / TEXT
        if path.exists():
            total += Decimal(json.loads(path.read_text(encoding="utf-8"), parse_float=str)["drift"])
    return total


def _by_bill(found: Matched) -> list[tuple[Bill, list[Variance]]]:
    """The documents and what of each is in dispute; what no document says is disputed with the first."""
    numbers = {one.number for one in found.bills}
    told = [
        (bill, [one for one in found.disputed if one.number == bill.number or (not nth and one.number not in numbers)])
        for nth, bill in enumerate(found.bills)
    ]
    return [(bill, variances) for bill, variances in told if variances]


def _letters(found: Matched, *, on: date, terms: MatchTerms) -> dict[str, bytes]:
    reply_by = on + timedelta(terms.response_days)
    return {
        f"dispute-{_file_name(bill)}.txt": letter(found, bill, disputed, on=on, reply_by=reply_by).encode()
        for bill, disputed in _by_bill(found)
    }


def _file_name(bill: Bill) -> str:
    return re.sub(r"[^\w.-]+", "_", bill.number or bill.file).strip("._") or "bill"


def _raised(house: House, found: Matched, *, on: date, by: str, terms: MatchTerms) -> tuple[Dispute, ...]:
    """The disputes of a match: those that stand already, and those that it raises."""
    told: list[Dispute] = []
    with house.store.transaction() as session:
        for bill, variances in _by_bill(found):
            known = {(one.line, one.code, one.amount): one for one in disputes.of(session, bill.id)}
            for one in variances:
                line = one.line or one.charge
                if one.withheld <= 0:
                    continue
                standing = known.get((line, one.code, one.withheld))
                dispute = standing or _dispute(bill, one, line, found.expected.currency, on=on, by=by, terms=terms)
                if not standing:
                    disputes.raised(session, dispute)
                told.append(dispute)
    return tuple(told)


def _dispute(bill: Bill, one: Variance, line: str, currency: str, *, on: date, by: str, terms: MatchTerms) -> Dispute:
    return Dispute(
        disputes.id_of(bill.id, line, one.code, one.withheld, on),
        bill.id,
        line,
        one.code,
        one.why,
        one.withheld,
        currency,
        on,
        by,
        response_due=on + timedelta(terms.response_days),
        evidence=bill.sha256,
    )
