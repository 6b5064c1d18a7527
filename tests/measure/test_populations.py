"""Rows that are none of a metric's population count nowhere: each metric, with what its YAML cases do not show.

A case of the metric is counted again, by both calculations, with a copy of each of its rows that is of another process, channel,
direction …, and comes to the same.
"""

from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from cases import check, read

from vmo import catalogue

# column=value of the copies: the metrics in which they do not count
STRANGERS = """
process=bulk: call_efficiency elec_backlog_cycles exc_backlog_cycles nonel_backlog_cycles pay_backlog_cycles
    call_bc_accuracy call_comp_accuracy call_nc_accuracy call_quality_score
process=payment: bulk_backlog_cycles
direction=outbound: call_asa call_wait call_wait_per_offered call_abandon_rate call_volume chat_service_level chat_asa
    chat_abandon_rate call_answer_rate blockage_rate short_abandon_share transfer_rate fcst_accuracy fcst_bias
    fcst_workload
channel=chat: call_asa call_wait call_wait_per_offered call_abandon_rate call_volume_answered call_volume_handled
    call_aht call_aht_inbound call_answer_rate blockage_rate short_abandon_share transfer_rate fcst_bias
channel=voice: chat_volume_answered chat_volume_handled
type=credit_note: inv_backlog_acl inv_backlog_late
method=targeted: call_bc_accuracy call_comp_accuracy nonel_accuracy elec_accuracy bulk_accuracy pay_accuracy
    exc_accuracy
type=milestone: rpt_backlog_acl rpt_backlog_late
type=outage: tel_on_time tel_resolution_on_time mis_resolution_on_time tel_response_in_target mis_response_in_target
    tel_resolution_in_target mis_resolution_in_target
service=mis: tel_uptime
survey=nps: dsat_bottom2
survey=csat: nps nps_promoters nps_detractors client_sat fcr_survey
"""
CASES = list(chain.from_iterable(read(path) for path in sorted(Path(__file__).parents[1].glob("metrics/*.yaml"))))


def strangers() -> dict[str, dict[str, str]]:
    """Metric → column → the value of which no row counts."""
    found: dict[str, dict[str, str]] = {}
    for told, metrics in (line.split(": ") for line in STRANGERS.strip().replace("\n    ", " ").splitlines()):
        column, value = told.split("=")
        for metric in metrics.split():
            found.setdefault(metric, {})[column] = value
    return found


def base(metric: str):
    """A case in which something counts."""
    return next(
        one for one in CASES if one.function == metric and one.rows and one.expect.get("numerator") not in (None, "0")
    )


@pytest.mark.parametrize(("metric", "other"), strangers().items(), ids=strangers())
def test_what_is_none_of_it_does_not_count(metric, other):
    case = base(metric)
    own = {column: catalogue.metric(metric).population.get(column, [""])[0] for column in other}
    rows = [{**own, **row} for row in case.rows]
    copies = [{**row, column: value} for column, value in other.items() for row in rows]
    check(replace(case, rows=[*rows, *copies]))


@pytest.mark.parametrize("metric", [one for one in catalogue.ids() if catalogue.metric(one).population])
def test_of_every_column_of_a_population_something_is_shown_that_does_not_count(metric):
    for column, values in catalogue.metric(metric).population.items():
        told = {row.get(column) for one in CASES if one.function == metric for row in one.rows}
        assert (told - {None, *values}) or column in strangers().get(metric, {}), (
            f"add a row of another {column} to a case of {metric} in tests/metrics, or name it above"
        )
