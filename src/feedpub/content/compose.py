"""A record -> the content of its entry: the body, or what a reader can show in its place.

Responsible for which parts content has and in which order, and for their HTML. Not for the body's own markup.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING

from feedpub.content import dates, html, text, urls

if TYPE_CHECKING:
    from datetime import tzinfo

    from feedpub.config import Config
    from feedpub.records import Record

_MAX_NOTE_TITLE = 80  # characters
_MAX_NOTE_HTML = 4_000
_TAG = re.compile("<[^>]*>?")
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def content(record: Record, config: Config) -> str:
    """Return an entry's content as safe HTML, never empty: the body, after its first image if it shows none,
    else excerpt, first image and source; then related coverage. On a site that is written from right to left
    an element around it all says so.
    """
    place = place_of(record, config)
    body = html.body(record.body, place) if config.content == "full" else ""
    if html.is_blank(body):
        body = ""
    video = next(iter(html.embedded_pages(record.embed_html, place)), None) if record.embed_html else None
    parts = []
    if body:
        if video:
            parts.append(_picture(record, video) or _paragraph_link(video, record.title or video))
        elif record.embed_html:
            parts.append(html.fragment(record.embed_html, place))
        elif config.lead_image and "<img" not in body:
            parts.append(_picture(record, None))
        parts.append(body)
    else:
        parts.extend(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs(record.excerpt))
        target = video or record.link
        picture = _picture(record, target)
        if picture:
            parts.append(picture)
        elif video:
            parts.append(_paragraph_link(video, record.title or video))
        if record.embed_html and not video and config.content == "full":
            parts.append(html.fragment(record.embed_html, place))
        parts.append(_source(record))
    if record.related:
        parts.append(_related(record, config.zone))
    shown = "\n".join(filter(None, parts)) or f"<p>{escape(record.title, quote=False)}</p>"
    language = config.site.language
    if text.direction(language) == "ltr":
        return shown
    return f'<div dir="rtl" lang="{escape(language)}">\n{shown}\n</div>'


def place_of(record: Record, config: Config) -> html.Place:
    """Return where a record's markup stands: on the record's own page if it is on the site, else on the
    site's.
    """
    if record.link and _on_site(urls.host(config.site.url)).match(record.link):
        return html.Place(record.link, record.id, record.link)
    return html.Place(urls.folder(config.site.url), record.id)


@lru_cache(maxsize=16)
def _on_site(host: str) -> re.Pattern[str]:
    """Return how URLs of a site's hosts begin: its own, those below it or above it, with and without www.
    Taking each link apart would cost more than everything else here.
    """
    labels = host.removeprefix("www.").split(".")
    if ":" in host or labels[-1].isdigit() or len(labels) < 2:  # an address, or a name of this network
        hosts = re.escape(host)
    else:
        above = [re.escape(".".join(labels[first:])) for first in range(1, len(labels) - 1)]
        below = rf"(?:[\w-]+\.)*{re.escape('.'.join(labels))}"
        hosts = "|".join((below, *(rf"(?:www\.)?{name}" for name in above)))
    return re.compile(rf"https?://\[?(?:{hosts})\]?(?:[:/?#]|\Z)", re.IGNORECASE)


def note_title(record: Record, content: str) -> str:
    """Return the beginning of the text of a record without a title, for places that need one."""
    plain = record.excerpt or unescape(_TAG.sub(" ", content[:_MAX_NOTE_HTML]))
    line = text.one_line(plain)
    if len(line) <= _MAX_NOTE_TITLE:
        return line or record.link or record.id
    start = line[:_MAX_NOTE_TITLE]
    return (start.rpartition(" ")[0].rstrip(",;:") or start) + "…"


def summary_html(excerpt: str) -> str:
    """Return an excerpt as HTML, for places that are HTML by definition: paragraphs if it has several, else
    only the text, escaped.
    """
    parts = paragraphs(excerpt) if "\n" in excerpt else []
    if len(parts) > 1:
        return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts)
    return escape(excerpt, quote=False)


def paragraphs(excerpt: str) -> list[str]:
    """Return the paragraphs of a plain text: empty lines are between them."""
    return [part.strip() for part in _EMPTY_LINES.split(excerpt) if part.strip()]


def _picture(record: Record, target: str | None) -> str:
    if not record.images:
        return ""
    image = record.images[0]
    size = "".join(
        f' {name}="{side}"' for name, side in (("width", image.width), ("height", image.height)) if side
    )
    picture = f'<img src="{escape(image.url)}" alt="{escape(image.title or record.title)}"{size}>'
    return f'<p><a href="{escape(target)}">{picture}</a></p>' if target else f"<p>{picture}</p>"


def _paragraph_link(url: str, label: str) -> str:
    return f'<p><a href="{escape(url)}">{escape(label, quote=False)}</a></p>'


def _source(record: Record) -> str:
    name = record.provider.name if record.provider else ""
    link = record.link
    if not name and not link:
        return ""
    label = escape(name or urls.host(link or ""), quote=False)
    return f'<p>Source: <a href="{escape(link)}">{label}</a></p>' if link else f"<p>Source: {label}</p>"


def _related(record: Record, zone: tzinfo) -> str:
    items = []
    for related in record.related:
        day = None if related.published is None else dates.day(related.published, zone)
        where = ", ".join(filter(None, (related.provider, day)))
        note = f" ({escape(where, quote=False)})" if where else ""
        items.append(
            f'<li><a href="{escape(related.url)}">{escape(related.title, quote=False)}</a>{note}</li>'
        )
    return "<h2>Related coverage</h2>\n<ul>\n" + "\n".join(items) + "\n</ul>"
