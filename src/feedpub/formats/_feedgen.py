"""The heads of Atom and RSS documents, by feedgen, and what feedgen gets wrong put right in one extension.

Worked around (feedgen 1.0.0): `updated` and `lastBuildDate` default to the clock, so both are set or taken
out; the last `link()` becomes the RSS channel's link, so the alternate comes last; the generator element
names feedgen; the tree in memory has no namespace, so a head is only ever used as bytes. Writing dates,
feedgen calls setlocale, which is for all threads: one at a time.
"""

from __future__ import annotations

import re
import threading
from html import escape, unescape
from typing import TYPE_CHECKING

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator

from feedpub.check import Frame
from feedpub.content import dates
from feedpub.feeds import folder_url
from feedpub.formats._markup import attribute

if TYPE_CHECKING:
    from lxml import etree

    from feedpub.config import Config
    from feedpub.feeds import Feed

_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_STYLE_SHEET = b'<?xml-stylesheet type="text/css" href="../feed.css"?>'
_LIKE_A_TAG = re.compile("<[a-zA-Z/!?]")
_BUILT = re.compile(rb"<lastBuildDate>[^<]*<")
_ALONE = threading.Lock()
_NEVER = 0
"""The `updated` of a feed that shows nothing: Atom requires one (RFC 4287 §4.1.1), and it can't be the clock.
"""


class _AtomNamespaces(BaseExtension):  # type: ignore[misc] # feedgen has no types
    def extend_ns(self) -> dict[str, str]:
        return {"media": _MEDIA}


class _RssNamespaces(BaseExtension):  # type: ignore[misc] # feedgen has no types
    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DC, "media": _MEDIA}


class _WithoutBuildDate(BaseExtension):  # type: ignore[misc] # feedgen has no types
    def extend_rss(self, root: etree._Element) -> etree._Element:
        for built in root.iter("lastBuildDate"):
            root[0].remove(built)
        return root


def atom_frame(feed: Feed, config: Config, file: str, media_type: str) -> Frame:
    """Return the Atom document's bytes before and after its entries."""
    made = _generator(feed, config, file, media_type)
    made.register_extension("feedpub_atom", _AtomNamespaces, rss=False)
    if config.site.icon:
        made.icon(config.site.icon)
    if config.site.logo:
        made.logo(config.site.logo)
    return _around(made.atom_str(pretty=True), b"</feed>", feed, config)


def rss_frame(feed: Feed, config: Config, file: str, media_type: str) -> Frame:
    """Return the RSS document's bytes before and after its items."""
    made = _generator(feed, config, file, media_type)
    made.register_extension("feedpub_rss", _RssNamespaces, atom=False)
    made.description(_as_html(feed.description))
    if image := config.site.logo or config.site.icon:
        made.image(url=image)
    if feed.updated is None:
        made.register_extension("feedpub_empty", _WithoutBuildDate, atom=False)
    with _ALONE:
        document = made.rss_str(pretty=True)
    if feed.updated is not None:  # feedgen writes a year before 1000 with less than four digits
        built = b"<lastBuildDate>%b<" % dates.rfc822(feed.updated).encode()
        document = _BUILT.sub(built, document, count=1)
    return _around(document, b"  </channel>", feed, config)


def _as_html(text: str) -> str:
    """Return plain text so that readers that take a channel's description for HTML show it as it is.

    What HTML means by itself stays as it is: RSS speaks of character data there, so validators take a
    reference for a mistake.
    """
    return escape(text, quote=False) if _LIKE_A_TAG.search(text) or unescape(text) != text else text


def _generator(feed: Feed, config: Config, file: str, media_type: str) -> FeedGenerator:
    """Return feedgen's generator with all that a feed says of itself, in both formats' words."""
    site = config.site
    self_url = folder_url(config, feed.slug) + file
    updated = dates.aware(_NEVER if feed.updated is None else feed.updated)
    made = FeedGenerator()
    made.id(self_url)
    made.title(feed.title)
    made.subtitle(feed.description)
    made.description(feed.description)
    made.updated(updated)
    made.lastBuildDate(updated)
    made.link(href=self_url, rel="self", type=media_type)
    made.link(href=feed.page, rel="alternate", type="text/html")
    made.generator("feedpub")
    made.language(site.language)
    author = {"name": site.author.name if site.author else site.title}
    if site.author and site.author.email:
        author["email"] = site.author.email
        made.managingEditor(f"{site.author.email} ({site.author.name})")
    if site.author and site.author.url:
        author["uri"] = site.author.url
    made.author(author)
    if feed.topic:
        made.category(term=feed.slug, label=feed.topic, scheme=site.feeds_url)
    if site.rights:
        made.rights(site.rights)
    return made


def _around(document: bytes, closing: bytes, feed: Feed, config: Config) -> Frame:
    """Return the document's bytes before and after the place of entries: before the last `closing`."""
    at = document.rindex(closing)
    before, after = document[:at], document[at:]
    return Frame(_for_browsers(before, feed) if config.pages else before, after)


def _for_browsers(before: bytes, feed: Feed) -> bytes:
    """Have a browser show the feed by a style sheet, with a link to the page for people.

    CSS makes no links, so there is an element of XHTML: foreign markup, which readers leave alone (RFC 4287
    §6.3; RSS 2.0, "Extending RSS").
    """
    declaration, rest = before.split(b"\n", 1)
    link = f'<a xmlns="http://www.w3.org/1999/xhtml" href="{attribute(feed.page)}">Read this on a page</a>'
    return b"%b\n%b\n%b  %b\n" % (declaration, _STYLE_SHEET, rest, link.encode())
