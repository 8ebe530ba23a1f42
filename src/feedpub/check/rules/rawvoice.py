"""RawVoice, which Blubrry and PowerPress write: live streams, ratings and where to subscribe."""

from __future__ import annotations

from feedpub.check.rules.common import (
    DIGITS,
    EMPTY,
    FILLED,
    LANGUAGE_ATTRIBUTE,
    MEDIA_TYPE,
    TEXT,
    URL,
    extension,
    warning,
)
from feedpub.check.table import ANY, ANY_NAME, Row, el, needed, one_of

YES_NO = warning("rawvoice-word").value(
    "{name} {value} is none of {wrong}", one_of("yes", "no", any_case=True)
)


def _stream(name: str) -> Row:
    """Return the row of a kind of live stream."""
    return el(name, "feed* entry*", TEXT, FILLED, URL, schedule=ANY, duration=ANY, type=ANY)


def _rendition(name: str) -> Row:
    """Return the row of a rendition of the enclosure."""
    return el(name, "entry?", EMPTY, src=needed(URL), type=MEDIA_TYPE, length=DIGITS)


RAWVOICE = extension(
    "http://www.rawvoice.com/rawvoiceRssModule/",
    "rawvoice",
    el("donate", "feed? entry?", TEXT, href=needed(URL)),
    el("embed", "entry?"),
    _stream("flashLiveStream"),
    el("frequency", "feed?", TEXT),
    _stream("httpLiveStream"),
    el("isHd", "entry?", TEXT, YES_NO),
    el("isHD", "entry?", TEXT, YES_NO),
    el("itunesPubDate", "entry?", TEXT),
    el("language", "feed? entry?", TEXT, value=LANGUAGE_ATTRIBUTE),
    el("liveEmbed", "feed?"),
    _stream("liveStream"),
    el("location", "feed?", TEXT),
    el("metamark", "entry*", type=needed(), link=URL, position=ANY, duration=ANY),
    _rendition("mp4"),
    el("mycast", "feed?", TEXT, YES_NO),
    el("poster", "entry?", EMPTY, url=needed(URL)),
    el("rating", "feed?", TEXT, tv=ANY, movie=ANY),
    _stream("shoutcastLiveStream"),
    el("subscribe", "feed?", EMPTY, **{ANY_NAME: ANY}),
    _rendition("webm"),
    lenient=True,
    aliases=(
        "http://www.rawvoice.com/rawvoiceRssModule",
        "http://blubrry.com/developer/rawvoice-rss",
        "http://blubrry.com/developer/rawvoice-rss/",
        "https://blubrry.com/developer/rawvoice-rss",
        "https://blubrry.com/developer/rawvoice-rss/",
    ),
)
