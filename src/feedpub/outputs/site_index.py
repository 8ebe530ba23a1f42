"""The site's page for people: every feed, with its formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.outputs.output import FeedListing


def _document(config: Config, listings: Sequence[FeedListing]) -> bytes:
    from feedpub.outputs import _templates  # noqa: PLC0415 - Jinja2 is heavy

    feeds = [(*listing, _templates.describe_formats(config, listing.feed)) for listing in listings]
    return _templates.render("site/index.html", config, feeds=feeds)


SITE_INDEX = Output(
    name="site-index",
    title="Page of all feeds",
    scope="site",
    file="index.html",
    media_type="text/html; charset=utf-8",
    site_document=_document,
)
