"""What the values of Podcasting 2.0's elements must be: guids, media, times, places, recurrences.

Responsible for values that `rules.podcast` gives elements in its table. Not for which elements there are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.check import values
from feedpub.check.elements import label, quoted, value_of
from feedpub.check.rule import Document, Finding
from feedpub.check.rules.common import error, is_country, judge_url, judge_w3c_date, warning
from feedpub.check.table import matches, one_of
from feedpub.check.values import rfc822

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from feedpub.check.rule import Value

_NOT_RIGHT = "{name} {value} is not right: {wrong}"
_WORD = error("podcast-word")


def words(*known: str) -> Value:
    """Return that a text or attribute is one of some words, in any case."""
    return _WORD.value("{name} {value} is none of {wrong}", one_of(*known, any_case=True), strip=True)


_MEDIA = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course")
_MEDIA_AND_LISTS = frozenset({*_MEDIA, *(f"{each}l" for each in _MEDIA), "mixed"})
MEDIUM = _WORD.value(
    "{name} {value} is none of {wrong}, nor a list of them like musicL or mixed",
    lambda text: None if text.lower() in _MEDIA_AND_LISTS else ", ".join(_MEDIA),
    strip=True,
)

# --- Ids ---

_UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-(?P<version>[0-9a-fA-F])[0-9a-fA-F]{3}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"

GUID = error("podcast-guid").value(
    "{name} {value} is not a UUID like 917393e3-1b1e-5cef-ace4-edaa54e1f810",
    matches(_UUID),
    blank=True,
    strip=True,
)


def _judge_version(text: str) -> str | None:
    found = re.fullmatch(_UUID, text)
    return found["version"] if found and found["version"] != "5" else None


UUID5 = warning("podcast-guid-version").value(
    "{name} {value} is a UUID of version {wrong}; version 5 is made from the feed's address", _judge_version
)

# --- Texts ---

_TOO_LONG = warning("podcast-too-long")


def _at_most(longest: int) -> Value:
    """Return how many characters a text or attribute may have."""
    return _TOO_LONG.value(
        f"{{name}} has {{wrong}} characters; apps may cut it after {longest}",
        lambda text: str(len(text)) if len(text) > longest else None,
    )


DISPLAY, SHORT_TEXT, LONG_TEXT = _at_most(32), _at_most(128), _at_most(4000)

OWNER = warning("podcast-owner").value("{name} {value} is not an e-mail address: {wrong}", values.email)


@warning("podcast-license").facet()
def license_text(element: Element, _document: Document) -> Iterator[Finding]:
    """Find licences that are neither an identifier of SPDX nor have a URL."""
    name = value_of(element)
    if re.search(r"\s", name) and element.get("url") is None:
        yield Finding(
            element,
            f"{label(element)} {quoted(name)} isn't an identifier like cc-by-4.0; add the url of its text",
        )


# --- Times ---

SECONDS = error("podcast-number").value(
    "{name} {value} is not a number from 0", matches(r"\+?[0-9]+(?:\.[0-9]*)?"), strip=True
)
PUBLISHED = error("podcast-date").value(
    "{name} {value} is not a date of RFC 822: {wrong}", rfc822.judge, strip=True
)


def _judge_iso_date(text: str) -> str | None:
    """Judge a date of ISO 8601, whose offset may be without a colon."""
    return judge_w3c_date(re.sub(r"([+-][0-9]{2})([0-9]{2})\Z", r"\1:\2", text) if "T" in text else text)


DATE = PUBLISHED.rule.value("{name} {value} is not a date of ISO 8601: {wrong}", _judge_iso_date, strip=True)
_FREQUENCIES = ("secondly", "minutely", "hourly", "daily", "weekly", "monthly", "yearly")


def _judge_recurrence(text: str) -> str | None:
    """Judge a recurrence rule (RFC 5545 §3.3.10) by its parts' names and its frequency."""
    parts = dict(part.partition("=")[::2] for part in text.strip().rstrip(";").upper().split(";"))
    unknown = next((name for name in parts if not re.fullmatch(_PARTS, name)), None)
    if unknown is not None:
        return f"it has no part {quoted(unknown)}"
    if parts.get("FREQ", "").lower() not in _FREQUENCIES:
        return "it needs FREQ=DAILY, WEEKLY, MONTHLY or the like"
    wrong = next((name for name in ("COUNT", "INTERVAL") if not parts.get(name, "1").isdecimal()), None)
    return None if wrong is None else f"{wrong} is a whole number"


_PARTS = "FREQ|UNTIL|COUNT|INTERVAL|BY(?:SECOND|MINUTE|HOUR|DAY|MONTHDAY|YEARDAY|WEEKNO|MONTH|SETPOS)|WKST"
RECURRENCE = error("podcast-rrule").value(_NOT_RIGHT, _judge_recurrence)

# --- Places ---

_NUMBER = r"-?[0-9]{1,9}(?:\.[0-9]{0,40})?"
_GEO = rf"(?i:geo):({_NUMBER}),({_NUMBER})(?:,{_NUMBER})?(?:;[A-Za-z0-9-]+(?:=[^;]*)?)*"


def _judge_geo(text: str) -> str | None:
    """Judge a geo URI (RFC 5870)."""
    found = re.fullmatch(_GEO, text.strip())
    if found is None:
        return "write it like geo:30.2672,97.7431"
    if abs(float(found[1])) > 90:
        return "the latitude is not between -90 and 90"
    return "the longitude is not between -180 and 180" if abs(float(found[2])) > 180 else None


_PLACE = error("podcast-place")
GEO = _PLACE.value(_NOT_RIGHT, _judge_geo)
OSM = _PLACE.value(
    "{name} {value} is not like R113314: N, W or R, and a number",
    matches("[NWRnwr][0-9]+(?:#[0-9]+)?"),
    strip=True,
)
PLACE_CODE = _PLACE.value(
    "{name} {value} is not a country code of ISO 3166",
    lambda code: None if is_country(code) else "",
    strip=True,
)

# --- Images ---


def _judge_srcset(text: str) -> str | None:
    """Judge a list of addresses with widths."""
    for each in re.split(r",\s+|,\Z", text.strip()):
        address, _, width = each.strip().partition(" ")
        if not address:
            continue
        wrong = judge_url(address)
        if wrong:
            return f"{quoted(address)} is not a URL: {wrong}"
        if not re.fullmatch(r"(?:[0-9]+w|[0-9.]+x)?", width.strip()):
            return f"{quoted(width.strip())} is not a width like 300w"
    return None


_IMAGE = error("podcast-image")
SRCSET = _IMAGE.value(_NOT_RIGHT, _judge_srcset)
ASPECT_RATIO = _IMAGE.value(
    "{name} {value} is not a ratio like 16/9", matches(r"\s*[0-9.]+\s*(?:[/:]\s*[0-9.]+\s*)?")
)
