"""JSON Feed's keys: which there are, which belong together, and what an item is known by.

Responsible for rules about keys. Not for their values (`rules.json_values`), nor for what the schema states
(`rules.json_feed`).
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from feedpub.check.elements import quoted
from feedpub.check.rule import rules_for
from feedpub.check.rules.json_feed import VERSION_1_0, VERSION_1_1, JsonFinding, subject, type_name
from feedpub.check.schemas.json_schema import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.check.rules.json_feed import Kind, Object, Part

error, warning = rules_for("json")
_OBJECTS = ("feed", "item", "author", "hub", "attachment")


@warning("json-unknown-key").on(*_OBJECTS)
def _unknown_keys(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    known = KEYS[part.kind]
    for key in part.value:
        if key not in known and not key.startswith("_"):
            yield JsonFinding(
                (key,), f"{subject(part)} has no key {quoted(key)}{_suggestion(key, part.kind)}", at_key=True
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


@error("json-extension-name").on(*_OBJECTS)
def _extension_names(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    for key in part.value:
        if key.startswith("_"):
            if not key[1:2].isalpha():
                yield JsonFinding(
                    (key,), f"a letter has to follow the underscore in {quoted(key)}", at_key=True
                )
            elif "." in key:
                yield JsonFinding(
                    (key,), f"no dot may stand in the extension's name {quoted(key)}", at_key=True
                )


@warning("json-extension-no-object").on(*_OBJECTS)
def _extensions_no_objects(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    for key, inside in part.value.items():
        if key.startswith("_") and not isinstance(inside, dict):
            yield JsonFinding(
                (key,), f"the extension {quoted(key)} is {type_name(inside)}; make it an object"
            )


@warning("json-version-1-0-key").on("feed", "item")
def _version_1_0_keys(part: Part, feed: Object) -> Iterator[JsonFinding]:
    if feed.get("version") == VERSION_1_0:
        for key in ("authors", "language"):
            if key in part.value:
                yield JsonFinding(
                    (key,), f"{key} came with JSON Feed 1.1; let version be {VERSION_1_1}", at_key=True
                )


@warning("json-deprecated-author").on("feed", "item")
def _deprecated_author(part: Part, feed: Object) -> Iterator[JsonFinding]:
    if "author" in part.value and "authors" not in part.value and feed.get("version") != VERSION_1_0:
        yield JsonFinding(
            ("author",), "author is deprecated since JSON Feed 1.1; write authors, an array", at_key=True
        )


@warning("json-recommended", scope="document").on("feed")
def _recommended_keys(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    for key, use in (
        ("home_page_url", "the page that the feed belongs to"),
        ("feed_url", "the feed's own URL"),
    ):
        if key not in part.value:
            yield JsonFinding((), f"the feed has no {key}, {use}; a feed on the web should say it")


@warning("json-item-without-url").on("item")
def _item_without_url(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    id_ = part.value.get("id")
    if isinstance(id_, str) and id_.startswith(("http://", "https://")) and "url" not in part.value:
        yield JsonFinding(
            ("id",), "the id is a URL, but the item has no url; give it as url too, where readers look for it"
        )


@error("json-duplicate-id", scope="document").on("feed")
def _duplicate_ids(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    items = part.value.get("items")
    if not isinstance(items, list):
        return
    first: dict[str, int] = {}
    for index, item in enumerate(items):
        id_ = item.get("id") if isinstance(item, dict) else None
        if isinstance(id_, str) and first.setdefault(id_, index) != index:
            message = f"items[{first[id_]}] has the id {quoted(id_)} already; each item needs its own"
            yield JsonFinding(("items", index, "id"), message)


@error("json-next-url-is-feed-url", scope="document").on("feed")
def _next_url_is_feed_url(part: Part, _feed: Object) -> Iterator[JsonFinding]:
    if isinstance(part.value.get("next_url"), str) and part.value["next_url"] == part.value.get("feed_url"):
        yield JsonFinding(
            ("next_url",), "next_url is the feed's own feed_url; a reader would go round for ever"
        )
