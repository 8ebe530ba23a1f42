"""Dates and times as RSS has them: RFC 822 §5, with years of four digits allowed.

Responsible for judging and reading such a date as a single value, as `values` does for others; kept apart
because RFC 822 has so many ways of writing one. Nothing here strips white space or asks what day it is.

    judge(text)       None, or what is wrong with it
    discourage(text)  None, or why a right date may still be misread
    parse(text)       the moment that it names, or None
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

_DATE = re.compile(
    r"""(?:(?P<weekday>[^\s,]+)\ ?\s*,\s*)?
        (?P<day>[0-9]+)\s+(?P<month>[^\s0-9]+)\s+(?P<year>[0-9]+)
        \s+(?P<hour>[0-9]+):(?P<minute>[0-9]+)(?::(?P<second>[0-9]+))?
        (?:\s+(?P<zone>[^\s()]+))?(?P<comment>\s*\([^()]*\))?\Z""",
    re.VERBOSE,
)

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_NAMED_ZONES = {
    "UT": 0,
    "GMT": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_MILITARY = frozenset("ABCDEFGHIKLMNOPQRSTUVWXYZ")

_MAX_LENGTH = 100
"""No date is longer; what is, isn't looked at."""

_TWO_DIGIT_PIVOT = 50
"""RFC 2822 §4.3: years 00 to 49 are 2000 to 2049, the others 1950 to 1999."""


class _Parts(NamedTuple):
    """A date's parts, each in range, and the moment that they name."""

    weekday: str | None
    month: str
    year: str
    zone: str
    comment: str | None
    moment: datetime


def judge(text: str) -> str | None:
    """Judge a date by RFC 822 §5: its form, the calendar, the weekday and the zone. None when it is right."""
    read = _read(text)
    return read if isinstance(read, str) else None


def parse(text: str) -> datetime | None:
    """Return the moment that a date names, None if it isn't right; a leap second is the one before it."""
    read = _read(text)
    return None if isinstance(read, str) else read.moment


def discourage(text: str) -> str | None:
    """Say why a right date may still be misread (RSS 2.0 prefers four-digit years); None if it won't be."""
    read = _read(text)
    if isinstance(read, str):
        return None
    if len(read.year) == 2:
        return "the year has two digits; write all four"
    if len(read.zone) == 1:
        return f"the military zone {read.zone} is read in two ways; write the zone as +hhmm or GMT"
    if read.comment:
        return "few readers understand a comment in a date; leave it out"
    if (
        (read.weekday and read.weekday not in _WEEKDAYS)
        or read.month not in _MONTHS
        or read.zone.upper() != read.zone
    ):
        return "names of days, months and zones are best written as RFC 822 spells them (Mon, Jan, GMT)"
    return None


@lru_cache(maxsize=512)  # three rules look at every date
def _read(text: str) -> _Parts | str:
    """Return a date's parts, or what is wrong with it."""
    found = _DATE.match(text) if len(text) <= _MAX_LENGTH else None
    if found is None:
        return "it must look like 'Sat, 07 Sep 2002 09:42:31 GMT'"
    fault = _range_fault(found)
    if fault:
        return fault
    zone = found["zone"]
    offset = _offset(zone) if zone else None
    if offset is None:
        return (
            f"{zone!r} is no zone of RFC 822; write GMT or +hhmm"
            if zone
            else "it has no zone; add GMT or +hhmm"
        )
    month = _MONTHS.index(found["month"].capitalize()) + 1
    try:
        moment = datetime(
            _year(found["year"]),
            month,
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"]),
            min(int(found["second"] or 0), 59),
            tzinfo=timezone(offset),
        )
    except ValueError:
        return f"the calendar has no {found['day']} {found['month']} {found['year']}"
    weekday = found["weekday"]
    if weekday and weekday.capitalize() != _WEEKDAYS[moment.weekday()]:
        return f"that day is a {_WEEKDAYS[moment.weekday()]}, not a {weekday}"
    return _Parts(weekday, found["month"], found["year"], zone, found["comment"], _utc(moment))


def _utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one at the calendar's very end stays as it is."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment


def _range_fault(found: re.Match[str]) -> str | None:
    """Judge the parts that can be judged one by one."""
    weekday, month = found["weekday"], found["month"]
    if weekday and weekday.capitalize() not in _WEEKDAYS:
        return f"{weekday!r} is no weekday; write Mon, Tue, Wed, Thu, Fri, Sat or Sun"
    if month.capitalize() not in _MONTHS:
        return f"{month!r} is no month; write Jan, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov or Dec"
    if len(found["year"]) not in {2, 4}:
        return "the year must have four digits"
    if len(found["day"]) > 2:
        return "the day has one or two digits"
    times = [part for part in (found["hour"], found["minute"], found["second"]) if part is not None]
    if any(len(part) != 2 for part in times):
        return "hours, minutes and seconds have two digits each"
    if int(found["hour"]) > 23 or int(found["minute"]) > 59 or int(found["second"] or 0) > 60:
        return f"there is no such time as {':'.join(times)}"
    return None


def _year(digits: str) -> int:
    """Return the year that two or four digits mean."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year < _TWO_DIGIT_PIVOT else 1900 + year


def _offset(zone: str) -> timedelta | None:
    """Return a zone's distance from Greenwich, None if RFC 822 has no such zone.

    Military zones count as Greenwich's, since nobody knows which sign was meant (RFC 2822 §4.3).
    """
    name = zone.upper()
    if name in _NAMED_ZONES:
        return timedelta(hours=_NAMED_ZONES[name])
    if name in _MILITARY:
        return timedelta(0)
    if re.fullmatch(r"[+-][0-9]{4}", zone) and int(zone[1:3]) <= 23 and int(zone[3:]) <= 59:
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
        return -offset if zone[0] == "-" else offset
    return None
