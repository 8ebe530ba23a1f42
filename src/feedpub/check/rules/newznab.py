"""Newznab and Torznab: what indexers say of a release, as pairs of a name and a value."""

from __future__ import annotations

from feedpub.check.rules.common import COUNT, EMPTY, extension
from feedpub.check.table import ANY, ANY_NAME, Row, el, needed

_ROWS: tuple[Row, ...] = (
    el("attr", "entry*", EMPTY, name=needed(), value=needed()),
    el("response", "feed?", EMPTY, offset=COUNT, total=COUNT),
    el(
        "limits",
        "feed*",
        EMPTY,
        apicurrent=COUNT,
        apimax=COUNT,
        grabcurrent=COUNT,
        grabmax=COUNT,
        apioldesttime=ANY,
        graboldesttime=ANY,
    ),
    el("apilimits", "feed*", EMPTY, **{ANY_NAME: ANY}),
)

NEWZNAB = extension(
    "http://www.newznab.com/DTD/2010/feeds/attributes/", "newznab", *_ROWS, formats=("rss",), lenient=True
)
TORZNAB = extension("http://torznab.com/schemas/2015/feed", "torznab", *_ROWS, formats=("rss",), lenient=True)
