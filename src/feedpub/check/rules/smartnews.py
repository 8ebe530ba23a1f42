"""SmartNews's SmartFormat 2.1: a feed's logos, and an article's analytics and advertisement."""

from __future__ import annotations

from feedpub.check.rules.common import EMPTY, TEXT, URL, extension
from feedpub.check.table import ANY, el, needed

SMARTNEWS = extension(
    "http://www.smartnews.be/snf",
    "snf",
    el("advertisement", "entry?"),
    el("adcontent", "advertisement?", TEXT),
    el("analytics", "entry?", TEXT),
    el("darkModeLogo", "feed?"),
    el("logo", "feed?"),
    el("relatedLink", "entry*", EMPTY, link=needed(URL), title=ANY, thumbnail=URL),
    el(
        "sponsoredLink",
        "advertisement*",
        EMPTY,
        link=needed(URL),
        advertiser=needed(),
        title=ANY,
        thumbnail=URL,
    ),
    el("video", "entry*", url=URL, type=ANY, thumbnail=URL),
    lenient=True,
)
