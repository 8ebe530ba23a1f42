"""What only a whole Atom feed or entry shows (RFC 4287 §4.1): ids, authors, links and order.

Responsible for rules about several elements together.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feedpub.check import values
from feedpub.check.elements import child_of, local_name
from feedpub.check.rule import ATOM, Document, Finding, quote, rules_for
from feedpub.check.rules.atom import ATOM_1_0
from feedpub.check.rules.atom_values import BASE, relation_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

error, warning = rules_for("atom")
_A = f"{{{ATOM}}}"


def _text(parent: Element, name: str) -> str | None:
    """Return the text of an element's first child that is this Atom element, None when there is none."""
    found = child_of(parent, f"{_A}{name}")
    return None if found is None else found.text or ""


# --- Order and prefix ---


@warning("atom-metadata-after-entry", scope="document").on(f"{_A}feed")
def _metadata_after_entry(feed: Element, document: Document) -> Iterator[Finding]:
    if not document.entries or feed is not document.root:
        return
    for child in document.entries[0].itersiblings(f"{_A}*"):
        if local_name(child) in ATOM_1_0.children["feed"].keys() - {"entry"}:
            yield Finding(
                child, f"{local_name(child)} of the feed stands after an entry; put it before the first"
            )
            return


@warning("atom-namespace-prefix", scope="document").on(f"{_A}feed", f"{_A}entry")
def _namespace_prefix(root: Element, document: Document) -> Iterator[Finding]:
    if root is document.root and root.prefix:
        yield Finding(
            root, f"Atom's elements have the prefix {root.prefix}:; make Atom the default namespace"
        )


# --- Ids ---


@error("atom-duplicate-id", scope="document").on(f"{_A}feed")
def _duplicate_id(feed: Element, document: Document) -> Iterator[Finding]:
    own = (_text(feed, "id") or "").strip()
    seen: set[tuple[str, str]] = set()
    for element, key in _ids(document) if feed is document.root else ():
        if key in seen:
            yield Finding(
                element, f"an entry before this one has the id {quote(key[0])} too; give each its own"
            )
        elif key[0] and key[0] == own:
            yield Finding(element, f"the feed itself has the id {quote(own)}; give each entry its own")
        seen.add(key)


@warning("atom-same-id", scope="document").on(f"{_A}feed")
def _same_id(feed: Element, document: Document) -> Iterator[Finding]:
    seen: dict[str, set[str]] = {}
    for element, (value, moment) in _ids(document) if feed is document.root else ():
        moments = seen.setdefault(value, set())
        if moments and moment not in moments:
            yield Finding(element, f"an entry before this one has the id {quote(value)}; keep the newest")
        moments.add(moment)


def _ids(document: Document) -> list[tuple[Element, tuple[str, str]]]:
    """Return the id element of every entry whose id another entry or the feed has, with the id and the moment
    when the entry was updated.
    """
    known = document.notes.get("atom ids")
    if isinstance(known, list):
        return known
    elements = [
        (entry, found) for entry in document.entries if (found := child_of(entry, f"{_A}id")) is not None
    ]
    every = [(found.text or "").strip() for _, found in elements]
    often = Counter([*every, (_text(document.root, "id") or "").strip()])
    ids = [
        (found, (value, _moment(_text(entry, "updated"))))
        for (entry, found), value in zip(elements, every, strict=True)
        if often[value] > 1
    ]
    document.notes["atom ids"] = ids
    return ids


def _moment(text: str | None) -> str:
    """Return a date in one spelling for every moment, so that they can be compared; a wrong one as it is."""
    moment = values.parse_rfc3339(text or "")
    return moment.isoformat() if moment else (text or "").strip()


# --- Dates and authors ---


@warning("atom-updated-before-published").on(f"{_A}entry")
def _updated_before_published(entry: Element, _document: Document) -> Iterator[Finding]:
    element = child_of(entry, f"{_A}updated")
    first = _text(entry, "published")
    if element is None or first is None:
        return
    updated, published = values.parse_rfc3339(element.text or ""), values.parse_rfc3339(first)
    if updated and published and updated < published:
        yield Finding(element, f"updated {element.text} is before published {first}; it can't be earlier")


@error("atom-author-missing", scope="document").on(f"{_A}entry")
def _author_missing(entry: Element, document: Document) -> Iterator[Finding]:
    if entry not in document.entry_set or child_of(entry, f"{_A}author") is not None:
        return
    if entry.find(f"{_A}source/{_A}author") is not None:
        return
    if "the feed's author" not in document.notes:  # not looked for again for each of many entries
        document.notes["the feed's author"] = child_of(document.head, f"{_A}author")
    if entry is document.root:
        yield Finding(
            entry, "the entry has no author; a stand-alone entry must have one, or a source that has"
        )
    elif document.notes["the feed's author"] is None:
        yield Finding(
            entry, "neither the entry nor the feed has an author; give the feed one, or every entry"
        )


# --- Links ---


@error("atom-alternate-duplicate").on(f"{_A}feed", f"{_A}entry", f"{_A}source")
def _alternate_duplicate(parent: Element, _document: Document) -> Iterator[Finding]:
    seen = set()
    for link in parent.iterchildren(f"{_A}link"):
        if relation_of(link) == "alternate":
            key = (link.get("type", "").strip().lower(), link.get("hreflang", "").lower())
            if key in seen:
                yield Finding(
                    link,
                    f"{local_name(parent)} has another alternate link with the same type and hreflang; "
                    'keep one, or write rel="related" here',
                )
            seen.add(key)


@error("atom-alternate-missing").on(f"{_A}entry")
def _alternate_missing(entry: Element, _document: Document) -> Iterator[Finding]:
    if child_of(entry, f"{_A}content") is None and not any(
        relation_of(link) == "alternate" for link in entry.iterchildren(f"{_A}link")
    ):
        yield Finding(
            entry, 'the entry has neither content nor a link with rel="alternate"; give it one of them'
        )


@warning("atom-self-missing", scope="document").on(f"{_A}feed")
def _self_missing(feed: Element, document: Document) -> Iterator[Finding]:
    if feed is document.root and not any(
        relation_of(each) == "self" for each in feed.iterchildren(f"{_A}link")
    ):
        yield Finding(feed, 'the feed has no link with rel="self"; give it one with its own address')


@warning("atom-self-relative", scope="document").on(f"{_A}feed")
def _self_relative(feed: Element, _document: Document) -> Iterator[Finding]:
    for link in feed.iterchildren(f"{_A}link"):
        if relation_of(link) != "self":
            continue
        href = link.get("href")
        bases = (link.get(BASE) or "", feed.get(BASE) or "")
        if href and values.is_relative(href) and all(values.is_relative(base) for base in bases):
            yield Finding(
                link, f"the self link {quote(href)} is relative; write the feed's whole address", "href"
            )
