"""Match: a partner's bills beside the contract and the measured month, for the clerk who pays."""

from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from vmo.money import minor_unit_places
from vmo.records import Matched, Outcome, Variance, Verdict
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._style import Figure, Mark, Tone

BOOK = "match"
PLACE = 10
COLUMNS = (
    Column("reason", 12), Column("line", 24), Column("what", 34), Column("expected", 30), Column("billed", 30),
    Column("difference"), Column("withheld"), Column("what to do", 14), Column("clause", 16),
)  # fmt: skip
BILLS = (Column("number", 16), Column("file", 24), Column("", 34), Column("issued"), Column("due"), Column("net"))
OUTCOMES: dict[Outcome, tuple[str, Tone, str]] = {
    "match": ("match", "good", "The bill is what the contract and the measured month come to. Pay it."),
    "match_within_tolerance": (
        "match within tolerance",
        "good",
        "Nothing is disputed. Pay as billed; the differences are logged below.",
    ),
    "dispute": ("dispute", "warn", "Pay the undisputed part now. Dispute the rest by the letters beside this file."),
    "reject": ("reject", "bad", "Pay nothing: no document can be laid to this month."),
}
DO: dict[Verdict, tuple[str, Tone]] = {
    "dispute": ("dispute", "warn"),
    "tolerated": ("tolerated", "good"),
    "report": ("tell the partner", "calm"),
}


def write(sheet: Worksheet, matched: Matched) -> None:
    """The outcome in words, what to pay now, and a row for each difference."""
    currency = matched.expected.currency
    places = minor_unit_places(currency)

    def money(amount: Decimal, *, signed: bool = False) -> Figure:
        return Figure(amount, places, signed=signed)

    first, last = matched.expected.first, matched.expected.last
    with Page(sheet, matched, f"Three-way match, {first} to {last}") as page:
        word, tone, says = OUTCOMES[matched.outcome]
        if not matched.bills and not matched.rejected:
            word, tone, says = "no bill", "calm", "No bill of this month has come."
        elif matched.held and matched.outcome != "reject":
            word, tone = f"{word}, held", "warn"
            says = f"Something may be billed twice: pay nothing before it is looked into. {says}"
        page.sentence(f"{word[0].upper()}{word[1:]}. {says}", tone)
        page.row += 1
        page.sums(
            [
                (f"Expected, without tax, {currency}", money(matched.expected.net), False),
                ("Billed, without tax", money(matched.billed_net), False),
                ("Withheld, without tax", money(matched.billed_net - matched.payable_net), False),
                ("Undisputed, without tax", money(matched.payable_net), False),
                ("Tax on it", money(matched.payable_tax), False),
                ("Pay now", money(matched.pay_now), True),
            ],
            label=1,
            figure=4,
        )
        if matched.variances:
            page.section("Where they differ")
            page.table(
                COLUMNS,
                [_row(one, money(one.difference, signed=True), money(one.withheld)) for one in matched.variances],
            )
        if matched.drift or matched.drift_before:
            year = matched.drift + matched.drift_before
            told = f"{matched.drift:+f} {currency} this month, {year:+f} {currency} with the months before"
            page.sentence(f"Tolerated differences of quantity: {told}.")
            page.row += 1
        if matched.suspicions:
            page.section("May be billed twice")
            for one in matched.suspicions:
                page.sentence(f"{one.number}: {one.why}", "warn")
            page.row += 1
        if matched.bills or matched.rejected:
            page.section("Documents")
            page.table(
                BILLS,
                [
                    *(
                        [one.number, one.file, one.type.replace("_", " "), one.issued_on, one.due_on, money(one.total)]
                        for one in matched.bills
                    ),
                    *(
                        [
                            r.bill.number,
                            r.bill.file,
                            Mark(f"rejected: {r.why}", "bad"),
                            r.bill.issued_on,
                            r.bill.due_on,
                            money(r.bill.total),
                        ]
                        for r in matched.rejected
                    ),
                ],
            )
        for note in matched.notes:
            page.sentence(f"Note: {note}")


def _row(one: Variance, difference: Figure, withheld: Figure) -> list[Value]:
    word, tone = DO[one.verdict]
    where = f"{one.number} line {one.line}" if one.line else one.number or "not billed"
    return [
        one.code,
        f"{where}: {one.text or one.charge}",
        one.why,
        one.ours,
        one.theirs,
        difference,
        withheld,
        Mark(word, tone),
        one.clause,
    ]
