"""RSS 2.0 (RSS Advisory Board, 2.0.11), with Dublin Core, Content and Media RSS."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from feedpub import dates
from feedpub.formats import FILES, _feedgen
from feedpub.formats._markup import element, media

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.config import Config
    from feedpub.entries import Entry
    from feedpub.feeds import Feed

FILE = FILES["rss"]
MEDIA_TYPE = "application/rss+xml"


def entry(entry: Entry) -> str:
    """Return the entry as an item. The description is HTML by definition, so the plain summary is escaped
    first.
    """
    parts = [element("title", entry.title)]
    if entry.link:
        parts.append(element("link", entry.link))
    parts.append(element("guid", entry.id, isPermaLink="true" if entry.id == entry.link else "false"))
    parts.append(element("pubDate", dates.rfc822(entry.published)))
    # Names only: an item's author would have to be an e-mail address.
    parts.extend(element("dc:creator", author.name) for author in entry.authors)
    parts.extend(element("category", one.label, domain=one.scheme) for one in entry.categories)
    if entry.summary:
        parts.append(element("description", escape(entry.summary, quote=False)))
    parts.append(element("content:encoded", entry.content))
    parts.extend(media(entry))
    return "    <item>\n      " + "\n      ".join(parts) + "\n    </item>\n"


def document(feed: Feed, config: Config, entries: Iterable[str]) -> bytes:
    """Return the feed as an RSS document with these items."""
    before, after = _feedgen.rss_head(feed, config, FILE, MEDIA_TYPE)
    return before + "".join(entries).encode() + after
