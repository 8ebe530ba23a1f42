"""All feeds in a list that readers import (OPML 2.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.outputs.output import FeedListing

_VERSIONS = {"atom": "ATOM1", "rss": "RSS2", "json": "JSON1"}
"""The values of an outline's `version` attribute, which other formats don't have."""


def _document(config: Config, listings: Sequence[FeedListing]) -> bytes:
    from feedpub.outputs import _templates  # noqa: PLC0415 - Jinja2 is heavy

    feeds = [(*listing, _templates.describe_formats(config, listing.feed)) for listing in listings]
    return _templates.render("site/feeds.opml", config, feeds=feeds, versions=_VERSIONS)


OPML = Output(
    name="opml",
    title="OPML",
    scope="site",
    file="feeds.opml",
    media_type="text/x-opml",
    site_document=_document,
)
