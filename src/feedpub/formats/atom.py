"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from feedpub.content import dates
from feedpub.formats import FILES, _feedgen
from feedpub.formats._markup import attribute, media, text, text_construct

if TYPE_CHECKING:
    from feedpub.check import Frame
    from feedpub.config import Config
    from feedpub.content.entries import Author, Category, Entry
    from feedpub.feeds import Feed

FILE = FILES["atom"]
MEDIA_TYPE = "application/atom+xml"
SEPARATOR = b""


def entry(entry: Entry) -> str:
    """Return the entry as an atom:entry element (RFC 4287 §4.1.2)."""
    parts = [
        f"<id>{text(entry.id)}</id>",
        text_construct("title", entry.title),
        f"<updated>{dates.rfc3339(entry.updated)}</updated>",
        f"<published>{dates.rfc3339(entry.published)}</published>",
    ]
    if entry.link:
        parts.append(f'<link rel="alternate" href="{attribute(entry.link)}"/>')
    if entry.external:
        parts.append(f'<link rel="via" href="{attribute(entry.external)}"/>')
    parts.extend(
        f'<link rel="related" title="{attribute(one.title)}" href="{attribute(one.url)}"/>'
        for one in entry.related
    )
    parts.extend(map(_author, entry.authors))
    parts.extend(map(_category, entry.categories))
    if entry.summary:
        parts.append(text_construct("summary", entry.summary))
    parts.append(f'<content type="html">{text(entry.content)}</content>')
    parts.extend(media(entry.images))
    inside = "\n    ".join(parts)
    return f"  <entry>\n    {inside}\n  </entry>\n"


def frame(feed: Feed, config: Config) -> Frame:
    """Return what stands before and after the feed's entries."""
    return _feedgen.atom_frame(feed, config, FILE, MEDIA_TYPE)


@lru_cache(maxsize=1024)  # the same in many entries; so are categories
def _author(author: Author) -> str:
    uri = f"<uri>{text(author.url)}</uri>" if author.url else ""
    return f"<author><name>{text(author.name)}</name>{uri}</author>"


@lru_cache(maxsize=1024)
def _category(category: Category) -> str:
    label, scheme = attribute(category.label), attribute(category.scheme)
    return f'<category term="{category.term}" label="{label}" scheme="{scheme}"/>'
