"""The formats. Each room has the same furniture.

    FILE            the document's name in its feed's folder
    MEDIA_TYPE      what it is served as
    entry(entry)    one entry as text, the same in every feed that shows it
    document(feed, config, entries)    the whole document as bytes, from what `entry` made

An entry's text is made once and put into every document that shows it, so documents cost little more than
copying.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.config import Config, FormatName
    from feedpub.entries import Entry
    from feedpub.feeds import Feed


class Format(Protocol):
    """What each module of this package offers."""

    FILE: str
    MEDIA_TYPE: str

    def entry(self, entry: Entry) -> str:
        """Return one entry as it stands in documents of this format."""

    def document(self, feed: Feed, config: Config, entries: Iterable[str]) -> bytes:
        """Return the feed's document with these entries, made by `entry`, in their order."""


_MODULES: dict[FormatName, str] = {"atom": "atom", "rss": "rss", "json": "json_feed"}
FILES: dict[FormatName, str] = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}


def of_name(name: FormatName) -> Format:
    """Return the format of that name; its module, and the libraries it needs, are loaded only now."""
    return cast("Format", import_module(f"feedpub.formats.{_MODULES[name]}"))
