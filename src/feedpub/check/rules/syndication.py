"""The Syndication module: how often a feed changes."""

from __future__ import annotations

from feedpub.check.rules.common import DATE, FILLED, POSITIVE, TEXT, error, extension
from feedpub.check.table import el, one_of

UPDATE_PERIOD = error("sy-update-period").value(
    "{value} isn't a period; write hourly, daily, weekly, monthly or yearly",
    one_of("hourly", "daily", "weekly", "monthly", "yearly"),
)

SY = extension(
    "http://purl.org/rss/1.0/modules/syndication/",
    "sy",
    el("updatePeriod", "feed?", TEXT, FILLED, UPDATE_PERIOD),
    el("updateFrequency", "feed?", TEXT, FILLED, POSITIVE),
    el("updateBase", "feed?", TEXT, FILLED, DATE),
)
