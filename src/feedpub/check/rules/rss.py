"""The rules of RSS 2.0 (version 2.0.11), and what the RSS Best Practices Profile adds to them as warnings.

Responsible for elements and attributes without a namespace. Not for elements of other vocabularies
(`rules.extensions`), nor for HTML inside descriptions (`rules.html`).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from feedpub.check import rfc822, values
from feedpub.check.rules import Document, Fault, Format, rule
from feedpub.check.rules.elements import (
    address_fault,
    child_of,
    child_tags,
    children,
    given_twice,
    is_plain_url,
    label,
    markup_in,
    namespace_of,
    quoted,
    text_of,
    value_of,
)
from feedpub.check.rules.schemes import REGISTERED_SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element as Element

_RSS: tuple[Format, ...] = ("rss",)


# --- What may stand where --------------------------------------------------------

_CHANNEL = frozenset(
    (
        "title link description language copyright managingEditor webMaster pubDate lastBuildDate "
        "category generator docs cloud ttl image rating textInput skipHours skipDays item"
    ).split()
)
_ITEM = frozenset("title link description author category comments enclosure guid pubDate source".split())
_CHILDREN = {
    "rss": frozenset({"channel"}),
    "channel": _CHANNEL,
    "item": _ITEM,
    "image": frozenset(["url", "title", "link", "width", "height", "description"]),
    "textInput": frozenset(["title", "description", "name", "link"]),
    "skipHours": frozenset({"hour"}),
    "skipDays": frozenset({"day"}),
}
_KNOWN = frozenset({"rss"}.union(*_CHILDREN.values()))
_EMPTY = frozenset({"enclosure", "cloud"})
_CONTAINERS = frozenset(_CHILDREN)
_TEXT = _KNOWN - _CONTAINERS - _EMPTY
_REPEATABLE = frozenset({"item", "category", "enclosure", "hour", "day"})
_ONCE = {tag: names - _REPEATABLE for tag, names in _CHILDREN.items()}
_REQUIRED = {
    "rss": ("channel",),
    "channel": ("title", "link", "description"),
    "image": ("url", "title", "link"),
    "textInput": ("title", "description", "name", "link"),
    "skipHours": ("hour",),
    "skipDays": ("day",),
}
_ATTRIBUTES = {
    "rss": ("version",),
    "category": ("domain",),
    "guid": ("isPermaLink",),
    "source": ("url",),
    "enclosure": ("url", "length", "type"),
    "cloud": ("domain", "port", "path", "registerProcedure", "protocol"),
}
_REQUIRED_ATTRIBUTES = {
    tag: names for tag, names in _ATTRIBUTES.items() if tag in {"rss", "source", "enclosure", "cloud"}
}

UNKNOWN_ELEMENT = rule(
    "rss-unknown-element",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Extending RSS",
    summary="An element without a namespace is one of RSS's own, spelt as RSS spells it.",
    failing="<item><title>News</title><pubdate>...</pubdate></item>",
    passing="<item><title>News</title><pubDate>...</pubDate></item>",
)


@UNKNOWN_ELEMENT.on(*_CONTAINERS, in_grammar=True)
def unknown_element(parent: Element, document: Document) -> Iterator[Fault]:
    """Find children without a namespace whose names RSS doesn't have."""
    for child in _not_at_home(parent, document):
        if child.tag not in _KNOWN:
            tag, allowed = str(child.tag), _CHILDREN[str(parent.tag)]
            yield Fault(child, f"RSS has no element {tag!r}{_suggestion(tag, allowed)}")


def _not_at_home(parent: Element, document: Document) -> list[Element]:
    """Return the children without a namespace that RSS doesn't have there."""
    strangers = child_tags(parent, document)[1] - _CHILDREN[str(parent.tag)]
    if not any(tag[0] != "{" for tag in strangers):
        return []
    return [child for child in children(parent) if child.tag in strangers and child.tag[0] != "{"]


def _suggestion(name: str, known: Iterable[str]) -> str:
    """Return which known name was probably meant, as the end of a message."""
    by_lower = {each.lower(): each for each in known}
    close = get_close_matches(name.lower(), by_lower, 1, 0.75)
    return f"; did you mean {by_lower[close[0]]}?" if close else "; put it in a namespace, or leave it out"


MISPLACED_ELEMENT = rule(
    "rss-misplaced-element",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Elements of <item>; Required channel elements",
    summary=(
        "Each element of RSS stands where RSS has it: items inside the channel, a guid inside an item "
        "and so on."
    ),
    failing="<rss version='2.0'><channel>...</channel><item>...</item></rss>",
    passing="<rss version='2.0'><channel>...<item>...</item></channel></rss>",
)


@MISPLACED_ELEMENT.on(*_CONTAINERS, in_grammar=True)
def misplaced_element(parent: Element, document: Document) -> Iterator[Fault]:
    """Find children that RSS has elsewhere."""
    for child in _not_at_home(parent, document):
        tag = child.tag
        if tag in _KNOWN:
            homes = " or ".join(home for home, names in _CHILDREN.items() if tag in names) or "the top"
            yield Fault(child, f"{tag} can't stand in {parent.tag}; it belongs in {homes}")


UNESCAPED_MARKUP = rule(
    "rss-unescaped-markup",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Elements of <item>: description (entity-encoded HTML)",
    summary="An element that holds text holds no elements: markup in a description is escaped.",
    failing="<description>A <b>bold</b> word</description>",
    passing="<description>A &lt;b>bold&lt;/b> word</description>",
)


@UNESCAPED_MARKUP.on(*_TEXT, *_EMPTY, with_children=True, in_grammar=True)
def unescaped_markup(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements inside elements that hold only text, or nothing."""
    for child in children(element):
        yield Fault(child, f"{element.tag} can't hold elements; escape the markup (&lt;{label(child)}>)")
        return


UNEXPECTED_TEXT = rule(
    "rss-unexpected-text",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Elements of <item>; <enclosure>; <cloud>",
    summary="Elements that hold other elements hold no text between them; enclosure and cloud hold nothing.",
    failing="<channel>News of the day<title>News</title>...</channel>",
    passing="<channel><title>News</title><description>News of the day</description>...</channel>",
)


@UNEXPECTED_TEXT.on(*_CONTAINERS, *_EMPTY, in_grammar=True)
def unexpected_text(element: Element, _document: Document) -> Iterator[Fault]:
    """Find text where only elements, or nothing at all, can stand."""
    text = value_of(element)
    if text:
        yield Fault(
            element, f"{element.tag} holds the text {quoted(text)}, which belongs in an element of its own"
        )


UNKNOWN_ATTRIBUTE = rule(
    "rss-unknown-attribute",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Extending RSS",
    summary="An attribute without a namespace is one that RSS gives its element, spelt as RSS spells it.",
    failing='<guid ispermalink="false">urn:example:1</guid>',
    passing='<guid isPermaLink="false">urn:example:1</guid>',
)


@UNKNOWN_ATTRIBUTE.on(*_KNOWN, attribute="*", in_grammar=True)
def unknown_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find attributes without a namespace that RSS doesn't have on this element."""
    for name in element.keys():  # noqa: SIM118 - an element isn't a mapping: iterating it yields children
        known = _ATTRIBUTES.get(str(element.tag), ())
        if name[0] != "{" and name not in known:
            yield Fault(
                element,
                f"{element.tag} has no attribute {str(name)!r}{_suggestion(str(name), known)}",
                str(name),
            )


EXTENSION_ATTRIBUTE = rule(
    "rss-extension-attribute",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS Best Practices Profile, Namespace elements",
    summary="Attributes of other vocabularies on RSS's own elements are lost on most readers.",
    failing='<item dc:creator="The Editors">...</item>',
    passing="<item><dc:creator>The Editors</dc:creator>...</item>",
)

_HARMLESS_ATTRIBUTES = (
    "{http://www.w3.org/XML/1998/namespace}",
    "{http://www.w3.org/2001/XMLSchema-instance}",
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
)


@EXTENSION_ATTRIBUTE.on(*_KNOWN, attribute="*")
def extension_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find attributes in a namespace, but for those of XML, XML Schema and RDF."""
    for name in element.keys():  # noqa: SIM118 - an element isn't a mapping
        if name[0] == "{" and not str(name).startswith(_HARMLESS_ATTRIBUTES):
            yield Fault(
                element, f"readers don't look for {name!s} on {element.tag}; use an element", str(name)
            )


DUPLICATE_ELEMENT = rule(
    "rss-duplicate-element",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Required channel elements; Elements of <item>",
    summary="Only item, category and enclosure may stand more than once in the same element.",
    failing="<item><title>News</title><title>Other news</title></item>",
    passing="<item><title>News</title></item>",
)


@DUPLICATE_ELEMENT.on(*_CONTAINERS, with_children=True, in_grammar=True)
def duplicate_element(parent: Element, document: Document) -> Iterator[Fault]:
    """Find children given twice that may be given once."""
    for child in given_twice(parent, _ONCE[str(parent.tag)], document):
        yield Fault(child, f"{parent.tag} has {child.tag} already; leave one of them out")


MISSING_ELEMENT = rule(
    "rss-missing-element",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Required channel elements; <image>; <textInput>; skipHours; skipDays",
    summary=(
        "A channel has title, link and description, an image has url, title and link, a textInput has "
        "all four."
    ),
    failing="<channel><title>News</title><link>https://example.org/</link></channel>",
    passing=(
        "<channel><title>News</title><link>https://example.org/</link><description>...</description></chan"
        "nel>"
    ),
)


@MISSING_ELEMENT.on(*_REQUIRED, in_grammar=True)
def missing_element(parent: Element, _document: Document) -> Iterator[Fault]:
    """Find required children that aren't there."""
    for name in _REQUIRED[str(parent.tag)]:
        if child_of(parent, name) is None:
            yield Fault(parent, f"{parent.tag} has no {name}; add one")


ITEM_EMPTY = rule(
    "rss-item-without-title-or-description",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Elements of <item>",
    summary="An item has a title or a description, or both.",
    failing="<item><link>https://example.org/1</link></item>",
    passing="<item><title>News</title><link>https://example.org/1</link></item>",
)


@ITEM_EMPTY.on("item")
def item_without_title_or_description(item: Element, document: Document) -> Iterator[Fault]:
    """Find items that have neither."""
    if child_tags(item, document)[1].isdisjoint(("title", "description")):
        yield Fault(item, "item has neither title nor description; add one of them")


MISSING_ATTRIBUTE = rule(
    "rss-missing-attribute",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, What is RSS?; <enclosure>; <cloud>; <source>",
    summary=(
        "rss has a version, source a url; enclosure has url, length and type; cloud has all five attributes."
    ),
    failing='<enclosure url="https://example.org/1.mp3" type="audio/mpeg"/>',
    passing='<enclosure url="https://example.org/1.mp3" type="audio/mpeg" length="24986239"/>',
)


@MISSING_ATTRIBUTE.on(*_REQUIRED_ATTRIBUTES, in_grammar=True)
def missing_attribute(element: Element, _document: Document) -> Iterator[Fault]:
    """Find required attributes that aren't there."""
    for name in _REQUIRED_ATTRIBUTES[str(element.tag)]:
        if element.get(name) is None:
            yield Fault(element, f"{element.tag} has no attribute {name}; add it")


# --- The document --------------------------------------------------------

VERSION = rule(
    "rss-version",
    formats=_RSS,
    scope="document",
    severity="error",
    clause="RSS 2.0, What is RSS?",
    summary="The version is 2.0, or one of its predecessors' (0.91, 0.92), whose documents are RSS 2.0 too.",
    failing='<rss version="2.0.1">...</rss>',
    passing='<rss version="2.0">...</rss>',
)

_OBSOLETE_VERSIONS = frozenset({"0.91", "0.92"})


@VERSION.on("rss")
def version(root: Element, _document: Document) -> Iterator[Fault]:
    """Find versions that nobody published."""
    value = root.get("version")
    if value is not None and value != "2.0" and value not in _OBSOLETE_VERSIONS:
        yield Fault(root, f"{quoted(value)} is no version of RSS; write 2.0", "version")


OBSOLETE_VERSION = rule(
    "rss-obsolete-version",
    formats=_RSS,
    scope="document",
    severity="warning",
    clause="RSS 2.0, What is RSS?",
    summary="The version is 2.0: what is valid in 0.91 and 0.92 is valid in 2.0 too.",
    failing='<rss version="0.91">...</rss>',
    passing='<rss version="2.0">...</rss>',
)


@OBSOLETE_VERSION.on("rss")
def obsolete_version(root: Element, _document: Document) -> Iterator[Fault]:
    """Find versions before 2.0."""
    value = root.get("version")
    if value in _OBSOLETE_VERSIONS:
        yield Fault(
            root, f"RSS {value} is obsolete; a valid one is valid as 2.0 too, so write 2.0", "version"
        )


# --- Texts --------------------------------------------------------

BLANK = rule(
    "rss-blank",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Required channel elements; Elements of <item>",
    summary="Titles, names, links, dates and ids aren't empty; leave out what has no value.",
    failing="<item><title> </title></item>",
    passing="<item><title>News</title></item>",
)

_NEVER_BLANK = frozenset(
    (
        "title link url name guid comments docs pubDate lastBuildDate language ttl width height "
        "hour day managingEditor webMaster author rating"
    ).split()
)


@BLANK.on(*_NEVER_BLANK)
def blank(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements without text that say nothing without it."""
    if not value_of(element) and not len(element):
        yield Fault(element, f"{element.tag} is empty; give it a value{_or_leave_out(element)}")


def _or_leave_out(element: Element) -> str:
    """Return the end of a message: an optional element may be left out too."""
    parent = element.getparent()
    required = parent is not None and element.tag in _REQUIRED.get(str(parent.tag), ())
    return "" if required else " or leave it out"


BLANK_OPTIONAL = rule(
    "rss-blank-optional",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS 2.0, Required channel elements; Elements of <item>",
    summary="Descriptions, categories, copyright, generator and the like say something when they are there.",
    failing="<item><title>News</title><category></category></item>",
    passing="<item><title>News</title></item>",
)


@BLANK_OPTIONAL.on("category", "copyright", "generator")
def blank_optional(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements without text that might as well be left out."""
    if not len(element) and not value_of(element):
        yield Fault(element, f"{element.tag} is empty; give it a value or leave it out")


@BLANK_OPTIONAL.on("channel", "textInput")
def blank_description(parent: Element, _document: Document) -> Iterator[Fault]:
    """Find a required description that says nothing."""
    description = child_of(parent, "description")
    if description is not None and not len(description) and not value_of(description):
        yield Fault(description, f"the description of the {parent.tag} is empty; say what it is about")


HTML_IN_PLAIN_TEXT = rule(
    "rss-html-in-plain-text",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS Best Practices Profile, Character data; title",
    summary=(
        "Titles, names and categories are plain text; readers show tags and character references in them "
        "as they stand."
    ),
    failing="<title>A &lt;b>bold&lt;/b> title</title>",
    passing="<title>A bold title</title>",
)


@HTML_IN_PLAIN_TEXT.on(
    "title",
    "category",
    "copyright",
    "generator",
    "name",
    "managingEditor",
    "webMaster",
    "author",
    "source",
)
def html_in_plain_text(element: Element, _document: Document) -> Iterator[Fault]:
    """Find tags and twice-escaped character references in plain text."""
    found = markup_in(text_of(element))
    if found:
        yield Fault(
            element, f"{element.tag} is plain text, but holds {quoted(found)}; write it without markup"
        )


# --- Dates --------------------------------------------------------

DATE = rule(
    "rss-date",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Optional channel elements: pubDate (RFC 822 §5)",
    summary="Dates are RFC 822's: a real day, its own weekday, a real time and a zone.",
    failing="<pubDate>2002-09-07T09:42:31Z</pubDate>",
    passing="<pubDate>Sat, 07 Sep 2002 09:42:31 GMT</pubDate>",
)


@DATE.on("pubDate", "lastBuildDate")
def date(element: Element, _document: Document) -> Iterator[Fault]:
    """Find dates that RFC 822 or the calendar doesn't know."""
    value = value_of(element)
    wrong = rfc822.judge(value) if value else None
    if wrong:
        yield Fault(element, f"{quoted(value)} is not a date of RFC 822: {wrong}")


DATE_FORM = rule(
    "rss-date-form",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS 2.0, Optional channel elements: pubDate; RSS Best Practices Profile, Date and time values",
    summary=(
        "Dates are written so that every reader reads them alike: a year of four digits, no military "
        "zone, usual case."
    ),
    failing="<pubDate>Sat, 07 Sep 02 09:42:31 Z</pubDate>",
    passing="<pubDate>Sat, 07 Sep 2002 09:42:31 GMT</pubDate>",
)


@DATE_FORM.on("pubDate", "lastBuildDate")
def date_form(element: Element, _document: Document) -> Iterator[Fault]:
    """Find right dates in forms that are often misread."""
    value = value_of(element)
    doubt = rfc822.discourage(value) if value else None
    if doubt:
        yield Fault(element, f"{quoted(value)} may be misread: {doubt}")


DATE_IMPLAUSIBLE = rule(
    "rss-date-implausible",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS Best Practices Profile, Date and time values",
    summary="No item is older than computers' clocks (1970) or from another century to come.",
    failing="<pubDate>Sat, 07 Sep 0002 09:42:31 GMT</pubDate>",
    passing="<pubDate>Sat, 07 Sep 2002 09:42:31 GMT</pubDate>",
)

_FIRST_PLAUSIBLE_YEAR = 1970
_LAST_PLAUSIBLE_YEAR = 2099


@DATE_IMPLAUSIBLE.on("pubDate", "lastBuildDate")
def date_implausible(element: Element, _document: Document) -> Iterator[Fault]:
    """Find dates that are right by the calendar and still can't be meant."""
    moment = rfc822.parse(value_of(element))
    if moment and not _FIRST_PLAUSIBLE_YEAR <= moment.year <= _LAST_PLAUSIBLE_YEAR:
        yield Fault(element, f"the year {moment.year} is implausible; check the date")


BUILT_BEFORE_PUBLISHED = rule(
    "rss-built-before-published",
    formats=_RSS,
    scope="document",
    severity="warning",
    clause="RSS 2.0, Optional channel elements: pubDate, lastBuildDate",
    summary=(
        "The channel's content didn't last change (lastBuildDate) days before it was published (pubDate)."
    ),
    failing=(
        "<pubDate>Sat, 07 Sep 2002 00:00:01 GMT</pubDate><lastBuildDate>Sun, 01 Sep 2002 09:42:31 "
        "GMT</lastBuildDate>"
    ),
    passing=(
        "<pubDate>Sat, 07 Sep 2002 00:00:01 GMT</pubDate><lastBuildDate>Sat, 07 Sep 2002 09:42:31 "
        "GMT</lastBuildDate>"
    ),
)

_DAY = 86400


@BUILT_BEFORE_PUBLISHED.on("channel")
def built_before_published(channel: Element, _document: Document) -> Iterator[Fault]:
    """Find a lastBuildDate more than a day before the pubDate: a day's difference is tomorrow's paper."""
    published = rfc822.parse(channel.findtext("pubDate", "").strip())
    last_build = child_of(channel, "lastBuildDate")
    built = None if last_build is None else rfc822.parse(value_of(last_build))
    if last_build is not None and published and built and (published - built).total_seconds() > _DAY:
        yield Fault(
            last_build, "lastBuildDate is more than a day before pubDate; it is when the content last changed"
        )


# --- Links --------------------------------------------------------

URL = rule(
    "rss-url",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Comments: begins with an IANA-registered URI scheme; RFC 3986",
    summary="Links are absolute URIs of ASCII characters, without spaces and with complete percent escapes.",
    failing="<link>/news/1</link>",
    passing="<link>https://example.org/news/1</link>",
)


def _url_fault(url: str) -> str | None:
    """Say what is wrong with a URL as RSS wants it, None when nothing is."""
    return address_fault(url, values.uri)


@URL.on("link", "comments", "docs", "url")
def url_content(element: Element, _document: Document) -> Iterator[Fault]:
    """Find elements whose text isn't a URL."""
    value = value_of(element)
    wrong = _url_fault(value) if value else None
    if wrong:
        yield Fault(element, f"{element.tag} {quoted(value)} is not a URL: {wrong}")


@URL.on("source")
def url_of_source(source: Element, _document: Document) -> Iterator[Fault]:
    """Find sources whose url isn't a URL."""
    value = source.get("url")
    wrong = None if value is None else _url_fault(value.strip())
    if value is not None and wrong:
        yield Fault(source, f"source url {quoted(value)} is not a URL: {wrong}", "url")


URL_SCHEME = rule(
    "rss-url-scheme",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS 2.0, Comments: begins with an IANA-registered URI scheme",
    summary="The scheme of a link is registered with IANA.",
    failing="<link>htp://example.org/</link>",
    passing="<link>http://example.org/</link>",
)


@URL_SCHEME.on("link", "comments", "docs", "url")
def url_scheme(element: Element, _document: Document) -> Iterator[Fault]:
    """Find schemes that nobody registered, most of them slips of the pen."""
    value = value_of(element)
    scheme = value.partition(":")[0].lower()
    if scheme not in REGISTERED_SCHEMES and ":" in value and not _url_fault(value):
        yield Fault(
            element, f"{quoted(scheme)} is no registered scheme; most readers follow only http and https"
        )


# --- Mailboxes --------------------------------------------------------

MAILBOX = rule(
    "rss-mailbox",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Optional channel elements: managingEditor, webMaster; <author>",
    summary="managingEditor, webMaster and author are e-mail addresses, with the name in parentheses.",
    failing="<managingEditor>The Editors</managingEditor>",
    passing="<managingEditor>editors@example.org (The Editors)</managingEditor>",
)

_MAIL_AND_NAME = re.compile(r"(?P<mail>[^\s(]++)\s*+\((?P<name>.*)\)\s*\Z", re.DOTALL)
_NAME_AND_MAIL = re.compile(r"[^<>]*<(?P<mail>[^<>]*)>\s*\Z")


def _mail_of(text: str) -> tuple[str, str]:
    """Return a mailbox's address, and which form it has: mail (Name), Name <mail> or the bare mail."""
    for form, pattern in (("mail (Name)", _MAIL_AND_NAME), ("Name <mail>", _NAME_AND_MAIL)):
        found = pattern.match(text)
        if found:
            return found["mail"].strip(), form
    return text, "mail"


@MAILBOX.on("managingEditor", "webMaster", "author")
def mailbox(element: Element, _document: Document) -> Iterator[Fault]:
    """Find mailboxes without a right address."""
    value = value_of(element)
    wrong = values.email(_mail_of(value)[0]) if value else None
    if wrong:
        yield Fault(
            element,
            f"{element.tag} {quoted(value)} has no right e-mail address: {wrong};"
            " write mail@example.org (Name), or dc:creator for a name alone",
        )


MAILBOX_FORM = rule(
    "rss-mailbox-form",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS Best Practices Profile, E-mail addresses",
    summary="E-mail addresses are followed by the person's name in parentheses.",
    failing="<author>editors@example.org</author>",
    passing="<author>editors@example.org (The Editors)</author>",
)


@MAILBOX_FORM.on("managingEditor", "webMaster", "author")
def mailbox_form(element: Element, _document: Document) -> Iterator[Fault]:
    """Find right addresses without a name, or with the name elsewhere."""
    value = value_of(element)
    mail, form = _mail_of(value)
    if value and form != "mail (Name)" and not values.email(mail):
        yield Fault(
            element, f"{element.tag} {quoted(value)}: write {mail} (Name), which every reader understands"
        )


# --- Optional elements of the channel --------------------------------------------------------

LANGUAGE = rule(
    "rss-language",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Optional channel elements: language; RFC 5646",
    summary="The language is a language tag.",
    failing="<language>english</language>",
    passing="<language>en-us</language>",
)


@LANGUAGE.on("language")
def language(element: Element, _document: Document) -> Iterator[Fault]:
    """Find languages that are no tags."""
    value = value_of(element)
    wrong = values.language_tag(value) if value else None
    if wrong:
        yield Fault(element, f"{quoted(value)} is not a language: {wrong}; write a tag like en or en-us")


XML_LANG = rule(
    "rss-xml-lang",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="XML 1.0 §2.12; RFC 5646",
    summary="xml:lang is a language tag, or empty.",
    failing='<item xml:lang="english">...</item>',
    passing='<item xml:lang="en">...</item>',
)

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@XML_LANG.on(*_KNOWN, attribute=_LANG)
def xml_lang(element: Element, _document: Document) -> Iterator[Fault]:
    """Find languages that are no tags."""
    value = element.get(_LANG)
    wrong = values.language_tag(value) if value else None
    if value and wrong:
        yield Fault(
            element, f"xml:lang {quoted(value)} is not a language: {wrong}; write a tag like en", _LANG
        )


TTL = rule(
    "rss-ttl",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Optional channel elements: ttl",
    summary="ttl is a number of minutes.",
    failing="<ttl>1 hour</ttl>",
    passing="<ttl>60</ttl>",
)


@TTL.on("ttl")
def ttl(element: Element, _document: Document) -> Iterator[Fault]:
    """Find times to live that aren't whole numbers from 1."""
    value = value_of(element)
    if value and not _positive(value):
        yield Fault(element, f"ttl {quoted(value)} is not a number of minutes; write a whole number from 1")


def _positive(text: str) -> bool:
    """Whether a text is a whole number from 1, in ASCII digits."""
    return bool(re.fullmatch(r"0*[1-9][0-9]{0,17}", text))


SKIP_HOURS = rule(
    "rss-skip-hours",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Optional channel elements: skipHours",
    summary="skipHours has at most 24 hours, each from 0 to 23, none twice.",
    failing="<skipHours><hour>24</hour></skipHours>",
    passing="<skipHours><hour>0</hour></skipHours>",
)


@SKIP_HOURS.on("skipHours")
def skip_hours(element: Element, _document: Document) -> Iterator[Fault]:
    """Find hours that no day has, or that are named twice."""
    seen: set[int] = set()
    for hour in element.iterchildren("hour"):
        value = value_of(hour)
        if not re.fullmatch(r"[01]?[0-9]|2[0-3]", value):
            if value:
                yield Fault(hour, f"{quoted(value)} is not an hour; write a number from 0 (midnight) to 23")
        elif int(value) in seen:
            yield Fault(hour, f"the hour {value} is named already; leave one of them out")
        else:
            seen.add(int(value))


SKIP_DAYS = rule(
    "rss-skip-days",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Optional channel elements: skipDays",
    summary="skipDays names days of the week in English, each at most once.",
    failing="<skipDays><day>Sat</day></skipDays>",
    passing="<skipDays><day>Saturday</day></skipDays>",
)

_DAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})


@SKIP_DAYS.on("skipDays")
def skip_days(element: Element, _document: Document) -> Iterator[Fault]:
    """Find days that no week has, or that are named twice."""
    seen: set[str] = set()
    for day in element.iterchildren("day"):
        value = value_of(day)
        if value not in _DAYS:
            if value:
                yield Fault(day, f"{quoted(value)} is not a day; write Monday, Tuesday, ... Sunday")
        elif value in seen:
            yield Fault(day, f"{value} is named already; leave one of them out")
        seen.add(value)


CLOUD = rule(
    "rss-cloud",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, <cloud> sub-element of <channel>",
    summary=(
        "A cloud names a host, a port, a path, a procedure and one of the protocols xml-rpc, soap and "
        "http-post."
    ),
    failing=(
        '<cloud domain="rpc.example.org" port="80" path="/RPC2" registerProcedure="notify" protocol="rest"/>'
    ),
    passing=(
        '<cloud domain="rpc.example.org" port="80" path="/RPC2" registerProcedure="notify" '
        'protocol="xml-rpc"/>'
    ),
)

_PROTOCOLS = frozenset({"xml-rpc", "soap", "http-post"})
_MAX_PORT = 65535
_HOST = re.compile(
    r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*\.?|\[[0-9A-Fa-f:.]+\]"
)


@CLOUD.on("cloud")
def cloud(element: Element, _document: Document) -> Iterator[Fault]:
    """Find attributes that don't say whom to call, where and how."""
    domain, port, path = element.get("domain"), element.get("port"), element.get("path")
    procedure, protocol = element.get("registerProcedure"), element.get("protocol")
    if domain is not None and not _HOST.fullmatch(domain):
        yield Fault(element, f"cloud domain {quoted(domain)} is not a host's name or address", "domain")
    if port is not None and not (_positive(port) and int(port) <= _MAX_PORT):
        yield Fault(
            element, f"cloud port {quoted(port)} is not a port; write a number from 1 to 65535", "port"
        )
    if path is not None and not re.fullmatch(r"/[!-~]*", path):
        yield Fault(element, f"cloud path {quoted(path)} is not a path; it begins with a slash", "path")
    if protocol is not None and protocol not in _PROTOCOLS:
        yield Fault(
            element, f"cloud protocol {quoted(protocol)} is none of xml-rpc, soap, http-post", "protocol"
        )
    if procedure == "" and protocol in {"xml-rpc", "soap"}:
        yield Fault(
            element, f"cloud has no registerProcedure to call by {protocol}; name it", "registerProcedure"
        )


RATING = rule(
    "rss-rating",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Optional channel elements: rating (PICS 1.1)",
    summary="A rating is a PICS label.",
    failing="<rating>suitable for everybody</rating>",
    passing='<rating>(PICS-1.1 "https://example.org/ratings" l r (n 0 s 0 v 0 l 0))</rating>',
)


@RATING.on("rating")
def rating(element: Element, _document: Document) -> Iterator[Fault]:
    """Find ratings that are no labels."""
    value = value_of(element)
    if value and not re.match(r"\(PICS-1\.[01]\s", value):
        yield Fault(element, f"rating {quoted(value)} is not a PICS label; it begins with (PICS-1.1")
    elif value and (value.count("(") != value.count(")") or not value.endswith(")")):
        yield Fault(element, "the rating's parentheses aren't closed; see PICS 1.1 for the form of a label")


TEXT_INPUT = rule(
    "rss-text-input",
    formats=_RSS,
    scope="document",
    severity="warning",
    clause="RSS 2.0, <textInput> sub-element of <channel>",
    summary="textInput is left out: most readers ignore it.",
    failing="<textInput>...</textInput>",
    passing="<channel>...</channel>",
)


@TEXT_INPUT.on("textInput")
def text_input(element: Element, _document: Document) -> Iterator[Fault]:
    """Find what nobody reads."""
    yield Fault(element, "most readers ignore textInput; offer a search on the site instead")


# --- <image> --------------------------------------------------------

IMAGE_SIZE = rule(
    "rss-image-size",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, <image> sub-element of <channel>",
    summary="An image is at most 144 pixels wide and 400 high.",
    failing="<width>200</width>",
    passing="<width>144</width>",
)

_LARGEST = {"width": 144, "height": 400}


@IMAGE_SIZE.on(*_LARGEST)
def image_size(element: Element, _document: Document) -> Iterator[Fault]:
    """Find sizes that are no numbers of pixels, or too large."""
    value, name = value_of(element), str(element.tag)
    if value and not (_positive(value) and int(value) <= _LARGEST[name]):
        yield Fault(element, f"image {name} {quoted(value)} is not a whole number from 1 to {_LARGEST[name]}")


IMAGE_TITLE = rule(
    "rss-image-title",
    formats=_RSS,
    scope="document",
    severity="warning",
    clause="RSS 2.0, <image> sub-element of <channel>: title",
    summary="The image's title is the channel's.",
    failing="<title>News</title><image><title>Our logo</title>...</image>",
    passing="<title>News</title><image><title>News</title>...</image>",
)

IMAGE_LINK = rule(
    "rss-image-link",
    formats=_RSS,
    scope="document",
    severity="warning",
    clause="RSS 2.0, <image> sub-element of <channel>: link",
    summary="The image links to where the channel links.",
    failing="<link>https://example.org/</link><image><link>https://example.org/logo</link>...</image>",
    passing="<link>https://example.org/</link><image><link>https://example.org/</link>...</image>",
)


def _differing(channel: Element, name: str) -> Element | None:
    """Return the image's child of this name if channel and image have one each, and they differ."""
    own, image = child_of(channel, name), channel.find(f"image/{name}")
    if own is None or image is None or value_of(own) == value_of(image) or not value_of(image):
        return None
    return image


@IMAGE_TITLE.on("channel")
def image_title(channel: Element, _document: Document) -> Iterator[Fault]:
    """Find an image with a title of its own."""
    title = _differing(channel, "title")
    if title is not None:
        yield Fault(title, "the image's title differs from the channel's; make them the same")


@IMAGE_LINK.on("channel")
def image_link(channel: Element, _document: Document) -> Iterator[Fault]:
    """Find an image with a link of its own."""
    link = _differing(channel, "link")
    if link is not None:
        yield Fault(link, "the image's link differs from the channel's; make them the same")


IMAGE_FORMAT = rule(
    "rss-image-format",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS 2.0, <image> sub-element of <channel>: url",
    summary="The channel's image is a GIF, JPEG or PNG.",
    failing="<image><url>https://example.org/logo.bmp</url>...</image>",
    passing="<image><url>https://example.org/logo.png</url>...</image>",
)

_OTHER_FORMATS = re.compile(
    r"\.(?:bmp|ico|svgz?|tiff?|webp|avif|psd|pdf|eps|swf|heic)(?:[?#]|\Z)", re.IGNORECASE
)


@IMAGE_FORMAT.on("url")
def image_format(url: Element, _document: Document) -> Iterator[Fault]:
    """Find images whose suffix says another format; without a suffix, nothing is known."""
    found = _OTHER_FORMATS.search(value_of(url))
    if found:
        yield Fault(url, "the image of a channel is a GIF, JPEG or PNG; readers may not show this one")


# --- Elements of item --------------------------------------------------------

GUID_PERMALINK = rule(
    "rss-guid-permalink",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, <guid> sub-element of <item>",
    summary="A guid is an address that can be opened in a browser, unless isPermaLink is false.",
    failing="<guid>tag:example.org,2024:1</guid>",
    passing='<guid isPermaLink="false">tag:example.org,2024:1</guid>',
)


@GUID_PERMALINK.on("guid")
def guid_permalink(guid: Element, _document: Document) -> Iterator[Fault]:
    """Find permalinks that are no addresses; without the attribute, a guid is one."""
    value = value_of(guid)
    if value and (guid.get("isPermaLink") or "true").strip().lower() == "true":
        wrong = None if is_plain_url(value) else values.http_url(value)
        if wrong:
            yield Fault(
                guid, f'guid {quoted(value)} is no permalink ({wrong}); use the URL or isPermaLink="false"'
            )


GUID_IS_PERMALINK = rule(
    "rss-guid-is-permalink",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, <guid> sub-element of <item>",
    summary="isPermaLink is true or false.",
    failing='<guid isPermaLink="no">urn:example:1</guid>',
    passing='<guid isPermaLink="false">urn:example:1</guid>',
)


@GUID_IS_PERMALINK.on("guid", attribute="isPermaLink")
def guid_is_permalink(guid: Element, _document: Document) -> Iterator[Fault]:
    """Find values that are neither."""
    value = guid.get("isPermaLink")
    if value is not None and value not in {"true", "false"}:
        yield Fault(guid, f"isPermaLink is true or false, not {quoted(value)}", "isPermaLink")


GUID_UNIQUE = rule(
    "rss-guid-unique",
    formats=_RSS,
    scope="document",
    severity="error",
    clause="RSS 2.0, <guid> sub-element of <item>",
    summary="No two items have the same guid.",
    failing=(
        '<item>...<guid isPermaLink="false">1</guid></item><item>...<guid isPermaLink="false">1</guid></item>'
    ),
    passing=(
        '<item>...<guid isPermaLink="false">1</guid></item><item>...<guid isPermaLink="false">2</guid></item>'
    ),
)


@GUID_UNIQUE.on("channel")
def guid_unique(channel: Element, _document: Document) -> Iterator[Fault]:
    """Find guids that another item had before; they are compared character by character."""
    seen: set[str] = set()
    for guid in channel.iterfind("item/guid"):
        value = value_of(guid)
        if value in seen:
            yield Fault(guid, f"another item has the guid {quoted(value)}; every item needs its own")
        elif value:
            seen.add(value)


GUID_MISSING = rule(
    "rss-guid-missing",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS Best Practices Profile, guid",
    summary="An item has a guid, so that readers know it again when it changes.",
    failing="<item><title>News</title><link>https://example.org/1</link></item>",
    passing=(
        "<item><title>News</title><link>https://example.org/1</link><guid>https://example.org/1</guid></item>"
    ),
)


@GUID_MISSING.on("item")
def guid_missing(item: Element, document: Document) -> Iterator[Fault]:
    """Find items without one."""
    if "guid" not in child_tags(item, document)[1]:
        yield Fault(item, "item has no guid; add one, so that readers know it again when it changes")


ENCLOSURE_URL = rule(
    "rss-enclosure-url",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause='RSS 2.0, <enclosure> sub-element of <item>: "The url must be an http url."',
    summary="An enclosure's url is an http or https URL.",
    failing='<enclosure url="1.mp3" length="24986239" type="audio/mpeg"/>',
    passing='<enclosure url="https://example.org/1.mp3" length="24986239" type="audio/mpeg"/>',
)


@ENCLOSURE_URL.on("enclosure")
def enclosure_url(enclosure: Element, _document: Document) -> Iterator[Fault]:
    """Find enclosures that aren't on the web."""
    value = enclosure.get("url")
    wrong = None if value is None else values.http_url(value)
    if value is not None and wrong:
        yield Fault(enclosure, f"enclosure url {quoted(value)} is not an http URL: {wrong}", "url")


ENCLOSURE_LENGTH = rule(
    "rss-enclosure-length",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, <enclosure> sub-element of <item>",
    summary="An enclosure's length is its size in bytes; 0 when it isn't known.",
    failing='<enclosure url="https://example.org/1.mp3" length="24 MB" type="audio/mpeg"/>',
    passing='<enclosure url="https://example.org/1.mp3" length="24986239" type="audio/mpeg"/>',
)


@ENCLOSURE_LENGTH.on("enclosure")
def enclosure_length(enclosure: Element, _document: Document) -> Iterator[Fault]:
    """Find lengths that aren't numbers of bytes."""
    value = enclosure.get("length")
    if value is not None and not re.fullmatch(r"[0-9]+", value):
        yield Fault(
            enclosure, f"enclosure length {quoted(value)} is not a number of bytes; 0 if unknown", "length"
        )


ENCLOSURE_TYPE = rule(
    "rss-enclosure-type",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, <enclosure> sub-element of <item>; RFC 6838 §4.2",
    summary="An enclosure's type is a media type.",
    failing='<enclosure url="https://example.org/1.mp3" length="24986239" type="mp3"/>',
    passing='<enclosure url="https://example.org/1.mp3" length="24986239" type="audio/mpeg"/>',
)


@ENCLOSURE_TYPE.on("enclosure")
def enclosure_type(enclosure: Element, _document: Document) -> Iterator[Fault]:
    """Find types that aren't media types."""
    value = enclosure.get("type")
    wrong = None if value is None else values.media_type(value)
    if value is not None and wrong:
        yield Fault(enclosure, f"enclosure type {quoted(value)} is not a media type: {wrong}", "type")


ENCLOSURES = rule(
    "rss-several-enclosures",
    formats=_RSS,
    scope="entry",
    severity="warning",
    clause="RSS Best Practices Profile, enclosure",
    summary="An item has at most one enclosure: readers differ in which of several they fetch.",
    failing="<item>...<enclosure .../><enclosure .../></item>",
    passing="<item>...<enclosure .../></item>",
)


@ENCLOSURES.on("enclosure")
def several_enclosures(enclosure: Element, _document: Document) -> Iterator[Fault]:
    """Find the second enclosure of an item."""
    earlier = enclosure.itersiblings("enclosure", preceding=True)
    if next(earlier, None) is not None and next(earlier, None) is None:
        yield Fault(enclosure, "item has several enclosures; readers differ in which they fetch, so keep one")


# --- Namespaces of RSS itself --------------------------------------------------------

NAMESPACE = rule(
    "rss-namespace",
    formats=_RSS,
    scope="entry",
    severity="error",
    clause="RSS 2.0, Extending RSS: the elements of RSS itself are not members of a namespace",
    summary="RSS's own elements are in no namespace.",
    failing='<rss version="2.0" xmlns="http://backend.userland.com/rss2">...</rss>',
    passing='<rss version="2.0">...</rss>',
)

_NOT_NAMESPACES = (
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
)


@NAMESPACE.on(*(f"{{{each}}}*" for each in _NOT_NAMESPACES))
def namespace(element: Element, _document: Document) -> Iterator[Fault]:
    """Find the outermost elements in a namespace that somebody took for RSS's."""
    parent = element.getparent()
    if parent is None or namespace_of(parent) != namespace_of(element):
        yield Fault(
            element, f"RSS's elements are in no namespace; {namespace_of(element)} makes them foreign"
        )
