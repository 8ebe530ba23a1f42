"""Podcasting 2.0: transcripts, chapters, persons, payments, live episodes and more.

Responsible for which elements there are, where, and with which attributes. Not for their values
(`podcast_values`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.check.elements import child_of, label, namespace_of
from feedpub.check.rule import Document, Finding
from feedpub.check.rules.common import (
    COUNT,
    DIGITS,
    EMPTY,
    FILLED,
    IRI,
    LANGUAGE_ATTRIBUTE,
    MEDIA_TYPE,
    NUMBER,
    PARENT,
    TEXT,
    URL,
    error,
    extension,
    warning,
)
from feedpub.check.rules.podcast_values import (
    ASPECT_RATIO,
    DATE,
    DISPLAY,
    GEO,
    GUID,
    LONG_TEXT,
    MEDIUM,
    OSM,
    OWNER,
    PLACE_CODE,
    PUBLISHED,
    RECURRENCE,
    SECONDS,
    SHORT_TEXT,
    SRCSET,
    UUID5,
    license_text,
    words,
)
from feedpub.check.table import ANY, ANY_NAME, Attribute, el, needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element as Element

    from feedpub.check.rule import Value
    from feedpub.check.table import Judged, Row

ALIAS = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
"""The namespace's page, by which it was known before it had an address of its own."""

_YES_NO = words("yes", "no")
_TRUE_FALSE = words("true", "false")


@error("podcast-interaction").facet()
def _with_address(element: Element, _document: Document) -> Iterator[Finding]:
    """Find comments that are nowhere; where they are disabled, they needn't be."""
    if element.get("protocol", "disabled") != "disabled" and element.get("uri") is None:
        yield Finding(element, f'{label(element)} has no uri; add it, or write protocol="disabled"')


@error("podcast-time-split").facet()
def _with_recipient(split: Element, _document: Document) -> Iterator[Finding]:
    """Find time splits that don't say who receives them, or that say so in two ways."""
    remote, local = (
        child_of(split, f"{{{namespace_of(split)}}}{name}") is not None
        for name in ("remoteItem", "valueRecipient")
    )
    if remote == local:
        both = "both" if remote else "neither"
        yield Finding(
            split, f"{label(split)} has {both} of podcast:remoteItem and podcast:valueRecipient; give it one"
        )


@warning("podcast-live-item").facet()
def _like_an_item(live: Element, _document: Document) -> Iterator[Finding]:
    """Find live episodes without what identifies or plays them."""
    for tag in ("title", "guid", f"{{{namespace_of(live)}}}contentLink"):
        if child_of(live, tag) is None:
            name = tag.rpartition("}")[2]
            shown = f"podcast:{name}" if tag[0] == "{" else name
            yield Finding(live, f"{label(live)} has no {shown}; add it, as apps rely on it")


@error("podcast-recurrence").facet()
def _with_start(element: Element, _document: Document) -> Iterable[Finding]:
    """Find a number of episodes without the day from which they are counted."""
    if "COUNT=" in element.get("rrule", "").upper() and element.get("dtstart") is None:
        return (Finding(element, f"{label(element)} counts episodes in rrule; add dtstart"),)
    return ()


BLANK = warning("podcast-blank-attribute").value(
    "{name} is blank; leave it out", lambda text: None if text.strip() else ""
)
PROPOSED = warning("podcast-proposed")


@PROPOSED.facet()
def _proposed(element: Element, _document: Document) -> Iterable[Finding]:
    """Find elements that were proposed, and that some hosts write."""
    return (Finding(element, f"{label(element)} is only proposed; few apps read it"),)


def _blank_or(value: Value) -> Attribute:
    """Return that an optional attribute has a value, or is blank, which is as if it weren't there."""
    judge = value.judge
    return Attribute((value._replace(judge=lambda text: judge(text) if text.strip() else None), BLANK))


def _el(name: str, parents: str, /, *judged: Judged, **attributes: Value | Attribute) -> Row:
    """Return an element's row, whose optional attributes may be blank."""
    may_be_blank = {
        key: each if isinstance(each, Attribute) else _blank_or(each) for key, each in attributes.items()
    }
    return el(name, parents, *judged, **may_be_blank)


_EVERYWHERE = "feed* entry* liveItem*"
_PROPOSALS = (
    "contact",
    "hiveAccount",
    "id",
    "newFeedUrl",
    "previousUrl",
    "recommendations",
    "social",
    "verify",
)

PODCAST = extension(
    "https://podcastindex.org/namespace/1.0",
    "podcast",
    _el(
        "alternateEnclosure",
        "entry* liveItem*",
        EMPTY,
        PARENT,
        type=needed(MEDIA_TYPE),
        length=COUNT,
        bitrate=NUMBER,
        height=DIGITS,
        lang=LANGUAGE_ATTRIBUTE,
        title=ANY,
        rel=ANY,
        codecs=ANY,
        default=_TRUE_FALSE,
    ),
    _el("block", "feed*", TEXT, FILLED, _YES_NO, id=ANY),
    _el("chapters", "entry? liveItem?", EMPTY, url=needed(URL), type=needed(MEDIA_TYPE)),
    _el(
        "chat",
        "feed? entry? liveItem?",
        server=needed(),
        protocol=needed(),
        accountId=ANY,
        space=ANY,
        embedUrl=URL,
    ),
    _el("contentLink", "entry* liveItem*", TEXT, SHORT_TEXT, href=needed(IRI)),
    _el("episode", "entry? liveItem?", TEXT, FILLED, NUMBER, display=DISPLAY),
    _el("funding", _EVERYWHERE, TEXT, SHORT_TEXT, url=needed(URL)),
    _el("guid", "feed?", TEXT, GUID, UUID5),
    _el(
        "image",
        _EVERYWHERE,
        EMPTY,
        href=needed(URL),
        alt=ANY,
        width=DIGITS,
        height=DIGITS,
        type=MEDIA_TYPE,
        purpose=ANY,
        **{"aspect-ratio": ASPECT_RATIO},
    ),
    _el("images", "feed? entry? liveItem?", EMPTY, srcset=needed(SRCSET)),
    _el(
        "integrity", "alternateEnclosure?", EMPTY, type=needed(words("sri", "pgp-signature")), value=needed()
    ),
    _el("license", "feed? entry? liveItem?", TEXT, FILLED, SHORT_TEXT, license_text, url=URL),
    _el(
        "liveItem",
        "feed*",
        PARENT,
        _like_an_item,
        status=needed(words("pending", "live", "ended")),
        start=needed(DATE),
        end=DATE,
    ),
    _el("location", _EVERYWHERE, TEXT, FILLED, SHORT_TEXT, rel=ANY, geo=GEO, osm=OSM, country=PLACE_CODE),
    _el("locked", "feed?", TEXT, FILLED, _YES_NO, owner=OWNER),
    _el("medium", "feed?", TEXT, FILLED, MEDIUM),
    _el("person", _EVERYWHERE, TEXT, FILLED, SHORT_TEXT, role=ANY, group=ANY, img=URL, href=URL),
    _el("podping", "feed?", EMPTY, usesPodping=_TRUE_FALSE),
    _el("podroll", "feed?", EMPTY),
    _el("publisher", "feed?", EMPTY),
    _el(
        "remoteItem",
        "feed* podroll+ publisher+ valueTimeSplit*",
        EMPTY,
        feedGuid=needed(GUID),
        feedUrl=URL,
        itemGuid=ANY,
        medium=MEDIUM,
        title=ANY,
    ),
    _el("season", "entry? liveItem?", TEXT, FILLED, COUNT, name=SHORT_TEXT),
    _el(
        "socialInteract",
        _EVERYWHERE,
        _with_address,
        protocol=needed(),
        uri=IRI,
        accountId=ANY,
        accountUrl=URL,
        priority=COUNT,
    ),
    _el(
        "soundbite", "entry* liveItem*", TEXT, SHORT_TEXT, startTime=needed(SECONDS), duration=needed(SECONDS)
    ),
    _el("source", "alternateEnclosure+", EMPTY, uri=needed(IRI), contentType=MEDIA_TYPE),
    _el(
        "trailer",
        "feed*",
        TEXT,
        FILLED,
        SHORT_TEXT,
        url=needed(URL),
        pubdate=needed(PUBLISHED),
        length=COUNT,
        type=MEDIA_TYPE,
        season=COUNT,
    ),
    _el(
        "transcript",
        "entry* liveItem*",
        EMPTY,
        url=needed(URL),
        type=needed(MEDIA_TYPE),
        language=LANGUAGE_ATTRIBUTE,
        rel=ANY,
    ),
    _el("txt", _EVERYWHERE, TEXT, LONG_TEXT, purpose=SHORT_TEXT),
    _el(
        "updateFrequency",
        "feed?",
        TEXT,
        SHORT_TEXT,
        _with_start,
        complete=_TRUE_FALSE,
        dtstart=DATE,
        rrule=RECURRENCE,
    ),
    _el("value", _EVERYWHERE, EMPTY, type=needed(), method=needed(), suggested=NUMBER),
    _el(
        "valueRecipient",
        "value+ valueTimeSplit*",
        EMPTY,
        name=ANY,
        customKey=ANY,
        customValue=ANY,
        type=needed(),
        address=needed(),
        split=needed(SECONDS),
        fee=_TRUE_FALSE,
    ),
    _el(
        "valueTimeSplit",
        "value*",
        EMPTY,
        _with_recipient,
        startTime=needed(SECONDS),
        duration=needed(SECONDS),
        remoteStartTime=SECONDS,
        remotePercentage=NUMBER,
    ),
    *(el(name, _EVERYWHERE, _proposed, **{ANY_NAME: ANY}) for name in _PROPOSALS),
    el("socialSignUp", "social*", **{ANY_NAME: ANY}),
    lenient_attributes=True,
    aliases=(ALIAS,),
)
