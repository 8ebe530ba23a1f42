"""Pages for people beside the feeds: a list of all, a page for each, what other sites embed, OPML, styles.

Responsible for which documents there are and what stands in them. An entry is made as text once, as in the
formats, and put into every page that shows it. Not for feeds themselves (`formats`), nor for writing.
Importing this package is cheap: Jinja2 is loaded by the first page.

    entry(entry)                        what pages show of an entry, as text
    of_feed(file, feed, config, ...)    a document of a feed's folder
    of_site(file, config, feeds)        a document of the output folder itself
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.content.entries import Entry
    from feedpub.feeds import Feed

FEED_FILES = ("index.html", "embed.html", "fragment.html")
SITE_FILES = ("index.html", "feeds.opml", "embed.js", "style.css", "feed.css")
MARK = b"feedpub: generated"
"""What every page bears in a comment near its beginning, so that feedpub knows its own files again."""


class Texts(NamedTuple):
    """An entry as pages show it: whole on its feed's page, as a line where it is embedded."""

    card: str
    item: str


class Listed(NamedTuple):
    """A feed, how many entries it shows, and when the newest was published."""

    feed: Feed
    entries: int
    newest: int | None


def entry(entry: Entry) -> Texts:
    """Return an entry as HTML; every text in it is escaped, and its links are http or https."""
    from feedpub.pages import _rendering  # noqa: PLC0415 - see above

    return _rendering.entry(entry)


def of_feed(file: str, feed: Feed, config: Config, entries: Sequence[Texts]) -> bytes:
    """Return one of FEED_FILES, with these entries."""
    from feedpub.pages import _rendering  # noqa: PLC0415 - see above

    return _rendering.of_feed(file, feed, config, entries)


def of_site(file: str, config: Config, feeds: Sequence[Listed]) -> bytes:
    """Return one of SITE_FILES."""
    from feedpub.pages import _rendering  # noqa: PLC0415 - see above

    return _rendering.of_site(file, config, feeds)
