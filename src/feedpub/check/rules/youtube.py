"""What YouTube's feeds say of videos, channels and playlists."""

from __future__ import annotations

from feedpub.check.rules.common import FILLED, TEXT, extension
from feedpub.check.table import el

YOUTUBE = extension(
    "http://www.youtube.com/xml/schemas/2015",
    "yt",
    el("videoId", "entry?", TEXT, FILLED),
    el("channelId", "feed? entry?", TEXT),
    el("playlistId", "feed? entry?", TEXT, FILLED),
    lenient=True,
)
