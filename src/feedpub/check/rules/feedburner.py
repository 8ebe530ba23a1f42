"""FeedBurner's elements, as far as their values are known."""

from __future__ import annotations

from feedpub.check.rules.common import URL, extension
from feedpub.check.table import el

FEEDBURNER = extension(
    "http://rssnamespace.org/feedburner/ext/1.0",
    "feedburner",
    el("awareness", "", URL),
    el("origLink", "", URL),
    el("origEnclosureLink", "", URL),
    complete=False,
)
