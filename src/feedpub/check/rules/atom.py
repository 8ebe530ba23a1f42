"""Atom 1.0 (RFC 4287): which elements and attributes there are, and where.

Responsible for elements and attributes in Atom's namespace, in feeds and in stand-alone entries. Not for what
their values must be (`rules.atom_values`, `rules.atom_content`), for what only a whole feed shows
(`rules.atom_feed`), nor for elements of other vocabularies.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from feedpub.check.elements import children, label, local_name, text_of
from feedpub.check.rule import ATOM, XML, Document, Finding, quote, rules_for
from feedpub.check.rules import atom_content as content
from feedpub.check.rules import atom_values as value
from feedpub.check.structure import forbid_repeats, require_attributes, require_children
from feedpub.check.table import Attribute, el, leaf, needed, refuse, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from lxml.etree import _Element as Element

error, warning = rules_for("atom")

# --- What elements hold ---


LEAF = leaf(
    error("atom-unexpected-child"),
    "<{child}> can't stand in {element}, which holds text alone",
    in_grammar=True,
)


@LEAF.rule.facet(with_children=True)
def _child_in_text(element: Element, _document: Document) -> Iterator[Finding]:
    """Find elements inside text, HTML and textual content (§3.1.1.1, §3.1.1.2, §4.1.3.3)."""
    kind = element.get("type", "text")
    textual = local_name(element) == "content" and kind.lower().startswith("text/")
    if (
        (kind not in {"text", "html"} and not textual)
        or content.is_xml_type(kind)
        or element.get("src") is not None
    ):
        return
    for child in children(element):
        message = (
            f"<{label(child)}> can't stand in {local_name(element)} of the type {quote(kind)}; "
            'escape it with type="html", or write type="xhtml" and a div around it'
        )
        yield Finding(child, message)
        return


@LEAF.rule.facet(with_children=True, in_grammar=True)
def _atom_in_xhtml(element: Element, _document: Document) -> Iterator[Finding]:
    """Find the first Atom element inside XHTML (§3.1.1.3)."""
    if element.get("type") == "xhtml":
        for child in element.iterdescendants(f"{{{ATOM}}}*"):
            if child.getparent() is not element:
                message = f"<{local_name(child)}> is in Atom's namespace, not XHTML's; declare XHTML's on it"
                yield Finding(child, message)
                return


@LEAF.rule.facet(with_children=True, in_grammar=True)
def _atom_in_empty(element: Element, _document: Document) -> Iterator[Finding]:
    """Find Atom elements inside links and categories; others' may be there (§4.2.2, §4.2.7)."""
    for child in element.iterchildren(f"{{{ATOM}}}*"):
        message = f"<{local_name(child)}> can't stand in {local_name(element)}; close that one before"
        yield Finding(child, message)
        return


@warning("atom-not-empty").facet()
def _text_in_empty(element: Element, _document: Document) -> Iterator[Finding]:
    """Find text in links and categories; a link without href is reported by another rule."""
    if element.text is None and not len(element):
        return
    text, name = text_of(element).strip(), local_name(element)
    if text and all(element.get(each) is not None for each in ATOM_1_0.rows[name].needed):
        yield Finding(element, f"the text {quote(text)} in {name} means nothing to readers; remove it")


_TEXT = (_child_in_text, _atom_in_xhtml)
_EMPTY = (_atom_in_empty, _text_in_empty)
_CONTAINER = error("atom-unexpected-text").value(
    "the text {value} can't stand directly in {element}; remove it", refuse, in_grammar=True
)
_PERSON = _CONTAINER._replace(
    message="the text {value} can't stand directly in {element}; write it as <name>"
)

# --- Which elements there are, and where (RFC 4287 §4.1, §4.2) ---

_TYPE = Attribute((content.TEXT_TYPE, content.xhtml_div))
_REFERENCE = (value.URI, value.BLANK_TEXT, value.RELATIVE_TEXT)
_DATES = (LEAF, value.DATE, value.DATE_PLAUSIBLE)

ATOM_1_0 = vocabulary(
    ATOM,
    "atom",
    el("feed", "", _CONTAINER),
    el("entry", "feed*", _CONTAINER),
    el("source", "entry?", _CONTAINER),
    el("id", "feed entry source?", LEAF, value.ID, value.ID_NORMAL),
    el("title", "feed entry source?", *_TEXT, content.filled, content.plain, type=_TYPE),
    el("updated", "feed entry source?", *_DATES),
    el("published", "entry?", *_DATES),
    el("author", "feed* entry* source*", _PERSON),
    el("contributor", "feed* entry* source*", _PERSON),
    el("name", "author contributor", LEAF, content.filled, content.plain),
    el("uri", "author? contributor?", LEAF, *_REFERENCE),
    el("email", "author? contributor?", LEAF, value.EMAIL),
    el(
        "category",
        "feed* entry* source*",
        *_EMPTY,
        term=needed(value.BLANK_ATTRIBUTE),
        scheme=value.CATEGORY_SCHEME,
        label=Attribute((value.BLANK_ATTRIBUTE, value.PLAIN_ATTRIBUTE)),
    ),
    el(
        "link",
        "feed* entry* source*",
        *_EMPTY,
        href=needed(value.HREF, value.BLANK_REFERENCE, value.RELATIVE_HREF),
        rel=Attribute((value.REL, value.REGISTERED_REL, value.enclosure_length)),
        type=value.LINK_TYPE,
        hreflang=value.HREFLANG,
        title=Attribute((value.BLANK_ATTRIBUTE, value.PLAIN_ATTRIBUTE)),
        length=value.LENGTH,
    ),
    el("subtitle", "feed? source?", *_TEXT, content.filled, content.plain, type=_TYPE),
    el("summary", "entry?", *_TEXT, content.filled, content.plain, type=_TYPE),
    el("rights", "feed? entry? source?", *_TEXT, content.filled, content.plain, type=_TYPE),
    el(
        "content",
        "entry?",
        *_TEXT,
        content.filled,
        content.plain,
        type=Attribute(
            (content.xhtml_div, content.content_type, content.content_base64, content.content_xml)
        ),
        src=Attribute(
            (content.content_src, content.content_src_type, value.BLANK_REFERENCE, value.RELATIVE_SRC)
        ),
    ),
    el(
        "generator",
        "feed? source?",
        LEAF,
        content.filled,
        content.plain,
        uri=Attribute((value.URI_ATTRIBUTE, value.BLANK_REFERENCE, value.RELATIVE_URI)),
        version=value.BLANK_ATTRIBUTE,
    ),
    el("icon", "feed? source?", LEAF, *_REFERENCE),
    el("logo", "feed? source?", LEAF, *_REFERENCE),
    formats=("atom",),
)
_CONTAINERS = ATOM_1_0.tags(*ATOM_1_0.children)
_ROWS = ATOM_1_0.rows

forbid_repeats(error("atom-duplicate-element"), ATOM_1_0, "{parent} has more than one {child}; keep one")
require_children(
    error("atom-missing-element"),
    ATOM_1_0,
    "{parent} has no {child}; it must have one (RFC 4287 {clause})",
    {"feed": "§4.1.1", "entry": "§4.1.2", "author": "§3.2", "contributor": "§3.2"},
)
require_attributes(
    error("atom-missing-attribute"), ATOM_1_0, "{name} has no {attribute}; it must have one", in_grammar=True
)


@warning("atom-source-incomplete").on(ATOM_1_0.tag("source"))
def _source_incomplete(source: Element, _document: Document) -> Iterator[Finding]:
    there = {local_name(child) for child in source.iterchildren(f"{{{ATOM}}}*")}
    missing = [name for name, mark in ATOM_1_0.children["feed"].items() if not mark and name not in there]
    if missing:
        message = f"source has no {' and no '.join(missing)}; copy it from the feed of the entry"
        yield Finding(source, message)


# --- What isn't Atom's ---

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
}


@error("atom-unknown-element").on(f"{{{ATOM}}}*", unless=frozenset(ATOM_1_0.tags()), in_grammar=True)
def _unknown_element(element: Element, _document: Document) -> Iterator[Finding]:
    """Find elements that Atom doesn't have; what holds text or nothing can't have any, by another rule."""
    parent = element.getparent()
    if parent is not None and _is_leaf(parent):
        return
    name = local_name(element)
    known = name.lower() if name.lower() in _ROWS else _MEANT.get(name.lower())
    if known is None:
        close = get_close_matches(name[:40], sorted(_ROWS), n=1)
        known = close[0] if close else None
    hint = f"; write {known}" if known else "; give an element of your own a namespace of its own"
    yield Finding(element, f"Atom has no element {quote(name, quotes=False)}{hint}")


def _is_leaf(element: Element) -> bool:
    """Whether an element is Atom's, and holds text alone or nothing."""
    row = _ROWS.get(local_name(element)) if element.tag.startswith(f"{{{ATOM}}}") else None
    return row is not None and (LEAF in row.judged or _EMPTY[0] in row.judged)


@error("atom-without-namespace").on("{}*")
def _without_namespace(element: Element, _document: Document) -> Iterator[Finding]:
    """Find elements in no namespace, with names from Atom or RSS, where Atom's would be."""
    tag, parent = str(element.tag), element.getparent()
    if tag.lower() not in _ROWS and tag.lower() not in _RSS_NAMES:
        return
    if parent is not None and parent.tag in _CONTAINERS:
        yield Finding(element, f'<{tag}> is in no namespace; put it into Atom\'s, xmlns="{ATOM}"')


_PLACES = {
    ATOM_1_0.tag(parent): frozenset(ATOM_1_0.tags(*names)) for parent, names in ATOM_1_0.children.items()
}


@error("atom-misplaced-element").on(*_PLACES, in_grammar=True)
def _misplaced_element(parent: Element, _document: Document) -> Iterator[Finding]:
    allowed = _PLACES[str(parent.tag)]
    for child in parent.iterchildren(f"{{{ATOM}}}*"):
        name = local_name(child)
        if child.tag not in allowed and name in _ROWS:
            homes = sorted(_ROWS[name].parents)
            hint = f"it belongs in {' or '.join(homes)}" if homes else "it is a document's root"
            yield Finding(child, f"<{name}> can't stand in {local_name(parent)}; {hint}")


_XML_ATTRIBUTES = frozenset({value.LANG, value.BASE, f"{{{XML}}}space", f"{{{XML}}}id"})


@error("atom-unknown-attribute").on(f"{{{ATOM}}}*", attribute="*", in_grammar=True)
def _unknown_attribute(element: Element, _document: Document) -> Iterator[Finding]:
    name = local_name(element)
    known = _ROWS[name].attributes.keys() if name in _ROWS else frozenset()
    for attribute in map(str, element.attrib):
        if attribute in known or (name not in _ROWS and attribute[0] != "{"):
            continue
        if attribute[0] != "{":
            yield Finding(element, _unknown_attribute_message(name, attribute, known), attribute)
        elif attribute.startswith(f"{{{XML}}}") and attribute not in _XML_ATTRIBUTES:
            local = quote(attribute.rpartition("}")[2], quotes=False)
            message = f"XML has no attribute xml:{local}; there are xml:lang and xml:base"
            yield Finding(element, message, attribute)


def _unknown_attribute_message(name: str, attribute: str, known: AbstractSet[str]) -> str:
    """Return what is wrong with an attribute, and which one was probably meant."""
    if name == "feed" and attribute == "version":
        return "feed has no version in Atom 1.0 (it had one in Atom 0.3); remove it"
    if attribute in {"lang", "base"}:
        return f"{name} has no attribute {attribute}; write xml:{attribute}"
    close = get_close_matches(attribute.lower()[:40], sorted(known), n=1)
    hint = (
        f"write {close[0]}" if close else "remove it" if not known else f"it has {', '.join(sorted(known))}"
    )
    return f"{name} has no attribute {quote(attribute, quotes=False)}; {hint}"
