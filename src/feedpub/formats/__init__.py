"""The formats. Each room has the same furniture.

    FILE            the document's name in its feed's folder
    MEDIA_TYPE      what it is served as
    SEPARATOR       what stands between two entries
    entry(entry)    one entry as text, the same in every feed that shows it
    frame(feed, config)    what stands before and after a feed's entries

An entry's text is made once and put into every document that shows it, so documents cost little more than
copying.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from feedpub.check import Frame
    from feedpub.config import Config, FormatName
    from feedpub.content.entries import Entry
    from feedpub.feeds import Feed


class Format(Protocol):
    """What each module of this package offers."""

    FILE: str
    MEDIA_TYPE: str
    SEPARATOR: bytes

    def entry(self, entry: Entry) -> str:
        """Return one entry as it stands in documents of this format."""

    def frame(self, feed: Feed, config: Config) -> Frame:
        """Return what stands before and after the feed's entries in its document."""


_MODULES: dict[FormatName, str] = {"atom": "atom", "rss": "rss", "json": "json_feed"}
FILES: dict[FormatName, str] = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}


def of_name(name: FormatName) -> Format:
    """Return the format of that name; its module, and the libraries it needs, are loaded only now."""
    return cast("Format", import_module(f"feedpub.formats.{_MODULES[name]}"))
