"""RSS 2.0 (RSS Advisory Board, 2.0.11), with Dublin Core, Content and Media RSS."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from feedpub.content import dates
from feedpub.formats import FILES, _feedgen
from feedpub.formats._markup import attribute, media, rss_title, text

if TYPE_CHECKING:
    from feedpub.check import Frame
    from feedpub.config import Config
    from feedpub.content.entries import Category, Entry
    from feedpub.feeds import Feed

FILE = FILES["rss"]
MEDIA_TYPE = "application/rss+xml"
SEPARATOR = b""


def entry(entry: Entry) -> str:
    """Return the entry as an item. The description is HTML by definition: the summary as HTML, else
    the content.
    """
    # A note has no title; its description is there instead (RSS 2.0, "Elements of <item>").
    parts = [f"<title>{rss_title(entry.record.title)}</title>"] if entry.record.title else []
    if entry.link:
        parts.append(f"<link>{text(entry.link)}</link>")
    permanent = "true" if entry.id == entry.link else "false"
    parts.append(f'<guid isPermaLink="{permanent}">{text(entry.id)}</guid>')
    parts.append(f"<pubDate>{dates.rfc822(entry.published)}</pubDate>")
    # Names only: an item's author would have to be an e-mail address.
    parts.extend(f"<dc:creator>{text(author.name)}</dc:creator>" for author in entry.authors)
    parts.extend(map(_category, entry.categories))
    parts.append(f"<description>{text(entry.summary_html or entry.content)}</description>")
    parts.append(f"<content:encoded>{text(entry.content)}</content:encoded>")
    parts.extend(media(entry.images))
    inside = "\n      ".join(parts)
    return f"    <item>\n      {inside}\n    </item>\n"


def frame(feed: Feed, config: Config) -> Frame:
    """Return what stands before and after the feed's items."""
    return _feedgen.rss_frame(feed, config, FILE, MEDIA_TYPE)


@lru_cache(maxsize=1024)  # the same in many entries
def _category(category: Category) -> str:
    return f'<category domain="{attribute(category.scheme)}">{text(category.label)}</category>'
