"""XML elements as text, escaped: what Atom and RSS entries are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.entries import Entry

# XML 1.0 §2.4 for text; a carriage return would be read as a line feed (§2.11), white space in attributes as
# spaces (§3.3.3).
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def element(name: str, content: str | None = None, /, **attributes: str | int | None) -> str:
    """Return an element with plain text in it and those attributes that have a value."""
    made = "".join(
        f' {key}="{str(value).translate(_ATTRIBUTE)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if content is None:
        return f"<{name}{made}/>"
    return f"<{name}{made}>{content.translate(_TEXT)}</{name}>"


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
