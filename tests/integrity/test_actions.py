"""The register of actions: what is asked where a target was missed, from actions.yaml, by the command."""

import pytest
import small

from vmo.cli import DONE, ERRORS, REFUSED

HELD, LOST, UNDECIDED = "held", "lost", "not decided"
pytestmark = pytest.mark.slow
# sl (85.7 of 90 %) and abandon (6.9 of 5 %) miss their targets in October.
OTHER = "cause: a long menu, action: shorten it, owner: Kim, due: 2026-11-15"
ABANDON = f"  - {{measure: acme-care.abandon, missed: [2026-10], {OTHER}}}\n"


@pytest.fixture
def folder(counted_folder):
    return counted_folder


def action(missed: str, *, due: str = "2026-11-15", done: str = "") -> str:
    told = f"  - {{measure: acme-care.sl, missed: [{missed}], cause: too few agents, action: hire ten, owner: Lee, due: {due}"
    return f"{told}{f', done: {done}' if done else ''}}}\n"


def register(folder, *entries: str) -> None:
    (folder / "actions.yaml").write_text("actions:\n" + "".join(entries), encoding="utf-8")


def flag_of(vmo, folder, month: str = small.MONTH):
    """The Actions flag of the service level, and the rules that lost it."""
    vmo("night", folder)
    told = vmo("integrity", folder, "--month", month, "--json").json
    (one,) = [one for feed in told["feeds"] for one in feed["metrics"] if one["measure"] == "acme-care.sl"]
    return one["flags"]["A"], [found["rule"] for found in one["lost_by"] if found["rule"].startswith("A")], told


def test_without_a_register_actions_are_not_decided_and_with_one_each_miss_needs_an_entry(vmo, folder):
    assert flag_of(vmo, folder)[:2] == (UNDECIDED, [])
    register(folder, ABANDON)
    assert flag_of(vmo, folder)[:2] == (LOST, ["A1"])
    register(folder, ABANDON, action("2026-09"))
    assert flag_of(vmo, folder)[:2] == (LOST, ["A1"])  # it answers another month
    register(folder, ABANDON, action("2026-10"))
    assert flag_of(vmo, folder)[:2] == (HELD, [])


def test_an_action_that_was_not_done_by_the_end_of_the_month_is_overdue(vmo, folder):
    register(folder, action("2026-10", due="2026-10-31"))
    assert flag_of(vmo, folder)[:2] == (LOST, ["A2"])
    register(folder, action("2026-10", due="2026-10-31", done="2026-11-01"))
    assert flag_of(vmo, folder)[:2] == (LOST, ["A2"])
    register(folder, action("2026-10", due="2026-10-31", done="2026-10-31"))
    assert flag_of(vmo, folder)[:2] == (HELD, [])
    register(folder, action("2026-10", due="2026-11-01"))
    assert flag_of(vmo, folder)[:2] == (HELD, [])


def september(vmo, folder) -> None:
    """The same two days a month earlier, published: the service level missed then too."""
    for day in small.DAYS:
        before = day.replace(month=9)
        small.send(folder, before, small.lines(before))
    assert vmo("month", folder, "--month", "2026-09").code in (DONE, ERRORS)


def test_a_target_that_was_missed_twice_needs_another_action(vmo, folder):
    september(vmo, folder)
    register(folder, action("2026-09, 2026-10"))
    assert flag_of(vmo, folder)[:2] == (LOST, ["A4"])
    register(folder, action("2026-09"), action("2026-10"))
    assert flag_of(vmo, folder)[:2] == (HELD, [])


def test_an_action_that_changed_nothing_is_told(vmo, folder):
    """85.7 % in both months, though ten were hired by 30 September."""
    september(vmo, folder)
    register(folder, action("2026-09", due="2026-09-30", done="2026-09-30"), action("2026-10"))
    flag, lost, told = flag_of(vmo, folder)
    assert (flag, lost) == (HELD, [])
    (found,) = [one for one in told["findings"] if one["rule"] == "A3"]
    assert (found["severity"], found["found"]) == ("warning", "85.714286 in 2026-10")
    register(folder, action("2026-09", due="2026-09-30", done="2026-10-20"), action("2026-10"))
    assert [one for one in flag_of(vmo, folder)[2]["findings"] if one["rule"] == "A3"] == []  # done within the month


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (action("2026-10").replace("acme-care.sl", "acme-care.sla"), "no measure of a contract; known: acme-care."),
        (action("2026-13"), "'2026-13' is not a month; write it as 2026-10"),
        (action("2026-10").replace("owner: Lee, ", ""), "actions.0.owner: missing; add it"),
    ],
    ids=["no such measure", "no such month", "no owner"],
)  # fmt: skip
def test_an_entry_that_says_too_little_is_refused(vmo, folder, entry, words):
    register(folder, entry)
    said = vmo("lint", folder)
    assert said.code == REFUSED
    assert "actions.yaml:2" in said.err
    assert words in said.err
