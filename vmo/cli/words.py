"""What commands share: the words that they take, and the house that they work in."""

import argparse
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from vmo import calendars

Told = tuple[dict[str, Any], str]  # what a command did, for programs and for a person
Command = Callable[..., argparse.ArgumentParser]


def house_of(given: argparse.Namespace) -> Any:
    from vmo.pipeline.house import open_house

    return open_house(given.dir, inbox=given.inbox, state=given.state, out=given.out)


def named(given: argparse.Namespace, names: str) -> dict[str, Any]:
    """Options under their own names."""
    return {name: getattr(given, name) for name in names.split()}


def month_text(text: str) -> str:
    try:
        calendars.month(text)
    except calendars.CalendarError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def day_text(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2026-10-05") from None


def instant_text(text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an instant; write it as 2026-10-05T06:00:00Z") from None


def signed(one: argparse.ArgumentParser) -> None:
    one.add_argument("--by", required=True, help="who decides")
    one.add_argument("--why", required=True, help="the reason, as it will be shown")
