"""The snippets that other sites paste to embed a feed, in three ways.

Responsible for the snippets' text, complete and escaped. Not for the documents that they load: embed.js,
embed.html and fragment.html.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from feedpub.outputs.addresses import folder_url
from feedpub.outputs.assets import static
from feedpub.outputs.json_feed import JSON_FEED

if TYPE_CHECKING:
    from feedpub.config import Config
    from feedpub.feeds import Feed


class Snippet(NamedTuple):
    """A way of embedding: its name, when to choose it, and the text to paste."""

    name: str
    purpose: str
    text: str


def embedding_snippets(feed: Feed, config: Config) -> list[Snippet]:
    """Return the snippets for a feed that are possible with the config's formats."""
    folder = folder_url(config, feed.slug)
    snippets = [
        Snippet("A frame", "works anywhere, and can do nothing to the page round it", _frame(feed, folder)),
        Snippet(
            "A server-side include",
            "puts the list into the page itself, without a script",
            f'<!-- every hour: curl -fsS -o feed.html.new "{escape(folder)}fragment.html"'
            ' && mv feed.html.new feed.html -->\n<!--#include virtual="feed.html" -->\n',
        ),
    ]
    if JSON_FEED.name in config.formats:
        snippets.insert(1, Snippet("An element", "takes the page's own look", _element(feed, folder, config)))
    return snippets


def integrity() -> str:
    """Return the hash of embed.js, for an integrity attribute (Subresource Integrity §3.1)."""
    script = static("embed.js").encode()
    return f"sha384-{base64.b64encode(hashlib.sha384(script).digest()).decode()}"


def _frame(feed: Feed, folder: str) -> str:
    return (
        f'<iframe src="{escape(folder)}embed.html" title="{escape(feed.title)}" width="100%" height="420"\n'
        '  sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" loading="lazy"\n'
        '  referrerpolicy="no-referrer" style="border: 0"></iframe>\n'
    )


def _element(feed: Feed, folder: str, config: Config) -> str:
    return (
        f'<script src="{escape(config.site.feeds_url)}embed.js" integrity="{integrity()}"\n'
        '  crossorigin="anonymous" async></script>\n'
        f'<feedpub-feed src="{escape(folder)}{JSON_FEED.file}" limit="5" heading-level="2">\n'
        f'  <a href="{escape(feed.page)}">{escape(feed.title, quote=False)}</a>\n'
        "</feedpub-feed>\n"
    )
