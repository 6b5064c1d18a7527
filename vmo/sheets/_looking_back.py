"""What a month comes to beside its credits, on the sheet of the credits: caps, bonus, ledger, counters, rights, proposals."""

from decimal import Decimal

from vmo.records import Document
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._style import Mark, Tone
from vmo.sheets._words import exact_cell, level, mark, money, value_of
from vmo.wording import level_in_words, money_in_words

STANDING: dict[str, Tone] = {"pending": "warn", "released": "good", "forfeited": "calm", "ineligible": "calm"}


def levels(page: Page, document: Document) -> None:
    """Every measure that may bear a credit: how it stands, and what it costs before and after the caps."""
    bearing = [one for one in document.attainments if one.credit_bearing]
    if not bearing:
        return
    page.section("Service levels that may bear a credit")
    costs = {(one.measure, one.first): one for one in document.credits}
    rows: list[list[Value]] = []
    for one in bearing:
        cost = costs.get((one.id, one.first))
        rows.append(
            [
                one.id,
                one.first,
                one.last,
                value_of(one),
                level_in_words(one.expected, one.unit) if one.expected is not None else "",
                mark(one.state),
                "" if one.severity is None else exact_cell(one.severity),
                one.returns.replace("_", " "),
                exact_cell(one.multiplier),
                money(cost.uncapped, document) if cost else "",
                money(cost.amount, document) if cost else "",
            ]
        )
    sums = (f"before caps ({document.currency})", f"after caps ({document.currency})")
    titles = ("service level", "from", "to", "value", "expected", "state", "severity", "is a", "multiplier", *sums)
    page.table([Column(title, 30) for title in titles], rows)


def caps(page: Page, document: Document) -> None:
    """What each cap let through, in the order in which they apply."""
    unit = f"({document.currency})"
    columns = [
        Column("cap"),
        Column("of"),
        *(Column(f"{name} {unit}") for name in ("limit", "before", "after")),
        Column("clause", 30),
    ]
    rows: list[list[Value]] = [
        [one.of, one.measure, *(money(amount, document) for amount in (one.limit, one.before, one.after)), one.clause]
        for one in document.caps
    ]
    page.table(columns, rows)


def bonus(page: Page, document: Document) -> None:
    """Each bonus, and the net fee with and without; why there is none where something keeps it back."""
    if document.bonus_withheld:
        page.section("Bonus")
        page.sentence(f"What reached beyond its level earns nothing: {document.bonus_withheld}.", "warn")
    if not document.bonuses:
        return
    page.section("Bonus = pool × share × days ÷ days of window × reach")
    titles = (
        "bonus of",
        "from",
        "to",
        "pool",
        "share",
        "days",
        "reach",
        f"rounded ({document.currency})",
        f"after cap ({document.currency})",
        "clause",
    )
    rows: list[list[Value]] = [
        [
            one.measure,
            one.first,
            one.last,
            exact_cell(one.pool),
            exact_cell(one.share),
            f"{one.days} of {one.window_days}",
            exact_cell(one.reach),
            money(one.uncapped, document),
            money(one.amount, document),
            one.clause,
        ]
        for one in document.bonuses
    ]
    page.table([Column(title, 30) for title in titles], rows)
    without = document.totals.net - document.totals.bonus
    page.sentence(
        f"Net without the bonus {money_in_words(without, document)}, with it {money_in_words(document.totals.net, document)}; "
        "no credit is less for it."
    )


def ledger(page: Page, document: Document) -> None:
    """Every credit that may return, and how far its test is."""
    if not document.ledger:
        return
    page.section("Earn-back: the ledger")
    titles = (
        "may return",
        "credit of",
        "credit",
        "returns",
        "state",
        "months met",
        "test ends",
        "settled in",
        "clause",
    )
    money_titles = {"credit", "returns"}
    rows: list[list[Value]] = [
        [
            one.measure,
            one.period,
            money(one.credit, document),
            money(one.returns, document),
            Mark(one.standing, STANDING[one.standing]),
            f"{one.passed} of {one.months}",
            one.test_on,
            one.settled_in,
            one.clause,
        ]
        for one in document.ledger
    ]
    page.table([Column(f"{one} ({document.currency})" if one in money_titles else one, 30) for one in titles], rows)
    if document.returned:
        page.sentence(f"{money_in_words(document.returned, document)} returned this month, as lines of their own.")


def counters(page: Page, document: Document) -> None:
    """Where each rule that looks back stands."""
    if not document.counters:
        return
    page.section("Counters, made anew from the recorded months")
    rows: list[list[Value]] = [
        [one.rule, one.measure, one.count, one.limit, one.what, one.clause] for one in document.counters
    ]
    page.table([Column(title, 44) for title in ("rule", "measure", "count", "takes effect at", "what", "clause")], rows)


def rights(page: Page, document: Document) -> None:
    """Rights to terminate that stand."""
    if not document.rights:
        return
    page.section("Rights to terminate")
    for one in document.rights:
        until = f"until {one.right_expires_on}" if one.right_expires_on else "without an end"
        used = f"; exercised on {one.exercised_on}" if one.exercised_on else ""
        of = f"{one.measure}: " if one.measure else ""
        accrued = f"accrued on {one.right_accrued_on}, stands {until}{used}"
        page.sentence(f"{one.rule}: {of}{one.why}; {accrued} ({one.clause}).", "bad")
    page.row += 1


def proposals(page: Page, document: Document) -> None:
    """Levels that a clause lets rise, with the sum and the entry that would say so."""
    if not document.proposals:
        return
    page.section("Proposed amendment: levels that a clause lets rise")
    for one in document.proposals:
        unit = next((each.unit for each in document.attainments if each.id == one.measure), "")
        page.sentence(f"{one.text} ({one.clause}).", "warn")
        page.pairs(
            [
                ("level now", level(one.current, unit)),
                ("reached on average", exact_cell(one.average)),
                ("halfway", exact_cell(one.halfway)),
                ("proposed", level(one.proposed, unit)),
                ("from", one.effective_on),
                ("entry", one.entry),
            ]
        )


def together(document: Document) -> tuple[Decimal, Decimal]:
    """The credits under the caps, before and after them."""
    under = [one for one in document.credits if one.capped]
    return sum((one.uncapped for one in under), Decimal(0)), sum((one.amount for one in under), Decimal(0))
