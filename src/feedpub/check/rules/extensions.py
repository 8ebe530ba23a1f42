"""The rules of the vocabularies that extend Atom and RSS: namespaces, what all have in common, then each.

Responsible for elements of known namespaces that aren't the format's own, Atom's elements in RSS among them.
The tables are in `vocabularies`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from feedpub.check import rfc822, values
from feedpub.check.rules import Document, Fault, Format, rule
from feedpub.check.rules.atom import LINK_RELATIONS
from feedpub.check.rules.elements import (
    address_fault,
    child_of,
    child_tags,
    children,
    given_twice,
    label,
    local_name,
    markup_in,
    namespace_of,
    quoted,
    text_of,
    value_of,
)
from feedpub.check.rules.vocabularies import (
    ADMIN,
    APP_NAMESPACE,
    ATOM,
    ATOM_ATTRIBUTES,
    ATOM_IN_RSS,
    ATOM_REQUIRED_ATTRIBUTES,
    ATTRIBUTES,
    BLOG_CHANNEL,
    CC,
    CONTENT,
    CREATIVE_COMMONS,
    CREDIT_ROLES,
    DC,
    DCTERMS,
    FEEDBURNER,
    FH,
    GEO,
    GEORSS,
    GML,
    ITUNES,
    ITUNES_CATEGORIES,
    KNOWN_NAMESPACES,
    MEDIA,
    MEDIA_RATINGS,
    OBSOLETE_ITUNES_CATEGORIES,
    OBSOLETE_NAMESPACES,
    OPEN_SEARCH,
    PINGBACK,
    PREFIXES,
    RDF,
    REQUIRED_ATTRIBUTES,
    SLASH,
    SY,
    THR,
    TRACKBACK,
    VOCABULARIES,
    WFW,
    Vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element as Element

_BOTH: tuple[Format, ...] = ("atom", "rss")
_RSS: tuple[Format, ...] = ("rss",)

_HEADS = ("channel", f"{{{ATOM}}}feed")
_ENTRIES = ("item", f"{{{ATOM}}}entry")

# --- Namespaces --------------------------------------------------------

NAMESPACE_MISSPELT = rule(
    "namespace-misspelt",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Namespaces in XML §2.3; the vocabulary's own specification",
    summary=(
        "A namespace's name is written exactly as its specification has it: case, slashes and version count."
    ),
    failing='<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss">...</rss>',
    passing='<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/">...</rss>',
)


def _rough(namespace: str) -> str:
    """Return a namespace's name without what is easily got wrong: case, https, www and what it ends with."""
    return re.sub(r"\Ahttps?://(www\.)?", "", namespace.strip().lower()).rstrip("/#")


_BY_ROUGH_NAME = {_rough(each): each for each in sorted(KNOWN_NAMESPACES - {ATOM})} | {_rough(ATOM): ATOM}


def _meant(namespace: str) -> str | None:
    """Return the known namespace that a misspelt one nearly is, None when it is known or unlike any."""
    if namespace in KNOWN_NAMESPACES:
        return None
    return OBSOLETE_NAMESPACES.get(namespace) or _BY_ROUGH_NAME.get(_rough(namespace))


_KNOWN_ELEMENTS = ("{}*", *(f"{{{namespace}}}*" for namespace in KNOWN_NAMESPACES))


@NAMESPACE_MISSPELT.on("rss", f"{{{ATOM}}}feed", f"{{{ATOM}}}entry")
def namespace_misspelt(root: Element, document: Document) -> Iterator[Fault]:
    """Find nearly known namespaces declared on the root, and point at where each is used first."""
    if root is not document.root:
        return
    for prefix, namespace in root.nsmap.items():
        meant = _meant(namespace)
        if meant:
            used = next(root.iter(f"{{{namespace}}}*"), root)
            yield Fault(
                used, f"the namespace {quoted(namespace)} ({prefix or 'default'}) is misspelt; write {meant}"
            )


@NAMESPACE_MISSPELT.on("*", unless=_KNOWN_ELEMENTS)
def namespace_misspelt_below(element: Element, document: Document) -> Iterator[Fault]:
    """Find elements in nearly known namespaces that are declared somewhere below the root."""
    namespace = namespace_of(element)
    if namespace and namespace not in KNOWN_NAMESPACES:
        meant = _meant(namespace)
        if meant and namespace not in document.root.nsmap.values():
            yield Fault(element, f"the namespace {quoted(namespace)} is misspelt; write {meant}")


NAMESPACE_PREFIX = rule(
    "namespace-prefix",
    formats=_BOTH,
    scope="document",
    severity="warning",
    clause="Namespaces in XML §3",
    summary="A customary prefix is used for the namespace that everybody knows by it.",
    failing='<rss version="2.0" xmlns:dc="https://example.org/dc">...</rss>',
    passing='<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">...</rss>',
)


@NAMESPACE_PREFIX.on("rss", f"{{{ATOM}}}feed", f"{{{ATOM}}}entry")
def namespace_prefix(root: Element, document: Document) -> Iterator[Fault]:
    """Find well-known prefixes on the document's root that stand for something nobody knows."""
    if root is not document.root:
        return
    for prefix, namespace in root.nsmap.items():
        if prefix in PREFIXES and namespace not in KNOWN_NAMESPACES and not _meant(namespace):
            yield Fault(root, f"the prefix {prefix} is known for {PREFIXES[prefix]}, not {quoted(namespace)}")


NAMESPACE_UNKNOWN = rule(
    "namespace-unknown",
    formats=_BOTH,
    scope="entry",
    severity="warning",
    clause="RSS 2.0, Extending RSS; RFC 4287 §6.1",
    summary="Elements in a namespace that no reader is known to understand may be lost.",
    failing='<x:mood xmlns:x="https://example.org/mood">good</x:mood>',
    passing="<category>good mood</category>",
)


@NAMESPACE_UNKNOWN.on("*", unless=_KNOWN_ELEMENTS)
def namespace_unknown(element: Element, document: Document) -> Iterator[Fault]:
    """Find the first element of every unknown namespace."""
    tag = str(element.tag)
    if tag[0] != "{":
        return
    namespace = tag[1:].partition("}")[0]
    if namespace in KNOWN_NAMESPACES or namespace in _RSS_NAMESPACES or _meant(namespace):
        return
    seen = document.notes.setdefault("unknown namespaces", set())
    if isinstance(seen, set) and namespace not in seen:
        seen.add(namespace)
        if not (element.prefix in PREFIXES and document.root.nsmap.get(element.prefix) == namespace):
            yield Fault(element, f"no reader is known to understand the namespace {quoted(namespace)}")


_RSS_NAMESPACES = frozenset(
    {
        "http://backend.userland.com/rss2",
        "http://backend.userland.com/rss",
        "http://backend.userland.com/RSS2",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://cyber.law.harvard.edu/rss/rss.html",
        "http://cyber.harvard.edu/rss/rss.html",
        "http://www.rssboard.org/rss-specification",
        "http://my.netscape.com/publish/formats/rss-0.91.dtd",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/",
        "http://purl.org/net/rss1.1#",
    }
)
"""Taken for RSS's own by some; `rules.rss` has a rule about them."""

# --- What all vocabularies have in common --------------------------------------------------------

_ALL_TAGS = tuple(f"{{{namespace}}}*" for namespace in VOCABULARIES)
_ALL_ELEMENTS = frozenset(
    f"{{{namespace}}}{name}" for namespace, each in VOCABULARIES.items() for name in each.names
)
_ATOM_IN_RSS = frozenset(f"{{{ATOM}}}{name}" for name in ATOM_IN_RSS.names)

UNKNOWN_ELEMENT = rule(
    "ext-unknown-element",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="the vocabulary's specification",
    summary="An element of a known vocabulary exists there, spelt so.",
    failing="<dc:author>The Editors</dc:author>",
    passing="<dc:creator>The Editors</dc:creator>",
)


@UNKNOWN_ELEMENT.on(*_ALL_TAGS, unless=_ALL_ELEMENTS)
def unknown_element(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements that their vocabulary doesn't have."""
    vocabulary = VOCABULARIES[namespace_of(element)]
    if local_name(element) not in vocabulary.names:
        yield _unknown(element, vocabulary)


@UNKNOWN_ELEMENT.on(f"{{{ATOM}}}*", unless=_ATOM_IN_RSS, formats=("rss",))
def unknown_atom_element(element: Element, document: Document) -> Iterator[Fault]:
    """Find elements in RSS that Atom doesn't have."""
    if document.format == "rss" and local_name(element) not in ATOM_IN_RSS.names:
        yield _unknown(element, ATOM_IN_RSS)


def _unknown(element: Element, vocabulary: Vocabulary) -> Fault:
    """Return the fault of an element that doesn't exist, with what was probably meant."""
    lower = {name.lower(): name for name in vocabulary.names}
    meant = lower.get(local_name(element).lower().replace("_", "-")) or lower.get(local_name(element).lower())
    hint = f"; did you mean {meant}?" if meant else "; leave it out, or use one that readers know"
    return Fault(element, f"there is no {label(element)} in {namespace_of(element)}{hint}")


MISPLACED_ELEMENT = rule(
    "ext-misplaced-element",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="the vocabulary's specification",
    summary=(
        "An element of a known vocabulary stands where the vocabulary has it: in the feed's head, an "
        "entry, or an element."
    ),
    failing="<item>...<itunes:owner>...</itunes:owner></item>",
    passing="<channel>...<itunes:owner>...</itunes:owner></channel>",
)


@MISPLACED_ELEMENT.on(*_ALL_ELEMENTS)
def misplaced_element(element: Element, _document: Document) -> Iterable[Fault]:
    """Find elements where their vocabulary doesn't have them."""
    return _misplaced(element)


@MISPLACED_ELEMENT.on(*_ATOM_IN_RSS, formats=("rss",))
def misplaced_atom_element(element: Element, _document: Document) -> Iterable[Fault]:
    """Find Atom's elements where RSS can't use them."""
    return _misplaced(element)


def _misplaced(element: Element) -> Iterable[Fault]:
    """Find an element that its vocabulary doesn't have in its parent; foreign parents may hold anything."""
    parent = element.getparent()
    homes = None if parent is None else _better_homes(str(element.tag), str(parent.tag))
    if parent is None or homes is None:
        return ()
    return (Fault(element, f"{label(element)} can't stand in {label(parent)}; it belongs in {homes}"),)


@lru_cache(maxsize=2048)
def _better_homes(tag: str, parent: str) -> str | None:
    """Return where an element belongs by its vocabulary, None when it may stand in this parent."""
    namespace, _, name = tag[1:].rpartition("}")
    vocabulary = ATOM_IN_RSS if namespace == ATOM else VOCABULARIES[namespace]
    if parent in _ENTRIES:
        allowed = vocabulary.entry
    elif parent in _HEADS:
        allowed = vocabulary.feed
    elif parent.startswith(f"{{{namespace}}}"):
        allowed = vocabulary.inside
    elif parent == "rss":
        allowed = frozenset()
    else:
        return None
    if name in allowed or tag in _MAY_NEST:
        return None
    homes = {
        "the feed's head": vocabulary.feed,
        "an entry": vocabulary.entry,
        "an element of its own vocabulary": vocabulary.inside,
    }
    return " or ".join(home for home, names in homes.items() if name in names)


_MAY_NEST = frozenset(
    {f"{{{ATOM}}}{name}" for name in ("category", "link", "title", "id", "updated", "rights")}
)
"""What stands in atom:source (RFC 4287 §4.2.11) besides what stands in a feed."""

DUPLICATE_ELEMENT = rule(
    "ext-duplicate-element",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="the vocabulary's specification",
    summary="What an entry or feed has only one of is said only once.",
    failing="<itunes:duration>60</itunes:duration><itunes:duration>1:00</itunes:duration>",
    passing="<itunes:duration>60</itunes:duration>",
)

_ONCE = frozenset(f"{{{namespace}}}{name}" for namespace, each in VOCABULARIES.items() for name in each.once)
_ONCE_IN_RSS = _ONCE | {f"{{{ATOM}}}{name}" for name in ATOM_IN_RSS.once}


@DUPLICATE_ELEMENT.on(
    *_HEADS,
    *_ENTRIES,
    f"{{{MEDIA}}}content",
    f"{{{MEDIA}}}group",
    f"{{{MEDIA}}}community",
    f"{{{MEDIA}}}scene",
    f"{{{ITUNES}}}owner",
    with_children=True,
)
def duplicate_element(parent: Element, document: Document) -> Iterator[Fault]:
    """Find children given twice that make sense once."""
    once = _ONCE_IN_RSS if document.format == "rss" else _ONCE
    for child in given_twice(parent, once, document):
        yield Fault(child, f"{label(parent)} has {label(child)} already; leave one of them out")


@DUPLICATE_ELEMENT.on(f"{{{ATOM}}}author", f"{{{ATOM}}}contributor")
def duplicate_in_person(person: Element, document: Document) -> Iterator[Fault]:
    """Find persons in RSS with two names, addresses or pages (RFC 4287 §3.2)."""
    if document.format == "rss":
        for child in given_twice(person, _ONCE_IN_RSS, document):
            yield Fault(child, f"{label(person)} has {label(child)} already; leave one of them out")


MISSING_ATTRIBUTE = rule(
    "ext-missing-attribute",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="the vocabulary's specification",
    summary="The attributes that an element of a known vocabulary needs are there.",
    failing='<itunes:image url="https://example.org/cover.jpg"/>',
    passing='<itunes:image href="https://example.org/cover.jpg"/>',
)


@MISSING_ATTRIBUTE.on(*REQUIRED_ATTRIBUTES)
def missing_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements without an attribute that they need."""
    for name in sorted(REQUIRED_ATTRIBUTES[str(element.tag)]):
        if element.get(name) is None:
            yield Fault(element, f"{label(element)} has no attribute {name}; add it")


@MISSING_ATTRIBUTE.on(*ATOM_REQUIRED_ATTRIBUTES, formats=("rss",))
def missing_atom_attribute(element: Element, document: Document) -> Iterator[Fault]:
    """Find Atom's elements in RSS without an attribute that they need."""
    if document.format == "rss":
        for name in sorted(ATOM_REQUIRED_ATTRIBUTES[str(element.tag)]):
            if element.get(name) is None:
                yield Fault(element, f"{label(element)} has no attribute {name}; add it")


UNKNOWN_ATTRIBUTE = rule(
    "ext-unknown-attribute",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="the vocabulary's specification",
    summary="The attributes of an element of a known vocabulary are its own.",
    failing='<media:thumbnail src="https://example.org/1.jpg" url="https://example.org/1.jpg"/>',
    passing='<media:thumbnail url="https://example.org/1.jpg"/>',
)

_FREE_ATTRIBUTES = frozenset({DCTERMS, DC, CONTENT, GEO, PINGBACK})
"""Vocabularies that don't say which attributes their elements have."""


@UNKNOWN_ATTRIBUTE.on(
    *(tag for tag in _ALL_ELEMENTS if tag[1:].rpartition("}")[0] not in _FREE_ATTRIBUTES), attribute="*"
)
def unknown_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find attributes without a namespace that an element doesn't have."""
    yield from _unknown_attributes(element, ATTRIBUTES.get(str(element.tag), frozenset()))


@UNKNOWN_ATTRIBUTE.on(*_ATOM_IN_RSS, attribute="*", formats=("rss",))
def unknown_atom_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find attributes of Atom's elements in RSS that Atom doesn't have."""
    yield from _unknown_attributes(element, ATOM_ATTRIBUTES.get(str(element.tag), frozenset()))


def _unknown_attributes(element: Element, known: frozenset[str]) -> Iterator[Fault]:
    """Find an element's attributes without a namespace that aren't known."""
    for name in element.keys():  # noqa: SIM118 - an element isn't a mapping: iterating it yields children
        if name[0] != "{" and name not in known:
            expected = f"; it has {', '.join(sorted(known))}" if known else "; leave it out"
            yield Fault(element, f"{label(element)} has no attribute {str(name)!r}{expected}", str(name))


BLANK = rule(
    "ext-blank",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="the vocabulary's specification",
    summary="Elements of known vocabularies that carry a value have one.",
    failing="<dc:date></dc:date>",
    passing="<dc:date>2002-09-07</dc:date>",
)

_NEVER_BLANK = (
    *(f"{{{DC}}}{name}" for name in ("date", "language")),
    *(
        f"{{{ITUNES}}}{name}"
        for name in ("explicit", "duration", "block", "complete", "new-feed-url", "type")
    ),
    *(f"{{{ITUNES}}}{name}" for name in ("order", "season", "episode", "episodeType", "pubDate", "email")),
    *(f"{{{MEDIA}}}{name}" for name in ("credit", "hash", "category", "rating")),
    *(f"{{{SLASH}}}{name}" for name in ("comments", "hit_parade", "section", "department")),
    *(f"{{{SY}}}{name}" for name in ("updatePeriod", "updateFrequency", "updateBase")),
    *(
        f"{{{GEORSS}}}{name}"
        for name in ("point", "line", "polygon", "box", "circle", "elev", "floor", "radius")
    ),
    *(f"{{{GEO}}}{name}" for name in ("lat", "long")),
    *(f"{{{WFW}}}{name}" for name in ("comment", "commentRss")),
    *(f"{{{BLOG_CHANNEL}}}{name}" for name in ("blogRoll", "mySubscriptions", "blink", "changes")),
    f"{{{THR}}}total",
    f"{{{CREATIVE_COMMONS}}}license",
)


@BLANK.on(*_NEVER_BLANK)
def blank(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements without the value that they are there for."""
    if not len(element) and not value_of(element):
        yield Fault(element, f"{label(element)} is empty; give it a value or leave it out")


NOT_EMPTY = rule(
    "ext-not-empty",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="the vocabulary's specification",
    summary="Elements that say everything in attributes, or by being there, hold no text.",
    failing="<fh:complete>yes</fh:complete>",
    passing="<fh:complete/>",
)


@NOT_EMPTY.on(
    f"{{{FH}}}complete",
    f"{{{FH}}}archive",
    f"{{{ITUNES}}}image",
    f"{{{ITUNES}}}category",
    f"{{{ITUNES}}}owner",
    f"{{{MEDIA}}}thumbnail",
    f"{{{MEDIA}}}content",
    f"{{{MEDIA}}}group",
    f"{{{ADMIN}}}generatorAgent",
    f"{{{ADMIN}}}errorReportsTo",
)
def not_empty(element: Element, _document: Document) -> Iterator[Fault]:
    """Find text where there is none to be."""
    if value_of(element):
        yield Fault(element, f"{label(element)} can't hold text; remove {quoted(text_of(element))}")


@NOT_EMPTY.on(f"{{{FH}}}complete", f"{{{FH}}}archive", with_children=True)
def marker_with_children(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements inside RFC 5005's markers, which are empty."""
    for child in children(element):
        yield Fault(child, f"{label(element)} is empty; move {label(child)} elsewhere")


UNESCAPED_MARKUP = rule(
    "ext-unescaped-markup",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="the vocabulary's specification",
    summary="An element of a known vocabulary that holds text holds no elements.",
    failing="<content:encoded><p>News</p></content:encoded>",
    passing="<content:encoded>&lt;p>News&lt;/p></content:encoded>",
)

_TEXT_ONLY = (
    f"{{{CONTENT}}}encoded",
    f"{{{CREATIVE_COMMONS}}}license",
    *(
        f"{{{namespace}}}{name}"
        for namespace in (DC, SLASH, SY, WFW, BLOG_CHANNEL)
        for name in VOCABULARIES[namespace].names
    ),
    *(f"{{{ITUNES}}}{name}" for name in VOCABULARIES[ITUNES].names - {"category", "owner", "image", "link"}),
    *(
        f"{{{MEDIA}}}{name}"
        for name in ("title", "description", "keywords", "text", "credit", "copyright", "hash")
    ),
)


@UNESCAPED_MARKUP.on(*_TEXT_ONLY, with_children=True)
def unescaped_markup(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements inside elements that hold only text."""
    if len(element):
        for child in children(element):
            yield Fault(
                child, f"{label(element)} can't hold elements; escape the markup (&lt;{label(child)}>)"
            )
            return


HTML_IN_PLAIN_TEXT = rule(
    "ext-html-in-plain-text",
    formats=_BOTH,
    scope="entry",
    severity="warning",
    clause="the vocabulary's specification",
    summary="Names, titles and the like are plain text; readers show tags in them as they stand.",
    failing="<dc:creator>The &lt;i>Editors&lt;/i></dc:creator>",
    passing="<dc:creator>The Editors</dc:creator>",
)

_PLAIN = (
    *(
        f"{{{DC}}}{name}"
        for name in ("contributor", "coverage", "creator", "format", "publisher", "rights", "subject")
    ),
    *(f"{{{DC}}}{name}" for name in ("source", "title", "type")),
    *(f"{{{ITUNES}}}{name}" for name in ("author", "name", "keywords", "subtitle", "summary", "title")),
    *(f"{{{MEDIA}}}{name}" for name in ("keywords", "credit", "copyright", "category")),
    *(f"{{{SLASH}}}{name}" for name in ("section", "department")),
)


@HTML_IN_PLAIN_TEXT.on(*_PLAIN)
def html_in_plain_text(element: Element, _document: Document) -> Iterator[Fault]:
    """Find tags and twice-escaped character references in plain text."""
    found = markup_in(text_of(element))
    if found:
        yield Fault(
            element, f"{label(element)} is plain text, but holds {quoted(found)}; write it without markup"
        )


@HTML_IN_PLAIN_TEXT.on(*(f"{{{MEDIA}}}{name}" for name in ("title", "description", "text")))
def html_in_media_text(element: Element, _document: Document) -> Iterator[Fault]:
    """Find tags in media texts that don't say they are HTML: the default type is plain."""
    found = markup_in(text_of(element)) if element.get("type", "plain") == "plain" else None
    if found:
        yield Fault(element, f'{label(element)} is plain text, but holds {quoted(found)}; add type="html"')


URL = rule(
    "ext-url",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="the vocabulary's specification; RFC 3986; RFC 3987",
    summary="Addresses in known vocabularies are absolute URLs without spaces.",
    failing='<itunes:image href="cover.jpg"/>',
    passing='<itunes:image href="https://example.org/cover.jpg"/>',
)


def _url_fault(url: str) -> str | None:
    """Say what is wrong with an absolute IRI, None when nothing is."""
    return address_fault(url, values.iri)


@URL.on(
    f"{{{CREATIVE_COMMONS}}}license",
    f"{{{FEEDBURNER}}}awareness",
    f"{{{FEEDBURNER}}}origLink",
    f"{{{FEEDBURNER}}}origEnclosureLink",
    f"{{{ITUNES}}}new-feed-url",
    f"{{{PINGBACK}}}server",
    f"{{{PINGBACK}}}target",
    *(f"{{{WFW}}}{name}" for name in ("comment", "commentRss")),
    *(f"{{{BLOG_CHANNEL}}}{name}" for name in ("blogRoll", "mySubscriptions", "blink", "changes")),
    *(f"{{{TRACKBACK}}}{name}" for name in ("ping", "about")),
)
def url_content(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements whose text is an address, and not a right one."""
    value = value_of(element)
    wrong = _url_fault(value) if value else None
    if wrong:
        yield Fault(element, f"{label(element)} {quoted(value)} is not a URL: {wrong}")


_URL_ATTRIBUTES = {
    **{f"{{{MEDIA}}}{name}": "url" for name in ("content", "thumbnail", "player", "copyright", "embed")},
    **{f"{{{MEDIA}}}{name}": "href" for name in ("license", "subTitle", "peerLink")},
    f"{{{MEDIA}}}price": "info",
    f"{{{ITUNES}}}image": "href",
    f"{{{ITUNES}}}link": "href",
    f"{{{ADMIN}}}generatorAgent": f"{{{RDF}}}resource",
    f"{{{ADMIN}}}errorReportsTo": f"{{{RDF}}}resource",
    f"{{{CC}}}license": f"{{{RDF}}}resource",
    f"{{{TRACKBACK}}}ping": f"{{{RDF}}}resource",
    f"{{{TRACKBACK}}}about": f"{{{RDF}}}resource",
    f"{{{PINGBACK}}}server": f"{{{RDF}}}resource",
    f"{{{PINGBACK}}}target": f"{{{RDF}}}resource",
}


@URL.on(*_URL_ATTRIBUTES, attribute="*")
def url_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find attributes that are addresses, and not right ones."""
    name = _URL_ATTRIBUTES[str(element.tag)]
    value = element.get(name)
    wrong = None if value is None else _url_fault(value)
    if value is not None and wrong:
        yield Fault(element, f"{label(element)} {name} {quoted(value)} is not a URL: {wrong}", name)


@URL.on(f"{{{THR}}}in-reply-to")
def url_of_reply(element: Element, _document: Document) -> Iterator[Fault]:
    """Find replies whose ref, href or source isn't an IRI (RFC 4685 §3)."""
    for name in ("ref", "href", "source"):
        value = element.get(name)
        wrong = None if value is None else _url_fault(value)
        if value is not None and wrong:
            yield Fault(element, f"{label(element)} {name} {quoted(value)} is not an IRI: {wrong}", name)


MEDIA_TYPE = rule(
    "ext-media-type",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="RFC 6838 §4.2; RFC 4685 §3; Media RSS, media:content",
    summary="A type attribute that is a media type looks like one.",
    failing='<media:content url="https://example.org/1.mp4" type="mp4"/>',
    passing='<media:content url="https://example.org/1.mp4" type="video/mp4"/>',
)


@MEDIA_TYPE.on(
    f"{{{THR}}}in-reply-to",
    *(f"{{{MEDIA}}}{name}" for name in ("content", "license", "subTitle", "peerLink")),
    attribute="type",
)
def media_type(element: Element, _document: Document) -> Iterator[Fault]:
    """Find types that aren't media types."""
    value = element.get("type")
    wrong = None if value is None else values.media_type(value)
    if value is not None and wrong:
        yield Fault(element, f"{label(element)} type {quoted(value)} is not a media type: {wrong}", "type")


INTEGER = rule(
    "ext-integer",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="the vocabulary's specification",
    summary="Counts, sizes and numbers of episodes are whole numbers, in digits alone.",
    failing="<slash:comments>many</slash:comments>",
    passing="<slash:comments>177</slash:comments>",
)

_POSITIVE = frozenset({f"{{{ITUNES}}}season", f"{{{ITUNES}}}episode", f"{{{SY}}}updateFrequency"})


@INTEGER.on(
    f"{{{SLASH}}}comments",
    f"{{{THR}}}total",
    f"{{{ITUNES}}}order",
    *_POSITIVE,
    *(f"{{{each}}}{name}" for each in OPEN_SEARCH for name in ("totalResults", "startIndex", "itemsPerPage")),
)
def integer(element: Element, _document: Document) -> Iterator[Fault]:
    """Find counts that aren't whole numbers."""
    value, least = value_of(element), int(str(element.tag) in _POSITIVE)
    if value and not (re.fullmatch(r"\+?[0-9]{1,18}", value) and int(value) >= least):
        yield Fault(element, f"{label(element)} {quoted(value)} is not a whole number from {least}")


_DIGITS = re.compile("[0-9]+")
_INTEGER_ATTRIBUTES = {
    f"{{{MEDIA}}}content": ("fileSize", "height", "width", "channels"),
    f"{{{MEDIA}}}thumbnail": ("height", "width"),
    f"{{{MEDIA}}}player": ("height", "width"),
    f"{{{MEDIA}}}embed": ("height", "width"),
    f"{{{MEDIA}}}starRating": ("count", "min", "max"),
    f"{{{MEDIA}}}statistics": ("views", "favorites"),
}


@INTEGER.on(*_INTEGER_ATTRIBUTES, attribute="*")
def integer_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find sizes and counts in attributes that aren't whole numbers."""
    for name in _INTEGER_ATTRIBUTES[str(element.tag)]:
        value = element.get(name)
        if value is not None and not _DIGITS.fullmatch(value.strip()):
            yield Fault(element, f"{label(element)} {name} {quoted(value)} is not a whole number", name)


NUMBER = rule(
    "ext-number",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS, media:content; GeoRSS Simple",
    summary="Rates, durations, prices, heights and radii are numbers, with a point if any.",
    failing='<media:content url="https://example.org/1.mp4" duration="3:05"/>',
    passing='<media:content url="https://example.org/1.mp4" duration="185"/>',
)

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_NUMBER_ATTRIBUTES = {
    f"{{{MEDIA}}}content": ("bitrate", "framerate", "samplingrate", "duration"),
    f"{{{MEDIA}}}price": ("price",),
    f"{{{MEDIA}}}starRating": ("average",),
    **{
        f"{{{GEORSS}}}{name}": ("elev", "floor", "radius")
        for name in ("point", "line", "polygon", "box", "circle")
    },
}


@NUMBER.on(*_NUMBER_ATTRIBUTES, attribute="*")
def number_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find numbers in attributes that aren't numbers."""
    for name in _NUMBER_ATTRIBUTES[str(element.tag)]:
        value = element.get(name)
        if value is not None and not _NUMBER.fullmatch(value.strip()):
            yield Fault(element, f"{label(element)} {name} {quoted(value)} is not a number", name)


@NUMBER.on(f"{{{GEORSS}}}elev", f"{{{GEORSS}}}floor", f"{{{GEORSS}}}radius", f"{{{GEO}}}alt")
def number(element: Element, _document: Document) -> Iterator[Fault]:
    """Find heights and radii that aren't numbers."""
    value = value_of(element)
    if value and not _NUMBER.fullmatch(value):
        yield Fault(element, f"{label(element)} {quoted(value)} is not a number")


# --- Ambiguous pairs --------------------------------------------------------

AMBIGUOUS_PAIR = rule(
    "ext-ambiguous-pair",
    formats=_BOTH,
    scope="entry",
    severity="warning",
    clause="RSS Best Practices Profile, Namespace elements; Dublin Core elements",
    summary=(
        "Nothing is said both by the format's own element and by another vocabulary's: readers differ in "
        "which they take."
    ),
    failing="<author>editors@example.org (The Editors)</author><dc:creator>The Editors</dc:creator>",
    passing="<dc:creator>The Editors</dc:creator>",
)

_ITEM_PAIRS = (
    ("author", f"{{{DC}}}creator"),
    ("category", f"{{{DC}}}subject"),
    ("description", f"{{{DC}}}description"),
    ("guid", f"{{{DC}}}identifier"),
    ("pubDate", f"{{{DC}}}date"),
    ("pubDate", f"{{{DCTERMS}}}issued"),
    ("source", f"{{{DC}}}source"),
    ("title", f"{{{DC}}}title"),
)
_CHANNEL_PAIRS = (
    ("category", f"{{{DC}}}subject"),
    ("copyright", f"{{{DC}}}rights"),
    ("description", f"{{{DC}}}description"),
    ("generator", f"{{{ADMIN}}}generatorAgent"),
    ("language", f"{{{DC}}}language"),
    ("lastBuildDate", f"{{{DCTERMS}}}modified"),
    ("managingEditor", f"{{{DC}}}creator"),
    ("pubDate", f"{{{DC}}}date"),
    ("title", f"{{{DC}}}title"),
    ("webMaster", f"{{{ADMIN}}}errorReportsTo"),
    ("webMaster", f"{{{DC}}}publisher"),
)
_ATOM_PAIRS = (
    (f"{{{ATOM}}}author", f"{{{DC}}}creator"),
    (f"{{{ATOM}}}category", f"{{{DC}}}subject"),
    (f"{{{ATOM}}}published", f"{{{DCTERMS}}}created"),
    (f"{{{ATOM}}}published", f"{{{DCTERMS}}}issued"),
    (f"{{{ATOM}}}rights", f"{{{DC}}}rights"),
    (f"{{{ATOM}}}title", f"{{{DC}}}title"),
    (f"{{{ATOM}}}updated", f"{{{DC}}}date"),
    (f"{{{ATOM}}}updated", f"{{{DCTERMS}}}modified"),
)
_PAIRS = {
    "item": _ITEM_PAIRS,
    "channel": _CHANNEL_PAIRS,
    f"{{{ATOM}}}entry": _ATOM_PAIRS,
    f"{{{ATOM}}}feed": _ATOM_PAIRS,
}


@AMBIGUOUS_PAIR.on(*_PAIRS)
def ambiguous_pair(parent: Element, document: Document) -> Iterator[Fault]:
    """Find what is said twice, in two vocabularies."""
    tags = child_tags(parent, document)[1]
    for own, other in _PAIRS[str(parent.tag)]:
        if other in tags and own in tags:
            first, second = child_of(parent, own), child_of(parent, other)
            if first is not None and second is not None:
                yield Fault(second, f"{label(second)} says what {label(first)} says; keep one of the two")


# --- content --------------------------------------------------------

CONTENT_ORDER = rule(
    "content-before-description",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS Best Practices Profile, content:encoded",
    summary="description stands before content:encoded: some readers show the last of the two.",
    failing="<content:encoded>...</content:encoded><description>...</description>",
    passing="<description>...</description><content:encoded>...</content:encoded>",
)

CONTENT_ALONE = rule(
    "content-without-description",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS Best Practices Profile, content:encoded",
    summary="An item with content:encoded has a description too, the summary of it.",
    failing="<title>News</title><content:encoded>...</content:encoded>",
    passing="<title>News</title><description>...</description><content:encoded>...</content:encoded>",
)


@CONTENT_ORDER.on(f"{{{CONTENT}}}encoded")
def content_before_description(content: Element, _document: Document) -> Iterator[Fault]:
    """Find content whose description comes after it."""
    if next(content.itersiblings("description"), None) is not None:
        yield Fault(content, f"{label(content)} stands before description; put the description first")


@CONTENT_ALONE.on(f"{{{CONTENT}}}encoded")
def content_without_description(content: Element, _document: Document) -> Iterator[Fault]:
    """Find the whole text of an item without a summary."""
    item = content.getparent()
    if item is not None and item.tag == "item" and child_of(item, "description") is None:
        yield Fault(
            content, f"the item has {label(content)}, but no description; add a summary as description"
        )


# --- Dublin Core --------------------------------------------------------

W3C_DATE = rule(
    "ext-date",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="W3C Note Date and Time Formats (W3CDTF); Dublin Core, date; Syndication, updateBase",
    summary=(
        "Dates of Dublin Core and Syndication are years, months, days or times with a zone, in W3C's "
        "profile of ISO 8601."
    ),
    failing="<dc:date>Sat, 07 Sep 2002 09:42:31 GMT</dc:date>",
    passing="<dc:date>2002-09-07T09:42:31Z</dc:date>",
)

_W3C_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2}))?)?)?"
)


def _w3c_date_fault(text: str) -> str | None:
    """Say what is wrong with a date of W3C's profile of ISO 8601, None when nothing is."""
    found = _W3C_DATE.fullmatch(text)
    if found is None:
        return "it must look like 2002-09-07 or 2002-09-07T09:42:31Z"
    try:
        date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return "the calendar has no such day"
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    zone = found["zone"]
    if hour > 23 or minute > 59 or second > 59:
        return "there is no such time"
    if zone and zone != "Z" and (int(zone[1:3]) > 23 or int(zone[4:]) > 59):
        return "there is no such zone"
    return None


@W3C_DATE.on(
    f"{{{DC}}}date",
    f"{{{SY}}}updateBase",
    *(
        f"{{{DCTERMS}}}{name}"
        for name in (
            "created",
            "date",
            "dateAccepted",
            "dateCopyrighted",
            "dateSubmitted",
            "issued",
            "modified",
        )
    ),
)
def w3c_date(element: Element, _document: Document) -> Iterator[Fault]:
    """Find dates that W3C's profile or the calendar doesn't know."""
    value = value_of(element)
    wrong = _w3c_date_fault(value) if value else None
    if wrong:
        yield Fault(element, f"{label(element)} {quoted(value)} is not a date: {wrong}")


@W3C_DATE.on(f"{{{DCTERMS}}}available", f"{{{DCTERMS}}}valid", f"{{{DCTERMS}}}temporal")
def w3c_period(element: Element, _document: Document) -> Iterator[Fault]:
    """Find periods (DCMI Period Encoding: start=...; end=...) with an end that isn't a date."""
    for component in value_of(element).split(";"):
        name, _, value = component.strip().partition("=")
        wrong = _w3c_date_fault(value.strip()) if name in {"start", "end"} and value.strip() else None
        if wrong:
            yield Fault(element, f"{label(element)} {name} {quoted(value)} is not a date: {wrong}")


LANGUAGE = rule(
    "ext-language",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Dublin Core, language; Media RSS, lang; RFC 5646",
    summary="Languages in known vocabularies are language tags.",
    failing="<dc:language>english</dc:language>",
    passing="<dc:language>en</dc:language>",
)


@LANGUAGE.on(f"{{{DC}}}language", f"{{{DCTERMS}}}language")
def language(element: Element, _document: Document) -> Iterator[Fault]:
    """Find languages that are no tags."""
    value = value_of(element)
    wrong = values.language_tag(value) if value else None
    if wrong:
        yield Fault(
            element, f"{label(element)} {quoted(value)} is not a language: {wrong}; write a tag like en"
        )


@LANGUAGE.on(*(f"{{{MEDIA}}}{name}" for name in ("content", "text", "subTitle")), attribute="lang")
def language_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find lang attributes that are no tags."""
    value = element.get("lang")
    wrong = None if value is None else values.language_tag(value)
    if value is not None and wrong:
        yield Fault(element, f"{label(element)} lang {quoted(value)} is not a language: {wrong}", "lang")


# --- Media RSS --------------------------------------------------------

MEDIA_WORD = rule(
    "media-word",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS 1.5.1: media:content, title, hash, restriction, status, price, rights",
    summary="Attributes of Media RSS that take one of a few words take one of them, in lower case.",
    failing='<media:content url="https://example.org/1.jpg" medium="picture"/>',
    passing='<media:content url="https://example.org/1.jpg" medium="image"/>',
)

_TEXT_TYPES = ("plain", "html")
_MEDIA_WORDS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    f"{{{MEDIA}}}content": (
        ("medium", ("image", "audio", "video", "document", "executable")),
        ("expression", ("sample", "full", "nonstop")),
        ("isDefault", ("true", "false")),
    ),
    f"{{{MEDIA}}}title": (("type", _TEXT_TYPES),),
    f"{{{MEDIA}}}description": (("type", _TEXT_TYPES),),
    f"{{{MEDIA}}}text": (("type", _TEXT_TYPES),),
    f"{{{MEDIA}}}hash": (("algo", ("md5", "sha-1")),),
    f"{{{MEDIA}}}restriction": (("relationship", ("allow", "deny")), ("type", ("country", "uri", "sharing"))),
    f"{{{MEDIA}}}status": (("state", ("active", "blocked", "deleted")),),
    f"{{{MEDIA}}}price": (("type", ("rent", "purchase", "package", "subscription")),),
    f"{{{MEDIA}}}rights": (("status", ("userCreated", "official")),),
}


@MEDIA_WORD.on(*_MEDIA_WORDS, attribute="*")
def media_word(element: Element, _document: Document) -> Iterator[Fault]:
    """Find words that Media RSS doesn't have."""
    for name, words in _MEDIA_WORDS[str(element.tag)]:
        value = element.get(name)
        if value is not None and value not in words:
            yield Fault(
                element, f"{label(element)} {name} {quoted(value)} is none of {', '.join(words)}", name
            )


MEDIA_CONTENT = rule(
    "media-content-without-url",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS 1.5.1, media:content: url",
    summary="media:content has a url; if not, a media:player says where the media is played.",
    failing='<media:content medium="video"/>',
    passing='<media:content url="https://example.org/1.mp4" medium="video"/>',
)


@MEDIA_CONTENT.on(f"{{{MEDIA}}}content")
def media_content_without_url(content: Element, _document: Document) -> Iterator[Fault]:
    """Find media that are nowhere; the player or an embed may stand beside the media too."""
    if content.get("url") is not None:
        return
    places = [content, *content.iterancestors(f"{{{MEDIA}}}group", *_ENTRIES)]
    if all(place.find(f"{{{MEDIA}}}{name}") is None for place in places for name in ("player", "embed")):
        yield Fault(content, f"{label(content)} has neither url nor media:player; add the url")


MEDIA_GROUP = rule(
    "media-group-of-one",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS 1.5.1, media:group",
    summary=(
        "media:group holds two or more media:content: renditions of the same thing. One stands in the "
        "entry itself."
    ),
    failing='<media:group><media:content url="https://example.org/1.mp4"/></media:group>',
    passing='<media:content url="https://example.org/1.mp4"/>',
)


@MEDIA_GROUP.on(f"{{{MEDIA}}}group")
def media_group_of_one(group: Element, _document: Document) -> Iterator[Fault]:
    """Find groups that group nothing."""
    count = len(group.findall(f"{{{MEDIA}}}content"))
    if count < 2:
        held = "one media:content" if count else "no media:content"
        yield Fault(group, f"{label(group)} holds {held}, not two or more; move its children into the entry")


MEDIA_DEFAULT = rule(
    "media-several-defaults",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS 1.5.1, media:content: isDefault",
    summary="There is only one default media:content in a media:group.",
    failing=(
        '<media:group><media:content isDefault="true" .../><media:content isDefault="true" '
        ".../></media:group>"
    ),
    passing='<media:group><media:content isDefault="true" .../><media:content .../></media:group>',
)


@MEDIA_DEFAULT.on(f"{{{MEDIA}}}group")
def media_several_defaults(group: Element, _document: Document) -> Iterator[Fault]:
    """Find the second default of a group."""
    defaults = [each for each in group.iterchildren(f"{{{MEDIA}}}content") if each.get("isDefault") == "true"]
    for content in defaults[1:]:
        yield Fault(content, "this group has a default already; only one can be it", "isDefault")


MEDIA_TIME = rule(
    "media-time",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS 1.5.1, media:thumbnail: time; media:text: start, end (RFC 2326 §3.6)",
    summary="Times in Media RSS are normal play times: seconds, or hours, minutes and seconds.",
    failing='<media:thumbnail url="https://example.org/1.jpg" time="5 min"/>',
    passing='<media:thumbnail url="https://example.org/1.jpg" time="00:05:00.000"/>',
)

_PLAY_TIME = re.compile(
    r"[0-9]+(?:\.[0-9]*)?|[0-9]+:[0-5]?[0-9]:[0-5]?[0-9](?:\.[0-9]*)?|[0-9]+:[0-5][0-9](?:\.[0-9]*)?|now"
)
_TIME_ATTRIBUTES = {
    f"{{{MEDIA}}}thumbnail": ("time",),
    f"{{{MEDIA}}}text": ("start", "end"),
    f"{{{MEDIA}}}location": ("start", "end"),
}


@MEDIA_TIME.on(*_TIME_ATTRIBUTES, attribute="*")
def media_time(element: Element, _document: Document) -> Iterator[Fault]:
    """Find times in attributes that aren't play times."""
    for name in _TIME_ATTRIBUTES[str(element.tag)]:
        value = element.get(name)
        if value is not None and not _PLAY_TIME.fullmatch(value.strip()):
            yield Fault(
                element, f"{label(element)} {name} {quoted(value)} is not a time like 00:05:00.000", name
            )


@MEDIA_TIME.on(f"{{{MEDIA}}}sceneStartTime", f"{{{MEDIA}}}sceneEndTime")
def media_scene_time(element: Element, _document: Document) -> Iterator[Fault]:
    """Find scenes that begin or end at no time."""
    value = value_of(element)
    if not _PLAY_TIME.fullmatch(value):
        yield Fault(element, f"{label(element)} {quoted(value)} is not a time like 00:05:00.000")


MEDIA_HASH = rule(
    "media-hash",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS 1.5.1, media:hash",
    summary="A hash is as many hexadecimal digits as its algorithm yields: 32 for md5, 40 for sha-1.",
    failing='<media:hash algo="md5">dfdec888</media:hash>',
    passing='<media:hash algo="md5">dfdec888b72151965a34b4b59031290a</media:hash>',
)

_HASH_LENGTHS = {"md5": 32, "sha-1": 40}


@MEDIA_HASH.on(f"{{{MEDIA}}}hash")
def media_hash(element: Element, _document: Document) -> Iterator[Fault]:
    """Find hashes that their algorithm can't have made."""
    value, algorithm = value_of(element), element.get("algo", "md5")
    length = _HASH_LENGTHS.get(algorithm)
    if value and length and not re.fullmatch(f"[0-9A-Fa-f]{{{length}}}", value):
        yield Fault(
            element, f"{quoted(value)} is not a hash by {algorithm}: that is {length} hexadecimal digits"
        )


MEDIA_CREDIT = rule(
    "media-credit-role",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS 1.5.1, media:credit; EBU role codes",
    summary="The role of a credit is one that its scheme names, in lower case.",
    failing='<media:credit role="boss">The Editors</media:credit>',
    passing='<media:credit role="producer">The Editors</media:credit>',
)


@MEDIA_CREDIT.on(f"{{{MEDIA}}}credit")
def media_credit_role(credit: Element, _document: Document) -> Iterator[Fault]:
    """Find roles that nobody has."""
    role, scheme = credit.get("role"), credit.get("scheme", "urn:ebu").strip().lower()
    if role is not None and scheme in CREDIT_ROLES and role not in CREDIT_ROLES[scheme]:
        yield Fault(
            credit,
            f"{quoted(role)} is no role of {scheme}; write one like producer, or another scheme",
            "role",
        )


MEDIA_SCHEME = rule(
    "media-scheme",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS 1.5.1: media:rating, media:category, media:credit: scheme",
    summary="A scheme is a URI.",
    failing='<media:rating scheme="simple">adult</media:rating>',
    passing='<media:rating scheme="urn:simple">adult</media:rating>',
)


@MEDIA_SCHEME.on(*(f"{{{MEDIA}}}{name}" for name in ("rating", "category", "credit")))
def media_scheme(element: Element, _document: Document) -> Iterator[Fault]:
    """Find schemes that aren't URIs; Media RSS's own (urn:ebu and so on) are no right URNs, but known."""
    value = element.get("scheme")
    if value is None or re.fullmatch(r"urn:[a-z][a-z-]*", value.strip().lower()):
        return
    wrong = _url_fault(value)
    if wrong:
        yield Fault(element, f"{label(element)} scheme {quoted(value)} is not a URI: {wrong}", "scheme")


MEDIA_RATING = rule(
    "media-rating",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS 1.5.1, media:rating; media:adult",
    summary="A rating is one that its scheme has: adult or nonadult, unless another scheme is named.",
    failing='<media:rating scheme="urn:mpaa">everybody</media:rating>',
    passing='<media:rating scheme="urn:mpaa">pg</media:rating>',
)


@MEDIA_RATING.on(f"{{{MEDIA}}}rating")
def media_rating(element: Element, _document: Document) -> Iterator[Fault]:
    """Find ratings that their scheme doesn't have."""
    value, scheme = value_of(element), element.get("scheme", "urn:simple").strip().lower()
    known = MEDIA_RATINGS.get(scheme)
    if value and known and value.lower() not in known:
        yield Fault(element, f"{quoted(value)} is no rating of {scheme}; it has {', '.join(sorted(known))}")


@MEDIA_RATING.on(f"{{{MEDIA}}}adult")
def media_adult(element: Element, _document: Document) -> Iterator[Fault]:
    """Find what media:adult can't mean."""
    value = value_of(element)
    if value not in {"true", "false"}:
        yield Fault(
            element, f"{label(element)} is true or false, not {quoted(value)}; better, use media:rating"
        )


MEDIA_OBSOLETE = rule(
    "media-obsolete",
    formats=_BOTH,
    scope="entry",
    severity="warning",
    clause="Media RSS 1.5.1, media:rating",
    summary="media:adult gave way to media:rating.",
    failing="<media:adult>false</media:adult>",
    passing='<media:rating scheme="urn:simple">nonadult</media:rating>',
)


@MEDIA_OBSOLETE.on(f"{{{MEDIA}}}adult")
def media_obsolete(element: Element, _document: Document) -> Iterator[Fault]:
    """Find media:adult, whatever it says."""
    if value_of(element) in {"true", "false"}:
        yield Fault(element, f"{label(element)} is obsolete; use media:rating with the scheme urn:simple")


MEDIA_RESTRICTION = rule(
    "media-restriction",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS 1.5.1, media:restriction",
    summary="A restriction lists country codes or URIs, as its type says, or is all or none.",
    failing='<media:restriction relationship="allow" type="country">Austria</media:restriction>',
    passing='<media:restriction relationship="allow" type="country">at us</media:restriction>',
)


@MEDIA_RESTRICTION.on(f"{{{MEDIA}}}restriction")
def media_restriction(element: Element, _document: Document) -> Iterator[Fault]:
    """Find lists of something else than the type says."""
    value, kind = value_of(element), element.get("type")
    if kind == "country":
        for code in value.split():
            if not re.fullmatch(r"[A-Za-z]{2}|all|none", code):
                yield Fault(element, f"{quoted(code)} is no country code of ISO 3166; write two letters")
                return
    elif kind == "uri":
        for each in value.split():
            wrong = _url_fault(each)
            if wrong and each not in {"all", "none"}:
                yield Fault(element, f"{quoted(each)} is not a URI: {wrong}")
                return
    elif kind is None and value and value not in {"all", "none"}:
        yield Fault(
            element, f'{label(element)} has no type; add type="country" or "uri", or write all or none'
        )


MEDIA_PRICE = rule(
    "media-price-currency",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Media RSS 1.5.1, media:price: currency (ISO 4217)",
    summary="A currency is three letters.",
    failing='<media:price type="rent" price="19.99" currency="euro"/>',
    passing='<media:price type="rent" price="19.99" currency="EUR"/>',
)


@MEDIA_PRICE.on(f"{{{MEDIA}}}price")
def media_price_currency(element: Element, _document: Document) -> Iterator[Fault]:
    """Find currencies that aren't ISO's codes."""
    value = element.get("currency")
    if value is not None and not re.fullmatch(r"[A-Z]{3}", value):
        yield Fault(element, f"{quoted(value)} is no currency of ISO 4217; write one like EUR", "currency")


# --- iTunes --------------------------------------------------------

ITUNES_WORD = rule(
    "itunes-word",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Apple Podcasts, RSS tags: explicit, block, complete, episodeType, type",
    summary="Elements of iTunes that take one of a few words take one of them.",
    failing="<itunes:explicit>maybe</itunes:explicit>",
    passing="<itunes:explicit>false</itunes:explicit>",
)

_YES_NO = ("yes", "no")
_ITUNES_WORDS = {
    f"{{{ITUNES}}}explicit": ("true", "false", "yes", "no", "clean", "explicit"),
    f"{{{ITUNES}}}block": _YES_NO,
    f"{{{ITUNES}}}complete": _YES_NO,
    f"{{{ITUNES}}}isClosedCaptioned": _YES_NO,
    f"{{{ITUNES}}}episodeType": ("full", "trailer", "bonus"),
    f"{{{ITUNES}}}type": ("episodic", "serial"),
}


@ITUNES_WORD.on(*_ITUNES_WORDS)
def itunes_word(element: Element, _document: Document) -> Iterator[Fault]:
    """Find words that Apple doesn't know, in any case."""
    value, words = value_of(element), _ITUNES_WORDS[str(element.tag)]
    if value and value.lower() not in words:
        yield Fault(element, f"{label(element)} {quoted(value)} is none of {', '.join(words)}")


ITUNES_DURATION = rule(
    "itunes-duration",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Apple Podcasts, RSS tags: duration",
    summary="A duration is a number of seconds, or HH:MM:SS, H:MM:SS, MM:SS or M:SS.",
    failing="<itunes:duration>3 min</itunes:duration>",
    passing="<itunes:duration>3:05</itunes:duration>",
)


@ITUNES_DURATION.on(f"{{{ITUNES}}}duration")
def itunes_duration(element: Element, _document: Document) -> Iterator[Fault]:
    """Find durations in other forms."""
    value = value_of(element)
    if value and not re.fullmatch(r"[0-9]+|[0-9]{1,3}:[0-5][0-9]|[0-9]{1,2}:[0-5][0-9]:[0-5][0-9]", value):
        yield Fault(element, f"{label(element)} {quoted(value)} is not seconds, nor like 1:02:03 or 2:03")


ITUNES_CATEGORY = rule(
    "itunes-category",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Apple Podcasts, Categories",
    summary="A category of iTunes is one of Apple's, and a subcategory one of its category's.",
    failing='<itunes:category text="Cooking"/>',
    passing='<itunes:category text="Arts"><itunes:category text="Food"/></itunes:category>',
)

ITUNES_CATEGORY_OBSOLETE = rule(
    "itunes-category-obsolete",
    formats=_BOTH,
    scope="entry",
    severity="warning",
    clause="Apple Podcasts, Categories",
    summary="A category of iTunes is one that Apple still has.",
    failing='<itunes:category text="Games &amp; Hobbies"/>',
    passing='<itunes:category text="Leisure"><itunes:category text="Hobbies"/></itunes:category>',
)

_ITUNES_CATEGORY = f"{{{ITUNES}}}category"


def _category_path(category: Element) -> tuple[str, str | None] | None:
    """Return a category's name and, for a subcategory, the name above it; None if one is missing."""
    name, parent = category.get("text"), category.getparent()
    if name is None:
        return None
    if parent is None or parent.tag != _ITUNES_CATEGORY:
        return name, None
    above = parent.get("text")
    return None if above is None else (name, above)


def _is_category(path: tuple[str, str | None], table: dict[str, frozenset[str]]) -> bool:
    """Whether a table has a category, or a subcategory below its category."""
    name, above = path
    return name in table if above is None else name in table.get(above, ())


@ITUNES_CATEGORY.on(_ITUNES_CATEGORY)
def itunes_category(category: Element, _document: Document) -> Iterator[Fault]:
    """Find categories that Apple never had; below such a one, nothing more is said."""
    path = _category_path(category)
    if (
        path is None
        or _is_category(path, ITUNES_CATEGORIES)
        or _is_category(path, OBSOLETE_ITUNES_CATEGORIES)
    ):
        return
    name, above = path
    if above is None:
        yield Fault(category, f"Apple has no category {quoted(name)}", "text")
    elif above in ITUNES_CATEGORIES or above in OBSOLETE_ITUNES_CATEGORIES:
        yield Fault(category, f"Apple's category {quoted(above)} has no {quoted(name)} in it", "text")


@ITUNES_CATEGORY_OBSOLETE.on(_ITUNES_CATEGORY)
def itunes_category_obsolete(category: Element, _document: Document) -> Iterator[Fault]:
    """Find categories that Apple had before 2019; below such a one, nothing more is said."""
    path = _category_path(category)
    if (
        path is None
        or _is_category(path, ITUNES_CATEGORIES)
        or not _is_category(path, OBSOLETE_ITUNES_CATEGORIES)
    ):
        return
    if path[1] is None or path[1] in ITUNES_CATEGORIES:
        yield Fault(category, f"Apple gave up the category {quoted(path[0])}; choose one of today's", "text")


ITUNES_EMAIL = rule(
    "itunes-email",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Apple Podcasts, RSS tags: owner",
    summary="The owner's e-mail is there, and is an address alone.",
    failing="<itunes:owner><itunes:email>editors@example.org (The Editors)</itunes:email></itunes:owner>",
    passing="<itunes:owner><itunes:email>editors@example.org</itunes:email></itunes:owner>",
)


@ITUNES_EMAIL.on(f"{{{ITUNES}}}email")
def itunes_email(element: Element, _document: Document) -> Iterator[Fault]:
    """Find addresses that aren't."""
    value = value_of(element)
    wrong = values.email(value) if value else None
    if wrong:
        yield Fault(element, f"{label(element)} {quoted(value)} is not an e-mail address: {wrong}")


@ITUNES_EMAIL.on(f"{{{ITUNES}}}owner")
def itunes_owner(owner: Element, _document: Document) -> Iterator[Fault]:
    """Find owners who can't be written to."""
    if child_of(owner, f"{{{ITUNES}}}email") is None:
        yield Fault(owner, f"{label(owner)} has no itunes:email; add the address that Apple writes to")


ITUNES_IMAGE = rule(
    "itunes-image-format",
    formats=_BOTH,
    scope="entry",
    severity="warning",
    clause="Apple Podcasts, RSS tags: image",
    summary="A podcast's image is a JPEG or PNG, and its address ends so.",
    failing='<itunes:image href="https://example.org/cover.gif"/>',
    passing='<itunes:image href="https://example.org/cover.jpg"/>',
)


@ITUNES_IMAGE.on(f"{{{ITUNES}}}image")
def itunes_image(image: Element, _document: Document) -> Iterator[Fault]:
    """Find images whose suffix says another format; without a suffix, nothing is known."""
    href = image.get("href", "")
    if re.search(r"\.(?:gif|bmp|svgz?|tiff?|webp|avif|ico|pdf|psd)(?:[?#]|\Z)", href, re.IGNORECASE):
        yield Fault(image, "Apple takes JPEG and PNG images only; name one of those", "href")


ITUNES_LENGTH = rule(
    "itunes-too-long",
    formats=_BOTH,
    scope="entry",
    severity="warning",
    clause="Apple Podcasts, RSS tags: subtitle, summary",
    summary="A subtitle has at most 255 characters, the author and name too; a summary has 4000.",
    failing="<itunes:subtitle>(300 characters)</itunes:subtitle>",
    passing="<itunes:subtitle>News of the day</itunes:subtitle>",
)

_LONGEST = {
    f"{{{ITUNES}}}subtitle": 255,
    f"{{{ITUNES}}}author": 255,
    f"{{{ITUNES}}}name": 255,
    f"{{{ITUNES}}}keywords": 255,
    f"{{{ITUNES}}}summary": 4000,
}


@ITUNES_LENGTH.on(*_LONGEST)
def itunes_too_long(element: Element, _document: Document) -> Iterator[Fault]:
    """Find texts that Apple cuts off."""
    length, longest = len(value_of(element)), _LONGEST[str(element.tag)]
    if length > longest:
        yield Fault(element, f"{label(element)} has {length} characters; Apple takes at most {longest}")


ITUNES_KEYWORDS = rule(
    "itunes-keywords",
    formats=_BOTH,
    scope="entry",
    severity="warning",
    clause="Apple Podcasts, RSS tags: keywords",
    summary="Keywords are at most twelve, with commas between them.",
    failing="<itunes:keywords>one two three four five six</itunes:keywords>",
    passing="<itunes:keywords>news, topics</itunes:keywords>",
)

_MOST_KEYWORDS = 12
_WORDS_IN_A_KEYWORD = 4


@ITUNES_KEYWORDS.on(f"{{{ITUNES}}}keywords")
def itunes_keywords(element: Element, _document: Document) -> Iterator[Fault]:
    """Find too many keywords, and lists with something else between them."""
    value = value_of(element)
    keywords = [word for word in value.split(",") if word.strip()]
    if len(keywords) > _MOST_KEYWORDS:
        yield Fault(
            element, f"{label(element)} has {len(keywords)} keywords; Apple takes at most {_MOST_KEYWORDS}"
        )
    elif ";" in value or any(len(word.split()) > _WORDS_IN_A_KEYWORD for word in keywords):
        yield Fault(element, f"{label(element)} {quoted(value)}: put commas between keywords")


ITUNES_ENCLOSURE = rule(
    "itunes-enclosure-type",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="Apple Podcasts, RSS requirements: enclosure types",
    summary="The enclosure of a podcast's episode is of a type that Apple plays.",
    failing='<enclosure url="https://example.org/1.wma" length="24986239" type="audio/x-ms-wma"/>',
    passing='<enclosure url="https://example.org/1.mp3" length="24986239" type="audio/mpeg"/>',
)


_NOT_PLAYED = re.compile(
    r"\.(?:wma|wmv|ogg|oga|ogv|flac|avi|ra|rm|exe|zip|wav|mkv|webm)(?:[?#]|\Z)", re.IGNORECASE
)


@ITUNES_ENCLOSURE.on("enclosure")
def itunes_enclosure(enclosure: Element, _document: Document) -> Iterator[Fault]:
    """Find an episode's enclosure (in an item with elements of iTunes) whose suffix Apple doesn't know."""
    item = enclosure.getparent()
    if item is None or not _NOT_PLAYED.search(enclosure.get("url", "")):
        return
    first = next(enclosure.itersiblings("enclosure", preceding=True), None) is None
    if first and child_of(item, f"{{{ITUNES}}}*") is not None:
        yield Fault(enclosure, "Apple plays .mp3, .m4a, .mp4, .m4v, .mov, .pdf and .epub only", "url")


ITUNES_DATE = rule(
    "itunes-date",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Apple Podcasts, RSS tags: pubDate (RFC 822)",
    summary="itunes:pubDate is a date of RFC 822.",
    failing="<itunes:pubDate>2002-09-07</itunes:pubDate>",
    passing="<itunes:pubDate>Sat, 07 Sep 2002 09:42:31 GMT</itunes:pubDate>",
)


@ITUNES_DATE.on(f"{{{ITUNES}}}pubDate")
def itunes_date(element: Element, _document: Document) -> Iterator[Fault]:
    """Find dates that RFC 822 or the calendar doesn't know."""
    value = value_of(element)
    wrong = rfc822.judge(value) if value else None
    if wrong:
        yield Fault(element, f"{label(element)} {quoted(value)} is not a date of RFC 822: {wrong}")


# --- Atom Publishing Protocol --------------------------------------------------------

APP = rule(
    "app-value",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="RFC 5023 §10.2, §13.1.1",
    summary="app:edited is a date of RFC 3339, app:draft is yes or no.",
    failing="<app:edited>yesterday</app:edited>",
    passing="<app:edited>2002-09-07T09:42:31Z</app:edited>",
)


@APP.on(f"{{{APP_NAMESPACE}}}edited")
def app_edited(element: Element, _document: Document) -> Iterator[Fault]:
    """Find dates that RFC 3339 doesn't know."""
    value = value_of(element)
    wrong = values.rfc3339(value)
    if wrong:
        yield Fault(element, f"{label(element)} {quoted(value)} is not a date of RFC 3339: {wrong}")


@APP.on(f"{{{APP_NAMESPACE}}}draft")
def app_draft(element: Element, _document: Document) -> Iterator[Fault]:
    """Find drafts that neither are nor aren't."""
    value = value_of(element)
    if value not in {"yes", "no"}:
        yield Fault(element, f"{label(element)} is yes or no, not {quoted(value)}")


# --- Slash and Syndication --------------------------------------------------------

HIT_PARADE = rule(
    "slash-hit-parade",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Slash module, hit_parade",
    summary="A hit parade is seven whole numbers with commas between them.",
    failing="<slash:hit_parade>177,155</slash:hit_parade>",
    passing="<slash:hit_parade>177,155,105,33,6,3,0</slash:hit_parade>",
)


@HIT_PARADE.on(f"{{{SLASH}}}hit_parade")
def slash_hit_parade(element: Element, _document: Document) -> Iterator[Fault]:
    """Find lists that aren't seven whole numbers."""
    value = value_of(element)
    if value and not re.fullmatch(r"[0-9]+(?:,[0-9]+){6}", value):
        yield Fault(
            element, f"{label(element)} {quoted(value)} is not seven whole numbers like 177,155,105,33,6,3,0"
        )


UPDATE_PERIOD = rule(
    "sy-update-period",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="Syndication module, updatePeriod",
    summary="An update period is hourly, daily, weekly, monthly or yearly.",
    failing="<sy:updatePeriod>day</sy:updatePeriod>",
    passing="<sy:updatePeriod>daily</sy:updatePeriod>",
)


@UPDATE_PERIOD.on(f"{{{SY}}}updatePeriod")
def sy_update_period(element: Element, _document: Document) -> Iterator[Fault]:
    """Find other periods."""
    value = value_of(element)
    if value and value not in {"hourly", "daily", "weekly", "monthly", "yearly"}:
        yield Fault(element, f"{quoted(value)} is no period; write hourly, daily, weekly, monthly or yearly")


# --- Threads (RFC 4685) and history (RFC 5005) --------------------------------------------------------

THR_LINK = rule(
    "thr-link-attributes",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="RFC 4685 §4",
    summary=(
        "A link to replies has thr:count, a whole number, and thr:updated, a date; nothing else of that "
        "vocabulary."
    ),
    failing='<link rel="replies" href="https://example.org/1/replies" thr:count="ten"/>',
    passing='<link rel="replies" href="https://example.org/1/replies" thr:count="10"/>',
)


@THR_LINK.on(f"{{{ATOM}}}link")
def thr_link_attributes(link: Element, _document: Document) -> Iterator[Fault]:
    """Find attributes of the vocabulary that it doesn't have, or with other values."""
    for key, value in link.items():
        name = str(key)
        if not name.startswith(f"{{{THR}}}"):
            continue
        local, text = name.rpartition("}")[2], str(value)
        if local == "count":
            if not re.fullmatch(r"[0-9]+", text):
                yield Fault(link, f"thr:count {quoted(text)} is not a whole number", name)
        elif local == "updated":
            wrong = values.rfc3339(text)
            if wrong:
                yield Fault(link, f"thr:updated {quoted(text)} is not a date: {wrong}", name)
        else:
            yield Fault(link, f"a link has no attribute thr:{local}; it has thr:count and thr:updated", name)


HISTORY = rule(
    "fh-complete-and-paged",
    formats=_BOTH,
    scope="document",
    severity="error",
    clause="RFC 5005 §2, §3, §4",
    summary="A complete feed has no other pages and no archives: no fh:archive, and no links to them.",
    failing='<fh:complete/><link rel="next" href="https://example.org/2"/>',
    passing="<fh:complete/>",
)

_PAGING = frozenset({"first", "last", "previous", "prev", "next", "prev-archive", "next-archive", "current"})


@HISTORY.on(f"{{{FH}}}complete")
def fh_complete_and_paged(complete: Element, _document: Document) -> Iterator[Fault]:
    """Find what contradicts that the feed is complete; a link to itself as current doesn't."""
    head = complete.getparent()
    if head is None:
        return
    for archive in head.iterchildren(f"{{{FH}}}archive"):
        yield Fault(
            archive, f"the feed is complete, so it is no archive; leave {label(archive)} or fh:complete out"
        )
    links = list(head.iterchildren(f"{{{ATOM}}}link"))
    itself = {link.get("href") for link in links if link.get("rel") == "self"}
    for link in links:
        relation = link.get("rel")
        if relation in _PAGING and not (relation == "current" and link.get("href") in itself):
            yield Fault(
                link,
                f"the feed is complete, so it has no {relation} document; leave the link or fh:complete out",
                "rel",
            )


# --- Places --------------------------------------------------------

COORDINATES = rule(
    "geo-coordinates",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="GeoRSS Simple; GeoRSS GML; W3C Basic Geo",
    summary=(
        "Coordinates are latitude (-90 to 90) and longitude (-180 to 180) in turn, with white space "
        "between them, as many as the shape has."
    ),
    failing="<georss:point>45.256, -71.92</georss:point>",
    passing="<georss:point>45.256 -71.92</georss:point>",
)


def _pairs(text: str) -> list[tuple[float, float]] | str:
    """Return a list's pairs of latitude and longitude, or what is wrong with it."""
    numbers = text.split()
    for each in numbers:
        if not re.fullmatch(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", each):
            return f"{quoted(each)} is not a number; write degrees with white space between them"
    if len(numbers) % 2:
        return "a latitude has no longitude beside it"
    pairs = [(float(first), float(second)) for first, second in zip(numbers[::2], numbers[1::2], strict=True)]
    for latitude, longitude in pairs:
        if not -90 <= latitude <= 90:
            return f"the latitude {latitude:g} is not between -90 and 90"
        if not -180 <= longitude <= 180:
            return f"the longitude {longitude:g} is not between -180 and 180"
    return pairs


def _one(pairs: list[tuple[float, float]]) -> str | None:
    """Judge the pairs of a point or corner."""
    return None if len(pairs) == 1 else "it is one latitude and one longitude"


def _two(pairs: list[tuple[float, float]]) -> str | None:
    """Judge the pairs of a box: the lower and the upper corner (GeoRSS Simple, box)."""
    return None if len(pairs) == 2 else "it is two corners: two pairs of latitude and longitude"


def _line(pairs: list[tuple[float, float]]) -> str | None:
    """Judge the pairs of a line."""
    return None if len(pairs) > 1 else "it needs two points or more"


def _ring(pairs: list[tuple[float, float]]) -> str | None:
    """Judge the pairs of a polygon: at least four, the last the same as the first."""
    if len(pairs) < 4:
        return "it needs four points or more, the last the same as the first"
    return None if pairs[0] == pairs[-1] else "its last point is not its first"


_SHAPES: dict[str, Callable[[list[tuple[float, float]]], str | None]] = {
    f"{{{GEORSS}}}point": _one,
    f"{{{GEORSS}}}line": _line,
    f"{{{GEORSS}}}polygon": _ring,
    f"{{{GEORSS}}}box": _two,
    f"{{{GML}}}pos": _one,
    f"{{{GML}}}lowerCorner": _one,
    f"{{{GML}}}upperCorner": _one,
}


@COORDINATES.on(*_SHAPES)
def coordinates(element: Element, _document: Document) -> Iterator[Fault]:
    """Find shapes that can't be drawn on a map."""
    value = value_of(element)
    if value:
        yield from _shape_fault(element, value, _SHAPES[str(element.tag)])


@COORDINATES.on(f"{{{GML}}}posList")
def coordinates_of_list(element: Element, _document: Document) -> Iterator[Fault]:
    """Find lines and rings of GML that can't be drawn."""
    parent = element.getparent()
    ring = parent is not None and parent.tag == f"{{{GML}}}LinearRing"
    yield from _shape_fault(element, value_of(element), _ring if ring else _line)


def _shape_fault(
    element: Element, value: str, judge: Callable[[list[tuple[float, float]]], str | None]
) -> Iterator[Fault]:
    """Find what is wrong with a shape's coordinates."""
    pairs = _pairs(value)
    wrong = pairs if isinstance(pairs, str) else judge(pairs)
    if wrong:
        yield Fault(element, f"{label(element)} {quoted(value)} is not right: {wrong}")


@COORDINATES.on(f"{{{GEORSS}}}circle")
def coordinates_of_circle(element: Element, _document: Document) -> Iterator[Fault]:
    """Find circles that aren't a latitude, a longitude and a radius."""
    numbers = value_of(element).split()
    pairs = _pairs(" ".join(numbers[:2]))
    if isinstance(pairs, str):
        yield Fault(element, f"{label(element)} is not right: {pairs}")
    elif numbers and (len(numbers) != 3 or not _NUMBER.fullmatch(numbers[2])):
        yield Fault(element, f"{label(element)} is a latitude, a longitude and a radius in metres")


@COORDINATES.on(f"{{{GEO}}}lat", f"{{{GEO}}}long")
def coordinate(element: Element, _document: Document) -> Iterator[Fault]:
    """Find latitudes and longitudes of W3C's vocabulary that aren't on the globe."""
    value = value_of(element)
    largest = 90 if local_name(element) == "lat" else 180
    if value and not (_NUMBER.fullmatch(value) and abs(float(value)) <= largest):
        yield Fault(
            element, f"{label(element)} {quoted(value)} is not degrees between -{largest} and {largest}"
        )


GEO_PAIR = rule(
    "geo-incomplete",
    formats=_BOTH,
    scope="entry",
    severity="error",
    clause="W3C Basic Geo; GeoRSS GML",
    summary=(
        "A latitude has its longitude beside it; georss:where holds a shape of GML, with its coordinates."
    ),
    failing="<geo:lat>45.256</geo:lat>",
    passing="<geo:lat>45.256</geo:lat><geo:long>-71.92</geo:long>",
)

_GML_SHAPES = {
    "Point": ("pos",),
    "LineString": ("posList",),
    "Polygon": ("exterior/{http://www.opengis.net/gml}LinearRing/{http://www.opengis.net/gml}posList",),
    "Envelope": ("lowerCorner", "upperCorner"),
}


@GEO_PAIR.on(f"{{{GEO}}}lat", f"{{{GEO}}}long")
def geo_incomplete(element: Element, _document: Document) -> Iterator[Fault]:
    """Find half of a place."""
    parent, other = element.getparent(), "long" if local_name(element) == "lat" else "lat"
    if parent is not None and child_of(parent, f"{{{GEO}}}{other}") is None:
        yield Fault(element, f"{label(element)} stands without geo:{other}; add it")


@GEO_PAIR.on(f"{{{GEORSS}}}where")
def georss_where(where: Element, _document: Document) -> Iterator[Fault]:
    """Find places in GML without a shape that GeoRSS has, or without its coordinates."""
    shapes = [child for child in children(where) if namespace_of(child).startswith(GML)]
    if not shapes:
        yield Fault(
            where, f"{label(where)} holds no shape of GML; add gml:Point, LineString, Polygon or Envelope"
        )
    for shape in shapes:
        parts = _GML_SHAPES.get(local_name(shape))
        if namespace_of(shape) != GML:
            continue
        if parts is None:
            yield Fault(shape, f"{label(shape)} is none of gml:Point, LineString, Polygon and Envelope")
        elif any(shape.find(f"{{{GML}}}{part}") is None for part in parts):
            names = " and ".join(part.rpartition("}")[2] for part in parts)
            yield Fault(shape, f"{label(shape)} has no gml:{names}; add the coordinates")


# --- Atom in RSS --------------------------------------------------------

SELF_LINK = rule(
    "rss-self-link-missing",
    formats=_RSS,
    scope="document",
    severity="warning",
    clause='RSS Best Practices Profile, atom:link: a channel identifies its own URL with rel="self"',
    summary="A channel says where it is served, so that a copy of it can be told from the original.",
    failing="<channel>...</channel>",
    passing=(
        '<channel>...<atom:link rel="self" href="https://example.org/rss.xml" '
        'type="application/rss+xml"/></channel>'
    ),
)

SELF_LINK_TWICE = rule(
    "rss-self-link-twice",
    formats=_RSS,
    scope="document",
    severity="warning",
    clause="RSS Best Practices Profile, atom:link",
    summary='A channel has one atom:link with rel="self".',
    failing=(
        '<atom:link rel="self" href="https://example.org/1"/><atom:link rel="self" '
        'href="https://example.org/2"/>'
    ),
    passing='<atom:link rel="self" href="https://example.org/1"/>',
)


def _self_links(channel: Element) -> list[Element]:
    """Return the channel's links to itself."""
    return [link for link in channel.iterchildren(f"{{{ATOM}}}link") if link.get("rel") == "self"]


@SELF_LINK.on("channel")
def self_link_missing(channel: Element, _document: Document) -> Iterator[Fault]:
    """Find channels that don't say where they are."""
    if not _self_links(channel):
        yield Fault(
            channel, 'channel has no atom:link with rel="self"; add one with the address it is served at'
        )


@SELF_LINK_TWICE.on("channel")
def self_link_twice(channel: Element, _document: Document) -> Iterator[Fault]:
    """Find channels that are in two places at once."""
    for link in _self_links(channel)[1:]:
        yield Fault(link, 'another atom:link has rel="self" already; a document has one address', "rel")


ATOM_VALUE = rule(
    "rss-atom-value",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RFC 4287 §3.2, §3.3, §4.2.2, §4.2.6, §4.2.7",
    summary=(
        "Atom's elements in RSS have the values that Atom gives them: IRIs, media types, languages, "
        "dates, addresses."
    ),
    failing="<atom:updated>Sat, 07 Sep 2002 09:42:31 GMT</atom:updated>",
    passing="<atom:updated>2002-09-07T09:42:31Z</atom:updated>",
)


def _absolute(text: str, element: Element) -> str | None:
    """Judge a reference: absolute, unless there is an xml:base for it to be relative to."""
    base = "{http://www.w3.org/XML/1998/namespace}base"
    if values.is_relative(text):
        if element.get(base) is not None or any(
            each.get(base) is not None for each in element.iterancestors()
        ):
            return values.iri_reference(text)
        return "it is relative; write the whole address, from https: on"
    return values.iri(text)


@ATOM_VALUE.on(f"{{{ATOM}}}link")
def atom_link_values(link: Element, document: Document) -> Iterator[Fault]:
    """Find links with wrong values (RFC 4287 §4.2.7)."""
    if document.format != "rss":
        return
    for name, judge in (("type", values.media_type), ("hreflang", values.language_tag)):
        value = link.get(name)
        wrong = None if value is None else judge(value)
        if wrong:
            yield Fault(link, f"{label(link)} {name} {quoted(value or '')} is not right: {wrong}", name)
    href, rel, length = link.get("href"), link.get("rel"), link.get("length")
    wrong = None if href is None else _absolute(href, link)
    if href is not None and wrong:
        yield Fault(link, f"{label(link)} href {quoted(href)} is not a URL: {wrong}", "href")
    if rel is not None and not re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", rel) and values.iri(rel):
        yield Fault(
            link, f"{label(link)} rel {quoted(rel)} is neither a link relation's name nor an IRI", "rel"
        )
    if length is not None and not re.fullmatch(r"[0-9]+", length):
        yield Fault(link, f"{label(link)} length {quoted(length)} is not a number of bytes", "length")


@ATOM_VALUE.on(f"{{{ATOM}}}updated", f"{{{ATOM}}}published")
def atom_date(element: Element, document: Document) -> Iterator[Fault]:
    """Find dates that RFC 3339 doesn't know."""
    value = text_of(element)
    wrong = values.rfc3339(value) if document.format == "rss" else None
    if wrong:
        yield Fault(element, f"{label(element)} {quoted(value)} is not a date of RFC 3339: {wrong}")


@ATOM_VALUE.on(f"{{{ATOM}}}id", f"{{{ATOM}}}icon", f"{{{ATOM}}}logo", f"{{{ATOM}}}uri")
def atom_reference(element: Element, document: Document) -> Iterator[Fault]:
    """Find ids and addresses that aren't IRIs."""
    value = text_of(element)
    wrong = _absolute(value, element) if document.format == "rss" else None
    if wrong:
        yield Fault(element, f"{label(element)} {quoted(value)} is not an IRI: {wrong}")


@ATOM_VALUE.on(f"{{{ATOM}}}email")
def atom_email(element: Element, document: Document) -> Iterator[Fault]:
    """Find addresses that aren't."""
    value = value_of(element)
    wrong = values.email(value) if document.format == "rss" else None
    if wrong:
        yield Fault(element, f"{label(element)} {quoted(value)} is not an e-mail address: {wrong}")


@ATOM_VALUE.on(*(f"{{{ATOM}}}{name}" for name in ("title", "subtitle", "summary", "rights")))
def atom_text_type(element: Element, document: Document) -> Iterator[Fault]:
    """Find text constructs of an unknown type (RFC 4287 §3.1)."""
    value = element.get("type")
    if document.format == "rss" and value is not None and value not in {"text", "html", "xhtml"}:
        yield Fault(element, f"{label(element)} type {quoted(value)} is none of text, html, xhtml", "type")


LINK_RELATION = rule(
    "rss-atom-link-relation",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RFC 4287 §4.2.7.2; the IANA registry of link relations",
    summary="The relation of an atom:link is registered, or is an IRI.",
    failing='<atom:link rel="homepage" href="https://example.org/"/>',
    passing='<atom:link rel="related" href="https://example.org/"/>',
)


@LINK_RELATION.on(f"{{{ATOM}}}link")
def atom_link_relation(link: Element, document: Document) -> Iterator[Fault]:
    """Find relations that nobody registered."""
    rel = link.get("rel")
    if document.format != "rss" or not rel or rel.lower() in LINK_RELATIONS:
        return
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", rel):
        yield Fault(link, f"{quoted(rel)} is no registered link relation; readers don't know it", "rel")


ATOM_PERSON = rule(
    "rss-atom-person",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RFC 4287 §3.2",
    summary="An atom:author in RSS has an atom:name.",
    failing="<atom:author><atom:uri>https://example.org/</atom:uri></atom:author>",
    passing="<atom:author><atom:name>The Editors</atom:name></atom:author>",
)


@ATOM_PERSON.on(f"{{{ATOM}}}author", f"{{{ATOM}}}contributor")
def atom_person(person: Element, document: Document) -> Iterator[Fault]:
    """Find persons without a name, and text where their parts belong."""
    if document.format != "rss":
        return
    if value_of(person):
        yield Fault(person, f"{label(person)} can't hold text; put the name in atom:name")
    elif not person.findtext(f"{{{ATOM}}}name", "").strip():
        yield Fault(person, f"{label(person)} has no atom:name; add one")
