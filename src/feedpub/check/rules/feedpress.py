"""What FeedPress adds to feeds: its newsletter, podcast and style."""

from __future__ import annotations

from feedpub.check.rules.common import FILLED, LANGUAGE, TEXT, URL, extension
from feedpub.check.table import el

FEEDPRESS = extension(
    "https://feed.press/xmlns",
    "feedpress",
    el("cssFile", "feed?", TEXT),
    el("link", "feed?", TEXT, FILLED, URL),
    el("locale", "feed?", TEXT, FILLED, LANGUAGE),
    el("newsletterId", "feed?", TEXT),
    el("podcastId", "feed?", TEXT),
    lenient=True,
)
