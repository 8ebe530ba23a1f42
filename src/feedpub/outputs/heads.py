"""What the heads of Atom and RSS documents share: their first lines, and a link for people.

A browser shows a feed by a style sheet. CSS shows the address of the feed's page, but makes no link of it; an
element of XHTML does (`browser_link: true`). Readers ignore such foreign markup (RFC 4287 §6.3; RSS 2.0,
"Extending RSS"), and the W3C's validator warns about it.
"""

from __future__ import annotations

import re

from feedpub.outputs.elements import template
from feedpub.outputs.values import ATTRIBUTE, SPACE

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
"""The namespaces of the prefixes that heads bind for themselves and for entries."""

STYLE_SHEET = b'<?xml-stylesheet type="text/css" href="../feed.css"?>'
_PAGE_LINK = template(
    '<a xmlns="http://www.w3.org/1999/xhtml" href="{page}">Read this on a page</a>', page=ATTRIBUTE
)
write_page_link = _PAGE_LINK.writer()
"""Writes the link of a feed to its page."""

PROLOGUE_PATTERN = rf"<\?xml version='1\.0' encoding='UTF-8'\?>\n(?:{re.escape(STYLE_SHEET.decode())}\n)?"
PAGE_LINK_PATTERN = rf"(?:{_PAGE_LINK.pattern}{SPACE})?"


def bindings_pattern(*prefixes: str) -> str:
    """Return the pattern of a start tag's attributes that bind prefixes."""
    return "".join(f' xmlns:{each}="{re.escape(NAMESPACES[each])}"' for each in prefixes)
