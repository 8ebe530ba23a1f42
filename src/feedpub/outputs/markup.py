"""Plain text as XML, escaped."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

_LIKE_A_TAG = re.compile("<[a-zA-Z/!?]")


def text(content: str) -> str:
    """Return plain text as XML 1.0 §2.4 writes it; a carriage return would be a line feed (§2.11)."""
    content = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return content.replace("\r", "&#13;") if "\r" in content else content


cached_text = lru_cache(maxsize=256)(text)
"""The same for long texts that several outputs show: enough for the entries of a batch."""


def looks_like_markup(content: str) -> bool:
    """Return whether readers may take a plain text for HTML: it holds a tag or a character reference."""
    return bool(_LIKE_A_TAG.search(content)) or ("&" in content and unescape(content) != content)


def rss_title(content: str) -> str:
    """Return plain text as an RSS title: < and & are hexadecimal references, which readers decode once (RSS
    Best Practices Profile, "Character Data").
    """
    written = text(content)
    return written.replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;") if "&" in written else written


def attribute(value: str) -> str:
    """Return plain text as an attribute's value; line ends would be read as spaces (XML 1.0 §3.3.3)."""
    value = text(value).replace('"', "&quot;")
    return value if value.isprintable() else value.replace("\n", "&#10;").replace("\t", "&#9;")
