"""JSON Feed 1.1. What it has no word for stands in `_feedpub`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from feedpub.check import Frame
from feedpub.content import dates
from feedpub.feeds import folder_url
from feedpub.formats import FILES

if TYPE_CHECKING:
    from feedpub.config import Config
    from feedpub.content.entries import Entry
    from feedpub.feeds import Feed

FILE = FILES["json"]
MEDIA_TYPE = "application/feed+json"
SEPARATOR = b","
VERSION = "https://jsonfeed.org/version/1.1"

_json = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make an encoder at each call
_item = msgspec.json.Encoder().encode


class _Object(msgspec.Struct, omit_defaults=True, gc=False):
    """An object of which only what has a value is written: JSON Feed has no nulls."""


class _Author(_Object, gc=False):
    """Who wrote an item, or publishes the feed (JSON Feed 1.1, "authors")."""

    name: str
    url: str | None = None
    avatar: str | None = None


class _Related(_Object, gc=False):
    """Related coverage."""

    title: str
    url: str
    date_published: str | None = None
    provider: str | None = None
    type: str | None = None


class _Own(_Object, gc=False):
    """What feedpub says of an item beyond JSON Feed."""

    type: str | None = None
    category: str | None = None
    quality: float | None = None
    heat: float | None = None
    related: list[_Related] = []


class _Item(_Object, gc=False):
    """JSON Feed 1.1, "items"."""

    id: str
    url: str | None = None
    external_url: str | None = None
    title: str = ""
    content_html: str = ""
    summary: str = ""
    image: str | None = None
    date_published: str = ""
    date_modified: str = ""
    authors: list[_Author] = []
    tags: list[str] = []
    own: _Own | None = msgspec.field(name="_feedpub", default=None)


def entry(entry: Entry) -> str:
    """Return the entry as an item, on a line of its own."""
    item = _Item(
        entry.id,
        entry.link,
        entry.external,
        entry.record.title,
        entry.content,
        entry.summary,
        entry.images[0].url if entry.images else None,
        dates.rfc3339(entry.published),
        dates.rfc3339(entry.updated),
        [_Author(author.name, author.url, author.avatar) for author in entry.authors],
        [category.label for category in entry.categories],
        _own(entry),
    )
    return f"\n    {_item(item).decode()}"


def frame(feed: Feed, config: Config) -> Frame:
    """Return what stands before and after the feed's items: each key on a line of its own."""
    site = config.site
    author = {
        "name": site.author.name if site.author else site.title,
        "url": site.author.url if site.author else None,
    }
    head = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": folder_url(config, feed.slug) + FILE,
        "description": feed.description,
        "icon": site.logo or site.icon,
        "favicon": site.icon,
        "authors": [_present(author)],
        "language": site.language,
        "_feedpub": _present({"generator": "feedpub", "topic": feed.topic, "rights": site.rights}),
    }
    lines = [f"  {json.dumps(key)}: {_json(value)},\n" for key, value in _present(head).items()]
    return Frame(f'{{\n{"".join(lines)}  "items": ['.encode(), b"\n  ]\n}\n")


def _own(entry: Entry) -> _Own | None:
    related = [
        _Related(
            one.title,
            one.url,
            None if one.published is None else dates.rfc3339(one.published),
            one.provider,
            one.type,
        )
        for one in entry.related
    ]
    record = entry.record
    own = _Own(record.type, record.category, record.quality, record.heat, related)
    return None if own == _Own() else own


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that have something in them: JSON Feed has no nulls."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
