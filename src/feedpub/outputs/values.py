"""Kinds of values in feeds: how each is written, and the pattern of those that are certainly valid.

The patterns are narrower than the rules of the checker: web addresses with host names in small letters; ids
that are web addresses, tag URIs or URNs; days that the calendar has. They are written down here once more,
without what elsewhere judges or writes URLs and dates, so that a mistake there isn't accepted here. They take
time in proportion to the text: sets of characters are repeated possessively, and other repetitions begin with
a character that can't follow them.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub.content import dates
from feedpub.outputs.markup import attribute, cached_text, rss_title, text

if TYPE_CHECKING:
    from collections.abc import Callable


class Value(NamedTuple):
    """A kind of value: the function that writes it, and the pattern of written values certainly valid."""

    write: Callable[[Any], str]
    pattern: str


# At most 229 characters, 40 in a label (RFC 1034 §3.1), the last label not a number.
_HOST = r"(?:[a-z0-9][a-z0-9-]{0,39}+(?<!-)\.){1,5}[a-z][a-z0-9-]{1,22}+(?<!-)"
_DAY = (
    r"(?:[12][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|[12][048]00|[12][26]00)-02-29)"
)
_TAG_DATE = rf"(?:{_DAY}|[12][0-9]{{3}}(?:-(?:0[1-9]|1[0-2]))?)"  # RFC 4151 §2.1
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_LANGUAGE = r"(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})"
_MAIL = rf"[A-Za-z0-9]++(?:[._+-][A-Za-z0-9]++)*@{_HOST}"


def _after_host(ampersand: str) -> str:
    """Return the pattern of the characters that may follow an address's host; no brackets, no #."""
    fit = r"[A-Za-z0-9._~!$'()*+,;=:@/?-]*+"
    return rf"{fit}(?:(?:%[0-9A-Fa-f]{{2}}|{ampersand}){fit})*"


def _web(ampersand: str) -> str:
    """Return the pattern of web addresses, with the ampersand as the syntax writes it (RFC 3986)."""
    path = _after_host(ampersand)
    return rf"https?://{_HOST}(?::[1-5]?[0-9]{{1,4}})?(?:/{path})?(?:#{path})?"


def _served(ampersand: str) -> str:
    """Return the pattern of addresses at which feedpub publishes: a preview's are on this machine."""
    return rf"(?:{_web(ampersand)}|http://127\.0\.0\.1:[0-9]{{1,4}}/{_after_host(ampersand)})"


def _id(ampersand: str) -> str:
    """Return the pattern of ids: web addresses, tag URIs (RFC 4151 §2.1) and URNs (RFC 8141 §2)."""
    uuid = r"uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    named = r"(?!urn:|uuid:)[a-z0-9][a-z0-9-]{1,30}+(?<!-):[A-Za-z0-9._~:-]++"
    return rf"(?:{_web(ampersand)}|tag:{_HOST},{_TAG_DATE}:{_after_host(ampersand)}|urn:(?:{uuid}|{named}))"


# XML

SPACE = r"[ \n]*+"
_IN_TEXT = r"[^<]*+"
_FILLED = r"(?=[^\s<&]|&(?:[aglq]|#x))[^<]*+"  # doesn't begin with white space, which may be all there is

TEXT = Value(text, _IN_TEXT)
FILLED_TEXT = Value(text, _FILLED)
RSS_TITLE = Value(rss_title, _FILLED)
LONG_TEXT = Value(cached_text, _IN_TEXT)
HTML_OF_TEXT = Value(lambda plain: text(escape(plain, quote=False)), _IN_TEXT)
"""Plain text where HTML is expected."""
ATTRIBUTE = Value(attribute, r'[^"<]*+')
WEB = Value(text, _web("&amp;"))
WEB_ATTRIBUTE = Value(attribute, _web("&amp;"))
SERVED = Value(text, _served("&amp;"))
SERVED_ATTRIBUTE = Value(attribute, _served("&amp;"))
ID = Value(text, _id("&amp;"))
DATE = Value(dates.rfc3339, rf"{_DAY}T{_TIME}Z")  # RFC 3339 §5.6
DATE_WITH_OFFSET = Value(dates.rfc3339, rf"{_DAY}T{_TIME}(?:Z|\+00:00)")
# RFC 822 §5; the group's text is still to be looked up in the calendar.
RSS_DATE = Value(
    dates.rfc822, rf"(?P<day>[A-Z][a-z]{{2}}, [0-9]{{2}} [A-Z][a-z]{{2}} [0-9]{{4}}) {_TIME} \+0000"
)
PIXELS = Value(str, "[0-9]{1,9}")
LANGUAGE = Value(attribute, _LANGUAGE)  # the group's text is still to be judged as a tag
MAIL = Value(text, _MAIL)
MAIL_WITH_NAME = Value(text, rf"{_MAIL} \({_IN_TEXT}(?<=\))")
STYLE_SHEET = Value(attribute, '[^"<>]*+')

# JSON (RFC 8259 §7: strings, those without escapes of numbers)

JSON_SPACE = SPACE
JSON_STRING = r'"[^"\\\x00-\x1f]*+(?:\\["\\/bfnrt][^"\\\x00-\x1f]*+)*"'
JSON_FILLED_STRING = rf'(?="[^\s"\\]){JSON_STRING}'
JSON_NUMBER = r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?"
JSON_WEB = f'"{_web("&")}"'
JSON_SERVED = f'"{_served("&")}"'
JSON_DATE = f'"{DATE.pattern}"'
JSON_LANGUAGE = f'"{_LANGUAGE}"'
