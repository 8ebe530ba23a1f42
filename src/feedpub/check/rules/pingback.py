"""Pingback and TrackBack: where other sites say that they link to an entry."""

from __future__ import annotations

from feedpub.check.rules.common import RESOURCE, URL, extension
from feedpub.check.table import el

PINGBACK = extension(
    "http://madskills.com/public/xml/rss/module/pingback/",
    "pingback",
    el("server", "feed? entry?", URL, **{RESOURCE: URL}),
    el("target", "entry?", URL, **{RESOURCE: URL}),
    el("source", "entry?"),
    el("sourceURI", "entry?"),
    el("targetURI", "entry?"),
    el("about", "entry*"),
    open_attributes=True,
)

TRACKBACK = extension(
    "http://madskills.com/public/xml/rss/module/trackback/",
    "trackback",
    el("ping", "entry?", URL, **{RESOURCE: URL}),
    el("about", "entry*", URL, **{RESOURCE: URL}),
)
