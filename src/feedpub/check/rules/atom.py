"""The rules of Atom 1.0, RFC 4287, beside its grammar.

Responsible for elements and attributes in Atom's namespace, in feeds and in stand-alone entries: which stand
where, what their values look like, and what only the whole document shows. Not for elements of other
vocabularies (`rules.extensions`), nor for what is inside HTML and XHTML (`rules.html`).
"""

from __future__ import annotations

import binascii
import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from feedpub.check import values
from feedpub.check.rules import ATOM, XHTML, XML, Document, Fault, Format, rule, shown
from feedpub.check.rules.elements import children, label, local_name, markup_in, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

_ATOM: tuple[Format, ...] = ("atom",)
_A = f"{{{ATOM}}}"
_DIV = f"{{{XHTML}}}div"
_LANG = f"{{{XML}}}lang"
_BASE = f"{{{XML}}}base"


def _tags(*names: str) -> tuple[str, ...]:
    """Return the tags of Atom elements."""
    return tuple(f"{_A}{name}" for name in names)


def _is(element: Element, *names: str) -> bool:
    """Whether an element is one of these Atom elements."""
    tag = str(element.tag)
    return tag.startswith(_A) and tag[len(_A) :] in names


def _child(parent: Element, name: str) -> Element | None:
    """Return an element's first child that is this Atom element; `find` would take four times as long."""
    return next(parent.iterchildren(f"{_A}{name}"), None)


def _text(parent: Element, name: str) -> str | None:
    """Return the text of an element's first child that is this Atom element, None when there is none."""
    found = _child(parent, name)
    return None if found is None else found.text or ""


# Which elements there are, and which may stand in which (RFC 4287 §4.1, §4.2)

_PERSON = frozenset({"name", "uri", "email"})
_METADATA = frozenset({"author", "category", "contributor", "id", "link", "rights", "title", "updated"})
_FEED_METADATA = _METADATA | {"generator", "icon", "logo", "subtitle"}
_CHILDREN = {
    "feed": _FEED_METADATA | {"entry"},
    "entry": _METADATA | {"content", "published", "source", "summary"},
    "source": _FEED_METADATA,
    "author": _PERSON,
    "contributor": _PERSON,
}
_TEXT_CONSTRUCTS = frozenset({"rights", "subtitle", "summary", "title"})
_LEAVES = frozenset({"id", "updated", "published", "icon", "logo", "generator", "name", "uri", "email"})
_UNDEFINED = frozenset({"category", "link"})
_ELEMENTS = frozenset(_CHILDREN) | _TEXT_CONSTRUCTS | _LEAVES | _UNDEFINED | {"content"}
_ONCE = {
    "feed": frozenset({"generator", "icon", "id", "logo", "rights", "subtitle", "title", "updated"}),
    "entry": frozenset({"content", "id", "published", "rights", "source", "summary", "title", "updated"}),
    "source": frozenset({"generator", "icon", "id", "logo", "rights", "subtitle", "title", "updated"}),
    "author": _PERSON,
    "contributor": _PERSON,
}
_REQUIRED = {
    "feed": ("id", "title", "updated"),
    "entry": ("id", "title", "updated"),
    "author": ("name",),
    "contributor": ("name",),
}
_SECTIONS = {"feed": "§4.1.1", "entry": "§4.1.2", "author": "§3.2", "contributor": "§3.2"}
_ATTRIBUTES = {
    "category": frozenset({"term", "scheme", "label"}),
    "content": frozenset({"type", "src"}),
    "generator": frozenset({"uri", "version"}),
    "link": frozenset({"href", "rel", "type", "hreflang", "title", "length"}),
    **{name: frozenset({"type"}) for name in _TEXT_CONSTRUCTS},
}
# What RSS, Atom 0.3 and habit call things, and what Atom calls them.
_MEANT = {
    "body": "content",
    "channel": "feed",
    "copyright": "rights",
    "created": "published",
    "date": "updated",
    "description": "summary in an entry, subtitle in a feed",
    "enclosure": 'link with rel="enclosure"',
    "guid": "id",
    "homepage": "uri",
    "image": "logo or icon",
    "info": "subtitle",
    "issued": "published",
    "item": "entry",
    "language": "the attribute xml:lang",
    "lastbuilddate": "updated",
    "managingeditor": "author",
    "modified": "updated",
    "pubdate": "published",
    "tagline": "subtitle",
    "url": "uri in a person, link elsewhere",
    "webmaster": "contributor",
}
_RSS_NAMES = frozenset(_MEANT) | {
    "rss",
    "ttl",
    "cloud",
    "skiphours",
    "skipdays",
    "textinput",
    "comments",
    "docs",
    "webmaster",
}

UNKNOWN_ELEMENT = rule(
    "atom-unknown-element",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4, §6.2",
    summary="Every element in Atom's namespace is one that Atom has, spelt so.",
    failing="<pubDate>2024-05-01T12:00:00Z</pubDate>",
    passing="<published>2024-05-01T12:00:00Z</published>",
)


@UNKNOWN_ELEMENT.on(f"{_A}*", unless=_tags(*_ELEMENTS), in_grammar=True)
def unknown_element(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements in Atom's namespace that Atom doesn't have; none may be in text, another rule says."""
    parent = element.getparent()
    if parent is not None and _is(parent, *_LEAVES, *_UNDEFINED):
        return
    name = local_name(element)
    known = name.lower() if name.lower() in _ELEMENTS else _MEANT.get(name.lower())
    if known is None:
        close = get_close_matches(name[:40], sorted(_ELEMENTS), n=1)
        known = close[0] if close else None
    hint = f"; write {known}" if known else "; give an element of your own a namespace of its own"
    yield Fault(element, f"Atom has no element {shown(name, quotes=False)}{hint}")


WITHOUT_NAMESPACE = rule(
    "atom-without-namespace",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §1.2, §6.4",
    summary="Atom's elements are in Atom's namespace, and RSS's elements aren't used in Atom.",
    failing='<title xmlns="">News</title>',
    passing="<title>News</title>",
)


@WITHOUT_NAMESPACE.on("{}*")
def without_namespace(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements in no namespace, with names from Atom or RSS, that stand where Atom's would."""
    tag = str(element.tag)
    if tag.lower() not in _ELEMENTS and tag.lower() not in _RSS_NAMES:
        return
    parent = element.getparent()
    if parent is not None and _is(parent, *_CHILDREN):
        yield Fault(element, f'<{tag}> is in no namespace; put it into Atom\'s, xmlns="{ATOM}"')


MISPLACED_ELEMENT = rule(
    "atom-misplaced-element",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.1, §4.2",
    summary="Atom's elements stand where Atom has them: feed metadata in feeds, entry metadata in entries.",
    failing="<feed>…<published>2024-05-01T12:00:00Z</published></feed>",
    passing="<entry>…<published>2024-05-01T12:00:00Z</published></entry>",
)


_PLACES = {f"{_A}{parent}": frozenset(_tags(*names)) for parent, names in _CHILDREN.items()}


@MISPLACED_ELEMENT.on(*_PLACES, in_grammar=True)
def misplaced_element(parent: Element, _document: Document) -> Iterator[Fault]:
    """Find Atom elements directly inside Atom elements that don't have them."""
    allowed = _PLACES[parent.tag]
    for child in parent.iterchildren(f"{_A}*"):
        if child.tag not in allowed and local_name(child) in _ELEMENTS:
            name = local_name(child)
            homes = sorted(each for each, names in _CHILDREN.items() if name in names)
            hint = f"it belongs in {' or '.join(homes)}" if homes else "it is a document's root"
            yield Fault(child, f"<{name}> can't stand in {local_name(parent)}; {hint}")


UNEXPECTED_CHILD = rule(
    "atom-unexpected-child",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §3.1.1, §3.2, §3.3, §4.2",
    summary="Elements that hold text alone hold no elements; HTML in them is escaped, or declared as xhtml.",
    failing="<title>The <b>big</b> news</title>",
    passing='<title type="html">The &lt;b>big&lt;/b> news</title>',
)


@UNEXPECTED_CHILD.on(*_tags(*_LEAVES), with_children=True, in_grammar=True)
def child_in_leaf(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements inside ids, dates, names and the like."""
    for child in children(element):
        yield Fault(child, f"<{label(child)}> can't stand in {local_name(element)}, which holds text alone")
        return


@UNEXPECTED_CHILD.on(*_tags(*_TEXT_CONSTRUCTS, "content"), with_children=True)
def child_in_text(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements inside text, HTML and textual content (§3.1.1.1, §3.1.1.2, §4.1.3.3)."""
    kind = element.get("type", "text")
    if kind not in {"text", "html"} and not (_is(element, "content") and kind.lower().startswith("text/")):
        return
    if _is_xml(kind) or element.get("src") is not None:
        return
    for child in children(element):
        yield Fault(
            child,
            f"<{label(child)}> can't stand in {local_name(element)} of the type {shown(kind)}; "
            'escape it with type="html", or write type="xhtml" and a div around it',
        )
        return


@UNEXPECTED_CHILD.on(*_tags(*_UNDEFINED), with_children=True, in_grammar=True)
def child_in_empty(element: Element, _document: Document) -> Iterator[Fault]:
    """Find Atom elements inside links and categories; others' may stand there (§4.2.2, §4.2.7)."""
    for child in children(element):
        if str(child.tag).startswith(_A):
            yield Fault(
                child, f"<{local_name(child)}> can't stand in {local_name(element)}; close that one before"
            )
            return


@UNEXPECTED_CHILD.on(*_tags(*_TEXT_CONSTRUCTS, "content"), with_children=True, in_grammar=True)
def atom_in_xhtml(element: Element, _document: Document) -> Iterator[Fault]:
    """Find the first Atom element inside XHTML (§3.1.1.3)."""
    if element.get("type") == "xhtml":
        for child in element.iterdescendants(f"{_A}*"):
            if child.getparent() is not element:
                yield Fault(
                    child, f"<{local_name(child)}> is in Atom's namespace, not XHTML's; declare XHTML's on it"
                )
                return


UNEXPECTED_TEXT = rule(
    "atom-unexpected-text",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §3.2, §4.1.1, §4.1.2, §4.2.11",
    summary="Between the elements of a feed, an entry, a source or a person there is no text.",
    failing="<author>The Editors</author>",
    passing="<author><name>The Editors</name></author>",
)


@UNEXPECTED_TEXT.on(*_tags(*_CHILDREN), in_grammar=True)
def unexpected_text(element: Element, _document: Document) -> Iterator[Fault]:
    """Find text that stands directly in an element made of elements."""
    text = text_of(element).strip()
    if text:
        hint = "; write it as <name>" if _is(element, "author", "contributor") else "; remove it"
        yield Fault(element, f"the text {shown(text)} can't stand directly in {local_name(element)}{hint}")


NOT_EMPTY = rule(
    "atom-not-empty",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §4.2.2, §4.2.7",
    summary="Links and categories have no text: what they say is in their attributes.",
    failing='<link href="https://example.org/">Robots</link>',
    passing='<link href="https://example.org/"/>',
)


@NOT_EMPTY.on(*_tags(*_UNDEFINED))
def not_empty(element: Element, _document: Document) -> Iterator[Fault]:
    """Find text in links and categories; a link without href is told so by another rule."""
    if element.text is None and not len(element):
        return
    text = text_of(element).strip()
    wanted = "href" if _is(element, "link") else "term"
    if text and element.get(wanted) is not None:
        yield Fault(
            element, f"the text {shown(text)} in {local_name(element)} means nothing to readers; remove it"
        )


_ONCE_TAGS = {f"{_A}{parent}": frozenset(_tags(*names)) for parent, names in _ONCE.items()}

DUPLICATE_ELEMENT = rule(
    "atom-duplicate-element",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §3.2, §4.1.1, §4.1.2, §4.2.11",
    summary="What may be given once is given once: id, title, updated, content, summary and others.",
    failing="<title>News</title><title>Novelties</title>",
    passing="<title>News</title>",
)


@DUPLICATE_ELEMENT.on(*_tags(*_ONCE), in_grammar=True)
def duplicate_element(parent: Element, _document: Document) -> Iterator[Fault]:
    """Find elements given again."""
    once = _ONCE_TAGS[str(parent.tag)]
    seen = set()
    for child in parent.iterchildren(f"{_A}*"):
        tag = child.tag
        if tag in seen:
            yield Fault(child, f"{local_name(parent)} has more than one {local_name(child)}; keep one")
        elif tag in once:
            seen.add(tag)


MISSING_ELEMENT = rule(
    "atom-missing-element",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §3.2.1, §4.1.1, §4.1.2",
    summary="Feeds and entries have an id, a title and an updated date; persons have a name.",
    failing="<author><email>news@example.org</email></author>",
    passing="<author><name>The Editors</name></author>",
)


@MISSING_ELEMENT.on(*_tags(*_REQUIRED), in_grammar=True)
def missing_element(parent: Element, _document: Document) -> Iterator[Fault]:
    """Find required elements that aren't there."""
    name = local_name(parent)
    for wanted in _REQUIRED[name]:
        if _child(parent, wanted) is None:
            yield Fault(parent, f"{name} has no {wanted}; it must have one (RFC 4287 {_SECTIONS[name]})")


SOURCE_INCOMPLETE = rule(
    "atom-source-incomplete",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §4.2.11",
    summary="A source keeps the id, title and updated date of the feed that the entry comes from.",
    failing="<source><title>News</title></source>",
    passing="<source><id>tag:example.org,2024:news</id><title>News</title>"
    "<updated>2024-05-01T12:00:00Z</updated></source>",
)


@SOURCE_INCOMPLETE.on(f"{_A}source")
def source_incomplete(source: Element, _document: Document) -> Iterator[Fault]:
    """Find sources without what every feed has."""
    missing = [each for each in _REQUIRED["feed"] if _child(source, each) is None]
    if missing:
        yield Fault(source, f"source has no {' and no '.join(missing)}; copy it from the feed of the entry")


METADATA_AFTER_ENTRY = rule(
    "atom-metadata-after-entry",
    formats=_ATOM,
    scope="document",
    severity="warning",
    clause="RFC 4287 §4.1.1, appendix B",
    summary="A feed's own elements stand before its entries, where readers that read as they go find them.",
    failing="<feed>…<entry>…</entry><title>News</title></feed>",
    passing="<feed>…<title>News</title><entry>…</entry></feed>",
)


@METADATA_AFTER_ENTRY.on(f"{_A}feed")
def metadata_after_entry(feed: Element, document: Document) -> Iterator[Fault]:
    """Find the first of the feed's own elements that stands after an entry."""
    if not document.entries or feed is not document.root:
        return
    for child in document.entries[0].itersiblings(f"{_A}*"):
        if local_name(child) in _FEED_METADATA:
            yield Fault(
                child, f"{local_name(child)} of the feed stands after an entry; put it before the first"
            )
            return


NAMESPACE_PREFIX = rule(
    "atom-namespace-prefix",
    formats=_ATOM,
    scope="document",
    severity="warning",
    clause="RFC 4287 §1.2; Namespaces in XML 1.0",
    summary="Atom is the document's default namespace; some readers don't understand prefixes for it.",
    failing='<a:feed xmlns:a="http://www.w3.org/2005/Atom">…</a:feed>',
    passing='<feed xmlns="http://www.w3.org/2005/Atom">…</feed>',
)


@NAMESPACE_PREFIX.on(*_tags("feed", "entry"))
def namespace_prefix(root: Element, document: Document) -> Iterator[Fault]:
    """Find a root with a prefix."""
    if root is document.root and root.prefix:
        yield Fault(root, f"Atom's elements have the prefix {root.prefix}:; make Atom the default namespace")


# Attributes

UNKNOWN_ATTRIBUTE = rule(
    "atom-unknown-attribute",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §2, §6.2",
    summary="Attributes without a prefix are those that Atom has on the element.",
    failing='<link url="https://example.org/"/>',
    passing='<link href="https://example.org/"/>',
)
_XML_ATTRIBUTES = frozenset({_LANG, _BASE, f"{{{XML}}}space", f"{{{XML}}}id"})


@UNKNOWN_ATTRIBUTE.on(f"{_A}*", attribute="*", in_grammar=True)
def unknown_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find attributes that Atom doesn't have on the element."""
    name = local_name(element)
    known = _ATTRIBUTES.get(name, frozenset())
    for key in element.attrib:
        attribute = str(key)
        if attribute in known or (name not in _ELEMENTS and attribute[0] != "{"):
            continue
        if attribute[0] != "{":
            yield Fault(element, _unknown_attribute_message(name, attribute, known), attribute)
        elif attribute.startswith(f"{{{XML}}}") and attribute not in _XML_ATTRIBUTES:
            local = shown(attribute.rpartition("}")[2], quotes=False)
            yield Fault(
                element, f"XML has no attribute xml:{local}; there are xml:lang and xml:base", attribute
            )


def _unknown_attribute_message(name: str, attribute: str, known: frozenset[str]) -> str:
    """Return what is wrong with an attribute, and which one was probably meant."""
    if name == "feed" and attribute == "version":
        return "feed has no version in Atom 1.0 (it had one in Atom 0.3); remove it"
    if attribute in {"lang", "base"}:
        return f"{name} has no attribute {attribute}; write xml:{attribute}"
    close = get_close_matches(attribute.lower()[:40], sorted(known), n=1)
    hint = (
        f"write {close[0]}" if close else "remove it" if not known else f"it has {', '.join(sorted(known))}"
    )
    return f"{name} has no attribute {shown(attribute, quotes=False)}; {hint}"


MISSING_ATTRIBUTE = rule(
    "atom-missing-attribute",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.2.2.1, §4.2.7.1",
    summary="A link has an href and a category has a term.",
    failing='<category label="Robots"/>',
    passing='<category term="robots" label="Robots"/>',
)


@MISSING_ATTRIBUTE.on(*_tags("link", "category"), in_grammar=True)
def missing_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find links without href and categories without term."""
    wanted = "href" if _is(element, "link") else "term"
    if element.get(wanted) is None:
        yield Fault(element, f"{local_name(element)} has no {wanted}; it must have one")


BLANK_ATTRIBUTE = rule(
    "atom-blank-attribute",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §4.2.2, §4.2.4, §4.2.7",
    summary="An attribute that is given says something.",
    failing='<category term=""/>',
    passing='<category term="robots"/>',
)


def _blank_attribute(name: str, *attributes: str) -> None:
    """Have attributes of an element looked at."""
    for attribute in attributes:

        def blank_attribute(
            element: Element, _document: Document, attribute: str = attribute
        ) -> Iterator[Fault]:
            """Find an empty attribute that no rule of its own judges."""
            if not (element.get(attribute) or "").strip():
                yield Fault(element, f"{attribute} is blank; say something, or leave it out", attribute)

        BLANK_ATTRIBUTE.on(f"{_A}{name}", attribute=attribute)(blank_attribute)


_blank_attribute("link", "title")
_blank_attribute("category", "term", "label")
_blank_attribute("generator", "version")


LANGUAGE = rule(
    "atom-language",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §2; XML 1.0 §2.12; RFC 5646 §2.1",
    summary="xml:lang is a language tag, or empty where the language isn't known.",
    failing='<title xml:lang="en_GB">News</title>',
    passing='<title xml:lang="en-GB">News</title>',
)


@LANGUAGE.on("*", attribute=_LANG)
def language(element: Element, _document: Document) -> Iterator[Fault]:
    """Find values of xml:lang that are no language tags, on any element."""
    value = element.get(_LANG)
    if value:
        wrong = values.language_tag(value)
        if wrong:
            yield Fault(element, f"xml:lang={shown(value)} is no language tag: {wrong}", _LANG)


XML_BASE = rule(
    "atom-base",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §2; XML Base §3.1",
    summary="xml:base is an IRI reference.",
    failing='<feed xml:base="https://example.org/a b/">…</feed>',
    passing='<feed xml:base="https://example.org/a%20b/">…</feed>',
)


@XML_BASE.on("*", attribute=_BASE)
def xml_base(element: Element, _document: Document) -> Iterator[Fault]:
    """Find values of xml:base that are no IRI references, on any element."""
    value = element.get(_BASE)
    if value is not None:
        wrong = _reference(value)
        if wrong:
            yield Fault(element, f"xml:base={shown(value)} is no IRI reference: {wrong}", _BASE)


def _reference(value: str) -> str | None:
    """Judge an IRI reference; what has a scheme, by the scheme's own syntax too."""
    return values.iri_reference(value) if values.is_relative(value) else values.iri(value)


# Ids (RFC 4287 §4.2.6)

ID = rule(
    "atom-id",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.2.6; RFC 3987; RFC 4151; RFC 8141; RFC 4122",
    summary="An id is an absolute IRI, with a scheme, by that scheme's own syntax and without white space.",
    failing="<id>2024/05/robots</id>",
    passing="<id>tag:example.org,2024-05-01:robots</id>",
)


@ID.on(f"{_A}id")
def id_syntax(element: Element, _document: Document) -> Iterator[Fault]:
    """Find ids that are no IRIs, or no URNs, UUIDs or tag URIs where they begin like those."""
    value = text_of(element)
    wrong = values.iri(value)
    if wrong:
        yield Fault(element, f"the id {shown(value)} is no absolute IRI: {wrong}")


ID_NORMAL = rule(
    "atom-id-normal",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §4.2.6; RFC 3986 §6.2",
    summary="An id is written in its normal form, since ids are compared character by character.",
    failing="<id>HTTP://Example.org:80/a/../b</id>",
    passing="<id>http://example.org/b</id>",
)
_WEB = re.compile(
    r"(https?)://(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?([^?#]*)(.*)", re.IGNORECASE | re.DOTALL
)
_PERCENT = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


@ID_NORMAL.on(f"{_A}id")
def id_normal(element: Element, _document: Document) -> Iterator[Fault]:
    """Find ids that §4.2.6 would have written otherwise: scheme, host, port, path, percent signs."""
    value = text_of(element)
    wrong = _not_normal(value)
    if wrong and values.iri(value) is None:
        yield Fault(element, f"the id {shown(value)} isn't in its normal form: {wrong}")


def _not_normal(value: str) -> str | None:
    """Return what RFC 4287 §4.2.6 would write otherwise in an IRI, None when nothing."""
    scheme = value.partition(":")[0]
    if scheme != scheme.lower():
        return "its scheme has capital letters"
    if "%" in value:
        for digits in _PERCENT.findall(value):
            if digits != digits.upper():
                return f"%{digits} is written %{digits.upper()}"
            if _UNRESERVED.fullmatch(chr(int(digits, 16))):
                return f"%{digits} is written {chr(int(digits, 16))}"
    found = _WEB.fullmatch(value)
    if found is None:
        return None
    _, _, host, port, path, rest = found.groups()
    if host != host.lower():
        return "its host has capital letters"
    if port is not None and port == ("443" if scheme == "https" else "80"):
        return f"the port {port} goes without saying"
    if port == "":
        return "there is a colon without a port"
    if not path:
        return "there is no / after the host"
    if any(part in {".", ".."} for part in path.split("/")):
        return "there is a . or .. in its path"
    return "it ends with an empty query or fragment" if rest in {"?", "#", "?#"} else None


DUPLICATE_ID = rule(
    "atom-duplicate-id",
    formats=_ATOM,
    scope="document",
    severity="error",
    clause="RFC 4287 §4.1.1, §4.2.6",
    summary="No two entries of a feed have the same id and the same updated date.",
    failing="two entries with <id>tag:example.org,2024:1</id>, updated at the same time",
    passing="<id>tag:example.org,2024:1</id> in one entry, <id>tag:example.org,2024:2</id> in the other",
)
SAME_ID = rule(
    "atom-same-id",
    formats=_ATOM,
    scope="document",
    severity="warning",
    clause="RFC 4287 §4.1.1",
    summary="Versions of one entry don't stand in a feed together; most readers show one of them.",
    failing="two entries with <id>tag:example.org,2024:1</id>, updated at different times",
    passing="<id>tag:example.org,2024:1</id> in one entry alone",
)


@DUPLICATE_ID.on(f"{_A}feed")
def duplicate_id(feed: Element, document: Document) -> Iterator[Fault]:
    """Find entries with the id and the updated moment of one before, and with the feed's own id."""
    own = (_text(feed, "id") or "").strip()
    seen: set[tuple[str, str]] = set()
    for element, key in _ids(document) if feed is document.root else ():
        if key in seen:
            yield Fault(
                element, f"an entry before this one has the id {shown(key[0])} too; give each its own"
            )
        elif key[0] and key[0] == own:
            yield Fault(element, f"the feed itself has the id {shown(own)}; give each entry its own")
        seen.add(key)


@SAME_ID.on(f"{_A}feed")
def same_id(feed: Element, document: Document) -> Iterator[Fault]:
    """Find entries with the id of one before, updated at another time."""
    seen: dict[str, set[str]] = {}
    for element, (value, moment) in _ids(document) if feed is document.root else ():
        moments = seen.setdefault(value, set())
        if moments and moment not in moments:
            yield Fault(element, f"an entry before this one has the id {shown(value)}; keep the newest")
        moments.add(moment)


def _ids(document: Document) -> list[tuple[Element, tuple[str, str]]]:
    """Return the id element of every entry whose id another entry or the feed has, with the id and the moment
    when the entry was updated.
    """
    known = document.notes.get("atom ids")
    if isinstance(known, list):
        return known
    elements = [(entry, found) for entry in document.entries if (found := _child(entry, "id")) is not None]
    every = [(found.text or "").strip() for _, found in elements]
    often = Counter([*every, (_text(document.root, "id") or "").strip()])
    ids = [
        (found, (value, _moment(_text(entry, "updated"))))
        for (entry, found), value in zip(elements, every, strict=True)
        if often[value] > 1
    ]
    document.notes["atom ids"] = ids
    return ids


def _moment(text: str | None) -> str:
    """Return a date in one spelling for every moment, so that they can be compared; a wrong one as it is."""
    moment = values.parse_rfc3339(text or "")
    return moment.isoformat() if moment else (text or "").strip()


# Dates (RFC 4287 §3.3)

DATE = rule(
    "atom-date",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §3.3; RFC 3339 §5.6",
    summary="Dates are RFC 3339: a day of the calendar, capital T and Z, seconds, a zone, no white space.",
    failing="<updated>Wed, 01 May 2024 12:00:00 GMT</updated>",
    passing="<updated>2024-05-01T12:00:00Z</updated>",
)


@DATE.on(*_tags("updated", "published"))
def date(element: Element, _document: Document) -> Iterator[Fault]:
    """Find dates that aren't."""
    value = text_of(element)
    wrong = values.rfc3339(value)
    if wrong:
        if value.strip() and values.rfc3339(value.strip()) is None:
            wrong = "there is white space around it"
        yield Fault(element, f"{local_name(element)} {shown(value)} is no date of RFC 3339: {wrong}")


DATE_IMPLAUSIBLE = rule(
    "atom-date-implausible",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §4.2.9, §4.2.15",
    summary="No entry is older than computers' clocks (1970) or from another century to come.",
    failing="<updated>0204-05-01T12:00:00Z</updated>",
    passing="<updated>2024-05-01T12:00:00Z</updated>",
)
_FIRST_PLAUSIBLE_YEAR = 1970
_LAST_PLAUSIBLE_YEAR = 2099


@DATE_IMPLAUSIBLE.on(*_tags("updated", "published"))
def date_implausible(element: Element, _document: Document) -> Iterator[Fault]:
    """Find dates that are right by the calendar and still can't be meant."""
    moment = values.parse_rfc3339(text_of(element))
    if moment and not _FIRST_PLAUSIBLE_YEAR <= moment.year <= _LAST_PLAUSIBLE_YEAR:
        yield Fault(element, f"the year {moment.year} is implausible; check the date")


UPDATED_BEFORE_PUBLISHED = rule(
    "atom-updated-before-published",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §4.2.9, §4.2.15",
    summary="An entry isn't updated before it is published.",
    failing="<published>2024-05-02T00:00:00Z</published><updated>2024-05-01T00:00:00Z</updated>",
    passing="<published>2024-05-01T00:00:00Z</published><updated>2024-05-02T00:00:00Z</updated>",
)


@UPDATED_BEFORE_PUBLISHED.on(f"{_A}entry")
def updated_before_published(entry: Element, _document: Document) -> Iterator[Fault]:
    """Find entries whose updated date is earlier than their published one."""
    element = _child(entry, "updated")
    first = _text(entry, "published")
    if element is None or first is None:
        return
    updated, published = values.parse_rfc3339(element.text or ""), values.parse_rfc3339(first)
    if updated and published and updated < published:
        yield Fault(element, f"updated {element.text} is before published {first}; it can't be earlier")


# Persons (RFC 4287 §3.2)

AUTHOR_MISSING = rule(
    "atom-author-missing",
    formats=_ATOM,
    scope="document",
    severity="error",
    clause="RFC 4287 §4.1.1, §4.1.2, §4.2.1",
    summary="Every entry has an author: its own, its source's or the feed's.",
    failing="<feed>…<entry>…</entry></feed> with no author anywhere",
    passing="<feed><author><name>The Editors</name></author>…<entry>…</entry></feed>",
)


@AUTHOR_MISSING.on(f"{_A}entry")
def author_missing(entry: Element, document: Document) -> Iterator[Fault]:
    """Find entries that neither they themselves, nor their source, nor the feed give an author."""
    if entry not in document.entry_set or _child(entry, "author") is not None:
        return
    if entry.find(f"{_A}source/{_A}author") is not None:
        return
    if "the feed's author" not in document.notes:  # not looked for again for each of many entries
        document.notes["the feed's author"] = _child(document.head, "author")
    if entry is document.root:
        yield Fault(entry, "the entry has no author; a stand-alone entry must have one, or a source that has")
    elif document.notes["the feed's author"] is None:
        yield Fault(entry, "neither the entry nor the feed has an author; give the feed one, or every entry")


EMAIL = rule(
    "atom-email",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §3.2.3; RFC 5322 §3.4.1",
    summary="An email is a mail address alone.",
    failing="<email>The Editors &lt;news@example.org></email>",
    passing="<email>news@example.org</email>",
)


@EMAIL.on(f"{_A}email")
def email(element: Element, _document: Document) -> Iterator[Fault]:
    """Find mail addresses that aren't."""
    value = text_of(element)
    wrong = values.email(value)
    if wrong:
        yield Fault(element, f"the email {shown(value)} is no mail address: {wrong}")


URI = rule(
    "atom-uri",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §2, §3.2.2, §4.2.4, §4.2.5, §4.2.8; RFC 3987",
    summary="A person's uri, an icon, a logo and a generator's uri are IRI references without white space.",
    failing="<icon>my icon.png</icon>",
    passing="<icon>my%20icon.png</icon>",
)


@URI.on(*_tags("uri", "icon", "logo"))
def uri(element: Element, _document: Document) -> Iterator[Fault]:
    """Find references that aren't, and empty ones, which would refer to the feed."""
    value = text_of(element)
    wrong = _reference(value) or (None if value else "it is empty; leave the element out instead")
    if wrong:
        yield Fault(element, f"{local_name(element)} {shown(value)} is no IRI reference: {wrong}")


@URI.on(f"{_A}generator", attribute="uri")
def generator_uri(element: Element, _document: Document) -> Iterator[Fault]:
    """Find generators' uris that aren't references."""
    value = element.get("uri")
    if value is not None:
        wrong = _reference(value) or (None if value else "it is empty; leave it out instead")
        if wrong:
            yield Fault(element, f"uri={shown(value)} is no IRI reference: {wrong}", "uri")


# Text (RFC 4287 §3.1)

TEXT_TYPE = rule(
    "atom-text-type",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §3.1.1",
    summary="The type of a title, subtitle, summary or rights is text, html or xhtml, in small letters.",
    failing='<title type="text/html">News</title>',
    passing='<title type="html">News</title>',
)


@TEXT_TYPE.on(*_tags(*_TEXT_CONSTRUCTS), attribute="type", in_grammar=True)
def text_type(element: Element, _document: Document) -> Iterator[Fault]:
    """Find other types; media types are for content."""
    kind = element.get("type")
    if kind is not None and kind not in {"text", "html", "xhtml"}:
        meant = {"text/plain": "text", "text/html": "html", "plain": "text", "application/xhtml+xml": "xhtml"}
        close = meant.get(kind.lower()) or (
            kind.lower() if kind.lower() in {"text", "html", "xhtml"} else None
        )
        hint = f'write type="{close}"' if close else "it is text, html or xhtml"
        yield Fault(element, f"{local_name(element)} can't be of the type {shown(kind)}; {hint}", "type")


XHTML_DIV = rule(
    "atom-xhtml-div",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §3.1.1.3, §4.1.3.3",
    summary='What has type="xhtml" holds one div in XHTML\'s namespace, and nothing beside it.',
    failing='<title type="xhtml">News</title>',
    passing='<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">News</div></title>',
)


@XHTML_DIV.on(*_tags(*_TEXT_CONSTRUCTS, "content"), attribute="type", in_grammar=True)
def xhtml_div(element: Element, _document: Document) -> Iterator[Fault]:
    """Find XHTML without its div, with one in another namespace, or with something beside it."""
    if element.get("type") != "xhtml" or element.get("src") is not None:
        return
    inside = list(children(element))
    name = local_name(element)
    if not inside:
        yield Fault(
            element, f'{name} with type="xhtml" has no div; write <div xmlns="{XHTML}"> around its text'
        )
    elif inside[0].tag != _DIV:
        if local_name(inside[0]) == "div":
            yield Fault(inside[0], f"the div isn't in XHTML's namespace; write <div xmlns=\"{XHTML}\">")
        else:
            yield Fault(
                inside[0], f'<{label(inside[0])}> isn\'t an XHTML div; write <div xmlns="{XHTML}"> around it'
            )
    elif len(inside) > 1:
        yield Fault(inside[1], f"<{label(inside[1])}> stands beside the div; put everything into one div")
    elif text_of(element).strip():
        yield Fault(
            element, f"the text {shown(text_of(element).strip())} stands beside the div; put it inside"
        )


BLANK = rule(
    "atom-blank",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §3.2.1, §4.1.2, §4.2.4, §4.2.12 to §4.2.14",
    summary="Titles, names, summaries and contents say something.",
    failing="<title></title>",
    passing="<title>News</title>",
)


@BLANK.on(*_tags("title", "subtitle", "summary", "rights", "content", "name", "generator"))
def blank(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements without text; a picture in XHTML says something too."""
    if element.get("src") is not None or (element.text and not element.text.isspace()):
        return
    if _is(element, "content") and element.get("type", "text") not in {"text", "html", "xhtml"}:
        return
    inside = list(children(element))
    if inside and (element.get("type") != "xhtml" or len(inside) > 1 or _says_something(inside[0])):
        return
    if inside or element.get("type") != "xhtml":
        yield Fault(
            element, f"{local_name(element)} is blank; say something, or leave it out if it is optional"
        )


def _says_something(div: Element) -> bool:
    """Whether an element has text or anything beside text in it."""
    return any(text.strip() for text in div.itertext(with_tail=False)) or any(
        local_name(each) in {"img", "svg", "math", "object", "video", "audio", "hr", "iframe"}
        for each in div.iter("*")
    )


HTML_IN_PLAIN_TEXT = rule(
    "atom-html-in-plain-text",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §3.1.1.1, §3.2.1, §4.2.2.3, §4.2.4, §4.2.7.5",
    summary="Plain text holds no HTML and no entities escaped twice; readers would show the tags.",
    failing="<title>Robots &lt;b>win&lt;/b></title>",
    passing='<title type="html">Robots &lt;b>win&lt;/b></title>',
)


@HTML_IN_PLAIN_TEXT.on(*_tags(*_TEXT_CONSTRUCTS, "content", "name", "generator"))
def html_in_text(element: Element, _document: Document) -> Iterator[Fault]:
    """Find markup in text that is declared as plain."""
    if element.get("type", "text") != "text":
        return
    found = markup_in(text_of(element))
    if found:
        hint = 'write type="html"' if local_name(element) not in {"name", "generator"} else "write plain text"
        yield Fault(element, f"{local_name(element)} is plain text and has {shown(found)} in it; {hint}")


@HTML_IN_PLAIN_TEXT.on(f"{_A}link", attribute="title")
@HTML_IN_PLAIN_TEXT.on(f"{_A}category", attribute="label")
def html_in_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find markup in titles of links and labels of categories."""
    attribute = "title" if _is(element, "link") else "label"
    found = markup_in(element.get(attribute) or "")
    if found:
        yield Fault(
            element, f"{attribute} is plain text and has {shown(found)} in it; write plain text", attribute
        )


# Content (RFC 4287 §4.1.3)

CONTENT_TYPE = rule(
    "atom-content-type",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.1.3.1; RFC 6838 §4.2",
    summary="A content's type is text, html, xhtml or a media type that isn't composite.",
    failing='<content type="HTML">…</content>',
    passing='<content type="html">…</content>',
)


@CONTENT_TYPE.on(f"{_A}content", attribute="type")
def content_type(content: Element, _document: Document) -> Iterator[Fault]:
    """Find types that aren't, composite ones, and text, html or xhtml beside a src (§4.1.3.2)."""
    kind = content.get("type")
    if kind is None:
        return
    if kind in {"text", "html", "xhtml"}:
        if content.get("src") is not None:
            yield Fault(content, f"with src, the type is a media type, such as text/html, not {kind}", "type")
        return
    wrong = values.media_type(kind)
    if kind.lower() in {"text", "html", "xhtml"}:
        wrong = f"write {kind.lower()}, in small letters"
    elif wrong is None and kind.lower().partition("/")[0] in {"multipart", "message"}:
        wrong = "a composite type can't be content; take the part that matters"
    if wrong:
        yield Fault(content, f"type={shown(kind)} is no type of content: {wrong}", "type")


CONTENT_SRC = rule(
    "atom-content-src",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.1.3.2",
    summary="A content's src is an IRI reference, and the content is then empty.",
    failing='<content src="https://example.org/robots.mp4" type="video/mp4">A film</content>',
    passing='<content src="https://example.org/robots.mp4" type="video/mp4"/>',
)


@CONTENT_SRC.on(f"{_A}content", attribute="src")
def content_src(content: Element, _document: Document) -> Iterator[Fault]:
    """Find sources that are no references, and content beside them."""
    src = content.get("src")
    if src is None:
        return
    wrong = _reference(src) or (None if src else "it is empty")
    if wrong:
        yield Fault(content, f"src={shown(src)} is no IRI reference: {wrong}", "src")
    if text_of(content).strip() or next(children(content), None) is not None:
        yield Fault(content, "content with src must be empty; put what it says into summary")


CONTENT_SRC_TYPE = rule(
    "atom-content-src-type",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §4.1.3.2",
    summary="A content that is elsewhere says what it is.",
    failing='<content src="https://example.org/robots.mp4"/>',
    passing='<content src="https://example.org/robots.mp4" type="video/mp4"/>',
)


@CONTENT_SRC_TYPE.on(f"{_A}content", attribute="src")
def content_src_type(content: Element, _document: Document) -> Iterator[Fault]:
    """Find contents with src and without type."""
    if content.get("src") is not None and content.get("type") is None:
        yield Fault(content, "content with src has no type; give its media type", "src")


CONTENT_BASE64 = rule(
    "atom-content-base64",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.1.3.3; RFC 4648 §4",
    summary="Content of a media type that is neither text nor XML is Base64, without elements.",
    failing='<content type="image/png">a picture: robot</content>',
    passing='<content type="image/png">iVBORw0KGgo=</content>',
)


def _is_xml(kind: str) -> bool:
    """Whether a media type is XML (RFC 7303 §4.2, and any in /xml, as RFC 4287 §4.1.3.3 has it)."""
    kind = kind.partition(";")[0].strip().lower()
    return kind.endswith(("+xml", "/xml")) or kind in {
        "application/xml-external-parsed-entity",
        "text/xml-external-parsed-entity",
        "application/xml-dtd",
    }


def _is_base64(content: Element) -> bool:
    """Whether a content must be Base64: inline, and neither text, html, xhtml, XML nor text/anything."""
    kind = content.get("type", "text")
    if kind.lower() in {"text", "html", "xhtml"} or content.get("src") is not None or values.media_type(kind):
        return False
    return not _is_xml(kind) and not kind.lower().startswith(("text/", "multipart/", "message/"))


@CONTENT_BASE64.on(f"{_A}content", attribute="type")
def content_base64(content: Element, _document: Document) -> Iterator[Fault]:
    """Find content that must be Base64 and isn't."""
    if not _is_base64(content):
        return
    kind = shown(content.get("type", ""))
    if next(children(content), None) is not None:
        yield Fault(content, f"content of the type {kind} is Base64, and has no elements in it")
        return
    try:
        decoded = binascii.a2b_base64("".join(text_of(content).split()).encode(), strict_mode=True)
    except (binascii.Error, ValueError) as error:
        yield Fault(content, f"content of the type {kind} must be Base64, and isn't: {str(error).lower()}")
        return
    if not decoded:
        yield Fault(content, f"content of the type {kind} is empty; give it as Base64, or elsewhere with src")


CONTENT_XML = rule(
    "atom-content-xml",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §4.1.3.3; RFC 7303",
    summary="Content of an XML media type is one element, with no text beside it.",
    failing='<content type="image/svg+xml">&lt;svg/></content>',
    passing='<content type="image/svg+xml"><svg xmlns="http://www.w3.org/2000/svg"/></content>',
)


@CONTENT_XML.on(f"{_A}content", attribute="type")
def content_xml(content: Element, _document: Document) -> Iterator[Fault]:
    """Find XML content without a root element, with several or with text beside it."""
    kind = content.get("type", "text")
    if not _is_xml(kind) or content.get("src") is not None or values.media_type(kind):
        return
    if len(list(children(content))) != 1 or text_of(content).strip():
        yield Fault(
            content, f"content of the type {shown(kind)} should be one XML element, not escaped, and no more"
        )


SUMMARY_MISSING = rule(
    "atom-summary-missing",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.1.2",
    summary="An entry whose content is elsewhere or is Base64 has a summary.",
    failing='<entry>…<content src="https://example.org/robots.mp4" type="video/mp4"/></entry>',
    passing='<entry>…<content src="https://example.org/robots.mp4" type="video/mp4"/>'
    "<summary>A film about robots</summary></entry>",
)


@SUMMARY_MISSING.on(f"{_A}entry")
def summary_missing(entry: Element, _document: Document) -> Iterator[Fault]:
    """Find entries without a summary that need one."""
    content = _child(entry, "content")
    if content is None or _child(entry, "summary") is not None:
        return
    if content.get("src") is not None:
        yield Fault(entry, "the entry's content is elsewhere (src), so it must have a summary")
    elif _is_base64(content):
        yield Fault(entry, "the entry's content is Base64, so it must have a summary")


# Links (RFC 4287 §4.2.7)

LINK_HREF = rule(
    "atom-link-href",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.2.7.1; RFC 3987",
    summary="A link's href is an IRI reference, without white space and not empty.",
    failing='<link href="https://example.org/a b"/>',
    passing='<link href="https://example.org/a%20b"/>',
)


@LINK_HREF.on(f"{_A}link", attribute="href")
def link_href(link: Element, _document: Document) -> Iterator[Fault]:
    """Find links to what is no IRI reference."""
    href = link.get("href")
    if href is not None:
        wrong = _reference(href) or (None if href else "it is empty")
        if wrong:
            yield Fault(link, f"href={shown(href)} is no IRI reference: {wrong}", "href")


LINK_REL = rule(
    "atom-link-rel",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.2.7.2",
    summary="A link's rel is one name without a colon or slash, or an absolute IRI.",
    failing='<link rel="alternate self" href="https://example.org/"/>',
    passing='<link rel="alternate" href="https://example.org/"/>',
)
_REL_NAME = re.compile(r"(?:[^\s:/?#\[\]<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})+")


@LINK_REL.on(f"{_A}link", attribute="rel")
def link_rel(link: Element, _document: Document) -> Iterator[Fault]:
    """Find relations that are neither names nor IRIs."""
    rel = link.get("rel")
    if rel is None or _REL_NAME.fullmatch(rel):
        return
    if not rel.strip():
        wrong = "it is blank; leave it out for alternate"
    elif len(rel.split()) > 1:
        wrong = "it has several words; write a link for each"
    else:
        wrong = values.iri(rel) or ""
    if wrong:
        yield Fault(link, f"rel={shown(rel)} is no link relation: {wrong}", "rel")


LINK_REL_UNKNOWN = rule(
    "atom-link-rel-unknown",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §4.2.7.2, §7.1; RFC 8288 §4.2",
    summary="A link relation that is a name is registered with IANA; one of your own is an IRI.",
    failing='<link rel="homepage" href="https://example.org/"/>',
    passing='<link rel="https://example.org/rels/homepage" href="https://example.org/"/>',
)
# The registry of link relations, with "hub" as WebSub has it.
LINK_RELATIONS = frozenset(
    """
    about acl alternate amphtml api-catalog appendix apple-touch-icon apple-touch-startup-image archives
    author blocked-by bookmark c2pa-manifest canonical chapter cite-as collection compression-dictionary
    contents convertedfrom copyright create-form current deprecation describedby describes disclosure
    dns-prefetch duplicate edit edit-form edit-media enclosure external first geofeed glossary help hosts hub
    ice-server icon index intervalafter intervalbefore intervalcontains intervaldisjoint intervalduring
    intervalequals intervalfinishedby intervalfinishes intervalin intervalmeets intervalmetby
    intervaloverlappedby intervaloverlaps intervalstartedby intervalstarts item last latest-version license
    linkset lrdd manifest mask-icon me media-feed memento micropub modulepreload monitor monitor-group next
    next-archive nofollow noopener noreferrer opener openid2.local_id openid2.provider original p3pv1 payment
    pingback preconnect predecessor-version prefetch preload prerender prev prev-archive preview previous
    privacy-policy profile publication rdap-active rdap-bottom rdap-down rdap-top rdap-up related replies
    restconf ruleinput search section self service service-desc service-doc service-meta
    sip-trunking-capability sponsored start status stylesheet subsection successor-version sunset tag
    terms-of-service timegate timemap type ugc up version-history via webmention working-copy working-copy-of
    """.split()
)


@LINK_REL_UNKNOWN.on(f"{_A}link", attribute="rel")
def link_rel_unknown(link: Element, _document: Document) -> Iterator[Fault]:
    """Find names that nobody registered; names in capitals are the same to Atom, and not to readers."""
    rel = link.get("rel")
    if rel is not None and rel not in LINK_RELATIONS and _REL_NAME.fullmatch(rel):
        close = get_close_matches(rel.lower()[:40], sorted(LINK_RELATIONS), n=1)
        hint = f"; {close[0]} may be meant" if close else "; write an IRI for one of your own"
        yield Fault(link, f"rel={shown(rel)} is no registered link relation{hint}", "rel")


LINK_TYPE = rule(
    "atom-link-type",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.2.7.3; RFC 6838 §4.2",
    summary="A link's type is a media type.",
    failing='<link type="html" href="https://example.org/"/>',
    passing='<link type="text/html" href="https://example.org/"/>',
)


@LINK_TYPE.on(f"{_A}link", attribute="type")
def link_type(link: Element, _document: Document) -> Iterator[Fault]:
    """Find types that are no media types."""
    kind = link.get("type")
    wrong = None if kind is None else values.media_type(kind)
    if wrong:
        yield Fault(link, f"type={shown(kind or '')} is no media type: {wrong}", "type")


LINK_HREFLANG = rule(
    "atom-link-hreflang",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.2.7.4; RFC 5646 §2.1",
    summary="A link's hreflang is a language tag.",
    failing='<link hreflang="english" href="https://example.org/"/>',
    passing='<link hreflang="en" href="https://example.org/"/>',
)


@LINK_HREFLANG.on(f"{_A}link", attribute="hreflang")
def link_hreflang(link: Element, _document: Document) -> Iterator[Fault]:
    """Find languages that are no tags."""
    tag = link.get("hreflang")
    wrong = None if tag is None else values.language_tag(tag)
    if wrong:
        yield Fault(link, f"hreflang={shown(tag or '')} is no language tag: {wrong}", "hreflang")


LINK_LENGTH = rule(
    "atom-link-length",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.2.7.6",
    summary="A link's length is a number of octets.",
    failing='<link rel="enclosure" length="3 MB" href="https://example.org/a.mp3"/>',
    passing='<link rel="enclosure" length="3145728" href="https://example.org/a.mp3"/>',
)


@LINK_LENGTH.on(f"{_A}link", attribute="length")
def link_length(link: Element, _document: Document) -> Iterator[Fault]:
    """Find lengths that are no numbers."""
    length = link.get("length")
    wrong = None if length is None else values.non_negative_integer(length)
    if wrong:
        yield Fault(link, f"length={shown(length or '')} is no number of octets: {wrong}", "length")


ENCLOSURE_LENGTH = rule(
    "atom-enclosure-length",
    formats=_ATOM,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §4.2.7.2",
    summary="An enclosure says how long it is, so that readers can decide whether to fetch it.",
    failing='<link rel="enclosure" type="audio/mpeg" href="https://example.org/a.mp3"/>',
    passing='<link rel="enclosure" type="audio/mpeg" length="3145728" href="https://example.org/a.mp3"/>',
)


@ENCLOSURE_LENGTH.on(f"{_A}link", attribute="rel")
def enclosure_length(link: Element, _document: Document) -> Iterator[Fault]:
    """Find enclosures without a length."""
    if _relation(link) == "enclosure" and link.get("length") is None:
        yield Fault(link, "the enclosure has no length; give its size in octets")


_IANA = "http://www.iana.org/assignments/relation/"


def _relation(link: Element) -> str:
    """Return a link's relation: alternate without one (§4.2.7.2), the name where IANA's IRI is given."""
    return link.get("rel", "alternate").removeprefix(_IANA)


ALTERNATE_DUPLICATE = rule(
    "atom-alternate-duplicate",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.1.1, §4.1.2",
    summary="There is one alternate link for every type and hreflang.",
    failing='<link href="https://example.org/a"/><link href="https://example.org/b"/>',
    passing='<link hreflang="en" href="https://example.org/a"/><link hreflang="de" href="https://example.org/b"/>',
)


@ALTERNATE_DUPLICATE.on(*_tags("feed", "entry", "source"))
def alternate_duplicate(parent: Element, _document: Document) -> Iterator[Fault]:
    """Find alternate links of a type and hreflang that one before has."""
    seen = set()
    for link in parent.iterchildren(f"{_A}link"):
        if _relation(link) == "alternate":
            key = (link.get("type", "").strip().lower(), link.get("hreflang", "").lower())
            if key in seen:
                yield Fault(
                    link,
                    f"{local_name(parent)} has another alternate link with the same type and hreflang; "
                    'keep one, or write rel="related" here',
                )
            seen.add(key)


ALTERNATE_MISSING = rule(
    "atom-alternate-missing",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.1.2",
    summary="An entry without content has an alternate link.",
    failing="<entry>…<summary>Robots win.</summary></entry>",
    passing='<entry>…<summary>Robots win.</summary><link href="https://example.org/robots"/></entry>',
)


@ALTERNATE_MISSING.on(f"{_A}entry")
def alternate_missing(entry: Element, _document: Document) -> Iterator[Fault]:
    """Find entries with neither."""
    if _child(entry, "content") is None and not any(
        _relation(link) == "alternate" for link in entry.iterchildren(f"{_A}link")
    ):
        yield Fault(
            entry, 'the entry has neither content nor a link with rel="alternate"; give it one of them'
        )


SELF_MISSING = rule(
    "atom-self-missing",
    formats=_ATOM,
    scope="document",
    severity="warning",
    clause="RFC 4287 §4.1.1",
    summary="A feed has a link to itself.",
    failing="<feed>…</feed> with no link",
    passing='<feed>…<link rel="self" type="application/atom+xml" href="https://example.org/atom.xml"/></feed>',
)


@SELF_MISSING.on(f"{_A}feed")
def self_missing(feed: Element, document: Document) -> Iterator[Fault]:
    """Find feeds without a self link."""
    if feed is document.root and not any(
        _relation(each) == "self" for each in feed.iterchildren(f"{_A}link")
    ):
        yield Fault(feed, 'the feed has no link with rel="self"; give it one with its own address')


SELF_RELATIVE = rule(
    "atom-self-relative",
    formats=_ATOM,
    scope="document",
    severity="warning",
    clause="RFC 4287 §4.2.7.2",
    summary="A feed's link to itself is absolute: it says where a saved or moved copy comes from.",
    failing='<link rel="self" href="atom.xml"/>',
    passing='<link rel="self" href="https://example.org/atom.xml"/>',
)


@SELF_RELATIVE.on(f"{_A}feed")
def self_relative(feed: Element, _document: Document) -> Iterator[Fault]:
    """Find relative self links, where no absolute xml:base makes them absolute."""
    for link in feed.iterchildren(f"{_A}link"):
        if _relation(link) != "self":
            continue
        href = link.get("href")
        bases = (link.get(_BASE) or "", feed.get(_BASE) or "")
        if href and values.is_relative(href) and all(values.is_relative(base) for base in bases):
            yield Fault(
                link, f"the self link {shown(href)} is relative; write the feed's whole address", "href"
            )


# Categories (RFC 4287 §4.2.2)

CATEGORY_SCHEME = rule(
    "atom-category-scheme",
    formats=_ATOM,
    scope="entry",
    severity="error",
    clause="RFC 4287 §4.2.2.2",
    summary="A category's scheme is an absolute IRI.",
    failing='<category term="robots" scheme="topics"/>',
    passing='<category term="robots" scheme="https://example.org/topics/"/>',
)


@CATEGORY_SCHEME.on(f"{_A}category", attribute="scheme")
def category_scheme(category: Element, _document: Document) -> Iterator[Fault]:
    """Find schemes that are no absolute IRIs."""
    scheme = category.get("scheme")
    wrong = None if scheme is None else values.iri(scheme)
    if wrong:
        yield Fault(category, f"scheme={shown(scheme or '')} is no absolute IRI: {wrong}", "scheme")
