"""The `copc` block of portfolio.yaml, good and bad, as a person writes it."""

import pytest

from vmo.cli import DONE, REFUSED
from vmo.simulate import history


@pytest.fixture
def written(tmp_path):
    return history.write(tmp_path / "history")


def change(folder, old, new):
    text = (folder / "portfolio.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "portfolio.yaml").write_text(text.replace(old, new), encoding="utf-8")


def test_the_block_of_the_history_has_no_fault(vmo, written):
    linted = vmo("lint", written)
    assert (linted.code, linted.err) == (DONE, "")


# what is replaced, by what, and the words of the message
FAULTS = {
    "an unknown key": (
        "  profile: gold_2006",
        "  profil: gold_2006",
        "portfolio.yaml:4: unknown key 'copc.profil'; did you mean 'profile'? allowed here: profile, level, trend_months,",
    ),
    "an unknown key of a program": (
        "      metrics: [call_aht,",
        "      metric: [call_aht,",
        "unknown key 'copc.programs.vip.metric'; did you mean 'metrics'?",
    ),
    "an unknown profile": ("gold_2006", "gold", "copc.profile: input should be 'gold_2006' or 'osp', found gold"),
    "a trend of five months": (
        "  profile: gold_2006",
        "  trend_months: 5",
        "copc.trend_months: input should be greater than or equal to 6, found 5",
    ),
    "a share below nothing": (
        "  profile: gold_2006",
        "  materiality_percent: -1",
        "copc.materiality_percent: input should be greater than or equal to 0, found -1",
    ),
    "an unknown program": (
        "    vip:",
        "    vips:",
        "copc.programs.vips: no measure of a contract has the program 'vips' in its scope; known: care, night, vip",
    ),
    "an unknown metric": (
        "call_hold, call_acw]\n      targets",
        "call_held, call_acw]\n      targets",
        "copc.programs.vip.metrics.call_held: 'call_held' is not a metric; near it: call_hold",
    ),
    "a volume": (
        "call_hold, call_acw]\n      targets",
        "call_volume]\n      targets",
        "copc.programs.vip.metrics.call_volume: call_volume is a volume, which has no target and no vote; take it out",
    ),
    "a percentile": (
        "call_hold, call_acw]\n      targets",
        "call_wait_percentile]\n      targets",
        "copc.programs.vip.metrics.call_wait_percentile: call_wait_percentile is a percentile, and those of several months",
    ),
    "an unknown process": (
        "    care:\n",
        "    care:\n      performed: [Answering calls]\n",
        "portfolio.yaml:7: copc.programs.care.performed: 'Answering calls' is no process of the catalogue; known: ",
    ),
    "a process that is performed and is not": (
        "    vip:\n",
        "    vip:\n      performed: [Processing end-user payments]\n",
        "copc.programs.vip.performed: 'Processing end-user payments' is both performed and not performed; keep one",
    ),
    "both forms of metric 2": (
        "metrics: [call_service_level,",
        "metrics: [call_service_level, call_asa,",
        "metric 2 is service level or speed of answer, found call_service_level and call_asa; name",
    ),
    "a target that a contract gives too": (
        "        call_acw: {",
        '        call_att: {2025-01-01: {value: {expected: 90}, ref: "x"}}\n        call_acw: {',
        "copc.programs.vip.targets.call_att: acme.measures.vip_att gives the target of call_att; take this one out",
    ),
    "a required metric without a target": (
        "        call_acw: {2025",
        "        call_asa: {2025",
        "copc.programs.vip: call_acw is required and acme.measures.vip_acw has no target; give one there, or under `targets`",
    ),
    "a range where there is a better and a worse": (
        "value: {expected: 30}",
        "value: {low: 20, high: 30}",
        "copc.programs.vip.targets.call_acw.2025-01-01: a level needs `expected`; call_acw has the direction lower",
    ),
    "a target without a clause": (
        ', ref: "assessment plan 4"',
        "",
        "copc.programs.vip.targets.call_acw.2025-01-01.ref: missing; add it",
    ),
    "a measure that is not there": (
        "    vip:\n",
        "    vip:\n      measures: {call_att: [acme.attt]}\n",
        "copc.programs.vip.measures.call_att: 'acme.attt' does not count call_att for vip; known: acme.vip_att",
    ),
    "nothing required": (
        "      metrics: [call_aht, call_att, call_hold, call_acw]\n      targets",
        "      targets",
        "copc.programs.vip: nothing is required; list `metrics`, or the processes `performed`",
    ),
}


@pytest.mark.parametrize(("old", "new", "says"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_file_and_line(vmo, written, old, new, says):
    change(written, old, new)
    refused = vmo("lint", written)
    assert refused.code == REFUSED
    assert f"{written}/portfolio.yaml:" in refused.err
    assert says in refused.err


def test_a_contract_with_faults_of_its_own_is_no_fault_of_the_block(vmo, written):
    path = written / "contracts/acme.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("currency: EUR", "currency: EUX"), encoding="utf-8")
    refused = vmo("lint", written)
    assert "EUX" in refused.err
    assert "copc" not in refused.err


def test_the_schema_for_editors_knows_the_block(vmo):
    schema = vmo("schema", "portfolio").out
    assert '"trend_months"' in schema
    assert '"not_performed"' in schema
