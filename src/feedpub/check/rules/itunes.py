"""Apple's vocabulary for podcasts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.check import values
from feedpub.check.elements import child_of, label, parts_of, quoted
from feedpub.check.lists import read_table
from feedpub.check.rule import Document, Finding, rules_for
from feedpub.check.rules.common import (
    COUNT,
    EMPTY,
    FILLED,
    PARENT,
    PLAIN,
    POSITIVE,
    TEXT,
    URL,
    error,
    extension,
    warning,
)
from feedpub.check.table import ANY, el, matches, needed, one_of
from feedpub.check.values import rfc822

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from feedpub.check.rule import Value

_WORD = error("itunes-word")


def _words(*words: str) -> Value:
    """Return that a text is one of some words, in any case."""
    return _WORD.value("{name} {value} is none of {wrong}", one_of(*words, any_case=True))


DURATION = error("itunes-duration").value(
    "{name} {value} is not seconds, nor like 1:02:03 or 2:03",
    matches("[0-9]+|[0-9]{1,3}:[0-5][0-9]|[0-9]{1,2}:[0-5][0-9]:[0-5][0-9]"),
)
EMAIL = error("itunes-email")
EMAIL_VALUE = EMAIL.value("{name} {value} is not an e-mail address: {wrong}", values.email)
PUBLISHED = error("itunes-date").value("{name} {value} is not a date of RFC 822: {wrong}", rfc822.judge)
_OTHER_FORMATS = re.compile(r"\.(?:gif|bmp|svgz?|tiff?|webp|avif|ico|pdf|psd)(?:[?#]|\Z)", re.IGNORECASE)
IMAGE_FORMAT = warning("itunes-image-format").value(
    "Apple takes JPEG and PNG images only; name one of those",
    lambda href: "" if _OTHER_FORMATS.search(href) else None,
)
TOO_LONG = warning("itunes-too-long")
EXPLICIT = warning("itunes-explicit").value(
    "{name} is true or false, not {value}; readers may take it for neither",
    lambda text: "" if text.lower() in {"yes", "no", "clean", "explicit"} else None,
)


def _at_most(longest: int) -> Value:
    """Return how many characters a text may have."""
    return TOO_LONG.value(
        f"{{name}} has {{wrong}} characters; Apple takes at most {longest}",
        lambda text: str(len(text)) if len(text) > longest else None,
    )


_MOST_KEYWORDS = 12
_MOST_WORDS_IN_A_KEYWORD = 4


def _judge_keywords(text: str) -> str | None:
    number = sum(1 for word in parts_of(text, ",") if word.strip())
    if number > _MOST_KEYWORDS:
        return f" has {number} keywords; Apple takes at most {_MOST_KEYWORDS}"
    most = _MOST_WORDS_IN_A_KEYWORD
    if ";" in text or any(len(word.split(None, most)) > most for word in parts_of(text, ",")):
        return f" {quoted(text)}: put commas between keywords"
    return None


KEYWORDS = warning("itunes-keywords").value("{name}{wrong}", _judge_keywords)


@warning("itunes-owner-email").facet()
def _with_email(owner: Element, _document: Document) -> Iterator[Finding]:
    if child_of(owner, ITUNES.tag("email")) is None:
        yield Finding(
            owner, f"{label(owner)} has no itunes:email; directories write to it to confirm who owns the feed"
        )


# --- Categories ---

ITUNES_CATEGORIES = read_table("itunes categories")
OBSOLETE_ITUNES_CATEGORIES = read_table("obsolete itunes categories")


def _category_path(category: Element) -> tuple[str, str | None] | None:
    """Return a category's name and, for a subcategory, the name above it; None if one is missing."""
    name, parent = category.get("text"), category.getparent()
    if name is None:
        return None
    if parent is None or parent.tag != category.tag:
        return name, None
    above = parent.get("text")
    return None if above is None else (name, above)


def _is_category(path: tuple[str, str | None], table: dict[str, frozenset[str]]) -> bool:
    """Whether a table has a category, or a subcategory below its category."""
    name, above = path
    return name in table if above is None else name in table.get(above, ())


@error("itunes-category").facet()
def _category(category: Element, _document: Document) -> Iterator[Finding]:
    """Find categories that Apple never had; below such a one, nothing more is reported."""
    path = _category_path(category)
    if path is None or any(
        _is_category(path, each) for each in (ITUNES_CATEGORIES, OBSOLETE_ITUNES_CATEGORIES)
    ):
        return
    name, above = path
    if above is None:
        yield Finding(category, f"Apple has no category {quoted(name)}", "text")
    elif above in ITUNES_CATEGORIES or above in OBSOLETE_ITUNES_CATEGORIES:
        yield Finding(category, f"Apple's category {quoted(above)} has no {quoted(name)} in it", "text")


@warning("itunes-category-obsolete").facet()
def _current(category: Element, _document: Document) -> Iterator[Finding]:
    """Find categories that Apple had before 2019; below such a one, nothing more is reported."""
    path = _category_path(category)
    if (
        path is None
        or _is_category(path, ITUNES_CATEGORIES)
        or not _is_category(path, OBSOLETE_ITUNES_CATEGORIES)
    ):
        return
    if path[1] is None or path[1] in ITUNES_CATEGORIES:
        message = f"Apple gave up the category {quoted(path[0])}; choose one of today's"
        yield Finding(category, message, "text")


ITUNES = extension(
    "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "itunes",
    el("author", "feed? entry?", TEXT, PLAIN, _at_most(255)),
    el("block", "feed? entry?", TEXT, FILLED, _words("yes", "no")),
    el("category", "feed* inside*", EMPTY, _category, _current, text=needed()),
    el("complete", "feed?", TEXT, FILLED, _words("yes", "no")),
    el("duration", "entry?", TEXT, FILLED, DURATION),
    el("email", "inside?", TEXT, FILLED, EMAIL_VALUE),
    el("episode", "entry?", TEXT, FILLED, POSITIVE),
    el("episodeType", "entry?", TEXT, FILLED, _words("full", "trailer", "bonus")),
    el(
        "explicit",
        "feed? entry?",
        TEXT,
        FILLED,
        _words("true", "false", "yes", "no", "clean", "explicit"),
        EXPLICIT,
    ),
    el("image", "feed? entry?", EMPTY, href=needed(URL, IMAGE_FORMAT)),
    el("isClosedCaptioned", "entry?", TEXT, _words("yes", "no")),
    el("keywords", "feed? entry?", TEXT, PLAIN, KEYWORDS, _at_most(255)),
    el("link", "feed* entry*", rel=ANY, type=ANY, href=URL),
    el("name", "inside?", TEXT, PLAIN, _at_most(255)),
    el("new-feed-url", "feed?", TEXT, FILLED, URL),
    el("order", "entry?", TEXT, FILLED, COUNT),
    el("owner", "feed?", EMPTY, PARENT, _with_email),
    el("pubDate", "feed? entry?", TEXT, FILLED, PUBLISHED),
    el("season", "entry?", TEXT, FILLED, POSITIVE),
    el("subtitle", "feed? entry?", TEXT, PLAIN, _at_most(255)),
    el("summary", "feed? entry?", TEXT, PLAIN, _at_most(4000)),
    el("title", "feed? entry?", TEXT, PLAIN),
    el("type", "feed?", TEXT, FILLED, _words("episodic", "serial")),
    el("applepodcastsverify", "feed?", TEXT),
)

_, rss_warning = rules_for("rss")
_NOT_PLAYED = re.compile(
    r"\.(?:wma|wmv|ogg|oga|ogv|flac|avi|ra|rm|exe|zip|wav|mkv|webm)(?:[?#]|\Z)", re.IGNORECASE
)


@rss_warning("itunes-enclosure-type").on("enclosure")
def _itunes_enclosure(enclosure: Element, _document: Document) -> Iterator[Finding]:
    item = enclosure.getparent()
    if item is None or not _NOT_PLAYED.search(enclosure.get("url", "")):
        return
    first = next(enclosure.itersiblings("enclosure", preceding=True), None) is None
    if first and child_of(item, ITUNES.tag("*")) is not None:
        yield Finding(enclosure, "Apple plays .mp3, .m4a, .mp4, .m4v, .mov, .pdf and .epub only", "url")


# --- What Apple requires ---

_REQUIRED = {
    "itunes:image": "the address of a square JPEG or PNG",
    "language": "the language spoken, like en",
    "itunes:category": "one of Apple's categories",
    "itunes:explicit": "true or false",
    "itunes:author": "who makes the show",
}
_REQUIRED_BY_APPLE = rss_warning("itunes-required", scope="document")
EPISODE_MISSING = rss_warning("apple-episode-missing", scope="document")
_MEDIA_FILE = re.compile(r"\.(?:mp3|m4a|mp4|m4v|mov|aac|ogg|opus)(?:[?#]|\Z)", re.IGNORECASE)


def _tag(name: str) -> str:
    """Return the tag of an element that is named as feeds write it."""
    prefix, _, local = name.rpartition(":")
    return ITUNES.tag(local) if prefix else local


def _is_recording(enclosure: Element) -> bool:
    """Return whether an enclosure is audio or video, by its type or else its name."""
    kind, url = enclosure.get("type", "").lower(), enclosure.get("url", "")
    return kind.startswith(("audio/", "video/")) or _MEDIA_FILE.search(url) is not None


@_REQUIRED_BY_APPLE.on("channel")
def _required(channel: Element, document: Document) -> Iterator[Finding]:
    """Find what a podcast and its episodes lack; a recording or an element of iTunes makes a feed one."""
    enclosures = (each for each in channel.iter("enclosure") if each.getparent() in document.entry_set)
    recordings = [each for each in enclosures if _is_recording(each)]
    if recordings or next(document.root.iter(ITUNES.tag("*")), None) is not None:
        for name, what in _REQUIRED.items():
            if child_of(channel, _tag(name)) is None:
                yield Finding(channel, f"{label(channel)} has no {name}, which Apple requires; add {what}")
    for item in dict.fromkeys(each.getparent() for each in recordings):
        if item is not None and all(child_of(item, tag) is None for tag in ("title", ITUNES.tag("title"))):
            yield Finding(item, f"{label(item)} has no title, which Apple requires of an episode; add it")
    if not recordings:
        message = "no item has an enclosure with a recording; Apple lists shows with an episode"
        yield Finding(channel, message, rule=EPISODE_MISSING)
