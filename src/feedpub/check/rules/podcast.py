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
from feedpub.check.table import ANY, el, needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element as Element

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


_EVERYWHERE = "feed* entry* liveItem*"

PODCAST = extension(
    "https://podcastindex.org/namespace/1.0",
    "podcast",
    el(
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
    el("block", "feed*", TEXT, FILLED, _YES_NO, id=ANY),
    el("chapters", "entry? liveItem?", EMPTY, url=needed(URL), type=needed(MEDIA_TYPE)),
    el(
        "chat",
        "feed? entry? liveItem?",
        server=needed(),
        protocol=needed(),
        accountId=ANY,
        space=ANY,
        embedUrl=URL,
    ),
    el("contentLink", "entry* liveItem*", TEXT, SHORT_TEXT, href=needed(IRI)),
    el("episode", "entry? liveItem?", TEXT, FILLED, NUMBER, display=DISPLAY),
    el("funding", _EVERYWHERE, TEXT, SHORT_TEXT, url=needed(URL)),
    el("guid", "feed?", TEXT, GUID, UUID5),
    el(
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
    el("images", "feed? entry? liveItem?", EMPTY, srcset=needed(SRCSET)),
    el("integrity", "alternateEnclosure?", EMPTY, type=needed(words("sri", "pgp-signature")), value=needed()),
    el("license", "feed? entry? liveItem?", TEXT, FILLED, SHORT_TEXT, license_text, url=URL),
    el(
        "liveItem",
        "feed*",
        PARENT,
        _like_an_item,
        status=needed(words("pending", "live", "ended")),
        start=needed(DATE),
        end=DATE,
    ),
    el("location", _EVERYWHERE, TEXT, FILLED, SHORT_TEXT, rel=ANY, geo=GEO, osm=OSM, country=PLACE_CODE),
    el("locked", "feed?", TEXT, FILLED, _YES_NO, owner=OWNER),
    el("medium", "feed?", TEXT, FILLED, MEDIUM),
    el("person", _EVERYWHERE, TEXT, FILLED, SHORT_TEXT, role=ANY, group=ANY, img=URL, href=URL),
    el("podping", "feed?", EMPTY, usesPodping=_TRUE_FALSE),
    el("podroll", "feed?", EMPTY),
    el("publisher", "feed?", EMPTY),
    el(
        "remoteItem",
        "feed* podroll+ publisher+ valueTimeSplit*",
        EMPTY,
        feedGuid=needed(GUID),
        feedUrl=URL,
        itemGuid=ANY,
        medium=MEDIUM,
        title=ANY,
    ),
    el("season", "entry? liveItem?", TEXT, FILLED, COUNT, name=SHORT_TEXT),
    el(
        "socialInteract",
        _EVERYWHERE,
        _with_address,
        protocol=needed(),
        uri=IRI,
        accountId=ANY,
        accountUrl=URL,
        priority=COUNT,
    ),
    el(
        "soundbite", "entry* liveItem*", TEXT, SHORT_TEXT, startTime=needed(SECONDS), duration=needed(SECONDS)
    ),
    el("source", "alternateEnclosure+", EMPTY, uri=needed(IRI), contentType=MEDIA_TYPE),
    el(
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
    el(
        "transcript",
        "entry* liveItem*",
        EMPTY,
        url=needed(URL),
        type=needed(MEDIA_TYPE),
        language=LANGUAGE_ATTRIBUTE,
        rel=ANY,
    ),
    el("txt", _EVERYWHERE, TEXT, LONG_TEXT, purpose=SHORT_TEXT),
    el(
        "updateFrequency",
        "feed?",
        TEXT,
        SHORT_TEXT,
        _with_start,
        complete=_TRUE_FALSE,
        dtstart=DATE,
        rrule=RECURRENCE,
    ),
    el("value", _EVERYWHERE, EMPTY, type=needed(), method=needed(), suggested=NUMBER),
    el(
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
    el(
        "valueTimeSplit",
        "value*",
        EMPTY,
        _with_recipient,
        startTime=needed(SECONDS),
        duration=needed(SECONDS),
        remoteStartTime=SECONDS,
        remotePercentage=NUMBER,
    ),
    lenient_attributes=True,
    aliases=(ALIAS,),
)
