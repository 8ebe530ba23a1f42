"""JSON Feed 1.1. What it has no word for stands in `_feedpub`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from feedpub import dates
from feedpub.feeds import folder_url
from feedpub.formats import FILES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.config import Config
    from feedpub.entries import Author, Entry
    from feedpub.feeds import Feed
    from feedpub.records import Related

FILE = FILES["json"]
MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"

_json = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make an encoder at each call


def entry(entry: Entry) -> str:
    """Return the entry as an item, on one line."""
    item = {
        "id": entry.id,
        "url": entry.link,
        "external_url": entry.external,
        "title": entry.title,
        "content_html": entry.content,
        "summary": entry.summary,
        "image": entry.images[0].url if entry.images else None,
        "date_published": dates.rfc3339(entry.published),
        "date_modified": dates.rfc3339(entry.updated),
        "authors": [_author(author) for author in entry.authors],
        "tags": [category.label for category in entry.categories],
        "_feedpub": _present(
            {
                "type": entry.type,
                "category": entry.category,
                "quality": entry.quality,
                "heat": entry.heat,
                "related": [_related(related) for related in entry.related],
            }
        ),
    }
    return "    " + _json(_present(item))


def document(feed: Feed, config: Config, entries: Iterable[str]) -> bytes:
    """Return the feed as a JSON Feed with these items."""
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
    items = ",\n".join(entries)
    listed = f"[\n{items}\n  ]" if items else "[]"
    return ("{\n" + "".join(lines) + f'  "items": {listed}\n}}\n').encode()


def _author(author: Author) -> dict[str, Any]:
    return _present({"name": author.name, "url": author.url, "avatar": author.avatar})


def _related(related: Related) -> dict[str, Any]:
    published = None if related.published is None else dates.rfc3339(related.published)
    return _present(
        {
            "title": related.title,
            "url": related.url,
            "date_published": published,
            "provider": related.provider,
            "type": related.type,
        }
    )


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that have something in them: JSON Feed has no nulls."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
