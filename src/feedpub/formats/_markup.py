"""XML elements as text, escaped: what Atom and RSS entries are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.entries import Entry


def element(name: str, content: str | None = None, /, **attributes: str | int | None) -> str:
    """Return an element with plain text in it and those attributes that have a value."""
    made = f"<{name}"
    for key, value in attributes.items():
        if value is not None:
            made += f' {key}="{_attribute(value) if isinstance(value, str) else value}"'
    return f"{made}/>" if content is None else f"{made}>{_text(content)}</{name}>"


def _text(content: str) -> str:
    """Return plain text as XML 1.0 §2.4 writes it; a carriage return would be a line feed (§2.11)."""
    if "&" in content:
        content = content.replace("&", "&amp;")
    content = content.replace("<", "&lt;").replace(">", "&gt;")
    return content.replace("\r", "&#13;") if "\r" in content else content


def _attribute(value: str) -> str:
    """Return plain text as an attribute's value; line ends would be read as spaces (XML 1.0 §3.3.3)."""
    value = _text(value).replace('"', "&quot;")
    return value if value.isprintable() else value.replace("\n", "&#10;").replace("\t", "&#9;")


def media(entry: Entry) -> list[str]:
    """Return an entry's images as Media RSS elements: each as media:content, the first as media:thumbnail
    too.

    No media:group: a group holds renditions of one object, these are different ones (Media RSS 1.5.1,
    media:group).
    """
    made = []
    for image in entry.images:
        start = element(
            "media:content", url=image.url, medium="image", width=image.width, height=image.height
        )
        if image.title:
            start = f"{start[:-2]}>{element('media:title', image.title, type='plain')}</media:content>"
        made.append(start)
    if entry.images:
        first = entry.images[0]
        made.append(element("media:thumbnail", url=first.url, width=first.width, height=first.height))
    return made
