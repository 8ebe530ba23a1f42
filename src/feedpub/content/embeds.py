"""Embedded players -> the pages for people that show the same.

Responsible for which players are known, and for their pages' addresses. Not for finding embeds in HTML
(`rewrite`), nor for safety: URLs are checked by `urls`.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

from feedpub.content import urls


class _Player(NamedTuple):
    """A player's address, as a pattern of host and path; its page, a template of the pattern's groups and the
    query's parameters; and, if a start time has a place in the page's address, the parameter and the template
    that is added for it.
    """

    address: re.Pattern[str]
    page: str
    start: tuple[str, str] | None = None


def _player(address: str, page: str, start: tuple[str, str] | None = None) -> _Player:
    return _Player(re.compile(address, re.ASCII), page, start)


_YOUTUBE = r"(?:(?:www|m)\.)?youtube(?:-nocookie)?\.com"
_YOUTUBE_START = ("start", "&t={start}s")
_PLAYERS = (
    _player(rf"{_YOUTUBE}/embed/live_stream", "https://www.youtube.com/channel/{channel}/live"),
    _player(rf"{_YOUTUBE}/embed(?:/videoseries)?/?", "https://www.youtube.com/playlist?list={list}"),
    _player(
        rf"{_YOUTUBE}/(?:embed|v)/(?!videoseries|live_stream)(?P<id>[\w-]+)",
        "https://www.youtube.com/watch?v={id}&list={list}",
        _YOUTUBE_START,
    ),
    _player(
        rf"{_YOUTUBE}/(?:embed|v)/(?!videoseries|live_stream)(?P<id>[\w-]+)",
        "https://www.youtube.com/watch?v={id}",
        _YOUTUBE_START,
    ),
    _player(r"player\.vimeo\.com/video/(?P<id>\d+)", "https://vimeo.com/{id}/{h}"),
    _player(r"player\.vimeo\.com/video/(?P<id>\d+)", "https://vimeo.com/{id}"),
    _player(r"vimeo\.com/event/(?P<id>\d+)/embed(?:/(?P<h>\w+))?", "https://vimeo.com/event/{id}/{h}"),
    _player(r"vimeo\.com/event/(?P<id>\d+)/embed", "https://vimeo.com/event/{id}"),
    _player(r"vimeo\.com/(?:showcase|album)/(?P<id>\d+)/embed\w*", "https://vimeo.com/showcase/{id}"),
    _player(
        r"(?:www\.)?dailymotion\.com/embed/(?P<kind>video|playlist)/(?P<id>\w+)",
        "https://www.dailymotion.com/{kind}/{id}",
        ("start", "?start={start}"),
    ),
    _player(
        r"geo\.dailymotion\.com/player(?:/\w+)?\.html",
        "https://www.dailymotion.com/video/{video}",
        ("startTime", "?start={start}"),
    ),
    _player(r"geo\.dailymotion\.com/player(?:/\w+)?\.html", "https://www.dailymotion.com/playlist/{playlist}"),
    _player(r"player\.twitch\.tv/?", "https://www.twitch.tv/videos/{video}", ("time", "?t={start}")),
    _player(r"player\.twitch\.tv/?", "https://www.twitch.tv/{channel}"),
    _player(r"clips\.twitch\.tv/embed", "https://clips.twitch.tv/{clip}"),
    _player(r"w\.soundcloud\.com/player/?", "{url:https://soundcloud.com/}"),
    _player(
        r"open\.spotify\.com/embed(?:-podcast)?/(?P<kind>\w+)/(?P<id>\w+)",
        "https://open.spotify.com/{kind}/{id}",
    ),
    _player(
        r"embed\.(?P<site>podcasts|music)\.apple\.com(?P<path>/[\w/.%-]+)", "https://{site}.apple.com{path}"
    ),
    _player(r"widget\.deezer\.com/widget/\w+/(?P<kind>\w+)/(?P<id>\d+)", "https://www.deezer.com/{kind}/{id}"),
    _player(
        r"(?:www\.)?facebook\.com/(?:v[\d.]+/)?plugins/(?:video|post)\.php", "{href:https://www.facebook.com/}"
    ),
    _player(r"platform\.twitter\.com/embed/[Tt]weet\.html", "https://twitter.com/i/status/{id}"),
    _player(r"(?:www\.)?instagram\.com/(?P<kind>p|reel|tv)/(?P<id>[\w-]+)/embed(?:/captioned)?/?",
            "https://www.instagram.com/{kind}/{id}/"),
    _player(r"codepen\.io/(?P<who>[\w-]+)/embed/(?:preview/)?(?P<id>\w+)", "https://codepen.io/{who}/pen/{id}"),
    _player(r"embed(?:-ssl)?\.ted\.com/talks/(?P<path>[\w/.-]+)", "https://www.ted.com/talks/{path}"),
    _player(r"(?:www\.)?loom\.com/embed/(?P<id>\w+)", "https://www.loom.com/share/{id}"),
    _player(r"streamable\.com/[eos]/(?P<id>\w+)", "https://streamable.com/{id}"),
    _player(r"archive\.org/embed/(?P<id>[\w.-]+)", "https://archive.org/details/{id}"),
    _player(r"odysee\.com/\$/embed/(?P<path>[\w@:/.%-]+)", "https://odysee.com/{path}"),
    _player(r"(?P<host>[\w.-]+)/videos/embed/(?P<id>[\w-]+)", "https://{host}/videos/watch/{id}"),
)  # fmt: skip
"""Every player that is known. The first whose address matches, and whose page can be filled in, is taken."""

_FIELD = re.compile(r"\{(\w+)(?::([^}]*))?\}")
_TIME = re.compile(r"[0-9]{1,6}|(?:[0-9]{1,3}h)?(?:[0-9]{1,3}m)?(?:[0-9]{1,3}s)?")


def page_of(url: str) -> str:
    """Return the page that shows the same as the player at an absolute http or https URL; the URL itself if
    no such page is known.
    """
    parts = urlsplit(url)
    address = f"{parts.hostname or ''}{parts.path}"
    for player in _PLAYERS:
        if not (found := player.address.fullmatch(address)):
            continue
        values = _parameters(parts.query) | {k: v for k, v in found.groupdict().items() if v}
        if (page := _fill(player.page, values)) is None:
            continue
        if player.start and (start := values.get(player.start[0])) and _TIME.fullmatch(start):
            page += player.start[1].format(start=start)
        if parts.fragment.startswith("t=") and _TIME.fullmatch(parts.fragment[2:]):
            page += f"#{parts.fragment}"
        return page
    return url


def _parameters(query: str) -> dict[str, str]:
    try:
        return {name: given[0] for name, given in parse_qs(query, max_num_fields=100).items()}
    except ValueError:  # more parameters than any player has
        return {}


def _fill(template: str, values: dict[str, str]) -> str | None:
    """Return the template filled in, None if a value is missing. A field with a colon is a URL that has to
    begin with what follows it.
    """
    page = ""
    end = 0
    for field in _FIELD.finditer(template):
        value = values.get(field[1])
        if not value:
            return None
        if field[2]:
            if not value.startswith(field[2]):
                return None
            try:
                value = urls.web(value)
            except ValueError:
                return None
        page += template[end : field.start()] + (value if field[2] else quote(value, safe="/:@%"))
        end = field.end()
    return page + template[end:]
