"""HTML -> HTML of the vocabulary alone, with absolute URLs, which every parser reads alike.

The sanitiser (nh3) parses as browsers do; nothing is decided by pattern before it. Its own output, and that
alone, is read by pattern again: there URLs become absolute.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from html.entities import html5
from typing import TYPE_CHECKING

from feedpub.content import urls
from feedpub.content.vocabulary import ATTRIBUTES, DROPPED_WITH_TEXT, ELEMENTS, SCHEMES, URL_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Callable

_OPENED = re.compile(r"<([a-zA-Z][^\t\n\f />]*+)")
_NEVER_MOVED = ELEMENTS - {"table"}
_MAX_PASSES = 5  # two were enough for everything that was tried
_MANY_AMPERSANDS = 1_000
_REFERENCE = re.compile("&(#[0-9]|#[xX][0-9a-fA-F]|[a-zA-Z][a-zA-Z0-9]*;?)?")
_STAND_IN = "\ufffe"  # for an ampersand, where there are many: no feed can carry this character
_STAND_IN_REFERENCE = re.compile("&#(?:[xX]0*[fF]{3}[eE]|0*65534)(?![0-9a-fA-F]);?")
_LEGACY = {name for name in html5 if not name.endswith(";")}
# A tag with attributes as the sanitiser writes it: names in lower case, every value in quotes, none within
# one (HTML Living Standard §13.3). Attributes are taken one after the other: a value may look like a tag.
_WITH_ATTRIBUTES = re.compile(r'<([a-z0-9]++)((?: [a-z]+="[^"]*")+)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
# An image whose URL was refused, as the sanitiser writes it: its alternative text replaces it.
_NO_SOURCE = re.compile(
    r'<img(?: (?!src=|alt=)[a-z]+="[^"]*")*(?: alt="([^"]*)")?(?: (?!src=)[a-z]+="[^"]*")*>'
)


def prepare(source: str) -> str:
    """Return HTML that `sanitize` takes time for in proportion to its length, and that parses the same."""
    source = _STAND_IN_REFERENCE.sub("", source.replace(_STAND_IN, ""))
    return _REFERENCE.sub(_replace_ampersand, source) if source.count("&") > _MANY_AMPERSANDS else source


def is_simple(source: str) -> bool:
    """Return whether HTML holds only elements that are kept and never moved, in ASCII, as most does."""
    return _NEVER_MOVED.issuperset(_OPENED.findall(source)) and source.isascii()


def sanitize(source: str, base: str) -> str:
    """Return what `prepare` returned as safe HTML; URLs are resolved against `base` (RFC 3986 §5).

    One pass is enough where `is_simple`. Otherwise a table moves what can't be inside before it (HTML Living
    Standard §13.2.6.1, foster parenting), and an element that isn't kept may part two that can't be in each
    other; so a link may come to be in a link, which the next parser would take apart. What the
    sanitiser would change again is cleaned again.
    """
    clean = _cleaner(base)
    cleaned = clean(source)
    if not (is_simple(source) or _NEVER_MOVED.issuperset(map(str.lower, _OPENED.findall(source)))):
        cleaned = _until_stable(cleaned, clean)
    cleaned = cleaned.replace(_STAND_IN, "&amp;")
    return _NO_SOURCE.sub(r"\1", cleaned) if "<img" in cleaned else cleaned


def _until_stable(cleaned: str, clean: Callable[[str], str]) -> str:
    for _ in range(_MAX_PASSES):
        again = clean(cleaned)
        if again == cleaned:
            return cleaned
        cleaned = again
    return escape(unescape(re.sub("<[^>]*>", " ", cleaned)), quote=False)


def _replace_ampersand(found: re.Match[str]) -> str:
    """Return a character reference as it is, but a stand-in for `&amp;` and an ampersand that begins none
    (HTML Living Standard §13.2.5.72): the sanitiser takes time that grows with the square of their number.
    """
    name = found[1] or ""
    if name == "amp;":
        return _STAND_IN
    known = name in html5 or name[:1] == "#" or any(name[:size] in _LEGACY for size in range(2, 7))
    return found[0] if known else _STAND_IN + name


def _cleaner(base: str) -> Callable[[str], str]:
    """Return a function from HTML to safe HTML whose URLs are absolute, removed where they can't be."""
    clean = _parser()

    def resolve(tag: re.Match[str]) -> str:
        attributes = ""
        for name, value in _ATTRIBUTE.findall(tag[2]):
            if name not in URL_ATTRIBUTES:
                attributes += f' {name}="{value}"'
                continue
            url = urls.relative(base, unescape(value).replace(_STAND_IN, "&"))
            if url and not (tag[1] == "img" and url.startswith("mailto:")):
                attributes += f' {name}="{escape(url, quote=False)}"'
        return f"<{tag[1]}{attributes}>"

    return lambda source: _WITH_ATTRIBUTES.sub(resolve, clean(source))


@lru_cache(maxsize=1)
def _parser() -> Callable[[str], str]:
    """Return a function from HTML to HTML of the vocabulary; a relative URL is left as it is.

    The sanitiser would ask a function for each attribute, which takes as long as everything else it does.
    """
    import nh3  # noqa: PLC0415 - a run that renders nothing doesn't need it

    cleaner = nh3.Cleaner(
        tags=set(ELEMENTS),
        clean_content_tags=set(DROPPED_WITH_TEXT),
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    return cleaner.clean
