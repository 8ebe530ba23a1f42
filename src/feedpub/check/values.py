"""What the values in feeds may look like: dates, URIs, media types, language tags, mail addresses and so on.

Responsible for the syntax of single values, as pure functions. Each takes the text as it stands and returns
None when it is right, else what is wrong with it, as a phrase that goes after "is not a date: " and the like:
`x(text) -> str | None`. The parsers beside them (`parse_...`) return the value, or None when the text isn't
valid. Not responsible for which element needs which value. Nobody here strips white space: the caller decides
whether it may stand around a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def rfc3339(text: str) -> str | None:
    """Judge a date and time by RFC 3339 §5.6, narrowed by RFC 4287 §3.3: capital T and Z, a real date."""
    raise NotImplementedError


def parse_rfc3339(text: str) -> datetime | None:
    """Return the moment that an RFC 3339 date names; a leap second counts as the second before it."""
    raise NotImplementedError


def rfc822(text: str) -> str | None:
    """Judge a date and time by RFC 822 §5, with four-digit years and obsolete zones, the weekday right."""
    raise NotImplementedError


def parse_rfc822(text: str) -> datetime | None:
    """Return the moment that an RFC 822 date names, None when it names none."""
    raise NotImplementedError


def uri(text: str) -> str | None:
    """Judge an absolute URI (with a scheme) by RFC 3986, and by its scheme's syntax: http, urn, tag, mailto."""
    raise NotImplementedError


def uri_reference(text: str) -> str | None:
    """Judge a URI or relative reference by RFC 3986: ASCII only."""
    raise NotImplementedError


def iri(text: str) -> str | None:
    """Judge an absolute IRI (with a scheme) by RFC 3987, and by its scheme's own syntax as `uri` does."""
    raise NotImplementedError


def iri_reference(text: str) -> str | None:
    """Judge an IRI or relative reference by RFC 3987."""
    raise NotImplementedError


def http_url(text: str) -> str | None:
    """Judge an absolute http or https URL, ASCII only, with a host."""
    raise NotImplementedError


def is_relative(text: str) -> bool:
    """Whether a reference has no scheme."""
    raise NotImplementedError


def urn(text: str) -> str | None:
    """Judge a URN by RFC 8141; urn:uuid also by RFC 4122."""
    raise NotImplementedError


def tag_uri(text: str) -> str | None:
    """Judge a tag: URI by RFC 4151."""
    raise NotImplementedError


def uuid(text: str) -> str | None:
    """Judge a UUID's text form by RFC 4122 §3, upper or lower case."""
    raise NotImplementedError


def media_type(text: str) -> str | None:
    """Judge a media type with optional parameters by RFC 6838 §4.2 and RFC 2045 §5.1."""
    raise NotImplementedError


def language_tag(text: str) -> str | None:
    """Judge a language tag by RFC 5646 §2.1: well formed, with known primary shapes."""
    raise NotImplementedError


def email(text: str) -> str | None:
    """Judge an addr-spec by RFC 5322 §3.4.1, without comments or folding."""
    raise NotImplementedError


def non_negative_integer(text: str) -> str | None:
    """Judge a whole number from 0, written in digits alone."""
    raise NotImplementedError


def positive_integer(text: str) -> str | None:
    """Judge a whole number from 1, written in digits alone."""
    raise NotImplementedError
