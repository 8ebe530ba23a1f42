"""XML as text, escaped: what Atom and RSS entries are made of."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.records import Image

_LIKE_A_TAG = re.compile("<[a-zA-Z/!?]")


def text(content: str) -> str:
    """Return plain text as XML 1.0 §2.4 writes it; a carriage return would be a line feed (§2.11)."""
    content = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return content.replace("\r", "&#13;") if "\r" in content else content


def text_construct(name: str, content: str) -> str:
    """Return plain text as an Atom text construct (RFC 4287 §3.1). Text that looks like markup is written as
    HTML, escaped once more, since readers take it for HTML whatever its type is.
    """
    if _LIKE_A_TAG.search(content) or ("&" in content and unescape(content) != content):
        return f'<{name} type="html">{text(escape(content, quote=False))}</{name}>'
    return f"<{name}>{text(content)}</{name}>"


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


@lru_cache(maxsize=64)  # an entry's images are the same in both formats
def media(images: tuple[Image, ...]) -> list[str]:
    """Return an entry's images as Media RSS elements: each as media:content, the first as media:thumbnail
    too.

    No media:group: a group holds renditions of one object, these are different ones (Media RSS 1.5.1,
    media:group).
    """
    if not images:
        return []
    made = []
    thumbnail = ""
    for image in images:
        url = attribute(image.url)
        size = f' width="{image.width}"' if image.width else ""
        if image.height:
            size += f' height="{image.height}"'
        content = f'<media:content url="{url}" medium="image"{size}'
        if image.title:
            title = text(image.title)
            content += f'><media:title type="plain">{title}</media:title></media:content>'
        else:
            content += "/>"
        made.append(content)
        thumbnail = thumbnail or f'<media:thumbnail url="{url}"{size}/>'
    made.append(thumbnail)
    return made
