"""HTML and XHTML inside feeds: whether it parses, is safe and stands on its own.

Responsible for what is inside Atom's text and content of the types html and xhtml, inside RSS's
description, inside content:encoded, inside Media RSS's texts of the type html and inside JSON Feed's
content_html. Everything here is a warning: readers repair or drop what is wrong. Not for whether HTML may
be there at all (`rules.atom`, `rules.rss`, `rules.extensions`).

`judge` takes HTML as text. Most HTML is in order, so a first look, made of a few passes over the text in C,
decides whether a second, tag by tag, is needed; it lets nothing pass that the second would not.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from html.entities import html5
from itertools import islice
from typing import TYPE_CHECKING

from feedpub.check.rules import ATOM, XHTML, XML, Document, Fault, Format, Rule, rule, shown
from feedpub.check.rules.elements import label, local_name, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element as Element


_ALL: tuple[Format, ...] = ("atom", "rss", "json")
_A = f"{{{ATOM}}}"
_BASE = f"{{{XML}}}base"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_MEDIA = "{http://search.yahoo.com/mrss/}"


def _words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


# HTML's elements, with the obsolete ones that browsers still show (HTML Living Standard §4, §16.2).
_VOID = _words(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
)
_MAY_STAY_OPEN = _words("body colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr")
_ELEMENTS = (
    _VOID
    | _MAY_STAY_OPEN
    | _words(
        """
        a abbr acronym address applet article aside audio b bdi bdo big blink blockquote button canvas caption
        center cite code data datalist del details dfn dialog dir div dl em fieldset figcaption figure font
        footer form frameset h1 h2 h3 h4 h5 h6 header hgroup i iframe ins kbd label legend main map mark
        marquee math menu meter nav nobr noembed noframes noscript object ol output picture pre progress q rb
        rtc ruby s samp script search section select slot small span strike strong style sub summary sup svg
        table template textarea time title tt u ul var video
        """
    )
)
_PAGE = _words("html head body title frameset")
_UNSAFE = _words("applet base embed frame frameset iframe link meta object script style")
# What has its own syntax or vocabulary inside.
_OTHER_SYNTAX = re.compile(
    r"<(script|style|svg|math|textarea|title|xmp)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL
)
_ATTRIBUTES = _words(
    """
    abbr accept accept-charset accesskey action align alink allow allowfullscreen alt archive as async
    autocapitalize autocomplete autofocus autoplay axis background behavior bgcolor blocking border
    bordercolor cellpadding cellspacing char charoff charset checked cite class classid clear code codebase
    codetype color cols colspan compact content contenteditable controls coords crossorigin data datafld
    datasrc datetime declare decoding default defer dir direction dirname disabled download draggable enctype
    enterkeyhint face fetchpriority for form formaction formenctype formmethod formnovalidate formtarget frame
    frameborder headers height hidden high href hreflang hspace http-equiv id imagesizes imagesrcset inert
    inputmode integrity is ismap itemid itemprop itemref itemscope itemtype kind label lang language link list
    loading longdesc loop loopdelay low lowsrc marginheight marginwidth max maxlength media method min
    minlength multiple muted name nohref nomodule nonce noresize noshade novalidate nowrap object open optimum
    pattern ping placeholder playsinline popover popovertarget poster prefix preload profile prompt property
    readonly referrerpolicy rel required resource rev reversed role rows rowspan rules sandbox scheme scope
    scrolling selected shape size sizes slot span spellcheck src srcdoc srclang srcset standby start step
    style summary tabindex target text title translate type typeof units usemap valign value valuetype version
    vlink vocab vspace width wrap xmlns about datatype inlist
    """
)
_URLS = _words(
    "action background cite codebase data formaction href icon longdesc lowsrc poster profile src usemap"
)


def _rule(name: str, clause: str, summary: str, failing: str, passing: str) -> Rule:
    """Declare a warning about HTML."""
    return rule(
        name,
        formats=_ALL,
        scope="entry",
        severity="warning",
        clause=clause,
        summary=summary,
        failing=f"<description>{_escaped(failing)}</description>",
        passing=f"<description>{_escaped(passing)}</description>",
    )


def _escaped(html: str) -> str:
    """Return HTML as it stands in XML."""
    return html.replace("&", "&amp;").replace("<", "&lt;")


NOT_WELL_FORMED = _rule(
    "html-not-well-formed",
    "RFC 4287 §3.1.1.2; HTML Living Standard §13.2",
    "HTML parses: every tag is whole, what is opened is closed, and it isn't a whole page.",
    "<p>Robots <b>win</p>",
    "<p>Robots <b>win</b></p>",
)
UNKNOWN_ELEMENT = _rule(
    "html-unknown-element",
    "RFC 4287 §3.1.1.2, §3.1.1.3; HTML Living Standard §4",
    "The elements are HTML's.",
    "<headline>Robots win</headline>",
    "<h2>Robots win</h2>",
)
UNKNOWN_ATTRIBUTE = _rule(
    "html-unknown-attribute",
    "HTML Living Standard §3.2.6, §4",
    "The attributes are HTML's.",
    '<a hreff="https://example.org/">Robots</a>',
    '<a href="https://example.org/">Robots</a>',
)
UNKNOWN_ENTITY = _rule(
    "html-unknown-entity",
    "HTML Living Standard §13.5",
    "The entities are HTML's.",
    "<p>Caf&eacut;</p>",
    "<p>Caf&eacute;</p>",
)
UNSAFE_ELEMENT = _rule(
    "html-unsafe-element",
    "RFC 4287 §8.1",
    "There are no elements that run or load something, or change the page round them; readers drop them.",
    "<script>alert(1)</script>",
    "<p>Robots win.</p>",
)
EVENT_ATTRIBUTE = _rule(
    "html-event-attribute",
    "RFC 4287 §8.1",
    "There are no scripts in event attributes; readers drop them.",
    '<p onclick="alert(1)">Robots win.</p>',
    "<p>Robots win.</p>",
)
UNSAFE_URL = _rule(
    "html-unsafe-url",
    "RFC 4287 §8.1",
    "No URL is a script or a page in itself.",
    '<a href="javascript:alert(1)">Robots</a>',
    '<a href="https://example.org/">Robots</a>',
)
UNSAFE_STYLE = _rule(
    "html-unsafe-style",
    "RFC 4287 §8.1",
    "No style loads something, runs something or covers the page round it.",
    '<p style="position: fixed; top: 0">Robots win.</p>',
    '<p style="color: green">Robots win.</p>',
)
RELATIVE_URL = _rule(
    "html-relative-url",
    "RFC 4287 §3.1.1.2; XML Base",
    "URLs are absolute, unless an xml:base says relative to what; readers show HTML far from its site.",
    '<img alt="A robot" src="/robot.png">',
    '<img alt="A robot" src="https://example.org/robot.png">',
)

Flaw = tuple[Rule, str]

# The first look

_TAGS = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*)([^<>]*)>")
# An attribute that is certainly in order: quoted, of a common name, its URL absolute.
_PLAIN_ATTRIBUTES = re.compile(
    r"""(?:\s+(?:
        (?:href|src|cite)=(?:"(?:https?://|mailto:)[^"<>]*"|'(?:https?://|mailto:)[^'<>]*')
      | (?:alt|class|title|width|height|rel|target|id|lang|dir|align|loading|datetime|colspan|rowspan)
            =(?:"[^"<>]*"|'[^'<>]*')
    ))*\s*/?""",
    re.VERBOSE,
)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*;)")
_SAFE = _ELEMENTS - _UNSAFE - _PAGE - _words("svg math textarea")


def judge(html: str, *, based: bool) -> list[Flaw]:
    """Return what is wrong with a piece of HTML, each rule at most once; `based`: relative URLs are fine."""
    if "<" not in html and "&" not in html:
        return []
    return [] if _is_plainly_right(html) else list(_first_of_each(_flaws(html, based=based)))


def _is_plainly_right(html: str) -> bool:
    """Whether nothing can be wrong: known tags and entities, plain attributes, all well nested."""
    if "&" in html:
        for name in _NAMED.findall(html):
            if name not in html5:
                return False
    tags = _TAGS.findall(html)
    if len(tags) != html.count("<"):
        return False
    opened: list[str] = []
    seen: set[str] = set()
    for name, attributes in tags:
        if name[0] == "/":
            if not opened or opened.pop() != name[1:]:
                return False
            continue
        if name not in _SAFE:
            return False
        if attributes and not _PLAIN_ATTRIBUTES.fullmatch(attributes):
            return False
        if attributes and attributes.count("=") > 1:
            names = _ATTRIBUTE_NAMES.findall(attributes)
            if len(set(names)) < len(names):
                return False
        if name not in _VOID:
            opened.append(name)
        seen.add(name)
    return not opened


_ATTRIBUTE_NAMES = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"[^"]*"|'[^']*')""")


_MOST_FLAWS = 1000


def _first_of_each(flaws: Iterable[Flaw]) -> Iterator[Flaw]:
    """Yield the first flaw of every rule, as far as anybody would look."""
    seen: set[str] = set()
    for each in islice(flaws, _MOST_FLAWS):
        if each[0].name not in seen:
            seen.add(each[0].name)
            yield each


# The second

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|<!DOCTYPE\b[^>]*>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*+)"
    r"(?P<attributes>(?:[^<>\"'=]|=\s*\"[^\"]*\"|=\s*'[^']*'|[=\"'])*+)(?P<close>>?)"
    r"|(?P<bare></?)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")


def _flaws(html: str, *, based: bool) -> Iterator[Flaw]:
    """Yield everything that is wrong with HTML, tag by tag."""
    for name in _NAMED.findall(html):
        if name not in html5:
            yield (
                UNKNOWN_ENTITY,
                f"&{shown(name, quotes=False)} is no entity of HTML; write the character itself",
            )
    opened = _Opened()
    foreign = ""
    for found in _TOKEN.finditer(html):
        name = (found["name"] or "").lower()
        if foreign:
            if name == foreign and found["end"]:
                foreign = ""
            else:
                continue
        if found["bare"]:
            yield (
                NOT_WELL_FORMED,
                f"the < in {shown(html[found.start() : found.start() + 40])} begins no tag; write &lt;",
            )
        elif name and not found["close"]:
            yield NOT_WELL_FORMED, f"the tag {shown(found.group())} has no end"
        elif name and found["end"]:
            yield from opened.close(name)
        elif name:
            attributes = _attributes(found["attributes"])
            yield from _element_flaws(name, attributes, based=based)
            if len({key for key, _ in attributes}) < len(attributes):
                yield NOT_WELL_FORMED, f"the tag {shown(found.group())} has an attribute twice"
            self_closed = found["attributes"].rstrip().endswith("/")
            if name in {"script", "style", "svg", "math", "textarea", "template"} and not self_closed:
                foreign = name
            if name not in _VOID and not (self_closed and name in {"svg", "math"}):
                opened.open(name)
    for name in opened.names:
        if name not in _MAY_STAY_OPEN:
            yield NOT_WELL_FORMED, f"<{shown(name, quotes=False)}> isn't closed"


def _attributes(text: str) -> list[tuple[str, str]]:
    """Return a tag's attributes, names in small letters, values with their entities resolved."""
    return [
        (name.lower(), unescape(double or single or bare))
        for name, double, single, bare in _ATTRIBUTE.findall(text.rstrip().removesuffix("/"))
    ]


class _Opened:
    """The elements that are open; counted, so that no end tag is looked for among thousands of others."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.counts: Counter[str] = Counter()

    def open(self, name: str) -> None:
        """Note an element's start tag."""
        self.names.append(name)
        self.counts[name] += 1

    def close(self, name: str) -> Iterator[Flaw]:
        """Take an end tag's element, and what may end with it, off the open ones."""
        if name in _VOID:
            yield NOT_WELL_FORMED, f"</{name}> closes nothing: {name} has no end tag"
            return
        if not self.counts[name]:
            yield NOT_WELL_FORMED, f"</{shown(name, quotes=False)}> closes nothing"
            return
        while (last := self.names.pop()) != name:
            self.counts[last] -= 1
            if last not in _MAY_STAY_OPEN:
                yield NOT_WELL_FORMED, f"<{shown(last, quotes=False)}> isn't closed before </{name}>"
        self.counts[name] -= 1


_NOT_IN_URLS = re.compile(r"[\x00-\x20]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SCRIPT = re.compile(
    r"(?:javascript|vbscript|livescript|mocha):|data:(?!image/(?!svg)|audio/|video/|font/)", re.IGNORECASE
)
_STYLE = re.compile(
    r"expression\s*\(|behaviou?r\s*:|-moz-binding|url\s*\(|@import|javascript:|position\s*:\s*(?:fixed|absolute|sticky)",
    re.IGNORECASE,
)


def _element_flaws(name: str, attributes: Iterable[tuple[str, str]], *, based: bool) -> Iterator[Flaw]:
    """Yield what is wrong with one HTML element by itself, its name and its attributes' in small letters."""
    if name in _UNSAFE:
        yield UNSAFE_ELEMENT, f"readers drop <{name}>, for safety; link to what it shows instead"
    elif name in _PAGE:
        yield NOT_WELL_FORMED, f"<{name}> belongs to a whole page; put here what would stand inside a div"
    elif name not in _ELEMENTS and ("-" not in name or ":" in name):
        yield UNKNOWN_ELEMENT, f"HTML has no element <{shown(name, quotes=False)}>; if it is text, escape it"
    for key, value in attributes:
        if key.startswith("on") and key.isalpha():
            yield EVENT_ATTRIBUTE, f"readers drop {shown(key, quotes=False)}, for safety; leave it out"
        elif key == "style":
            found = _STYLE.search(value)
            if found:
                yield (
                    UNSAFE_STYLE,
                    f"readers drop styles like {shown(found.group())}, for safety; leave it out",
                )
        elif key in _URLS:
            yield from _url_flaws(name, key, value, based=based)
        elif key not in _ATTRIBUTES and not key.startswith(("data-", "aria-", "xml:", "xmlns:")):
            known = "" if name not in _ELEMENTS else f" on <{name}>"
            yield UNKNOWN_ATTRIBUTE, f"HTML has no attribute {shown(key, quotes=False)}{known}; leave it out"


def _url_flaws(name: str, key: str, value: str, *, based: bool) -> Iterator[Flaw]:
    """Yield what is wrong with an attribute's URL; a fragment alone stays within the piece of HTML."""
    url = _NOT_IN_URLS.sub("", value)
    if _SCRIPT.match(url):
        yield UNSAFE_URL, f"{key}={shown(value)} on <{name}> runs or shows something of its own; write a link"
    elif not based and url and not url.startswith("#") and not _SCHEME.match(url):
        yield (
            RELATIVE_URL,
            f"{key}={shown(value)} on <{name}> is relative; write the whole URL, from https: on",
        )


# Where HTML is


@NOT_WELL_FORMED.on("description", _CONTENT)
@NOT_WELL_FORMED.on(
    *(f"{_A}{name}" for name in ("title", "subtitle", "summary", "rights", "content")),
    *(f"{_MEDIA}{name}" for name in ("title", "description", "text")),
    attribute="type",
)
def flaws_in(element: Element, document: Document) -> list[Fault]:
    """Find what is wrong with an element's HTML or XHTML, on behalf of every rule about HTML."""
    return [
        Fault(element, f"in {label(element)}: {message}", rule=broken)
        for broken, message in _judge_element(element, document)
    ]


def _judge_element(element: Element, document: Document) -> list[Flaw]:
    """Judge an element's content, if it is HTML or XHTML."""
    tag = element.tag
    kind = element.get("type", "text").strip().lower()
    is_html = tag in {"description", _CONTENT} or kind == "html"
    if tag.startswith(_A):
        is_html = kind in {"html", "text/html"} and element.get("src") is None
        if kind == "xhtml" and document.format == "atom":
            return list(_first_of_each(_xhtml_flaws(element)))
    if not is_html:
        return []
    html = element.text or "" if not len(element) else text_of(element)
    return judge(html, based=_has_base(element)) if html else []


def _has_base(element: Element) -> bool:
    """Whether an xml:base on an element or around it says what relative URLs are relative to."""
    return element.get(_BASE) is not None or any(
        each.get(_BASE) is not None for each in element.iterancestors()
    )


_SVG_AND_MATH = ("{http://www.w3.org/2000/svg}", "{http://www.w3.org/1998/Math/MathML}")


def _xhtml_flaws(element: Element) -> Iterator[Flaw]:
    """Yield what is wrong inside an element of the type xhtml, but for SVG and MathML."""
    for each in element.iterdescendants("*"):
        if each.tag.startswith(f"{{{XHTML}}}"):
            attributes = [(str(key), str(value)) for key, value in each.items() if str(key)[0] != "{"]
            based = not any(key in _URLS for key, _ in attributes) or _has_base(each)
            name = local_name(each)
            if name != name.lower() and name.lower() in _ELEMENTS:
                yield UNKNOWN_ELEMENT, f"XHTML's elements are in small letters: write <{name.lower()}>"
            else:
                yield from _element_flaws(name, attributes, based=based)
        elif each.getparent() is not element and not each.tag.startswith((_A, *_SVG_AND_MATH)):
            yield UNKNOWN_ELEMENT, f"<{label(each)}> isn't in XHTML's namespace; readers can't show it"
