"""Atom's elements in RSS: links, persons, dates and texts (RFC 4287), and the channel's link to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.check import values
from feedpub.check.elements import base_of, explain_relative, label, quoted, text_of, value_of
from feedpub.check.lists import read_words
from feedpub.check.rule import ATOM, Document, Finding, rules_for
from feedpub.check.rules.common import PARENT, TEXT, extension
from feedpub.check.table import ANY, Attribute, el, matches, needed, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

error, warning = rules_for("rss")

LINK_RELATIONS = read_words("link relations")
_VALUE = error("rss-atom-value")


_RELATIVE = warning("rss-atom-relative")


def _judge_reference(
    text: str, name: str, element: Element, attribute: str | None = None
) -> Iterator[Finding]:
    """Find a reference that isn't one, is empty, or is relative to nothing."""
    relative = values.is_relative(text)
    wrong = values.iri_reference(text) if relative else values.iri(text)
    if wrong:
        yield Finding(element, f"{name} {quoted(text)} is not an address: {wrong}", attribute)
    elif not text:
        message = f"{name} is empty; give the address, or leave {label(element)} out"
        yield Finding(element, message, attribute, _RELATIVE)
    elif relative and not base_of(element):
        message = f"{name} {quoted(text)} {explain_relative(text)}"
        yield Finding(element, message, attribute, _RELATIVE)


@_VALUE.facet()
def _href(link: Element, _document: Document) -> Iterator[Finding]:
    return _judge_reference(link.get("href", ""), f"{label(link)} href", link, "href")


@_VALUE.facet()
def _reference(element: Element, _document: Document) -> Iterator[Finding]:
    return _judge_reference(text_of(element).strip(), label(element), element)


_ID = _VALUE.value("{name} {value} is not an IRI: {wrong}", values.iri, blank=True)


_is_name = matches("[A-Za-z][A-Za-z0-9._-]*")
_TYPE = _VALUE.value("{name} {value} is not right: {wrong}", values.media_type)
_LANGUAGE = _VALUE.value("{name} {value} is not right: {wrong}", values.language_tag)
_LENGTH = _VALUE.value("{name} {value} is not a number of bytes", matches("[0-9]+"))
_REL = _VALUE.value(
    "{name} {value} is neither a link relation's name nor an IRI",
    lambda rel: None if _is_name(rel) is None else values.iri(rel),
)
_DATE = _VALUE.value(
    "{name} {value} is not a date of RFC 3339: {wrong}", values.rfc3339, blank=True, strip=False
)
_EMAIL = _VALUE.value("{name} {value} is not an e-mail address: {wrong}", values.email, blank=True)
_TEXT_TYPE = _VALUE.value("{name} {value} is none of {wrong}", one_of("text", "html", "xhtml"))


def _unregistered(rel: str) -> str | None:
    return "" if rel and rel.lower() not in LINK_RELATIONS and _is_name(rel) is None else None


_REGISTERED = warning("rss-atom-link-relation").value(
    "{value} isn't a registered link relation; readers don't know it", _unregistered
)


@error("rss-atom-person").facet()
def _person(person: Element, _document: Document) -> Iterator[Finding]:
    """Find persons without a name, and text where their parts belong."""
    if value_of(person):
        yield Finding(person, f"{label(person)} can't hold text; put the name in atom:name")
    elif not person.findtext(f"{{{ATOM}}}name", "").strip():
        yield Finding(person, f"{label(person)} has no atom:name; add one")


ATOM_IN_RSS = extension(
    ATOM,
    "atom",
    el("author", "feed* entry*", _person, PARENT),
    el("category", "feed* entry*", term=needed(), scheme=ANY, label=ANY),
    el("contributor", "feed* entry*", _person, PARENT),
    el("content", "entry?", type=ANY, src=ANY),
    el("generator", "feed?", uri=ANY, version=ANY),
    el("icon", "feed?", _reference),
    el("id", "feed? entry?", _ID),
    el(
        "link",
        "feed* entry*",
        href=needed(_href),
        rel=Attribute((_REL, _REGISTERED)),
        type=_TYPE,
        hreflang=_LANGUAGE,
        title=ANY,
        length=_LENGTH,
    ),
    el("logo", "feed?", _reference),
    el("published", "entry?", _DATE),
    el("rights", "feed? entry?", type=_TEXT_TYPE),
    el("source", "entry?"),
    el("subtitle", "feed?", type=_TEXT_TYPE),
    el("summary", "entry?", type=_TEXT_TYPE),
    el("title", "feed? entry?", type=_TEXT_TYPE),
    el("updated", "feed? entry?", _DATE),
    el("name", "inside?", TEXT),
    el("uri", "inside?", TEXT, _reference),
    el("email", "inside?", TEXT, _EMAIL),
    formats=("rss",),
)


def _self_links(channel: Element) -> list[Element]:
    """Return the channel's links to itself."""
    return [link for link in channel.iterchildren(f"{{{ATOM}}}link") if link.get("rel") == "self"]


@warning("rss-self-link-missing", scope="document").on("channel")
def _self_link_missing(channel: Element, _document: Document) -> Iterator[Finding]:
    if not _self_links(channel):
        yield Finding(
            channel, 'channel has no atom:link with rel="self"; add one with the address it is served at'
        )


@warning("rss-self-link-twice", scope="document").on("channel")
def _self_link_twice(channel: Element, _document: Document) -> Iterator[Finding]:
    for link in _self_links(channel)[1:]:
        yield Finding(link, 'another atom:link has rel="self" already; a document has one address', "rel")
