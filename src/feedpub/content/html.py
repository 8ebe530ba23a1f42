"""Markup as editors write it, Markdown or HTML -> HTML that is safe on any page.

The result holds no script, iframe, style, form or object, no event or style attribute, no URL but absolute
http, https and mailto ones, and every element is closed. Responsible for the order of the steps; `markdown`,
`embeds` and `sanitizer` take them.
"""

from __future__ import annotations

from html import escape, unescape

from feedpub.content import embeds, markdown, sanitizer, text


def body(source: str, base: str) -> str:
    """Return a record's body, Markdown (CommonMark with tables) or HTML, as safe HTML; URLs are resolved
    against `base`.
    """
    return fragment(markdown.to_html(source), base) if source.strip() else ""


def fragment(source: str, base: str) -> str:
    """Return HTML as safe HTML, each embed as a link. URLs are resolved against `base` (RFC 3986 §5)."""
    if "<" not in source:
        return escape(text.clean(unescape(source)), quote=False).strip()
    source = sanitizer.prepare(source)
    if not sanitizer.is_simple(source):
        source = embeds.add_links(source, base)
    # Character references may bring in characters that the source was free of.
    return text.clean(sanitizer.sanitize(source, base)).strip()
