"""Which metrics are required: the choices of the COPC table, sub-metrics, volume, processes not performed."""

import pytest

from vmo import catalogue
from vmo.copc.required import required

CALLS, PAYMENTS = "Answering calls", "Processing payments"
TABLE = {
    "sl": ("2a", "S", CALLS),
    "asa": ("2b", "S", CALLS),
    "abandon": ("3", "S", CALLS),
    "cc": ("4a", "Q", CALLS),
    "bc": ("4b", "Q", CALLS),
    "comp": ("4c", "Q", CALLS),
    "nc": ("4d", "Q", CALLS),
    "volume": ("6", "V", CALLS),
    "aht": ("7", "C", CALLS),
    "att": ("7", "C", CALLS),
    "hold": ("7c", "C", CALLS),
    "occupancy": ("7f", "C", CALLS),
    "pay_on_time": ("22", "S", PAYMENTS),
    "pay_late": ("23", "S", PAYMENTS),
    "pay_late_share": ("23", "S", PAYMENTS),
    "pay_apt": ("26", "C", PAYMENTS),
    "pay_tph": ("26", "C", PAYMENTS),
    "csat": ("", "CS", CALLS),
}
MODEL = catalogue.metric("call_aht")
KNOWN = [
    MODEL.model_copy(update={"id": name, "copc_no": number, "copc_class": class_, "kcrp": process})
    for name, (number, class_, process) in TABLE.items()
]
ALWAYS = ["abandon", "cc", "bc", "comp", "nc"]


def of(*, performed=(), not_performed=(), listed=(), measured=()):
    return required(KNOWN, performed=performed, not_performed=not_performed, listed=listed, measured=measured)


def ids(metrics):
    return [one.id for one in metrics]


def lacking(found):
    return {one.copc_no: one.missing for one in found.lacking}


def test_a_performed_process_asks_for_all_of_the_table_and_for_what_is_measured_of_a_choice():
    found = of(performed=[CALLS], measured=["sl", "aht", "hold", "occupancy"])
    assert ids(found.scored) == ["sl", *ALWAYS, "aht", "hold", "occupancy"]
    assert not found.lacking


def test_volume_has_no_vote():
    assert "volume" not in ids(of(performed=[CALLS], listed=["volume"], measured=["volume"]).scored)


def test_the_four_accuracies_are_four_metrics():
    assert {"cc", "bc", "comp", "nc"} <= set(ids(of(performed=[CALLS]).scored))


@pytest.mark.parametrize("speed", ["sl", "asa"])
def test_metric_2_is_service_level_or_speed_of_answer(speed):
    assert "2" not in lacking(of(performed=[CALLS], measured=[speed]))
    assert lacking(of(performed=[CALLS]))["2"] == 1


@pytest.mark.parametrize(("forms", "missing"), [(0, 3), (1, 2), (2, 1), (3, 0), (4, 0)])
def test_metric_7_needs_three_of_its_forms_and_each_that_lacks_is_a_vote_lost(forms, missing):
    found = of(performed=[CALLS], measured=["sl", *["aht", "att", "hold", "occupancy"][:forms]])
    assert lacking(found).get("7", 0) == missing
    (seven,) = [one for one in found.lacking if one.copc_no == "7"] or [None]
    assert seven is None or len(seven.of) == 4 - forms


def test_a_list_of_names_decides_a_choice_whatever_else_is_measured():
    found = of(performed=[CALLS], listed=["aht", "att", "hold"], measured=["sl", "aht", "att", "hold", "occupancy"])
    assert ids(found.scored) == ["sl", *ALWAYS, "aht", "att", "hold"]


def test_what_is_required_is_required_though_nobody_measures_it():
    assert set(ALWAYS) <= set(ids(of(performed=[CALLS], measured=[]).scored))


def test_a_choice_that_is_listed_in_part_lacks_the_rest():
    assert lacking(of(listed=["abandon", "aht"])) == {"7": 2}


def test_a_list_says_what_the_table_also_asks():
    assert list(of(listed=["abandon", "cc", "aht", "att", "hold"]).unlisted) == ["sl or asa", "bc", "comp", "nc"]
    assert not of(performed=[CALLS]).unlisted


def test_what_the_table_does_not_hold_is_required_by_name_only():
    assert "csat" not in ids(of(performed=[CALLS]).scored)
    assert "csat" in ids(of(performed=[CALLS], listed=["csat"]).scored)


def test_a_process_that_is_not_performed_has_no_vote_even_where_it_is_listed():
    found = of(performed=[CALLS], not_performed=[PAYMENTS], listed=["pay_on_time"])
    assert ids(found.not_applicable) == ["pay_on_time", "pay_late", "pay_late_share", "pay_apt", "pay_tph"]
    assert "pay_on_time" not in ids(found.scored)
    assert "26" not in lacking(found)


def test_one_form_of_item_efficiency_is_enough():
    assert lacking(of(performed=[PAYMENTS])) == {"26": 1}
    assert lacking(of(performed=[PAYMENTS], measured=["pay_tph"])) == {}


def test_two_ways_to_count_one_number_are_one_vote_the_tables_own_unless_the_other_is_listed():
    assert ids(of(performed=[PAYMENTS], measured=["pay_late", "pay_late_share"]).scored) == ["pay_on_time", "pay_late"]
    assert ids(of(performed=[PAYMENTS], listed=["pay_late_share"]).scored) == ["pay_on_time", "pay_late_share"]
    assert list(of(listed=["pay_tph"]).unlisted) == ["pay_on_time", "pay_late"]
    assert list(of(listed=["pay_late_share", "pay_tph"]).unlisted) == ["pay_on_time"]
