"""A month as a vendor manager would see it: domain.md 4.1 with the abandon rate missed too: the cap binds."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from vmo.money import shared_out
from vmo.records import (
    Attainment,
    Credit,
    DayValue,
    Document,
    Finding,
    Line,
    Party,
    RowCounts,
    Source,
    Tax,
    Totals,
)

FIRST, LAST = date(2025, 6, 1), date(2025, 6, 30)
MIDDLE = date(2025, 6, 16)
FORMULA = "=cmd|' /C calc'!A0"
UNITS = {
    "accuracy": "%",
    "sl": "%",
    "abandon": "%",
    "mail": "%",
    "asa": "s",
    "aht": "s",
    "volume": "contacts",
}
NAMES = {
    "sl": "Service level, 20 s, short abandons excluded",
    "abandon": "Abandon rate",
    "mail": "E-mail answered on time",
    "accuracy": "Critical accuracy · 상담 정확도 (고객 치명 오류)",
    "asa": "Average speed of answer · 平均应答速度",
    "aht": "Average handle time",
    "volume": "Contacts offered",
}
DEFINITIONS = {
    "sl": "Contacts answered within the threshold, out of contacts offered less those that gave up within "
    "the short-abandon time. 응대율 is the answer rate and not this measure.",
    "abandon": "Contacts that gave up before an answer, out of contacts offered, short abandons out of both.",
    "mail": "E-mails closed within their target cycle, out of those that fell due.",
    "accuracy": "Evaluated contacts without a customer-critical error, out of contacts evaluated at random.",
    "asa": "Seconds that answered contacts waited, per answered contact. "
    "平均应答速度: 已接通来电的等待秒数之和除以接通数。",
    "aht": "Talk, hold and after-call work in seconds, per handled contact.",
    "volume": "Contacts that entered the queue.",
}


def attainment(
    id_: str,
    numerator: int | str | None,
    denominator: int | str | None,
    expected: str | None,
    minimum: str | None,
    state: str,
    *,
    severity: Fraction | None = None,
    multiplier: int | str = 1,
    first: date = FIRST,
    last: date = LAST,
    direction: str = "higher",
    terms: dict[str, str] | None = None,
) -> Attainment:
    return Attainment(
        id=id_,
        metric={"sl": "call_service_level", "mail": "email_on_time"}.get(id_, f"call_{id_}"),
        name=NAMES[id_],
        unit=UNITS[id_],
        scale=100 if UNITS[id_] == "%" else 1,
        direction=direction,  # type: ignore[arg-type]
        first=first,
        last=last,
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        expected=None if expected is None else Decimal(expected),
        minimum=None if minimum is None else Decimal(minimum),
        state=state,  # type: ignore[arg-type]
        credit_bearing=severity is not None,
        severity=severity,
        multiplier=Fraction(multiplier),
        terms=terms or {},
        evidence="A",
        clause=f"Annex B {list(NAMES).index(id_) + 2}.1",
        definition=DEFINITIONS[id_],
        window_days=30,
    )


ATTAINMENTS = (
    attainment(
        "sl",
        38600,
        50000,
        "80",
        "75",
        "breach",
        severity=Fraction(7, 25),
        terms={"variant": "sl_excl_short", "threshold_s": "20", "short_s": "5", "threshold_op": "lte"},
    ),
    attainment(
        "abandon",
        2713,
        50000,
        "5",
        "6",
        "breach",
        severity=Fraction(1),
        direction="lower",
        terms={"variant": "ab_excl_short"},
    ),
    attainment("mail", 5931, 6250, "95", "92", "breach", severity=Fraction(1), multiplier="1.5"),
    attainment("accuracy", 1188, 1200, "98.5", "97", "met"),
    attainment("asa", "1243318.250", 47287, "30", "40", "met", direction="lower"),
    attainment("aht", "5900123.500", 23410, "260", "280", "met", last=MIDDLE - timedelta(1), direction="lower"),
    attainment("aht", "6090456.125", 23877, "250", "270", "amber", first=MIDDLE, direction="lower"),
    attainment("volume", 50000, 1, None, None, "no_target", direction="none"),
)

CAP = Decimal("12503.00")
UNCAPPED = (Decimal("2100.50"), Decimal("3750.90"), Decimal("9377.25"))  # 15,228.65, above the cap


def credits_() -> tuple[Credit, ...]:
    after = shared_out(CAP, UNCAPPED, "USD")
    told = (
        ("sl", Fraction(7, 25), Fraction(1), Fraction(60, 100), "linear, floor 70"),
        ("abandon", Fraction(1), Fraction(1), Fraction(30, 100), "cliff"),
        ("mail", Fraction(1), Fraction(3, 2), Fraction(50, 100), "cliff"),
    )
    return tuple(
        Credit(
            id_,
            FIRST,
            LAST,
            severity,
            multiplier,
            share,
            30,
            30,
            UNCAPPED[i],
            after[i],
            "Annex D 2; Annex D 3",
            curve,
            base=Fraction(CAP),
        )
        for i, (id_, severity, multiplier, share, curve) in enumerate(told)
    )


def line(id_: str, model: str, text: str, quantity: str, unit: str, rate: str, amount: str, per: int = 1) -> Line:
    return Line(
        id_,
        model,
        FIRST,
        LAST,
        text,
        Decimal(quantity),
        unit,
        Decimal(rate),
        Decimal(amount),
        f"Annex C {id_}",
        per,
    )


LINES = (
    line(
        "1",
        "per_minute",
        "Inbound care, handled minutes in steps of 6 s",
        "100000.0",
        "min",
        "0.85",
        "85000.00",
    ),
    line(
        "2",
        "graduated",
        "E-mail, each unit at the price of the band it falls in",
        "6250",
        "item",
        "2.34",
        "14625.00",
    ),
    line("3", "per_fte", "Dedicated agents", "11.5", "FTE", "2150", "24725.00"),
    line("4", "per_contact", "Night supplement · 야간 상담 할증", "8000", "contact", "85", "680.00", per=1000),
    line("5", "manual", "Telecom, passed through", "1", "month", "3412.37", "3412.37"),
)

FILES = (
    ("care", "통화내역_2025-06_상반기.csv.gz", 26100, 25870, 4, 210, 16, 0, "conformed"),
    (
        "care",
        "calls_2025-06-16_2025-06-30_resent_with_corrections.csv.gz",
        24300,
        24090,
        0,
        202,
        0,
        8,
        "conformed",
    ),
    ("e-mail", f"{FORMULA}.csv", 6253, 6250, 0, 3, 0, 0, "conformed"),
    ("quality", "质检评分_2025年6月.xlsx", 1200, 1200, 0, 0, 0, 0, "conformed"),
)


def sources() -> tuple[Source, ...]:
    return tuple(
        Source(
            "partner-b",
            feed,
            file,
            f"{n}9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a0"[:64],
            RowCounts(*rows),
            state,
        )
        for n, (feed, file, *rows, state) in enumerate(FILES, 1)
    )


FINDINGS = (
    Finding(
        "I4",
        "warning",
        "calls_2025-06-16.csv.gz:120",
        "offered is not answered plus abandoned",
        "1,204",
        "1,203",
        "ask the partner for the missing contact",
        1,
    ),
    Finding(
        "codes",
        "warning",
        "통화내역_2025-06_상반기.csv.gz:77",
        FORMULA,
        FORMULA,
        "ANS, ABN, OVF",
        "add the code to the partner file",
        4,
    ),
)
ERROR = Finding(
    "control",
    "error",
    "partner-b/care, 2025-06-14",
    "rows are not those of the control file",
    "860",
    "871",
    "ask the partner for the whole file, or accept it by name and reason",
    11,
)

SWINGS = (0, 14, -9, 22, -31, 8, 17, -12, 3, -24, 11, 6, -5, 19, -16, 2)
DAILY = {
    "sl": (1286, 1666, 4),
    "abandon": (90, 1666, 1),
    "mail": (184, 208, 1),
    "accuracy": (39, 40, 0),
    "asa": (41443, 1576, 170),
    "aht": (403000, 1590, 900),
    "volume": (1666, 1, 11),
}


def trend() -> tuple[DayValue, ...]:
    """Each day near the month; the fourteenth has no data, the first Sunday no e-mail."""
    found = []
    for measure, (numerator, denominator, swing) in DAILY.items():
        for n in range(30):
            day = FIRST + timedelta(n)
            counted = Decimal(numerator + swing * SWINGS[n % 16]), Decimal(denominator)
            if n == 13:
                found.append(DayValue(measure, day, None, None))
            elif measure == "mail" and n == 0:
                found.append(DayValue(measure, day, Decimal(0), Decimal(0)))
            else:
                found.append(DayValue(measure, day, *counted))
    return tuple(found)


def document() -> Document:
    files = sources()
    return Document(
        contract="northwind-care",
        period="2025-06",
        version=1,
        status="draft",
        type="shadow",
        currency="USD",
        time_zone="America/New_York",
        supplier=Party(
            "partner-b",
            "Partner B Customer Care 고객센터 주식회사",
            ("12 Teheran-ro", "Gangnam-gu", "06164 Seoul"),
            "KR",
            vat_id="KR1208800767",
            legal_id="110111-1234567",
            email="billing@partner-b.example",
        ),
        customer=Party(
            "northwind",
            "Northwind Retail & Services Incorporated",
            ("400 Harbor Drive", "Suite 1200", "Portland OR 97201"),
            "US",
            legal_id="93-0000000",
            email="payables@northwind.example",
        ),
        attainments=ATTAINMENTS,
        lines=LINES,
        credits=credits_(),
        taxes=(Tax("AE", Decimal(0), Decimal("115939.37"), Decimal("0.00"), "§ 9"),),
        totals=Totals(
            charges=Decimal("128442.37"),
            at_risk=CAP,
            credits=CAP,
            bonus=Decimal("0.00"),
            net=Decimal("115939.37"),
            tax=Decimal("0.00"),
            gross=Decimal("115939.37"),
        ),
        rows=replace(sum((one.rows for one in files), RowCounts()), out_of_scope=1200, out_of_period=3),
        sources=files,
        findings=FINDINGS,
        trend=trend(),
        at_risk_percent=Decimal(10),
        credits_clause="Annex D 1",
        proven=Fraction(57410, 57410),
        proven_rows=57410,
    )


def blocked() -> Document:
    return replace(document(), status="blocked", findings=(ERROR, *FINDINGS))
