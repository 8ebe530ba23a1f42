"""Feedly's webfeeds: how a feed looks in readers."""

from __future__ import annotations

from feedpub.check.rules.common import EMPTY, FILLED, TEXT, URL, extension, warning
from feedpub.check.table import ANY, el, matches, needed, one_of

COLOR = warning("webfeeds-color").value(
    "{name} {value} isn't a colour of six hexadecimal digits", matches("#?[0-9A-Fa-f]{6}")
)
PARTIAL = warning("webfeeds-partial").value("{name} {value} is none of {wrong}", one_of("true", "false"))

WEBFEEDS = extension(
    "http://webfeeds.org/rss/1.0",
    "webfeeds",
    el("accentColor", "feed?", TEXT, COLOR),
    el("analytics", "feed?", EMPTY, id=needed(), engine=ANY),
    el("cover", "feed? entry?", EMPTY, image=needed(URL)),
    el("featuredImage", "feed? entry?", EMPTY, url=needed(URL), height=ANY, width=ANY, type=ANY),
    el("icon", "feed?", TEXT, FILLED, URL),
    el("logo", "feed?", TEXT, FILLED, URL),
    el("partial", "feed?", TEXT, PARTIAL),
    el("promotion", "feed?", url=URL, image=URL),
    el("related", "feed?", EMPTY, layout=ANY, target=ANY),
    el("wordmark", "feed?", TEXT, FILLED, URL),
    lenient=True,
    aliases=("http://www.webfeeds.org/rss/1.0",),
)
