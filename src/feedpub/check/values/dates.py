"""Dates and times as Atom and JSON Feed have them: RFC 3339.

Responsible for judging and reading such a date as a single value. Not for RSS's dates (`rfc822`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta, timezone

from feedpub.check.values.memory import remember

_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)
_HINTS = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "there is no time; write it like 2024-05-01T12:00:00Z"),
    (re.compile(r"\d{4}(?:-\d\d)?"), "a year or month isn't enough; write it like 2024-05-01T12:00:00Z"),
    (re.compile(r"[A-Za-z]{3},? .*"), "this is RSS's kind of date; Atom's is like 2024-05-01T12:00:00Z"),
    (re.compile(r"\S* \S*.*"), "there is a space in it; a T separates date and time"),
    (re.compile(r".*[tz].*"), "T and Z are capital letters"),
    (re.compile(r".*T\d\d:\d\d(?:Z|[+-]\d\d:\d\d)"), "there are no seconds; write hours:minutes:seconds"),
    (re.compile(r".*T\d\d:\d\d:\d\d(?:\.\d+)?"), "there is no zone; write Z, or an offset like +02:00"),
    (re.compile(r".*[+-]\d{4}"), "the offset has no colon; write it like +02:00"),
    (re.compile(r".*:\d\d[.,](?:\D.*)?"), "a fraction of a second needs digits after its point"),
)


def rfc3339(text: str) -> str | None:
    """Judge a date and time by RFC 3339 §5.6, narrowed by RFC 4287 §3.3: capital T and Z, a real date."""
    read = _read(text)
    return read if isinstance(read, str) else None


def parse_rfc3339(text: str) -> datetime | None:
    """Return the moment of an RFC 3339 date, in UTC; a leap second counts as the second before it."""
    read = _read(text)
    return None if isinstance(read, str) else read


@remember(1024, longest=100)
def _read(text: str) -> datetime | str:
    """Return a date's moment, or what is wrong with it; several rules ask about the same few dates."""
    found = _DATE.fullmatch(text)
    if found is None:
        for pattern, hint in _HINTS:
            if pattern.fullmatch(text):
                return hint
        return "it isn't of the form 2024-05-01T12:00:00Z or 2024-05-01T14:00:00+02:00"
    _, month, day, hour, minute, second, _, sign, off_hours, off_minutes = found.groups()
    if not "01" <= month <= "12":
        return f"there is no month {month}"
    if hour > "23":
        return f"there is no hour {hour}; the day ends with 23:59:59"
    if minute > "59":
        return f"there is no minute {minute}"
    moment = _moment(found)
    if second > "60" or (second == "60" and not _may_leap(moment)):
        return f"there is no second {second} then"
    if sign and (off_hours > "23" or off_minutes > "59"):
        return f"there is no zone {sign}{off_hours}:{off_minutes}"
    return moment or f"there is no day {day} in that month, or no such year"


def _moment(found: re.Match[str]) -> datetime | None:
    """Return the moment of a date's parts in UTC, None when the calendar or datetime has no such moment."""
    year, month, day, hour, minute, second, fraction, sign, off_hours, off_minutes = found.groups()
    zone = UTC
    try:
        if sign:
            offset = timedelta(hours=int(off_hours), minutes=int(off_minutes))
            zone = timezone(-offset if sign == "-" else offset)
        micro = int((fraction or "0")[:6].ljust(6, "0"))
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), min(int(second), 59), micro, tzinfo=zone
        )
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _may_leap(moment: datetime | None) -> bool:
    """Whether a leap second can follow: after 23:59:59 UTC on a month's last day (RFC 3339 §5.7)."""
    if moment is None or (moment.hour, moment.minute) != (23, 59):
        return False
    return moment.day == monthrange(moment.year, moment.month)[1]
