"""Markup: Markdown or HTML as editors write it -> HTML that is safe on anybody's page.

What comes out holds no script, iframe, style, form or object, no event or style attribute, no URL but
absolute http, https and mailto ones, and every element is closed. The sanitiser parses as browsers do;
nothing is decided by pattern but whether a body is HTML at all, and which videos it frames. What it wrote,
and that alone, is read by pattern again: there its URLs become absolute.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from html import escape, unescape
from html.entities import html5
from typing import TYPE_CHECKING

from feedpub import text, urls

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyromark

_TAGS = frozenset(
    """
    a abbr acronym b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt
    em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small
    span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr
    """.split()
)
_DROPPED_WHOLE = frozenset(
    """
    applet audio button canvas embed frame frameset head iframe math noembed noframes noscript object
    option script select style svg template textarea title video xmp
    """.split()
)
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
}
_URL_ATTRIBUTES = frozenset(("cite", "href", "src"))
_SCHEMES = {"http", "https", "mailto"}
# A body that begins with a block-level tag and ends with one is HTML; CommonMark would take indented lines in
# it for code.
_HTML = re.compile(
    r"<(?:!--|!doctype|(?:address|article|aside|blockquote|body|center|details|div|dl|fieldset|figure|footer|form|h[1-6]|head|header|"
    r"hr|html|iframe|main|nav|ol|p|pre|section|table|ul)[\s/>])",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"<(iframe|embed|video|audio|object)\b((?:[^<>\"']++|\"[^\"]{0,4000}+\"|'[^']{0,4000}+')*)>",
    re.IGNORECASE,
)
_FRAMED = re.compile(r"(?:^|\s)(?:src|data)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_FRAME_TITLE = re.compile(r"(?:^|\s)title\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_TAG = re.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_OPENED = re.compile(r"<([a-zA-Z][^\t\n\f />]*+)")
_FLOWING = _TAGS - {"table"}
_MOST_PASSES = 5  # two were enough for all that was tried
_VOID = frozenset(
    """
    area base br col embed hr img input link meta source track wbr
    """.split()
)
_OF_TABLES = frozenset("caption col colgroup table tbody td tfoot th thead tr".split())
_MOST_BESIDE_TABLES = 50_000
_SMALL = 5_000  # characters
_MOST_WORK = 2_000_000
# A tag with hundreds of attributes (HTML Living Standard §13.2.5.32): each is compared with all before it.
# Names and values are counted alike.
_CROWDED_TAG = re.compile(
    r"<[a-zA-Z][^\t\n\f />]*+"
    r"(?:[\t\n\f /]*+"
    r"(?:[^\t\n\f />=]++|=[\t\n\f ]*+(?:\"[^\"]*+\"?+|'[^']*+'?+|[^\t\n\f >\"'][^\t\n\f >]*+)?+)){500}"
)
_MANY = 1_000
_REFERENCE = re.compile("&(#[0-9]|#[xX][0-9a-fA-F]|[a-zA-Z][a-zA-Z0-9]*;?)?")
_STAND_IN = "\ufffe"  # for an ampersand, where there are many: no feed can carry this character
_STAND_IN_REFERENCE = re.compile("&#(?:[xX]0*[fF]{3}[eE]|0*65534)(?![0-9a-fA-F]);?")
_LEGACY = {name for name in html5 if not name.endswith(";")}
# As the sanitiser writes what has attributes: names in lower case, every value in quotes, none within one
# (HTML Living Standard §13.3). They are taken one after the other: a value may hold what looks like another.
_WITH_ATTRIBUTES = re.compile(r'<([a-z0-9]++)((?: [a-z]+="[^"]*")+)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
# An image whose URL was refused, as the sanitiser writes it: its text stands for it.
_NO_SOURCE = re.compile(
    r'<img(?: (?!src=|alt=)[a-z]+="[^"]*")*(?: alt="([^"]*)")?(?: (?!src=)[a-z]+="[^"]*")*>'
)
# Players' addresses, and the pages for people that show the same video.
_PLAYERS = (
    (
        re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"https?://player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (
        re.compile(r"https?://(?:www\.)?dailymotion\.com/embed/video/(\w+)"),
        "https://www.dailymotion.com/video/{}",
    ),
)


def body(source: str, base: str) -> str:
    """Return a record's body, Markdown (CommonMark with tables) or HTML, as safe HTML; URLs are resolved
    against `base`.
    """
    if not source.strip():
        return ""
    return fragment(_markup(source), base)


def _markup(source: str) -> str:
    source = source.strip("\n")
    is_html = _HTML.match(source.lstrip()) and source.rstrip().endswith(">")
    return source if is_html else _markdown().html(source)


def fragment(source: str, base: str) -> str:
    """Return HTML as safe HTML; what it frames becomes a link. URLs are resolved against `base` (RFC 3986
    §5).
    """
    if "<" not in source:
        return escape(text.clean(unescape(source)), quote=False).strip()
    source = _STAND_IN_REFERENCE.sub("", source.replace(_STAND_IN, ""))
    if source.count("&") > _MANY:
        source = _REFERENCE.sub(_stood_in, source)
    clean = _cleaner(base)
    if _FLOWING.issuperset(_OPENED.findall(source)) and source.isascii():  # as most are
        cleaned = clean(source)
    else:
        linked = _FRAME.sub(lambda frame: _link_to(frame, base) + frame[0], source)
        cleaned = _settled(linked, clean)
    # Character references may bring in what the source was free of.
    cleaned = text.clean(cleaned.replace(_STAND_IN, "&amp;"))
    return (_NO_SOURCE.sub(r"\1", cleaned) if "<img" in cleaned else cleaned).strip()


def _settled(source: str, clean: Callable[[str], str]) -> str:
    """Return HTML that is safe, and that any parser builds the same elements of.

    A table moves what can't stand in it before it (HTML Living Standard §13.2.6.1, foster parenting), and an
    element that isn't kept may part two that can't stand in each other; so a link may come to stand in a
    link, which the next parser would take apart. What the sanitiser would change again is cleaned again.
    """
    cleaned = clean(source)
    if _FLOWING.issuperset(map(str.lower, _OPENED.findall(source))):
        return cleaned
    for _ in range(_MOST_PASSES):
        again = clean(cleaned)
        if again == cleaned:
            return cleaned
        cleaned = again
    return escape(unescape(re.sub("<[^>]*>", " ", cleaned)), quote=False)


def _stood_in(found: re.Match[str]) -> str:
    """Return a character reference as it is, but a stand-in for `&amp;` and an ampersand that begins none
    (HTML Living Standard §13.2.5.72): the sanitiser takes time that grows with the square of their number.
    """
    name = found[1] or ""
    if name == "amp;":
        return _STAND_IN
    known = name in html5 or name[:1] == "#" or any(name[:size] in _LEGACY for size in range(2, 7))
    return found[0] if known else _STAND_IN + name


def too_nested(source: str, *, is_html: bool = False) -> bool:
    """Say whether a text's tags are nested so deep, or hold so many attributes, or are so many where there is
    a table, that parsing it as HTML would take out of all proportion. It is read as `body` does, or with
    `is_html` as `fragment` does.

    HTML's rules reopen what was left open at every paragraph (HTML Living Standard §13.2.4.3), and look
    through all that is open for what an end tag may close (§13.2.6.4.7), so the work grows with the depth at
    each tag, added up. What can't stand in a table is moved before it (§13.2.6.1), past all that was moved
    before. A small text can't cost much, so it isn't looked at.
    """
    if len(source) < _SMALL:
        return False
    markup = source if is_html else _markup(source)
    left_open: Counter[str] = Counter()
    depth = work = beside = 0
    has_table = False
    for tag in _TAG.finditer(markup):
        name = tag[2].lower()
        has_table |= name == "table"
        beside += name not in _OF_TABLES
        if not tag[1] and name not in _VOID:
            left_open[name] += 1
            depth += 1
            work += depth
        elif tag[1] and left_open[name]:
            left_open[name] -= 1
            depth -= 1
        else:
            work += depth
        if work > _MOST_WORK:
            return True
    if has_table and beside > _MOST_BESIDE_TABLES:
        return True
    return _CROWDED_TAG.search(markup) is not None


def framed(source: str, base: str) -> str | None:
    """Return the page of the first video that the HTML frames, None where it frames none."""
    frame = _FRAME.search(source)
    return _page(frame, base) if frame else None


def _page(frame: re.Match[str], base: str) -> str | None:
    found = _FRAMED.search(frame[2])
    url = urls.relative(base, unescape(found[1] or found[2] or found[3] or "")) if found else None
    if url is None or url.startswith("mailto:"):
        return None
    for player, page in _PLAYERS:
        if match := player.match(url):
            return page.format(match[1])
    return url


def _link_to(frame: re.Match[str], base: str) -> str:
    page = _page(frame, base)
    if page is None:
        return ""
    title = _FRAME_TITLE.search(frame[2])
    label = unescape(title[1] or title[2] or "") if title else ""
    return f'<p><a href="{escape(page)}">{escape(label.strip() or page)}</a></p>'


@lru_cache(maxsize=1)
def _markdown() -> pyromark.Markdown:
    import pyromark  # noqa: PLC0415 - a run that renders nothing doesn't need it

    options = (
        pyromark.Options.ENABLE_TABLES
        | pyromark.Options.ENABLE_STRIKETHROUGH
        | pyromark.Options.ENABLE_FOOTNOTES
    )
    return pyromark.Markdown(options=options)


def _cleaner(base: str) -> Callable[[str], str]:
    """Return a function from HTML to safe HTML whose URLs are absolute, left out where they can't be."""
    clean = _sanitiser()

    def resolved(tag: re.Match[str]) -> str:
        made = ""
        for name, value in _ATTRIBUTE.findall(tag[2]):
            if name not in _URL_ATTRIBUTES:
                made += f' {name}="{value}"'
                continue
            url = urls.relative(base, unescape(value).replace(_STAND_IN, "&"))
            if url and not (tag[1] == "img" and url.startswith("mailto:")):
                made += f' {name}="{escape(url, quote=False)}"'
        return f"<{tag[1]}{made}>"

    return lambda source: _WITH_ATTRIBUTES.sub(resolved, clean(source))


@lru_cache(maxsize=1)
def _sanitiser() -> Callable[[str], str]:
    """Return a function from HTML to HTML that holds what is allowed; a relative URL is left as it is.

    The sanitiser would ask a function for each attribute, which takes as long as all else that it does.
    """
    import nh3  # noqa: PLC0415 - a run that renders nothing doesn't need it

    cleaner = nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WHOLE),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    return cleaner.clean
