"""Dates and times as RSS has them: RFC 822 §5, with years of four digits allowed.

Responsible for judging and reading such a date as a single value. Nothing here strips white space or asks
what day it is.

    judge(text)       None, or what is wrong with it
    discourage(text)  None, or why a right date may still be misread
    parse(text)       its moment, or None
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

from feedpub.check.values.memory import remember

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_DATE = re.compile(
    r"""(?:(?P<weekday>[^\s,]+)\ ?\s*,\s*)?
        (?P<day>[0-9]+)\s+(?P<month>[^\s0-9]+)\s+(?P<year>[0-9]+)
        \s+(?P<hour>[0-9]+):(?P<minute>[0-9]+)(?::(?P<second>[0-9]+))?
        (?:\s+(?P<zone>[^\s()]+))?(?P<comment>\s*\([^()]*\))?\Z""",
    re.VERBOSE,
)
_ZONE_HOURS = {"UT": 0, "GMT": 0} | {
    f"{letter}{kind}T": hours + (kind == "D")
    for letter, hours in (("E", -5), ("C", -6), ("M", -7), ("P", -8))
    for kind in "SD"
}
_MILITARY_ZONES = frozenset("ABCDEFGHIKLMNOPQRSTUVWXYZ")

_MAX_CHARACTERS = 100
"""No date is longer; a longer text is refused unread."""

_FIRST_YEAR_OF_1900S = 50
"""RFC 2822 §4.3: years 00 to 49 are 2000 to 2049, the others 1950 to 1999."""


def judge(text: str) -> str | None:
    """Judge a date by RFC 822 §5: its form, the calendar, the weekday and the zone. None when it is right."""
    read = _read(text)
    return read if isinstance(read, str) else None


def parse(text: str) -> datetime | None:
    """Return a date's moment, None if the date isn't right; a leap second counts as the one before it."""
    read = _read(text)
    return None if isinstance(read, str) else read


@remember(512, longest=_MAX_CHARACTERS)
def discourage(text: str) -> str | None:
    """Return why a right date may still be misread (RSS 2.0 prefers four-digit years), else None."""
    found = _DATE.match(text)
    if found is None or judge(text):
        return None
    if len(found["year"]) == 2:
        return "the year has two digits; write all four"
    weekday, zone = found["weekday"], found["zone"]
    if len(zone) == 1:
        return f"the military zone {zone} is read in two ways; write the zone as +hhmm or GMT"
    if found["comment"]:
        return "few readers understand a comment in a date; leave it out"
    if (weekday and weekday not in WEEKDAYS) or found["month"] not in MONTHS or zone.upper() != zone:
        return "names of days, months and zones are best written as RFC 822 spells them (Mon, Jan, GMT)"
    return None


@remember(512, longest=_MAX_CHARACTERS)  # three rules look at every date
def _read(text: str) -> datetime | str:
    """Return a date's moment in UTC, or what is wrong with it."""
    found = _DATE.match(text) if len(text) <= _MAX_CHARACTERS else None
    if found is None:
        return "it must look like 'Sat, 07 Sep 2002 09:42:31 GMT'"
    wrong = _judge_ranges(found)
    if wrong:
        return wrong
    weekday, day, month, year, hour, minute, second, zone, _ = found.groups()
    if not zone:
        return "it has no zone; add GMT or +hhmm"
    offset = _utc_offset(zone)
    if offset is None:
        return f"{zone!r} isn't a zone of RFC 822; write GMT or +hhmm"
    century = 0 if len(year) == 4 else 2000 if int(year) < _FIRST_YEAR_OF_1900S else 1900
    try:
        moment = datetime(
            century + int(year),
            MONTHS.index(month.capitalize()) + 1,
            int(day),
            int(hour),
            int(minute),
            min(int(second or 0), 59),
            tzinfo=timezone(offset),
        )
    except ValueError:
        return f"the calendar has no {day} {month} {year}"
    actual = WEEKDAYS[moment.weekday()]
    if weekday and weekday.capitalize() != actual:
        return f"that day is a {actual}, not a {weekday}"
    with suppress(OverflowError):  # at the calendar's very end
        moment = moment.astimezone(UTC)
    return moment


def _judge_ranges(found: re.Match[str]) -> str | None:
    """Judge the parts that can be judged one by one."""
    weekday, month = found["weekday"], found["month"]
    if weekday and weekday.capitalize() not in WEEKDAYS:
        return f"{weekday!r} isn't a weekday; write Mon, Tue, Wed, Thu, Fri, Sat or Sun"
    if month.capitalize() not in MONTHS:
        return f"{month!r} isn't a month; write Jan, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov or Dec"
    if len(found["year"]) not in {2, 4}:
        return "the year must have four digits"
    if len(found["day"]) > 2:
        return "the day has one or two digits"
    times = [part for part in (found["hour"], found["minute"], found["second"]) if part is not None]
    if any(len(part) != 2 for part in times):
        return "hours, minutes and seconds have two digits each"
    if int(found["hour"]) > 23 or int(found["minute"]) > 59 or int(found["second"] or 0) > 60:
        return f"{':'.join(times)} isn't a time"
    return None


def _utc_offset(zone: str) -> timedelta | None:
    """Return a zone's offset from UTC, None if RFC 822 has no such zone.

    Military zones count as UTC, since it isn't known which sign was meant (RFC 2822 §4.3).
    """
    name = zone.upper()
    if name in _ZONE_HOURS:
        return timedelta(hours=_ZONE_HOURS[name])
    if name in _MILITARY_ZONES:
        return timedelta(0)
    if re.fullmatch(r"[+-][0-9]{4}", zone) and int(zone[1:3]) <= 23 and int(zone[3:]) <= 59:
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
        return -offset if zone[0] == "-" else offset
    return None
