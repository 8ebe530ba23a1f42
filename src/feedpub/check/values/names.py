"""Names of kinds: media types and language tags.

Responsible for their syntax and, where it is short, for what is registered. Not for the registered codes of
languages and regions (`language_codes`).
"""

from __future__ import annotations

import re

from feedpub.check.values.language_codes import GRANDFATHERED, TWO_LETTER_LANGUAGES, TWO_LETTER_REGIONS

_RESTRICTED = r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}"  # RFC 6838 §4.2
_TOKEN = r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+"  # noqa: S105 - RFC 2045 §5.1
_MEDIA_TYPE = re.compile(rf"({_RESTRICTED})/({_RESTRICTED})((?:\s*;.*)?)", re.DOTALL)
_PARAMETER = re.compile(rf"\s*;\s*{_TOKEN}=(?:{_TOKEN}|\"[^\"\\\r\n]*\")\s*")
_ESCAPE = re.compile(r"\\.")
_TOP_LEVEL = frozenset(
    "application audio binary chemical example font haptics image message model multipart text video".split()
)

_LANGUAGE_TAG = re.compile(
    r"(?P<language>[a-z]{2,3}(?P<extlang>(?:-[a-z]{3}){0,3})|[a-z]{4}|[a-z]{5,8})"
    r"(?:-[a-z]{4})?"
    r"(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*)"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE | re.ASCII,
)
_MAX_LANGUAGE_TAG_CHARACTERS = 200
"""A longer tag is refused: RFC 5646 §4.4.1 lets programs keep 35 characters, and matching costs memory."""


def media_type(text: str) -> str | None:
    """Judge a media type with optional parameters by RFC 6838 §4.2 and RFC 2045 §5.1.

    A top-level type that is neither registered nor in wide use (binary, chemical) nor private (x-) is wrong.
    """
    found = _MEDIA_TYPE.fullmatch(text)
    if not found:
        if "/" not in text:
            return "a media type has two parts with a slash between them, such as text/html"
        return "a media type is like text/html, with parameters like ; charset=utf-8"
    parameters = _ESCAPE.sub("(", found.group(3))  # which is allowed in quotes only, as escapes are
    offset = 0
    while offset < len(parameters):
        parameter = _PARAMETER.match(parameters, offset)
        if not parameter:
            return 'a parameter of a media type is ; name=value, or ; name="value" with quotes'
        offset = parameter.end()
    top = found.group(1).lower()
    if top not in _TOP_LEVEL and not top.startswith("x-"):
        return f"no media type begins with {top[:40]}/"
    return None


def language_tag(text: str) -> str | None:
    """Judge a language tag by RFC 5646 §2.1: well formed, two-letter codes registered, nothing twice."""
    if len(text) > _MAX_LANGUAGE_TAG_CHARACTERS:
        return "it is far longer than any language tag"
    found = _LANGUAGE_TAG.fullmatch(text)
    if not found:
        if text.lower() in GRANDFATHERED:
            return None
        if "_" in text:
            return "its parts are separated by hyphens, not underscores: en-GB"
        return "a language tag is like en, en-GB or zh-Hant-TW"
    language = found.group("language")
    if language is None:
        return None
    first = language.partition("-")[0].lower()
    if (len(first) == 2 and first not in TWO_LETTER_LANGUAGES) or len(first) >= 4:
        return f"no language has the code {first}"
    region = found.group("region")
    if region and len(region) == 2 and not _is_region(region.lower()):
        return f"no country or region has the code {region}"
    singletons = re.findall(r"-([0-9a-wy-z])(?=-)", found.group("extensions").lower())
    variants = [each for each in found.group("variants").lower().split("-") if each]
    if len(set(singletons)) < len(singletons) or len(set(variants)) < len(variants):
        return "it has a part twice"
    return None


def _is_region(code: str) -> bool:
    """Whether a two-letter region is registered or for private use (RFC 5646 §2.2.4)."""
    return code in TWO_LETTER_REGIONS or "qm" <= code <= "qz" or "xa" <= code <= "xz"
