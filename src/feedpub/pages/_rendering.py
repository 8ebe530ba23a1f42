"""Templates and static files -> documents. What templates are given is text; they escape it all.

What is known to be safe already is marked as such here, and nowhere else: entries' texts that templates made
before, and this package's own styles and scripts.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feedpub.content import dates, text
from feedpub.feeds import folder_url
from feedpub.formats import FILES, of_name
from feedpub.pages import MARK, Listed, Texts, snippets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.content.entries import Entry
    from feedpub.feeds import Feed

_FORMAT_NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}


def entry(entry: Entry) -> Texts:
    """Return an entry as HTML."""
    macros: Any = _environment().get_template("entry.html").module
    return Texts(str(macros.card(entry)), str(macros.item(entry)))


def of_feed(file: str, feed: Feed, config: Config, entries: Sequence[Texts]) -> bytes:
    """Return a document of a feed's folder."""
    texts = [each.card if file == "index.html" else each.item for each in entries]
    return _document(
        f"feed/{file}",
        config,
        feed=feed,
        formats=_formats(config, feed),
        entries=[Markup(text) for text in texts],  # noqa: S704 - made by `entry`
        snippets=snippets.of_feed(feed, config) if file == "index.html" else None,
    )


def of_site(file: str, config: Config, feeds: Sequence[Listed]) -> bytes:
    """Return a document of the output folder itself."""
    if file.endswith((".css", ".js")):
        return static(file).encode()
    listed = [(*each, _formats(config, each.feed)) for each in feeds]
    return _document(f"site/{file}", config, feeds=listed)


@cache
def static(name: str) -> str:
    """Return a file of the package that is published, or put into pages, as it is."""
    return (resources.files("feedpub.pages") / "static" / name).read_text("utf-8")


def _document(template: str, config: Config, **given: object) -> bytes:
    made = (
        _environment()
        .get_template(template)
        .render(site=config.site, direction=text.direction(config.site.language), zone=config.zone, **given)
    )
    return f"{made.rstrip()}\n".encode()


def _formats(config: Config, feed: Feed) -> list[dict[str, str]]:
    """Return what pages say of each of a feed's documents."""
    folder = folder_url(config, feed.slug)
    return [
        {
            "key": name,
            "name": _FORMAT_NAMES[name],
            "file": FILES[name],
            "url": folder + FILES[name],
            "type": of_name(name).MEDIA_TYPE,
        }
        for name in config.formats
    ]


def _web(url: str | None) -> str | None:
    """Return the URL if it is http or https; a page links to nothing else."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def _hash(text: str) -> str:
    """Return what a Content-Security-Policy allows an inline style or script by (CSP Level 3 §2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("feedpub.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        mark=MARK.decode(),
        own=lambda name: Markup(static(name)),  # noqa: S704 - the package's own file
        hash_of=lambda name: _hash(static(name)),
    )
    made.filters.update(day=dates.day, rfc3339=dates.rfc3339, web=_web)
    return made
