"""Yahoo's Media RSS 1.5.1: pictures, sound and films beside an entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.check.elements import label, markup_in, parts_of, quoted, text_of, value_of
from feedpub.check.lists import read_table
from feedpub.check.rule import Document, Finding
from feedpub.check.rules.common import (
    DIGITS,
    EMPTY,
    ENTRIES,
    FILLED,
    LANGUAGE_ATTRIBUTE,
    MEDIA_TYPE,
    NUMBER,
    PARENT,
    PLAIN,
    TEXT,
    URL,
    error,
    extension,
    is_country,
    judge_url,
    optional,
    warning,
)
from feedpub.check.table import ANY, el, matches, needed, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from feedpub.check.rule import Value

_WORD = error("media-word")


def _words(*words: str) -> Value:
    """Return that an attribute is one of some words."""
    return _WORD.value("{name} {value} is none of {wrong}", one_of(*words))


_TIME = error("media-time").value(
    "{name} {value} is not a time like 00:05:00.000",
    matches(
        r"[0-9]+(?:\.[0-9]*)?|[0-9]+:[0-5]?[0-9]:[0-5]?[0-9](?:\.[0-9]*)?|[0-9]+:[0-5][0-9](?:\.[0-9]*)?|now"
    ),
    strip=True,
)
_SCENE_TIME = _TIME._replace(blank=True)


def _judge_scheme(scheme: str) -> str | None:
    """Judge a scheme: Media RSS's own (urn:ebu and so on) aren't right URNs, but known."""
    return None if re.fullmatch(r"urn:[a-z][a-z-]*", scheme.strip().lower()) else judge_url(scheme)


_SCHEME = error("media-scheme").value("{name} {value} is not a URI: {wrong}", _judge_scheme)
_CURRENCY = error("media-price-currency").value(
    "{value} isn't a currency of ISO 4217; write one like EUR", matches("[A-Z]{3}")
)


@PLAIN.rule.facet()
def _text_by_type(element: Element, _document: Document) -> Iterator[Finding]:
    """Find tags in texts that don't say they are HTML: the default type is plain."""
    found = markup_in(text_of(element)) if (element.get("type") or "plain") == "plain" else None
    if found:
        yield Finding(element, f'{label(element)} is plain text, but holds {quoted(found)}; add type="html"')


_TYPE = _words("plain", "html")

# --- media:rating ---

_RATING = error("media-rating")
_RATINGS = read_table("media ratings")


@_RATING.facet()
def _rating(element: Element, _document: Document) -> Iterator[Finding]:
    value, scheme = value_of(element), (element.get("scheme", "").strip() or "urn:simple").lower()
    known = _RATINGS.get(scheme)
    if value and known and value.lower() not in known:
        yield Finding(
            element, f"{quoted(value)} isn't a rating of {scheme}; it has {', '.join(sorted(known))}"
        )


_ADULT = _RATING.value(
    "{name} is true or false, not {value}; better, use media:rating", one_of("true", "false"), blank=True
)
_NOT_ADULT = warning("media-obsolete").value(
    "{name} is obsolete; use media:rating with the scheme urn:simple",
    lambda value: "" if value in {"true", "false"} else None,
)

# --- media:credit, media:hash, media:restriction ---

_ROLES = read_table("media roles")


@error("media-credit-role").facet()
def _role(credit: Element, _document: Document) -> Iterator[Finding]:
    role, scheme = credit.get("role"), (credit.get("scheme", "").strip() or "urn:ebu").lower()
    if role and scheme in _ROLES and role not in _ROLES[scheme]:
        message = f"{quoted(role)} isn't a role of {scheme}; write one like producer, or another scheme"
        yield Finding(credit, message, "role")


_HASH_DIGITS = {"md5": 32, "sha-1": 40}


@error("media-hash").facet()
def _hash(element: Element, _document: Document) -> Iterator[Finding]:
    value, algorithm = value_of(element), (element.get("algo") or "md5")
    digits = _HASH_DIGITS.get(algorithm)
    if value and digits and not re.fullmatch(f"[0-9A-Fa-f]{{{digits}}}", value):
        message = f"{quoted(value)} is not a hash by {algorithm}: that is {digits} hexadecimal digits"
        yield Finding(element, message)


@error("media-restriction").facet()
def _restriction(element: Element, _document: Document) -> Iterator[Finding]:
    """Find the first of a list that isn't what the type says."""
    value, kind = value_of(element), element.get("type") or None
    if kind == "country":
        for code in parts_of(value):
            if code not in {"all", "none"} and not is_country(code):
                yield Finding(element, f"{quoted(code)} isn't a country code of ISO 3166; write one like de")
                return
    elif kind == "uri":
        for each in parts_of(value):
            wrong = judge_url(each)
            if wrong and each not in {"all", "none"}:
                yield Finding(element, f"{quoted(each)} is not a URI: {wrong}")
                return
    elif kind is None and value and value not in {"all", "none"}:
        message = f'{label(element)} has no type; add type="country" or "uri", or write all or none'
        yield Finding(element, message)


# --- media:content and media:group ---


@error("media-content-without-url").facet()
def _somewhere(content: Element, _document: Document) -> Iterator[Finding]:
    """Find media that are nowhere; the player or an embed may be beside the media too."""
    if content.get("url") is not None:
        return
    places = [content, *content.iterancestors(MEDIA.tag("group"), *ENTRIES)]
    if all(place.find(MEDIA.tag(name)) is None for place in places for name in ("player", "embed")):
        yield Finding(content, f"{label(content)} has neither url nor media:player; add the url")


@warning("media-group-of-one").facet()
def _several(group: Element, _document: Document) -> Iterator[Finding]:
    count = len(group.findall(MEDIA.tag("content")))
    if count < 2:
        held = "one media:content" if count else "no media:content"
        message = f"{label(group)} holds {held}, not two or more; move its children into the entry"
        yield Finding(group, message)


@error("media-several-defaults").facet()
def _one_default(group: Element, _document: Document) -> Iterator[Finding]:
    defaults = [each for each in group.iterchildren(MEDIA.tag("content")) if each.get("isDefault") == "true"]
    for content in defaults[1:]:
        yield Finding(content, "this group has a default already; only one can be it", "isDefault")


_ANYWHERE, _ONCE = "feed* entry* inside*", "feed? entry? inside?"
# They may be empty, as they are in many feeds of photographs.
_DIGITS = optional(DIGITS)
_NUMBER = optional(NUMBER)
_LANGUAGE = optional(LANGUAGE_ATTRIBUTE)
_MAYBE_TIME = optional(_TIME)
_MAYBE_SCHEME = optional(_SCHEME)
_MIME_TYPE = optional(MEDIA_TYPE)
_TEXT_TYPE = optional(_TYPE)

MEDIA = extension(
    "http://search.yahoo.com/mrss/",
    "media",
    el("group", "entry*", EMPTY, PARENT, _several, _one_default),
    el(
        "content",
        _ANYWHERE,
        EMPTY,
        PARENT,
        _somewhere,
        url=optional(URL),
        fileSize=_DIGITS,
        type=_MIME_TYPE,
        medium=optional(_words("image", "audio", "video", "document", "executable")),
        isDefault=optional(_words("true", "false")),
        expression=optional(_words("sample", "full", "nonstop")),
        bitrate=_NUMBER,
        framerate=_NUMBER,
        samplingrate=_NUMBER,
        channels=_DIGITS,
        duration=_NUMBER,
        height=_DIGITS,
        width=_DIGITS,
        lang=_LANGUAGE,
    ),
    el("title", _ONCE, TEXT, _text_by_type, type=_TEXT_TYPE),
    el("description", _ONCE, TEXT, _text_by_type, type=_TEXT_TYPE),
    el("keywords", _ONCE, TEXT, PLAIN),
    el(
        "thumbnail",
        _ANYWHERE,
        EMPTY,
        url=needed(URL),
        height=_DIGITS,
        width=_DIGITS,
        time=_MAYBE_TIME,
    ),
    el("rating", _ANYWHERE, FILLED, _rating, scheme=_MAYBE_SCHEME),
    el("adult", _ONCE, _ADULT, _NOT_ADULT),
    el("category", _ANYWHERE, FILLED, PLAIN, scheme=_MAYBE_SCHEME, label=ANY),
    el("hash", _ANYWHERE, TEXT, FILLED, _hash, algo=optional(_words("md5", "sha-1"))),
    el("player", _ONCE, url=needed(URL), height=_DIGITS, width=_DIGITS),
    el("credit", _ANYWHERE, TEXT, FILLED, PLAIN, _role, role=optional(), scheme=_MAYBE_SCHEME),
    el("copyright", _ONCE, TEXT, PLAIN, url=optional(URL)),
    el(
        "text",
        _ANYWHERE,
        TEXT,
        _text_by_type,
        type=_TEXT_TYPE,
        lang=_LANGUAGE,
        start=_MAYBE_TIME,
        end=_MAYBE_TIME,
    ),
    el(
        "restriction",
        _ANYWHERE,
        _restriction,
        relationship=needed(_words("allow", "deny")),
        type=optional(_words("country", "uri", "sharing")),
    ),
    el("community", _ONCE, PARENT),
    el(
        "starRating",
        "inside?",
        average=_NUMBER,
        count=_DIGITS,
        min=_DIGITS,
        max=_DIGITS,
    ),
    el("statistics", "inside?", views=_DIGITS, favorites=_DIGITS),
    el("tags", "inside?"),
    el("comments", _ONCE),
    el("comment", "inside*"),
    el("embed", _ONCE, url=needed(URL), width=_DIGITS, height=_DIGITS),
    el("param", "inside*", name=needed()),
    el("responses", _ONCE),
    el("response", "inside*"),
    el("backLinks", _ONCE),
    el("backLink", "inside*"),
    el("status", _ONCE, state=needed(_words("active", "blocked", "deleted")), reason=ANY),
    el(
        "price",
        _ANYWHERE,
        type=optional(_words("rent", "purchase", "package", "subscription")),
        price=_NUMBER,
        info=optional(URL),
        currency=optional(_CURRENCY),
    ),
    el("license", _ANYWHERE, type=_MIME_TYPE, href=needed(URL)),
    el("subTitle", _ANYWHERE, type=_MIME_TYPE, lang=_LANGUAGE, href=needed(URL)),
    el("peerLink", _ANYWHERE, type=_MIME_TYPE, href=needed(URL)),
    el("location", _ANYWHERE, description=ANY, start=_MAYBE_TIME, end=_MAYBE_TIME),
    el("rights", _ONCE, status=needed(_words("userCreated", "official"))),
    el("scenes", _ONCE),
    el("scene", "inside*", PARENT),
    el("sceneTitle", "inside?"),
    el("sceneDescription", "inside?"),
    el("sceneStartTime", "inside?", _SCENE_TIME),
    el("sceneEndTime", "inside?", _SCENE_TIME),
)
