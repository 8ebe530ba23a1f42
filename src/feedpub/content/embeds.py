"""Embedded players and frames -> links, since feed readers run neither.

Responsible for finding what HTML embeds and for the address of the page that shows the same. Not for safety:
links are written before the sanitiser runs.
"""

from __future__ import annotations

import re
from html import escape, unescape

from feedpub.content import urls

_PLAYERS = (
    (
        re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"https?://player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (
        re.compile(r"https?://(?:www\.)?dailymotion\.com/embed/video/(\w+)"),
        "https://www.dailymotion.com/video/{}",
    ),
)
"""Players' addresses, and the pages for people that show the same video."""

_FRAME = re.compile(
    r"<(iframe|embed|video|audio|object)\b((?:[^<>\"']++|\"[^\"]{0,4000}+\"|'[^']{0,4000}+')*)>",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:^|\s)(?:src|data)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_TITLE = re.compile(r"(?:^|\s)title\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def first_page(source: str, base: str) -> str | None:
    """Return the page of the first video that the HTML embeds, None if it embeds none.

    `base` is the URL that relative ones are resolved against.
    """
    frame = _FRAME.search(source)
    return _page(frame, base) if frame else None


def add_links(source: str, base: str) -> str:
    """Return the HTML with a paragraph before each embed that links to its page."""
    return _FRAME.sub(lambda frame: _link_to(frame, base) + frame[0], source)


def _page(frame: re.Match[str], base: str) -> str | None:
    found = _ADDRESS.search(frame[2])
    url = urls.relative(base, unescape(found[1] or found[2] or found[3] or "")) if found else None
    if url is None or url.startswith("mailto:"):
        return None
    for player, page in _PLAYERS:
        if match := player.match(url):
            return page.format(match[1])
    return url


def _link_to(frame: re.Match[str], base: str) -> str:
    page = _page(frame, base)
    if page is None:
        return ""
    title = _TITLE.search(frame[2])
    label = unescape(title[1] or title[2] or "") if title else ""
    return f'<p><a href="{escape(page)}">{escape(label.strip() or page)}</a></p>'
