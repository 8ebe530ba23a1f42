"""Which image an `img` shows once the page's scripts have run.

Responsible for telling placeholders from images, and for `srcset`. Not for markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from feedpub.content import urls
from feedpub.content.vocabulary import LAZY_ADDRESSES, LAZY_SETS

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACEHOLDER = re.compile(
    r"(?:^|[/_.-])(?:1x1|ajax-loader|blank|clear|dummy|gr[ae]y|lazy(?:[_-]?load(?:er|ing)?)?|load(?:er|ing)?"
    r"|pixel|placeholder|spacer|spinner|transparent|trans)(?:[_.-][\w.-]{0,40})?\.(?:gif|png|svg|webp|jpe?g|avif)"
    r"(?:[?#]|$)",
    re.IGNORECASE,
)
_CANDIDATE = re.compile(r"[\s,]*([^\s,](?:[^\s]*[^\s,])?)(?:\s+([0-9.]+)([wx])(?:\s+[0-9]+h)?)?\s*(?:,|$)")
_WIDEST = 2_000  # pixels; wider ones cost readers more than they show
_MAX_CANDIDATES = 50


class WrittenImage(NamedTuple):
    """An image that was written: its place in the output, its URL, and whether it is there for a script."""

    at: int
    url: str | None
    is_placeholder: bool


def is_placeholder(url: str) -> bool:
    """Return whether an image's URL looks like that of an image shown while the real one loads."""
    return _PLACEHOLDER.search(url) is not None


def is_pixel(attributes: Mapping[str, str]) -> bool:
    """Return whether an image is one pixel that counts visits."""
    return {attributes.get("width"), attributes.get("height")} <= {"0", "1"}


def choose(attributes: Mapping[str, str], others: list[str], base: str) -> tuple[str | None, bool]:
    """Return the URL of the image, None if there is none, and whether it is only a placeholder.

    `others` are the URLs of the `picture` around it.
    """
    for name in LAZY_ADDRESSES:
        if url := _web(base, attributes.get(name, "")):
            return url, False
    source = attributes.get("src", "").strip()
    own = _web(base, source)
    if own and not is_placeholder(own):
        return own, False
    for url in (*candidates(attributes), *others):
        if found := _web(base, url):
            return found, False
    return own, True


def candidates(attributes: Mapping[str, str]) -> list[str]:
    """Return the URLs of an element's sets of images, of each set the best one."""
    found = [best for name in LAZY_SETS if (best := _best(attributes.get(name, "")))]
    return [*found, *(attributes[name] for name in LAZY_ADDRESSES if attributes.get(name))]


def _best(srcset: str) -> str | None:
    """Return the widest image of a set that isn't too wide for readers, else the first (HTML Living Standard
    §4.8.4.2.1).
    """
    best, widest, at = None, -1.0, 0
    for _ in range(_MAX_CANDIDATES):
        found = _CANDIDATE.match(srcset, at)
        if not found:
            break
        at = found.end()
        if found[1].startswith("data:"):
            continue
        try:
            size = float(found[2] or 1) * (1 if found[3] == "w" else 640)
        except ValueError:
            continue
        if best is None or widest < size <= _WIDEST:
            best, widest = found[1], size
        if at >= len(srcset):
            break
    return best


def _web(base: str, written: str) -> str | None:
    if not written.strip():
        return None
    url = urls.relative(base, written)
    return url if url and url[:4].lower() == "http" else None
