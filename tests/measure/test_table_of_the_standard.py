"""The table of the standard, number by number (domain.md 0.1, 1.1, 1.9): 44 metrics, each with its id and what it is."""

import re

import pytest

from vmo import catalogue, kinds
from vmo.copc.required import CHOICES, number, required
from vmo.faults.coherence import SAMPLES

# the number, the one printed in the seed table (21 twice, 33 never), id, family, class, which way is better, unit, grains
TABLE = """
1   1   impl_on_time             On Time              S  higher  %       G11
2a  2   call_service_level       Service level        S  higher  %       G1,G3
2b  2   call_asa                 ASA                  S  lower   s       G1,G3
3   3   call_abandon_rate        Abandonment          S  lower   %       G1,G3
4a  4   call_cc_accuracy         Accuracy             Q  higher  %       G6
4b  4   call_bc_accuracy         Accuracy             Q  higher  %       G6
4c  4   call_comp_accuracy       Accuracy             Q  higher  %       G6
4d  4   call_nc_accuracy         Accuracy             Q  higher  %       G6
5   5   call_quality_score       Call quality         Q  higher  %       G6
6   6   call_volume              Volume               V  none    count   G1,G3
7   7   call_aht                 Efficiency           C  lower   s       G1,G3
7   7   call_att                 Efficiency           C  lower   s       G1,G3
7   7   call_hold                Efficiency           C  lower   s       G1,G3
7   7   call_acw                 Efficiency           C  lower   s       G1,G3
7   7   call_cost_per_call       Efficiency           C  lower   money   G13
7   7   call_occupancy           Efficiency           C  range   %       G2
7   7   call_utilisation         Efficiency           C  higher  %       G2
8   8   nonel_on_time            On Time              S  higher  %       G4
9   9   nonel_backlog_acl        Backlog              S  lower   cycles  G5
10  10  nonel_accuracy           Accuracy             Q  higher  %       G6
11  11  nonel_volume             Volume               V  none    count   G4
12  12  nonel_apt                Efficiency           C  lower   s       G4
12  12  nonel_tph                Efficiency           C  higher  1/h     G4
12  12  nonel_cpt                Efficiency           C  lower   money   G13
13  13  elec_on_time             On Time              S  higher  %       G4
14  14  elec_backlog_acl         Backlog              S  lower   cycles  G5
15  15  elec_accuracy            Accuracy             Q  higher  %       G6
16  16  elec_volume              Volume               V  none    count   G4
17  17  elec_apt                 Efficiency           C  lower   s       G4
17  17  elec_tph                 Efficiency           C  higher  1/h     G4
17  17  elec_cpt                 Efficiency           C  lower   money   G13
18  18  bulk_on_time             On Time              S  higher  %       G4
19  19  bulk_backlog_acl         Backlog              S  lower   cycles  G5
20  20  bulk_accuracy            Accuracy             Q  higher  %       G6
21  21  bulk_volume              Volume               V  none    count   G4
22  21  pay_on_time              On Time              S  higher  %       G4
23  22  pay_backlog_acl          Backlog              S  lower   cycles  G5
24  23  pay_accuracy             Accuracy             Q  higher  %       G6
25  24  pay_volume               Volume               V  none    count   G4
26  25  pay_apt                  Efficiency           C  lower   s       G4
26  25  pay_tph                  Efficiency           C  higher  1/h     G4
26  25  pay_cpt                  Efficiency           C  lower   money   G13
27  26  exc_on_time              On Time              S  higher  %       G4
28  27  exc_backlog_acl          Backlog              S  lower   cycles  G5
29  28  exc_accuracy             Accuracy             Q  higher  %       G6
30  29  exc_volume               Volume               V  none    count   G4
31  30  rpt_on_time              On Time              S  higher  %       G11
32  31  rpt_backlog_acl          Backlog              S  lower   cycles  G11
33  32  rpt_accuracy             Accuracy             Q  higher  %       G11
34  34  inv_on_time              On Time              S  higher  %       G12
35  35  inv_backlog_acl          Backlog              S  lower   cycles  G12
36  36  inv_external_error_rate  Accuracy (external)  Q  lower   %       G12
37  37  inv_internal_error_rate  Accuracy (internal)  Q  lower   %       G12
38  38  tel_on_time              On Time              S  higher  %       G8
39  39  tel_uptime               Uptime               S  higher  %       G8
40  40  mis_on_time              On Time              S  higher  %       G8
41  41  mis_uptime               Uptime               S  higher  %       G8
42  42  fcst_accuracy            Accuracy             Q  higher  %       G9
43  43  hire_on_time             On Time              S  higher  %       G10
44  44  hire_quality             Quality              Q  higher  %       G10
"""
ROWS = [re.split(r" {2,}", line) for line in TABLE.strip().splitlines()]
BESIDE = {
    "CS": ["csat_top2", "dsat_bottom2", "nps", "client_sat"],
    "Q": ["fcr", "fcr_repeat", "fcr_survey"],
    "R": ["sales_conversion", "revenue_per_hour", "rpc_rate", "ptp_kept"],
    "C": ["attrition_annualised", "absenteeism"],
    "S": ["staffing_fulfilment", "callback_on_time", "blockage_rate", "short_abandon_share", "transfer_rate"],
}  # what scoring and contracts need and the table does not hold
KNOWN = [catalogue.metric(one) for one in catalogue.ids()]


@pytest.mark.parametrize("row", ROWS, ids=[row[2] for row in ROWS])
def test_a_metric_of_the_table_is_what_the_table_says(row):
    found = catalogue.metric(row[2])
    grains = ",".join(kinds.kind(kind).grain for kind in found.kinds)
    told = [found.copc_no, found.seed_no, found.id, found.family, found.copc_class, found.direction, found.unit, grains]
    assert told == row


def test_the_table_has_44_numbers_and_the_catalogue_no_other():
    numbers = {re.sub(r"\D", "", row[0]) for row in ROWS}
    assert numbers == {str(n) for n in range(1, 45)} == {number(one) for one in KNOWN if number(one)}


def test_the_seed_table_prints_21_twice_and_33_never():
    printed = [row[1] for row in ROWS]
    assert (printed.count("21"), printed.count("33")) == (2, 0)


@pytest.mark.parametrize(("of_class", "metric"), [(c, one) for c, ids in BESIDE.items() for one in ids])
def test_a_metric_beside_the_table_has_its_class_and_no_number(of_class, metric):
    found = catalogue.metric(metric)
    assert (found.copc_class, found.copc_no, found.seed_no) == (of_class, "", "")


def test_a_program_that_performs_everything_is_asked_for_the_table_and_each_number_once():
    """Volumes have no vote, and of a choice nothing is measured; the money misposted is a metric of its own (Q3)."""
    found = required(
        KNOWN, performed={one.kcrp for one in KNOWN}, not_performed=[], listed=[], measured=[]
    )  # fmt: skip
    votes = [row[2] for row in ROWS if row[4] != "V" and re.sub(r"\D", "", row[0]) not in CHOICES]
    assert sorted(one.id for one in found.scored) == sorted([*votes, "pay_misposted"])
    assert {one.copc_no: one.missing for one in found.lacking} == CHOICES


@pytest.mark.parametrize(
    "metric", [one for one in KNOWN if number(one) and int(number(one)) >= 38], ids=lambda one: one.id
)
def test_a_key_support_process_is_counted_on_every_case_and_never_on_a_sample(metric):
    assert not set(metric.kinds) & set(SAMPLES)
    assert not metric.sampled


@pytest.mark.parametrize("metric", [one for one in KNOWN if number(one)], ids=lambda one: one.id)
def test_the_processes_of_38_to_44_support_the_others_and_are_told_as_such(metric):
    assert metric.kcrp.startswith("KSP ") is (int(number(metric)) >= 38)
