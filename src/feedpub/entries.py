"""A Record -> an Entry: what a feed shows of it, the same in every topic's feed and in every format.

Responsible for: content that is worth reading, authors, categories, and which URL is what. Not for any
format's syntax.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from feedpub import dates, html, urls

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.config import Config
    from feedpub.records import Image, Record, Related


class Author(NamedTuple):
    """A person or an organisation; `url` is its site, `avatar` an image."""

    name: str
    url: str | None = None
    avatar: str | None = None


class Category(NamedTuple):
    """A topic: its slug, its name, and the URL of the set of topics that it is from (RFC 4287 §4.2.2)."""

    term: str
    label: str
    scheme: str


class Entry(NamedTuple):
    """What a feed shows of a record. Texts are plain but `content`, which is safe HTML and never empty."""

    id: str
    title: str
    published: int
    updated: int
    link: str | None
    external: str | None
    summary: str
    content: str
    authors: tuple[Author, ...]
    categories: tuple[Category, ...]
    images: tuple[Image, ...]
    related: tuple[Related, ...]
    quality: float | None
    heat: float | None
    type: str | None
    category: str | None


def compile(record: Record, config: Config, category: Callable[[str], Category]) -> Entry:  # noqa: A001
    """Return what feeds show of the record; `category` gives a topic by the name that a record has for it."""
    return Entry(
        id=record.id,
        title=record.title,
        published=record.published,
        updated=record.updated,
        link=record.link,
        external=record.source_url,
        summary=record.excerpt,
        content=_content(record, config),
        authors=_authors(record),
        categories=tuple(map(category, record.topics)),
        images=record.images,
        related=record.related,
        quality=record.quality,
        heat=record.heat,
        type=record.type,
        category=record.category,
    )


def _authors(record: Record) -> tuple[Author, ...]:
    """Return the record's authors, else its provider, with the provider's site."""
    provider = record.provider
    if provider is None:
        return ()
    url = f"https://{provider.domain}/" if provider.domain else None
    if provider.authors:
        return tuple(Author(name, url) for name in provider.authors)
    return (Author(provider.name, url, provider.image),)


def _content(record: Record, config: Config) -> str:
    """Return the body, else what a reader can show in its place: excerpt, first image, source; then related
    coverage.
    """
    base = _base(record, config)
    body = html.body(record.body, base) if config.content == "full" else ""
    video = html.framed(record.embed_html, base) if record.embed_html else None
    parts = []
    if body:
        if video:
            parts.append(_picture(record, video) or _paragraph_link(video, record.title))
        elif record.embed_html:
            parts.append(html.fragment(record.embed_html, base))
        parts.append(body)
    else:
        parts.extend(f"<p>{escape(part, quote=False)}</p>" for part in _paragraphs(record.excerpt))
        target = video or record.link
        picture = _picture(record, target)
        if picture:
            parts.append(picture)
        elif video:
            parts.append(_paragraph_link(video, record.title))
        if record.embed_html and not video and config.content == "full":
            parts.append(html.fragment(record.embed_html, base))
        parts.append(_source(record))
    parts.append(_related(record))
    return "\n".join(filter(None, parts)) or f"<p>{escape(record.title, quote=False)}</p>"


def _base(record: Record, config: Config) -> str:
    """Return what relative URLs in the body are relative to: the record's own page where it is on the site,
    else the site.
    """
    if record.link and _of_host(urls.host(config.site.url)).match(record.link):
        return record.link
    return config.site.url


@lru_cache(maxsize=16)
def _of_host(host: str) -> re.Pattern[str]:
    """Return what URLs of a host begin like: taking each link apart would cost more than all else here."""
    return re.compile(rf"https?://\[?{re.escape(host)}\]?(?:[:/?#]|\Z)", re.IGNORECASE)


def _paragraphs(excerpt: str) -> list[str]:
    return [part.strip() for part in excerpt.split("\n\n") if part.strip()]


def _picture(record: Record, target: str | None) -> str:
    if not record.images:
        return ""
    image = record.images[0]
    size = "".join(
        f' {name}="{side}"' for name, side in (("width", image.width), ("height", image.height)) if side
    )
    made = f'<img src="{escape(image.url)}" alt="{escape(image.title or record.title)}"{size}>'
    return f'<p><a href="{escape(target)}">{made}</a></p>' if target else f"<p>{made}</p>"


def _paragraph_link(url: str, label: str) -> str:
    return f'<p><a href="{escape(url)}">{escape(label, quote=False)}</a></p>'


def _source(record: Record) -> str:
    name = record.provider.name if record.provider else ""
    link = record.link
    if not name and not link:
        return ""
    label = escape(name or urls.host(link or ""), quote=False)
    return f'<p>Source: <a href="{escape(link)}">{label}</a></p>' if link else f"<p>Source: {label}</p>"


def _related(record: Record) -> str:
    if not record.related:
        return ""
    items = []
    for related in record.related:
        where = ", ".join(
            filter(None, (related.provider, dates.day(related.published) if related.published else None))
        )
        note = f" ({escape(where, quote=False)})" if where else ""
        items.append(
            f'<li><a href="{escape(related.url)}">{escape(related.title, quote=False)}</a>{note}</li>'
        )
    return "<h2>Related coverage</h2>\n<ul>\n" + "\n".join(items) + "\n</ul>"
