"""The source namespace of scripting.com: Markdown, accounts, replies and blogrolls in RSS."""

from __future__ import annotations

from feedpub.check.rules.common import COUNT, EMPTY, FILLED, PARENT, TEXT, URL, extension
from feedpub.check.table import ANY, ANY_NAME, el, needed

SOURCE = extension(
    "http://source.scripting.com/",
    "source",
    el("account", "feed* entry*", TEXT, FILLED, service=needed()),
    el("archive", "feed?", EMPTY, PARENT),
    el("blogroll", "feed?", TEXT, FILLED, URL),
    el("cloud", "feed?", TEXT, FILLED, URL),
    el("comments", "feed? entry?", count=COUNT, feedUrl=URL),
    el("endDay", "archive?", TEXT),
    el("filename", "archive?", TEXT),
    el("inReplyTo", "entry?", TEXT, FILLED, isPermaLink=ANY),
    el("likes", "feed?", EMPTY, server=needed(URL)),
    el("linkFull", "entry?", TEXT, FILLED, URL),
    el("localTime", "feed? entry?", TEXT),
    el("markdown", "feed? entry?", TEXT),
    el("outline", "entry* outline*", **{ANY_NAME: ANY}),
    el("self", "feed?", TEXT, FILLED, URL),
    el("startDay", "archive?", TEXT),
    el("subscriptionList", "feed*", TEXT, url=needed(URL)),
    el("url", "archive?", TEXT, FILLED, URL),
    lenient=True,
    aliases=("https://source.scripting.com/",),
)
