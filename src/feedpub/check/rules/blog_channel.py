"""UserLand's blogChannel module: a blog's blogroll and subscriptions."""

from __future__ import annotations

from feedpub.check.rules.common import FILLED, TEXT, URL, extension
from feedpub.check.table import el

BLOG_CHANNEL = extension(
    "http://backend.userland.com/blogChannelModule",
    "blogChannel",
    *(el(name, "feed?", TEXT, FILLED, URL) for name in ("blogRoll", "mySubscriptions", "blink", "changes")),
)
