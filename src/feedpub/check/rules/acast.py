"""What Acast adds to the feeds of podcasts: its ids and settings."""

from __future__ import annotations

from feedpub.check.rules.common import FILLED, TEXT, URL, extension
from feedpub.check.table import ANY, el

ACAST = extension(
    "https://schema.acast.com/1.0/",
    "acast",
    el("episodeId", "entry?", TEXT, FILLED),
    el("episodeUrl", "entry?", TEXT),
    el("importedFeed", "feed?", TEXT, URL),
    el("network", "feed?", TEXT, id=ANY, slug=ANY),
    el("settings", "feed? entry?", TEXT),
    el("showId", "feed? entry?", TEXT, FILLED),
    el("showUrl", "feed? entry?", TEXT),
    el("signature", "feed? entry?", TEXT, key=ANY, algorithm=ANY),
    lenient=True,
)
