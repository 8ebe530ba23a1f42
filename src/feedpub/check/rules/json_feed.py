"""JSON Feed 1.1 and 1.0: how a feed's text is checked, its syntax and its schema.

Responsible for the three layers of JSON: its syntax (`reading.json`), its schema
(`schemas.json_schema`, which also has the keys) and the rules that a schema can't
state (`rules.json_keys`, `rules.json_values`). Not for decoding bytes (`reading`).

A rule's function is called for every object of the kinds that it names ("feed", "item", "author", "hub",
"attachment"), as a `Part`, with the whole feed. Examples are objects in a feed otherwise right; those with
`version` are whole documents.
"""

from __future__ import annotations

from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, get_args

from feedpub.check import MAX_PROBLEMS, values
from feedpub.check.elements import quoted
from feedpub.check.reading import json as reading
from feedpub.check.reading import json_places
from feedpub.check.rule import Rule, rules_for
from feedpub.check.rules import load_rules
from feedpub.check.rules.future import FUTURE, explain_future
from feedpub.check.schemas import json_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from feedpub.check.reading.json import Path
    from feedpub.check.rule import RuleFunction
    from feedpub.problems import Problem

Kind = Literal["feed", "item", "author", "hub", "attachment", "tag"]
error, _ = rules_for("json")
VERSION_1_0 = "https://jsonfeed.org/version/1"
VERSION_1_1 = "https://jsonfeed.org/version/1.1"
_PARTS: dict[str, tuple[tuple[str, Kind], ...]] = {
    "feed": (("author", "author"), ("authors", "author"), ("hubs", "hub")),
    "item": (("author", "author"), ("authors", "author"), ("tags", "tag"), ("attachments", "attachment")),
}
"""Where an object has others in it: its keys, and the kind of what is there, alone or in an array."""

Object: TypeAlias = dict[str, Any]


class JsonFinding(NamedTuple):
    """A fault of a JSON feed before it has a place: the path below the object that is judged, and why.

    `at_key` has the place be the key's instead of the value's. `rule` is the rule that is broken, where a
    function looks on behalf of several.
    """

    path: Path
    message: str
    at_key: bool = False
    rule: Rule | None = None


class Part(NamedTuple):
    """A value in a feed that has a kind, and where it is."""

    kind: Kind
    path: Path
    value: Any


_Found: TypeAlias = "tuple[Rule, JsonFinding]"


def check_text(
    text: str, where: str, *, warnings: bool = True, now: datetime | None = None
) -> Iterable[Problem]:
    """Return every problem of a JSON Feed's text: its JSON, its schema and the rules.

    `text` begins with U+FEFF when the document began with a byte order mark. Of a document with very many
    problems, the first MAX_PROBLEMS are returned.
    """
    if text.startswith("\ufeff"):
        message = "a byte order mark begins the document; save it as UTF-8 without one"
        mark = BYTE_ORDER_MARK.problem(where, 1, 1, message)
        return [mark, *check_text(text.lstrip("\ufeff"), where, warnings=warnings, now=now)]
    parsed = reading.parse(text)
    if isinstance(parsed, reading.Broken):
        line, column = json_places.line_columns(text, [parsed.offset])[parsed.offset]
        return [_BROKEN[parsed.reason].problem(where, line, column, parsed.message)]
    found = list(islice(_findings(parsed, warnings=warnings, now=now), MAX_PROBLEMS))
    return _place(found, text, where, last_counts=bool(parsed.repeated))


def _place(found: list[_Found], text: str, where: str, *, last_counts: bool) -> list[Problem]:
    """Give each finding its line and column, with one pass over the text for all."""
    if not found:
        return []
    spots = json_places.locate(text, [finding.path for _, finding in found], last_counts=last_counts)
    offsets = [
        spots[finding.path].keys[-1]
        if finding.at_key and spots[finding.path].keys
        else spots[finding.path].value
        for _, finding in found
    ]
    places = json_places.line_columns(text, offsets)
    return [
        broken.problem(where, *places[offset], finding.message)
        for (broken, finding), offset in zip(found, offsets, strict=True)
    ]


def _findings(parsed: reading.Parsed, *, warnings: bool, now: datetime | None) -> Iterator[_Found]:
    """Yield everything that is wrong with a document that is JSON; lazily, since there may be a million."""
    for path in parsed.repeated:
        message = f"the key {quoted(str(path[-1]))} is given twice; readers differ in which they take"
        yield REPEATED_KEY, JsonFinding(path, message, at_key=True)
    feed = parsed.value
    if not isinstance(feed, dict):
        yield TYPE, JsonFinding((), f"a JSON Feed is an object, but this is {type_name(feed)}")
        return
    if not json_schema.is_valid(feed):
        yield from _violations(feed)
    functions = _functions(warnings=warnings)
    for part in chain(_with_parts("feed", (), feed), _item_parts(feed)):
        if isinstance(part.value, dict):
            for declared, function in functions[part.kind]:
                for finding in function(part, feed):
                    yield finding.rule or declared, finding._replace(path=(*part.path, *finding.path))
            if part.kind == "item" and warnings and now is not None:
                yield from _future_dates(part, now)


def _future_dates(item: Part, now: datetime) -> Iterator[_Found]:
    """Yield an item's dates that lie in the future."""
    for key in ("date_published", "date_modified"):
        text = item.value.get(key)
        moment = values.parse_rfc3339(text.upper()) if isinstance(text, str) else None
        wrong = explain_future(moment, now)
        if wrong:
            yield FUTURE, JsonFinding((*item.path, key), f"{key} {quoted(text)} {wrong}")


@cache
def _functions(*, warnings: bool) -> dict[Kind, list[tuple[Rule, RuleFunction]]]:
    """Return the functions called for each kind of object; without `warnings`, those that find errors."""
    found: dict[Kind, list[tuple[Rule, RuleFunction]]] = {kind: [] for kind in get_args(Kind)}
    for each in load_rules("json").values():
        for call in each.calls if warnings or each.severity == "error" else ():
            for kind in found.keys() & call.tags if "json" in call.formats else ():
                found[kind].append((each, call.function))
    return found


def _item_parts(feed: Object, wanted: Callable[[Any], bool] | None = None) -> Iterator[Part]:
    """Yield every item that is wanted, and the authors, tags and attachments in it."""
    items = feed.get("items")
    if isinstance(items, list):
        for index, item in enumerate(items):
            if wanted is None or wanted(item):
                yield from _with_parts("item", ("items", index), item)


def _with_parts(kind: Kind, path: Path, value: Any) -> Iterator[Part]:
    """Yield an object and those in it."""
    yield Part(kind, path, value)
    if not isinstance(value, dict):
        return
    for key, inner in _PARTS[kind]:
        there = value.get(key)
        if key == "author" and isinstance(there, dict):
            yield Part(inner, (*path, key), there)
        elif key != "author" and isinstance(there, list):
            for index, each in enumerate(there):
                yield Part(inner, (*path, key, index), each)


# --- The document as JSON ---

SYNTAX = error("json-syntax", scope="document")
DEPTH = error("json-depth", scope="document")
SURROGATE = error("json-lone-surrogate", scope="document")
BYTE_ORDER_MARK = error("json-byte-order-mark", scope="document")
REPEATED_KEY = error("json-repeated-key", scope="document")
_BROKEN: dict[reading.Reason, Rule] = {"syntax": SYNTAX, "depth": DEPTH, "surrogate": SURROGATE}

# --- The schema ---

TYPE = error("json-type", scope="document")
NULL = error("json-null", scope="document")
REQUIRED = error("json-required", scope="document")
NO_CONTENT = error("json-item-without-content", scope="document")
EMPTY_AUTHOR = error("json-empty-author", scope="document")
VERSION = error("json-version", scope="document")
NEGATIVE = error("json-negative-number", scope="document")
_NEEDED_FOR = {
    "version": f"says that this is a JSON Feed: {VERSION_1_1}",
    "title": "names the feed",
    "items": "holds the entries; in an empty feed it is an empty array",
    "id": "tells the item from all others, for good",
    "type": "names the protocol, WebSub for example",
    "url": "says where it is",
    "mime_type": "says what it is, audio/mpeg for example",
}


def _violations(feed: Object) -> Iterator[_Found]:
    """Yield where a feed departs from the schema, part by part."""
    wrong_items = _item_parts(feed, json_schema.is_wrong_item)
    for part in chain(_with_parts("feed", (), feed), wrong_items):
        for each in json_schema.find_violations(part.value, part.kind):
            yield from _explained(part, each)


def _explained(part: Part, error: Any) -> Iterator[_Found]:
    """Turn one error of the validator into a fault that says what to do."""
    path = (*part.path, *error.instance_path)
    value = error.instance
    name = _name(path)
    keyword = error.kind.name
    if keyword == "required":
        key = str(error.kind.property)
        yield REQUIRED, JsonFinding(path, f"{subject(part)} has no {key}, which {_NEEDED_FOR[key]}")
    elif keyword == "anyOf" and part.kind == "item":
        yield (
            NO_CONTENT,
            JsonFinding(path, "the item has neither content_html nor content_text; it needs one of them"),
        )
    elif keyword == "anyOf":
        yield (
            EMPTY_AUTHOR,
            JsonFinding(
                path, "the author has neither name nor url nor avatar; leave it out, or say who it is"
            ),
        )
    elif keyword == "type" and value is None:
        yield (
            NULL,
            JsonFinding(path, f"{name} is null; leave the key out" if path else "the document is null"),
        )
    elif keyword == "type":
        expected = _EXPECTED[error.kind.types[0]]
        advice = f'; write "{value}"' if type(value) is int and expected == "a string" else ""
        yield TYPE, JsonFinding(path, f"{name} is {type_name(value)}, but has to be {expected}{advice}")
    elif keyword == "enum" and isinstance(value, str):
        yield VERSION, JsonFinding(path, f"{quoted(value)} isn't a version of JSON Feed; write {VERSION_1_1}")
    elif keyword == "minimum":
        yield NEGATIVE, JsonFinding(path, f"{name} is negative")


_EXPECTED = {
    "string": "a string",
    "number": "a number",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
}


def type_name(value: object) -> str:
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


def subject(part: Part) -> str:
    """Return what a message calls an object."""
    return f"the {part.kind}"
