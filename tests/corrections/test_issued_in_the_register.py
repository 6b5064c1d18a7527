"""The register of our own work sees a document issued when it was, and takes no correction for a publication of the month."""

from datetime import UTC, datetime, timedelta

import pytest
import small

from vmo.cli import DONE
from vmo.pipeline.house import open_house
from vmo.pipeline.register import register

pytestmark = pytest.mark.slow
SIGNED = ("--by", "the clerk", "--why", "agreed by letter")


def test_what_we_issue_is_issued_by_its_own_act_and_a_correction_is_none(vmo, folder):
    path = folder / "contracts/acme-care.yaml"
    small.change(path, "currency: EUR", "currency: EUR\nissues: supplier")
    small.change(path, "invoice: {", "invoice: {corrections: {2026-01-01: {value: {by: net_adjust}, ref: 'E 4'}}, ")
    assert vmo("month", folder, "--month", small.MONTH).code == DONE

    def entry():
        found = register(open_house(folder), "nobody", datetime.now(UTC) + timedelta(days=1))
        return next(one for one in found if one.period == small.MONTH)

    assert entry().issued is None
    assert vmo("approve", folder, "acme-care/2026-10/1", *SIGNED).code == DONE
    assert vmo("issue", folder, "acme-care/2026-10/1", "--on", "2026-11-05", *SIGNED).code == DONE
    assert (entry().issued.status, f"{entry().issued.net}") == ("issued", "40.93")
    small.send(folder, small.DAYS[0], reversed(small.lines(small.DAYS[0])[:-2]), name="calls_late.csv")
    (folder / "inbox/acme/calls_late.csv").touch()
    vmo("month", folder, "--month", small.MONTH)
    assert vmo("correct", folder, "acme-care/2026-10/1", "--on", "2026-12-01", *SIGNED).code == DONE
    assert {f"{one.net}" for one in entry().publications} == {"40.93"}
