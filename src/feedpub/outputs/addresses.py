"""The URLs at which documents are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.config import Config


def folder_url(config: Config, slug: str) -> str:
    """Return the URL of a feed's folder."""
    return f"{config.site.feeds_url}{slug}/"
