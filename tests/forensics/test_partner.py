"""The forensic rules over a partner's three feeds, from its files: rows of contacts, half-hours, states of agents."""

import pytest
import small

from vmo.cli import DONE

pytestmark = pytest.mark.slow

FEEDS = """\
  half_hours:
    kind: intervals
    source: "{inbox}/acme/intervals_*.csv"
    format: csv
    options: {delimiter: ";"}
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [Start]
    columns:
      interval_at: {from: Start, format: "%Y-%m-%d %H:%M:%S"}
      offered: Offered
      program: {value: care}
  states:
    kind: agent_states
    source: "{inbox}/acme/states_*.csv"
    format: csv
    options: {delimiter: ";"}
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [Agent, From]
    columns:
      agent_id: Agent
      state: {value: available}
      start_at: {from: From, format: "%Y-%m-%d %H:%M:%S"}
      end_at: {from: To, format: "%Y-%m-%d %H:%M:%S"}
"""


def found(vmo, folder, *, offered: int, gone: range = range(0)):
    """The findings of a month whose one interval on the first day counts so many; some calls of that day are not sent."""
    path = folder / "partners/acme.yaml"
    path.write_text(path.read_text(encoding="utf-8") + FEEDS, encoding="utf-8")
    calls = [line for n, line in enumerate(small.lines(small.DAYS[0])) if n not in gone]
    small.send(folder, small.DAYS[0], calls)
    rows = [f"{small.DAYS[0]} 09:00:00;{offered}", f"{small.DAYS[1]} 09:00:00;30"]
    small.send(folder, small.DAYS[1], rows, header="Start;Offered", name="intervals_1.csv")
    there = f"ann;{small.DAYS[0]} 09:00:00;{small.DAYS[0]} 14:00:00"
    small.send(folder, small.DAYS[0], [there], header="Agent;From;To", name="states_1.csv")
    assert vmo("night", folder).code == DONE
    told = vmo("integrity", folder, "--month", small.MONTH, "--json").json["forensics"]["acme"]
    assert {"C3", "I6", "I10", "I11", "I12"} <= set(told["run"])
    return {one["rule"]: one for one in told["findings"]}


def test_feeds_that_agree_say_nothing(vmo, folder):
    assert found(vmo, folder, offered=30) == {}


def test_intervals_that_count_more_than_the_rows_are_told_twice_over(vmo, folder):
    """35 against 30 on one day, 65 against 60 in the month: beyond 2 %."""
    told = found(vmo, folder, offered=35)
    assert set(told) == {"I6", "I10"}
    assert told["I10"]["found"] == "35 in the counts of 2026-10-05"
    assert told["I6"]["found"] == "60 by contacts, 65 by intervals"


def test_calls_that_are_missing_while_an_agent_was_there_are_told(vmo, folder):
    """One call every ten minutes from nine; without the sixth to fifteenth the last is at 09:40, the next at 11:30.

    So the quarter-hours from 09:45 to 11:30 are empty, 07:45 to 09:30 UTC: seven of them.
    """
    told = found(vmo, folder, offered=20, gone=range(5, 15))
    assert set(told) == {"C3"}
    assert "from 2026-10-05 07:45 to 09:30 UTC" in told["C3"]["what"]


PAYROLL = """\
  payroll:
    kind: agent_states
    source: "{inbox}/acme/payroll_*.csv"
    format: csv
    options: {delimiter: ";"}
    resend: replaces_days
    clock: {time_zone: Europe/Berlin}
    identity: [Agent, From]
    columns:
      agent_id: Agent
      time_type: {value: paid}
      start_at: {from: From, format: "%Y-%m-%d %H:%M:%S"}
      end_at: {from: To, format: "%Y-%m-%d %H:%M:%S"}
"""


@pytest.mark.parametrize(("until", "told"), [("13:46", set()), ("13:45", {"I8"})])
def test_the_payroll_is_held_against_the_states_though_each_has_its_own_feed(vmo, folder, until, told):
    """Available from 9:00 to 14:00, 300 min: 105 % of 286 paid minutes are 300.3, of 285 they are 299.25."""
    path = folder / "partners/acme.yaml"
    path.write_text(path.read_text(encoding="utf-8") + PAYROLL, encoding="utf-8")
    paid = f"ann;{small.DAYS[0]} 09:00:00;{small.DAYS[0]} {until}:00"
    small.send(folder, small.DAYS[0], [paid], header="Agent;From;To", name="payroll_1.csv")
    assert set(found(vmo, folder, offered=30)) == told
