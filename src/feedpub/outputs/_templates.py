"""Templates and static files -> documents. Templates are given text, and escape all of it.

Text that is known to be safe already is marked as such here, and nowhere else: entries' fragments that
templates rendered before, and this package's own styles and scripts.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feedpub.content import dates
from feedpub.content.text import direction
from feedpub.outputs import registry
from feedpub.outputs.addresses import folder_url
from feedpub.outputs.assets import MARK, static

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.config import Config
    from feedpub.content.entries import Entry
    from feedpub.selection.feeds import Feed


def render_entry(macro: str, entry: Entry) -> str:
    """Return an entry as HTML, by a macro of entry.html; its links are http or https."""
    return str(_macro(macro)(entry))


def render(template: str, config: Config, **values: object) -> bytes:
    """Return a document rendered by a template; the site, its zone and its direction are among the values."""
    text = (
        _environment()
        .get_template(template)
        .render(site=config.site, direction=direction(config.site.language), zone=config.zone, **values)
    )
    return f"{text.rstrip()}\n".encode()


def as_markup(fragments: Sequence[str]) -> list[Markup]:
    """Return fragments that `render_entry` rendered as text that isn't to be escaped again."""
    return [Markup(text) for text in fragments]  # noqa: S704 - they are escaped


def describe_formats(config: Config, feed: Feed) -> list[dict[str, str]]:
    """Return the name, address and media type of each of a feed's formats: those of the feed that it is now,
    if its topic was renamed.
    """
    folder = folder_url(config, feed.moved.slug if feed.moved else feed.slug)
    return [
        {
            "key": output.name,
            "name": output.title,
            "file": folder + output.file if feed.moved else output.file,
            "url": folder + output.file,
            "type": output.media_type,
        }
        for output in registry.formats(config)
    ]


@cache
def _macro(name: str) -> Any:
    return getattr(_environment().get_template("entry.html").module, name)


def _web(url: str | None) -> str | None:
    """Return the URL if it is http or https; a page links to nothing else."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def _hash(text: str) -> str:
    """Return the source expression for an inline style or script (CSP Level 3 §2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("feedpub.outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        mark=MARK.decode(),
        own=lambda name: Markup(static(name)),  # noqa: S704 - the package's own file
        hash_of=lambda name: _hash(static(name)),
    )
    environment.filters.update(day=dates.day, rfc3339=dates.rfc3339, web=_web)
    return environment
