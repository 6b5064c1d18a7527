"""Periods: the weeks and months after which a partner sends what it does not send every day."""

from datetime import date, timedelta

SATURDAY = 5
DAY = timedelta(1)


def week(day: date) -> list[date]:
    """The days of the week that a weekly export of this day tells, Sunday to Saturday, cut at the month's borders; none
    where no week ends.

    >>> [len(week(date(2026, 10, number))) for number in (2, 3, 10, 31)]
    [0, 3, 7, 7]
    """
    if day.weekday() != SATURDAY and not ends_month(day):
        return []
    found = [day]
    while found[0].weekday() != (SATURDAY + 1) % 7 and found[0].day != 1:
        found.insert(0, found[0] - DAY)
    return found


def month(day: date) -> list[date]:
    """The days of the month that ends with this day; none where none ends."""
    return [day.replace(day=number + 1) for number in range(day.day)] if ends_month(day) else []


def ends_month(day: date) -> bool:
    """Whether the next day is of another month."""
    return (day + DAY).day == 1


def calendar_week(day: date) -> str:
    """How a weekly file is named.

    >>> calendar_week(date(2026, 10, 3))
    '2026-10_KW40'
    """
    return f"{day:%Y-%m}_KW{day.isocalendar().week:02}"
