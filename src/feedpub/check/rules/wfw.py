"""The comment API of the Well-Formed Web: where an entry's comments are sent, and their feed."""

from __future__ import annotations

from feedpub.check.rules.common import FILLED, TEXT, URL, extension
from feedpub.check.table import el

WFW = extension(
    "http://wellformedweb.org/CommentAPI/",
    "wfw",
    el("comment", "entry?", FILLED, TEXT, URL),
    el("commentRss", "entry?", FILLED, TEXT, URL),
)
