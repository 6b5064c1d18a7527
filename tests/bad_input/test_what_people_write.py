"""Faults of what a person wrote: YAML, folders and arguments, as `vmo` tells them, with `file:line:` and without a traceback."""

import pytest
import small
from centre import vmo

CONTRACT, PARTNER = "contracts/acme-care.yaml", "partners/acme.yaml"

# What is changed in which file, and the words of the message. Each is refused by lint, night and month alike.
FAULTS = {
    "an unknown key": (
        PARTNER,
        "    resend:",
        "    resent:",
        ("acme.yaml:9: unknown key 'feeds.calls.resent'; did you mean 'resend'? allowed here: kind,",),
    ),
    "an unknown key of the portfolio": (
        "portfolio.yaml",
        "home_currency",
        "home_curency",
        ("portfolio.yaml:2: unknown key 'home_curency'; did you mean 'home_currency'?",),
    ),
    "a repeated key": (
        PARTNER,
        "      wait_s: Wait\n",
        "      wait_s: Wait\n      wait_s: Handle\n",
        ("acme.yaml:17: key 'wait_s' stands twice (first on line 16); keep one of them",),
    ),
    "a repeated day": (
        CONTRACT,
        'threshold_s: {2026-01-01: {value: 20, ref: "B 2"}}',
        'threshold_s: {2026-01-01: {value: 20, ref: "B 2"}, 2026-01-01: {value: 30, ref: "B 9"}}',
        ("acme-care.yaml:13: day '2026-01-01' stands twice",),
    ),
    "a currency that nobody has": (CONTRACT, "currency: EUR", "currency: EUX", ("acme-care.yaml:3: currency", "EUX")),
    "a home currency that nobody has": (
        "portfolio.yaml",
        "EUR",
        "EUX",
        ("portfolio.yaml:2: home_currency", "ISO 4217", "EUX"),
    ),
    "a scope on a dimension that is not mapped": (
        CONTRACT,
        "program: [care]}\ntrigger",
        "program: [care], language: [de]}\ntrigger",
        ("acme-care.yaml:5: scope.language: acme.calls maps no language", "map it in the partner YAML"),
    ),
    "a scope on what no dimension is": (
        CONTRACT,
        "program: [care]}\ntrigger",
        "program: [care], lingo: [de]}\ntrigger",
        ("acme-care.yaml:5: scope.lingo: not a dimension of the counts; known: partner, author, business_unit",),
    ),
    "a scope on a value that no row can have": (
        CONTRACT,
        "program: [care]}\ntrigger",
        "program: [caer]}\ntrigger",
        ("acme-care.yaml:5: scope.program: no feed of acme gives program 'caer'; known: care",),
    ),
    "a partner that is not there": (
        CONTRACT,
        "partner: [acme]",
        "partner: [acne]",
        ("acme-care.yaml:5: scope.partner: 'acne' has no file in partners/; known: acme",),
    ),
    "two readings of one date": (
        PARTNER,
        'format: "%Y-%m-%d %H:%M:%S"',
        'format: ["%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"]',
        ("acme.yaml:14: feeds.calls.columns.offered_at", "read one text as two days (03/04/2026); keep the one"),
    ),
    "a format that holds no day": (
        PARTNER,
        'format: "%Y-%m-%d %H:%M:%S"',
        'format: "%H:%M:%S"',
        ("acme.yaml:14: feeds.calls.columns.offered_at: '%H:%M:%S' tells no day", "`from: [Date, Time]`"),
    ),
    "names for a header, and a row where it stands": (
        PARTNER,
        "    options: {",
        "    options: {header_row: 2, header: [CallID], ",
        ("acme.yaml:8: feeds.calls.options.header: `header` is for an export without a header", "keep one of them"),
    ),
    "an option of another format": (
        PARTNER,
        "    options: {",
        "    options: {sheet: Calls, ",
        ("acme.yaml:8: feeds.calls.options.sheet: csv has no sheet; its options: delimiter, decimal,",),
    ),
    "a format of no meaning": (
        PARTNER,
        'format: "%Y-%m-%d %H:%M:%S"',
        'format: "%Q-%m-%d"',
        ("acme.yaml:14: feeds.calls.columns.offered_at: '%Q-%m-%d' holds %Q, which is no part of a date",),
    ),
    "a clock of twelve without its half": (
        PARTNER,
        'format: "%Y-%m-%d %H:%M:%S"',
        'format: "%Y-%m-%d %I:%M:%S"',
        (
            "acme.yaml:14: feeds.calls.columns.offered_at: '%Y-%m-%d %I:%M:%S' has the hour of a clock of twelve",
            "add %p",
        ),
    ),
    "a Z that would be passed over": (
        PARTNER,
        'format: "%Y-%m-%d %H:%M:%S"',
        'format: "%Y-%m-%dT%H:%M:%SZ"',
        (
            "'%Y-%m-%dT%H:%M:%SZ' ends in 'Z', which says UTC, and its times would be read as of Europe/Berlin",
            "write %z",
        ),
    ),
    "a delimiter of two characters": (
        PARTNER,
        'delimiter: ";"',
        'delimiter: ";;"',
        ("acme.yaml:8: feeds.calls.options.delimiter: expected one character", "found ';;'"),
    ),
    "an encoding that we do not read": (
        PARTNER,
        'delimiter: ";"',
        'delimiter: ";", encoding: utf-9',
        ("acme.yaml:8: feeds.calls.options.encoding", "known: utf-8", "found utf-9"),
    ),
    "a format that is none": (PARTNER, "format: csv", "format: cvs", ("acme.yaml:7: feeds.calls.format: 'cvs'", "csv")),
    "an override of a rule that is none": (
        PARTNER,
        "    unused: [Skill]",
        "    unused: [Skill]\n    severity: {I99: warning}",
        ("acme.yaml:21: feeds.calls.severity.I99: 'I99' is not a rule of contacts; known: contact_id, I3",),
    ),
    "a time of day that is none": (
        PARTNER,
        "    format: csv",
        '    due: {daily: "25:00"}\n    format: csv',
        ("acme.yaml:7: feeds.calls.due.daily: expected a time of the day", "found '25:00'"),
    ),
    "holidays of nowhere": (
        PARTNER,
        "    format: csv",
        '    due: {daily: "06:00", holidays: QQ}\n    format: csv',
        ("acme.yaml:7: feeds.calls.due.holidays: 'QQ' is not a country",),
    ),
    "a metric that is none": (
        CONTRACT,
        "    metric: call_service_level\n",
        "    metric: call_sevice_level\n",
        ("acme-care.yaml:9: measures.sl.metric: 'call_sevice_level' is not a metric; near it: call_service_level",),
    ),
}

INTERVALS = """\
partner: acme
feeds:
  intervals:
    kind: intervals
    source: "{inbox}/acme/*.csv"
    format: csv
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [At]
    columns:
      interval_at: {from: At, format: iso}
      offered: Offered
      answered: Answered
      answered_in_threshold: In30
      abandoned: Lost
      threshold_s: {value: 30}
      program: {value: care}
"""
# One quarter-hour; the partner counted what was answered within 30 s, the contract asks for 20 s.
COUNTED = "At,Offered,Answered,In30,Lost\n2026-10-05T09:00:00,10,9,8,1\n"
ONE_MEASURE = """\
contract: acme-care
parties: {supplier: acme, customer: north}
currency: EUR
time_zone: Europe/Berlin
scope: {partner: [acme], program: [care]}
measures:
  sl:
    metric: call_service_level
    terms:
      variant: {2026-01-01: {value: sl_answered, ref: "B 2"}}
      threshold_s: {2026-01-01: {value: 20, ref: "B 2"}}
"""


@pytest.mark.parametrize("sentence", FAULTS)
def test_lint_refuses(tmp_path, sentence):
    path, old, new, words = FAULTS[sentence]
    folder = small.build(tmp_path)
    small.change(folder / path, old, new)
    told = vmo("lint", folder)
    assert told.code == 2
    assert any(all(word in line for word in words) for line in told.err.splitlines()), told.err
    assert not told.out


def test_night_month_status_and_preview_refuse_what_lint_refuses(tmp_path):
    folder = small.build(tmp_path)
    small.change(folder / PARTNER, "    resend:", "    resent:")
    export = folder / f"inbox/acme/calls_{small.DAYS[0]}.csv"
    for words in (("night", folder), ("month", folder, "--month", small.MONTH), ("status", folder)):
        told = vmo(*words)
        assert (told.code, "unknown key 'feeds.calls.resent'" in told.err) == (2, True)
    assert vmo("preview", folder, "acme", "calls", export).code == 2
    assert not (folder / "state").exists()
    assert vmo("lint", folder, "--json").told["refused"]


def test_a_term_read_before_its_first_day_is_refused_where_it_stands(tmp_path):
    folder = small.build(tmp_path)
    small.send(
        folder,
        small.DAYS[0].replace(year=2025),
        [line.replace("2026-", "2025-") for line in small.lines(small.DAYS[0])],
    )
    told = vmo("month", folder, "--month", "2025-10")
    assert told.code == 2
    assert "acme-care.yaml:12: measures.sl.terms.variant: read on 2025-10-01" in told.err
    assert "found no value before 2026-01-01, its first day; add an entry for 2025-10-01 or begin later" in told.err


def test_a_contract_on_rows_that_the_partner_does_not_deliver_is_refused(tmp_path):
    folder = small.build(tmp_path)
    (folder / PARTNER).write_text(INTERVALS, encoding="utf-8")
    told = vmo("lint", folder)
    assert told.code == 2
    assert (
        "acme-care.yaml:27: charges.voice.model: per_minute is counted here on contacts, and acme delivers intervals"
        in told.err
    )


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("calls", "measures.volume.kind: call_volume is not counted on 'calls'; known: contacts, intervals"),
        ("intervals", "call_volume is counted here on intervals, and acme delivers contacts; add the feed"),
    ],
)
def test_a_measure_names_a_kind_that_its_metric_knows_and_its_partner_sends(tmp_path, kind, says):
    folder = small.build(tmp_path)
    small.change(folder / CONTRACT, "{metric: call_volume}", f"{{metric: call_volume, kind: {kind}}}")
    told = vmo("lint", folder)
    assert told.code == 2
    assert says in told.err


def test_a_threshold_that_the_partner_did_not_count_with_is_refused(tmp_path):
    folder = small.build(tmp_path)
    for path in (folder / "inbox/acme").iterdir():
        path.unlink()
    (folder / PARTNER).write_text(INTERVALS, encoding="utf-8")
    (folder / CONTRACT).write_text(ONE_MEASURE, encoding="utf-8")
    (folder / "inbox/acme/october.csv").write_text(COUNTED, encoding="utf-8")
    assert vmo("lint", folder).code == 0
    told = vmo("month", folder, "--month", small.MONTH)
    assert told.code == 2
    assert "call_service_level (threshold_s 20, variant sl_answered) cannot be counted" in told.err
    assert "map what is missing in the partner YAML, ask the partner for it, or change the contract" in told.err


@pytest.mark.parametrize("command", [("lint",), ("night",), ("month", "--month", "2026-10"), ("status",), ("verify",)])
@pytest.mark.parametrize("folder", ["nothing", "a file", "an empty folder"])
def test_a_portfolio_that_is_not_there(tmp_path, command, folder):
    path = tmp_path / folder
    if folder == "a file":
        path.write_text("x")
    if folder == "an empty folder":
        path.mkdir()
    told = vmo(command[0], path, *command[1:])
    assert told.code == 2
    assert told.err.startswith(f"{path}: there is no ")
    assert "`vmo init`" in told.err


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "0001-01", "9999-12", "October"])
def test_a_month_that_is_none(tmp_path, month):
    told = vmo("month", tmp_path, "--month", month)
    assert told.code == 2
    assert f"argument --month: '{month}' is not a month; write it as 2026-10" in told.err


def test_a_day_or_an_instant_that_is_none(tmp_path):
    assert "'2026-02-30' is not a day; write it as 2026-10-05" in vmo("night", tmp_path, "--day", "2026-02-30").err
    assert "'yesterday' is not an instant" in vmo("night", tmp_path, "--as-of", "yesterday").err


def test_a_partner_or_contract_or_file_that_nobody_knows(tmp_path):
    folder = small.build(tmp_path)
    for words, said in (
        (("night", folder, "--partner", "acne"), "--partner acne: no such partner; known: acme"),
        (
            ("month", folder, "--month", "2026-10", "--contract", "x"),
            "--contract x: no such contract; known: acme-care",
        ),
        (("preview", folder, "acme", "mails", "x.csv"), "acme mails: no such partner and feed; known: acme calls"),
        (("preview", folder, "acme", "calls", tmp_path / "x.csv"), "x.csv: no such file"),
        (("release", folder, "--file", "x.csv", "--rule", "I3", "--by", "a", "--why", "b"), "--file x.csv: 0 accepted"),
        (
            ("close", folder, "--month", "2026-10", "--accept-missing", "x:1", "--by", "a", "--why", "b"),
            "names 0 feeds",
        ),
    ):
        told = vmo(*words)
        assert (told.code, said in told.err) == (2, True), told.err


def test_where_the_parties_cannot_be_read_only_that_is_told(tmp_path):
    folder = small.build(tmp_path)
    (folder / "parties.yaml").write_text("parties: [acme]\n", encoding="utf-8")
    told = vmo("lint", folder)
    assert told.code == 2
    assert told.err
    assert all(line.startswith(str(folder / "parties.yaml")) for line in told.err.splitlines()), told.err


def test_a_text_under_a_name_that_nobody_reads_is_told(tmp_path):
    folder = small.build(tmp_path)
    (folder / "contracts/acme-mail.yml").write_text("contract: acme-mail\n")
    (folder / "partner").mkdir()
    (folder / "partner/boreal.yaml").write_text("partner: boreal\n")
    (folder / "drafts").mkdir()
    (folder / "drafts/acme-care.yaml").write_text(
        "contract: acme-care\n"
    )  # as `vmo diff` and `vmo whatif` are given one
    told = vmo("lint", folder)
    assert told.code == 2
    assert (
        f"{folder}/contracts/acme-mail.yml:1: only names that end in .yaml are read; call it acme-mail.yaml" in told.err
    )
    assert f"{folder}/partner/boreal.yaml:1: no text of the folder partner is read; move it to partners/" in told.err
    assert "drafts" not in told.err
