"""HTML -> HTML of the vocabulary alone, with absolute URLs, which every parser reads alike.

The sanitiser (nh3) parses as browsers do; nothing is decided by pattern before it. Its own output, and that
alone, is read by pattern again: there URLs become absolute. Not for what stands for elements that aren't kept
(`rewrite`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from html.entities import html5
from typing import TYPE_CHECKING

from feedpub.content import images, urls, visibility
from feedpub.content.vocabulary import (
    ATTRIBUTES,
    DROPPED_WITH_TEXT,
    ELEMENTS,
    MATHML,
    READ,
    RENAMED,
    REWRITTEN,
    SCHEMES,
    URL_ATTRIBUTES,
    WATCHED,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OPENED = re.compile(r"<([a-zA-Z][^\t\n\f />]*+)")
_SIMPLE = ELEMENTS - MATHML
_NEVER_MOVED = _SIMPLE - {"table"}
_MAX_PASSES = 5  # two were enough for everything that was tried
_MANY_AMPERSANDS = 1_000
_REFERENCE = re.compile("&(#[0-9]|#[xX][0-9a-fA-F]|[a-zA-Z][a-zA-Z0-9]*;?)?")
_STAND_IN = "\ufffe"  # for an ampersand, where there are many: no feed can carry this character
_STAND_IN_REFERENCE = re.compile("&#(?:[xX]0*[fF]{3}[eE]|0*65534)(?![0-9a-fA-F]);?")
_LEGACY = {name for name in html5 if not name.endswith(";")}
# A tag with attributes as the sanitiser writes it: names in lower case, every value in quotes, none within
# one (HTML Living Standard §13.3). Attributes are taken one after the other: a value may look like a tag.
_WITH_ATTRIBUTES = re.compile(r'<([a-z0-9]++)((?: [a-z-]+="[^"]*")+)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
# An image whose URL was refused, as the sanitiser writes it: its alternative text replaces it.
_NO_SOURCE = re.compile(
    r'<img(?: (?!src=|alt=)[a-z]+="[^"]*")*(?: alt="([^"]*)")?(?: (?!src=)[a-z]+="[^"]*")*>'
)


def prepare(source: str) -> str:
    """Return HTML that parses the same, in a time that grows in proportion to its length."""
    source = _STAND_IN_REFERENCE.sub("", source.replace(_STAND_IN, ""))
    return _REFERENCE.sub(_replace_ampersand, source) if source.count("&") > _MANY_AMPERSANDS else source


def sanitize_simple(source: str, base: str) -> str | None:
    """Return HTML as `sanitize` does, None if it needs to be rewritten first, which most doesn't."""
    names = _OPENED.findall(source)
    if not _SIMPLE.issuperset(names):
        return None
    resolver = _Resolver(base, "")
    clean = _cleaner(watching=True)
    cleaned = _WITH_ATTRIBUTES.sub(resolver, clean(source))
    if resolver.needs_rewriting:
        return None
    if not _NEVER_MOVED.issuperset(names):
        cleaned = _until_stable(cleaned, _resolving(base, ""))
    return _finish(cleaned)


def normalize(source: str) -> str:
    """Return HTML for `rewrite`: closed elements, quoted values, nothing that runs. It isn't safe yet."""
    return _normalizer()(source)


def sanitize(source: str, base: str, scope: str = "") -> str:
    """Return HTML as safe HTML; URLs are resolved against `base` (RFC 3986 §5), and of ids and links to them
    only those with `scope` are kept.

    A table moves what can't be inside before it (HTML Living Standard §13.2.6.1, foster parenting), and an
    element that isn't kept may part two that can't be in each other; so a link may end up in a link,
    which the next parser would take apart. Markup that the sanitiser would change again is cleaned again.
    """
    clean = _resolving(base, scope)
    cleaned = clean(source)
    if not _NEVER_MOVED.issuperset(map(str.lower, _OPENED.findall(source))):
        cleaned = _until_stable(cleaned, clean)
    return _finish(cleaned)


def _finish(cleaned: str) -> str:
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


class _Resolver:
    """Makes the URLs of start tags absolute; removes those that can't be, and ids without the scope."""

    def __init__(self, base: str, scope: str) -> None:
        self.needs_rewriting = False
        self._base = base
        self._own = re.compile(f"(?:fn(?:ref)?-)?{re.escape(scope)}-.") if scope else None

    def __call__(self, tag: re.Match[str]) -> str:
        """Return a start tag, given as the sanitiser wrote it."""
        name, written = tag[1], ""
        has_source = name != "img"
        for key, value in _ATTRIBUTE.findall(tag[2]):
            if key in URL_ATTRIBUTES:
                url = self._url(name, key, value)
                has_source |= key == "src" and url is not None
                if url is not None:
                    written += f' {key}="{url}"'
            elif key == "id":
                if self._own and self._own.match(value):
                    written += f' id="{value}"'
            elif key in _WATCHED:
                self.needs_rewriting |= key != "style" or visibility.hides(unescape(value))
            else:
                written += f' {key}="{value}"'
        self.needs_rewriting |= not has_source
        return f"<{name}{written}>"

    def _url(self, name: str, key: str, value: str) -> str | None:
        if key == "href" and value.lstrip()[:1] == "#":
            self.needs_rewriting = True
            return value if self._own and self._own.match(value, 1) else None
        written = unescape(value).replace(_STAND_IN, "&")
        if name == "a":
            url = urls.link(self._base, written)
        else:
            url = urls.relative(self._base, written)
            if url and name == "img":
                if url.startswith("mailto:"):
                    return None
                self.needs_rewriting |= images.is_placeholder(url)
        return escape(url, quote=False) if url else None


_WATCHED = frozenset().union(*WATCHED.values())


def _resolving(base: str, scope: str) -> Callable[[str], str]:
    """Return a function from HTML to safe HTML."""
    clean = _cleaner(watching=False)
    resolver = _Resolver(base, scope)
    return lambda source: _WITH_ATTRIBUTES.sub(resolver, clean(source))


@lru_cache(maxsize=2)
def _cleaner(*, watching: bool) -> Callable[[str], str]:
    """Return a function from HTML to HTML of the vocabulary; a relative URL is left as it is. With `watching`
    attributes that need a look are left too.

    The sanitiser would ask a function for each attribute, which takes as long as everything else it does.
    """
    attributes = _union(ATTRIBUTES, WATCHED) if watching else ATTRIBUTES
    return _nh3(ELEMENTS, DROPPED_WITH_TEXT, attributes)


@lru_cache(maxsize=1)
def _normalizer() -> Callable[[str], str]:
    elements = ELEMENTS | REWRITTEN | RENAMED.keys()
    return _nh3(elements, DROPPED_WITH_TEXT - elements, _union(ATTRIBUTES, READ))


def _union(first: Mapping[str, set[str]], second: Mapping[str, set[str]]) -> dict[str, set[str]]:
    return {name: first.get(name, set()) | second.get(name, set()) for name in first.keys() | second.keys()}


def _nh3(
    elements: frozenset[str], dropped: frozenset[str], attributes: dict[str, set[str]]
) -> Callable[[str], str]:
    import nh3  # noqa: PLC0415 - a run that renders nothing doesn't need it

    cleaner = nh3.Cleaner(
        tags=set(elements),
        clean_content_tags=set(dropped),
        attributes=attributes,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    return cleaner.clean
