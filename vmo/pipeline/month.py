"""A contract's month: what is missing, then attain → price → invoice → check → publish."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from fractions import Fraction
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo import calendars
from vmo.attain import attain, daily, told_of_strata
from vmo.billing import billing
from vmo.check import check
from vmo.correction import Bill
from vmo.correction.companion import billed, concerned
from vmo.counting.asks import measure_segments
from vmo.deliveries import Delivery
from vmo.integrity.quarantine import Valued
from vmo.invoice import electronic, render
from vmo.journal_text import booking
from vmo.life import archive, calculations
from vmo.life.events import issued, last_invoice
from vmo.life.frozen import figures, frozen, totals
from vmo.life.numbers import number, series_of
from vmo.life.roles import PROGRAM
from vmo.life.thawed import thawed
from vmo.money import plain
from vmo.new_prices import told_of_prices
from vmo.pipeline import integrity, maturity, recorded
from vmo.pipeline.basis import Feeding, Month, gather
from vmo.pipeline.charged_back import borne_again
from vmo.pipeline.evidence import billed_twice, second_calculation
from vmo.pipeline.house import House, closed_days, findings_of_file, keep_findings
from vmo.pipeline.own_figures import with_own_figures
from vmo.pipeline.quarantined import value
from vmo.pipeline.stopped import stopped
from vmo.price import price
from vmo.publish import publish, withdrawn
from vmo.records import Attainment, Booking, Document, Finding, PrecedingInvoice, RefusedError, RowCounts, Source
from vmo.settlement.relief import excluded
from vmo.store import IssuedRow
from vmo.terms import Contract, scope_of

CORRECTION_DUE = "correction_due"
FLATTERING = "ab_excl_short_num"  # the variant of the abandon rate that does (domain.md 1.3)


@dataclass(frozen=True)
class Ready:
    """A month judged, priced, checked and rendered; not yet published."""

    month: Month
    document: Document
    quarantine: Valued | None
    bills: tuple[Bill, ...]
    rendered: tuple[dict[str, bytes], ...]


def close_month(house: House, contract: Contract, period: str, *, by: str = PROGRAM) -> Document:
    """Judge, price, check and publish one month, prepared by a person or by the program. What is issued is left alone.

    Raises RefusedError with the list of what is missing.
    """
    if by != PROGRAM and (refused := house.portfolio.roles.refuses("preparer", by, {}, f"{contract.id}/{period}")):
        raise RefusedError([refused])

    def is_issued() -> bool:
        with house.store.transaction() as session:
            return issued(session, contract.id, period) is not None

    if not is_issued():
        one = ready(house, contract, period)
        place = house.portfolio.out / period / contract.id
        for bill, files in zip(one.bills, one.rendered, strict=True):
            publish(
                files, house.portfolio.out / archive.place(contract.id, period, bill.document.version), unless=is_issued
            )
        judged = integrity.judged(
            house, one.month, one.document, one.quarantine, blocked=one.document.status == "blocked"
        )
        with house.store.transaction() as session:
            kept = recorded.keep(session, one.document, [bill.document for bill in one.bills], one.rendered, by=by)
            if kept:
                integrity.keep(session, contract.id, period, judged)
        if kept:
            withdrawn(place, above=len(one.bills))
            return one.document
    return beside_what_is_issued(house, contract, period)


def beside_what_is_issued(house: House, contract: Contract, period: str) -> Document:
    """The issued document of a month, with a finding where the month would come to something else now (law 6)."""
    anew = ready(house, contract, period, anew=True).document
    with house.store.transaction() as session:
        standing = issued(session, contract.id, period)
        if standing is None:
            raise RefusedError([f"{contract.id}/{period}: its issued document is gone from the store; run vmo verify"])
        known = calculations.of(session, contract.id, period)
        told = calculations.standing(known).text
        left = _left(session, contract, period, known)
        of = concerned(calculations.standing(known).document, anew, left) if left else []
        net, differs = totals(told).net, figures(told) != figures(frozen(anew))
        blocking = next((one for one in anew.findings if one.severity == "error"), None)
        found = Finding(
            CORRECTION_DUE,
            "warning",
            " and ".join(one.number for one in of if one.number) or standing.number,
            "correction due: the month would come to something else now, and what is issued is left as it is",
            f"net {plain(anew.totals.net)} {anew.currency}" + (f", blocked by {blocking}" if blocking else ""),
            f"{plain(net)} as issued, a difference of {anew.totals.net - net:+f}",
            "ask what came late or changed (vmo status), and correct it (vmo correct)",
        )
        keep_findings(session, f"document:{anew.id}", [found] if differs else [])
    return replace(
        anew,
        status="issued",
        kind=left[0].kind if len(left) == 1 else anew.kind,
        number=standing.number,
        issued_on=standing.issued_on,
        totals=totals(told),
        attainments=() if differs else anew.attainments,
        findings=(found,) if differs else (),
    )


def _left(
    session: Session, contract: Contract, period: str, known: Sequence[calculations.Calculated]
) -> list[Document]:
    """The documents that together say what an issued month comes to."""
    held = calculations.standing_versions(known)
    rows = select(IssuedRow).where(IssuedRow.contract == contract.id, IssuedRow.period == period)
    return [thawed(row.frozen) for row in session.scalars(rows.order_by(IssuedRow.version)) if row.version in held]


def ready(house: House, contract: Contract, period: str, *, anew: bool = False) -> Ready:
    """Judge, price, check and render one month; `anew` where it was issued already."""
    found, drawn, quarantine = judge(house, gather(house, contract, period), anew=anew, kept=True)
    if quarantine:
        drawn = _with_findings(drawn, quarantine.findings)
    drawn = _with_findings(drawn, list(integrity.unjudged(found, drawn)))
    drawn = _with_findings(drawn, told_of_strata(found.contract, found.window, kind_of=found.kind_of))
    drawn = _with_findings(drawn, list(told_of_prices(found.contract, drawn.lines, found.first, found.last)))
    recalculation = second_calculation(house, found)
    twice = billed_twice(house, found)
    again = borne_again(house, found, drawn)
    drawn = replace(
        drawn,
        proven=Fraction(recalculation.rows, recalculation.all_rows) if recalculation.all_rows else None,
        proven_rows=recalculation.rows,
    )
    drawn = _with_findings(drawn, check(drawn, recalculation=recalculation, billed_twice=twice, borne_again=again))
    bills = _billed(house, drawn)
    made = [_rendered(bill) for bill in bills]
    if wrong := [each for _, told in made for each in told]:
        drawn = _with_findings(drawn, wrong)
        bills = _billed(house, drawn)
        made = [_rendered(bill) for bill in bills]
    return Ready(found, drawn, quarantine, bills, tuple(files for files, _ in made))


def _billed(house: House, calculation: Document) -> tuple[Bill, ...]:
    """The month as it is issued. A credit note names the invoice beside it, or else the last one of the contract, which it
    reduces (decision D1).
    """
    bills = billed(calculation)
    if all(bill.document.kind == "invoice" or bill.document.corrects for bill in bills):
        return bills
    with house.store.transaction() as session:
        last = last_invoice(session, calculation.contract, calculation.period)
    named = PrecedingInvoice(last.number, last.issued_on) if last else None
    return tuple(
        Bill(replace(one.document, corrects=named), one.calculation)
        if one.document.kind == "credit_note" and one.document.corrects is None
        else one
        for one in bills
    )


def as_it_would_leave(draft: Document) -> dict[str, bytes]:
    """A draft's electronic invoices, with a number and a day it might bear: what would fail is known before it is approved."""
    if draft.status != "draft" or draft.days is None:
        return {}
    day = draft.days[1]
    return electronic(replace(draft, status="issued", number=number(series_of(draft, day), 1), issued_on=day))


def _rendered(bill: Bill) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a month, and what is wrong with them, or with a document that does not tell the month as it is."""
    rendered = render(bill.document, bill.calculation)
    turned = [] if bill.document is bill.calculation else check(bill.document)
    leaving = {**rendered, **as_it_would_leave(bill.document)}
    return rendered, [*turned, *check(bill.document, rendered=leaving)]


def judge(
    house: House, month: Month, *, anew: bool = False, kept: bool = False
) -> tuple[Month, Document, Valued | None]:
    """The month with its gates, its document, and what its quarantine is worth beside that; `kept`: what is counted for that."""
    month = integrity.gated(house, month, anew=anew)
    tried = assemble(house, month)
    quarantine = value(house, month, tried, partial(assemble, trend=False), kept=kept)
    hanging = integrity.hanging(month, quarantine)
    if quarantine is None or hanging.lost == month.lost:
        return month, tried, quarantine
    document = assemble(house, hanging)
    return hanging, document, quarantine.beside(document)


def attained(month: Month) -> list[Attainment]:
    """The measures of a month, each with what is still awaited of it."""
    found = attain(month.contract, month.window, kind_of=month.kind_of, past=month.past, lost=month.cannot_be_met)
    return [replace(one, provisional=maturity.until(month.provisional, one.id, one.first)) for one in found]


def assemble(house: House, month: Month, *, trend: bool = True) -> Document:
    """The document of a month, before its checks; without its days where nobody will read it."""
    told = month.contract.told
    attainments = attained(month)
    priced = price(
        month.contract,
        month.first,
        month.last,
        tallies=month.tallies,
        attainments=attainments,
        kind_of=month.kind_of,
        adjustments=month.adjustments,
        past=month.past,
        instants=month.instants,
        judge=lambda own: attain(own, month.window, kind_of=month.kind_of, past=month.past, lost=month.cannot_be_met),
    )
    with house.store.transaction() as session:
        sources = tuple(_sources(month))
        findings = tuple(_findings(session, month))
    percent = told.credits.at_risk_percent if told.credits else None
    at_risk = percent.entry(month.first) if percent else None
    rows = RowCounts()
    for source in sources:
        rows += source.rows
    return Document(
        contract=month.contract.id,
        period=month.period,
        version=1,
        status="draft",
        type=told.issues,
        currency=told.currency,
        time_zone=told.time_zone,
        supplier=house.portfolio.parties[told.parties.supplier],
        customer=house.portfolio.parties[told.parties.customer],
        attainments=tuple(with_own_figures(house, month, attainments)),
        lines=priced.lines,
        credits=priced.credits,
        taxes=priced.taxes,
        totals=priced.totals,
        rows=replace(rows, **_outside(month)),
        sources=sources,
        findings=findings,
        trend=tuple(daily(month.contract, month.window, kind_of=month.kind_of)) if trend else (),
        exclusions=excluded(month.contract, month.first, month.last),
        days=(month.first, month.last),
        at_risk_percent=at_risk.value if at_risk else None,
        caps=priced.caps,
        bonuses=priced.bonus.bonuses,
        bonus_withheld=priced.bonus.withheld,
        ledger=priced.ledger,
        returned=priced.returned,
        counters=priced.counters,
        rights=priced.rights,
        proposals=priced.proposals,
        credits_clause=at_risk.ref if at_risk else "",
        at_risk_base=priced.at_risk_base,
        chargeback=priced.chargeback,
        billing=billing(month.contract, month.first, month.last),
        borne=priced.borne,
        booking=_booking(house, month),
    )


def _booking(house: House, month: Month) -> Booking:
    portfolio = house.portfolio
    return booking(portfolio.told.journal, month.contract, portfolio.told.home_currency, portfolio.tables, month.first)


def _sources(month: Month) -> Iterable[Source]:
    for one in (*_drawn(month.feedings), *_looked_back(month)):
        state = "replaced" if not one.standing else "partly replaced" if one.superseded else "accepted"
        yield Source(one.partner, one.feed, one.landing.name, one.landing.sha256, one.rows, state)


def _drawn(feedings: Iterable[Feeding]) -> list[Delivery]:
    return [one for feeding in feedings for one in feeding.deliveries]


def _looked_back(month: Month) -> list[Delivery]:
    """The files that only the months before hold, on which measures look back."""
    own = {one.key for one in _drawn(month.feedings)}
    return [one for one in _drawn(month.earlier.feedings) if one.key not in own]


def _findings(session: Session, month: Month) -> Iterable[Finding]:
    yield from _warned(month)
    yield from maturity.findings(month.contract, month.provisional)
    for absent in month.earlier.absent:
        yield Finding(
            "window",
            "warning",
            absent,
            "has no row of the month; measures that look back on it rest on the other months",
            action="see vmo status; a file that comes later counts when the month is closed again",
        )
    for feeding in month.feedings:
        for one in feeding.deliveries:
            yield from findings_of_file(session, one)
        yield from _stopped(session, month, feeding)
        for day in sorted(closed_days(session, feeding.partner, feeding.name)):
            if month.first <= day <= month.last:
                yield Finding(
                    "C1",
                    "warning",
                    f"{feeding.partner}.{feeding.name}:{day}",
                    "accepted as missing by a person",
                    action="see vmo status",
                )


def _warned(month: Month) -> Iterable[Finding]:
    """What a contract may say and a reader should know."""
    for name, measure in month.contract.told.measures.items():
        if measure.agg == "mean_of_daily":
            yield Finding(
                "mean_of_daily",
                "warning",
                month.contract.where("measures", name, "agg"),
                f"{name} is the mean of its days' results, so a quiet day weighs as much as a busy one",
                action="ask for the ratio of the sums at the next amendment",
            )
        if any(one.terms.get("variant") == FLATTERING for one in measure_segments(measure, month.first, month.last)):
            yield Finding(
                "flattering",
                "warning",
                month.contract.where("measures", name, "terms", "variant"),
                f"{name} leaves short abandons out of the calls abandoned but not out of those offered, which flatters it",
                action="ask for ab_excl_short at the next amendment",
            )


def _stopped(session: Session, month: Month, feeding: Feeding) -> Iterable[Finding]:
    """Files that came since the month began and count nowhere; which days they hold nobody knows before they are read."""
    begun = calendars.midnight(month.first, feeding.feed.zone).replace(tzinfo=UTC)
    for _, file in stopped(session, feeding.partner, feeding.name, feeding.feed):
        if file.arrived_at >= begun and (file.day is None or month.first <= file.day <= month.last):
            what = "the file was stopped, and no row of it counts"
            yield Finding("stopped", "error", file.name, what, action="see vmo status for the reason")


def _outside(month: Month) -> dict[str, int]:
    """Accepted rows that the contract does not look at: outside its month, or in no scope of it."""
    told = month.contract.told
    narrower = [*(one.scope for one in told.measures.values()), *(one.scope for one in told.charges.values())]
    scopes = [scope_of(told, scope) for scope in narrower or [{}]]
    out_of_scope, out_of_period = 0, sum(one.rows.accepted for one in _looked_back(month))
    for tally in month.tallies:
        if tally.bucket is None:
            out_of_period += tally.rows
        elif not any(tally.within(scope) for scope in scopes):
            out_of_scope += tally.rows
    return {"out_of_scope": out_of_scope, "out_of_period": out_of_period}


def _with_findings(document: Document, found: Sequence[Finding]) -> Document:
    blocked = any(one.severity == "error" for one in found)
    return replace(document, findings=(*document.findings, *found), status="blocked" if blocked else document.status)
