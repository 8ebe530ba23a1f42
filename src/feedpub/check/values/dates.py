"""Dates and times as Atom and JSON Feed have them: RFC 3339.

Responsible for judging and reading such a date as a single value. Not for RSS's dates (`rfc822`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime

from feedpub.check.values.memory import remember

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII)
_HINTS = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "it has no time; write it like 2024-05-01T12:00:00Z"),
    (re.compile(r"\d{4}(?:-\d\d)?"), "a year or month isn't enough; write it like 2024-05-01T12:00:00Z"),
    (re.compile(r"[A-Za-z]{3},? .*"), "this is RSS's kind of date; Atom's is like 2024-05-01T12:00:00Z"),
    (re.compile(r"\S* \S*.*"), "it has a space; a T separates date and time"),
    (re.compile(r".*[tz].*"), "T and Z are capital letters"),
    (re.compile(r".*T\d\d:\d\d(?:Z|[+-]\d\d:\d\d)"), "it has no seconds; write hours:minutes:seconds"),
    (re.compile(r".*T\d\d:\d\d:\d\d(?:\.\d+)?"), "it has no zone; write Z, or an offset like +02:00"),
    (re.compile(r".*[+-]\d{4}"), "the offset has no colon; write it like +02:00"),
    (re.compile(r".*:\d\d[.,](?:\D.*)?"), "a fraction of a second needs digits after its point"),
)
_MAX_CHARACTERS = 100
"""Longer texts aren't remembered, nor explained: some hints take time that grows with the text's square."""


def rfc3339(text: str) -> str | None:
    """Judge a date and time by RFC 3339 §5.6, narrowed by RFC 4287 §3.3: capital T and Z, a real date."""
    read = _read(text)
    return read if isinstance(read, str) else None


def parse_rfc3339(text: str) -> datetime | None:
    """Return the moment of an RFC 3339 date, in UTC; a leap second counts as the second before it."""
    read = _read(text)
    return None if isinstance(read, str) else read


@remember(1024, longest=_MAX_CHARACTERS)
def _read(text: str) -> datetime | str:
    """Return a date's moment, or what is wrong with it; several rules ask about the same few dates."""
    found = _DATE.fullmatch(text)
    if found is None:
        hints = _HINTS if len(text) <= _MAX_CHARACTERS else ()
        for pattern, hint in hints:
            if pattern.fullmatch(text):
                return hint
        return "it isn't of the form 2024-05-01T12:00:00Z or 2024-05-01T14:00:00+02:00"
    _, month, day, hour, minute, second, sign, off_hours, off_minutes = found.groups()
    if not "01" <= month <= "12":
        return f"month {month} doesn't exist"
    if hour > "23":
        return f"hour {hour} doesn't exist; the day ends with 23:59:59"
    if minute > "59":
        return f"minute {minute} doesn't exist"
    if second > "60":
        return f"second {second} doesn't exist then"
    if sign and (off_hours > "23" or off_minutes > "59"):
        return f"zone {sign}{off_hours}:{off_minutes} doesn't exist"
    try:
        moment = datetime.fromisoformat(f"{text[:17]}{min(second, '59')}{text[19:]}").astimezone(UTC)
    except (ValueError, OverflowError):
        return f"day {day} doesn't exist in that month, or that year doesn't"
    if second == "60" and not _may_leap(moment):
        return f"second {second} doesn't exist then"
    return moment


def _may_leap(moment: datetime) -> bool:
    """Whether a leap second can follow: after 23:59:59 UTC on a month's last day (RFC 3339 §5.7)."""
    return (moment.hour, moment.minute, moment.day) == (23, 59, monthrange(moment.year, moment.month)[1])
