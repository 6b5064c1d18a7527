"""Numbers of issued documents, given by real processes at once and by processes that are killed, on both databases.

Each process publishes to a place of its own, as two machines do, so that nothing but the store keeps them apart.
"""

import json
import multiprocessing
import os
import signal
from datetime import date

import pytest
import small
from sqlalchemy import select

from vmo.cli import DONE, REFUSED, main
from vmo.life import archive
from vmo.life.numbers import following, number
from vmo.pipeline import issuing
from vmo.records import RefusedError
from vmo.store import IssuedRow, Store
from vmo.trail import record

pytestmark = pytest.mark.slow
SPAWN = multiprocessing.get_context("spawn")
SIGNED = ["--by", "the clerk", "--why", "agreed by letter"]
CONTRACTS = ("a", "b", "c", "d")
PATIENCE_S = 120


@pytest.fixture
def approved(tmp_path, url):
    """Four contracts of one supplier, who issues; each month approved."""
    folder = small.build(tmp_path / "portfolio")
    (folder / "contracts/acme-care.yaml").unlink()
    for name in CONTRACTS:
        text = small.CONTRACT.replace("contract: acme-care", f"contract: {name}\nissues: supplier")
        (folder / f"contracts/{name}.yaml").write_text(text)
    small.change(folder / "portfolio.yaml", "home_currency: EUR", f"home_currency: EUR\nstore: '{url}'")
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    for name in CONTRACTS:
        assert main(["approve", str(folder), f"{name}/{small.MONTH}", *SIGNED]) == DONE
    return folder


def numbers(url: str) -> dict[str, str]:
    store = Store(url)
    with store.transaction() as session:
        told = {row.contract: row.number for row in session.scalars(select(IssuedRow).order_by(IssuedRow.number))}
    store.engine.dispose()
    return told


def issue(folder, name: str, out=None) -> int:
    place = ["--out", str(out)] if out else []
    return main(["issue", str(folder), f"{name}/{small.MONTH}", "--on", "2026-11-05", *SIGNED, *place])


def in_step(folder, names: str, out, barrier) -> None:
    """What a process of its own does: issue its documents; at the first, both wait with the same number in hand."""
    stage, met = archive.stage, []

    def staged(*given):
        if not met:
            met.append(barrier.wait(PATIENCE_S))
        return stage(*given)

    archive.stage = staged
    raise SystemExit(max(issue(folder, name, out) for name in names))


def test_two_processes_that_issue_at_once_neither_share_nor_skip_a_number(approved, url, tmp_path):
    barrier = SPAWN.Barrier(2)
    outs = {"ab": tmp_path / "one", "cd": tmp_path / "two"}
    processes = [SPAWN.Process(target=in_step, args=(approved, names, out, barrier)) for names, out in outs.items()]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE_S)
    assert [process.exitcode for process in processes] == [DONE, DONE]
    given = numbers(url)
    assert set(given) == set(CONTRACTS)
    assert sorted(given.values()) == [f"acme-380-2026-0000{n}" for n in (1, 2, 3, 4)]
    for names, out in outs.items():
        archived = {path.name for path in (out / "documents").iterdir()}
        assert archived == {given[name] for name in names}  # and nothing unfinished
        for name in names:
            told = json.loads((out / "documents" / given[name] / "result.json").read_text())
            assert (told["contract"], told["document"]["number"], told["status"]) == (name, given[name], "issued")


def killed_at(moment: str, folder, name: str) -> None:
    """What a process of its own does: issue a document and die at a moment of it."""

    def die(*_given, **_named) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if moment == "before the commit":
        issuing._committed = die
    elif moment == "within the commit":
        take = issuing.take
        issuing.take = lambda *given, **named: (take(*given, **named), given[0].flush(), die())
    elif moment == "after the commit":
        archive.put = die
    else:
        issuing.publish = die
    issue(folder, name)


def test_a_process_that_is_killed_while_it_issues_leaves_no_gap_and_is_run_again(approved, url):
    moments = ("before the commit", "within the commit", "after the commit", "before the month shows it")
    for moment, name in zip(moments, CONTRACTS, strict=True):
        process = SPAWN.Process(target=killed_at, args=(moment, approved, name))
        process.start()
        process.join(PATIENCE_S)
        assert process.exitcode == -signal.SIGKILL, moment
        committed = moment in ("after the commit", "before the month shows it")
        assert (name in numbers(url)) == committed, moment
        assert issue(approved, name) == DONE, moment  # the same command goes on, or begins again
        assert issue(approved, name) == REFUSED, moment  # and then it is issued
    assert numbers(url) == {name: f"acme-380-2026-0000{n}" for n, name in enumerate(CONTRACTS, 1)}
    assert main(["verify", str(approved)]) == DONE
    assert {path.name for path in (approved / "out/documents").iterdir()} == set(numbers(url).values())


def give(session, series: str, day: date) -> str:
    """What an issuing transaction leaves of a number."""
    ordinal = following(session, series, day)
    one = number(series, ordinal)
    told = {"contract": one, "period": small.MONTH, "version": 1, "content": "", "frozen": "{}"}
    session.add(IssuedRow(number=one, series=series, ordinal=ordinal, issued_on=day, **told))
    record(session, "issue", one, {"series": series, "ordinal": ordinal})
    session.flush()
    return one


def test_numbers_and_days_go_the_same_way_and_each_series_begins_at_one(url):
    store = Store(url)
    with store.transaction() as session:
        given = [give(session, series, date(2026, 11, 5)) for series in ("a-380-2026", "a-380-2026", "a-381-2026")]
        assert given == ["a-380-2026-00001", "a-380-2026-00002", "a-381-2026-00001"]
        with pytest.raises(RefusedError, match="found 2026-11-04, expected 2026-11-05 or later, the day of its last"):
            following(session, "a-380-2026", date(2026, 11, 4))
        assert following(session, "a-380-2027", date(2027, 1, 2)) == 1
        assert following(session, "380-2026", date(2026, 11, 5)) == 1  # the end of another series' name
    store.engine.dispose()


def test_a_number_that_was_deleted_by_hand_is_not_given_again(url):
    store = Store(url)
    with store.transaction() as session:
        last = [give(session, "a-380-2026", date(2026, 11, 5)) for _ in range(2)][-1]
        session.delete(session.get_one(IssuedRow, last))
        session.flush()
        with pytest.raises(RefusedError, match=r"the store ends at 1, the chain of receipts at 2; .* run vmo verify"):
            following(session, "a-380-2026", date(2026, 11, 5))
    store.engine.dispose()
