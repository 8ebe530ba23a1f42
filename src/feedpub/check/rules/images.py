"""Images in HTML: whether readers, which run no scripts, can show them.

Responsible for placeholders that a script of the page would replace, and for the URLs in `srcset`. Not for
any other attribute (`rules.html`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LAZY = re.compile(
    r"data-(?:lazy-|lazyload-|defer-|echo-|hi-res-|real-|actual-|main-|td-)?(?:src|srcset|src-?(?:retina|fg|medium|large|small)|bg|img"
    r"|image|img-url|img-src|url|lazy|original|original-src|echo|lazyload|defer)"
)
_NO_ADDRESS = frozenset({"", "#", "about:blank", "//:0", "/", "data:,"})
_PLACEHOLDER_NAME = re.compile(
    r"(?:^|[/_.-])(?:place-?holder|lazy-?(?:load(?:er|ing)?)?|spinner|loader|loading|blank|spacer|transparent|trans|empty"
    r"|pixel|dummy|preload(?:er)?|clear|1x1|grey|gray|white)(?=[_.-]|\d|$)[^/?#]*(?=[?#]|$)",
    re.IGNORECASE,
)
_DOT = re.compile(r";base64,(?:R0lGODlhAQABA|R0lGODdhAQABA|iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB)")
"""The beginning of a GIF or PNG of one pixel."""

_MAX_NAME_CHARACTERS = 200

_CANDIDATE = re.compile(r"[\s,]*+(\S++)")


def is_placeholder(attributes: Mapping[str, str]) -> bool:
    """Whether an image's `src` only holds the place of the image, whose address a script would put there.

    The attributes' names are in lower case.
    """
    src = attributes.get("src", "").strip()
    lazy = any(_LAZY.fullmatch(name) and attributes[name].strip() for name in attributes)
    if src in _NO_ADDRESS:
        return lazy
    if src[:11].lower() == "data:image/":
        return lazy or _DOT.search(src, 11, 100) is not None
    return lazy and _PLACEHOLDER_NAME.search(src[-_MAX_NAME_CHARACTERS:]) is not None


def urls_of(srcset: str) -> Iterator[str]:
    """Yield the URLs of a `srcset` (HTML Living Standard §4.8.4.2.2)."""
    offset = 0
    while found := _CANDIDATE.match(srcset, offset):
        url = found[1]
        offset = found.end()
        if url.rstrip(","):
            yield url.rstrip(",")
        if not url.endswith(","):
            offset = srcset.find(",", offset)
            if offset < 0:
                return
