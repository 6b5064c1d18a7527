"""Unexpected: an error that nobody foresaw, in one line for a person; its traceback is kept in a file for who mends it."""

import errno
import tempfile
import traceback
from collections.abc import Iterator

from vmo.records import RefusedError
from vmo.schema import TermNotInForceError
from vmo.yaml12 import FaultyTextError

ACTIONS = {
    errno.ENOSPC: "make room on that disk, then run the command again",
    errno.EDQUOT: "make room in that quota, then run the command again",
    errno.EACCES: "give us the right to use it, or choose another place with --state, --out or --inbox",
    errno.EPERM: "give us the right to use it, or choose another place with --state, --out or --inbox",
    errno.EROFS: "choose a place that can be written, with --state or --out",
    errno.ENOTDIR: "a file stands where a folder is expected; move it away, or choose another place",
    errno.EEXIST: "a file stands where a folder is expected; move it away, or choose another place",
    errno.EMFILE: "raise the limit of open files (ulimit -n), then run the command again",
}


def reasons(error: Exception) -> list[str]:
    """What a person is told: the reasons of a refusal as they are, anything else as one line and its traceback's file."""
    if isinstance(error, FaultyTextError):
        return error.faults
    if isinstance(error, RefusedError):
        return error.reasons
    if isinstance(error, TermNotInForceError):
        return [str(error)]
    told = "; ".join(_parts(error))
    if isinstance(error, OSError) and error.errno in ACTIONS:
        return [told]
    return [f"{told}; the traceback is in {_kept(error)}"]


def _parts(error: Exception) -> Iterator[str]:
    from sqlalchemy.exc import DBAPIError

    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        yield where + error.strerror
        yield ACTIONS.get(error.errno or 0, "see whether it is there and whole, then run the command again")
    elif isinstance(error, DBAPIError):
        yield f"the store: {_first_line(error.orig)}"
        yield "see whether the database is there, whole and not full, then run the command again"
    else:
        yield f"unexpected {type(error).__name__}: {_first_line(error)}"
        yield "run the command again; if it stays, report it with its traceback"


def _first_line(error: object) -> str:
    return (str(error).strip() or "without a message").splitlines()[0][:500]


def _kept(error: Exception) -> str:
    with tempfile.NamedTemporaryFile(
        "w", prefix="vmo-", suffix=".traceback.txt", encoding="utf-8", errors="backslashreplace", delete=False
    ) as file:
        file.writelines(traceback.format_exception(error))
    return file.name
