"""The letter about a disputed document: addressed, what is disputed and why, what is paid meanwhile, and until when to answer."""

from collections.abc import Sequence
from datetime import date

from vmo.records import Bill, Matched, Variance


def letter(matched: Matched, bill: Bill, disputed: Sequence[Variance], *, on: date, reply_by: date) -> str:
    """As plain text; amounts without tax, in the contract's currency."""
    expected, currency = matched.expected, matched.expected.currency
    supplier, customer = expected.supplier, expected.customer
    place = f"{supplier.post_code} {supplier.city}".strip()
    withheld = sum((one.withheld for one in disputed), matched.billed_net * 0)
    about = f"{'Credit note' if bill.type == 'credit_note' else 'Invoice'} {bill.number or bill.file}"
    dated = f" of {bill.issued_on}" if bill.issued_on else ""
    return "\n".join(
        [
            *(line for line in (supplier.name, *supplier.address, place, supplier.country) if line),
            "",
            f"{on}",
            "",
            f"{about}{dated}: dispute",
            f"Contract {expected.contract}, {expected.first} to {expected.last}",
            "",
            "We have compared the document with the contract and with the service as it was measured, and do not",
            "accept the following. Amounts are without tax.",
            "",
            *(line for nth, one in enumerate(disputed, 1) for line in _told(nth, one, currency)),
            f"In dispute: {withheld:f} {currency} of {bill.total:f} {currency} billed.",
            f"Undisputed: {bill.total - withheld:f} {currency}" + (_when(matched, bill)),
            "",
            f"Please answer by {reply_by}, with a credit note that names the document, or with what proves the amount.",
            "",
            customer.name,
            "",
        ]
    )


def _told(nth: int, one: Variance, currency: str) -> list[str]:
    where = ", ".join(part for part in (f"line {one.line}" if one.line else "", one.text or one.charge) if part)
    beside = (("Expected:", one.ours), ("Billed:  ", one.theirs), ("Clause:  ", one.clause))
    return [
        f"{nth}. {where or 'the document'} ({one.code}): {one.withheld:f} {currency}",
        f"   {one.why}.",
        *(f"   {word} {told}" for word, told in beside if told),
        "",
    ]


def _when(matched: Matched, bill: Bill) -> str:
    if matched.held:
        return "; it is paid once a second document has been looked into."
    return f", paid as it is due, {bill.due_on}." if bill.due_on else ", paid as it is due."
