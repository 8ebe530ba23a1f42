"""Dates: from text to instants, and from instants to the spellings of formats.

An instant is whole seconds since 1970-01-01T00:00:00Z. The clock is never read here.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

# RFC 3339 §5.6, and the spellings that editors use: a space for the T, no zone, no seconds, no colon in the
# zone.
_DATE = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[Tt ]+(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
    r" ?(?:([Zz])|([+-])(\d{2}):?(\d{2})|(UTC|GMT))?)?",
    re.ASCII,
)
# As nearly all are written; datetime itself reads these, and refuses what no calendar has.
_IN_UTC = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse(text: str, zone: tzinfo) -> int:
    """Return the instant that `text` names: RFC 3339, or a date, in `zone` where it gives none.

    Fractions of a second are dropped; a leap second counts as the one before it. Raises ValueError, with a
    message that says what a date looks like, for anything else and for days that no calendar has.
    """
    found = None
    if not _IN_UTC.fullmatch(text) and not (found := _DATE.fullmatch(text.strip())):
        raise ValueError(f"{_quote(text)} isn't a date; write it like 2020-06-16T18:27:00Z or 2020-06-16")
    try:
        since = (_in_utc(found, zone) if found else datetime.fromisoformat(text)) - _EPOCH
    except (ValueError, OverflowError):
        message = "there is no such day, time of day, or zone"  # the same in every version of Python
        raise ValueError(f"{_quote(text)} isn't a date: {message}") from None
    return since.days * 86400 + since.seconds


def _in_utc(found: re.Match[str], zone: tzinfo) -> datetime:
    """Return the moment of a date taken apart. Raises ValueError or OverflowError where there is none."""
    year, month, day, hour, minute, second, zulu, sign, off_hours, off_minutes, name = found.groups()
    seconds = min(int(second or 0), 59) if second == "60" else int(second or 0)
    where: tzinfo = zone
    if zulu or name:
        where = UTC
    elif sign:
        if int(off_hours) > 23 or int(off_minutes) > 59:  # RFC 3339 §5.6, time-numoffset
            raise ValueError("no zone is that far from UTC")
        offset = timedelta(hours=int(off_hours), minutes=int(off_minutes))
        where = timezone(-offset if sign == "-" else offset)
    moment = datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), seconds, tzinfo=where
    )
    return moment if where is UTC else moment.astimezone(UTC)


@lru_cache(maxsize=1024)  # an entry's dates are written in every format
def rfc3339(instant: int) -> str:
    """Return the instant as RFC 3339 in UTC, e.g. 2020-06-16T18:27:00Z."""
    return f"{_moment(instant).isoformat()[:19]}Z"


def rfc822(instant: int) -> str:
    """Return the instant as RFC 822 with RFC 1123's four-digit year, in any locale: Tue, 16 Jun 2020 18:27:00
    +0000.
    """
    moment = _moment(instant)
    return (
        f"{_DAYS[moment.weekday()]}, {moment.day:02} {_MONTHS[moment.month - 1]} {moment.year:04}"
        f" {moment.hour:02}:{moment.minute:02}:{moment.second:02} +0000"
    )


def day(instant: int, zone: tzinfo = UTC) -> str:
    """Return the instant's day in a zone, e.g. 2020-06-16."""
    if zone is UTC or str(zone) == "UTC":  # a zone's own arithmetic costs ten times as much
        return rfc3339(instant)[:10]
    try:
        return _moment(instant).astimezone(zone).isoformat()[:10]
    except OverflowError:  # the first and the last day of all years
        return rfc3339(instant)[:10]


def aware(instant: int) -> datetime:
    """Return the instant as a datetime in UTC."""
    return _moment(instant)


def _moment(instant: int) -> datetime:
    return _EPOCH + timedelta(seconds=instant)


def _quote(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
