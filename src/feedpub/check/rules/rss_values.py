"""What the texts and attributes of RSS 2.0's elements must be, and what readers expect of them beyond that.

Responsible for values that `rules.rss` gives elements in its table. Not for which elements there are.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, cast

from feedpub.check import values
from feedpub.check.elements import address_fault, is_plain_url, markup_in, quoted, value_of
from feedpub.check.lists import read_words
from feedpub.check.rule import Document, Finding, rules_for
from feedpub.check.table import filled, judge_markup, judge_year, matches, one_of
from feedpub.check.values import rfc822

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from feedpub.check.rule import Value

error, warning = rules_for("rss")

_TITLE_BY_PROFILE = re.compile("<title>((?:[^<&]|&#x(?:26|3[Cc]);|&gt;)*)</title>")

REGISTERED_SCHEMES = read_words("uri schemes")

# --- Texts ---

OPTIONAL_TEXT = filled(warning("rss-blank-optional"))


@OPTIONAL_TEXT.rule.facet()
def described(parent: Element, _document: Document) -> Iterator[Finding]:
    """Find a required description that says nothing."""
    for description in parent.iterchildren("description"):
        if not len(description) and not value_of(description):
            message = f"the description of the {parent.tag} is empty; say what it is about"
            yield Finding(description, message)
        return


PLAIN = warning("rss-html-in-plain-text").value(
    "{element} is plain text, but holds {wrong}; write it without markup", judge_markup
)


@PLAIN.rule.facet()
def plain_title(element: Element, document: Document) -> Iterator[Finding]:
    """Find markup in a title, unless the title is written as the RSS Best Practices Profile has it.

    That is with & and < as hexadecimal references, which every reader decodes once.
    """
    title = value_of(element)
    markup = markup_in(title)
    if markup and title not in _titles_by_profile(document):
        message = f"{element.tag} is plain text, but holds {quoted(markup)}; write it without markup"
        yield Finding(element, message)


def _titles_by_profile(document: Document) -> frozenset[str]:
    """Return the titles in a document that are written with hexadecimal references for & and <."""
    titles = document.notes.get("titles by profile")
    if titles is None:
        found = _TITLE_BY_PROFILE.findall(document.text) if "&#x" in document.text else ()
        titles = frozenset(html.unescape(title).strip() for title in found)
        document.notes["titles by profile"] = titles
    return cast("frozenset[str]", titles)


# --- Dates ---

DATE = error("rss-date").value("{value} is not a date of RFC 822: {wrong}", rfc822.judge)
DATE_FORM = warning("rss-date-form").value("{value} may be misread: {wrong}", rfc822.discourage)
DATE_PLAUSIBLE = warning("rss-date-implausible").value(
    "the year {wrong} is implausible; check the date", lambda text: judge_year(rfc822.parse(text))
)

# --- Links ---


def _judge_url(url: str) -> str | None:
    """Judge a URL as RSS wants it: an absolute URI."""
    return address_fault(url, values.uri)


URL = error("rss-url").value("{name} {value} is not a URL: {wrong}", _judge_url)
URL_ATTRIBUTE = URL._replace(strip=True)


def _judge_scheme(url: str) -> str | None:
    """Judge a URL's scheme, the reason being the scheme; most that aren't registered are slips of the pen."""
    scheme = url.partition(":")[0].lower()
    if scheme in REGISTERED_SCHEMES or ":" not in url or _judge_url(url):
        return None
    return quoted(scheme)


SCHEME = warning("rss-url-scheme").value(
    "{wrong} isn't a registered scheme; most readers follow only http and https", _judge_scheme
)

# --- Mailboxes ---

_MAIL_AND_NAME = re.compile(r"(?P<mail>[^\s(]++)\s*+\((?P<name>.*)\)\s*\Z", re.DOTALL)
_NAME_AND_MAIL = re.compile(r"[^<>]*<(?P<mail>[^<>]*)>\s*\Z")


def _mail_of(text: str) -> tuple[str, str]:
    """Return a mailbox's address, and which form it has: mail (Name), Name <mail> or the bare mail."""
    for form, pattern in (("mail (Name)", _MAIL_AND_NAME), ("Name <mail>", _NAME_AND_MAIL)):
        found = pattern.match(text)
        if found:
            return found["mail"].strip(), form
    return text, "mail"


MAILBOX = error("rss-mailbox").value(
    "{name} {value} has no right e-mail address: {wrong}; write mail@example.org (Name), or dc:creator for a "
    "name alone",
    lambda text: values.email(_mail_of(text)[0]),
)


def _judge_mailbox_form(text: str) -> str | None:
    mail, form = _mail_of(text)
    return mail if form != "mail (Name)" and not values.email(mail) else None


MAILBOX_FORM = warning("rss-mailbox-form").value(
    "{name} {value}: write {wrong} (Name), which every reader understands", _judge_mailbox_form
)

# --- Optional elements of the channel ---

LANGUAGE = error("rss-language").value(
    "{value} is not a language: {wrong}; write a tag like en or en-us", values.language_tag
)
XML_LANG = error("rss-xml-lang").value(
    "xml:lang {value} is not a language: {wrong}; write a tag like en",
    lambda tag: values.language_tag(tag) if tag else None,
)
_POSITIVE = re.compile(r"0*[1-9][0-9]{0,17}")


def _at_most(largest: int, text: str) -> str | None:
    """Judge a whole number from 1."""
    return None if _POSITIVE.fullmatch(text) and int(text) <= largest else ""


TTL = error("rss-ttl").value(
    "{name} {value} is not a number of minutes; write a whole number from 1", matches(_POSITIVE.pattern)
)

SKIP_HOURS = error("rss-skip-hours")


@SKIP_HOURS.on("skipHours")
def _skip_hours(element: Element, _document: Document) -> Iterator[Finding]:
    seen: set[int] = set()
    for hour in element.iterchildren("hour"):
        value = value_of(hour)
        if not re.fullmatch(r"[01]?[0-9]|2[0-3]", value):
            if value:
                yield Finding(hour, f"{quoted(value)} is not an hour; write a number from 0 (midnight) to 23")
        elif int(value) in seen:
            yield Finding(hour, f"the hour {value} is named already; leave one of them out")
        else:
            seen.add(int(value))


_DAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})


@error("rss-skip-days").on("skipDays")
def _skip_days(element: Element, _document: Document) -> Iterator[Finding]:
    seen: set[str] = set()
    for day in element.iterchildren("day"):
        value = value_of(day)
        if value not in _DAYS:
            if value:
                yield Finding(day, f"{quoted(value)} is not a day; write Monday, Tuesday, ... Sunday")
        elif value in seen:
            yield Finding(day, f"{value} is named already; leave one of them out")
        seen.add(value)


_CLOUD = error("rss-cloud")
_HOST = (
    r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*\.?|\[[0-9A-Fa-f:.]+\]"
)
CLOUD_DOMAIN = _CLOUD.value("{name} {value} is not a host's name or address", matches(_HOST))
CLOUD_PORT = _CLOUD.value(
    "{name} {value} is not a port; write a number from 1 to 65535", lambda port: _at_most(65535, port)
)
CLOUD_PATH = _CLOUD.value("{name} {value} is not a path; it begins with a slash", matches("/[!-~]*"))
CLOUD_PROTOCOL = _CLOUD.value("{name} {value} is none of {wrong}", one_of("xml-rpc", "soap", "http-post"))


@_CLOUD.facet()
def cloud_procedure(element: Element, _document: Document) -> Iterator[Finding]:
    """A cloud that is called by a procedure names it."""
    protocol = element.get("protocol")
    if element.get("registerProcedure") == "" and protocol in {"xml-rpc", "soap"}:
        message = f"cloud has no registerProcedure to call by {protocol}; name it"
        yield Finding(element, message, "registerProcedure")


def _judge_rating(text: str) -> str | None:
    if not re.match(r"\(PICS-1\.[01]\s", text):
        return f"rating {quoted(text)} is not a PICS label; it begins with (PICS-1.1"
    if text.count("(") != text.count(")") or not text.endswith(")"):
        return "the rating's parentheses aren't closed; see PICS 1.1 for the form of a label"
    return None


RATING = error("rss-rating").value("{wrong}", _judge_rating)

# --- image ---

_IMAGE_SIZE = error("rss-image-size")


def image_size(largest: int) -> Value:
    """Return how many pixels an image's width or height may have."""
    message = f"image {{name}} {{value}} is not a whole number from 1 to {largest}"
    return _IMAGE_SIZE.value(message, lambda text: _at_most(largest, text))


_OTHER_FORMATS = re.compile(
    r"\.(?:bmp|ico|svgz?|tiff?|webp|avif|psd|pdf|eps|swf|heic)(?:[?#]|\Z)", re.IGNORECASE
)
IMAGE_FORMAT = warning("rss-image-format").value(
    "the image of a channel is a GIF, JPEG or PNG; readers may not show this one",
    lambda url: "" if _OTHER_FORMATS.search(url) else None,
)

# --- guid and enclosure ---


@error("rss-guid-permalink").facet()
def permalink(guid: Element, _document: Document) -> Iterator[Finding]:
    """Find permalinks that aren't addresses; without the attribute, a guid is one."""
    value = value_of(guid)
    if value and (guid.get("isPermaLink") or "true").strip().lower() == "true":
        wrong = None if is_plain_url(value) else values.http_url(value)
        if wrong:
            message = f'guid {quoted(value)} isn\'t a permalink ({wrong}); use the URL or isPermaLink="false"'
            yield Finding(guid, message)


IS_PERMALINK = error("rss-guid-is-permalink").value(
    "{attribute} is true or false, not {value}", one_of("true", "false")
)
ENCLOSURE_URL = error("rss-enclosure-url").value(
    "{name} {value} is not an http URL: {wrong}", values.http_url
)
ENCLOSURE_LENGTH = error("rss-enclosure-length").value(
    "{name} {value} is not a number of bytes; 0 if unknown", matches("[0-9]+")
)
ENCLOSURE_TYPE = error("rss-enclosure-type").value(
    "{name} {value} is not a media type: {wrong}", values.media_type
)


@warning("rss-several-enclosures").facet()
def only_enclosure(enclosure: Element, _document: Document) -> Iterator[Finding]:
    """An item has one enclosure at most."""
    earlier = enclosure.itersiblings("enclosure", preceding=True)
    if next(earlier, None) is not None and next(earlier, None) is None:
        message = "item has several enclosures; readers differ in which they fetch, so keep one"
        yield Finding(enclosure, message)


# --- The version ---

VERSION = error("rss-version", scope="document").value(
    "{value} isn't a version of RSS; write 2.0", one_of("2.0", "0.91", "0.92")
)
CURRENT_VERSION = warning("rss-obsolete-version", scope="document").value(
    "RSS {wrong} is obsolete; a valid one is valid as 2.0 too, so write 2.0",
    lambda version: version if version in {"0.91", "0.92"} else None,
)
