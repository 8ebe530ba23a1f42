"""Redirects from the feeds of renamed topics to those that they are now, for servers that read such files.

Responsible for the syntax of `_redirects`, which static hosts read, and of a map that nginx includes. Not for
which feeds moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from feedpub.outputs import registry
from feedpub.outputs.addresses import folder_url
from feedpub.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedpub.config import Config
    from feedpub.outputs.output import FeedListing


def _moves(config: Config, listings: Sequence[FeedListing]) -> Iterator[tuple[str, str]]:
    """Yield the path of each folder that moved, and of the one that it is now; both end with a slash."""
    for listing in listings:
        if move := listing.feed.moved:
            old, new = folder_url(config, listing.feed.slug), folder_url(config, move.slug)
            yield urlsplit(old).path, urlsplit(new).path


def _static_hosts(config: Config, listings: Sequence[FeedListing]) -> bytes:
    """Return a line for each folder: from, to, status."""
    lines = ["# The feeds of renamed topics; written by feedpub."]
    lines += [f"{old}* {new}:splat 301" for old, new in _moves(config, listings)]
    return "".join(f"{line}\n" for line in lines).encode()


def _nginx_map(config: Config, listings: Sequence[FeedListing]) -> bytes:
    """Return a line for each document: nginx compares with paths that are decoded."""
    files = ["", *(output.file for output in registry.feed_outputs(config))]
    lines = ["# The feeds of renamed topics; written by feedpub. map $uri $moved { include redirects.map; }"]
    for old, new in _moves(config, listings):
        lines += [f"{_quote(unquote(old) + file)} {_quote(new + file)};" for file in files]
    return "".join(f"{line}\n" for line in lines).encode()


def _quote(text: str) -> str:
    """Return a text as a string of nginx's, in which no variable is meant."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "%24")
    return f'"{escaped}"'


REDIRECTS = Output(
    name="redirects",
    title="Redirects for static hosts",
    scope="site",
    file="_redirects",
    media_type="text/plain; charset=utf-8",
    lists="moved",
    site_document=_static_hosts,
)
NGINX_MAP = Output(
    name="nginx-redirects",
    title="Redirects for nginx",
    scope="site",
    file="redirects.map",
    media_type="text/plain; charset=utf-8",
    lists="moved",
    site_document=_nginx_map,
)
