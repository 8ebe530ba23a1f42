"""What the values of Atom 1.0's elements must be: ids, dates, persons, links, categories (RFC 4287).

Responsible for values that `rules.atom` gives elements in its table. Not for text and content
(`rules.atom_content`), nor for which elements there are.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from feedpub.check import values
from feedpub.check.elements import base_of, explain_relative, label, markup_in, parts_of
from feedpub.check.lists import read_words
from feedpub.check.rule import ATOM, XML, Document, Facet, Finding, quote, rules_for
from feedpub.check.table import judge_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

error, warning = rules_for("atom")

LINK_RELATIONS = read_words("link relations")
LANG = f"{{{XML}}}lang"
BASE = f"{{{XML}}}base"


def judge_reference(value: str) -> str | None:
    """Judge an IRI reference; what has a scheme, by the scheme's own syntax too."""
    return values.iri_reference(value) if values.is_relative(value) else values.iri(value)


# --- XML's attributes ---

_LANGUAGE = error("atom-language").value(
    "xml:lang={value} isn't a language tag: {wrong}", lambda tag: values.language_tag(tag) if tag else None
)
_BASE = error("atom-base").value("xml:base={value} isn't an IRI reference: {wrong}", judge_reference)
_LANGUAGE.judge_on("*", attribute=LANG)
_BASE.judge_on("*", attribute=BASE)


def _judge_blank(text: str) -> str | None:
    return None if text else ""


BLANK_ATTRIBUTE = warning("atom-blank-attribute").value(
    "{attribute} is blank; say something, or leave it out", lambda text: None if text.strip() else ""
)

# --- Ids (RFC 4287 §4.2.6) ---

ID = error("atom-id").value(
    "the id {value} isn't an absolute IRI: {wrong}", values.iri, blank=True, strip=False
)
_WEB = re.compile(
    r"(https?)://(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?([^?#]*)(.*)", re.IGNORECASE | re.DOTALL
)
_PERCENT = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


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
    if any(part in {".", ".."} for part in parts_of(path, "/")):
        return "there is a . or .. in its path"
    return "it ends with an empty query or fragment" if rest in {"?", "#", "?#"} else None


def _judge_normal_form(value: str) -> str | None:
    wrong = _not_normal(value)
    return wrong if wrong and values.iri(value) is None else None


ID_NORMAL = warning("atom-id-normal").value(
    "the id {value} isn't in its normal form: {wrong}", _judge_normal_form, strip=False
)

# --- Dates (RFC 4287 §3.3) ---


def _judge_date(value: str) -> str | None:
    wrong = values.rfc3339(value)
    if wrong and value.strip() and values.rfc3339(value.strip()) is None:
        return "there is white space around it"
    return wrong


DATE = error("atom-date").value(
    "{name} {value} isn't a date of RFC 3339: {wrong}", _judge_date, blank=True, strip=False
)
DATE_PLAUSIBLE = warning("atom-date-implausible").value(
    "the year {wrong} is implausible; check the date",
    lambda text: judge_year(values.parse_rfc3339(text)),
    strip=False,
)

# --- References (RFC 4287 §2; RFC 3987 §2.2) ---

_NO_REFERENCE = warning("atom-blank-reference")
BLANK_TEXT = _NO_REFERENCE.value(
    "{name} is empty; give its address, or leave it out", _judge_blank, blank=True, strip=False
)
BLANK_REFERENCE = _NO_REFERENCE.value("{attribute} is empty; give the address", _judge_blank)


def _relative(attribute: str | None = None) -> Facet:
    """Return that a reference, in the text or an attribute, is absolute or has an xml:base around it."""

    @RELATIVE.facet()
    def relative(element: Element, _document: Document) -> Iterator[Finding]:
        reference = (element.text or "") if attribute is None else element.get(attribute, "")
        if not reference or not values.is_relative(reference) or values.iri_reference(reference):
            return
        if not (base_of(element) or _is_link_to_itself(element)):
            name = attribute or label(element)
            message = f"{name} {quote(reference)} {explain_relative(reference)}"
            yield Finding(element, message, attribute)

    return relative


def _is_link_to_itself(element: Element) -> bool:
    """Whether an element is a feed's own address, which has a rule of its own."""
    parent = element.getparent()
    return element.get("rel") == "self" and parent is not None and parent.tag == f"{{{ATOM}}}feed"


RELATIVE = warning("atom-relative-reference")
RELATIVE_TEXT, RELATIVE_HREF, RELATIVE_SRC = _relative(), _relative("href"), _relative("src")
RELATIVE_URI = _relative("uri")

# --- Persons, icons and logos (RFC 4287 §3.2, §4.2.5, §4.2.8) ---

EMAIL = error("atom-email").value(
    "the email {value} isn't a mail address: {wrong}", values.email, blank=True, strip=False
)
_URI = error("atom-uri")
URI = _URI.value(
    "{name} {value} isn't an IRI reference: {wrong}",
    judge_reference,
    blank=True,
    strip=False,
)
URI_ATTRIBUTE = _URI.value("{attribute}={value} isn't an IRI reference: {wrong}", judge_reference)
PLAIN_RULE = warning("atom-html-in-plain-text")


def _find_markup(text: str) -> str | None:
    """Judge an attribute that is plain text; the reason is the markup in it."""
    found = markup_in(text)
    return quote(found) if found else None


PLAIN_ATTRIBUTE = PLAIN_RULE.value(
    "{attribute} is plain text and has {wrong} in it; write plain text", _find_markup
)

# --- Links (RFC 4287 §4.2.7) ---

HREF = error("atom-link-href").value("{attribute}={value} isn't an IRI reference: {wrong}", judge_reference)
_REL_NAME = re.compile(r"(?:[^\s:/?#\[\]<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})+")


def _judge_rel(rel: str) -> str | None:
    if _REL_NAME.fullmatch(rel):
        return None
    if not rel.strip():
        return "it is blank; leave it out for alternate"
    return "it has several words; write a link for each" if len(rel.split(None, 1)) > 1 else values.iri(rel)


REL = error("atom-link-rel").value("{attribute}={value} isn't a link relation: {wrong}", _judge_rel)


def _judge_registration(rel: str) -> str | None:
    """Judge a relation's name; names in capitals are the same to Atom, and not to readers."""
    if rel in LINK_RELATIONS or not _REL_NAME.fullmatch(rel):
        return None
    close = get_close_matches(rel.lower()[:40], sorted(LINK_RELATIONS), n=1)
    return f"{close[0]} may be meant" if close else "write an IRI for one of your own"


REGISTERED_REL = warning("atom-link-rel-unknown").value(
    "{attribute}={value} isn't a registered link relation; {wrong}", _judge_registration
)
LINK_TYPE = error("atom-link-type").value(
    "{attribute}={value} isn't a media type: {wrong}", values.media_type
)
HREFLANG = error("atom-link-hreflang").value(
    "{attribute}={value} isn't a language tag: {wrong}", values.language_tag
)
LENGTH = error("atom-link-length").value(
    "{attribute}={value} isn't a number of octets: {wrong}", values.non_negative_integer
)
_IANA = "http://www.iana.org/assignments/relation/"


def relation_of(link: Element) -> str:
    """Return a link's relation: alternate without one (§4.2.7.2), the name where IANA's IRI is given."""
    return link.get("rel", "alternate").removeprefix(_IANA)


@warning("atom-enclosure-length").facet()
def enclosure_length(link: Element, _document: Document) -> Iterator[Finding]:
    """An enclosure has a length."""
    if relation_of(link) == "enclosure" and link.get("length") is None:
        yield Finding(link, "the enclosure has no length; give its size in octets")


# --- Categories (RFC 4287 §4.2.2) ---

CATEGORY_SCHEME = error("atom-category-scheme").value(
    "{attribute}={value} isn't an absolute IRI: {wrong}", values.iri
)
