"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub import dates
from feedpub.formats import FILES, _feedgen
from feedpub.formats._markup import element, media

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.config import Config
    from feedpub.entries import Author, Entry
    from feedpub.feeds import Feed

FILE = FILES["atom"]
MEDIA_TYPE = "application/atom+xml"


def entry(entry: Entry) -> str:
    """Return the entry as an atom:entry element (RFC 4287 §4.1.2)."""
    parts = [
        element("id", entry.id),
        element("title", entry.title),
        element("updated", dates.rfc3339(entry.updated)),
        element("published", dates.rfc3339(entry.published)),
    ]
    if entry.link:
        parts.append(element("link", rel="alternate", href=entry.link))
    if entry.external:
        parts.append(element("link", rel="via", href=entry.external))
    parts.extend(element("link", rel="related", title=one.title, href=one.url) for one in entry.related)
    parts.extend(_author(author) for author in entry.authors)
    parts.extend(
        element("category", term=one.term, label=one.label, scheme=one.scheme) for one in entry.categories
    )
    if entry.summary:
        parts.append(element("summary", entry.summary))
    parts.append(element("content", entry.content, type="html"))
    parts.extend(media(entry))
    return "  <entry>\n    " + "\n    ".join(parts) + "\n  </entry>\n"


def document(feed: Feed, config: Config, entries: Iterable[str]) -> bytes:
    """Return the feed as an Atom document with these entries."""
    before, after = _feedgen.atom_head(feed, config, FILE, MEDIA_TYPE)
    return before + "".join(entries).encode() + after


def _author(author: Author) -> str:
    uri = element("uri", author.url) if author.url else ""
    return f"<author>{element('name', author.name)}{uri}</author>"
