"""Markup as editors write it, Markdown or HTML -> HTML that is safe on any page.

The result holds no script, frame, style, form or object, no event or style attribute, no URL but absolute
ones of harmless schemes and links within itself, and every element is closed. Responsible for the order of
the steps; `markdown`, `rewrite` and `sanitizer` take them.
"""

from __future__ import annotations

import hashlib
import re
from html import escape, unescape
from typing import NamedTuple

from feedpub.content import embeds, markdown, sanitizer, text, urls
from feedpub.content.rewrite import Rewritten, rewrite

_SHOWN = re.compile(r"<(?:img|hr|math)[ />]|(?:\A|>)(?:\s|&nbsp;)*+(?:[^<\s&]|&(?!nbsp;))")

# A frame alone, as players' sites give it out to be copied: nothing in it hides it, or has to be decoded.
_FRAME = re.compile(
    r"<iframe(?: (?!src=|style=|hidden|popover|data-)[a-z-]+(?:=\"[^\"]*\")?)* src=\"(https?://[^\"&\s]+)\""
    r"(?: (?!src=|style=|hidden|popover|data-)[a-z-]+(?:=\"[^\"]*\")?)*></iframe>"
)


class Place(NamedTuple):
    """Where markup is: the URL that relative ones are resolved against (RFC 3986 §5), the id of its entry,
    which keeps its anchors apart from other entries', and its own page, where anchors that it lacks are.
    """

    base: str
    entry_id: str = ""
    page: str | None = None


def body(source: str, place: Place) -> str:
    """Return a record's body, Markdown (CommonMark with tables) or HTML, as safe HTML."""
    return fragment(markdown.to_html(source), place) if source.strip() else ""


def fragment(source: str, place: Place) -> str:
    """Return HTML as safe HTML, each embed as a link."""
    if "<" not in source:
        return escape(text.clean(unescape(source)), quote=False).strip()
    source = sanitizer.prepare(source)
    cleaned = sanitizer.sanitize_simple(source, place.base)
    if cleaned is None:
        rewritten = _rewrite(source, place)
        cleaned = sanitizer.sanitize(rewritten.markup, rewritten.base, _scope(place))
    # Character references may bring in characters that the source was free of.
    return text.clean(cleaned).strip()


def embedded_pages(source: str, place: Place) -> list[str]:
    """Return the pages of the players, videos and frames that the HTML embeds."""
    if "<" not in source:
        return []
    if (frame := _FRAME.fullmatch(source)) and (url := urls.relative(place.base, frame[1])):
        return [embeds.page_of(url)] if url.startswith("http") else []
    return _rewrite(sanitizer.prepare(source), place).pages


def lost_elements(source: str, place: Place) -> list[str]:
    """Return the names of a body's elements of which its entry shows nothing, or less than a page does."""
    return _rewrite(sanitizer.prepare(markdown.to_html(source)), place).lost


def is_blank(markup: str) -> bool:
    """Return whether safe HTML shows nothing."""
    return _SHOWN.search(markup) is None


def _rewrite(source: str, place: Place) -> Rewritten:
    return rewrite(sanitizer.normalize(source), place.base, _scope(place), place.page)


def _scope(place: Place) -> str:
    """Return the beginning of the ids of an entry: it is the same at every run, and begins with a letter."""
    return "e" + hashlib.blake2b(place.entry_id.encode(), digest_size=4).hexdigest()
