"""Tags as `sanitizer.normalize` writes them -> tokens: every element closed, every value quoted.

Not for HTML of any other origin.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# An atomic group, since Python 3.11.2 goes on at a wrong place after a possessive group whose last try fails.
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9-]*+)((?>(?: [a-z-]++="[^"]*+")*))>|[^<]++|<')
ATTRIBUTE = re.compile(r' ([a-z-]++)="([^"]*+)"')
RAW = frozenset(("iframe", "noscript"))  # their content is text to browsers with scripts


def tokens(markup: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield texts and tags, start tags with the content of an element that holds text only."""
    at, size = 0, len(markup)
    while at < size and (token := _TOKEN.match(markup, at)):
        at = token.end()
        raw = ""
        if token[2] in RAW and not token[1]:
            end = markup.find(f"</{token[2]}>", at)
            end = size if end < 0 else end
            raw = markup[at:end]
            at = end + len(token[2]) + 3
        yield token, raw


def read_attributes(written: str) -> dict[str, str]:
    """Return the attributes of a start tag as `sanitizer.normalize` wrote them."""
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(written)} if written else {}
