"""Integrity: five flags of every measure, what was found in every feed, and what quarantine is worth, for one month."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from vmo import catalogue
from vmo.integrity.flags import said
from vmo.integrity.quarantine import Moved, Valued
from vmo.integrity.rules import LETTERS, rules
from vmo.money import for_reading, plain
from vmo.pipeline.cuika import OverFeed, OverMonth, look_over
from vmo.pipeline.house import House
from vmo.pipeline.integrity import Judged
from vmo.records import Finding

VERSION = 1
SIGNS = {True: "+", False: "-", None: "?"}


def integrity(house: House, month: str, partner: str | None = None) -> dict[str, Any]:
    """One entry a feed (metrics, findings, rows), a partner (forensic rules) and a contract with rows in quarantine."""
    over = look_over(house, month, partner)
    feeds = [_feed(over, one) for one in over.feeds]
    forensics = {
        name: {"run": list(one.run), "not_run": one.not_run, "findings": [_finding(found) for found in one.findings]}
        for name, one in over.forensics.items()
    }
    found = [
        *(one for feed in over.feeds for _, one in feed.findings),
        *(one for looked in over.forensics.values() for one in looked.findings),
        *over.findings,
        *(one for judged in over.measures for one in judged.flags.lost_by),
    ]
    return {
        "version": VERSION,
        "month": month,
        "feeds": feeds,
        "forensics": forensics,
        "quarantine": [_quarantine(one) for one in over.quarantines],
        "findings": [_finding(one) for one in over.findings],
        "refused": list(over.refused),
        "undecided": {one.id: one.how for one in rules().values() if not one.decided},
        "errors": len({one for one in found if one.severity == "error"}) + len(over.refused),
        "text": "\n".join(_text(over)),
    }


def _feed(over: OverMonth, feed: OverFeed) -> dict[str, Any]:
    rows = feed.rows
    return {
        "feed": f"{feed.partner}.{feed.name}",
        "kind": feed.kind,
        "files": feed.files,
        "rows_in": rows.rows_in,
        "accepted": rows.accepted,
        "quarantined": rows.quarantined,
        "metrics": [_metric(one) for one in _of(over, feed)],
        "findings": [{"serves": served, **_finding(one)} for served, one in feed.findings],
    }


def _metric(one: Judged) -> dict[str, Any]:
    return {
        "metric": one.metric,
        "measure": f"{one.contract}.{one.measure}",
        "flags": {letter: said(one.flags.held[letter]) for letter in LETTERS},
        "score": one.flags.score,
        "can_be_met": not one.flags.failed,
        "lost_by": [_finding(found) for found in one.flags.lost_by],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Finding.__slots__}


def _quarantine(one: Valued) -> dict[str, Any]:
    return {
        "contract": one.contract,
        "rows": one.rows,
        "rules": dict(sorted(one.rules.items())),
        "measures": [_moved(moved) for moved in one.measures],
        **{
            name: {"is": plain(before), "would_be": plain(after)}
            for name, (before, after) in (("charges", one.charges), ("credits", one.credits), ("net", one.net))
        },
        "currency": one.currency,
    }


def _moved(one: Moved) -> dict[str, Any]:
    return {
        "id": one.before.id,
        "from": one.before.first.isoformat(),
        "unit": one.before.unit,
        "is": _value(one.before.value),
        "would_be": _value(one.after.value),
        "points": _value(one.points),
        "state": one.before.state,
        "state_would_be": one.after.state,
        "credit": plain(one.credit),
        "credit_would_be": plain(one.credit_after),
    }


def _value(exact: Fraction | None) -> str | None:
    return None if exact is None else plain(for_reading(exact))


def _of(over: OverMonth, feed: OverFeed) -> list[Judged]:
    return [one for one in over.measures if (one.partner, one.feed) == (feed.partner, feed.name)]


def _text(over: OverMonth) -> Iterator[str]:
    for feed in over.feeds:
        rows = feed.rows
        yield (
            f"{feed.partner}.{feed.name} ({feed.kind}): {feed.files} files, {rows.rows_in} rows in, {rows.accepted} accepted, "
            f"{rows.quarantined} quarantined"
        )
        metrics = _of(over, feed)
        if metrics:
            width = max(len(f"{one.contract}.{one.measure}") for one in metrics)
            yield f"  {'':{width}}  {' '.join(LETTERS)}  score"
        for one in metrics:
            signs = " ".join(SIGNS[one.flags.held[letter]] for letter in LETTERS)
            name = catalogue.metric(one.metric).name
            yield f"  {f'{one.contract}.{one.measure}':{width}}  {signs}  {one.flags.score}/5    {name}"
            yield from (f"    {found.rule}: {found}" for found in one.flags.lost_by)
        for served, found in feed.findings:
            yield f"  {found.severity}: {served or found.rule}: {found}"
    for partner, looked in over.forensics.items():
        yield f"{partner}: forensic rules run: {', '.join(looked.run) or 'none'}"
        yield from (f"  {one.severity}: {one.rule}: {one}" for one in looked.findings)
        yield from (f"  {rule} did not run; it looks at {wants}" for rule, wants in looked.not_run.items())
    yield from (f"{one.severity}: {one}" for one in over.findings)
    yield from over.refused
    if over.measures:
        yield "+ held, - lost, ? not decided; without C or I a measure cannot be met"
