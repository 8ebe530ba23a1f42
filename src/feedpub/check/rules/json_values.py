"""What the values of JSON Feed's keys must be: texts, URLs, dates, languages, media types, sizes.

Responsible for values that a schema can't state; the table at the end says which key has which. Not for what
is wrong with a piece of HTML (`rules.html`).
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from feedpub.check import values
from feedpub.check.elements import quoted, surely_markup_in
from feedpub.check.rule import rules_for
from feedpub.check.rules import html, local
from feedpub.check.rules.json_feed import JsonFinding, subject
from feedpub.check.schemas.json_schema import KEYS
from feedpub.check.table import judge_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feedpub.check.rule import RuleFunction, Value
    from feedpub.check.rules.json_feed import Kind, Object, Part

error, warning = rules_for("json")

# --- Text ---


def _judge_blank(text: str) -> str | None:
    return None if text.strip() else ""


REQUIRED_TEXT = error("json-blank-required").value("{subject}'s {key} is blank", _judge_blank)
TEXT = warning("json-blank").value("{subject}'s {key} is blank; leave the key out", _judge_blank)


def _judge_markup(text: str) -> str | None:
    """Judge plain text; JSON has no other way to write a tag that a text is about."""
    found = surely_markup_in(text)
    return quoted(found) if found else None


PLAIN = warning("json-html-in-plain-text").value(
    "{key} is plain text, but {wrong} is in it; write it without HTML", _judge_markup
)


def _tags(item: Object) -> Iterator[tuple[int, str]]:
    """Yield an item's tags that are strings, with their indices."""
    tags = item.get("tags")
    if isinstance(tags, list):
        yield from ((index, tag) for index, tag in enumerate(tags) if isinstance(tag, str))


@TEXT.rule.on("item")
def _blank_tags(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    for index, tag in _tags(part.value):
        if not tag.strip():
            yield JsonFinding(("tags", index), f"tags[{index}] is blank; leave it out")


@PLAIN.rule.on("item")
def _html_in_tags(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    for index, tag in _tags(part.value):
        markup = surely_markup_in(tag)
        if markup:
            yield JsonFinding(("tags", index), f"tags are plain text, but {quoted(markup)} is in this one")


_ALL_MARKUP = re.compile(
    r"\s*+<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|section|article|span|a|img)\b[^<>]*>", re.I
)
HTML_AS_TEXT = PLAIN.rule.value(
    "content_text is plain text, but this is HTML; call it content_html",
    lambda text: "" if text.rstrip().endswith(">") and _ALL_MARKUP.match(text) else None,
)


@html.NOT_WELL_FORMED.on("item", formats=("json",))
def _broken_html(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    """Find what is wrong with an item's HTML, on behalf of every rule about HTML."""
    content = part.value.get("content_html")
    if isinstance(content, str):
        for broken, message in html.judge(content, based=False):
            yield JsonFinding(("content_html",), message, rule=broken)


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@warning("json-control-character").on("feed", "item", "author", "hub", "attachment")
def _control_characters(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    known = KEYS[part.kind]
    for key, text in part.value.items():
        if text.__class__ is str and key in known:
            control = _CONTROL.search(text)
            if control:
                yield JsonFinding(
                    (key,), f"the control character U+{ord(control[0]):04X} is in {key}; leave it out"
                )


# --- URLs ---

_UNREACHABLE = frozenset({"javascript", "vbscript", "data", "file", "blob", "about"})


def _scheme(url: str) -> str:
    """Return a URL's scheme in lower case, empty if there is none."""
    return "" if values.is_relative(url) else url.partition(":")[0].lower()


def _judge_url(url: str) -> str | None:
    """Judge a URL; the reason is a phrase after its key."""
    scheme = _scheme(url)
    if not url.strip():
        return "is blank; leave the key out, or give the URL"
    if not scheme:
        return f"is relative: {quoted(url)}; write the whole URL, with https:// and the host"
    if scheme in _UNREACHABLE:
        return f"is a {scheme}: URL, which leads nowhere on the web"
    wrong = values.iri(url)
    return f"is not a URL: {wrong}" if wrong else None


def _judge_image_url(url: str) -> str | None:
    """Judge the URL of an image, which may be one that holds the image."""
    if url[:11].lower() == "data:image/":
        wrong = values.iri(url)
        return f"is not a URL: {wrong}" if wrong else None
    return _judge_url(url)


def _judge_page_scheme(url: str) -> str | None:
    scheme = _scheme(url)
    return quoted(scheme) if scheme not in {"", "https", "http"} and not _judge_image_url(url) else None


URL = error("json-url").value("{key} {wrong}", _judge_url)
URL_SCHEME = warning("json-url-scheme").value(
    "{key} has the scheme {wrong}; readers open http and https", _judge_page_scheme
)
URL_ASCII = warning("json-url-not-ascii").value(
    "{key} isn't ASCII: {value}; percent-encode it",
    lambda url: None if url.isascii() or _judge_image_url(url) else "",
)

LOCAL = local.LOCAL.value(
    f"{{key}} {{value}} {local.EXPLANATION}",
    lambda url: "" if local.is_local(url) and _scheme(url) != "file" else None,
)

# --- Dates, languages, media types, sizes ---


def _upper(date: str) -> str:
    """Return a date with T and Z in upper case: RFC 3339 allows both cases."""
    return date.replace("t", "T").replace("z", "Z")


DATE = error("json-date").value("{key} is not a date: {wrong}", lambda date: values.rfc3339(_upper(date)))
DATE_PLAUSIBLE = warning("json-date-implausible").value(
    "the year {wrong} is implausible; check the date",
    lambda date: judge_year(values.parse_rfc3339(_upper(date))),
)


@warning("json-modified-before-published").on("item")
def _modified_before_published(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    texts = (part.value.get(key) for key in ("date_published", "date_modified"))
    published, modified = (
        values.parse_rfc3339(_upper(text)) if isinstance(text, str) else None for text in texts
    )
    if published and modified and modified < published:
        message = "date_modified is earlier than date_published; are they the wrong way round?"
        yield JsonFinding(("date_modified",), message)


LANGUAGE = error("json-language").value("language is not a language tag: {wrong}", values.language_tag)
MEDIA_TYPE = error("json-media-type").value("mime_type is not a media type: {wrong}", values.media_type)


@warning("json-size").on("attachment")
def _sizes(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    for key in ("size_in_bytes", "duration_in_seconds"):
        number = part.value.get(key)
        if isinstance(number, int) and abs(number) >= 2**1023:
            number = math.inf
        if isinstance(number, float) and math.isinf(number):
            yield JsonFinding((key,), f"{key} is a number too large for JSON's readers")
        elif key == "size_in_bytes" and isinstance(number, float) and not number.is_integer():
            yield JsonFinding((key,), f"{key} has a fraction; bytes are counted whole")


# --- Which key has which value ---

_IMAGE = (URL._replace(judge=_judge_image_url), URL_SCHEME, URL_ASCII, LOCAL)
_URL = (URL, URL_SCHEME, URL_ASCII, LOCAL)
_AUTHOR_URL = (
    URL,
    URL_SCHEME._replace(judge=lambda url: None if _scheme(url) == "mailto" else _judge_page_scheme(url)),
    URL_ASCII,
    LOCAL,
)
_DATE = (DATE, DATE_PLAUSIBLE)
_VALUES: dict[Kind, dict[str, tuple[Value, ...]]] = {
    "feed": {
        "title": (REQUIRED_TEXT, PLAIN),
        "home_page_url": _URL,
        "feed_url": _URL,
        "description": (TEXT, PLAIN),
        "user_comment": (TEXT,),
        "next_url": _URL,
        "icon": _IMAGE,
        "favicon": _IMAGE,
        "language": (LANGUAGE,),
    },
    "item": {
        "id": (REQUIRED_TEXT,),
        "url": _URL,
        "external_url": _URL,
        "title": (TEXT, PLAIN),
        "content_html": (TEXT,),
        "content_text": (TEXT, HTML_AS_TEXT),
        "summary": (TEXT, PLAIN),
        "image": _IMAGE,
        "banner_image": _IMAGE,
        "date_published": _DATE,
        "date_modified": _DATE,
        "language": (LANGUAGE,),
    },
    "author": {"name": (TEXT, PLAIN), "url": _AUTHOR_URL, "avatar": _IMAGE},
    "hub": {"type": (REQUIRED_TEXT,), "url": _URL},
    "attachment": {"url": _URL, "mime_type": (MEDIA_TYPE,), "title": (TEXT, PLAIN)},
}


def _of_keys(judged: list[tuple[str, Value]]) -> RuleFunction:
    """Return a function that judges the texts of some keys."""
    judges: dict[str, list[Value]] = {}
    for key, value in judged:
        judges.setdefault(key, []).append(value)

    def judge_keys(part: Part, _feed: Object) -> Iterable[JsonFinding]:
        found = []
        for key, text in part.value.items():
            if text.__class__ is not str:
                continue
            for value in judges.get(key, ()):
                if (wrong := value.judge(text)) is not None:
                    fields = {"key": key, "subject": subject(part), "value": quoted(text), "wrong": wrong}
                    found.append(JsonFinding((key,), value.message.format(**fields), rule=value.rule))
        return found

    return judge_keys


def _register() -> None:
    """Have the values of each kind of object judged in one go, errors and warnings apart."""
    for kind, keys in _VALUES.items():
        judged = [(key, value) for key, key_values in keys.items() for value in key_values]
        for severity in ("error", "warning"):
            of_severity = [each for each in judged if each[1].rule.severity == severity]
            if of_severity:
                of_severity[0][1].rule.on(kind)(_of_keys(of_severity))


_register()
