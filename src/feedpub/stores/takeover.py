"""Documents that no manifest lists, recognised by what they say of themselves in their exact place.

Responsible for outputs that version 0.1 wrote, a lost manifest, and folders that a backup or a checkout
brought back. The one place where heads of documents are read. Not for documents that the manifest lists.

A document is recognised if it names feedpub as its generator where its format has that, before its first
entry, and names the address at which it lies. So a page that includes one of ours, another tool's feed that
quotes our entries, and the documents of another output inside this one are not taken for ours. Only what 0.1
wrote is looked for: later kinds of document have always been listed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, cast

from feedpub.stores.manifest import UNKNOWN_MOMENT, FeedState, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from lxml import etree

_HEAD_BYTES = 65_536
_ATOM = "{http://www.w3.org/2005/Atom}"
_MARK = rb"<!-- feedpub: generated -->\n"
_PAGE = rb'<!doctype html>\n<html lang="[^"<>]*"(?: dir="[a-z]+")?>\n<head>\n<meta charset="utf-8">\n' + _MARK
_ITEMS = '\n  "items": ['


class Recognised(NamedTuple):
    """A document of feedpub's that the manifest doesn't list: its path, its digest, what its feed is, and the
    ids of its entries if it is of the feed of everything or if any of them may be a tag: URI.
    """

    path: str
    digest: str
    feed: FeedState
    entry_ids: frozenset[str]


class _Head(NamedTuple):
    """What a document says of itself: its topic, and since when it is empty, if it is."""

    topic: str | None = None
    empty_since: int | None = None


def recognise_all(folder: Path, names: Iterable[str], listed: Collection[str]) -> Iterator[Recognised]:
    """Yield the documents of feedpub's in an output folder that aren't `listed`; `names` are those in it.

    A fragment doesn't name its address, so it counts only beside another document of the same feed.
    """
    for name in names:
        if name[0] == ".":
            continue
        paths = [name] if name in _SITE_DOCUMENTS else [f"{name}/{file}" for file in _FEED_DOCUMENTS]
        unlisted = [path for path in paths if path not in listed and os.path.lexists(f"{folder}/{path}")]
        found = [one for one in (recognise(folder, path) for path in unlisted) if one]
        if [one.path for one in found] != [f"{name}/{_FRAGMENT}"] or any(path in listed for path in paths):
            yield from found


def recognise(folder: Path, path: str) -> Recognised | None:
    """Return the document at `path` if it says that it is feedpub's and that it lies there."""
    slug, _, file = path.rpartition("/")
    read = (_FEED_DOCUMENTS if slug else _SITE_DOCUMENTS).get(file)
    beginning = read_regular(folder, path, _HEAD_BYTES) if read else None
    head = read(beginning, path) if read and beginning is not None else None
    content = read_regular(folder, path) if head else None
    if content is None or head is None:
        return None
    ids = _entry_ids(content, file) if slug == "all" or b"tag:" in content else frozenset()
    return Recognised(path, hashlib.sha256(content).hexdigest(), FeedState(head.topic, head.empty_since), ids)


def read_regular(folder: str | Path, path: str, size: int = -1) -> bytes | None:
    """Return the bytes of a document's file, or as many as `size`; None if it isn't a file, or is beneath a
    link.
    """
    file = f"{folder}/{path}"
    try:
        for at, char in enumerate(path):
            if char == "/" and os.path.islink(f"{folder}/{path[:at]}"):  # noqa: PTH114 - called thousands of times
                return None
        if not stat.S_ISREG(os.lstat(file).st_mode):  # a pipe would block
            return None
        with open(file, "rb", buffering=0) as document:  # noqa: PTH123 - the same
            return document.read(size)
    except OSError:
        return None


def _read_atom(content: bytes, path: str) -> _Head | None:
    children, has_entries = _children(content, [f"{_ATOM}feed"], f"{_ATOM}entry")
    if not _names_feedpub(children, f"{_ATOM}generator", path):
        return None
    topics = (child.attributes.get("label") for child in children if child.tag == f"{_ATOM}category")
    updated = next((child.text for child in children if child.tag == f"{_ATOM}updated"), "")
    return _Head(next(topics, None), None if has_entries else _instant(updated, datetime.fromisoformat))


def _read_rss(content: bytes, path: str) -> _Head | None:
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - few runs take anything over

    children, has_entries = _children(content, ["rss", "channel"], "item")
    if not _names_feedpub(children, "generator", path):
        return None
    topics = (child.text for child in children if child.tag == "category")
    built = next((child.text for child in children if child.tag == "lastBuildDate"), "")
    return _Head(next(topics, None), None if has_entries else _instant(built, parsedate_to_datetime))


def _read_json(content: bytes, path: str) -> _Head | None:
    text = content[:_HEAD_BYTES].decode("utf-8", "replace")
    before, items, after = text.partition(_ITEMS)
    try:
        head = json.loads(before.rstrip().removesuffix(",") + "}") if items else None
    except ValueError:
        return None
    own = head.get("_feedpub") if isinstance(head, dict) else None
    if not isinstance(head, dict) or not isinstance(own, dict) or own.get("generator") != "feedpub":
        return None
    if not str(head.get("feed_url", "")).endswith(f"/{path}"):
        return None
    topic = own.get("topic")
    is_empty = after.lstrip().startswith("]")
    return _Head(topic if isinstance(topic, str) else None, UNKNOWN_MOMENT if is_empty else None)


class _Child(NamedTuple):
    """An element of a feed's head."""

    tag: str
    text: str
    attributes: Mapping[str, str]


def _children(content: bytes, within: Sequence[str], entry: str) -> tuple[list[_Child], bool]:
    """Return the elements that stand in the innermost of `within` before its first entry, and whether
    there is an entry; none where the document's outermost elements are others.
    """
    from lxml import etree  # noqa: PLC0415 - few runs take anything over

    parser = etree.XMLPullParser(("start", "end"), resolve_entities=False, no_network=True)
    found: list[_Child] = []
    at: list[str] = []
    try:
        parser.feed(content[:_HEAD_BYTES])
        for event, node in parser.read_events():
            element = cast("etree._Element", node)  # noqa: SLF001 - the name that lxml gives its type
            if event == "start":
                at.append(element.tag)
                if at[: len(within)] != within[: len(at)]:
                    return [], False
                if at == [*within, entry]:
                    return found, True
            else:
                if at[:-1] == within:
                    attributes = {str(key): str(value) for key, value in element.attrib.items()}
                    found.append(_Child(element.tag, element.text or "", attributes))
                at.pop()
    except etree.XMLSyntaxError:
        return [], False
    return found, False


def _names_feedpub(children: Sequence[_Child], generator: str, path: str) -> bool:
    """Whether a feed names feedpub as its generator, and `path` as its own address."""
    generators = [child.text for child in children if child.tag == generator]
    return generators == ["feedpub"] and any(
        child.tag == f"{_ATOM}link"
        and child.attributes.get("rel") == "self"
        and child.attributes.get("href", "").endswith(f"/{path}")
        for child in children
    )


def _instant(text: str, read: Callable[[str], datetime]) -> int:
    """Return the seconds of a date since 1970, UNKNOWN_MOMENT for none; 0.1 wrote 1970 in place of none."""
    try:
        return max(seconds(read(text)), UNKNOWN_MOMENT)
    except (ValueError, TypeError):
        return UNKNOWN_MOMENT


def _matching(pattern: Callable[[str], bytes]) -> Callable[[bytes, str], _Head | None]:
    """Return a reader of documents that begin as the pattern says, given the slug."""

    def read(content: bytes, path: str) -> _Head | None:
        slug = path.rpartition("/")[0]
        return _Head() if re.match(pattern(slug), content[:_HEAD_BYTES], re.DOTALL) else None

    return read


def _feed_page(slug: str) -> bytes:
    return _PAGE + rb'.{0,4096}?<link rel="canonical" href="[^"<>]*/%b/index\.html">' % re.escape(
        slug.encode()
    )


def _embedded_page(slug: str) -> bytes:
    return _PAGE + rb'.*?</head>\n<body data-slug="%b">' % re.escape(slug.encode())


def _fragment(_slug: str) -> bytes:
    return _MARK + rb'<section class="feedpub"'


def _site_page(_slug: str) -> bytes:
    return _PAGE + rb'.{0,4096}?<link rel="canonical" href="[^"<>]*/">'


def _listing(_slug: str) -> bytes:
    return rb'<\?xml version="1\.0" encoding="utf-8"\?>\n' + _MARK + b'<opml version="2.0">'


def _static(_slug: str) -> bytes:
    return rb"/\* feedpub: generated\b"


_FRAGMENT = "fragment.html"
_FEED_DOCUMENTS: dict[str, Callable[[bytes, str], _Head | None]] = {
    "atom.xml": _read_atom,
    "rss.xml": _read_rss,
    "feed.json": _read_json,
    "index.html": _matching(_feed_page),
    "embed.html": _matching(_embedded_page),
    _FRAGMENT: _matching(_fragment),
}
_SITE_DOCUMENTS: dict[str, Callable[[bytes, str], _Head | None]] = {
    "index.html": _matching(_site_page),
    "feeds.opml": _matching(_listing),
    "embed.js": _matching(_static),
    "style.css": _matching(_static),
    "feed.css": _matching(_static),
}


def _entry_ids(content: bytes, file: str) -> frozenset[str]:
    """Return the ids of a feed's entries."""
    if file == "feed.json":
        try:
            items = json.loads(content).get("items", [])
        except ValueError:
            return frozenset()
        return frozenset(str(item["id"]) for item in items if isinstance(item, dict) and "id" in item)
    if not file.endswith(".xml"):
        return frozenset()
    from lxml import etree  # noqa: PLC0415 - few runs take anything over

    tag = f"{_ATOM}entry/{_ATOM}id" if file == "atom.xml" else "channel/item/guid"
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=False))
    except etree.XMLSyntaxError:
        return frozenset()
    return frozenset(text for text in (found.text for found in root.iterfind(tag)) if text)


def is_own(path: str, content: bytes, digests: Collection[str]) -> bool:
    """Whether these bytes at `path` are feedpub's: they have one of the digests, or say so of themselves."""
    if hashlib.sha256(content).hexdigest() in digests:
        return True
    slug, _, file = path.rpartition("/")
    read = (_FEED_DOCUMENTS if slug else _SITE_DOCUMENTS).get(file)
    return read is not None and read(content, path) is not None
