"""The template feeds of `vmo init --feeds`: each is read, cross-checked, and shows what its kind lives from."""

import csv
import io
from datetime import datetime

import pytest
from trials import quarantined, rows, trial  # noqa: F401  a fixture

from vmo import kinds, validate, yaml12
from vmo.desk.init import FEEDS, init
from vmo.desk.lint import lint
from vmo.partner import Feed, Mapped, Partner
from vmo.portfolio import load
from vmo.records import RefusedError
from vmo.schema import checked

every = pytest.mark.parametrize("kind", kinds.names())


@every
def test_a_portfolio_with_the_template_of_a_kind_passes_lint(kind, tmp_path):
    init(tmp_path, feeds=[kind])
    assert lint(tmp_path)["notes"] == []
    assert kind in {feed.kind for _, _, feed in load(tmp_path).feeds()}


def test_a_portfolio_may_have_them_all(tmp_path):
    init(tmp_path, feeds=kinds.names())
    assert {feed.kind for _, _, feed in load(tmp_path).feeds()} == set(kinds.names())


@every
def test_a_template_is_a_partner_yaml_of_its_own_and_maps_every_moment(kind):
    told = checked(Partner, yaml12.read(FEEDS / f"{kind}.yaml"))
    own = [feed for feed in told.feeds.values() if feed.kind == kind]
    assert len(own) == len(told.feeds)
    assert [fault for feed in own for fault in feed.faults()] == []
    mapped = {column for feed in own for column in feed.columns}
    if kind != "contacts":  # the moments of a call are in the feed of every portfolio
        assert set(kinds.kind(kind).moments.values()) <= mapped
    assert {name for name, column in kinds.kind(kind).columns.items() if column.required} <= mapped


def test_a_template_of_no_kind_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(RefusedError, match="'calls' is not a kind of rows; known: agent_states, backlog"):
        init(tmp_path / "new", feeds=["calls"])
    assert not (tmp_path / "new").exists()


def test_a_feed_that_gives_only_ratios_is_told_so(tmp_path):
    init(tmp_path, feeds=["intervals"])
    path = tmp_path / "partners/acme.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("      answered_in_threshold: Acceptable\n", ""), encoding="utf-8")
    (note,) = lint(tmp_path)["notes"]
    assert note.startswith(
        "partners/acme: queues: service_level_percent is a ratio without its counts, evidence class C"
    )


def test_a_scope_asks_only_the_feeds_that_the_contract_counts(tmp_path):
    """acme-care counts contacts and intervals; that tickets have no program is nothing to it."""
    init(tmp_path, feeds=["incidents"])
    path = tmp_path / "partners/acme.yaml"
    text = path.read_text(encoding="utf-8")
    tickets = text[text.index("  tickets:") :]
    path.write_text(text.replace(tickets, tickets.replace("      program: {value: care}\n", "")), encoding="utf-8")
    assert lint(tmp_path)["notes"] == []


WORDS = {"text": "x1", "code": "x1", "seconds": "60", "count": "1", "number": "1.5", "flag": "no"}
NOON = datetime(2026, 10, 5, 12)  # noqa: DTZ001  the export's clock has no zone


def cell(kind: str, ours: str, mapped: Mapped) -> str:
    """What an export could hold for one of our columns."""
    if mapped.codes:
        return next(iter(mapped.codes))
    told = kinds.kind(kind).columns[ours].type
    if told == "instant":
        return NOON.isoformat() if mapped.formats == ["iso"] else NOON.strftime(mapped.formats[0])
    return "00:01:00" if mapped.unit == "hh:mm:ss" else WORDS[told]


def export(feed: Feed) -> bytes:
    """A header and one row of that feed."""
    row = dict.fromkeys(feed.theirs, "x1")
    row |= {name: cell(feed.kind, ours, told) for ours, told in feed.columns.items() for name in told.theirs}
    text = io.StringIO()
    csv.writer(text, delimiter=feed.options.delimiter).writerows([row.keys(), row.values()])
    return text.getvalue().encode()


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in kinds.names() for name in yaml12.read(FEEDS / f"{kind}.yaml").data["feeds"]],
)
def test_an_export_as_a_template_describes_it_is_read_and_every_rule_can_judge_it(kind, name, trial, tmp_path):  # noqa: F811
    feed = checked(Partner, yaml12.read(FEEDS / f"{kind}.yaml")).feeds[name]
    conformed = trial.conform(export(feed), feed, name=f"{name}.csv")
    assert quarantined(conformed) == []
    assert len(rows(conformed)) == 1
    told = validate.judge_rows(
        conformed.rows, kind, overrides={}, arrived_at=datetime(2026, 11, 2).astimezone(), where=name,
        into=tmp_path / "failures.parquet", temporary=tmp_path / "spill",
    )  # fmt: skip
    assert [finding for finding in told.findings if finding.what.startswith("could not check")] == []
    assert not told.stopped
