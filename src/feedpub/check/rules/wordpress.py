"""What WordPress.com and Jetpack add to feeds: the ids of the site and of posts."""

from __future__ import annotations

from feedpub.check.rules.common import COUNT, FILLED, TEXT, extension
from feedpub.check.table import el

WORDPRESS = extension(
    "com-wordpress:feed-additions:1",
    "",
    el("site", "feed?", TEXT, FILLED, COUNT),
    el("post-id", "entry?", TEXT, FILLED, COUNT),
    lenient=True,
)
