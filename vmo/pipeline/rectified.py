"""Rectified: what of an issued month was wrong, as corrections and accepted disputes say it (domain.md 5.2, metric 36).

A correction changes charges for the reason that a person gave; what it changes of service credits is none of billing, and the
rest is neither. A dispute that was accepted is an error of billing, unless a credit note settled it: that is a correction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from vmo.life import calculations, disputes
from vmo.life.calculations import CALCULATE, Calculated
from vmo.life.disputes import DisputeRow
from vmo.life.thawed import thawed
from vmo.money import rounded
from vmo.records import Document
from vmo.store import IssuedRow, TrailRow

ERROR, SERVICE_CREDIT, OTHER = "error_correction", "service_credit", "other"


@dataclass(frozen=True)
class Rectified:
    """A part of a month that was set right: when, why, and by how much; below nothing it was too high."""

    at: datetime
    reason: str
    amount: Decimal


def rectified(session: Session, contract: str, period: str, at: datetime) -> list[Rectified]:
    """Everything of a month up to an instant, in order."""
    known = [one for one in calculations.of(session, contract, period) if not one.pending]
    found = [told for before, one in pairwise(known) for told in _corrected(session, contract, period, before, one)]
    return sorted(
        (one for one in [*found, *_upheld(session, contract, period)] if one.at <= at), key=lambda one: one.at
    )


def _corrected(
    session: Session, contract: str, period: str, before: Calculated, one: Calculated
) -> Iterator[Rectified]:
    """The parts of a correction, which was made when its documents were issued, or it rolled on."""
    rows = select(TrailRow.at).where(
        TrailRow.verb == CALCULATE, TrailRow.subject == f"{contract}/{period}#{one.ordinal}"
    )
    made = session.scalars(rows.order_by(TrailRow.ordinal.desc()).limit(1)).one()
    told = parts(before.document, one.document, one.reason or ERROR)
    yield from (Rectified(made, reason, amount) for reason, amount in told if amount)


def parts(before: Document, after: Document, reason: str = ERROR) -> list[tuple[str, Decimal]]:
    """What differs of the totals of two calculations: charges, service credits, and the rest."""
    was, now = before.totals, after.totals
    charges, credited = now.charges - was.charges, was.credits - now.credits
    return [(reason, charges), (SERVICE_CREDIT, credited), (OTHER, now.net - was.net - charges - credited)]


def _upheld(session: Session, contract: str, period: str) -> Iterator[Rectified]:
    """Disputes about the month's documents that were accepted, and that no credit note settled; without tax."""
    of_month = DisputeRow.document.startswith(f"{contract}/{period}/", autoescape=True)
    accepted = select(DisputeRow).where(of_month, DisputeRow.resolution == "accepted", DisputeRow.credit_note == "")
    for one in map(disputes.as_told, session.scalars(accepted.order_by(DisputeRow.id))):
        row = select(IssuedRow).where(
            IssuedRow.contract == contract,
            IssuedRow.period == period,
            IssuedRow.version == int(one.document.rpartition("/")[2]),
        )
        totals = thawed(session.scalars(row).one().frozen).totals
        share = Fraction(totals.net) / Fraction(totals.gross) if not one.line and totals.gross else Fraction(1)
        when = datetime.combine(one.resolved_on or one.raised_on, time(0), UTC)
        yield Rectified(when, ERROR, -rounded(Fraction(one.amount) * share, one.currency))
