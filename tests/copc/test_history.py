"""Thirteen months closed for real (vmo/simulate/history.py): each outcome of COPC scoring, and what a person is told of it."""

import re
import shutil
from pathlib import Path
from typing import get_args

import pytest
import small
from sqlalchemy import select

from vmo.cli import DONE, REFUSED, main
from vmo.copc.score import Standing
from vmo.simulate import history
from vmo.store import Attained, DocumentRow, Store

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """Thirteen closed months; tests only read it."""
    folder = tmp_path_factory.mktemp("copc") / "history"
    assert main(["demo", str(folder), "--history"]) == DONE
    return folder


@pytest.fixture
def folder(closed, tmp_path):
    """A copy that a test may change."""
    return shutil.copytree(closed, tmp_path / "history")


@pytest.fixture
def said(vmo, closed):
    def say(program, *more):
        told = vmo("copc", closed, "--program", program, "--as-of", history.AS_OF, *more, "--json")
        assert told.code == DONE, told.err
        return told.json

    return say


def row(told, metric):
    (found,) = [one for one in told["metrics"] if one["id"] == metric]
    return found


def store(folder):
    return Store(f"sqlite:///{folder / 'state/store.db'}")


def test_the_command_that_makes_them_prints_their_scores(closed, vmo):
    told = vmo("demo", closed, "--history")  # once more: nothing is done twice
    assert told.code == DONE
    for program in ("care", "vip", "night"):
        assert vmo("copc", closed, "--program", program, "--as-of", history.AS_OF).out.strip() in told.out
    assert told.err.splitlines()[-1] == f"closed {history.AS_OF}"


def test_thirteen_months_are_recorded(closed):
    with store(closed).transaction() as session:
        assert sorted(set(session.scalars(select(Attained.period)))) == history.MONTHS


@pytest.mark.parametrize(
    ("program", "metric", "result"),
    [
        ("care", "call_service_level", "met"),
        ("care", "call_aht", "met"),
        ("care", "call_abandon_rate", "improving"),
        ("care", "call_att", "missed"),
        ("care", "call_hold", "missed"),
        ("care", "call_acw", "no_data"),
        ("vip", "pay_on_time", "not_applicable"),
        ("night", "chat_asa", "no_volume"),
        ("night", "call_service_level", "shown_only"),
    ],
)
def test_each_outcome_is_met(said, program, metric, result):
    assert row(said(program), metric)["result"] == result


def test_no_outcome_is_left_out(said):
    found = {one["result"] for program in ("care", "vip", "night") for one in said(program)["metrics"]}
    assert found == set(get_args(Standing))


def test_what_nothing_happened_in_is_a_vote_lost_and_what_is_only_shown_is_none(said):
    told = said("night")
    chats, level = row(told, "chat_asa"), row(told, "call_service_level")
    assert (chats["pooled"]["numerator"], chats["pooled"]["denominator"], chats["pooled"]["value"]) == ("0", "0", None)
    assert chats["why_not"] == ["nothing to count in 2026-08 2026-09 2026-10"]
    assert (level["evidence"], level["pooled"]["value"], level["trend"]) == ("C", None, None)
    assert (told["score"]["meet"]["count"], told["score"]["meet"]["of"], told["passes"]) == (0, 1, False)


def test_met_at_exactly_the_target(said):
    found = row(said("care"), "call_service_level")
    assert (found["pooled"]["numerator"], found["pooled"]["denominator"], found["pooled"]["value"]) == (
        "36",
        "60",
        "60",
    )
    assert found["target"] == "≥ 60"
    assert found["evidence"] == "A"


def test_missed_and_in_sustained_improvement(said):
    found = row(said("care"), "call_abandon_rate")
    assert (found["pooled"]["value"], found["pooled"]["meets"]) == ("25", False)
    trend = found["trend"]
    assert (trend["s"], trend["n"], trend["p_exact"], trend["slope"]) == (14, 6, "1/360", "4")
    assert found["why_not"] == []


def test_missed_and_not_sustained_though_the_last_month_is_the_best(said):
    found = row(said("care"), "call_att")
    values = [float(one["value"]) for one in found["months"]]
    assert min(values) == values[-1]
    assert (found["trend"]["s"], found["trend"]["p_exact"]) == (7, "49/360")
    assert found["why_not"] == ["p 0.1361 is above 0.05"]


def test_the_last_month_meets_and_three_months_pooled_do_not(said):
    found = row(said("care"), "call_hold")
    assert (found["last_month"]["value"], found["last_month"]["meets"]) == ("25", True)
    assert (found["pooled"]["numerator"], found["pooled"]["denominator"]) == ("1530", "45")
    assert (found["pooled"]["value"], found["pooled"]["meets"]) == ("34", False)


def test_a_month_without_data_keeps_a_metric_from_being_met(said):
    found = row(said("care"), "call_acw")
    assert found["why_not"] == [f"{history.SILENT}: beta.care_acw has no data"]
    assert (found["last_month"]["meets"], found["pooled"]["meets"]) == (True, None)


def test_a_process_that_is_not_performed_has_no_vote(said):
    told = said("vip")
    outside = [one for one in told["metrics"] if one["result"] == "not_applicable"]
    assert outside
    assert told["score"]["meet"]["of"] == len(told["metrics"]) - len(outside)


def test_the_score_counts_what_is_required_and_says_what_chance_would_do(said):
    told = said("care")
    meet = told["score"]["meet"]
    assert (meet["count"], meet["of"], meet["passes"]) == (2, 6, False)
    assert (told["score"]["meet_or_improve"]["count"], told["passes"]) == (3, False)
    assert "5 series were tested at 5 % each; by chance alone about 0.25 of them would improve" in told["notes"]


def test_what_the_program_does_not_perform_leaves_nothing_to_score(vmo, folder):
    small.change(folder / "portfolio.yaml", "    care:\n", f"    care:\n      not_performed: [{history.CALLS}]\n")
    told = vmo("copc", folder, "--program", "care", "--as-of", history.AS_OF, "--json").json
    assert {one["result"] for one in told["metrics"]} == {"not_applicable"}
    assert (told["score"], told["passes"]) == (None, None)
    assert told["notes"][0] == "nothing is left to score: every metric is not applicable or only shown"


def test_a_performed_process_asks_for_every_metric_of_the_table(vmo, folder):
    text = (folder / "portfolio.yaml").read_text()
    listed = "      metrics: [call_service_level, call_abandon_rate, call_aht, call_att, call_hold, call_acw]\n"
    (folder / "portfolio.yaml").write_text(text.replace(listed, f"      performed: [{history.CALLS}]\n"))
    told = vmo("copc", folder, "--program", "care", "--as-of", history.AS_OF, "--json").json
    found = {one["id"] for one in told["metrics"]}
    assert {"call_service_level", "call_abandon_rate", "call_aht", "call_att", "call_hold", "call_acw"} <= found
    assert not found & {"call_asa", "call_volume"}


def test_efficiency_metrics_that_nobody_chose_are_votes_lost(vmo, folder):
    text = (folder / "portfolio.yaml").read_text()
    (folder / "portfolio.yaml").write_text(
        text.replace("call_aht, call_att, call_hold, call_acw]\n    vip", "call_aht]\n    vip")
    )
    told = vmo("copc", folder, "--program", "care", "--as-of", history.AS_OF, "--json").json
    assert [one["id"] for one in told["metrics"]][-2:] == ["7:1", "7:2"]
    assert (told["score"]["meet"]["count"], told["score"]["meet"]["of"]) == (2, 5)


def test_exactly_75_percent_is_borderline(said):
    told = said("vip")
    assert (told["score"]["meet"]["count"], told["score"]["meet"]["of"], told["passes"]) == (3, 4, True)
    assert told["notes"][0] == "borderline: 3 of 4 is exactly 75 %: passes if >=, fails if >"


def test_what_meets_and_worsens_is_an_early_warning(said):
    told = said("vip")
    assert row(told, "call_acw")["result"] == "met"
    assert "early warning: call_acw worsens: p 0.0014, slope -1 a month" in told["notes"]


def test_a_person_reads_a_row_a_metric_the_rules_and_the_definitions(vmo, closed):
    told = vmo("copc", closed, "--program", "vip", "--as-of", history.AS_OF, "--profile", "osp")
    assert told.code == DONE
    assert "vip as of 2026-10, profile osp: the outsourcer standard" in told.out
    assert "3 of 4 meet their target = 75 %, >= 50 %: passes" in told.out
    assert "3 of 4 meet it or improve = 75 %, >= 75 %: passes" in told.out
    assert "\ncall_aht: Seconds of talk, hold and after-call work, per call handled, inbound or outbound." in told.out
    (line,) = [one for one in told.out.splitlines() if one.startswith("call_att  ")]
    assert "100 (1200/12) misses" in line


def test_the_last_month_may_decide(vmo, folder):
    small.change(folder / "portfolio.yaml", "  profile: gold_2006", "  level: last_month")
    told = vmo("copc", folder, "--program", "care", "--as-of", history.AS_OF, "--json").json
    assert row(told, "call_hold")["result"] == "met"
    assert row(told, "call_acw")["result"] == "met"


def test_a_blocked_document_keeps_its_metrics_from_being_met(vmo, folder):
    with store(folder).transaction() as session:
        session.get(DocumentRow, ("acme", history.AS_OF, 1)).status = "blocked"
    told = vmo("copc", folder, "--program", "vip", "--as-of", history.AS_OF, "--json").json
    assert {one["result"] for one in told["metrics"]} == {"no_data", "not_applicable"}
    assert row(told, "call_hold")["why_not"] == ["2026-10: the document acme/2026-10 is blocked"]


def test_an_amended_term_breaks_the_run_of_months(vmo, folder):
    old = 'threshold_s: {2025-01-01: {value: 20, ref: "B 2"}'
    small.change(folder / "contracts/acme.yaml", old, f'{old}, 2026-07-01: {{value: 30, ref: "Amendment 1"}}')
    told = vmo("copc", folder, "--program", "care", "--as-of", history.AS_OF, "--json").json
    assert row(told, "call_service_level")["trend"] is None
    assert row(told, "call_service_level")["result"] == "met"  # August to October count alike
    assert "within 30 s" in row(told, "call_service_level")["definition"]


def test_two_measures_that_may_count_the_same_rows_must_be_told_apart(vmo, folder):
    small.change(
        folder / "contracts/beta.yaml",
        "charges:",
        '  slow: {metric: call_acw, target: {2025-01-01: {value: {expected: 90}, ref: "B 9"}}}\ncharges:',
    )
    assert vmo("month", folder, "--month", history.AS_OF, "--contract", "beta").code == DONE
    refused = vmo("copc", folder, "--program", "care", "--as-of", history.AS_OF)
    assert refused.code == REFUSED
    clash = (
        "beta.care_acw and beta.slow may count the same rows; name the one that stands for call_acw under `measures`"
    )
    assert clash in refused.err
    chosen = "      measures: {call_acw: [beta.slow]}\n    vip:\n"
    small.change(folder / "portfolio.yaml", "    vip:\n", chosen)
    told = vmo("copc", folder, "--program", "care", "--as-of", history.AS_OF, "--json").json
    assert row(told, "call_acw")["why_not"][0] == "2026-08: not recorded"


def test_two_partners_under_equal_terms_are_added(vmo, folder):
    text = (folder / "contracts/acme.yaml").read_text()
    own = "  vip_acw: {metric: call_acw, scope: {program: [vip]}}\n"
    given = history.simple("care", call_acw=90)
    (folder / "contracts/acme.yaml").write_text(text.replace(own, own + given))
    assert vmo("month", folder, "--month", history.AS_OF, "--contract", "acme").code == DONE
    told = vmo("copc", folder, "--program", "care", "--as-of", history.AS_OF, "--json").json
    last = row(told, "call_acw")["last_month"]
    assert (last["numerator"], last["denominator"]) == ("1140", "19")  # 60 s of 16 calls and of 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("--program", "mail", "--as-of", "2026-10"),
            "--program mail: not under copc.programs; known: care, vip, night",
        ),
        (
            ("--program", "care", "--as-of", "2027-01"),
            "care: nothing is recorded for 2027-01; run vmo month --month 2027-01",
        ),
        (("--program", "care", "--as-of", "October"), "'October' is not a month; write it as 2026-10"),
        (("--program", "care", "--as-of", "2026-10", "--profile", "silver"), "invalid choice: 'silver'"),
    ],
    ids=["an unknown program", "a month that is not closed", "a word", "an unknown profile"],
)
def test_what_cannot_be_scored_is_refused(vmo, closed, words, says):
    refused = vmo("copc", closed, *words)
    assert refused.code == REFUSED
    assert says in refused.err


def test_a_portfolio_without_a_block_says_where_it_goes(vmo, folder):
    text = (folder / "portfolio.yaml").read_text()
    (folder / "portfolio.yaml").write_text(text[: text.index("copc:")])
    refused = vmo("copc", folder, "--program", "care", "--as-of", history.AS_OF)
    assert (refused.code, "portfolio.yaml:1: no key `copc`" in refused.err) == (REFUSED, True)


def test_the_same_months_say_the_same(vmo, closed):
    words = ("copc", closed, "--program", "care", "--as-of", history.AS_OF, "--json")
    assert vmo(*words).out == vmo(*words).out


def test_the_page_shows_what_the_command_says(vmo, closed):
    page = (Path(__file__).parents[2] / "docs/copc.md").read_text(encoding="utf-8")
    shown = re.search(r"\$ vmo copc history (.*?)\n(.*?)```", page, re.DOTALL)
    told = vmo("copc", closed, *shown[1].split()).out
    said = {" ".join(line.split()) for line in told.splitlines()}
    lines = [" ".join(line.split()) for line in shown[2].splitlines() if line.strip() not in ("", "…")]
    assert len(lines) > 10
    assert [line for line in lines if line not in said] == []
