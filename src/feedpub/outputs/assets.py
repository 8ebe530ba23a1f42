"""Scripts and styles, published as they are: what other sites embed, and how pages and feeds look."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from feedpub.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.outputs.output import FeedListing

MARK = b"feedpub: generated"
"""The text in a comment near the beginning of every page, script and style; feedpub knows its files by it."""


@cache
def static(name: str) -> str:
    """Return a file of the package that is published, or put into pages, as it is."""
    return (resources.files("feedpub.outputs") / "static" / name).read_text("utf-8")


def _asset(name: str, title: str, file: str, media_type: str) -> Output:
    """Return the output of a file that is published as it is."""

    def document(_config: Config, _listings: Sequence[FeedListing]) -> bytes:
        return static(file).encode()

    return Output(
        name=name, title=title, scope="site", file=file, media_type=media_type, site_document=document
    )


EMBED_SCRIPT = _asset("embed-script", "Script for other sites", "embed.js", "text/javascript")
PAGE_STYLE = _asset("page-style", "Style of pages", "style.css", "text/css")
FEED_STYLE = _asset("feed-style", "Style of feeds in a browser", "feed.css", "text/css")
