"""The heads of Atom and RSS documents, built by feedgen; its faults are mended here.

Worked around (feedgen 1.0.0): `updated` and `lastBuildDate` default to the clock, so both are set;
the last `link()` becomes the RSS channel's link, so the alternate comes last; the generator element names
feedgen; the tree in memory has no namespace, so a head is only used as bytes. To write dates feedgen calls
setlocale, which affects all threads, so only one thread writes at a time.
"""

from __future__ import annotations

import re
import threading
from html import escape, unescape
from typing import TYPE_CHECKING

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator

from feedpub.content import dates
from feedpub.outputs.addresses import folder_url
from feedpub.outputs.frame import Frame
from feedpub.outputs.heads import NAMESPACES, STYLE_SHEET, write_page_link

if TYPE_CHECKING:
    from feedpub.config import Config
    from feedpub.selection.feeds import Feed

_TAG_START = re.compile("<[a-zA-Z/!?]")
_BUILD_DATE = re.compile(rb"<lastBuildDate>[^<]*<")
_LOCALE_LOCK = threading.Lock()


class _AtomNamespaces(BaseExtension):  # type: ignore[misc] # feedgen has no types
    def extend_ns(self) -> dict[str, str]:
        return {"media": NAMESPACES["media"]}


class _RssNamespaces(BaseExtension):  # type: ignore[misc] # feedgen has no types
    def extend_ns(self) -> dict[str, str]:
        return {prefix: NAMESPACES[prefix] for prefix in ("dc", "media")}


def atom_frame(feed: Feed, config: Config, file: str, media_type: str) -> Frame:
    """Return the Atom document's bytes before and after its entries."""
    generator = _generator(feed, config, file, media_type)
    generator.register_extension("feedpub_atom", _AtomNamespaces, rss=False)
    if config.site.icon:
        generator.icon(config.site.icon)
    if config.site.logo:
        generator.logo(config.site.logo)
    return _around(generator.atom_str(pretty=True), b"</feed>", feed, config)


def rss_frame(feed: Feed, config: Config, file: str, media_type: str) -> Frame:
    """Return the RSS document's bytes before and after its items."""
    generator = _generator(feed, config, file, media_type)
    generator.register_extension("feedpub_rss", _RssNamespaces, atom=False)
    generator.description(_as_html(feed.description))
    if image := config.site.logo or config.site.icon:
        generator.image(url=image)
    with _LOCALE_LOCK:
        document = generator.rss_str(pretty=True)
    # feedgen writes a year before 1000 with less than four digits.
    built = b"<lastBuildDate>%b<" % dates.rfc822(_updated(feed)).encode()
    document = _BUILD_DATE.sub(built, document, count=1)
    return _around(document, b"  </channel>", feed, config)


def _as_html(text: str) -> str:
    """Return plain text as HTML, for readers that take a channel's description for HTML.

    Text that HTML shows as it is isn't escaped: RSS asks for character data, so validators report references.
    """
    return escape(text, quote=False) if _TAG_START.search(text) or unescape(text) != text else text


def _updated(feed: Feed) -> int:
    """Return when the feed was updated: Atom requires it (RFC 4287 §4.1.1), and a selected feed has it."""
    assert feed.updated is not None
    return feed.updated


def _generator(feed: Feed, config: Config, file: str, media_type: str) -> FeedGenerator:
    """Return feedgen's generator with a feed's metadata, for both formats."""
    site = config.site
    self_url = folder_url(config, feed.slug) + file
    updated = dates.aware(_updated(feed))
    generator = FeedGenerator()
    generator.id(self_url)
    generator.title(feed.title)
    generator.subtitle(feed.description)
    generator.description(feed.description)
    generator.updated(updated)
    generator.lastBuildDate(updated)
    generator.link(href=self_url, rel="self", type=media_type)
    generator.link(href=feed.page, rel="alternate", type="text/html")
    generator.generator("feedpub")
    generator.language(site.language)
    author = {"name": site.author.name if site.author else site.title}
    if site.author and site.author.email:
        author["email"] = site.author.email
        generator.managingEditor(f"{site.author.email} ({site.author.name})")
    if site.author and site.author.url:
        author["uri"] = site.author.url
    generator.author(author)
    if feed.topic:
        generator.category(term=feed.slug, label=feed.topic, scheme=site.feeds_url)
    if site.rights:
        generator.rights(site.rights)
    return generator


def _around(document: bytes, closing: bytes, feed: Feed, config: Config) -> Frame:
    """Return the document's bytes before and after its entries, whose place is before the last `closing`."""
    at = document.rindex(closing)
    before, after = document[:at], document[at:]
    return Frame(_for_browsers(before, feed, config) if config.pages else before, after)


def _for_browsers(before: bytes, feed: Feed, config: Config) -> bytes:
    """Return the head with a style sheet by which a browser shows the feed, and a link to its page if the
    config asks for one.
    """
    declaration, rest = before.split(b"\n", 1)
    link = b"  %b\n" % write_page_link(feed).encode() if config.browser_link else b""
    return b"%b\n%b\n%b%b" % (declaration, STYLE_SHEET, rest, link)
