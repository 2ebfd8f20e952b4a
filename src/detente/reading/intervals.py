"""Calendar arithmetic for what a report tells of time: intervals of whole days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from detente.proposals import Granularity

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from a first to a last, and how fine the expression was that gave them."""

    first: date
    last: date
    granularity: Granularity


def day(year: int, month: int, number: int) -> Interval | None:
    """Return one day, or None where the calendar has no such day.

    Examples
    --------
    >>> day(2019, 2, 30) is None
    True
    """
    try:
        found = date(year, month, number)
    except ValueError:
        return None
    return Interval(found, found, "day")


def month(year: int, number: int, part: str = "") -> Interval:
    """Return a month, or its early, middle or late third.

    Examples
    --------
    >>> late = month(2019, 1, "late")
    >>> str(late.first), str(late.last), late.granularity
    ('2019-01-21', '2019-01-31', 'range')
    """
    end = calendar.monthrange(year, number)[1]
    first, last = {"": (1, end), "early": (1, 10), "mid": (11, 20), "late": (21, end)}[part]
    return Interval(
        date(year, number, first), date(year, number, last), "range" if part else "month"
    )


def months(year: int, first: int, last: int, granularity: Granularity = "range") -> Interval:
    """Return whole months of one year."""
    return Interval(month(year, first).first, month(year, last).last, granularity)


def year(number: int, part: str = "") -> Interval:
    """Return a year, or its early, middle or late third."""
    first, last = {"": (1, 12), "early": (1, 4), "mid": (5, 8), "late": (9, 12)}[part]
    return months(number, first, last, "range" if part else "year")


def years(first: int, last: int, granularity: Granularity = "range") -> Interval:
    """Return whole years."""
    return Interval(date(first, 1, 1), date(last, 12, 31), granularity)


def decade(start: int, part: str = "") -> Interval:
    """Return a decade, or its early, middle or late years."""
    first, last = {"": (0, 9), "early": (0, 3), "mid": (4, 6), "late": (6, 9)}[part]
    return years(start + first, start + last, "range" if part else "decade")


def season(number: int, name: str) -> Interval:
    """Return a season of the northern year; winter is named after the year it begins in.

    Examples
    --------
    >>> str(season(2018, "winter").last)
    '2019-02-28'
    """
    if name == "winter":
        return Interval(date(number, 12, 1), month(min(number + 1, 9999), 2).last, "season")
    first = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}[name]
    return months(number, first, first + 2, "season")


def week(anchor: date, shift: int = 0) -> Interval:
    """Return the Monday to Sunday of an anchor's week, or of one before or after."""
    monday = anchor - anchor.weekday() * DAY + shift * 7 * DAY
    return Interval(monday, monday + 6 * DAY, "week")


def moved(anchor: date, count: int, unit: str) -> Interval | None:
    """Return the day, week, month, year or decade that lies some units away.

    Examples
    --------
    >>> str(moved(date(2019, 1, 9), -3, "month").first)
    '2018-10-01'
    """
    try:
        if unit == "day":
            found = anchor + count * DAY
            return Interval(found, found, "day")
        if unit == "week":
            return week(anchor, count)
        if unit == "month":
            whole = anchor.year * 12 + anchor.month - 1 + count
            return month(whole // 12, whole % 12 + 1)
        if unit == "year":
            return year(anchor.year + count)
        return decade((anchor.year // 10 + count) * 10)
    except (OverflowError, ValueError):
        return None


def span_of(anchor: date, count: int, unit: str) -> Interval | None:
    """Return the days from an anchor to some units away, in either direction."""
    step = {"day": 1, "week": 7, "month": 30.44, "year": 365.25, "decade": 3652.5}[unit]
    try:
        other = anchor + timedelta(days=round(step * count))
    except OverflowError:
        return None
    return Interval(min(anchor, other), max(anchor, other), "range")


def month_near(anchor: date, number: int, way: str) -> int:
    """Return the year of the month that is meant, seen from an anchor.

    Parameters
    ----------
    anchor : date
        When it was written.
    number : int
        1 to 12.
    way : {"past", "last", "next", "future", "this"}
        *past*: the latest one not after the anchor's month; *last*: before it; *next*: after
        it; *future*: the first one not before it.
    """
    here = anchor.month
    if way == "past":
        return anchor.year - (number > here)
    if way == "last":
        return anchor.year - (number >= here)
    if way == "next":
        return anchor.year + (number <= here)
    if way == "future":
        return anchor.year + (number < here)
    return anchor.year


def weekday_near(anchor: date, number: int, way: str) -> date:
    """Return the weekday that is meant: the same day or earlier, unless told otherwise."""
    back = (anchor.weekday() - number) % 7
    if way == "last":
        back = back or 7
    if way == "next":
        back = back - 7
    if way == "this":
        back = anchor.weekday() - number
    return anchor - back * DAY
