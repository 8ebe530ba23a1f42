"""Spotify's additions for podcasts: countries, the number of episodes, and who may hear them."""

from __future__ import annotations

from feedpub.check.elements import quoted
from feedpub.check.rules.common import DIGITS, EMPTY, FILLED, TEXT, extension, is_country, warning
from feedpub.check.table import el, needed


def _judge_countries(text: str) -> str | None:
    """Judge codes of countries with white space between them; the reason is the first wrong one."""
    return next((quoted(code) for code in text.split() if code != "global" and not is_country(code)), None)


COUNTRIES = warning("spotify-country").value(
    "{name} has {wrong}, which isn't a country code of ISO 3166", _judge_countries
)

SPOTIFY = extension(
    "http://www.spotify.com/ns/rss",
    "spotify",
    el("access", "feed? entry?"),
    el("countryOfOrigin", "feed?", TEXT, FILLED, COUNTRIES),
    el("entitlement", "access*", EMPTY, name=needed()),
    el("limit", "feed?", EMPTY, recentCount=needed(DIGITS)),
    el("partner", "access*", EMPTY, id=needed()),
    el("sandbox", "access?", EMPTY, enabled=needed()),
    lenient=True,
    aliases=(
        "http://www.spotify.com/ns/rss/",
        "https://www.spotify.com/ns/rss",
        "https://www.spotify.com/ns/rss/",
    ),
)
