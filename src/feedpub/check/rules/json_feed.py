"""The rules of JSON Feed 1.1 and 1.0, and how a JSON Feed's text is checked.

Responsible for the three layers of JSON: its syntax (found by `json_places`), its schema
(`schemas.json_schema`, which also says which keys there are) and the rules that a schema can't
state. Not for decoding bytes (`reading`), nor for what is wrong with a piece of HTML (`rules.html`).

A rule's function is called for every object of the kinds that it names ("feed", "item", "author", "hub",
"attachment") and yields flaws: a path below that object, and what is wrong there. Examples are objects that
stand in a feed otherwise right; those with `version` are whole documents.
"""

from __future__ import annotations

import math
import re
from difflib import get_close_matches
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from feedpub.check import MAX_PROBLEMS, json_places, values
from feedpub.check.rules import html, rule
from feedpub.check.rules.elements import markup_in, quoted
from feedpub.check.schemas import json_schema
from feedpub.check.schemas.json_schema import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedpub.check.json_places import Path
    from feedpub.check.rules import Format, Rule
    from feedpub.problems import Problem

Kind = Literal["feed", "item", "author", "hub", "attachment", "tag"]

_JSON: tuple[Format, ...] = ("json",)
_VERSION_1_0 = "https://jsonfeed.org/version/1"
_VERSION_1_1 = "https://jsonfeed.org/version/1.1"
_URL_KEYS: dict[str, tuple[str, ...]] = {
    "feed": ("home_page_url", "feed_url", "next_url", "icon", "favicon"),
    "item": ("url", "external_url", "image", "banner_image"),
    "author": ("url", "avatar"),
    "hub": ("url",),
    "attachment": ("url",),
}
_IMAGE_KEYS = frozenset({"icon", "favicon", "image", "banner_image", "avatar"})
_PLAIN_TEXT_KEYS: dict[str, tuple[str, ...]] = {
    "feed": ("title", "description"),
    "item": ("title", "summary"),
    "author": ("name",),
    "attachment": ("title",),
}
_DATE_KEYS = ("date_published", "date_modified")
_PARTS: dict[str, tuple[tuple[str, Kind], ...]] = {
    "feed": (("author", "author"), ("authors", "author"), ("hubs", "hub")),
    "item": (("author", "author"), ("authors", "author"), ("tags", "tag"), ("attachments", "attachment")),
}
"""Where an object has others in it: its keys, and the kind of what stands there, alone or in an array."""


class Flaw(NamedTuple):
    """What a rule's function yields: where, below the object that it was given, and what is wrong.

    `at_key` has the place be the key's instead of the value's.
    """

    path: Path
    message: str
    at_key: bool = False


class _Part(NamedTuple):
    """A value in a feed that has a kind, and where it stands."""

    kind: Kind
    path: Path
    value: Any


_Object: TypeAlias = dict[str, Any]
_Found: TypeAlias = "tuple[Rule, Flaw]"
_Function: TypeAlias = "Callable[[_Object, _Part, _Object], Iterable[Flaw]]"
_FUNCTIONS: dict[str, list[tuple[Rule, _Function]]] = {kind: [] for kind in KEYS}


def _on(broken: Rule, *kinds: Kind) -> Callable[[_Function], _Function]:
    """Have a function called with every object of some kinds, the part that it is, and the whole feed."""

    def register(function: _Function) -> _Function:
        for kind in kinds:
            _FUNCTIONS[kind].append((broken, function))
        return function

    return register


def check_text(text: str, where: str, *, warnings: bool = True) -> Iterable[Problem]:
    """Return every problem of a JSON Feed's text: its JSON, its schema and the rules.

    `text` begins with U+FEFF when the document began with a byte order mark. Of a document with very many
    problems, the first MAX_PROBLEMS are returned.
    """
    if text.startswith("\ufeff"):
        message = "a byte order mark begins the document; save it as UTF-8 without one"
        mark = BYTE_ORDER_MARK.problem(where, 1, 1, message)
        return [mark, *check_text(text.lstrip("\ufeff"), where, warnings=warnings)]
    parsed = json_places.parse(text)
    if isinstance(parsed, json_places.Broken):
        line, column = json_places.places(text, [parsed.offset])[parsed.offset]
        return [_BROKEN[parsed.reason].problem(where, line, column, parsed.message)]
    found = list(islice(_findings(parsed, warnings=warnings), MAX_PROBLEMS))
    return _placed(found, text, where, last_counts=bool(parsed.repeated))


def _placed(found: list[_Found], text: str, where: str, *, last_counts: bool) -> list[Problem]:
    """Give each flaw its line and column, with one pass over the text for all."""
    if not found:
        return []
    spots = json_places.spots(text, [flaw.path for _, flaw in found], last_counts=last_counts)
    offsets = [
        spots[flaw.path].keys[-1] if flaw.at_key and spots[flaw.path].keys else spots[flaw.path].value
        for _, flaw in found
    ]
    places = json_places.places(text, offsets)
    return [
        broken.problem(where, *places[offset], flaw.message)
        for (broken, flaw), offset in zip(found, offsets, strict=True)
    ]


def _findings(parsed: json_places.Parsed, *, warnings: bool) -> Iterator[_Found]:
    """Yield everything that is wrong with a document that is JSON; lazily, since there may be a million."""
    for path in parsed.repeated:
        message = f"the key {quoted(str(path[-1]))} is given twice; nobody knows which of them counts"
        yield REPEATED_KEY, Flaw(path, message, at_key=True)
    feed = parsed.value
    if not isinstance(feed, dict):
        yield TYPE, Flaw((), f"a JSON Feed is an object, but this is {_type_name(feed)}")
        return
    if not json_schema.is_valid(feed):
        yield from _violations(feed)
    for part in chain(_with_parts("feed", (), feed), _item_parts(feed)):
        yield from _broken_rules(part, feed, warnings=warnings)


def _broken_rules(part: _Part, feed: _Object, *, warnings: bool) -> Iterator[_Found]:
    """Yield what the rules of its kind find wrong with one object."""
    if isinstance(part.value, dict):
        for broken, function in _asked(part.kind, warnings=warnings):
            for flaw in function(part.value, part, feed):
                yield broken, flaw._replace(path=(*part.path, *flaw.path))
        # What is wrong with HTML is a warning, all of it.
        if warnings and part.kind == "item" and isinstance(part.value.get("content_html"), str):
            for broken, message in html.judge(part.value["content_html"], based=False):
                yield broken, Flaw((*part.path, "content_html"), message)


@cache
def _asked(kind: Kind, *, warnings: bool) -> tuple[tuple[Rule, _Function], ...]:
    """Return the rules that are asked about objects of a kind; without `warnings`, those that find errors."""
    return tuple(each for each in _FUNCTIONS[kind] if warnings or each[0].severity == "error")


def _item_parts(feed: _Object) -> Iterator[_Part]:
    """Yield every item, and the authors, tags and attachments in it."""
    items = feed.get("items")
    if isinstance(items, list):
        for index, item in enumerate(items):
            yield from _with_parts("item", ("items", index), item)


def _with_parts(kind: Kind, path: Path, value: Any) -> Iterator[_Part]:
    """Yield an object and those in it."""
    yield _Part(kind, path, value)
    if not isinstance(value, dict):
        return
    for key, inner in _PARTS[kind]:
        there = value.get(key)
        if key == "author" and isinstance(there, dict):
            yield _Part(inner, (*path, key), there)
        elif key != "author" and isinstance(there, list):
            for index, each in enumerate(there):
                yield _Part(inner, (*path, key, index), each)


# --- The document as JSON -------------------------------------------------------------------------

SYNTAX = rule(
    "json-syntax",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="RFC 8259 §2",
    summary="The document is JSON: no comments, no comma after the last value, double quotes, no NaN.",
    failing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [],}',
    passing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": []}',
)
DEPTH = rule(
    "json-depth",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="RFC 8259 §9",
    summary=f"Objects and arrays are nested at most {json_places.MAX_DEPTH} deep.",
    failing='{"_example": ' + "[" * json_places.MAX_DEPTH + "]" * json_places.MAX_DEPTH + "}",
    passing='{"_example": {"nested": [[]]}}',
)
SURROGATE = rule(
    "json-lone-surrogate",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="RFC 8259 §8.2; RFC 7493 §2.1",
    summary="Escapes stand for characters: no half of a surrogate pair.",
    failing='{"title": "News \\ud83d"}',
    passing='{"title": "News \\ud83d\\udcf0"}',
)
BYTE_ORDER_MARK = rule(
    "json-byte-order-mark",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="RFC 8259 §8.1",
    summary="No byte order mark begins the document.",
    failing='\ufeff{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": []}',
    passing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": []}',
)
REPEATED_KEY = rule(
    "json-repeated-key",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="RFC 8259 §4",
    summary="A key is given once in an object.",
    failing='{"title": "News", "title": "Other news"}',
    passing='{"title": "News"}',
)
_BROKEN: dict[json_places.Reason, Rule] = {"syntax": SYNTAX, "depth": DEPTH, "surrogate": SURROGATE}

# --- The schema -----------------------------------------------------------------------------------

TYPE = rule(
    "json-type",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="JSON Feed 1.1, Top-level, Items and Attachments",
    summary="Each key has a value of its type: id a string, expired true or false, tags an array of strings.",
    failing='{"id": 1}',
    passing='{"id": "1"}',
)
NULL = rule(
    "json-null",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="JSON Feed 1.1, Top-level, Items and Attachments",
    summary="A key without a value is left out, not null.",
    failing='{"summary": null}',
    passing='{"summary": "What happened today"}',
)
REQUIRED = rule(
    "json-required",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="JSON Feed 1.1, Top-level, Items, Attachments and Subscribing to Real-time Notifications",
    summary="A feed has version, title, items; an item id; a hub type, url; an attachment url, mime_type.",
    failing='{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    passing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": []}',
)
NO_CONTENT = rule(
    "json-item-without-content",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="JSON Feed 1.1, Items: content_html and content_text",
    summary="An item has content_html, content_text or both.",
    failing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [{"id": "1"}]}',
    passing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": '
    '[{"id": "1", "content_text": "It rains."}]}',
)
EMPTY_AUTHOR = rule(
    "json-empty-author",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="JSON Feed 1.1, Top-level: authors",
    summary="An author has a name, a url or an avatar, at least.",
    failing='{"authors": [{}]}',
    passing='{"authors": [{"name": "The Editors"}]}',
)
VERSION = rule(
    "json-version",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="JSON Feed 1.1, Top-level: version",
    summary="version is the URL of JSON Feed 1.1 or 1.0, letter by letter.",
    failing='{"version": "https://jsonfeed.org/version/1.1/", "title": "News", "items": []}',
    passing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": []}',
)
NEGATIVE = rule(
    "json-negative-number",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="JSON Feed 1.1, Attachments: size_in_bytes and duration_in_seconds",
    summary="Sizes and durations aren't negative.",
    failing='{"url": "https://example.org/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": -1}',
    passing='{"url": "https://example.org/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 2498}',
)

_NEEDED_FOR = {
    "version": f"says that this is a JSON Feed: {_VERSION_1_1}",
    "title": "names the feed",
    "items": "holds the entries; in an empty feed it is an empty array",
    "id": "tells the item from all others, for good",
    "type": "names the protocol, WebSub for example",
    "url": "says where it is",
    "mime_type": "says what it is, audio/mpeg for example",
}


def _violations(feed: _Object) -> Iterator[_Found]:
    """Yield where a feed departs from the schema, part by part."""
    for part in chain(_with_parts("feed", (), feed), _item_parts(feed)):
        for error in json_schema.find_violations(part.value, part.kind):
            yield from _explained(part, error)


def _explained(part: _Part, error: Any) -> Iterator[_Found]:
    """Turn one error of the validator into a fault that says what to do."""
    path = (*part.path, *error.instance_path)
    value = error.instance
    name = _name(path)
    keyword = error.kind.name
    if keyword == "required":
        key = str(error.kind.property)
        yield REQUIRED, Flaw(path, f"{_subject(part)} has no {key}, which {_NEEDED_FOR[key]}")
    elif keyword == "anyOf" and part.kind == "item":
        yield (
            NO_CONTENT,
            Flaw(path, "the item has neither content_html nor content_text; it needs one of them"),
        )
    elif keyword == "anyOf":
        yield (
            EMPTY_AUTHOR,
            Flaw(path, "the author has neither name nor url nor avatar; leave it out, or say who it is"),
        )
    elif keyword == "type" and value is None:
        yield NULL, Flaw(path, f"{name} is null; leave the key out" if path else "the document is null")
    elif keyword == "type":
        expected = _EXPECTED[error.kind.types[0]]
        advice = f'; write "{value}"' if type(value) is int and expected == "a string" else ""
        yield TYPE, Flaw(path, f"{name} is {_type_name(value)}, but has to be {expected}{advice}")
    elif keyword == "enum" and isinstance(value, str):
        yield VERSION, Flaw(path, f"{quoted(value)} is no version of JSON Feed; write {_VERSION_1_1}")
    elif keyword == "minimum":
        yield NEGATIVE, Flaw(path, f"{name} is negative")


_EXPECTED = {
    "string": "a string",
    "number": "a number",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
}


def _type_name(value: object) -> str:
    """Return a JSON type's name, with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    for python, name in ((str, "a string"), ((int, float), "a number"), (list, "an array")):
        if isinstance(value, python):
            return name
    return "an object"


def _name(path: Path) -> str:
    """Return what a message calls the value at a path: its key, or the array that it stands in."""
    if not path:
        return "the document"
    last = path[-1]
    return f"{path[-2]}[{last}]" if isinstance(last, int) else last


def _subject(part: _Part) -> str:
    return f"the {part.kind}"


# --- Keys -----------------------------------------------------------------------------------------

UNKNOWN_KEY = rule(
    "json-unknown-key",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Extensions",
    summary="A key is one of JSON Feed's, in its place, or begins with an underscore.",
    failing='{"datePublished": "2024-05-01T00:00:00Z"}',
    passing='{"date_published": "2024-05-01T00:00:00Z"}',
)


@_on(UNKNOWN_KEY, "feed", "item", "author", "hub", "attachment")
def unknown_keys(value: _Object, part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find keys that JSON Feed doesn't have there."""
    known = KEYS[part.kind]
    for key in value:
        if key not in known and not key.startswith("_"):
            yield Flaw(
                (key,), f"{_subject(part)} has no key {quoted(key)}{_suggestion(key, part.kind)}", at_key=True
            )


_SAME_IDEA = {"body": "content_html", "content": "content_html", "link": "url", "pubdate": "date_published"}


def _suggestion(key: str, kind: Kind) -> str:
    """Return what was probably meant by an unknown key, as the end of a message."""
    if len(key) <= 40:  # longer ones aren't misspelt, and comparing them takes long
        simple = key.lower().replace("-", "_")
        close = get_close_matches(simple, KEYS[kind], 1, 0.75)
        close = close or [each for each in KEYS[kind] if each.replace("_", "") == simple.replace("_", "")]
        close = close or [each for each in (_SAME_IDEA.get(simple),) if each in KEYS[kind]]
        if close:
            return f"; did you mean {close[0]}?"
        homes = [home for home, keys in KEYS.items() if key in keys]
        if homes:
            return f"; it belongs in {' or '.join(homes)} objects"
    return "; leave it out, or begin it with an underscore"


EXTENSION_NAME = rule(
    "json-extension-name",
    formats=_JSON,
    scope="entry",
    severity="error",
    clause="JSON Feed 1.1, Extensions",
    summary="An extension's name is an underscore and a letter, then anything but a dot.",
    failing='{"_1st": {"about": "https://example.org/extension"}}',
    passing='{"_first": {"about": "https://example.org/extension"}}',
)


@_on(EXTENSION_NAME, "feed", "item", "author", "hub", "attachment")
def extension_names(value: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find extensions whose names aren't an underscore, a letter and no dot."""
    for key in value:
        if key.startswith("_"):
            if not key[1:2].isalpha():
                yield Flaw((key,), f"a letter has to follow the underscore in {quoted(key)}", at_key=True)
            elif "." in key:
                yield Flaw((key,), f"no dot may stand in the extension's name {quoted(key)}", at_key=True)


EXTENSION_NO_OBJECT = rule(
    "json-extension-no-object",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Extensions",
    summary="An extension's value is an object.",
    failing='{"_example": "value"}',
    passing='{"_example": {"key": "value"}}',
)


@_on(EXTENSION_NO_OBJECT, "feed", "item", "author", "hub", "attachment")
def extensions_no_objects(value: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find extensions whose values aren't objects."""
    for key, inside in value.items():
        if key.startswith("_") and not isinstance(inside, dict):
            yield Flaw((key,), f"the extension {quoted(key)} is {_type_name(inside)}; make it an object")


VERSION_1_0_KEY = rule(
    "json-version-1-0-key",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Changes from 1.0",
    summary="A feed that says it is JSON Feed 1.0 has no key that came with 1.1: authors, language.",
    failing='{"version": "https://jsonfeed.org/version/1", "title": "News", "language": "en", "items": []}',
    passing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "language": "en", "items": []}',
)


@_on(VERSION_1_0_KEY, "feed", "item")
def version_1_0_keys(value: _Object, _part: _Part, feed: _Object) -> Iterator[Flaw]:
    """Find keys of version 1.1 in a feed of version 1.0."""
    if feed.get("version") == _VERSION_1_0:
        for key in ("authors", "language"):
            if key in value:
                yield Flaw(
                    (key,), f"{key} came with JSON Feed 1.1; let version be {_VERSION_1_1}", at_key=True
                )


DEPRECATED_AUTHOR = rule(
    "json-deprecated-author",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Top-level: author",
    summary="In JSON Feed 1.1 authors, an array, takes the place of author, which may stand beside it.",
    failing='{"author": {"name": "The Editors"}}',
    passing='{"authors": [{"name": "The Editors"}]}',
)


@_on(DEPRECATED_AUTHOR, "feed", "item")
def deprecated_author(value: _Object, _part: _Part, feed: _Object) -> Iterator[Flaw]:
    """Find an author without authors, in a feed that isn't of version 1.0."""
    if "author" in value and "authors" not in value and feed.get("version") != _VERSION_1_0:
        yield Flaw(
            ("author",), "author is deprecated since JSON Feed 1.1; write authors, an array", at_key=True
        )


RECOMMENDED = rule(
    "json-recommended",
    formats=_JSON,
    scope="document",
    severity="warning",
    clause="JSON Feed 1.1, Top-level: home_page_url and feed_url",
    summary="A published feed says where it is (feed_url) and which page it belongs to (home_page_url).",
    failing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": []}',
    passing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [], '
    '"home_page_url": "https://example.org/", "feed_url": "https://example.org/feed.json"}',
)


@_on(RECOMMENDED, "feed")
def recommended_keys(feed: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find feeds without the keys that are as good as required on the web."""
    for key, use in (
        ("home_page_url", "the page that the feed belongs to"),
        ("feed_url", "the feed's own URL"),
    ):
        if key not in feed:
            yield Flaw((), f"the feed has no {key}, {use}; a feed on the web should say it")


ITEM_URL = rule(
    "json-item-without-url",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Items: url",
    summary="An item whose id is a URL has its url as well: an id alone isn't a link.",
    failing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": '
    '[{"id": "https://example.org/1", "content_text": "It rains."}]}',
    passing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": '
    '[{"id": "https://example.org/1", "url": "https://example.org/1", "content_text": "It rains."}]}',
)


@_on(ITEM_URL, "item")
def item_without_url(item: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find items that have a URL and give it as the id alone."""
    id_ = item.get("id")
    if isinstance(id_, str) and id_.startswith(("http://", "https://")) and "url" not in item:
        yield Flaw(
            ("id",), "the id is a URL, but the item has no url; give it as url too, where readers look for it"
        )


# --- Identity -------------------------------------------------------------------------------------

DUPLICATE_ID = rule(
    "json-duplicate-id",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="JSON Feed 1.1, Items: id",
    summary="No two items have the same id.",
    failing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": '
    '[{"id": "1", "content_text": "It rains."}, {"id": "1", "content_text": "It snows."}]}',
    passing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": '
    '[{"id": "1", "content_text": "It rains."}, {"id": "2", "content_text": "It snows."}]}',
)


@_on(DUPLICATE_ID, "feed")
def duplicate_ids(feed: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find ids that an earlier item has."""
    items = feed.get("items")
    if not isinstance(items, list):
        return
    first: dict[str, int] = {}
    for index, item in enumerate(items):
        id_ = item.get("id") if isinstance(item, dict) else None
        if isinstance(id_, str) and first.setdefault(id_, index) != index:
            message = f"items[{first[id_]}] has the id {quoted(id_)} already; each item needs its own"
            yield Flaw(("items", index, "id"), message)


NEXT_URL = rule(
    "json-next-url-is-feed-url",
    formats=_JSON,
    scope="document",
    severity="error",
    clause="JSON Feed 1.1, Top-level: next_url",
    summary="next_url leads to another document than this one.",
    failing='{"feed_url": "https://example.org/feed.json", "next_url": "https://example.org/feed.json"}',
    passing='{"feed_url": "https://example.org/feed.json", "next_url": "https://example.org/feed-2.json"}',
)


@_on(NEXT_URL, "feed")
def next_url_is_feed_url(feed: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find a next page that is this page: a reader would ask for it for ever."""
    if isinstance(feed.get("next_url"), str) and feed["next_url"] == feed.get("feed_url"):
        yield Flaw(("next_url",), "next_url is the feed's own feed_url; a reader would go round for ever")


# --- Text -----------------------------------------------------------------------------------------

BLANK_REQUIRED = rule(
    "json-blank-required",
    formats=_JSON,
    scope="entry",
    severity="error",
    clause="JSON Feed 1.1, Top-level: title; Items: id; Subscribing to Real-time Notifications",
    summary="A feed's title, an item's id and a hub's type aren't blank.",
    failing='{"version": "https://jsonfeed.org/version/1.1", "title": "", "items": []}',
    passing='{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": []}',
)
BLANK = rule(
    "json-blank",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Top-level, Items and Attachments",
    summary="An optional text, and an item's content, is left out when there is nothing to say.",
    failing='{"summary": ""}',
    passing='{"summary": "What happened today"}',
)
_BLANK_IS_ERROR = {"feed": ("title",), "item": ("id",), "hub": ("type",)}
_BLANK_IS_WARNING = {
    "feed": ("description", "user_comment"),
    "item": ("title", "summary", "content_html", "content_text"),
    "author": ("name",),
    "attachment": ("title",),
}


@_on(BLANK_REQUIRED, "feed", "item", "hub")
def blank_required(value: _Object, part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find required texts with nothing in them."""
    for key in _BLANK_IS_ERROR[part.kind]:
        if _is_blank(value.get(key)):
            yield Flaw((key,), f"{_subject(part)}'s {key} is blank")


@_on(BLANK, "feed", "item", "author", "attachment")
def blank(value: _Object, part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find optional texts with nothing in them."""
    for key in _BLANK_IS_WARNING[part.kind]:
        if _is_blank(value.get(key)):
            yield Flaw((key,), f"{_subject(part)}'s {key} is blank; leave the key out")


@_on(BLANK, "item")
def blank_tags(item: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find tags with nothing in them."""
    for index, tag in _tags(item):
        if not tag.strip():
            yield Flaw(("tags", index), f"tags[{index}] is blank; leave it out")


def _is_blank(text: object) -> bool:
    return isinstance(text, str) and not text.strip()


def _tags(item: _Object) -> Iterator[tuple[int, str]]:
    """Yield an item's tags that are strings, with their indices."""
    tags = item.get("tags")
    if isinstance(tags, list):
        yield from ((index, tag) for index, tag in enumerate(tags) if isinstance(tag, str))


HTML_IN_PLAIN_TEXT = rule(
    "json-html-in-plain-text",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Items: content_html",
    summary="HTML stands in content_html alone; titles, summaries, names and tags are plain text.",
    failing='{"title": "It <b>rains</b>"}',
    passing='{"title": "It rains"}',
)


@_on(HTML_IN_PLAIN_TEXT, "feed", "item", "author", "attachment")
def html_in_plain_text(value: _Object, part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find tags and character references where readers show them as they stand."""
    for key in _PLAIN_TEXT_KEYS[part.kind]:
        text = value.get(key)
        markup = markup_in(text) if isinstance(text, str) else None
        if markup:
            yield Flaw(
                (key,), f"{key} is plain text, but {quoted(markup)} stands in it; write it without HTML"
            )


@_on(HTML_IN_PLAIN_TEXT, "item")
def html_in_tags(item: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find tags (of an item) with HTML in them."""
    for index, tag in _tags(item):
        markup = markup_in(tag)
        if markup:
            yield Flaw(("tags", index), f"tags are plain text, but {quoted(markup)} stands in this one")


_ALL_MARKUP = re.compile(
    r"\s*+<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|section|article|span|a|img)\b[^<>]*>", re.I
)


@_on(HTML_IN_PLAIN_TEXT, "item")
def html_as_content_text(item: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find a content_text that is HTML from beginning to end; one that talks about HTML is fine."""
    text = item.get("content_text")
    if isinstance(text, str) and text.rstrip().endswith(">") and _ALL_MARKUP.match(text):
        yield Flaw(("content_text",), "content_text is plain text, but this is HTML; call it content_html")


CONTROL_CHARACTER = rule(
    "json-control-character",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Items; XML 1.0 §2.2",
    summary="No control character stands in a text, which no XML feed could carry and no reader shows.",
    failing='{"title": "News\\u0000"}',
    passing='{"title": "News"}',
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@_on(CONTROL_CHARACTER, "feed", "item", "author", "hub", "attachment")
def control_characters(value: _Object, part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find characters that stand for nothing in the texts of an object."""
    for key in KEYS[part.kind]:
        text = value.get(key)
        if isinstance(text, str):
            control = _CONTROL.search(text)
            if control:
                yield Flaw(
                    (key,), f"the control character U+{ord(control[0]):04X} stands in {key}; leave it out"
                )


# --- URLs, dates, languages, media types ----------------------------------------------------------

URL = rule(
    "json-url",
    formats=_JSON,
    scope="entry",
    severity="error",
    clause="JSON Feed 1.1, Top-level, Items and Attachments; RFC 3986",
    summary="A URL is absolute and well formed, and the web can reach it.",
    failing='{"url": "/news/1"}',
    passing='{"url": "https://example.org/news/1"}',
)
URL_SCHEME = rule(
    "json-url-scheme",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Top-level, Items and Attachments",
    summary="A URL's scheme is https or http; an author's url may be mailto.",
    failing='{"url": "gopher://example.org/1"}',
    passing='{"url": "https://example.org/1"}',
)
URL_NOT_ASCII = rule(
    "json-url-not-ascii",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="RFC 3986 §2",
    summary="A URL is ASCII: other characters are percent-encoded, host names in their ASCII form.",
    failing='{"url": "https://example.org/überall"}',
    passing='{"url": "https://example.org/%C3%BCberall"}',
)
_UNREACHABLE = frozenset({"javascript", "vbscript", "data", "file", "blob", "about"})


def _urls(value: _Object, part: _Part) -> Iterator[tuple[str, str, str]]:
    """Yield an object's URLs that are strings: key, text, and scheme in lower case ("" if there is none)."""
    for key in _URL_KEYS[part.kind]:
        text = value.get(key)
        if isinstance(text, str):
            scheme = "" if values.is_relative(text) else text.partition(":")[0].lower()
            yield key, text, scheme


@_on(URL, "feed", "item", "author", "hub", "attachment")
def urls(value: _Object, part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find URLs that are relative, broken, or lead nowhere for anybody else."""
    for key, text, scheme in _urls(value, part):
        wrong = _wrong_with_url(key, text, scheme)
        if wrong:
            yield Flaw((key,), f"{key} {wrong}")


def _wrong_with_url(key: str, text: str, scheme: str) -> str | None:
    """Return why a URL isn't one that a feed can have, as a phrase after its key."""
    if not text.strip():
        return "is blank; leave the key out, or give the URL"
    if not scheme:
        return f"is relative: {quoted(text)}; write the whole URL, with https:// and the host"
    if scheme in _UNREACHABLE and not (key in _IMAGE_KEYS and text[:11].lower() == "data:image/"):
        return f"is a {scheme}: URL, which leads nowhere on the web"
    wrong = values.iri(text)
    return f"is not a URL: {wrong}" if wrong else None


@_on(URL_SCHEME, "feed", "item", "author", "hub", "attachment")
def url_schemes(value: _Object, part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find well-formed URLs that feed readers don't open."""
    for key, text, scheme in _urls(value, part):
        if scheme in ("https", "http") or (part.kind == "author" and key == "url" and scheme == "mailto"):
            continue
        if scheme and not _wrong_with_url(key, text, scheme):
            yield Flaw((key,), f"{key} has the scheme {quoted(scheme)}; readers open http and https")


@_on(URL_NOT_ASCII, "feed", "item", "author", "hub", "attachment")
def urls_not_ascii(value: _Object, part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find URLs that are right as IRIs only."""
    for key, text, scheme in _urls(value, part):
        if not text.isascii() and not _wrong_with_url(key, text, scheme):
            yield Flaw((key,), f"{key} isn't ASCII: {quoted(text)}; percent-encode it")


DATE = rule(
    "json-date",
    formats=_JSON,
    scope="entry",
    severity="error",
    clause="JSON Feed 1.1, Items: date_published and date_modified; RFC 3339 §5.6",
    summary="A date is written as in RFC 3339, with time and zone, and it is in the calendar.",
    failing='{"date_published": "2024-02-30T10:00:00Z"}',
    passing='{"date_published": "2024-02-29T10:00:00Z"}',
)


@_on(DATE, "item")
def dates(item: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find dates that aren't."""
    for key, text in _dates(item):
        wrong = values.rfc3339(text)
        if wrong:
            yield Flaw((key,), f"{key} is not a date: {wrong}")


def _dates(item: _Object) -> Iterator[tuple[str, str]]:
    """Yield an item's dates that are strings, with T and Z in upper case: RFC 3339 allows both cases."""
    for key in _DATE_KEYS:
        text = item.get(key)
        if isinstance(text, str):
            yield key, text.replace("t", "T").replace("z", "Z")


IMPLAUSIBLE_DATE = rule(
    "json-date-implausible",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Items: date_published and date_modified",
    summary="No item is older than computers' clocks (1970) or from another century to come.",
    failing='{"date_published": "0024-05-01T10:00:00Z"}',
    passing='{"date_published": "2024-05-01T10:00:00Z"}',
)
_FIRST_PLAUSIBLE_YEAR = 1970
_LAST_PLAUSIBLE_YEAR = 2099


@_on(IMPLAUSIBLE_DATE, "item")
def implausible_dates(item: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find dates that are right by the calendar and still can't be meant."""
    for key, text in _dates(item):
        moment = values.parse_rfc3339(text)
        if moment and not _FIRST_PLAUSIBLE_YEAR <= moment.year <= _LAST_PLAUSIBLE_YEAR:
            yield Flaw((key,), f"the year {moment.year} is implausible; check the date")


MODIFIED_BEFORE_PUBLISHED = rule(
    "json-modified-before-published",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Items: date_modified",
    summary="An item isn't modified before it is published.",
    failing='{"date_published": "2024-05-02T00:00:00Z", "date_modified": "2024-05-01T00:00:00Z"}',
    passing='{"date_published": "2024-05-01T00:00:00Z", "date_modified": "2024-05-02T00:00:00Z"}',
)


@_on(MODIFIED_BEFORE_PUBLISHED, "item")
def modified_before_published(item: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find items whose dates are the wrong way round."""
    moments = {key: values.parse_rfc3339(text) for key, text in _dates(item)}
    published, modified = (moments.get(key) for key in _DATE_KEYS)
    if published and modified and modified < published:
        yield Flaw(
            ("date_modified",), "date_modified is earlier than date_published; are they the wrong way round?"
        )


LANGUAGE = rule(
    "json-language",
    formats=_JSON,
    scope="entry",
    severity="error",
    clause="JSON Feed 1.1, Top-level: language; RFC 5646 §2.1",
    summary="A language is a tag of RFC 5646: en, de-AT, zh-Hant.",
    failing='{"language": "en_US"}',
    passing='{"language": "en-US"}',
)


@_on(LANGUAGE, "feed", "item")
def language(value: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find languages that aren't named by a tag."""
    tag = value.get("language")
    wrong = values.language_tag(tag) if isinstance(tag, str) else None
    if wrong:
        yield Flaw(("language",), f"language is not a language tag: {wrong}")


MEDIA_TYPE = rule(
    "json-media-type",
    formats=_JSON,
    scope="entry",
    severity="error",
    clause="JSON Feed 1.1, Attachments: mime_type; RFC 6838 §4.2",
    summary="An attachment's mime_type is a media type.",
    failing='{"url": "https://example.org/1.mp3", "mime_type": "mp3"}',
    passing='{"url": "https://example.org/1.mp3", "mime_type": "audio/mpeg"}',
)


@_on(MEDIA_TYPE, "attachment")
def media_types(attachment: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find media types that aren't."""
    text = attachment.get("mime_type")
    wrong = values.media_type(text) if isinstance(text, str) else None
    if wrong:
        yield Flaw(("mime_type",), f"mime_type is not a media type: {wrong}")


SIZE = rule(
    "json-size",
    formats=_JSON,
    scope="entry",
    severity="warning",
    clause="JSON Feed 1.1, Attachments: size_in_bytes; RFC 8259 §6",
    summary="A size is a whole number of bytes, and no number is too large for its reader.",
    failing='{"url": "https://example.org/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 24.98}',
    passing='{"url": "https://example.org/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 2498}',
)


@_on(SIZE, "attachment")
def sizes(attachment: _Object, _part: _Part, _feed: _Object) -> Iterator[Flaw]:
    """Find sizes with a fraction, and numbers that no double holds."""
    for key in ("size_in_bytes", "duration_in_seconds"):
        number = attachment.get(key)
        if isinstance(number, int) and abs(number) >= 2**1023:
            number = math.inf
        if isinstance(number, float) and math.isinf(number):
            yield Flaw((key,), f"{key} is a number too large for JSON's readers")
        elif key == "size_in_bytes" and isinstance(number, float) and not number.is_integer():
            yield Flaw((key,), f"{key} has a fraction; bytes are counted whole")
