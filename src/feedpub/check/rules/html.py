"""HTML and XHTML inside feeds: whether it parses, is safe and stands on its own.

Responsible for what is inside Atom's text and content of the types html and xhtml, inside RSS's
description, inside content:encoded, inside Media RSS's texts of the type html and inside JSON Feed's
content_html. Everything here is a warning: readers repair or drop what is wrong. Not for whether HTML may
be there at all (`rules.atom`, `rules.rss`, `rules.common`).

`judge` takes HTML as text. Most HTML is in order, so a first look, made of a few passes over the text in C,
decides whether a second, tag by tag, is needed; it lets nothing pass that the second would not.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from html.entities import html5
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from feedpub.check.elements import base_of, label, local_name, text_of
from feedpub.check.lists import read_words
from feedpub.check.rule import ATOM, XHTML, Document, Finding, Rule, quote, rules_for
from feedpub.check.rules import images, local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element as Element


_, warning = rules_for("atom", "rss", "json")

VOID = read_words("html void elements")
MAY_STAY_OPEN = read_words("html elements without end tag")
ELEMENTS = VOID | MAY_STAY_OPEN | read_words("html other elements")
PAGE = read_words("html page elements")
UNSAFE = read_words("html unsafe elements")
ATTRIBUTES = read_words("html attributes")
URLS = read_words("html url attributes")
_A = f"{{{ATOM}}}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_MEDIA = "{http://search.yahoo.com/mrss/}"

NOT_WELL_FORMED = warning("html-not-well-formed")
UNKNOWN_ELEMENT = warning("html-unknown-element")
UNKNOWN_ATTRIBUTE = warning("html-unknown-attribute")
UNKNOWN_ENTITY = warning("html-unknown-entity")
UNSAFE_ELEMENT = warning("html-unsafe-element")
EVENT_ATTRIBUTE = warning("html-event-attribute")
UNSAFE_URL = warning("html-unsafe-url")
UNSAFE_STYLE = warning("html-unsafe-style")
RELATIVE_URL = warning("html-relative-url")
PLACEHOLDER = warning("html-placeholder-image")
Broken: TypeAlias = "tuple[Rule, str]"
"""A rule, and how a piece of HTML breaks it."""

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
_SAFE = ELEMENTS - UNSAFE - PAGE - {"svg", "math", "textarea"}


def judge(html: str, *, based: bool) -> list[Broken]:
    """Return what is wrong with a piece of HTML, each rule at most once; `based`: relative URLs are fine."""
    if "<" not in html and "&" not in html:
        return []
    return [] if _is_plainly_right(html) else list(_first_of_each(_find_broken(html, based=based)))


def _is_plainly_right(html: str) -> bool:
    """Whether nothing can be wrong: known tags and entities, plain attributes, all well nested."""
    if "&" in html:
        for name in _NAMED.findall(html):
            if name not in html5:
                return False
    number = html.count("<")
    if "//" in html and local.may_be_local(html):
        return False
    tags: Iterable[tuple[str, ...]]
    if number <= _MANY_TAGS:
        tags = _TAGS.findall(html)
        if len(tags) != number:
            return False
    else:
        if sum(1 for _ in _TAGS.finditer(html)) != number:
            return False
        tags = (found.groups() for found in _TAGS.finditer(html))
    opened: list[str] = []
    for name, attributes in tags:
        if name[0] == "/":
            if not opened or opened.pop() != name[1:]:
                return False
            continue
        if name not in _SAFE:
            return False
        if attributes and attributes.count("=") > _MAX_ATTRIBUTES:
            return False
        if attributes and not _PLAIN_ATTRIBUTES.fullmatch(attributes):
            return False
        if attributes and attributes.count("=") > 1:
            names = _ATTRIBUTE_NAMES.findall(attributes)
            if len(set(names)) < len(names):
                return False
        if name not in VOID:
            if len(opened) > MAX_DEPTH:
                return False
            opened.append(name)
    return not opened


_ATTRIBUTE_NAMES = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"[^"]*"|'[^']*')""")

_MOST_FINDINGS = 1000
_MANY_TAGS = 20_000
"""The tags of longer texts are taken one by one, not kept in a list."""

MAX_DEPTH = 1000
"""A text with more elements open at once is judged no further; browsers nest 512 at most."""

_MAX_ATTRIBUTES = 500
"""A tag with more attributes is judged no further."""


def _first_of_each(found: Iterable[Broken]) -> Iterator[Broken]:
    """Yield the first finding of every rule, of the first thousand findings."""
    seen: set[str] = set()
    for each in islice(found, _MOST_FINDINGS):
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


_NESTED = frozenset({"svg", "math", "template"})
"""They may stand in themselves; what is in them isn't looked at."""


def _find_broken(html: str, *, based: bool) -> Iterator[Broken]:
    """Yield everything that is wrong with HTML, tag by tag."""
    for name in _NAMED.findall(html):
        if name not in html5:
            yield (
                UNKNOWN_ENTITY,
                f"&{quote(name, quotes=False)} isn't an entity of HTML; write the character itself",
            )
    opened = _Opened()
    foreign, nested = "", 0
    for found in _TOKEN.finditer(html):
        name = (found["name"] or "").lower()
        if foreign:
            if name != foreign:
                continue
            if not found["end"]:
                nested += foreign in _NESTED and not found["attributes"].rstrip().endswith("/")
                continue
            if nested:
                nested -= 1
                continue
            foreign = ""
        if found["bare"]:
            yield (
                NOT_WELL_FORMED,
                f"the < in {quote(html[found.start() : found.start() + 40])} begins no tag; write &lt;",
            )
        elif name and not found["close"]:
            yield NOT_WELL_FORMED, f"the tag {quote(found.group())} has no end"
        elif name and found["end"]:
            yield from opened.close(name)
        elif name:
            attributes = _attributes(found["attributes"])
            if len(attributes) > _MAX_ATTRIBUTES:
                yield (
                    NOT_WELL_FORMED,
                    f"the tag {quote(found.group())} has more than {_MAX_ATTRIBUTES} attributes",
                )
                attributes = attributes[:_MAX_ATTRIBUTES]
            yield from _judge_tag(name, attributes, based=based)
            if len({key for key, _ in attributes}) < len(attributes):
                yield NOT_WELL_FORMED, f"the tag {quote(found.group())} has an attribute twice"
            self_closed = found["attributes"].rstrip().endswith("/")
            if name in {"script", "style", "svg", "math", "textarea", "template"} and not self_closed:
                foreign = name
            if name not in VOID and not (self_closed and name in {"svg", "math"}):
                opened.open(name)
                if opened.depth > MAX_DEPTH:
                    message = (
                        f"<{quote(name, quotes=False)}> isn't closed, nor are {MAX_DEPTH} others around it"
                    )
                    yield NOT_WELL_FORMED, message
                    return
    for name in opened.names:
        if name not in MAY_STAY_OPEN:
            yield NOT_WELL_FORMED, f"<{quote(name, quotes=False)}> isn't closed"


def _attributes(text: str) -> list[tuple[str, str]]:
    """Return a tag's attributes, names in lower case, values with their entities resolved; one too many at
    most.
    """
    found = islice(_ATTRIBUTE.finditer(text.rstrip().removesuffix("/")), _MAX_ATTRIBUTES + 1)
    return [(each[1].lower(), unescape(each[2] or each[3] or each[4] or "")) for each in found]


class _Opened:
    """The elements that are open; counted, so that no end tag is looked for among thousands of others."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.counts: Counter[str] = Counter()
        self.depth = 0  # without those that may stay open

    def open(self, name: str) -> None:
        """Note an element's start tag."""
        self.names.append(name)
        self.counts[name] += 1
        self.depth += name not in MAY_STAY_OPEN

    def close(self, name: str) -> Iterator[Broken]:
        """Take an end tag's element, and what may end with it, off the open ones."""
        if name in VOID:
            yield NOT_WELL_FORMED, f"</{name}> closes nothing: {name} has no end tag"
            return
        if not self.counts[name]:
            yield NOT_WELL_FORMED, f"</{quote(name, quotes=False)}> closes nothing"
            return
        while (last := self.names.pop()) != name:
            self.counts[last] -= 1
            if last not in MAY_STAY_OPEN:
                self.depth -= 1
                yield NOT_WELL_FORMED, f"<{quote(last, quotes=False)}> isn't closed before </{name}>"
        self.counts[name] -= 1
        self.depth -= name not in MAY_STAY_OPEN


_NOT_IN_URLS = re.compile(r"[\x00-\x20]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SCRIPT = re.compile(
    r"(?:javascript|vbscript|livescript|mocha):|data:(?!image/(?!svg)|audio/|video/|font/)", re.IGNORECASE
)
_STYLE = re.compile(
    r"expression\s*\(|behaviou?r\s*:|-moz-binding|url\s*\(|@import|javascript:|position\s*:\s*(?:fixed|absolute|sticky)",
    re.IGNORECASE,
)


def _judge_tag(name: str, attributes: Sequence[tuple[str, str]], *, based: bool) -> Iterator[Broken]:
    """Yield what is wrong with one HTML element by itself, its name and its attributes' in lower case."""
    if name in UNSAFE:
        yield UNSAFE_ELEMENT, f"readers drop <{name}>, for safety; link to what it shows instead"
    elif name in PAGE:
        yield NOT_WELL_FORMED, f"<{name}> belongs to a whole page; put here what would stand inside a div"
    elif name not in ELEMENTS and ("-" not in name or ":" in name):
        yield UNKNOWN_ELEMENT, f"HTML has no element <{quote(name, quotes=False)}>; if it is text, escape it"
    lazy = name == "img" and images.is_placeholder(dict(attributes))
    if lazy:
        yield (
            PLACEHOLDER,
            "the src of <img> is a placeholder that a script would replace; give the image itself",
        )
    for key, value in attributes:
        if key.startswith("on") and key.isalpha():
            yield EVENT_ATTRIBUTE, f"readers drop {quote(key, quotes=False)}, for safety; leave it out"
        elif key == "style":
            found = _STYLE.search(value)
            if found:
                yield (
                    UNSAFE_STYLE,
                    f"readers drop styles like {quote(found.group())}, for safety; leave it out",
                )
        elif key in URLS:
            if not (lazy and key == "src"):
                yield from _judge_url(name, key, value, based=based)
        elif key in {"srcset", "imagesrcset"}:
            for url in images.urls_of(value):
                yield from _judge_url(name, key, url, based=based)
        elif name in {"svg", "math"} or "-" in name:
            continue  # their attributes are their own
        elif key not in ATTRIBUTES and not key.startswith(("data-", "aria-", "xml:", "xmlns:")):
            known = "" if name not in ELEMENTS else f" on <{name}>"
            yield UNKNOWN_ATTRIBUTE, f"HTML has no attribute {quote(key, quotes=False)}{known}; leave it out"


def _judge_url(name: str, key: str, value: str, *, based: bool) -> Iterator[Broken]:
    """Yield what is wrong with an attribute's URL; a fragment alone stays within the piece of HTML."""
    url = _NOT_IN_URLS.sub("", value)
    if _SCRIPT.match(url):
        yield UNSAFE_URL, f"{key}={quote(value)} on <{name}> runs or shows something of its own; write a link"
    elif not based and url and not url.startswith("#") and not _SCHEME.match(url):
        yield (
            RELATIVE_URL,
            f"{key}={quote(value)} on <{name}> is relative; write the whole URL, from https: on",
        )
    elif local.is_local(url):
        yield local.LOCAL, f"{key}={quote(value)} on <{name}> {local.EXPLANATION}"


# Where HTML is


@NOT_WELL_FORMED.on("description", _CONTENT)
@NOT_WELL_FORMED.on(
    *(f"{_A}{name}" for name in ("title", "subtitle", "summary", "rights", "content")),
    *(f"{_MEDIA}{name}" for name in ("title", "description", "text")),
    attribute="type",
)
def find_in_element(element: Element, document: Document) -> list[Finding]:
    """Find what is wrong with an element's HTML or XHTML, on behalf of every rule about HTML."""
    return [
        Finding(element, f"in {label(element)}: {message}", rule=broken)
        for broken, message in _judge_element(element, document)
    ]


def _judge_element(element: Element, document: Document) -> list[Broken]:
    """Judge an element's content, if it is HTML or XHTML."""
    tag = element.tag
    kind = element.get("type", "text").strip().lower()
    is_html = tag in {"description", _CONTENT} or kind == "html"
    if tag.startswith(_A):
        is_html = kind in {"html", "text/html"} and element.get("src") is None
        if kind == "xhtml" and document.format == "atom":
            return list(_first_of_each(_judge_xhtml(element)))
    if not is_html:
        return []
    html = element.text or "" if not len(element) else text_of(element)
    return judge(html, based=base_of(element) is not None) if html else []


_SVG_AND_MATH = ("{http://www.w3.org/2000/svg}", "{http://www.w3.org/1998/Math/MathML}")


def _judge_xhtml(element: Element) -> Iterator[Broken]:
    """Yield what is wrong inside an element of the type xhtml, but for SVG and MathML."""
    for each in element.iterdescendants("*"):
        if each.tag.startswith(f"{{{XHTML}}}"):
            attributes = [(str(key), str(value)) for key, value in each.items() if str(key)[0] != "{"]
            based = not any(key in URLS for key, _ in attributes) or base_of(each) is not None
            name = local_name(each)
            if name != name.lower() and name.lower() in ELEMENTS:
                yield UNKNOWN_ELEMENT, f"XHTML's elements are in lower case: write <{name.lower()}>"
            else:
                yield from _judge_tag(name, attributes, based=based)
        elif each.getparent() is not element and not each.tag.startswith((_A, *_SVG_AND_MATH)):
            yield UNKNOWN_ELEMENT, f"<{label(each)}> isn't in XHTML's namespace; readers can't show it"
