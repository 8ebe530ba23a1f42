"""JSON Feed 1.1. Fields that the format has no member for are in `_feedpub`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import msgspec

from feedpub.content import dates
from feedpub.outputs.addresses import folder_url
from feedpub.outputs.frame import Frame
from feedpub.outputs.members import Written, array_pattern, object_pattern
from feedpub.outputs.output import Acceptor, Fragment, Output
from feedpub.outputs.values import (
    JSON_DATE,
    JSON_FILLED_STRING,
    JSON_LANGUAGE,
    JSON_SERVED,
    JSON_SPACE,
    JSON_STRING,
    JSON_WEB,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.config import Config
    from feedpub.content.entries import Entry
    from feedpub.selection.feeds import Feed

VERSION = "https://jsonfeed.org/version/1.1"

_encode_json = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make an encoder at each call
_encode_item = msgspec.json.Encoder().encode


class _Object(msgspec.Struct, omit_defaults=True, gc=False):
    """An object whose members that have no value are left out: JSON Feed has no nulls."""


class _Author(_Object, gc=False):
    """The author of an item, or of the feed (JSON Feed 1.1, "authors")."""

    name: str
    url: Annotated[str | None, Written(JSON_WEB)] = None
    avatar: Annotated[str | None, Written(JSON_WEB)] = None


class _Related(_Object, gc=False):
    """Related coverage."""

    title: str
    url: str
    date_published: str | None = None
    provider: str | None = None
    type: str | None = None


class _Extension(_Object, gc=False):
    """The fields of an item that JSON Feed has no members for."""

    type: str | None = None
    category: str | None = None
    quality: float | None = None
    heat: float | None = None
    related: list[_Related] = []


class _Item(_Object, gc=False):
    """JSON Feed 1.1, "items"."""

    id: Annotated[str, Written(JSON_FILLED_STRING)]
    url: Annotated[str | None, Written(JSON_WEB)] = None
    external_url: Annotated[str | None, Written(JSON_WEB)] = None
    title: str = ""
    content_html: Annotated[str, Written(JSON_STRING, needed=True)] = ""
    summary: str = ""
    image: Annotated[str | None, Written(JSON_WEB)] = None
    date_published: Annotated[str, Written(JSON_DATE)] = ""
    date_modified: Annotated[str, Written(JSON_DATE)] = ""
    authors: list[_Author] = []
    tags: list[str] = []
    extension: _Extension | None = msgspec.field(name="_feedpub", default=None)


class _FeedExtension(_Object, gc=False):
    """The fields of a feed that JSON Feed has no members for."""

    generator: str
    topic: str | None = None
    rights: str | None = None
    moved_to: str | None = None


class _Member(NamedTuple):
    """A member of the feed's own: its name, its value, the pattern of those that are certainly valid, and
    whether JSON Feed needs it.
    """

    name: str
    value: Callable[[Feed, Config], Any]
    pattern: str
    needed: bool = False


_FILE = "feed.json"
_HEAD = (  # JSON Feed 1.1, "Top-level"
    _Member("version", lambda _feed, _config: VERSION, r'"https://jsonfeed\.org/version/1\.1"', needed=True),
    _Member("title", lambda feed, _config: feed.title, JSON_FILLED_STRING, needed=True),
    _Member("home_page_url", lambda feed, _config: feed.page, JSON_SERVED),
    _Member("feed_url", lambda feed, config: folder_url(config, feed.slug) + _FILE, JSON_SERVED),
    _Member("description", lambda feed, _config: feed.description, JSON_STRING),
    _Member("icon", lambda _feed, config: config.site.logo or config.site.icon, JSON_WEB),
    _Member("favicon", lambda _feed, config: config.site.icon, JSON_WEB),
    _Member("authors", lambda _feed, config: [_publisher(config)], array_pattern(object_pattern(_Author))),
    _Member("language", lambda _feed, config: config.site.language, JSON_LANGUAGE),
    _Member(
        "_feedpub",
        lambda feed, config: _FeedExtension(
            "feedpub",
            feed.topic or None,
            config.site.rights or None,
            folder_url(config, feed.moved.slug) + _FILE if feed.moved else None,
        ),
        object_pattern(_FeedExtension),
    ),
)


def _write_item(entry: Entry) -> str:
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
        _extension(entry),
    )
    return f"\n    {_encode_item(item).decode()}"


def _extension(entry: Entry) -> _Extension | None:
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
    extension = _Extension(record.type, record.category, record.quality, record.heat, related)
    return None if extension == _Extension() else extension


def _publisher(config: Config) -> _Author:
    author = config.site.author
    return _Author(author.name, author.url or None) if author else _Author(config.site.title)


def _frame(feed: Feed, config: Config) -> Frame:
    """Return what precedes and follows the feed's items: each member on a line of its own."""
    lines = []
    for member in _HEAD:
        value = member.value(feed, config)
        if isinstance(value, list):
            value = [msgspec.to_builtins(each) for each in value]
        elif isinstance(value, msgspec.Struct):
            value = msgspec.to_builtins(value)
        if value not in (None, ""):
            lines.append(f"  {_encode_json(member.name)}: {_encode_json(value)},\n")
    return Frame(f'{{\n{"".join(lines)}  "items": ['.encode(), b"\n  ]\n}\n")


def _head_pattern() -> str:
    pattern = rf"\{{{JSON_SPACE}"
    for member in _HEAD:
        line = rf'"{member.name}": ?{member.pattern},{JSON_SPACE}'
        pattern += line if member.needed else f"(?:{line})?"
    return rf'{pattern}"items": ?\[{JSON_SPACE}'


JSON_FEED = Output(
    name="json",
    title="JSON Feed",
    scope="feed",
    file=_FILE,
    media_type="application/feed+json",
    fragment=Fragment("json", _write_item),
    frame=_frame,
    separator=b",",
    checked_as="json",
    acceptor=Acceptor(
        "json",
        f"{JSON_SPACE}{object_pattern(_Item)}{JSON_SPACE}",
        _head_pattern(),
        rf"{JSON_SPACE}\]{JSON_SPACE}\}}{JSON_SPACE}",
    ),
)
